//! The operations of a JSON AST: those of the service and of its resources.

use super::fields::{Fields, Reader};
use super::json::Entry;
use super::smithy_mixins::{Definition, Shapes};
use crate::diagnostic::Diagnostic;
use crate::model::{Auth, Operation, Pagination, Reference, Service, ShapeId, Token, UriTemplate, path};
use std::collections::BTreeSet;

/// The defaults of all paginated operations of a service: the values of its `paginated` trait, by their keys.
pub(super) type PaginationDefaults = Vec<(&'static str, String)>;

/// The keys of the `paginated` trait.
const PAGINATED: [&str; 4] = ["inputToken", "outputToken", "pageSize", "items"];

impl Reader<'_> {
    /// The values of the `paginated` trait of a service.
    pub(super) fn pagination_defaults(&mut self, entry: Option<Entry<'_>>) -> PaginationDefaults {
        let read = self.within(entry, |this, fields| {
            PAGINATED.iter().filter_map(|key| Some((*key, this.string(fields, key)?))).collect()
        });
        read.unwrap_or_default()
    }

    /// How an operation returns pages (Smithy, `paginated`).
    fn pagination(&mut self, entry: Option<Entry<'_>>, defaults: &PaginationDefaults) -> Option<Pagination> {
        let (span, place) = entry.as_ref().map(|entry| (entry.key_span, entry.value.span()))?;
        let own = self.pagination_defaults(entry);
        let value = |key: &str| {
            let mut values = own.iter().chain(defaults);
            values.find(|(name, _)| *name == key).map(|(_, value)| value.clone())
        };
        let mut path_of = |key: &str| {
            let text = value(key)?;
            let path = path::members(&text);
            if path.is_none() {
                self.diagnostics.report(
                    Diagnostic::error(format!("`{}` is not a path", text.escape_debug()))
                        .at(place, format!("in `{key}`"))
                        .help("paths are names of members with `.` between them"),
                );
            }
            path
        };
        let (output_token, items) = (path_of("outputToken"), path_of("items"));
        let (Some(input_token), Some(output_token)) = (value("inputToken"), output_token) else {
            if value("inputToken").is_none() || value("outputToken").is_none() {
                self.diagnostics.report(
                    Diagnostic::error("a paginated operation has no tokens")
                        .at(span, "needs `inputToken` and `outputToken`")
                        .help("add them here, or to the `paginated` trait of the service"),
                );
            }
            return None;
        };
        let page_size = value("pageSize");
        let parts = items.iter().cloned().collect();
        Some(Pagination {
            tokens: vec![Token { input: input_token, output: output_token.join(".") }],
            more: None,
            page_size,
            items,
            parts,
            common: vec![],
            truncated: None,
            span,
        })
    }

    /// The operations of a service or resource, and of its resources.
    pub(super) fn operations_of(&mut self, fields: &mut Fields<'_>, shapes: &Shapes<'_>) -> Vec<String> {
        let mut ids = Vec::new();
        for key in ["operations", "collectionOperations"] {
            ids.extend(self.references(fields, key));
        }
        for key in ["create", "put", "read", "update", "delete", "list"] {
            if let Some(entry) = fields.take(key) {
                ids.extend(self.ast_reference(entry.value));
            }
        }
        let mut operations: Vec<String> =
            ids.into_iter().map(|reference| reference.target.to_string()).collect();
        // A resource cannot be its own child (Smithy, "Resource"), but an invalid model could loop, so each is entered
        // once.
        let mut left = self.references(fields, "resources");
        let mut entered = BTreeSet::new();
        while let Some(resource) = left.pop() {
            let id = resource.target.to_string();
            let Some(resource) = shapes.get(&id, "resource").filter(|_| entered.insert(id.clone())) else {
                continue;
            };
            let mut fields = resource.fields();
            left.extend(self.references(&mut fields, "resources"));
            operations.extend(self.operations_of(&mut fields, shapes));
        }
        operations.sort();
        operations.dedup();
        operations
    }

    pub(super) fn ast_operation(
        &mut self,
        definition: &Definition<'_>,
        common: &[Reference],
        service: &Service,
        defaults: &PaginationDefaults,
    ) -> Option<Operation> {
        let rest = service.is_rest();
        let key_span = definition.key_span;
        let (_, name) = self.shape_id(&definition.id, key_span)?;
        let (mut fields, mut traits) = (definition.fields(), definition.traits());
        let mut reference = |key: &str, fields: &mut Fields<'_>| {
            let entry = fields.take(key)?;
            self.ast_reference(entry.value).filter(|reference| reference.target != ShapeId::unit())
        };
        let input = reference("input", &mut fields);
        let output = reference("output", &mut fields);
        let mut errors = self.references(&mut fields, "errors");
        errors.extend(common.iter().cloned());
        let (mut method, mut uri) = ("POST".to_owned(), None);
        match traits.take("http") {
            Some(entry) if rest => {
                let read = self.within(Some(entry), |this, http| {
                    // Clients accept any status code of success.
                    http.take("code");
                    let method = this.required_string(http, "method");
                    let entry = this.required(http, "uri");
                    let text = entry.as_ref().and_then(|entry| this.string_value("uri", entry.value));
                    let span = entry.map(|entry| entry.value.span());
                    let uri = text.zip(span);
                    let uri = uri.map(|(text, span)| UriTemplate::parse(&text, span, this.diagnostics));
                    (method, uri)
                });
                let (read_method, read_uri) = read.unwrap_or_default();
                method = read_method.unwrap_or(method);
                uri = read_uri;
            }
            None if rest => {
                self.diagnostics.report(
                    Diagnostic::error(format!("operation `{name}` has no `http` trait"))
                        .at(key_span, "a REST protocol needs its method and URI")
                        .help("add the trait `smithy.api#http`"),
                );
            }
            _ => {}
        }
        let discovery = traits.take("aws.api#clientDiscoveredEndpoint");
        let discovered_endpoint = self.discovered_endpoint(discovery);
        let (mut auth, mut features) = (None, Vec::new());
        if let Some(entry) = traits.take("auth") {
            let (listed, special) = self.listed_auth(&entry);
            // An empty list means that calls are not authenticated.
            auth = Some(if listed.is_empty() { vec![Auth::NoAuth] } else { listed });
            features.extend(special);
        }
        if traits.take("optionalAuth").is_some() {
            let auth = auth.get_or_insert_with(|| service.auth.clone());
            if !auth.contains(&Auth::NoAuth) {
                auth.push(Auth::NoAuth);
            }
        }
        let host_prefix = self.within(traits.take("endpoint"), |this, endpoint| {
            let entry = this.required(endpoint, "hostPrefix")?;
            this.host_prefix(&entry)
        });
        let host_prefix = host_prefix.flatten();
        let mut params = traits
            .take("smithy.rules#staticContextParams")
            .map_or_else(Vec::new, |entry| self.static_context(&entry));
        if let Some(entry) = traits.take("smithy.rules#operationContextParams") {
            params.extend(self.operation_context(&entry));
        }
        let operation = Operation {
            name,
            method,
            uri: uri.unwrap_or_else(|| UriTemplate::parse("/", key_span, self.diagnostics)),
            host_prefix,
            no_input: input.is_none(),
            input,
            input_document: (None, None),
            output,
            errors,
            endpoint_params: params,
            checksum: self.checksum(&mut traits, "aws.protocols#httpChecksum"),
            compression: self.compression(&mut traits, "requestCompression"),
            auth,
            unsigned_payload: traits.take("aws.auth#unsignedPayload").is_some(),
            pagination: self.pagination(traits.take("paginated"), defaults),
            waiters: self.waitable(traits.take("smithy.waiters#waitable")),
            examples: self.examples(traits.take("examples")),
            // A trait of the service names the operation that returns endpoints.
            gives_endpoints: false,
            discovered_endpoint,
            documentation: self.string(&mut traits, "documentation"),
            deprecated: self.ast_deprecated(&mut traits),
            features,
            span: key_span,
        };
        self.finish(fields);
        self.finish_traits(traits);
        Some(operation)
    }
}

//! The operations of AWS API JSON.

use super::fields::{Fields, Format, Reader};
use super::json::{self, Entry};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use crate::model::{
    Auth, DiscoveredEndpoint, EndpointSource, Feature, Fragment, HostPrefix, HttpChecksum, Operation,
    SegmentKind, UriTemplate, XmlNamespace, path,
};
use std::collections::BTreeMap;

/// Reads a file beside a model in API JSON: `read` gets each entry of the object `key`.
///
/// # Errors
///
/// [`Reported`] if the text is not JSON, or has no such object; also if `read` reports an error.
pub(super) fn read_beside(
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
    key: &str,
    mut read: impl FnMut(&mut Reader<'_>, &Entry<'_>),
) -> Result<(), Reported> {
    let root = json::parse(source, id, diagnostics)?;
    let mut reader = Reader::new(diagnostics, Format::ApiJson);
    if let Some(mut fields) = reader.fields(&format!("the list of {key}"), root) {
        fields.take("version");
        let entry = reader.required(&mut fields, key);
        for entry in entry.map_or_else(Vec::new, |entry| reader.entries(&entry)) {
            read(&mut reader, &entry);
        }
    }
    diagnostics.checked(())
}

impl Reader<'_> {
    /// The operation of an entry of a file beside the model; `what` names the entry in the message and in the help.
    pub(super) fn operation_beside<'f>(
        &mut self,
        fragment: &'f mut Fragment,
        name: &str,
        span: Span,
        what: (&str, &str),
    ) -> Option<&'f mut Operation> {
        let operation = fragment.operations.iter_mut().find(|operation| operation.name == name);
        if operation.is_none() {
            self.diagnostics.report(
                Diagnostic::warning(format!("there is no operation `{}` {}", name.escape_debug(), what.0))
                    .at(span, "has no effect")
                    .help(format!("remove {}, or provide the file that belongs to the model", what.1)),
            );
        }
        operation
    }

    /// Reads an operation. `label_names` has, by structure, the member of each URI label.
    pub(super) fn operation(
        &mut self,
        entry: &Entry<'_>,
        label_names: &BTreeMap<String, BTreeMap<String, String>>,
    ) -> Option<Operation> {
        let mut fields = self.fields(&format!("operation `{}`", entry.key), entry.value)?;
        let name = self.identifier(&entry.key, entry.key_span);
        self.wire_name(&mut fields, &entry.key);
        let http = self.required(&mut fields, "http");
        let input_document = self.document(&fields, "input");
        let input = self.reference(&mut fields, "input");
        let output = self.reference(&mut fields, "output");
        let mut errors = Vec::new();
        if let Some(entry) = fields.take("errors") {
            for node in self.elements(&entry) {
                errors.extend(self.reference_value("an error", node));
            }
        }
        let documentation = self.string(&mut fields, "documentation");
        let deprecated = self.deprecated(&mut fields);
        let mut features = Vec::new();
        let checksum = self.checksum(&mut fields, "httpChecksum");
        let compression = self.compression(&mut fields, "requestcompression");
        let context = fields.take("operationContextParams");
        let context = context.map_or_else(Vec::new, |entry| self.operation_context(&entry));
        let (auth, mut unsigned_payload) = self.auth(&mut fields, &mut features);
        unsigned_payload |= self.boolean(&mut fields, "unsignedPayload");
        let static_context = fields.take("staticContextParams");
        let mut endpoint_params = static_context.map_or_else(Vec::new, |entry| self.static_context(&entry));
        endpoint_params.extend(context);
        let host_prefix = self.within(fields.take("endpoint"), |this, endpoint| {
            let entry = endpoint.take("hostPrefix")?;
            this.host_prefix(&entry)
        });
        let host_prefix = host_prefix.flatten();
        let gives_endpoints = self.boolean(&mut fields, "endpointoperation");
        let discovery = fields.take("endpointdiscovery");
        let discovered_endpoint = self.discovered_endpoint(discovery);
        self.finish(fields);
        let mut http = self.fields("`http`", http?.value)?;
        let method = self.required_string(&mut http, "method");
        let uri = self.required(&mut http, "requestUri");
        http.take("responseCode");
        self.finish(http);
        let uri = uri?;
        let text = self.string_value("requestUri", uri.value)?;
        let mut uri = UriTemplate::parse(&text, uri.value.span(), self.diagnostics);
        // API JSON names labels by `locationName`, Smithy by the member.
        let names = input.as_ref().and_then(|input| label_names.get(input.target.name()));
        for segment in &mut uri.path {
            let label = segment.kind != SegmentKind::Literal;
            if label && let Some(member) = names.and_then(|names| names.get(&segment.text)) {
                segment.text.clone_from(member);
            }
        }
        let span = entry.key_span;
        let (name, method) = (name?, method?);
        Some(Operation {
            name,
            method,
            uri,
            host_prefix,
            no_input: input.is_none(),
            input,
            input_document,
            output,
            errors,
            endpoint_params,
            checksum,
            compression,
            auth,
            unsigned_payload,
            // They are in separate files.
            pagination: None,
            waiters: vec![],
            examples: vec![],
            gives_endpoints,
            discovered_endpoint,
            documentation,
            deprecated,
            features,
            span,
        })
    }

    /// The name that an operation has on the wire. CloudFront's have the date of their version at the end; no request of
    /// restXml and restJson carries it.
    fn wire_name(&mut self, fields: &mut Fields<'_>, operation: &str) {
        let Some(name) = fields.take("name") else { return };
        let Some(text) = self.string_value("name", name.value) else { return };
        if text != operation && self.named_on_the_wire {
            self.diagnostics.report(
                Diagnostic::error(format!("operation `{operation}` is called `{text}` on the wire"))
                    .at(name.value.span(), "differs from its key")
                    .note("requests of this protocol carry the name of their operation")
                    .help("give both the same name"),
            );
        }
    }

    pub(super) fn host_prefix(&mut self, entry: &Entry<'_>) -> Option<HostPrefix> {
        let text = self.string_value("hostPrefix", entry.value)?;
        Some(HostPrefix::parse(&text, entry.value.span(), self.diagnostics))
    }

    pub(super) fn discovered_endpoint(&mut self, entry: Option<Entry<'_>>) -> Option<DiscoveredEndpoint> {
        let span = entry.as_ref()?.key_span;
        Some(DiscoveredEndpoint { required: self.flag(entry, "required")?, span })
    }

    /// Endpoint parameters whose values are at paths in the input.
    pub(super) fn operation_context(&mut self, entry: &Entry<'_>) -> Vec<(String, EndpointSource, Span)> {
        let mut params = Vec::new();
        for entry in self.entries(entry) {
            let (name, span) = (entry.key.to_string(), entry.key_span);
            let path = self.within(Some(entry), |this, param| this.required(param, "path")).flatten();
            let Some(path) = path else { continue };
            let Some(text) = self.string_value("path", path.value) else { continue };
            match path::parse(&text) {
                Some(steps) => params.push((name, EndpointSource::Path(steps), span)),
                None => {
                    self.diagnostics.report(
                        Diagnostic::warning(format!("the path `{}` is not supported", text.escape_debug()))
                            .at(path.value.span(), "has no effect")
                            .note("paths have members, `[*]`, `[]`, `keys()`, and `[a, b][]` at their end")
                            .help("endpoints are chosen as if the parameter were not set"),
                    );
                }
            }
        }
        params
    }

    /// The authentication schemes of an operation, if it has its own, and whether its signature leaves out the body.
    fn auth(
        &mut self,
        fields: &mut Fields<'_>,
        features: &mut Vec<(Feature, Span)>,
    ) -> (Option<Vec<Auth>>, bool) {
        let (mut auth, mut unsigned_payload) = (None, false);
        if let Some(entry) = fields.take("auth") {
            let (listed, special) = self.listed_auth(&entry);
            features.extend(special);
            auth = Some(listed);
        }
        if let Some(entry) = fields.take("authtype") {
            match self.string_value("authtype", entry.value).as_deref() {
                Some("none") => auth = Some(vec![Auth::NoAuth]),
                Some("v4-unsigned-body") => unsigned_payload = true,
                Some("v4") | None => {}
                Some(_) => features.push((Feature::SpecialAuth, entry.value.span())),
            }
        }
        (auth, unsigned_payload)
    }

    /// The supported authentication schemes of a list, and the feature to report if there is none.
    pub(super) fn listed_auth(&mut self, entry: &Entry<'_>) -> (Vec<Auth>, Option<(Feature, Span)>) {
        let (mut listed, mut others) = (Vec::new(), Vec::new());
        for node in self.elements(entry) {
            let Some(id) = self.string_value(&entry.key, node) else { continue };
            match Auth::of_trait(&id) {
                Some(auth) => listed.push(auth),
                None => others.push((Feature::SpecialAuth, node.span())),
            }
        }
        // One supported scheme is enough.
        let special = others.into_iter().next().filter(|_| listed.is_empty());
        (listed, special)
    }

    /// The name and namespace of the document of an input.
    fn document(&mut self, fields: &Fields<'_>, key: &str) -> (Option<String>, Option<XmlNamespace>) {
        let Some(entry) = fields.entries.iter().find(|entry| entry.key == key) else { return (None, None) };
        let Some(entries) = entry.value.object() else { return (None, None) };
        let mut fields = Fields { span: entry.value.span(), entries };
        (self.string(&mut fields, "locationName"), self.xml_namespace(&mut fields))
    }

    /// Smithy's `httpChecksum` and `httpChecksumRequired` traits.
    pub(super) fn checksum(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<HttpChecksum> {
        let required =
            fields.take("httpChecksumRequired").is_some_and(|entry| entry.value.boolean() != Some(false));
        let Some(entry) = fields.take(key) else {
            return required.then(|| HttpChecksum { request_required: true, ..HttpChecksum::default() });
        };
        let mut fields = self.fields(&format!("`{key}`"), entry.value)?;
        let mut response_algorithms = Vec::new();
        if let Some(entry) = fields.take("responseAlgorithms") {
            for node in self.elements(&entry) {
                response_algorithms.extend(self.string_value("responseAlgorithms", node));
            }
        }
        let checksum = HttpChecksum {
            request_algorithm_member: self.string(&mut fields, "requestAlgorithmMember"),
            request_required: self.boolean(&mut fields, "requestChecksumRequired") || required,
            validation_mode_member: self.string(&mut fields, "requestValidationModeMember"),
            response_algorithms,
        };
        self.finish(fields);
        Some(checksum)
    }

    /// Smithy's `requestCompression` trait: its encodings.
    pub(super) fn compression(&mut self, fields: &mut Fields<'_>, key: &str) -> Vec<String> {
        let Some(entry) = fields.take(key) else { return vec![] };
        let Some(mut fields) = self.fields(&format!("`{key}`"), entry.value) else { return vec![] };
        let mut encodings = Vec::new();
        if let Some(entry) = self.required(&mut fields, "encodings") {
            for node in self.elements(&entry) {
                encodings.extend(self.string_value("encodings", node));
            }
        }
        self.finish(fields);
        encodings
    }

    /// The endpoint parameters that an operation fixes.
    pub(super) fn static_context(&mut self, entry: &Entry<'_>) -> Vec<(String, EndpointSource, Span)> {
        let mut params = Vec::new();
        for entry in self.entries(entry) {
            let Some(mut fields) = self.fields(&format!("`{}`", entry.key), entry.value) else { continue };
            let value = self.required(&mut fields, "value");
            let value = value.and_then(|entry| self.parameter_value("value", entry.value));
            self.finish(fields);
            let name = entry.key.to_string();
            params.extend(value.map(|value| (name, EndpointSource::Static(value), entry.key_span)));
        }
        params
    }
}

//! The changes of the service and of its operations.

use super::change::{Change, Kind, Subject};
use crate::diagnostic::Span;
use crate::model::{
    Deprecated, DiscoveredEndpoint, EndpointSource, Example, Model, Operation, Reference, Service, Waiter,
};
use std::fmt::Debug;

/// The changes of the service itself.
pub(super) fn of_service(old: &Model, new: &Model) -> Vec<Change> {
    let (rules, (old, new)) = ([&old.endpoint_rules, &new.endpoint_rules], (&old.service, &new.service));
    let mut found = Found { changes: Vec::new(), subject: Subject::Service, at: (old.span, new.span) };
    let names = |protocols: &[(String, Span)]| {
        protocols.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ")
    };
    // Each part has a line below, or a reason for having none.
    let Service {
        id,
        of_aws: _, // a setting of a crate
        full_name,
        api_version,
        endpoint_prefix: _, // the rules have it
        signing_name,
        uid: _, // nothing is made of it
        protocols,
        target_prefix,
        xml_namespace,
        query_compatible,
        signs_plain_path,
        auth,
        api_key,
        client_context_params: _, // settings of a crate
        documentation,
        deprecated,
        features: _, // what keeps a crate from being made
        span: _,
    } = old;
    found.texts(Kind::ProtocolChanged, "the protocols", &names(protocols), &names(&new.protocols));
    let queries = "whether it has the error codes of the Query protocol";
    found.values(Kind::ProtocolChanged, queries, query_compatible, &new.query_compatible);
    found.values(Kind::AuthChanged, "the authentication", auth, &new.auth);
    found.values(Kind::AuthChanged, "where the API key stands", api_key, &new.api_key);
    found.values(Kind::AuthChanged, "how paths are signed", signs_plain_path, &new.signs_plain_path);
    for (what, old, new) in [
        ("the service id", id, &new.id),
        ("the name that requests are signed for", signing_name, &new.signing_name),
        ("the version of the API", api_version, &new.api_version),
    ] {
        found.texts(Kind::ServiceSettingChanged, what, old, new);
    }
    found.values(Kind::WireNameChanged, "the namespace of XML", xml_namespace, &new.xml_namespace);
    if old.is_rest() == new.is_rest() {
        found.values(Kind::ServiceSettingChanged, "the name in headers", target_prefix, &new.target_prefix);
    }
    let [old_rules, new_rules] = rules.map(|rules| places_left_out(&format!("{rules:?}")));
    if old_rules != new_rules {
        found.add(Kind::EndpointRulesChanged, "the endpoint rules changed".to_owned());
    }
    found.documentation(documentation.as_ref(), new.documentation.as_ref());
    found.values(Kind::DocumentationChanged, "the full name", full_name, &new.full_name);
    found.deprecated(deprecated.as_ref(), new.deprecated.as_ref());
    found.changes
}

/// The changes of the operations.
pub(super) fn of_operations(old: &Model, new: &Model) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, operation) in &old.operations {
        match new.operations.get(name) {
            Some(other) => changes.extend(of_operation(operation, other)),
            None => {
                let change = Change::new(
                    Kind::OperationRemoved,
                    Subject::Operation(name.clone()),
                    "the operation was removed",
                );
                changes.push(change.at(Some(operation.span), None));
            }
        }
    }
    for (name, operation) in new.operations.iter().filter(|(name, _)| !old.operations.contains_key(*name)) {
        let subject = Subject::Operation(name.clone());
        let change = Change::new(Kind::OperationAdded, subject, "the operation was added");
        changes.push(change.at(None, Some(operation.span)));
    }
    changes
}

fn of_operation(old: &Operation, new: &Operation) -> Vec<Change> {
    let subject = Subject::Operation(old.name.clone());
    let mut found = Found { changes: Vec::new(), subject, at: (old.span, new.span) };
    // Each part has a line below, or a reason for having none.
    let Operation {
        name: _,
        method: _,
        uri: _,
        host_prefix: _,
        input: _,  // a shape
        output: _, // a shape
        no_input,
        input_document,
        errors: _,
        endpoint_params,
        checksum,
        compression,
        auth,
        unsigned_payload,
        pagination: _,
        gives_endpoints,
        discovered_endpoint,
        waiters: _,
        examples,
        documentation,
        deprecated,
        features: _, // what keeps an operation from being made
        span: _,
    } = old;
    let line = |operation: &Operation| format!("{} {}", operation.method, operation.uri);
    found.texts(Kind::HttpChanged, "the request line", &line(old), &line(new));
    let prefix = |operation: &Operation| {
        operation.host_prefix.as_ref().map(|prefix| prefix.to_string()).unwrap_or_default()
    };
    found.texts(Kind::HostPrefixChanged, "the prefix of the host", &prefix(old), &prefix(new));
    let document = "the document of requests";
    found.values(Kind::InputDocumentChanged, document, input_document, &new.input_document);
    found.values(Kind::InputDocumentChanged, "whether there is an input", no_input, &new.no_input);
    found.values(Kind::AuthChanged, "the authentication", auth, &new.auth);
    found.values(Kind::OperationSettingChanged, "the checksums", checksum, &new.checksum);
    found.values(Kind::OperationSettingChanged, "the compression", compression, &new.compression);
    let unsigned = "whether the signature leaves out the body";
    found.values(Kind::OperationSettingChanged, unsigned, unsigned_payload, &new.unsigned_payload);
    let params = |params: &[(String, EndpointSource, Span)]| {
        params.iter().map(|(name, source, _)| (name.clone(), source.clone())).collect::<Vec<_>>()
    };
    let of_endpoints = (params(endpoint_params), params(&new.endpoint_params));
    let depends = "what its endpoint depends on";
    found.values(Kind::EndpointRulesChanged, depends, &of_endpoints.0, &of_endpoints.1);
    let gives = "whether it gives the endpoints of others";
    found.values(Kind::EndpointRulesChanged, gives, gives_endpoints, &new.gives_endpoints);
    let required = |endpoint: &Option<DiscoveredEndpoint>| endpoint.map(|endpoint| endpoint.required);
    let discovered = (required(discovered_endpoint), required(&new.discovered_endpoint));
    let what = "whether its endpoint is discovered";
    found.values(Kind::EndpointRulesChanged, what, &discovered.0, &discovered.1);
    errors(&mut found, old, new);
    pagination(&mut found, old, new);
    waiters(&mut found, &old.waiters, &new.waiters);
    let without_places = |examples: &[Example]| places_left_out(&format!("{examples:?}"));
    let examples = (without_places(examples), without_places(&new.examples));
    if examples.0 != examples.1 {
        found.add(Kind::DocumentationChanged, "the examples changed".to_owned());
    }
    found.documentation(documentation.as_ref(), new.documentation.as_ref());
    found.deprecated(deprecated.as_ref(), new.deprecated.as_ref());
    found.changes
}

fn errors(found: &mut Found, old: &Operation, new: &Operation) {
    let has = |errors: &[Reference], error: &Reference| {
        errors.iter().any(|other| other.target.name() == error.target.name())
    };
    for error in old.errors.iter().filter(|error| !has(&new.errors, error)) {
        let text = format!("the error `{}` was removed", error.target.name());
        let change = Change::new(Kind::ErrorRemoved, found.subject.clone(), text).of(error.target.name());
        found.changes.push(change.at(Some(error.span), Some(new.span)));
    }
    for error in new.errors.iter().filter(|error| !has(&old.errors, error)) {
        let text = format!("the error `{}` was added", error.target.name());
        let change = Change::new(Kind::ErrorAdded, found.subject.clone(), text).of(error.target.name());
        found.changes.push(change.at(Some(old.span), Some(error.span)));
    }
}

fn pagination(found: &mut Found, old: &Operation, new: &Operation) {
    // The paginators that crates have.
    let of = |operation: &Operation| {
        let pages = operation.pagination.clone()?;
        let token = pages.token().map(|(input, output)| (input.clone(), output))?;
        Some((token, pages))
    };
    let (old, new) = match (of(old), of(new)) {
        (None, None) => return,
        (None, Some(_)) => {
            return found.add(Kind::PaginationAdded, "results come in pages now".to_owned());
        }
        (Some(_), None) => {
            return found.add(Kind::PaginationRemoved, "results no longer come in pages".to_owned());
        }
        (Some(old), Some(new)) => (old, new),
    };
    let token = (&old.0, &old.1.truncated) != (&new.0, &new.1.truncated);
    if token {
        found.add(Kind::PaginationTokenChanged, "the next page is requested differently".to_owned());
    }
    let more = |what: &str| format!("{what} of pages can be asked for now");
    let less = |what: &str| format!("{what} of pages are others, or none");
    for (what, kinds) in [
        ("items", (old.1.items == new.1.items, old.1.items.is_none())),
        ("sizes", (old.1.page_size == new.1.page_size, old.1.page_size.is_none())),
    ] {
        match kinds {
            (true, _) => {}
            (false, true) => found.add(Kind::PaginationExtended, more(what)),
            (false, false) => found.add(Kind::PaginationChanged, less(what)),
        }
    }
}

fn waiters(found: &mut Found, old: &[Waiter], new: &[Waiter]) {
    let mut add = |kind: Kind, waiter: &Waiter, what: &str| {
        let text = format!("the waiter `{}` {what}", waiter.name.escape_debug());
        let change = Change::new(kind, found.subject.clone(), text).of(&waiter.name);
        found.changes.push(change.at(Some(found.at.0), Some(found.at.1)));
    };
    for waiter in old {
        match new.iter().find(|other| other.name == waiter.name) {
            None => add(Kind::WaiterRemoved, waiter, "was removed"),
            Some(other) => {
                let [old, new] = [waiter, other].map(|waiter| places_left_out(&format!("{waiter:?}")));
                if old != new {
                    add(Kind::WaiterChanged, waiter, "waits for something else");
                }
            }
        }
    }
    for waiter in new.iter().filter(|waiter| !old.iter().any(|other| other.name == waiter.name)) {
        add(Kind::WaiterAdded, waiter, "was added");
    }
}

/// The `Debug` output of a value without places, which differ from model to model.
fn places_left_out(text: &str) -> String {
    let mut parts = text.split("Span { source: SourceId(");
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        left.push_str(part.split_once(" }").map_or(part, |(_, rest)| rest));
    }
    left
}

/// The changes of one subject.
pub(super) struct Found {
    pub(super) changes: Vec<Change>,
    pub(super) subject: Subject,
    pub(super) at: (Span, Span),
}

impl Found {
    pub(super) fn add(&mut self, kind: Kind, text: String) {
        let change = Change::new(kind, self.subject.clone(), text);
        self.changes.push(change.at(Some(self.at.0), Some(self.at.1)));
    }

    /// A text that changed.
    pub(super) fn texts(&mut self, kind: Kind, what: &str, old: &str, new: &str) {
        if old != new {
            let (old, new) = (old.escape_debug(), new.escape_debug());
            self.add(kind, format!("{what} changed from `{old}` to `{new}`"));
        }
    }

    /// A value that changed.
    pub(super) fn values<T: Debug + PartialEq>(&mut self, kind: Kind, what: &str, old: &T, new: &T) {
        if old != new {
            self.add(kind, format!("{what} changed"));
        }
    }

    pub(super) fn documentation(&mut self, old: Option<&String>, new: Option<&String>) {
        self.values(Kind::DocumentationChanged, "the documentation", &old, &new);
    }

    pub(super) fn deprecated(&mut self, old: Option<&Deprecated>, new: Option<&Deprecated>) {
        match (old, new) {
            (None, Some(_)) => self.add(Kind::DeprecatedChanged, "it should no longer be used".to_owned()),
            (Some(_), None) => self.add(Kind::DeprecatedChanged, "it may be used again".to_owned()),
            (old, new) => {
                self.values(Kind::DeprecatedChanged, "why it should no longer be used", &old, &new);
            }
        }
    }
}

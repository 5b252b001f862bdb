//! A model as text: one line per fact, in a fixed order, so that two models can be compared line by line.

use super::expression::Matcher;
use super::service::{Member, Model, Shape, ShapeKind};
use super::traits::{Deprecated, EventBinding, Feature, HttpBinding, ShapeTraits};
use crate::diagnostic::Span;
use std::fmt::Write;

/// The text of a model. Documentation is left out.
pub fn dump(model: &Model) -> String {
    let mut out = String::new();
    let service = &model.service;
    let protocols: Vec<&str> = service.protocols.iter().map(|(name, _)| name.as_str()).collect();
    line(&mut out, 0, format_args!("service {} {}", service.id, service.api_version));
    line(&mut out, 1, format_args!("endpoint prefix {}", service.endpoint_prefix));
    line(&mut out, 1, format_args!("signing name {}", service.signing_name));
    line(&mut out, 1, format_args!("protocols {}", protocols.join(", ")));
    if let Some(prefix) = &service.target_prefix {
        line(&mut out, 1, format_args!("target prefix {prefix}"));
    }
    if let Some(namespace) = &service.xml_namespace {
        line(&mut out, 1, format_args!("xml namespace {namespace:?}"));
    }
    let flags =
        [("query compatible", service.query_compatible), ("signs plain path", service.signs_plain_path)];
    for (name, _) in flags.iter().filter(|(_, set)| *set) {
        line(&mut out, 1, format_args!("{name}"));
    }
    for auth in &service.auth {
        line(&mut out, 1, format_args!("auth {auth:?}"));
    }
    if let Some(api_key) = &service.api_key {
        line(&mut out, 1, format_args!("API key {api_key:?}"));
    }
    for (name, _) in &service.client_context_params {
        line(&mut out, 1, format_args!("client context parameter {name}"));
    }
    for parameter in &model.endpoint_rules.parameters {
        let built_in = parameter.built_in.as_deref().unwrap_or("-");
        line(
            &mut out,
            1,
            format_args!("endpoint parameter {}: {:?} {built_in}", parameter.name, parameter.kind),
        );
    }
    features(&mut out, 1, &service.features);
    for (name, operation) in &model.operations {
        line(&mut out, 0, format_args!("operation {name}"));
        line(&mut out, 1, format_args!("{} {}", operation.method, operation.uri));
        if let Some(prefix) = &operation.host_prefix {
            line(&mut out, 1, format_args!("host prefix {prefix}"));
        }
        if let Some(input) = &operation.input {
            line(&mut out, 1, format_args!("input {}", input.target.name()));
        }
        if let Some(output) = &operation.output {
            line(&mut out, 1, format_args!("output {}", output.target.name()));
        }
        for error in &operation.errors {
            line(&mut out, 1, format_args!("error {}", error.target.name()));
        }
        for (name, source, _) in &operation.endpoint_params {
            line(&mut out, 1, format_args!("endpoint parameter {name} = {source:?}"));
        }
        for auth in operation.auth.iter().flatten() {
            line(&mut out, 1, format_args!("auth {auth:?}"));
        }
        let flags = [
            ("no input", operation.no_input),
            ("unsigned payload", operation.unsigned_payload),
            ("gives endpoints", operation.gives_endpoints),
            ("discovered endpoint", operation.discovered_endpoint.is_some()),
            ("requires discovery", operation.requires_discovery().is_some()),
        ];
        for (name, _) in flags.iter().filter(|(_, set)| *set) {
            line(&mut out, 1, format_args!("{name}"));
        }
        if let Some(pagination) = &operation.pagination {
            let path = |path: &Vec<String>| path.join(".");
            let size = pagination.page_size.as_deref().unwrap_or("-");
            let items = pagination.items.as_ref().map_or_else(|| "-".to_owned(), path);
            let tokens: Vec<_> = pagination
                .tokens
                .iter()
                .map(|token| format!("{} -> {}", token.output, token.input))
                .collect();
            let tokens = tokens.join(", ");
            let truncated =
                pagination.truncated.as_ref().map_or_else(String::new, |name| format!(" if {name}"));
            line(&mut out, 1, format_args!("pages of {items}: {tokens}{truncated}, size {size}"));
        }
        for waiter in &operation.waiters {
            line(&mut out, 1, format_args!("waiter {} {:?}", waiter.name, waiter.delays));
            for acceptor in &waiter.acceptors {
                let matcher = match &acceptor.matcher {
                    Matcher::Output(path) => {
                        format!("output {:?} {:?} of {}", path.comparison, path.expected, path.text)
                    }
                    Matcher::InputOutput(path) => {
                        format!("input and output {:?} {:?} of {}", path.comparison, path.expected, path.text)
                    }
                    other @ (Matcher::Success(_) | Matcher::Error(_) | Matcher::Status(_)) => {
                        format!("{other:?}")
                    }
                };
                line(&mut out, 2, format_args!("{:?} if {matcher}", acceptor.state));
            }
        }
        if let Some(checksum) = &operation.checksum {
            line(&mut out, 1, format_args!("checksum {checksum:?}"));
        }
        if !operation.compression.is_empty() {
            line(&mut out, 1, format_args!("compression {}", operation.compression.join(", ")));
        }
        deprecated(&mut out, 1, operation.deprecated.as_ref());
        features(&mut out, 1, &operation.features);
    }
    for shape in model.shapes.values() {
        dump_shape(&mut out, shape);
    }
    out
}

fn dump_shape(out: &mut String, shape: &Shape) {
    line(out, 0, format_args!("{} {}", shape.kind.name(), shape.id.name()));
    shape_traits(out, &shape.traits);
    if let ShapeKind::Enum { values } = &shape.kind {
        for value in values {
            let name = value.name.as_ref().map_or_else(String::new, |name| format!(" as {name}"));
            line(out, 1, format_args!("value {:?}{name}", value.value));
        }
    }
    for member in shape.kind.members() {
        line(
            out,
            1,
            format_args!("{}: {}{}", member.name, member.target.target.name(), member_traits(member)),
        );
    }
}

fn shape_traits(out: &mut String, traits: &ShapeTraits) {
    let flags = [
        ("sensitive", traits.sensitive),
        ("sparse", traits.sparse),
        ("streaming", traits.streaming),
        ("requires length", traits.requires_length),
        ("event stream", traits.event_stream),
    ];
    for (name, _) in flags.iter().filter(|(_, set)| *set) {
        line(out, 1, format_args!("{name}"));
    }
    if let Some(format) = traits.timestamp_format {
        line(out, 1, format_args!("timestamp format {}", format.name()));
    }
    if let Some(name) = &traits.xml_name {
        line(out, 1, format_args!("xml name {name}"));
    }
    if let Some(namespace) = &traits.xml_namespace {
        line(out, 1, format_args!("xml namespace {namespace:?}"));
    }
    if let Some(error) = &traits.error {
        let fault = if error.server_fault { "server" } else { "client" };
        let code = error.status_code.map_or_else(String::new, |code| format!(" {code}"));
        line(out, 1, format_args!("error {fault}{code}"));
        if let Some(code) = &error.code {
            line(out, 1, format_args!("query code {code}"));
        }
        if let Some(throttling) = error.retryable {
            line(out, 1, format_args!("retryable throttling={throttling}"));
        }
    }
    if let Some(min) = traits.bounds.0 {
        line(out, 1, format_args!("min {min}"));
    }
    if let Some(max) = traits.bounds.1 {
        line(out, 1, format_args!("max {max}"));
    }
    if let Some(pattern) = &traits.pattern {
        line(out, 1, format_args!("pattern {pattern:?}"));
    }
    deprecated(out, 1, traits.deprecated.as_ref());
}

fn member_traits(member: &Member) -> String {
    let traits = &member.traits;
    let mut text = String::new();
    let mut add = |part: String| {
        text.push_str(" @");
        text.push_str(&part);
    };
    if traits.required {
        add("required".into());
    }
    if let Some(default) = &traits.default {
        add(format!("default({default:?})"));
    }
    match &traits.http {
        Some(HttpBinding::Label) => add("httpLabel".into()),
        Some(HttpBinding::Query(name)) => add(format!("httpQuery({name})")),
        Some(HttpBinding::QueryParams) => add("httpQueryParams".into()),
        Some(HttpBinding::Header(name)) => add(format!("httpHeader({name})")),
        Some(HttpBinding::PrefixHeaders(prefix)) => add(format!("httpPrefixHeaders({prefix})")),
        Some(HttpBinding::Payload) => add("httpPayload".into()),
        Some(HttpBinding::ResponseCode) => add("httpResponseCode".into()),
        None => {}
    }
    if let Some(name) = &traits.json_name {
        add(format!("jsonName({name})"));
    }
    if let Some(name) = &traits.xml_name {
        add(format!("xmlName({name})"));
    }
    if let Some(name) = &traits.ec2_query_name {
        add(format!("ec2QueryName({name})"));
    }
    if let Some(namespace) = &traits.xml_namespace {
        add(format!("xmlNamespace({namespace:?})"));
    }
    let flags = [
        ("xmlAttribute", traits.xml_attribute),
        ("xmlFlattened", traits.xml_flattened),
        ("idempotencyToken", traits.idempotency_token),
        ("streaming", traits.streaming),
    ];
    flags.iter().filter(|(_, set)| *set).for_each(|(name, _)| add((*name).to_owned()));
    match traits.event {
        Some(EventBinding::Header) => add("eventHeader".into()),
        Some(EventBinding::Payload) => add("eventPayload".into()),
        None => {}
    }
    if let Some(format) = traits.timestamp_format {
        add(format!("timestampFormat({})", format.name()));
    }
    if traits.deprecated.is_some() {
        add("deprecated".into());
    }
    text
}

fn deprecated(out: &mut String, depth: usize, deprecated: Option<&Deprecated>) {
    if let Some(deprecated) = deprecated {
        let message = deprecated.message.as_deref().unwrap_or_default();
        line(out, depth, format_args!("deprecated {message:?}"));
    }
}

fn features(out: &mut String, depth: usize, features: &[(Feature, Span)]) {
    for (feature, _) in features {
        line(out, depth, format_args!("feature {feature:?}"));
    }
}

fn line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "{:1$}{text}", "", depth * 2);
}

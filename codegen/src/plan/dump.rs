//! A plan as text: one line per decision, so that a change of names or types is a small diff.

use super::error::{Error, OperationErrorKind};
use super::ident::Ident;
use super::root::{Auth, ContextParam, Crate, Operation};
use super::types::{Deprecated, Enum, Presence, Structure, Type};
use super::variants::ErrorVariant;
use super::verbs::{Access, Paginator};
use std::fmt::{self, Write};

/// The text of a plan. Documentation is left out.
pub fn dump(plan: &Crate) -> String {
    let mut out = String::new();
    let service = &plan.service;
    line(&mut out, 0, format_args!("crate {} {} ({})", plan.package, plan.version, plan.library));
    line(&mut out, 1, format_args!("service {} ({})", service.id, service.name));
    line(&mut out, 1, format_args!("signs for {}", service.signing_name));
    for ContextParam { wire_name, param } in &service.client_context_params {
        line(&mut out, 1, format_args!("setting {}: {} of {wire_name}", param.name, param.kind));
    }
    for param in &service.endpoint_params {
        line(&mut out, 1, format_args!("endpoint parameter {}: {}", param.name, param.kind));
    }
    service.endpoint_rules.lines().for_each(|rule| line(&mut out, 2, format_args!("{rule}")));
    for (auth, operations) in &service.operation_auth {
        let auth: Vec<String> = auth.iter().map(auth_name).collect();
        line(&mut out, 1, format_args!("auth {} of {}", auth.join(", "), operations.join(", ")));
    }
    line(&mut out, 1, format_args!("protocol {}", service.protocol));
    line(&mut out, 1, format_args!("shape {} version {}", service.shape_name, service.api_version));
    if !service.xml_namespace.is_empty() {
        line(&mut out, 1, format_args!("xml namespace {}", service.xml_namespace));
    }
    let flags =
        [("query compatible", service.query_compatible), ("signs plain path", service.signs_plain_path)];
    for (name, _) in flags.iter().filter(|(_, set)| *set) {
        line(&mut out, 1, format_args!("{name}"));
    }
    if let Some(name) = &service.customization {
        line(&mut out, 1, format_args!("customization {name}"));
    }
    for auth in &service.auth {
        line(&mut out, 1, format_args!("auth {}", auth_name(auth)));
    }
    if let Some((method, feature)) = &service.endpoint_operation {
        line(&mut out, 1, format_args!("endpoints from {method}{}", gate(feature.as_ref())));
    }
    for name in &service.settings {
        line(&mut out, 1, format_args!("setting {name}"));
    }
    for name in &service.runtime_features {
        line(&mut out, 1, format_args!("runtime feature {name}"));
    }
    for feature in plan.features.iter().filter(|feature| feature.operation.is_some()) {
        let enables: Vec<_> =
            std::iter::once(&feature.name).chain(&feature.enables).map(String::as_str).collect();
        line(&mut out, 1, format_args!("feature {}", enables.join(" ")));
    }
    for (index, part) in plan.family.iter().flat_map(|family| &family.parts).enumerate() {
        let operations: Vec<_> = part.operations.iter().map(Ident::as_str).collect();
        let types: Vec<_> = part.types.iter().map(Ident::as_str).collect();
        line(&mut out, 1, format_args!("part {}: {}; {}", index + 1, operations.join(" "), types.join(" ")));
    }
    plan.operations.iter().for_each(|operation| dump_operation(&mut out, operation));
    for set in &plan.error_sets {
        line(&mut out, 0, format_args!("errors {}{}", set.name, gate(set.feature.as_ref())));
        dump_variants(&mut out, 1, &set.variants);
    }
    plan.structures.iter().for_each(|structure| dump_structure(&mut out, 0, structure));
    for union in &plan.unions {
        line(&mut out, 0, format_args!("union {}{}", union.name, gate(union.feature.as_ref())));
        deprecated(&mut out, 1, union.deprecated.as_ref());
        for variant in &union.variants {
            let ty = variant.ty.as_ref().map_or_else(|| "()".to_owned(), ToString::to_string);
            line(&mut out, 1, format_args!("{}: {ty} | {}", variant.name, variant.schema));
        }
        if let Some(error) = &union.event_error {
            line(&mut out, 1, format_args!("error {}", error.name));
            dump_variants(&mut out, 2, &error.variants);
        }
    }
    plan.enums.iter().for_each(|item| dump_enum(&mut out, item));
    for error in &plan.errors {
        match error {
            Error::Structure(structure) => dump_structure(&mut out, 0, structure),
            Error::Plain(error) => {
                let ty = if error.required { "String" } else { "Option<String>" };
                line(&mut out, 0, format_args!("plain error {} builder {}", error.name, error.builder));
                deprecated(&mut out, 1, error.deprecated.as_ref());
                line(&mut out, 1, format_args!("message: {ty} | {}", error.schema));
            }
        }
    }
    out
}

fn dump_operation(out: &mut String, operation: &Operation) {
    line(out, 0, format_args!("operation {}: {} {}", operation.module, operation.method, operation.uri));
    if !operation.host_prefix.is_empty() {
        line(out, 1, format_args!("host prefix {:?}", operation.host_prefix));
    }
    for (name, source) in &operation.endpoint_params {
        line(out, 1, format_args!("endpoint parameter {name} = {source:?}"));
    }
    let flags = [
        ("unsigned payload", operation.unsigned_payload),
        ("optional payload signing", operation.optional_payload_signing),
        ("sends events", operation.sends_events),
        ("receives events", operation.receives_events),
        ("presignable", operation.presignable),
        ("no input", operation.no_input),
        ("requires length", operation.requires_length),
        ("compressed", operation.compressed),
        ("sensitive input", operation.sensitive_input),
        ("sensitive output", operation.sensitive_output),
        ("sensitive errors", operation.sensitive_errors),
    ];
    for (name, _) in flags.iter().filter(|(_, set)| *set) {
        line(out, 1, format_args!("{name}"));
    }
    if let Some(checksum) = &operation.checksum {
        line(out, 1, format_args!("{checksum:?}"));
    }
    operation.paginator.iter().for_each(|paginator| dump_paginator(out, paginator));
    for waiter in &operation.waiters {
        line(out, 1, format_args!("waiter {} {:?}", waiter.module, waiter.delays));
        waiter.acceptors.iter().for_each(|acceptor| line(out, 2, format_args!("{acceptor}")));
    }
    deprecated(out, 1, operation.deprecated.as_ref());
    dump_structure(out, 1, &operation.input);
    dump_structure(out, 1, &operation.output);
    let name = &operation.error.name;
    match &operation.error.kind {
        OperationErrorKind::Shared(set) => line(out, 1, format_args!("error {name} of {set}")),
        OperationErrorKind::Own(variants) => {
            line(out, 1, format_args!("error {name}"));
            dump_variants(out, 2, variants);
        }
    }
}

fn dump_paginator(out: &mut String, paginator: &Paginator) {
    let step = |access: &Access| format!("{}{}", access.field, if access.optional { "?" } else { "" });
    let path = |path: &[Access]| path.iter().map(step).collect::<Vec<_>>().join(".");
    let (from, to) = (path(&paginator.output_token), &paginator.input_token);
    line(out, 1, format_args!("paginator {} {}: {from} -> {to}", paginator.name, paginator.token));
    if let Some(truncated) = &paginator.truncated {
        line(out, 2, format_args!("if {}", step(truncated)));
    }
    if let Some((field, ty)) = &paginator.page_size {
        line(out, 2, format_args!("size {field}: {ty}"));
    }
    if let Some((items, ty)) = &paginator.items {
        line(out, 2, format_args!("{} {}: {ty}", paginator.items_name, path(items)));
    }
}

fn dump_variants(out: &mut String, depth: usize, variants: &[ErrorVariant]) {
    for variant in variants {
        let retry = variant.retry.as_ref().map_or_else(String::new, |kind| format!(" retry {kind}"));
        line(out, depth, format_args!("{} = {:?}{retry}", variant.name, variant.codes));
    }
}

fn dump_structure(out: &mut String, depth: usize, structure: &Structure) {
    line(
        out,
        depth,
        format_args!(
            "{:?} {} builder {} {:?}",
            structure.role, structure.name, structure.builder, structure.builder_kind
        ),
    );
    if !structure.traits.is_empty() {
        line(out, depth + 1, format_args!("document{}", structure.traits));
    }
    deprecated(out, depth + 1, structure.deprecated.as_ref());
    for field in &structure.fields {
        let ty = match field.presence {
            Presence::Required => field.ty.to_string(),
            Presence::Defaulted => match &field.default {
                Some(default) => format!("{} defaulted {default:?}", field.ty),
                None => format!("{} defaulted", field.ty),
            },
            Presence::Optional => format!("Option<{}>", field.ty),
        };
        line(out, depth + 1, format_args!("{}: {ty} | {}", field.name, field.schema));
        deprecated(out, depth + 2, field.deprecated.as_ref());
    }
}

fn dump_enum(out: &mut String, item: &Enum) {
    line(out, 0, format_args!("enum {}", item.name));
    deprecated(out, 1, item.deprecated.as_ref());
    for variant in &item.variants {
        line(out, 1, format_args!("{} = {:?}", variant.name, variant.value));
    }
}

fn deprecated(out: &mut String, depth: usize, deprecated: Option<&Deprecated>) {
    if let Some(deprecated) = deprecated {
        line(out, depth, format_args!("deprecated {:?}", deprecated.note.as_deref().unwrap_or_default()));
    }
}

fn line(out: &mut String, depth: usize, text: fmt::Arguments<'_>) {
    let _ = writeln!(out, "{:1$}{text}", "", depth * 2);
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional =
            |ty: &Type, sparse: bool| if sparse { format!("Option<{ty}>") } else { ty.to_string() };
        match self {
            Self::BigDecimal => formatter.write_str("BigDecimal"),
            Self::BigInteger => formatter.write_str("BigInteger"),
            Self::Blob => formatter.write_str("Blob"),
            Self::Bool => formatter.write_str("bool"),
            Self::ByteStream => formatter.write_str("ByteStream"),
            Self::DateTime => formatter.write_str("DateTime"),
            Self::Document => formatter.write_str("Document"),
            Self::F32 => formatter.write_str("f32"),
            Self::F64 => formatter.write_str("f64"),
            Self::I16 => formatter.write_str("i16"),
            Self::I32 => formatter.write_str("i32"),
            Self::I64 => formatter.write_str("i64"),
            Self::I8 => formatter.write_str("i8"),
            Self::String => formatter.write_str("String"),
            Self::Enum(name) | Self::Structure { name, error: false } => write!(formatter, "types::{name}"),
            Self::Structure { name, error: true } => write!(formatter, "types::error::{name}"),
            Self::EventReceiver { events, error } => {
                write!(formatter, "EventReceiver<types::{events}, {error}>")
            }
            Self::EventSender { events, error } => {
                write!(formatter, "EventStreamSender<types::{events}, {error}>")
            }
            Self::Boxed(inner) => write!(formatter, "Box<{inner}>"),
            Self::List { element, sparse } => write!(formatter, "Vec<{}>", optional(element, *sparse)),
            Self::Map { key, value, sparse } => {
                write!(formatter, "HashMap<{key}, {}>", optional(value, *sparse))
            }
        }
    }
}

/// A way to authenticate.
fn auth_name(auth: &Auth) -> String {
    match auth {
        Auth::Named(name) => name.as_str().to_owned(),
        Auth::ApiKeyInHeader(..) | Auth::ApiKeyInQuery(_) => format!("{auth:?}"),
    }
}

fn gate(feature: Option<&String>) -> String {
    feature.map(|feature| format!(" [{feature}]")).unwrap_or_default()
}

//! Protocols: the form of members on the wire.
//!
//! Knows wire rules; knows nothing of Rust items. A protocol is a row of `PROTOCOLS` and a file that says which
//! traits its codec reads.

mod aws_json;
mod aws_query;
mod binding;
mod ec2_query;
mod http;
mod rest_json;
mod rest_xml;
mod rpc_v2_cbor;
mod schema;
mod xml;

pub use schema::{MemberSchema, WireTrait, WireType};

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::knowledge::closure;
use crate::model::{EventBinding, HttpBinding, Member, Model, Shape, ShapeKind, Simple, TimestampFormat};
use binding::Binding;
use std::collections::BTreeSet;

/// A protocol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as Smithy's traits are")]
pub enum Protocol {
    RpcV2Cbor,
    AwsJson1_0,
    AwsJson1_1,
    RestJson1,
    RestXml,
    AwsQuery,
    Ec2Query,
}

/// The names of protocols in models, in the order of preference of the official crates.
const PROTOCOLS: &[(&str, Protocol, &Binding)] = &[
    ("smithy-rpc-v2-cbor", Protocol::RpcV2Cbor, &rpc_v2_cbor::BINDING),
    ("json-1.0", Protocol::AwsJson1_0, &aws_json::BINDING),
    ("json-1.1", Protocol::AwsJson1_1, &aws_json::BINDING),
    ("rest-json", Protocol::RestJson1, &rest_json::BINDING),
    ("rest-xml", Protocol::RestXml, &rest_xml::BINDING),
    ("query", Protocol::AwsQuery, &aws_query::BINDING),
    ("ec2", Protocol::Ec2Query, &ec2_query::BINDING),
];

/// The names of all protocols, in the order in which they are chosen.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROTOCOLS.iter().map(|(name, ..)| *name)
}

/// Chooses the protocol of a service: the one that the manifest names, or the first of the official order.
///
/// # Errors
///
/// [`Reported`] if the service lists an unknown protocol, or the chosen one is not among those it lists, or it needs
/// unsupported features. All of it is reported.
pub fn choose(
    model: &Model,
    chosen: Option<&(String, Option<Span>)>,
    diagnostics: &mut Diagnostics,
) -> Result<Protocol, Reported> {
    for (name, span) in &model.service.protocols {
        if !names().any(|known| known == name) {
            diagnostics.report(
                Diagnostic::error(format!("unknown protocol `{name}`"))
                    .at(*span, "no such protocol")
                    .help(format!("the protocols are {}", list(names()))),
            );
        }
    }
    for (feature, span) in &model.service.features {
        let name = feature.name();
        diagnostics.report(
            Diagnostic::error(format!("the service needs {name}, which is not supported yet"))
                .at(*span, name)
                .help("leave this service out for now"),
        );
    }
    diagnostics.checked(())?;
    let listed = |name: &str| model.service.protocols.iter().any(|(listed, _)| listed == name);
    let wanted = |name: &str| chosen.is_none_or(|(chosen, _)| chosen == name);
    match PROTOCOLS.iter().find(|(name, ..)| listed(name) && wanted(name)) {
        Some((_, protocol, _)) => Ok(*protocol),
        None => {
            let known = list(model.service.protocols.iter().map(|(name, _)| name.as_str()));
            let mut diagnostic = Diagnostic::error("the service does not support the requested protocol")
                .help(format!("choose one of {known}"));
            if let Some((_, Some(span))) = chosen {
                diagnostic = diagnostic.at(*span, "requested here");
            }
            for (_, span) in &model.service.protocols {
                diagnostic = diagnostic.at(*span, "supported by the service");
            }
            Err(diagnostics.report(diagnostic))
        }
    }
}

/// Checks that a protocol can represent the values of the operations.
///
/// # Errors
///
/// [`Reported`] if an operation has a kind of value, or a name, without a form in the protocol. All of them are reported.
pub fn check(model: &Model, protocol: Protocol, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let name = PROTOCOLS.iter().find(|(_, known, _)| *known == protocol).map_or("", |(name, ..)| name);
    let json = matches!(protocol, Protocol::AwsJson1_0 | Protocol::AwsJson1_1 | Protocol::RestJson1);
    let mut checked = BTreeSet::new();
    for operation in model.operations.values() {
        let references = operation.input.iter().chain(&operation.output);
        let all = closure::of_shapes(model, references.map(|reference| &reference.target));
        let input = operation.input.iter().map(|reference| &reference.target);
        let sent = closure::of_shapes(model, input);
        let query = matches!(protocol, Protocol::AwsQuery | Protocol::Ec2Query);
        for shape in all.iter().map(|id| model.shape(id)) {
            if protocol == Protocol::RestXml && checked.insert(&shape.id) {
                xml::check(shape, diagnostics);
            }
            let holds = match &shape.kind {
                ShapeKind::Union { .. } if query && shape.traits.event_stream => "an event stream",
                ShapeKind::Simple(Simple::Document) if !json => "a document",
                ShapeKind::Map { .. } if protocol == Protocol::Ec2Query && sent.contains(&shape.id) => {
                    "a map"
                }
                ShapeKind::Simple(_)
                | ShapeKind::Enum { .. }
                | ShapeKind::List { .. }
                | ShapeKind::Map { .. }
                | ShapeKind::Structure { .. }
                | ShapeKind::Union { .. } => continue,
            };
            diagnostics.report(
                Diagnostic::error(format!(
                    "operation `{}` holds {holds}, which cannot be sent or read in the protocol `{name}`",
                    operation.name
                ))
                .at(operation.span, "this operation")
                .at(shape.span, holds)
                .help("choose another protocol, or leave the member out"),
            );
        }
    }
    diagnostics.checked(())
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl Protocol {
    /// The form of a member of a structure on the wire.
    pub fn member(self, model: &Model, member: &Member) -> MemberSchema {
        let target = model.shape(&member.target.target);
        let mut traits = (self.binding().member)(model, member);
        if member.traits.streaming || target.traits.streaming || target.traits.event_stream {
            traits.push(WireTrait::flag("streaming"));
        }
        traits.extend(member.traits.event.map(|binding| {
            WireTrait::flag(match binding {
                EventBinding::Header => "eventHeader",
                EventBinding::Payload => "eventPayload",
            })
        }));
        traits.extend(timestamp_format(member.traits.timestamp_format.or(target.traits.timestamp_format)));
        MemberSchema { name: member.name.clone(), target: self.wire_type(model, target), traits }
    }

    /// The traits of a structure that is a document.
    pub fn document(self, shape: &Shape) -> Vec<WireTrait> {
        (self.binding().document)(shape)
    }

    /// The root name of an output, in protocols where the model determines it; in others it follows from the name of
    /// the operation.
    pub fn root(self, model: &Model, output: &Shape) -> Option<WireTrait> {
        let members = model.members(&output.id);
        let document = self == Self::RestXml && members.iter().any(|member| member.traits.http.is_none());
        let payload = members.iter().any(|member| member.traits.http == Some(HttpBinding::Payload));
        let name = output.traits.xml_name.as_ref().filter(|_| document && !payload);
        name.filter(|_| !output.traits.xml_any_root).map(|name| WireTrait::new("xmlName", name))
    }

    fn binding(self) -> &'static Binding {
        let row = PROTOCOLS.iter().find(|(_, protocol, _)| *protocol == self);
        row.map_or(&aws_json::BINDING, |(.., binding)| binding)
    }

    fn wire_type(self, model: &Model, shape: &Shape) -> WireType {
        match &shape.kind {
            ShapeKind::Simple(simple) => WireType::Simple(match simple {
                Simple::BigDecimal => "BigDecimal",
                Simple::BigInteger => "BigInteger",
                Simple::Blob => "Blob",
                Simple::Boolean => "Boolean",
                Simple::Byte => "Byte",
                Simple::Document => "Document",
                Simple::Double => "Double",
                Simple::Float => "Float",
                Simple::Integer => "Integer",
                Simple::Long => "Long",
                Simple::Short => "Short",
                Simple::String => "String",
                Simple::Timestamp => "Timestamp",
            }),
            ShapeKind::Enum { .. } => WireType::Simple("Enum"),
            ShapeKind::Structure { .. } => WireType::Simple("Structure"),
            ShapeKind::Union { .. } => WireType::Simple("Union"),
            ShapeKind::List { member } => {
                let (element, traits) = self.element(model, member);
                WireType::List(Box::new(element), traits)
            }
            ShapeKind::Map { key, value } => {
                let (_, key) = self.element(model, key);
                let (value, traits) = self.element(model, value);
                WireType::Map(key, Box::new(value), traits)
            }
        }
    }

    /// The element of a list, or the key or value of a map.
    fn element(self, model: &Model, member: &Member) -> (WireType, Vec<WireTrait>) {
        let target = model.shape(&member.target.target);
        let mut traits = (self.binding().element)(member);
        traits.extend(timestamp_format(member.traits.timestamp_format.or(target.traits.timestamp_format)));
        (self.wire_type(model, target), traits)
    }
}

fn timestamp_format(format: Option<TimestampFormat>) -> Option<WireTrait> {
    format.map(|format| WireTrait::new("timestampFormat", format.name()))
}

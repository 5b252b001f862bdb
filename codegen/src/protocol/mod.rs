//! Protocols: what the members of a service look like on the wire.
//!
//! Knows wire rules; knows nothing of Rust items.

mod rest_json;
mod schema;

pub use schema::{MemberSchema, WireTrait, WireType};

use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::model::{Feature, Member, Model};

/// The protocols that can be generated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Protocol {
    /// `aws.protocols#restJson1`.
    RestJson1,
}

/// The names that models give to protocols, in the order in which the official crates choose, and whether they
/// can be generated.
const PREFERENCE: &[(&str, Option<Protocol>)] = &[
    ("smithy-rpc-v2-cbor", None),
    ("json", None),
    ("rest-json", Some(Protocol::RestJson1)),
    ("rest-xml", None),
    ("query", None),
    ("ec2", None),
];

/// Whether a protocol can do what a model needs.
fn is_supported(protocol: Protocol, feature: Feature) -> bool {
    match (protocol, feature) {
        (
            Protocol::RestJson1,
            Feature::Checksum
            | Feature::EndpointDiscovery
            | Feature::EndpointParameter
            | Feature::EventStream
            | Feature::RequestCompression
            | Feature::SpecialAuth
            | Feature::Streaming,
        ) => false,
        (Protocol::RestJson1, Feature::IdempotencyToken | Feature::Union) => true,
    }
}

/// Chooses the protocol of a service and checks that it can do all that the service needs.
///
/// # Errors
///
/// [`Reported`] if no protocol of the service is supported, or not all of its features. All of them are
/// reported.
pub fn choose(model: &Model, diagnostics: &mut Diagnostics) -> Result<Protocol, Reported> {
    for (name, span) in &model.service.protocols {
        if !PREFERENCE.iter().any(|(known, _)| known == name) {
            diagnostics.report(
                Diagnostic::error(format!("unknown protocol `{name}`"))
                    .at(*span, "no such protocol")
                    .help(format!("the protocols are {}", list(PREFERENCE.iter().map(|(name, _)| *name)))),
            );
        }
    }
    diagnostics.checked(())?;
    let listed = |name: &str| model.service.protocols.iter().any(|(listed, _)| listed == name);
    let chosen = PREFERENCE.iter().filter(|(name, _)| listed(name)).find_map(|(_, protocol)| *protocol);
    let Some(protocol) = chosen else {
        let names = list(model.service.protocols.iter().map(|(name, _)| name.as_str()));
        let supported = PREFERENCE.iter().filter(|(_, protocol)| protocol.is_some());
        let mut diagnostic = Diagnostic::error(format!("protocol {names} is not supported yet"))
            .note(format!("supported: {}", list(supported.map(|(name, _)| *name))));
        for (_, span) in &model.service.protocols {
            diagnostic = diagnostic.at(*span, "not supported");
        }
        return Err(diagnostics.report(diagnostic.help("leave this service out for now")));
    };
    let service = model.service.features.iter().map(|feature| (feature, "the service".to_owned()));
    let operations = model.operations.values().flat_map(|operation| {
        let owner = format!("operation `{}`", operation.name);
        operation.features.iter().map(move |feature| (feature, owner.clone()))
    });
    let shapes = model.shapes.values().flat_map(|shape| {
        let owner = format!("`{}`", shape.id.name());
        shape.traits.features.iter().map(move |feature| (feature, owner.clone()))
    });
    let members = model.shapes.values().flat_map(|shape| {
        shape.kind.members().into_iter().flat_map(|member| {
            let owner = format!("member `{}` of `{}`", member.name, shape.id.name());
            member.traits.features.iter().map(move |feature| (feature, owner.clone()))
        })
    });
    for ((feature, span), owner) in service.chain(operations).chain(shapes).chain(members) {
        if !is_supported(protocol, *feature) {
            let name = feature.name();
            diagnostics.report(
                Diagnostic::error(format!("{owner} needs {name}, which is not supported yet"))
                    .at(*span, name)
                    .help("leave this service out for now"),
            );
        }
    }
    diagnostics.checked(protocol)
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl Protocol {
    /// What a member of a structure looks like on the wire.
    pub fn member(self, model: &Model, member: &Member) -> MemberSchema {
        match self {
            Self::RestJson1 => rest_json::member(model, member),
        }
    }
}

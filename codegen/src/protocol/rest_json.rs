//! `aws.protocols#restJson1`: HTTP bindings, and a JSON document for the rest.

use super::{MemberSchema, WireTrait, WireType};
use crate::model::{HttpBinding, Member, Model, Shape, ShapeKind, Simple, TimestampFormat};

pub(super) fn member(model: &Model, member: &Member) -> MemberSchema {
    let target = model.shape(&member.target.target);
    let mut traits = Vec::new();
    match &member.traits.http {
        Some(HttpBinding::Label) => traits.push(WireTrait::flag("httpLabel")),
        Some(HttpBinding::Query(name)) => traits.push(WireTrait::new("httpQuery", name)),
        Some(HttpBinding::QueryParams) => traits.push(WireTrait::flag("httpQueryParams")),
        Some(HttpBinding::Header(name)) => traits.push(WireTrait::new("httpHeader", name)),
        Some(HttpBinding::PrefixHeaders(prefix)) => {
            traits.push(WireTrait::new("httpPrefixHeaders", prefix));
        }
        Some(HttpBinding::Payload) => traits.push(WireTrait::flag("httpPayload")),
        Some(HttpBinding::ResponseCode) => traits.push(WireTrait::flag("httpResponseCode")),
        None => {}
    }
    // Only a header is encoded for it.
    if let (Some(media_type), Some(HttpBinding::Header(_))) = (&member.traits.media_type, &member.traits.http)
    {
        traits.push(WireTrait::new("mediaType", media_type));
    }
    traits.extend(member.traits.json_name.as_ref().map(|name| WireTrait::new("jsonName", name)));
    traits.extend(timestamp_format(member.traits.timestamp_format.or(target.traits.timestamp_format)));
    if target.traits.sensitive {
        traits.push(WireTrait::flag("sensitive"));
    }
    MemberSchema { name: member.name.clone(), target: wire_type(model, target), traits }
}

fn timestamp_format(format: Option<TimestampFormat>) -> Option<WireTrait> {
    format.map(|format| WireTrait::new("timestampFormat", format.name()))
}

fn wire_type(model: &Model, shape: &Shape) -> WireType {
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
            let (element, traits) = element(model, member);
            WireType::List(Box::new(element), traits)
        }
        ShapeKind::Map { value, .. } => {
            let (value, traits) = element(model, value);
            WireType::Map(Box::new(value), traits)
        }
    }
}

/// The element of a list or value of a map.
fn element(model: &Model, member: &Member) -> (WireType, Vec<WireTrait>) {
    let target = model.shape(&member.target.target);
    let format = member.traits.timestamp_format.or(target.traits.timestamp_format);
    (wire_type(model, target), timestamp_format(format).into_iter().collect())
}

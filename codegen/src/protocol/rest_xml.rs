//! `aws.protocols#restXml`: HTTP bindings, and an XML document for the rest.

use super::binding::Binding;
use super::schema::WireTrait;
use super::{http, xml};
use crate::model::{HttpBinding, Member, Model, ShapeKind};

pub(super) const BINDING: Binding = Binding { member, element: xml::element, document: xml::document };

fn member(model: &Model, member: &Member) -> Vec<WireTrait> {
    let mut traits = http::member(member);
    let target = model.shape(&member.target.target);
    let document = matches!(target.kind, ShapeKind::Structure { .. } | ShapeKind::Union { .. });
    match &member.traits.http {
        // A payload is the document: the name and namespace of its element are its own, or those of its shape
        // (Smithy, restXml, "Payloads").
        Some(HttpBinding::Payload) if document => {
            let shape = &target.traits;
            let name = member.traits.xml_name.as_deref().or(shape.xml_name.as_deref());
            traits.push(WireTrait::new("xmlName", name.unwrap_or(target.id.name())));
            let namespace = member.traits.xml_namespace.as_ref().or(shape.xml_namespace.as_ref());
            traits.extend(namespace.map(xml::namespace));
        }
        Some(_) => {}
        None => traits.extend(xml::member(model, member)),
    }
    traits
}

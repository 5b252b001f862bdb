//! XML traits, which the REST, Query and EC2 protocols share.

use super::schema::WireTrait;
use crate::model::{Member, Model, Shape, XmlNamespace};

/// What XML and forms read of a member of a structure.
pub(super) fn member(_: &Model, member: &Member) -> Vec<WireTrait> {
    let mut traits = names(member);
    if member.traits.xml_attribute {
        traits.push(WireTrait::flag("xmlAttribute"));
    }
    if member.traits.xml_flattened {
        traits.push(WireTrait::flag("xmlFlattened"));
    }
    traits
}

/// What XML and forms read of an element of a list, or a key or value of a map.
pub(super) fn element(model: &Model, member: &Member) -> Vec<WireTrait> {
    let target = model.shape(&member.target.target).kind.members();
    let attributes = target.iter().any(|member| member.traits.xml_attribute);
    // First: it is part of what the others are added to.
    let attributes = attributes.then(|| WireTrait::flag("xmlAttributes"));
    attributes.into_iter().chain(names(member)).collect()
}

fn names(member: &Member) -> Vec<WireTrait> {
    let name = member.traits.xml_name.as_ref().map(|name| WireTrait::new("xmlName", name));
    name.into_iter().chain(member.traits.xml_namespace.as_ref().map(namespace)).collect()
}

/// What XML reads of a structure that is a document.
pub(super) fn document(shape: &Shape) -> Vec<WireTrait> {
    let name = shape.traits.xml_name.as_ref().map(|name| WireTrait::new("xmlName", name));
    name.into_iter().chain(shape.traits.xml_namespace.as_ref().map(namespace)).collect()
}

/// A namespace: its URI, and its prefix after a space.
pub(super) fn namespace(namespace: &XmlNamespace) -> WireTrait {
    let prefix = namespace.prefix.as_ref().map_or_else(String::new, |prefix| format!(" {prefix}"));
    WireTrait::new("xmlNamespace", format!("{}{prefix}", namespace.uri))
}

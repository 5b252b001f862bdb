//! XML traits, which the REST, Query and EC2 protocols share.

use super::schema::WireTrait;
use crate::model::{Member, Model, Shape, XmlNamespace};

/// The traits of a member of a structure that XML and forms read.
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

/// The traits of an element of a list, or a key or value of a map, that XML and forms read.
pub(super) fn element(model: &Model, member: &Member) -> Vec<WireTrait> {
    let target = model.shape(&member.target.target).kind.members();
    let attributes = target.iter().any(|member| member.traits.xml_attribute);
    // This trait comes first, since the runtime adds the others to it.
    let attributes = attributes.then(|| WireTrait::flag("xmlAttributes"));
    attributes.into_iter().chain(names(member)).collect()
}

fn names(member: &Member) -> Vec<WireTrait> {
    let name = member.traits.xml_name.as_ref().map(|name| WireTrait::new("xmlName", name));
    name.into_iter().chain(member.traits.xml_namespace.as_ref().map(namespace)).collect()
}

/// The traits of a structure that is a document that XML reads.
pub(super) fn document(shape: &Shape) -> Vec<WireTrait> {
    let name = shape.traits.xml_name.as_ref().map(|name| WireTrait::new("xmlName", name));
    name.into_iter().chain(shape.traits.xml_namespace.as_ref().map(namespace)).collect()
}

/// A namespace: its URI, and its prefix after a space.
pub(super) fn namespace(namespace: &XmlNamespace) -> WireTrait {
    let prefix = namespace.prefix.as_ref().map_or_else(String::new, |prefix| format!(" {prefix}"));
    WireTrait::new("xmlNamespace", format!("{}{prefix}", namespace.uri))
}

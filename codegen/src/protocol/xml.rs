//! XML traits, which the REST, Query and EC2 protocols share.

use super::schema::WireTrait;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{HttpBinding, Member, Model, Shape, XmlNamespace};

/// The traits of a member of a structure that XML and forms read.
pub(super) fn member(_: &Model, member: &Member) -> Vec<WireTrait> {
    let mut traits = element(member);
    if member.traits.xml_attribute {
        traits.push(WireTrait::flag("xmlAttribute"));
    }
    if member.traits.xml_flattened {
        traits.push(WireTrait::flag("xmlFlattened"));
    }
    traits
}

/// The traits of an element of a list, or a key or value of a map, that XML and forms read.
pub(super) fn element(member: &Member) -> Vec<WireTrait> {
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

/// Reports names of elements and attributes, and namespaces, that XML cannot have.
pub(super) fn check(shape: &Shape, diagnostics: &mut Diagnostics) {
    let own = (&shape.traits.xml_name, &shape.traits.xml_namespace, shape.span);
    let members = shape.kind.members().into_iter();
    let members = members.filter(|member| matches!(member.traits.http, None | Some(HttpBinding::Payload)));
    let members = members.map(|member| (&member.traits.xml_name, &member.traits.xml_namespace, member.span));
    for (name, namespace, span) in std::iter::once(own).chain(members) {
        let mut report = |text: &str, what: &str| {
            let error = Diagnostic::error(format!("`{}` is not {what} of XML", text.escape_debug()));
            diagnostics.report(error.at(span, "cannot be sent").help("use letters, digits, `_` and `-`"));
        };
        if let Some(name) = name.as_ref().filter(|name| !name.splitn(2, ':').all(is_name)) {
            report(name, "a name");
        }
        let Some(XmlNamespace { uri, prefix }) = namespace else { continue };
        if let Some(prefix) = prefix.as_ref().filter(|prefix| !is_name(prefix)) {
            report(prefix, "a prefix");
        }
        if uri.contains(|c: char| matches!(c, '"' | '<' | '&') || c.is_whitespace() || c.is_control()) {
            report(uri, "a namespace");
        }
    }
}

/// Whether a text is a name without a colon (Namespaces in XML, `NCName`).
fn is_name(text: &str) -> bool {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    text.starts_with(is_start) && text.chars().all(|c| is_start(c) || c.is_numeric() || c == '-' || c == '.')
}

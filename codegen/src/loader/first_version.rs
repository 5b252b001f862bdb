//! JSON AST of Smithy 1.0 → that of 2.0 (Smithy, "Migrating IDL 1.0 to 2.0"): members that were never unset get their default.
//! What else is new in 2.0 is read in either form.

use super::json::{Entry, Node};
use super::places::{Written, quoted};
use std::collections::{BTreeMap, BTreeSet};

/// What the shapes of models in version 1 say of members that target them.
#[derive(Debug, Default)]
pub(super) struct FirstVersion {
    /// The zero of numbers and booleans that are not boxed.
    zeros: BTreeMap<String, &'static str>,
    /// Shapes and members that `apply` boxes.
    boxed: BTreeSet<String>,
}

/// The zero of a type, or of the primitive shape of the prelude with this name in small letters.
fn zero(kind: &str) -> Option<&'static str> {
    match kind {
        "boolean" => Some("false"),
        "byte" | "double" | "float" | "integer" | "long" | "short" => Some("0"),
        _ => None,
    }
}

impl FirstVersion {
    /// Notes the shapes of a model.
    pub(super) fn add(&mut self, shapes: &[Entry<'_>]) {
        for shape in shapes {
            let boxed = traits(&shape.value).iter().any(|entry| entry.key == "smithy.api#box");
            let kind = field(&shape.value, "type").and_then(|node| node.string()).unwrap_or_default();
            match zero(&kind) {
                _ if boxed => {
                    self.boxed.insert(shape.key.to_string());
                }
                Some(zero) => {
                    self.zeros.insert(shape.key.to_string(), zero);
                }
                None => {}
            }
        }
    }

    /// The shape `id` in version 2.
    pub(super) fn upgraded(&self, id: &str, shape: Node<'_>) -> Written {
        let mut out = Written::default();
        if field(&shape, "type").and_then(|node| node.string()).as_deref() != Some("structure") {
            out.copy(shape.span(), shape.raw());
            return out;
        }
        object(&mut out, shape, |out, entry| match entry.value.object() {
            Some(_) if entry.key == "members" => object(out, entry.value, |out, member| {
                self.member(out, &format!("{id}${}", member.key), member.value);
            }),
            _ => out.copy(entry.value.span(), entry.value.raw()),
        });
        out
    }

    fn member(&self, out: &mut Written, id: &str, member: Node<'_>) {
        let decided = |entry: &Entry<'_>| matches!(&*entry.key, "smithy.api#box" | "smithy.api#default");
        let target = field(&member, "target").and_then(|node| node.string()).unwrap_or_default();
        let zero = match target.strip_prefix("smithy.api#Primitive") {
            Some(primitive) => zero(&primitive.to_ascii_lowercase()),
            None => self.zeros.get(&target).copied().filter(|_| !self.boxed.contains(&target)),
        };
        let zero = zero.filter(|_| !self.boxed.contains(id) && !traits(&member).iter().any(decided));
        let Some(zero) = zero else { return out.copy(member.span(), member.raw()) };
        let mut given = Written::default();
        given.push("{\"smithy.api#default\":");
        given.push_at(member.span(), zero);
        for entry in traits(&member) {
            given.push(",");
            given.push_at(entry.key_span, &quoted(&entry.key));
            given.push(":");
            given.copy(entry.value.span(), entry.value.raw());
        }
        given.push("}");
        out.push("{");
        for entry in member.object().unwrap_or_default().iter().filter(|entry| entry.key != "traits") {
            out.push_at(entry.key_span, &quoted(&entry.key));
            out.push(":");
            out.copy(entry.value.span(), entry.value.raw());
            out.push(",");
        }
        out.push("\"traits\":");
        out.append(&given);
        out.push("}");
    }
}

/// An object, with values that `write` writes.
fn object(out: &mut Written, node: Node<'_>, write: impl Fn(&mut Written, &Entry<'_>)) {
    out.push("{");
    for (index, entry) in node.object().unwrap_or_default().iter().enumerate() {
        out.push(if index == 0 { "" } else { "," });
        out.push_at(entry.key_span, &quoted(&entry.key));
        out.push(":");
        write(out, entry);
    }
    out.push("}");
}

fn field<'a>(node: &Node<'a>, key: &str) -> Option<Node<'a>> {
    Some(node.object()?.into_iter().find(|entry| entry.key == key)?.value)
}

fn traits<'a>(node: &Node<'a>) -> Vec<Entry<'a>> {
    field(node, "traits").and_then(|traits| traits.object()).unwrap_or_default()
}

//! JSON AST of Smithy 1.0 → that of 2.0 (Smithy, "Migrating IDL 1.0 to 2.0"): members that cannot be unset get their
//! default. Other novelties of 2.0 are read in both forms.

use super::json::{Entry, Node};
use super::places::{Written, quoted};
use std::collections::{BTreeMap, BTreeSet};

/// The traits of shapes in version 1 that apply to members which target them.
#[derive(Debug, Default)]
pub(super) struct FirstVersion {
    /// The zero of numbers and booleans that are not boxed.
    zeros: BTreeMap<String, &'static str>,
    /// Shapes and members that `apply` boxes.
    boxed: BTreeSet<String>,
}

/// The zero value of a type, which is the default in version 1 of members that target a shape of this type.
pub(super) fn zero(kind: &str) -> Option<&'static str> {
    match kind {
        "boolean" => Some("false"),
        "byte" | "double" | "float" | "integer" | "long" | "short" => Some("0"),
        _ => None,
    }
}

/// The same for a shape of the prelude, which is boxed unless its name starts with `Primitive`.
pub(super) fn zero_of_prelude(id: &str) -> Option<&'static str> {
    zero(&id.strip_prefix("smithy.api#Primitive")?.to_ascii_lowercase())
}

impl FirstVersion {
    /// Notes the shapes of a model.
    pub(super) fn add(&mut self, shapes: &[Entry<'_>]) {
        for shape in shapes {
            let boxed = shape.value.entries("traits").iter().any(|entry| entry.key == "smithy.api#box");
            let kind = shape.value.field("type").and_then(|node| node.string()).unwrap_or_default();
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
        if shape.field("type").and_then(|node| node.string()).as_deref() != Some("structure") {
            out.copy(shape.span(), shape.raw());
            return out;
        }
        object(&mut out, shape, |out, entry| {
            if entry.key != "members" || entry.value.object().is_none() {
                return copy(out, entry);
            }
            key(out, entry);
            object(out, entry.value, |out, member| {
                key(out, member);
                self.member(out, &format!("{id}${}", member.key), member.value);
            });
        });
        out
    }

    fn member(&self, out: &mut Written, id: &str, member: Node<'_>) {
        let decided = |entry: &Entry<'_>| matches!(&*entry.key, "smithy.api#box" | "smithy.api#default");
        let target = member.field("target").and_then(|node| node.string()).unwrap_or_default();
        let of_model = || self.zeros.get(&target).copied().filter(|_| !self.boxed.contains(&target));
        let zero = zero_of_prelude(&target).or_else(of_model);
        let given = member.entries("traits");
        let zero = zero.filter(|_| !self.boxed.contains(id) && !given.iter().any(decided));
        let Some(zero) = zero else { return out.copy(member.span(), member.raw()) };
        out.push("{");
        for entry in member.object().unwrap_or_default().iter().filter(|entry| entry.key != "traits") {
            copy(out, entry);
            out.push(",");
        }
        out.push("\"traits\":{\"smithy.api#default\":");
        out.push_at(member.span(), zero);
        for entry in given {
            out.push(",");
            copy(out, &entry);
        }
        out.push("}}");
    }
}

/// The key of an entry, unchanged.
fn key(out: &mut Written, entry: &Entry<'_>) {
    out.push_at(entry.key_span, &quoted(&entry.key));
    out.push(":");
}

/// An entry, unchanged.
fn copy(out: &mut Written, entry: &Entry<'_>) {
    key(out, entry);
    out.copy(entry.value.span(), entry.value.raw());
}

/// An object, with entries that `write` writes.
fn object(out: &mut Written, node: Node<'_>, write: impl Fn(&mut Written, &Entry<'_>)) {
    out.push("{");
    for (index, entry) in node.object().unwrap_or_default().iter().enumerate() {
        out.push(if index == 0 { "" } else { "," });
        write(out, entry);
    }
    out.push("}");
}

//! IDL → JSON AST, shape by shape.

use super::names::Scope;
use super::syntax::{Body, Io, Member, MemberKind, Shape, Trait, Value, ValueKind};
use super::text::Name;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::loader::first_version;
use crate::loader::places::{Written, quoted};
use crate::loader::smithy_traits::is_known_trait;
use std::collections::{BTreeMap, BTreeSet};

/// What lowering a file needs to know about the other files of the model.
#[derive(Default)]
pub(super) struct World {
    /// The shapes and members that `apply` boxes, as version 1 does.
    pub(super) boxed: BTreeSet<String>,
    /// The identifiers and properties of resources, by id.
    pub(super) resources: BTreeMap<String, BTreeMap<String, String>>,
    /// Types of shapes, by id; those of numbers and booleans of version 1 with their traits.
    pub(super) kinds: BTreeMap<String, Kind>,
}

/// What matters about a shape when it is a target or a trait.
pub(super) struct Kind {
    pub(super) name: String,
    /// The default of members that target it, for a number or boolean of version 1 that is not boxed.
    pub(super) zero: Option<&'static str>,
}

/// The state of lowering a file.
pub(super) struct Lowering<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) world: &'a World,
    /// Whether the file is written in version 1.
    pub(super) first_version: bool,
    /// The suffixes of the names of inline inputs and outputs.
    pub(super) suffixes: [String; 2],
}

/// Properties that name shapes: one, some, or one for each name.
const ONE: &[&str] = &["create", "delete", "list", "put", "read", "update"];
const SOME: &[&str] = &["collectionOperations", "errors", "operations", "resources"];
const NAMED: &[&str] = &["identifiers", "properties"];

/// The traits of the prelude that are lists.
const LISTS: &[&str] = &[
    "smithy.api#auth",
    "smithy.api#enum",
    "smithy.api#examples",
    "smithy.api#references",
    "smithy.api#suppress",
    "smithy.api#tags",
];

/// Adds an entry of an object; `first` is whether it is the first one.
fn entry(out: &mut Written, first: &mut bool, span: Span, key: &str) {
    if !std::mem::take(first) {
        out.push(",");
    }
    out.push_string(span, key);
    out.push(":");
}

impl Lowering<'_> {
    /// The shapes of a statement, each with its id: the shape itself, and the inline shapes in it.
    pub(super) fn shape(&self, shape: &Shape, diagnostics: &mut Diagnostics) -> Vec<(String, Span, Written)> {
        let mut inline = Vec::new();
        let mut out = Written::default();
        let mut first = true;
        out.push_at(shape.name.span, "{");
        entry(&mut out, &mut first, shape.kind.span, "type");
        out.push_string(shape.kind.span, &shape.kind.text);
        self.mixins(&mut out, &shape.mixins);
        match &shape.body {
            Body::None => {}
            Body::Members(members) => self.members(&mut out, shape, members, diagnostics),
            Body::Properties(properties) => {
                for (key, value) in properties {
                    entry(&mut out, &mut first, key.span, &key.text);
                    self.property(&mut out, &key.text, value);
                }
            }
            Body::Operation { input, output, errors } => {
                for (key, io, suffix) in [("input", input, 0), ("output", output, 1)] {
                    let Some(io) = io else { continue };
                    let (id, span) = match io {
                        Io::Id(id) => (self.scope.shape(&id.text), id.span),
                        Io::Inline(io) => {
                            let name = format!("{}{}", shape.name.text, self.suffixes[suffix]);
                            inline.push(self.inline(io, key, &name, diagnostics));
                            (self.scope.own(&name), io.name.span)
                        }
                    };
                    entry(&mut out, &mut first, span, key);
                    reference(&mut out, span, &id);
                }
                if let Some(errors) = errors {
                    entry(&mut out, &mut first, shape.name.span, "errors");
                    self.references(&mut out, errors);
                }
            }
        }
        self.traits(&mut out, &shape.traits, vec![], diagnostics);
        out.push("}");
        inline.push((self.scope.own(&shape.name.text), shape.name.span, out));
        inline
    }

    fn inline(
        &self,
        shape: &Shape,
        kind: &str,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> (String, Span, Written) {
        let mut out = Written::default();
        out.push_at(shape.name.span, "{\"type\":\"structure\"");
        self.mixins(&mut out, &shape.mixins);
        if let Body::Members(members) = &shape.body {
            self.members(&mut out, shape, members, diagnostics);
        }
        let more = vec![(format!("smithy.api#{kind}"), shape.name.span, "{}".to_owned())];
        self.traits(&mut out, &shape.traits, more, diagnostics);
        out.push("}");
        (self.scope.own(name), shape.name.span, out)
    }

    fn mixins(&self, out: &mut Written, mixins: &[Name]) {
        if !mixins.is_empty() {
            out.push(",\"mixins\":");
            self.references(out, mixins);
        }
    }

    fn references(&self, out: &mut Written, ids: &[Name]) {
        out.push("[");
        for (index, id) in ids.iter().enumerate() {
            out.push(if index > 0 { "," } else { "" });
            reference(out, id.span, &self.scope.shape(&id.text));
        }
        out.push("]");
    }

    fn members(&self, out: &mut Written, shape: &Shape, members: &[Member], diagnostics: &mut Diagnostics) {
        let parts = matches!(shape.kind.text.as_str(), "list" | "map" | "set");
        let mut first = !parts;
        out.push(if parts { "" } else { ",\"members\":{" });
        let resource =
            shape.resource.as_ref().and_then(|id| self.world.resources.get(&self.scope.shape(&id.text)));
        let named = shape.resource.as_ref().filter(|_| resource.is_none());
        if let Some(named) = named {
            let error = Diagnostic::error(format!("`{}` is not a resource", named.text.escape_debug()));
            diagnostics.report(error.at(named.span, "must be a resource of this model"));
        }
        for member in members {
            entry(out, &mut first, member.name.span, &member.name.text);
            out.push_at(member.name.span, "{");
            let target = match &member.kind {
                MemberKind::Target(id) => Some((self.scope.shape(&id.text), id.span)),
                MemberKind::Elided => {
                    let target = resource.and_then(|members| members.get(&member.name.text));
                    if target.is_none() && shape.mixins.is_empty() {
                        let error =
                            Diagnostic::error(format!("nothing defines the member `{}`", member.name.text));
                        diagnostics.report(
                            error
                                .at(member.name.span, "has no target")
                                .help("name a resource that has it, a mixin, or a target"),
                        );
                    }
                    target.map(|id| (id.clone(), member.name.span))
                }
                MemberKind::Value => Some(("smithy.api#Unit".to_owned(), member.name.span)),
            };
            if let Some((id, span)) = &target {
                out.push("\"target\":");
                out.push_string(*span, id);
            }
            let mut more = Vec::new();
            if let Some(value) = &member.value {
                let name = if matches!(member.kind, MemberKind::Value) { "enumValue" } else { "default" };
                more.push((format!("smithy.api#{name}"), value.span, self.value_text(value)));
            } else if self.first_version
                && shape.kind.text == "structure"
                && let Some((id, span)) = &target
                && let Some(zero) = self.zero(id)
                && !member.traits.iter().any(|it| self.scope.of_trait(&it.id.text) == "smithy.api#box")
                && !self.world.boxed.contains(&format!(
                    "{}${}",
                    self.scope.own(&shape.name.text),
                    member.name.text
                ))
            {
                more.push(("smithy.api#default".to_owned(), *span, zero.to_owned()));
            }
            self.member_traits(out, target.is_some(), member, more, diagnostics);
            out.push("}");
        }
        out.push(if parts { "" } else { "}" });
    }

    fn member_traits(
        &self,
        out: &mut Written,
        after: bool,
        member: &Member,
        more: Vec<(String, Span, String)>,
        diagnostics: &mut Diagnostics,
    ) {
        if after {
            self.traits(out, &member.traits, more, diagnostics);
        } else if !(member.traits.is_empty() && more.is_empty()) {
            out.push("\"traits\":");
            self.trait_object(out, &member.traits, more, diagnostics);
        }
    }

    /// The default in version 1 of a member that targets this shape.
    fn zero(&self, id: &str) -> Option<&'static str> {
        first_version::zero_of_prelude(id).or_else(|| self.world.kinds.get(id)?.zero)
    }

    /// A property of a service or resource.
    fn property(&self, out: &mut Written, key: &str, value: &Value) {
        if ONE.contains(&key) {
            self.named(out, value);
        } else if SOME.contains(&key)
            && let Some(values) = value.array()
        {
            out.push_at(value.span, "[");
            for (index, value) in values.iter().enumerate() {
                out.push(if index > 0 { "," } else { "" });
                self.named(out, value);
            }
            out.push("]");
        } else if NAMED.contains(&key)
            && let Some(entries) = value.object()
        {
            out.push_at(value.span, "{");
            let mut first = true;
            for (key, value) in entries {
                entry(out, &mut first, key.span, &key.text);
                self.named(out, value);
            }
            out.push("}");
        } else {
            self.value(out, value);
        }
    }

    /// A value that names a shape.
    fn named(&self, out: &mut Written, value: &Value) {
        match value.name() {
            Some(name) => reference(out, value.span, &self.scope.shape(name)),
            None => self.value(out, value),
        }
    }

    /// `,"traits":{…}`, if there are some.
    fn traits(
        &self,
        out: &mut Written,
        traits: &[Trait],
        more: Vec<(String, Span, String)>,
        diagnostics: &mut Diagnostics,
    ) {
        if !(traits.is_empty() && more.is_empty()) {
            out.push(",\"traits\":");
            self.trait_object(out, traits, more, diagnostics);
        }
    }

    /// Traits as an object, with additional ones in JSON unless the shape already has them.
    pub(super) fn trait_object(
        &self,
        out: &mut Written,
        traits: &[Trait],
        more: Vec<(String, Span, String)>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut by_id: Vec<(String, Vec<&Trait>)> = Vec::new();
        for one in traits {
            let id = self.scope.of_trait(&one.id.text);
            match by_id.iter_mut().find(|(known, _)| *known == id) {
                Some((_, same)) => same.push(one),
                None => by_id.push((id, vec![one])),
            }
        }
        let mut first = true;
        out.push("{");
        for (id, same) in &by_id {
            let Some(one) = same.first() else { continue };
            entry(out, &mut first, one.id.span, id);
            match self.only(id, same, diagnostics) {
                Some(text) => out.push_at(one.id.span, &text),
                None => match &one.value {
                    Some(value) => self.value(out, value),
                    None => out.push_at(one.id.span, self.annotation(id)),
                },
            }
        }
        for (id, span, json) in more.iter().filter(|(id, ..)| by_id.iter().all(|(known, _)| known != id)) {
            entry(out, &mut first, *span, id);
            out.push_at(*span, json);
        }
        out.push("}");
    }

    /// The value of a trait that is written without one.
    fn annotation(&self, id: &str) -> &'static str {
        let list = self.world.kinds.get(id).is_some_and(|kind| matches!(kind.name.as_str(), "list" | "set"));
        if list || LISTS.contains(&id) { "[]" } else { "{}" }
    }

    /// The value of a trait that is applied several times: lists are joined, other values must be equal. `None` if it
    /// is applied once.
    fn only(&self, id: &str, same: &[&Trait], diagnostics: &mut Diagnostics) -> Option<String> {
        let [first, .., last] = same else { return None };
        let texts = same.iter().map(|one| {
            one.value.as_ref().map_or_else(|| self.annotation(id).to_owned(), |value| self.value_text(value))
        });
        let texts: Vec<String> = texts.collect();
        let lists = texts.iter().all(|text| text.starts_with('['));
        if lists {
            let inner =
                texts.iter().filter_map(|text| text.get(1..text.len() - 1)).filter(|text| !text.is_empty());
            return Some(format!("[{}]", inner.collect::<Vec<_>>().join(",")));
        }
        if texts.iter().any(|text| *text != texts[0]) {
            diagnostics.report(
                Diagnostic::error(format!("the trait `{}` has two values", id.escape_debug()))
                    .at(last.id.span, "another value")
                    .at(first.id.span, "the first")
                    .help("remove one of them"),
            );
        }
        texts.into_iter().next()
    }

    fn value_text(&self, value: &Value) -> String {
        let mut out = Written::default();
        self.value(&mut out, value);
        out.text
    }

    /// A value as JSON.
    pub(super) fn value(&self, out: &mut Written, value: &Value) {
        match &value.kind {
            ValueKind::Null => out.push_at(value.span, "null"),
            ValueKind::Boolean(boolean) => out.push_at(value.span, if *boolean { "true" } else { "false" }),
            ValueKind::Number(number) => out.push_at(value.span, number),
            ValueKind::String(text) => out.push_string(value.span, text),
            ValueKind::Id(id) => out.push_string(value.span, &self.id_in_value(id)),
            ValueKind::Array(values) => {
                out.push_at(value.span, "[");
                for (index, value) in values.iter().enumerate() {
                    out.push(if index > 0 { "," } else { "" });
                    self.value(out, value);
                }
                out.push("]");
            }
            ValueKind::Object(entries) => {
                out.push_at(value.span, "{");
                let mut first = true;
                for (key, value) in entries {
                    entry(out, &mut first, key.span, &key.text);
                    self.value(out, value);
                }
                out.push("}");
            }
        }
    }

    /// Reports words in a value that are neither keywords nor shapes.
    pub(super) fn check_ids(&self, value: &Value, diagnostics: &mut Diagnostics) {
        match &value.kind {
            ValueKind::Array(values) => values.iter().for_each(|value| self.check_ids(value, diagnostics)),
            ValueKind::Object(entries) => {
                entries.iter().for_each(|(_, value)| self.check_ids(value, diagnostics));
            }
            ValueKind::Id(id) if !id.contains('#') => {
                let found = self.id_in_value(id);
                let name = found.strip_prefix("smithy.api#").filter(|name| !self.scope.is_target(name));
                if name.is_some_and(|name| !is_known_trait(name)) {
                    let error =
                        Diagnostic::error(format!("`{}` is not a shape of the model", id.escape_debug()));
                    diagnostics.report(
                        error.at(value.span, "a word without quotation marks is the name of a shape").help(
                            "the other words are `true`, `false` and `null`; put a text into quotation marks",
                        ),
                    );
                }
            }
            ValueKind::Id(_)
            | ValueKind::Boolean(_)
            | ValueKind::Null
            | ValueKind::Number(_)
            | ValueKind::String(_) => {}
        }
    }

    /// An id in a value may name a trait, such as a protocol.
    fn id_in_value(&self, id: &str) -> String {
        let shape = self.scope.shape(id);
        let there = self.world.kinds.contains_key(shape.split('$').next().unwrap_or_default());
        if there || id.contains('#') || shape.starts_with("smithy.api#") {
            shape
        } else {
            self.scope.of_trait(id)
        }
    }
}

fn reference(out: &mut Written, span: Span, id: &str) {
    out.push_at(span, &format!("{{\"target\":{}}}", quoted(id)));
}

//! Errors in a file that do not depend on the meaning of names (Smithy, "Smithy IDL").

use super::syntax::{Body, File, Io, Member, MemberKind, Shape, Value, ValueKind};
use super::text::Name;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use std::collections::BTreeMap;

/// Reports errors in a file; `first_version` is whether it is written in version 1.
pub(super) fn check(file: &File, first_version: bool, diagnostics: &mut Diagnostics) {
    let control = file.control.iter().map(|(key, _)| key);
    once(control, "the control statement", diagnostics);
    let mut names: BTreeMap<&str, &Name> = BTreeMap::new();
    for id in &file.uses {
        let name = id.text.split_once('#').map_or(id.text.as_str(), |(_, name)| name);
        if let Some(known) = names.insert(name, id).filter(|known| known.text != id.text) {
            conflict(name, known.span, id.span, diagnostics);
        }
    }
    for shape in &file.shapes {
        if let Some(used) = names.get(shape.name.text.as_str()) {
            conflict(&shape.name.text, used.span, shape.name.span, diagnostics);
        }
        of_shape(shape, first_version, diagnostics);
    }
}

fn conflict(name: &str, used: Span, other: Span, diagnostics: &mut Diagnostics) {
    diagnostics.report(
        Diagnostic::error(format!("`{name}` is the name of two shapes in this file"))
            .at(other, "the second")
            .at(used, "the first")
            .help("leave out one of them, and write its whole id where it is needed"),
    );
}

/// Reports names that appear twice.
fn once<'a>(names: impl Iterator<Item = &'a Name>, what: &str, diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if let Some(first) = known.insert(&name.text, name.span) {
            diagnostics.report(
                Diagnostic::error(format!("{what} `{}` appears twice", name.text.escape_debug()))
                    .at(name.span, "the second")
                    .at(first, "the first")
                    .help("remove one of them"),
            );
        }
    }
}

fn of_shape(shape: &Shape, first_version: bool, diagnostics: &mut Diagnostics) {
    let kind = shape.kind.text.as_str();
    if first_version {
        version_two(shape, diagnostics);
    } else if kind == "set" {
        diagnostics.report(
            Diagnostic::error("version 2 of Smithy has no sets")
                .at(shape.kind.span, "a set")
                .help("write `@uniqueItems` and `list`"),
        );
    }
    let mixin = mixin(shape).is_some();
    let mut error = |problem: &str, span: Span| {
        diagnostics.report(Diagnostic::error(problem.to_owned()).at(span, "in this shape"));
    };
    match &shape.body {
        Body::Members(members) => {
            let there = |name: &str| members.iter().any(|member| member.name.text == name);
            let parts: &[&str] = match kind {
                "list" | "set" => &["member"],
                "map" => &["key", "value"],
                _ => &[],
            };
            for part in parts.iter().filter(|part| shape.mixins.is_empty() && !there(part)) {
                error(&format!("a {kind} has a member `{part}`"), shape.name.span);
            }
            let of_enum = matches!(kind, "enum" | "intEnum");
            if of_enum && members.is_empty() && shape.mixins.is_empty() {
                error("an enum has at least one value", shape.name.span);
            }
            once(members.iter().map(|member| &member.name), "the member", diagnostics);
            for value in members.iter().filter(|_| of_enum).filter_map(|member| member.value.as_ref()) {
                of_enum_value(kind, value, diagnostics);
            }
        }
        Body::Operation { input, output, .. } if mixin && (input.is_some() || output.is_some()) => {
            error("an operation that is a mixin has neither input nor output", shape.name.span);
        }
        Body::Properties(properties) if mixin && kind == "resource" && !properties.is_empty() => {
            error("a resource that is a mixin has no properties", shape.name.span);
        }
        Body::None | Body::Operation { .. } | Body::Properties(_) => {}
    }
}

/// The place where a shape is declared a mixin.
fn mixin(shape: &Shape) -> Option<Span> {
    let mut traits = shape.traits.iter();
    traits.find(|it| matches!(it.id.text.as_str(), "mixin" | "smithy.api#mixin")).map(|it| it.id.span)
}

fn of_enum_value(kind: &str, value: &Value, diagnostics: &mut Diagnostics) {
    let (fits, what) = if kind == "enum" {
        (value.string().is_some(), "a string")
    } else {
        let number = if let ValueKind::Number(text) = &value.kind { text.parse::<i32>().ok() } else { None };
        (number.is_some(), "an integer of 32 bits")
    };
    if !fits {
        let error = Diagnostic::error(format!("a value of an `{kind}` is {what}"));
        diagnostics.report(error.at(value.span, format!("must be {what}")));
    }
}

/// Reports constructs that version 1 lacks.
fn version_two(shape: &Shape, diagnostics: &mut Diagnostics) {
    let mut found: Vec<(&str, Span)> = Vec::new();
    if matches!(shape.kind.text.as_str(), "enum" | "intEnum") {
        found.push(("shapes that are enums", shape.kind.span));
    }
    let mixin = mixin(shape).or(shape.mixins.first().map(|mixin| mixin.span));
    found.extend(mixin.map(|span| ("mixins", span)));
    found.extend(shape.resource.as_ref().map(|resource| ("`for`", resource.span)));
    match &shape.body {
        Body::Members(members) => {
            let elided = |member: &&Member| matches!(member.kind, MemberKind::Elided);
            found.extend(
                members.iter().find(elided).map(|member| ("members without a target", member.name.span)),
            );
            let value = members.iter().find_map(|member| member.value.as_ref());
            found.extend(value.map(|value| ("values after `=`", value.span)));
        }
        Body::Operation { input, output, .. } => {
            for io in [input, output].into_iter().flatten() {
                if let Io::Inline(shape) = io {
                    found.push(("inputs and outputs inline", shape.name.span));
                }
            }
        }
        Body::Properties(properties) if shape.kind.text == "resource" => {
            let properties = properties.iter().find(|(key, _)| key.text == "properties");
            found.extend(properties.map(|(key, _)| ("properties of resources", key.span)));
        }
        Body::None | Body::Properties(_) => {}
    }
    for (what, span) in found {
        diagnostics.report(
            Diagnostic::error(format!("version 1 of Smithy has no {what}"))
                .at(span, "needs version 2")
                .help("write `$version: \"2\"` as the first line"),
        );
    }
}

//! Several files of a Smithy model, in IDL or as JSON AST → one JSON AST (Smithy, "Merging models").

use super::fields::{Format, Reader};
use super::first_version::FirstVersion;
use super::idl::{self, About, Lowered};
use super::json::{self, Entry, Node};
use super::places::{Written, quoted};
use super::smithy_ast;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The files of a model as one JSON AST.
///
/// # Errors
///
/// [`Reported`] if a file is not valid, or two of them define a shape differently. All of it is reported.
pub(super) fn assemble(
    sources: &[(&Source, SourceId)],
    diagnostics: &mut Diagnostics,
) -> Result<Written, Reported> {
    let (idl, asts): (Vec<_>, Vec<_>) = sources.iter().partition(|(source, _)| idl::is_idl(source));
    let (mut shapes, mut metadata) = (Vec::new(), Vec::new());
    let mut roots = Vec::new();
    let mut first_version = FirstVersion::default();
    for (source, id) in asts {
        let root = json::parse(source, id, diagnostics)?;
        if smithy_ast::is_first_version(root) {
            first_version.add(&root.entries("shapes"));
        }
        roots.push(root);
    }
    for root in roots {
        let (of_file, about_file) = of_ast(root, &first_version, diagnostics);
        shapes.extend(of_file);
        metadata.extend(about_file);
    }
    let others: BTreeSet<String> = shapes.iter().map(|shape| shape.id.clone()).collect();
    let (of_files, about_files) = idl::load(&idl, others, diagnostics);
    shapes.extend(of_files);
    metadata.extend(about_files);
    let mut known: BTreeMap<&str, &Lowered> = BTreeMap::new();
    let mut out = Written::default();
    out.push("{\"smithy\":\"2.0\",");
    add_metadata(&mut out, metadata, diagnostics);
    out.push("\"shapes\":{");
    let mut first = true;
    for shape in &shapes {
        if !shape.applied {
            if let Some(earlier) = known.get(shape.id.as_str()) {
                if value(&earlier.json) != value(&shape.json) {
                    diagnostics.report(
                        Diagnostic::error(format!("`{}` is defined twice", shape.id.escape_debug()))
                            .at(shape.span, "differs from the first")
                            .at(earlier.span, "the first")
                            .help("remove or rename one of them"),
                    );
                }
                continue;
            }
            known.insert(&shape.id, shape);
        }
        out.push(if std::mem::take(&mut first) { "" } else { "," });
        out.push_at(shape.span, &quoted(&shape.id));
        out.push(":");
        out.append(&shape.json);
    }
    out.push("}}");
    diagnostics.checked(out)
}

/// Adds the metadata of files. Lists under one key are joined; any other value must be the same everywhere (Smithy,
/// "Metadata").
fn add_metadata(out: &mut Written, all: Vec<About>, diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<String, (Span, Vec<Written>)> = BTreeMap::new();
    for About { key, span, json } in all {
        let Some((first, values)) = known.get_mut(&key) else {
            known.insert(key, (span, vec![json]));
            continue;
        };
        let is_list = |json: &Written| json.text.trim_start().starts_with('[');
        if is_list(&json) && values.iter().all(is_list) {
            values.push(json);
        } else if values.iter().any(|earlier| value(earlier) != value(&json)) {
            diagnostics.report(
                Diagnostic::error(format!("the metadata `{}` is set twice", key.escape_debug()))
                    .at(span, "differs from the first")
                    .at(*first, "the first")
                    .help("remove one of them"),
            );
        }
    }
    if known.is_empty() {
        return;
    }
    out.push("\"metadata\":{");
    let mut first = true;
    for (key, (span, values)) in known {
        out.push(if std::mem::take(&mut first) { "" } else { "," });
        out.push_at(span, &quoted(&key));
        out.push(":");
        match &values[..] {
            [one] => out.append(one),
            lists => {
                let within = |list: &'_ Written| {
                    let inner = list.text.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']'));
                    inner.unwrap_or_default().trim().to_owned()
                };
                let items: Vec<String> = lists.iter().map(within).filter(|items| !items.is_empty()).collect();
                out.push_at(span, &format!("[{}]", items.join(",")));
            }
        }
    }
    out.push("},");
}

/// The value of a text; the text itself if it has a number that is out of range.
fn value(json: &Written) -> Result<Value, &str> {
    serde_json::from_str(&json.text).map_err(|_| json.text.as_str())
}

/// The text of an assembled model, each shape once, in the order of their ids.
///
/// # Errors
///
/// [`Reported`] if a mixin does not fit, or a number has no value that can be written.
pub(super) fn flat(root: Node<'_>, diagnostics: &mut Diagnostics) -> Result<String, Reported> {
    let mut reader = Reader::new(diagnostics, Format::JsonAst);
    // Mixins are not expanded, but must fit.
    if let Some((entry, _)) = smithy_ast::shapes_of(&mut reader, root) {
        reader.shapes(&entry);
    }
    diagnostics.checked(())?;
    let entries = root.entries("shapes");
    let (mut shapes, mut applied) = (Map::new(), Vec::new());
    for entry in entries {
        report_rounded(&entry, diagnostics);
        let value: Value = serde_json::from_str(entry.value.raw()).map_err(|error| {
            let problem = format!("`{}` cannot be written: {error}", entry.key.escape_debug());
            diagnostics.report(Diagnostic::error(problem).at(entry.key_span, "this shape"))
        })?;
        if value["type"] == "apply" {
            applied.push((entry.key.into_owned(), value));
        } else {
            shapes.insert(entry.key.into_owned(), value);
        }
    }
    for (id, value) in applied {
        let (shape, member) =
            id.split_once('$').map_or((&*id, None), |(shape, member)| (shape, Some(member)));
        let target = shapes.get_mut(shape).and_then(Value::as_object_mut).and_then(|shape| match member {
            Some(member) if shape.contains_key("members") => {
                shape.get_mut("members")?.get_mut(member)?.as_object_mut()
            }
            Some(member) => shape.get_mut(member)?.as_object_mut(),
            None => Some(shape),
        });
        let given = value["traits"].as_object().cloned().unwrap_or_default();
        let target = match target {
            Some(target) => target,
            // A member of a mixin, to which traits may be applied several times.
            None => match shapes.entry(id).or_insert(value).as_object_mut() {
                Some(applied) => applied,
                None => continue,
            },
        };
        if given.is_empty() {
            continue;
        }
        if let Value::Object(traits) = target.entry("traits").or_insert_with(|| Map::new().into()) {
            traits.extend(given);
        }
    }
    shapes.sort_keys();
    let mut model = Map::new();
    model.insert("smithy".to_owned(), "2.0".into());
    let metadata = root.object().into_iter().flatten().find(|entry| entry.key == "metadata");
    if let Some(metadata) = metadata {
        report_rounded(&metadata, diagnostics);
        let metadata: Value = serde_json::from_str(metadata.value.raw()).map_err(|error| {
            let problem = format!("the metadata cannot be written: {error}");
            diagnostics.report(Diagnostic::error(problem).at(metadata.key_span, "here"))
        })?;
        model.insert("metadata".to_owned(), metadata);
    }
    model.insert("shapes".to_owned(), shapes.into());
    Ok(format!("{:#}\n", Value::Object(model)))
}

/// Reports the first number that a [`Value`] does not keep.
fn report_rounded(entry: &Entry<'_>, diagnostics: &mut Diagnostics) {
    if let Some(number) = entry.value.rounded() {
        let problem = format!("the number `{number}` of `{}` is rounded", entry.key.escape_debug());
        diagnostics.report(
            Diagnostic::warning(problem)
                .at(entry.key_span, "here")
                .note("what is written as a JSON AST keeps numbers as 64 bits"),
        );
    }
}

/// The shapes of a JSON AST, and its metadata.
fn of_ast(
    root: Node<'_>,
    first_version: &FirstVersion,
    diagnostics: &mut Diagnostics,
) -> (Vec<Lowered>, Vec<About>) {
    let first = smithy_ast::is_first_version(root);
    let mut reader = Reader::new(diagnostics, Format::JsonAst);
    let shapes = smithy_ast::shapes_of(&mut reader, root);
    let entries = shapes.map_or_else(Vec::new, |(shapes, _)| reader.entries(&shapes));
    let lowered = entries.into_iter().map(|entry| {
        let json = if first {
            first_version.upgraded(&entry.key, entry.value)
        } else {
            let mut json = Written::default();
            json.copy(entry.value.span(), entry.value.raw());
            json
        };
        let applied = entry.value.object().is_some_and(|entries| {
            entries
                .iter()
                .any(|entry| entry.key == "type" && entry.value.string().as_deref() == Some("apply"))
        });
        Lowered { id: entry.key.into_owned(), span: entry.key_span, json, applied }
    });
    let metadata = root.entries("metadata").into_iter().map(|entry| {
        let mut json = Written::default();
        json.copy(entry.value.span(), entry.value.raw());
        About { key: entry.key.into_owned(), span: entry.key_span, json }
    });
    (lowered.collect(), metadata.collect())
}

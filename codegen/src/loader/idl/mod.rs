//! Smithy's IDL (Smithy, "Smithy IDL") → the shapes of a JSON AST, which know their places.

mod check;
mod lower;
mod names;
mod parse;
mod print;
mod syntax;
mod text;
mod values;

pub use print::files;

use super::first_version;
use super::places::Written;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, SourceId, Span};
use lower::{Kind, Lowering, World};
use names::Scope;
use std::collections::{BTreeMap, BTreeSet};
use syntax::{Body, File, Shape};
use text::Text;

/// A shape, or traits that are applied to one: its id, the place of its name, and its definition.
pub(super) struct Lowered {
    pub(super) id: String,
    pub(super) span: Span,
    pub(super) json: Written,
    /// Whether it adds traits to a shape that is elsewhere.
    pub(super) applied: bool,
}

/// Metadata: a key, its place, and its value.
pub(super) struct About {
    pub(super) key: String,
    pub(super) span: Span,
    pub(super) json: Written,
}

/// Whether a text is IDL: a JSON AST is an object.
pub(super) fn is_idl(source: &Source) -> bool {
    let start = source.text.trim_start_matches('\u{feff}').trim_start();
    source.name.ends_with(".smithy") || start.starts_with(['$', '/']) || start.starts_with("namespace")
}

/// Reads files, whose names can refer to each other's shapes and `others`; errors in them are reported.
pub(super) fn load(
    sources: &[(&Source, SourceId)],
    others: BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Lowered>, Vec<About>) {
    let mut files = Vec::new();
    for (source, id) in sources {
        files.push(parse::file(&mut Text::new(source, *id), diagnostics));
    }
    let mut defined = others;
    for file in &files {
        let suffixes = suffixes(file);
        for shape in &file.shapes {
            defined.insert(format!("{}#{}", file.namespace, shape.name.text));
            for name in inline_names(shape, &suffixes) {
                defined.insert(format!("{}#{name}", file.namespace));
            }
        }
    }
    let world = world(&files, &defined);
    let (mut shapes, mut metadata) = (Vec::new(), Vec::new());
    for file in &files {
        let Some(first_version) = first_version(file, diagnostics) else { continue };
        check::check(file, first_version, diagnostics);
        let scope = Scope::new(file, &defined);
        let lowering = Lowering { scope, world: &world, first_version, suffixes: suffixes(file) };
        for shape in &file.shapes {
            let lowered = lowering.shape(shape, diagnostics);
            shapes.extend(lowered.into_iter().map(|(id, span, json)| Lowered {
                id,
                span,
                json,
                applied: false,
            }));
        }
        for (target, traits) in &file.applied {
            let mut json = Written::default();
            json.push("{\"type\":\"apply\",\"traits\":");
            lowering.trait_object(&mut json, traits, vec![], diagnostics);
            json.push("}");
            let id = lowering.scope.shape(&target.text);
            shapes.push(Lowered { id, span: target.span, json, applied: true });
        }
        for (key, value) in &file.metadata {
            let mut json = Written::default();
            lowering.check_ids(value, diagnostics);
            lowering.value(&mut json, value);
            metadata.push(About { key: key.text.clone(), span: key.span, json });
        }
    }
    (shapes, metadata)
}

/// Whether a file is written in version 1 and not 2; `None` if it is in neither, which is reported.
fn first_version(file: &File, diagnostics: &mut Diagnostics) -> Option<bool> {
    let Some((_, value)) = file.control.iter().find(|(key, _)| key.text == "version") else {
        return Some(true);
    };
    match value.string() {
        Some("1" | "1.0") => Some(true),
        Some("2" | "2.0") => Some(false),
        Some(_) | None => {
            let error = Diagnostic::error("the version of Smithy is not supported");
            diagnostics.report(error.at(value.span, "must be `\"1.0\"` or `\"2.0\"`"));
            None
        }
    }
}

/// The suffixes of the names of inline inputs and outputs.
fn suffixes(file: &File) -> [String; 2] {
    [("operationInputSuffix", "Input"), ("operationOutputSuffix", "Output")].map(|(key, usual)| {
        let control = file.control.iter().find(|(known, _)| known.text == key);
        control.and_then(|(_, value)| value.string()).unwrap_or(usual).to_owned()
    })
}

fn inline_names(shape: &Shape, [input, output]: &[String; 2]) -> Vec<String> {
    let Body::Operation { input: of_input, output: of_output, .. } = &shape.body else { return vec![] };
    let inline = [(of_input, input), (of_output, output)].into_iter();
    let inline = inline.filter(|(io, _)| matches!(io, Some(syntax::Io::Inline(_))));
    inline.map(|(_, suffix)| format!("{}{suffix}", shape.name.text)).collect()
}

fn world(files: &[File], defined: &BTreeSet<String>) -> World {
    let mut world = World::default();
    for file in files {
        let scope = Scope::new(file, defined);
        let boxes = |traits: &[syntax::Trait]| {
            traits.iter().any(|it| scope.of_trait(&it.id.text) == "smithy.api#box")
        };
        let boxed = file.applied.iter().filter(|(_, traits)| boxes(traits));
        world.boxed.extend(boxed.map(|(target, _)| scope.shape(&target.text)));
    }
    for file in files {
        let scope = Scope::new(file, defined);
        let first = first_version(file, &mut Diagnostics::default()).unwrap_or_default();
        for shape in &file.shapes {
            let id = scope.own(&shape.name.text);
            if let Body::Properties(properties) = &shape.body {
                world.resources.insert(id.clone(), members(properties, &scope));
            }
            let boxed = shape.traits.iter().any(|it| scope.of_trait(&it.id.text) == "smithy.api#box")
                || world.boxed.contains(&id);
            let name = shape.kind.text.clone();
            let zero = first_version::zero(&name).filter(|_| first && !boxed);
            world.kinds.insert(id, Kind { name, zero });
        }
    }
    world
}

/// The targets of the identifiers and properties of a resource.
fn members(properties: &[(text::Name, syntax::Value)], scope: &Scope<'_>) -> BTreeMap<String, String> {
    let named =
        properties.iter().filter(|(key, _)| matches!(key.text.as_str(), "identifiers" | "properties"));
    let entries = named.filter_map(|(_, value)| value.object()).flatten();
    entries.filter_map(|(key, value)| Some((key.text.clone(), scope.shape(value.name()?)))).collect()
}

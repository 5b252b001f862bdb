//! `smithy-build.json` (Smithy, "smithy-build"): the files of a model, and its projections.

use super::fields::{Fields, Format, Reader};
use super::json::{self, Entry, Node};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The contents of such a file.
#[derive(Clone, Debug, Default)]
pub struct BuildFile {
    /// The files and folders of the model, from the folder of this file: sources, then imports.
    pub models: Vec<String>,
    projections: BTreeMap<String, Projection>,
}

#[derive(Clone, Debug, Default)]
struct Projection {
    imports: Vec<String>,
    transforms: Vec<Transform>,
}

#[derive(Clone, Debug)]
struct Transform {
    kind: Kind,
    place: Span,
}

#[derive(Clone, Debug)]
enum Kind {
    Apply(Vec<String>),
    ExcludeByTag(Vec<String>),
    ExcludeTraits(Vec<String>),
    FlattenNamespaces { namespace: String, service: String, tags: Vec<String> },
    IncludeByTag(Vec<String>),
    IncludeServices(Vec<String>),
    IncludeTraits(Vec<String>),
    Rename(BTreeMap<String, String>),
}

/// The maximum number of projections that apply each other, so that no file can exhaust the stack.
const MAX_PROJECTIONS: usize = 100;

/// Transforms without an effect on clients.
const WITHOUT_EFFECT: &[&str] = &[
    "excludeMetadata",
    "filterSuppressions",
    "flattenAndRemoveMixins",
    "includeMetadata",
    "removeTraitDefinitions",
    "removeUnusedShapes",
    "removeUnusedTraitShapes",
    "sortMembers",
];

/// Packages of Smithy whose shapes this reader knows or does not need.
const KNOWN_PACKAGES: &[&str] =
    &["smithy-aws-", "smithy-model", "smithy-protocol-t", "smithy-rules-engine", "smithy-waiters"];

/// Reads such a file.
///
/// # Errors
///
/// [`Reported`] if it is not valid, or has a transform that is not supported.
pub fn load(source: &Source, id: SourceId, diagnostics: &mut Diagnostics) -> Result<BuildFile, Reported> {
    let root = json::parse(source, id, diagnostics)?;
    let mut reader = Reader::new(diagnostics, Format::JsonAst);
    let mut file = BuildFile::default();
    if let Some(mut fields) = reader.fields("`smithy-build.json`", root) {
        for other in ["version", "outputDirectory", "plugins", "ignoreMissingPlugins"] {
            fields.take(other);
        }
        let sources = reader.texts(&mut fields, "sources");
        file.models = if sources.is_empty() { vec!["model".to_owned()] } else { sources };
        file.models.extend(reader.texts(&mut fields, "imports"));
        if let Some(entry) = fields.take("maven") {
            reader.packages(&entry);
        }
        for entry in fields.take("projections").map_or_else(Vec::new, |entry| reader.entries(&entry)) {
            let projection = reader.projection(entry.value);
            file.projections.insert(entry.key.into_owned(), projection);
        }
        reader.finish(fields);
    }
    diagnostics.checked(file)
}

impl Reader<'_> {
    /// Warns of models that are in packages.
    fn packages(&mut self, maven: &Entry<'_>) {
        let Some(mut fields) = self.fields("`maven`", maven.value) else { return };
        fields.take("repositories");
        for package in self.texts(&mut fields, "dependencies") {
            let name = package.split(':').nth(1).unwrap_or(&package);
            if !KNOWN_PACKAGES.iter().any(|known| name.starts_with(known)) {
                self.diagnostics.report(
                    Diagnostic::warning(format!("the package `{}` is not fetched", package.escape_debug()))
                        .at(maven.key_span, "named here")
                        .help("put the models that it holds into a folder, and name that under `imports`"),
                );
            }
        }
        self.finish(fields);
    }

    fn projection(&mut self, node: Node<'_>) -> Projection {
        let Some(mut fields) = self.fields("a projection", node) else { return Projection::default() };
        for other in ["abstract", "plugins"] {
            fields.take(other);
        }
        let imports = self.texts(&mut fields, "imports");
        let mut transforms = Vec::new();
        for node in fields.take("transforms").map_or_else(Vec::new, |entry| self.elements(&entry)) {
            transforms.extend(self.transform(node));
        }
        self.finish(fields);
        Projection { imports, transforms }
    }

    fn transform(&mut self, node: Node<'_>) -> Option<Transform> {
        let mut fields = self.fields("a transform", node)?;
        let name = self.required(&mut fields, "name")?;
        let kind = self.string_value("name", name.value)?;
        let place = name.value.span();
        if WITHOUT_EFFECT.contains(&kind.as_str()) {
            return None;
        }
        let args = fields.take("args");
        self.finish(fields);
        let mut args = match args {
            Some(entry) => self.fields("`args`", entry.value)?,
            None => Fields { span: place, entries: vec![] },
        };
        let kind = match kind.as_str() {
            "apply" => Kind::Apply(self.texts(&mut args, "projections")),
            "excludeShapesByTag" | "excludeByTag" => Kind::ExcludeByTag(self.texts(&mut args, "tags")),
            "excludeTraits" => Kind::ExcludeTraits(self.texts(&mut args, "traits")),
            "flattenNamespaces" => Kind::FlattenNamespaces {
                namespace: self.required_string(&mut args, "namespace")?,
                service: self.required_string(&mut args, "service")?,
                tags: self.texts(&mut args, "includeTagged"),
            },
            "includeServices" => Kind::IncludeServices(self.texts(&mut args, "services")),
            "includeShapesByTag" | "includeByTag" => Kind::IncludeByTag(self.texts(&mut args, "tags")),
            "includeTraits" => Kind::IncludeTraits(self.texts(&mut args, "traits")),
            "renameShapes" => {
                let entries = args.take("renamed").map_or_else(Vec::new, |entry| self.entries(&entry));
                let names = entries
                    .into_iter()
                    .filter_map(|entry| Some((entry.key.to_string(), entry.value.string()?)));
                Kind::Rename(names.collect())
            }
            other => {
                self.diagnostics.report(
                    Diagnostic::error(format!("the transform `{}` is not supported", other.escape_debug()))
                        .at(place, "this transform")
                        .note(
                            "there are apply, excludeShapesByTag, excludeTraits, flattenNamespaces, includeServices, \
                             includeShapesByTag, includeTraits and renameShapes; some others make no difference to clients",
                        )
                        .help("leave it out, or project the model with Smithy's own tool and generate from its AST"),
                );
                return None;
            }
        };
        self.finish(args);
        Some(Transform { kind, place })
    }
}

impl BuildFile {
    /// The imports of a projection, besides the files of the model.
    ///
    /// # Errors
    ///
    /// [`Reported`] if there is no projection with this name.
    pub fn imports(&self, projection: &str, diagnostics: &mut Diagnostics) -> Result<&[String], Reported> {
        Ok(&self.named(projection, diagnostics)?.imports)
    }

    /// Applies a projection to a JSON AST.
    ///
    /// # Errors
    ///
    /// [`Reported`] if there is no projection with this name, or it refers to something that does not exist.
    pub fn project(
        &self,
        projection: &str,
        ast: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Reported> {
        let mut ast: Value = serde_json::from_str(ast)
            .map_err(|error| diagnostics.report(Diagnostic::error(format!("invalid JSON: {error}"))))?;
        self.apply(projection, &mut ast, &mut BTreeSet::new(), diagnostics)?;
        diagnostics.checked(format!("{ast:#}\n"))
    }

    fn named(&self, name: &str, diagnostics: &mut Diagnostics) -> Result<&Projection, Reported> {
        self.projections.get(name).ok_or_else(|| {
            let names: Vec<_> = self.projections.keys().map(String::as_str).collect();
            let error = Diagnostic::error(format!("there is no projection `{}`", name.escape_debug()));
            diagnostics.report(error.help(format!("there are: {}", names.join(", "))))
        })
    }

    fn apply<'a>(
        &'a self,
        name: &'a str,
        ast: &mut Value,
        applied: &mut BTreeSet<&'a str>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Reported> {
        let projection = self.named(name, diagnostics)?;
        // Applying it again would change nothing, and a projection that applies itself would never end.
        if !applied.insert(name) {
            return Ok(());
        }
        if applied.len() > MAX_PROJECTIONS {
            let error =
                Diagnostic::error(format!("more than {MAX_PROJECTIONS} projections apply each other"));
            return Err(diagnostics.report(error.help("write their transforms into fewer of them")));
        }
        for Transform { kind, place } in &projection.transforms {
            let Some(shapes) = ast["shapes"].as_object_mut() else { return Ok(()) };
            match kind {
                Kind::Apply(others) => {
                    for other in others {
                        self.apply(other, ast, applied, diagnostics)?;
                    }
                }
                Kind::ExcludeByTag(tags) => retain(shapes, |_, shape| !tagged(shape, tags)),
                Kind::IncludeByTag(tags) => retain(shapes, |_, shape| tagged(shape, tags)),
                Kind::IncludeServices(ids) => {
                    for missing in
                        ids.iter().filter(|id| shapes.get(*id).is_none_or(|it| it["type"] != "service"))
                    {
                        let error =
                            Diagnostic::error(format!("there is no service `{}`", missing.escape_debug()));
                        diagnostics.report(error.at(*place, "needed here"));
                    }
                    retain(shapes, |id, shape| shape["type"] != "service" || ids.contains(id));
                }
                Kind::ExcludeTraits(ids) => traits(shapes, |id| !ids.iter().any(|given| is_of(id, given))),
                Kind::IncludeTraits(ids) => traits(shapes, |id| ids.iter().any(|given| is_of(id, given))),
                Kind::Rename(names) => rename(shapes, names),
                Kind::FlattenNamespaces { namespace, service, tags } => {
                    let mut moved = closure(shapes, service);
                    moved.extend(shapes.iter().filter(|(_, it)| tagged(it, tags)).map(|(id, _)| id.clone()));
                    let names = moved.into_iter().filter_map(|id| {
                        let (_, name) = id.split_once('#')?;
                        let to = format!("{namespace}#{name}");
                        Some((id, to))
                    });
                    rename(shapes, &names.collect());
                }
            }
        }
        Ok(())
    }
}

/// Whether a trait is in a list of traits and namespaces (`example.traits#`).
fn is_of(id: &str, given: &str) -> bool {
    id == given || given.ends_with('#') && id.starts_with(given)
}

fn tagged(shape: &Value, tags: &[String]) -> bool {
    let of_shape = shape["traits"]["smithy.api#tags"].as_array().into_iter().flatten();
    of_shape.filter_map(Value::as_str).any(|tag| tags.iter().any(|wanted| wanted == tag))
}

/// Removes shapes and the references to them.
fn retain(shapes: &mut Map<String, Value>, keep: impl Fn(&String, &Value) -> bool) {
    let removed: BTreeSet<String> =
        shapes.iter().filter(|(id, shape)| !keep(id, shape)).map(|(id, _)| id.clone()).collect();
    shapes.retain(|id, _| !removed.contains(id.split('$').next().unwrap_or(id)));
    let gone = |value: &Value| value["target"].as_str().is_some_and(|target| removed.contains(target));
    for shape in shapes.values_mut().filter_map(Value::as_object_mut) {
        if let Some(members) = shape.get_mut("members").and_then(Value::as_object_mut) {
            members.retain(|_, member| !gone(member));
        }
        // The elements of lists and maps cannot be removed.
        shape.retain(|key, value| matches!(key.as_str(), "member" | "key" | "value") || !gone(value));
        for list in shape.values_mut().filter_map(Value::as_array_mut) {
            list.retain(|value| !gone(value));
        }
    }
}

/// Removes traits of shapes and members.
fn traits(shapes: &mut Map<String, Value>, keep: impl Fn(&str) -> bool) {
    let prune = |shape: &mut Value| {
        if let Some(traits) = shape.get_mut("traits").and_then(Value::as_object_mut) {
            traits.retain(|id, _| keep(id));
        }
    };
    for shape in shapes.values_mut() {
        prune(shape);
        for part in ["member", "key", "value"] {
            shape.get_mut(part).into_iter().for_each(&prune);
        }
        let members = shape.get_mut("members").and_then(Value::as_object_mut);
        members.into_iter().flat_map(|members| members.values_mut()).for_each(&prune);
    }
}

/// Gives shapes other ids, wherever they are named.
fn rename(shapes: &mut Map<String, Value>, names: &BTreeMap<String, String>) {
    let renamed = |id: &str| {
        let (shape, member) = id.split_once('$').map_or((id, None), |(shape, member)| (shape, Some(member)));
        let to = names.get(shape)?;
        Some(member.map_or_else(|| to.clone(), |member| format!("{to}${member}")))
    };
    for (id, mut shape) in std::mem::take(shapes) {
        retarget(&mut shape, &renamed);
        shapes.insert(renamed(&id).unwrap_or(id), shape);
    }
}

fn retarget(value: &mut Value, renamed: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| retarget(value, renamed)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), &*value) {
                    // Values of traits are not references.
                    ("traits", _) => {}
                    ("target", Value::String(id)) => {
                        if let Some(to) = renamed(id) {
                            *value = to.into();
                        }
                    }
                    _ => retarget(value, renamed),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The shapes that a service reaches, and itself.
fn closure(shapes: &Map<String, Value>, service: &str) -> BTreeSet<String> {
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![service.to_owned()]);
    while let Some(id) = waiting.pop() {
        let Some(shape) = shapes.get(&id) else { continue };
        if reached.insert(id) {
            let mut values = vec![shape];
            while let Some(value) = values.pop() {
                match value {
                    Value::Array(list) => values.extend(list),
                    Value::Object(entries) => {
                        waiting.extend(entries.get("target").and_then(Value::as_str).map(str::to_owned));
                        values.extend(
                            entries.iter().filter(|(key, _)| *key != "traits").map(|(_, value)| value),
                        );
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                }
            }
        }
    }
    reached
}

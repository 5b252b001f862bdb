//! A JSON AST → files in IDL, one for each namespace.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The files that stand for a JSON AST, by namespace; metadata is in the first. The text is one that [`json_ast`](crate::loader::json_ast)
/// gives.
///
/// # Errors
///
/// [`Reported`] if a shape has no form in IDL.
pub fn files(ast: &str, diagnostics: &mut Diagnostics) -> Result<BTreeMap<String, String>, Reported> {
    let ast: Value = match serde_json::from_str(ast) {
        Ok(ast) => ast,
        Err(error) => return Err(diagnostics.report(Diagnostic::error(format!("invalid JSON: {error}")))),
    };
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (id, shape) in objects(&ast["shapes"]) {
        // A namespace becomes the name of a file.
        let Some((namespace, name)) = id.split_once('#').filter(|(namespace, _)| is_namespace(namespace))
        else {
            let problem = format!("`{}` is not the id of a shape", id.escape_debug());
            return Err(diagnostics.report(Diagnostic::error(problem)));
        };
        let text = files.entry(namespace.to_owned()).or_default();
        match print(name, shape) {
            Some(printed) => text.push_str(&printed),
            None => {
                let kind = shape["type"].as_str().unwrap_or_default();
                let problem = format!(
                    "`{}` has the type `{}`, which IDL does not have",
                    id.escape_debug(),
                    kind.escape_debug()
                );
                return Err(diagnostics.report(Diagnostic::error(problem)));
            }
        }
    }
    let metadata: String = objects(&ast["metadata"])
        .map(|(key, value)| format!("metadata {} = {}\n", text(key), node(value)))
        .collect();
    let mut metadata = Some(metadata).filter(|metadata| !metadata.is_empty());
    for (namespace, shapes) in &mut files {
        let metadata = metadata.take().map_or_else(String::new, |metadata| format!("{metadata}\n"));
        *shapes = format!("$version: \"2.0\"\n\n{metadata}namespace {namespace}\n{shapes}");
    }
    Ok(files)
}

/// Whether this is identifiers with dots between them (Smithy, "Shape ID ABNF").
fn is_namespace(text: &str) -> bool {
    let identifier = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.split('.').all(identifier)
}

/// A shape as a statement; `None` if it has a type that is not known.
fn print(name: &str, shape: &Value) -> Option<String> {
    let kind = shape["type"].as_str()?;
    let annotations = traits(&shape["traits"], "", &[]);
    let mixins: Vec<_> = targets(&shape["mixins"]).collect();
    let mixins = if mixins.is_empty() { String::new() } else { format!(" with [{}]", mixins.join(", ")) };
    let head = format!("\n{annotations}{kind} {name}{mixins}");
    Some(match kind {
        "apply" => {
            let applied = objects(&shape["traits"])
                .map(|(id, value)| format!("\napply {name} {}\n", annotation(id, value)));
            applied.collect()
        }
        "structure" | "union" => format!("{head} {{{}\n}}\n", members(&shape["members"])),
        "enum" | "intEnum" => {
            let value = "smithy.api#enumValue";
            let values = objects(&shape["members"]).map(|(name, member)| {
                let of_member = &member["traits"];
                // The value of an enum member follows its other traits, as in the AST.
                if objects(of_member).last().is_some_and(|(id, _)| id == value) {
                    let traits = traits(of_member, "    ", &[value]);
                    return format!("\n{traits}    {name} = {}", node(&of_member[value]));
                }
                format!("\n{}    {name}", traits(of_member, "    ", &[]))
            });
            format!("{head} {{{}\n}}\n", values.collect::<String>())
        }
        "list" | "map" => {
            let mut parts = Map::new();
            for part in ["member", "key", "value"] {
                if let Some(member) = shape.get(part) {
                    parts.insert(part.to_owned(), member.clone());
                }
            }
            format!("{head} {{{}\n}}\n", members(&Value::Object(parts)))
        }
        "operation" => {
            let mut body = String::new();
            for part in ["input", "output"] {
                if let Some(target) = shape[part]["target"].as_str() {
                    let _ = write!(body, "\n    {part}: {target}");
                }
            }
            body.push_str(&list("errors", &shape["errors"]));
            format!("{head} {{{body}\n}}\n")
        }
        "service" | "resource" => {
            let mut body = String::new();
            for (key, value) in
                objects(shape).filter(|(key, _)| !matches!(key.as_str(), "type" | "traits" | "mixins"))
            {
                match (key.as_str(), value) {
                    ("version" | "rename", value) => {
                        let _ = write!(body, "\n    {key}: {}", node(value));
                    }
                    ("identifiers" | "properties", value) => {
                        let entries = objects(value)
                            .filter_map(|(name, it)| Some(format!(" {name}: {}", it["target"].as_str()?)));
                        let _ = write!(body, "\n    {key}: {{{} }}", entries.collect::<Vec<_>>().join(","));
                    }
                    (_, Value::Array(_)) => body.push_str(&list(key, value)),
                    (_, value) => {
                        let _ = write!(body, "\n    {key}: {}", value["target"].as_str()?);
                    }
                }
            }
            format!("{head} {{{body}\n}}\n")
        }
        "bigDecimal" | "bigInteger" | "blob" | "boolean" | "byte" | "document" | "double" | "float"
        | "integer" | "long" | "short" | "string" | "timestamp" => format!("{head}\n"),
        _ => return None,
    })
}

fn members(members: &Value) -> String {
    let printed = objects(members).map(|(name, member)| {
        let traits = traits(&member["traits"], "    ", &[]);
        // A member of a mixin has no target of its own.
        match member["target"].as_str() {
            Some(target) => format!("\n{traits}    {name}: {target}"),
            None => format!("\n{traits}    ${name}"),
        }
    });
    printed.collect()
}

/// A property whose value is a list of shapes.
fn list(key: &str, value: &Value) -> String {
    let targets: Vec<_> = targets(value).collect();
    if targets.is_empty() { String::new() } else { format!("\n    {key}: [{}]", targets.join(", ")) }
}

fn targets(references: &Value) -> impl Iterator<Item = &str> {
    references.as_array().into_iter().flatten().filter_map(|reference| reference["target"].as_str())
}

/// Traits, each on a line of its own, except those with a syntax of their own.
fn traits(traits: &Value, indent: &str, without: &[&str]) -> String {
    let traits = objects(traits).filter(|(id, _)| !without.contains(&id.as_str()));
    traits.map(|(id, value)| format!("{indent}{}\n", annotation(id, value))).collect()
}

fn annotation(id: &str, value: &Value) -> String {
    let empty = value.as_object().is_some_and(Map::is_empty);
    if empty { format!("@{id}") } else { format!("@{id}({})", node(value)) }
}

/// A value. Commas mean nothing in IDL; keys may be any text.
fn node(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(string) => text(string),
        Value::Array(values) => format!("[{}]", values.iter().map(node).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", text(key), node(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text in quotes, with the escapes that JSON and IDL share.
fn text(text: &str) -> String {
    Value::from(text).to_string()
}

fn objects(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

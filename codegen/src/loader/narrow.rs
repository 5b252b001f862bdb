//! AWS API JSON with some of its operations, for callers that need one and cannot afford to load all.

use super::json::{self, Node};
use crate::diagnostic::{Diagnostics, Source, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Which operations are kept, by name.
pub type Keep<'a> = &'a dyn Fn(&str) -> bool;

/// A model with the operations that are kept, the one that returns the endpoints of others, and the shapes that they
/// reach. Places refer to the shortened text. `None` if it is not a model in AWS API JSON, or nothing is kept.
pub fn narrowed_model(model: &Source, keep: Keep<'_>) -> Option<Source> {
    let mut diagnostics = Diagnostics::default();
    let root = json::parse(model, SourceId(0), &mut diagnostics).ok()?;
    let entries = root.object()?;
    let part = |name: &str| entries.iter().find(|entry| entry.key == name)?.value.object();
    let shapes: BTreeMap<String, &str> =
        part("shapes")?.into_iter().map(|entry| (entry.key.to_string(), entry.value.raw())).collect();
    let gives_endpoints = |raw: &str| raw.contains("\"endpointoperation\"");
    let operations: Vec<(String, &str)> =
        part("operations")?.into_iter().map(|entry| (entry.key.to_string(), entry.value.raw())).collect();
    if !operations.iter().any(|(name, _)| keep(name)) {
        return None;
    }
    let kept = operations.iter().filter(|(name, raw)| keep(name) || gives_endpoints(raw));
    let kept: Vec<_> = kept.map(|(name, raw)| (name.as_str(), *raw)).collect();
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = kept.iter().map(|(_, raw)| *raw).collect();
    while let Some(raw) = open.pop() {
        for name in references(raw) {
            if let Some((name, raw)) = shapes.get_key_value(name)
                && reached.insert(name.as_str())
            {
                open.push(raw);
            }
        }
    }
    let shapes = shapes.iter().filter(|(name, _)| reached.contains(name.as_str()));
    let shapes: Vec<_> = shapes.map(|(name, raw)| (name.as_str(), *raw)).collect();
    let text = object(entries.iter().map(|entry| {
        let text = match &*entry.key {
            "operations" => object(kept.iter().map(|(name, raw)| (*name, (*raw).to_owned()))),
            "shapes" => object(shapes.iter().map(|(name, raw)| (*name, (*raw).to_owned()))),
            _ => entry.value.raw().to_owned(),
        };
        (&*entry.key, text)
    }));
    Some(Source { name: model.name.clone(), text })
}

/// Paginators, waiters or examples beside such a model: those of the operations that are kept.
pub fn narrowed_beside(source: &Source, keep: Keep<'_>) -> Option<Source> {
    let mut diagnostics = Diagnostics::default();
    let root = json::parse(source, SourceId(0), &mut diagnostics).ok()?;
    let text = object(root.object()?.iter().map(|entry| {
        let text = match (&*entry.key, entry.value.object()) {
            ("examples" | "pagination", Some(entries)) => {
                let entries = entries.iter().filter(|entry| keep(&entry.key));
                object(entries.map(|entry| (&*entry.key, entry.value.raw().to_owned())))
            }
            ("waiters", Some(entries)) => {
                let entries =
                    entries.iter().filter(|entry| operation_of(entry.value).is_none_or(|name| keep(&name)));
                object(entries.map(|entry| (&*entry.key, entry.value.raw().to_owned())))
            }
            _ => entry.value.raw().to_owned(),
        };
        (&*entry.key, text)
    }));
    Some(Source { name: source.name.clone(), text })
}

/// The operation that a waiter calls.
fn operation_of(waiter: Node<'_>) -> Option<String> {
    let entries = waiter.object()?;
    let operation = entries.iter().find(|entry| entry.key == "operation")?;
    serde_json::from_str(operation.value.raw()).ok()
}

/// The names after `"shape":`. In a string, its quotation marks are escaped.
fn references(raw: &str) -> impl Iterator<Item = &str> {
    raw.split("\"shape\"").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        rest.split('"').next()
    })
}

fn object<'a>(entries: impl Iterator<Item = (&'a str, String)>) -> String {
    let entries = entries.map(|(key, text)| format!("{}:{text}", serde_json::Value::from(key)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { name: "a".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_an_operation_reaches_is_kept() {
        let model = r#"{"metadata": {"a": 1},
            "operations": {
                "Get": {"input": {"shape": "GetInput"}, "documentation": "not \"shape\":\"Other\""},
                "Put": {"input": {"shape":"PutInput"}},
                "Find": {"endpointoperation":true}
            },
            "shapes": {
                "GetInput": {"type": "structure", "members": {"A": {"shape" : "Text"}, "B": {"shape": "GetInput"}}},
                "PutInput": {"type": "structure"}, "Other": {}, "Text": {"type": "string"}
            }}"#;
        let kept = narrowed_model(&source(model), &|name| name == "Get").expect("a model").text;
        let value: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
        let names =
            |part: &str| value[part].as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names("operations"), ["Find", "Get"].map(str::to_owned).into());
        assert_eq!(names("shapes"), ["GetInput", "Text"].map(str::to_owned).into());
        assert_eq!(value["metadata"]["a"], 1);
        assert!(narrowed_model(&source(model), &|_| false).is_none());
        for text in ["", "[]", r#"{"smithy": "2.0"}"#, r#"{"operations": {}, "shapes": []}"#] {
            assert!(narrowed_model(&source(text), &|_| true).is_none(), "{text}");
        }
    }

    #[test]
    fn what_stands_beside_is_that_of_kept_operations() {
        let paginators = r#"{"pagination": {"Get": {"a": 1}, "Put": {}}}"#;
        let kept = narrowed_beside(&source(paginators), &|name| name == "Get").expect("paginators").text;
        assert_eq!(kept, "{\"pagination\":{\"Get\":{\"a\": 1}}}");
        let examples = r#"{"version": "1.0", "examples": {"Get": [{"a": 1}], "Put": []}}"#;
        let kept = narrowed_beside(&source(examples), &|name| name == "Get").expect("examples").text;
        assert_eq!(kept, "{\"version\":\"1.0\",\n\"examples\":{\"Get\":[{\"a\": 1}]}}");
        let waiters =
            r#"{"version": 2, "waiters": {"One": {"operation": "Get"}, "Two": {"operation": "Put"}}}"#;
        let kept = narrowed_beside(&source(waiters), &|name| name == "Get").expect("waiters").text;
        assert_eq!(kept, "{\"version\":2,\n\"waiters\":{\"One\":{\"operation\": \"Get\"}}}");
    }
}

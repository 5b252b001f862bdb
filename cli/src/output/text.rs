//! Lines of words that are separated by tabs, in the order and with the names of the AWS CLI.

use super::scalars::{is_scalar, scalar};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A value as lines. A line of scalars starts with the name of the list or object that they are in.
pub(super) fn text(value: &Value) -> String {
    let mut lines = Vec::new();
    add(value, None, None, &mut lines);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// `columns` are the names of the scalars of all objects of a list.
fn add(value: &Value, name: Option<&str>, columns: Option<&BTreeSet<&str>>, lines: &mut Vec<String>) {
    match value {
        Value::Object(object) => add_object(object, name, columns, lines),
        Value::Array(elements) => add_list(elements, name, lines),
        value => lines.push(scalar(value)),
    }
}

fn add_object(
    object: &Map<String, Value>,
    name: Option<&str>,
    columns: Option<&BTreeSet<&str>>,
    lines: &mut Vec<String>,
) {
    let own: BTreeSet<&str> =
        object.iter().filter(|(_, value)| is_scalar(value)).map(|(key, _)| key.as_str()).collect();
    let columns = columns.unwrap_or(&own);
    let mut words: Vec<String> = columns
        .iter()
        .map(|key| object.get(*key).filter(|value| is_scalar(value)).map(scalar).unwrap_or_default())
        .collect();
    if !words.is_empty() {
        words.splice(0..0, name.map(str::to_uppercase));
        lines.push(words.join("\t"));
    }
    let mut nested: Vec<_> =
        object.iter().filter(|(key, value)| !is_scalar(value) || !columns.contains(key.as_str())).collect();
    nested.sort_by_key(|(key, _)| *key);
    for (key, value) in nested {
        add(value, Some(key), None, lines);
    }
}

fn add_list(elements: &[Value], name: Option<&str>, lines: &mut Vec<String>) {
    if elements.iter().any(Value::is_object) {
        let objects = elements.iter().filter_map(Value::as_object);
        let scalars = objects.flatten().filter(|(_, value)| is_scalar(value));
        let columns = scalars.map(|(key, _)| key.as_str()).collect();
        for element in elements {
            add(element, name, Some(&columns), lines);
        }
        return;
    }
    let scalars: Vec<_> = elements.iter().filter(|element| is_scalar(element)).map(scalar).collect();
    match name {
        _ if scalars.is_empty() => {}
        Some(name) => lines.extend(scalars.iter().map(|word| format!("{}\t{word}", name.to_uppercase()))),
        None => lines.push(scalars.join("\t")),
    }
    for element in elements.iter().filter(|element| !is_scalar(element)) {
        add(element, name, None, lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The lines are those that the AWS CLI prints.
    #[test]
    fn lines_are_those_of_the_aws_cli() {
        let value = json!({
            "Count": 2,
            "Datasets": [
                {"Name": "a", "Size": 1.5, "Tags": ["x", "y"]},
                {"Name": "b", "Open": true},
            ],
            "Next": null,
            "Matrix": [["a", "b"], ["c"]],
            "Empty": [],
            "Map": {"k": "v"},
        });
        let expected = "2\tNone\n\
                        DATASETS\ta\t\t1.5\nTAGS\tx\nTAGS\ty\nDATASETS\tb\tTrue\t\n\
                        MAP\tv\nMATRIX\ta\nMATRIX\tb\nMATRIX\tc\n";
        assert_eq!(text(&value), expected);
        assert_eq!(text(&json!(["a", 1])), "a\t1\n");
        assert_eq!(text(&json!("\u{1b}[31mred")), "\\u{1b}[31mred\n");
    }
}

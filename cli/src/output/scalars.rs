//! Scalars as text.

use serde_json::Value;

/// A scalar in the text format and in cells of tables: as Python prints it, since scripts expect that. Control
/// characters are escaped, so that they do not reach a terminal.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => escaped(text),
        other => other.to_string(),
    }
}

/// A text without control characters other than tabs and ends of lines.
pub fn escaped(text: &str) -> String {
    let is_safe = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if text.chars().all(is_safe) {
        return text.to_owned();
    }
    let mut escaped = String::new();
    for character in text.chars() {
        if is_safe(character) { escaped.push(character) } else { escaped.extend(character.escape_unicode()) }
    }
    escaped
}

pub(super) fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

//! Values in IDL (Smithy, "Smithy IDL", "Node values").

use super::syntax::{Value, ValueKind};
use super::text::{Name, Parsed, Text};

/// The maximum nesting depth of values, so that no text can exhaust the stack; JSON has the same limit here.
const MAX_DEPTH: usize = 120;

/// The key of an object.
pub(super) fn key(text: &mut Text<'_>) -> Parsed<Name> {
    match text.peek() {
        Some('"') if !text.rest().starts_with("\"\"\"") => text.quoted(),
        _ => text.identifier(),
    }
}

/// A value.
pub(super) fn value(text: &mut Text<'_>, depth: usize) -> Parsed<Value> {
    let start = text.at;
    let kind = match text.peek() {
        Some('{') => ValueKind::Object(object(text, depth)?),
        Some('[') => ValueKind::Array(array(text, depth)?),
        Some('"') => ValueKind::String(text.quoted()?.text),
        Some('-' | '0'..='9') => ValueKind::Number(text.number()?.text),
        Some(c) if c.is_ascii_alphabetic() || c == '_' => match text.shape_id()?.text.as_str() {
            "true" => ValueKind::Boolean(true),
            "false" => ValueKind::Boolean(false),
            "null" => ValueKind::Null,
            id => ValueKind::Id(id.to_owned()),
        },
        _ => return Err(text.expected("a value")),
    };
    Ok(Value { span: text.span_from(start), kind })
}

fn array(text: &mut Text<'_>, depth: usize) -> Parsed<Vec<Value>> {
    deeper(text, depth)?;
    text.require("[")?;
    text.space();
    let mut values = Vec::new();
    while !text.eat("]") {
        values.push(value(text, depth + 1)?);
        text.space();
    }
    Ok(values)
}

/// An object in braces.
pub(super) fn object(text: &mut Text<'_>, depth: usize) -> Parsed<Vec<(Name, Value)>> {
    deeper(text, depth)?;
    text.require("{")?;
    entries(text, depth + 1, '}').inspect(|_| text.at += 1)
}

fn deeper(text: &Text<'_>, depth: usize) -> Parsed<()> {
    if depth < MAX_DEPTH { Ok(()) } else { Err(text.expected("a value that is less deep")) }
}

/// The entries of an object up to its end.
fn entries(text: &mut Text<'_>, depth: usize, end: char) -> Parsed<Vec<(Name, Value)>> {
    text.space();
    let mut entries = Vec::new();
    while text.peek() != Some(end) {
        let key = key(text)?;
        text.space();
        text.require(":")?;
        text.space();
        entries.push((key, value(text, depth)?));
        text.space();
    }
    Ok(entries)
}

/// The contents of the parentheses of a trait: a value, or the entries of an object without its braces.
pub(super) fn of_trait(text: &mut Text<'_>) -> Parsed<Value> {
    let start = text.at;
    if matches!(text.peek(), Some('[' | '{' | '-' | '0'..='9')) || text.rest().starts_with("\"\"\"") {
        return value(text, 0);
    }
    let entry = key(text).is_ok() && {
        text.space();
        text.peek() == Some(':')
    };
    text.at = start;
    if !entry {
        return value(text, 0);
    }
    let entries = entries(text, 0, ')')?;
    Ok(Value { span: text.span_from(start), kind: ValueKind::Object(entries) })
}

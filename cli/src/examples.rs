//! Examples of a model as calls from a shell.

use crate::names;
use crate::options::{self, MemberOption};
use crate::output;
use serde_json::Value as Json;
use smithwright_codegen::model::{Example, Model, Operation, ShapeKind, Simple, Value, ValueKind};

/// The words of the call that an example shows, for a POSIX shell. `command` is the command of the service.
pub fn words(
    command: &str,
    model: &Model,
    operation: &Operation,
    members: &[MemberOption<'_>],
    example: &Example,
) -> Vec<String> {
    let mut words = vec![format!("{command} {}", names::operation(&operation.name))];
    let entries = match example.input.as_ref().map(|input| &input.kind) {
        Some(ValueKind::Object(entries)) => entries.as_slice(),
        _ => &[],
    };
    for (name, value) in entries {
        let Some(option) = members.iter().find(|option| option.member.name == *name) else { continue };
        words.push(match (&option.shape.kind, &value.kind) {
            (_, ValueKind::Boolean(false)) if option.is_flag() => format!("--{}", option.opposite),
            (_, ValueKind::Boolean(true)) if option.is_flag() => format!("--{}", option.name),
            _ if option.is_body() => format!("--{} FILE", option.name),
            (ShapeKind::Simple(Simple::Blob), _) => format!("--{} fileb://FILE", option.name),
            (_, ValueKind::String(text)) => format!("--{} {}", option.name, quoted(text)),
            _ => format!("--{} {}", option.name, quoted(&json(value).to_string())),
        });
    }
    words.extend(options::output_body(model, operation).map(|_| "OUTFILE".to_owned()));
    words
}

/// The output that an example shows, as it is printed.
pub fn output(example: &Example) -> Option<String> {
    let value = example.output.as_ref().filter(|output| !output.is_empty())?;
    Some(output::json(&json(value)))
}

fn json(value: &Value) -> Json {
    match &value.kind {
        ValueKind::Null => Json::Null,
        ValueKind::Boolean(boolean) => Json::Bool(*boolean),
        // A number outside the range of JSON's reader stays text.
        ValueKind::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
        ValueKind::String(text) => text.as_str().into(),
        ValueKind::Array(elements) => elements.iter().map(json).collect(),
        ValueKind::Object(entries) => {
            Json::Object(entries.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_what_a_shell_reads() {
        for (text, word) in [
            ("us-east-1:a", "us-east-1:a"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
            ("~", "'~'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}

//! `*.sdk-extras.json`: additions of a publisher to a model.
//!
//! The member `merge` holds parts of a model: objects are merged, any other value replaces the one in the model
//! (botocore's documentation of its loaders).

use super::json::{self, Node};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId};

/// The text of a model with its extras. Places in it are those of the merged text.
///
/// # Errors
///
/// [`Reported`] if one of them is not JSON, or the extras have nothing to merge.
pub fn merge(
    model: &Source,
    extras: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<Source, Reported> {
    let base = json::parse(model, id, diagnostics)?;
    let root = json::parse(extras, id, diagnostics)?;
    let entries = root.object().unwrap_or_default();
    let Some(merge) = entries.into_iter().find(|entry| entry.key == "merge") else {
        return Err(diagnostics.report(
            Diagnostic::error(format!("`{}` has no `merge`", extras.name))
                .help("correct the file, or remove it from beside the model"),
        ));
    };
    let mut text = String::new();
    push(base, merge.value, &mut text);
    Ok(Source { name: model.name.clone(), text })
}

fn push(base: Node<'_>, extra: Node<'_>, text: &mut String) {
    let (Some(entries), Some(mut extras)) = (base.object(), extra.object()) else {
        text.push_str(extra.raw());
        return;
    };
    let key = |key: &str, text: &mut String| {
        let separator = if text.ends_with('{') { "" } else { ",\n" };
        text.push_str(separator);
        text.push_str(&serde_json::Value::from(key).to_string());
        text.push(':');
    };
    text.push('{');
    for entry in entries {
        key(&entry.key, text);
        match extras.iter().position(|extra| extra.key == entry.key) {
            Some(at) => push(entry.value, extras.remove(at).value, text),
            None => text.push_str(entry.value.raw()),
        }
    }
    for extra in extras {
        key(&extra.key, text);
        text.push_str(extra.value.raw());
    }
    text.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(model: &str, extras: &str) -> Result<String, Reported> {
        let source = |text: &str| Source { name: "a".to_owned(), text: text.to_owned() };
        merge(&source(model), &source(extras), SourceId(0), &mut Diagnostics::default())
            .map(|source| source.text)
    }

    #[test]
    fn objects_are_merged_and_the_rest_is_replaced() {
        let text = merged(
            r#"{"a": {"x": 1, "y": [1]}, "b": {}}"#,
            r#"{"version": 1.0, "merge": {"a": {"y": [2], "z\"": {}}, "b": {"c": 1}, "d": null}}"#,
        );
        let expected = "{\"a\":{\"x\":1,\n\"y\":[2],\n\"z\\\"\":{}},\n\"b\":{\"c\":1},\n\"d\":null}";
        assert_eq!(text.ok().as_deref(), Some(expected));
    }

    #[test]
    fn what_cannot_be_merged_is_reported() {
        assert!(merged("{}", "{").is_err());
        assert!(merged("{}", r#"{"version": 1.0}"#).is_err());
    }
}

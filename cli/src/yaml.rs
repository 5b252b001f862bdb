//! YAML: inputs and outputs.

use saphyr::{LoadableYamlNode, Mapping, Scalar, Yaml, YamlEmitter};
use serde_json::{Map, Value};

/// The value of a YAML document.
///
/// # Errors
///
/// Text that names the place of an error, or a construct that JSON lacks: several documents, keys that are not texts.
pub fn parse(text: &str) -> Result<Value, String> {
    let documents = Yaml::load_from_str(text).map_err(|error| format!("this is no YAML: {error}"))?;
    match documents.as_slice() {
        [document] => of_yaml(document),
        documents => Err(format!("expected one document, found {}", documents.len())),
    }
}

fn of_yaml(yaml: &Yaml<'_>) -> Result<Value, String> {
    Ok(match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => (*value).into(),
        Yaml::Value(Scalar::Integer(number)) => (*number).into(),
        Yaml::Value(Scalar::FloatingPoint(number)) => number.into_inner().into(),
        Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
        Yaml::Sequence(elements) => elements.iter().map(of_yaml).collect::<Result<_, _>>()?,
        Yaml::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                let key = key.as_str().ok_or("a key is no text")?;
                object.insert(key.to_owned(), of_yaml(value)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(_, yaml) => of_yaml(yaml)?,
        Yaml::Representation(text, ..) => text.as_ref().into(),
        Yaml::Alias(_) | Yaml::BadValue => return Err("an alias or a value cannot be read".to_owned()),
    })
}

/// A value in YAML.
pub fn print(value: &Value) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    let _ = YamlEmitter::new(&mut text).dump(&to_yaml(value));
    format!("{}\n", text.strip_prefix("---\n").unwrap_or(&text))
}

fn to_yaml(value: &Value) -> Yaml<'_> {
    match value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Bool(value) => Yaml::Value(Scalar::Boolean(*value)),
        Value::Number(number) => Yaml::Value(match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Scalar::Integer(number),
            (None, number) => Scalar::FloatingPoint(number.unwrap_or(f64::NAN).into()),
        }),
        Value::String(text) => Yaml::Value(Scalar::String(text.into())),
        Value::Array(elements) => Yaml::Sequence(elements.iter().map(to_yaml).collect()),
        Value::Object(object) => {
            let entry = |(key, value): (&'_ String, _)| {
                (Yaml::Value(Scalar::String(key.clone().into())), to_yaml(value))
            };
            Yaml::Mapping(object.iter().map(entry).collect::<Mapping<'_>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_printed_is_read_again() {
        let value = json!({
            "a": [1, 2.5, true, null, "x", "1", "yes", "", "a: b", "# c", "é\n\"d\""],
            "b": {}, "c": [], "d": {"e": [{"f": "g"}]},
        });
        let text = print(&value);
        assert_eq!(parse(&text).as_ref(), Ok(&value), "{text}");
    }

    #[test]
    fn what_json_has_not_is_refused() {
        for text in ["a: [", "a: 1\n---\nb: 2", "[1]: 2", ""] {
            parse(text).expect_err(text);
        }
    }
}

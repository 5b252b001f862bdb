//! A model that others wrote → the same with our own documentation.

use serde_json::Value;

/// The trait that has examples, which are documentation.
const EXAMPLES: &str = "smithy.api#examples";

/// Puts our documentation into a model where its subject still exists, and removes what others wrote. Returns the
/// places that others documented and that have no documentation now.
pub(super) fn keep(new: &mut Value, ours: &Value) -> Vec<String> {
    let mut lacking = Vec::new();
    walk(new, Some(ours), "", &mut lacking);
    lacking
}

fn walk(new: &mut Value, ours: Option<&Value>, path: &str, lacking: &mut Vec<String>) {
    match new {
        Value::Object(members) => {
            let mut gone = Vec::new();
            for (key, value) in members.iter_mut() {
                let own = ours.and_then(|ours| ours.get(key));
                if key == EXAMPLES {
                    match own {
                        Some(own) => *value = own.clone(),
                        None => gone.push(key.clone()),
                    }
                    continue;
                }
                // A member with this name is an object, not a text.
                if !matches!(key.as_str(), "documentation" | "smithy.api#documentation") || !value.is_string()
                {
                    walk(value, own, &format!("{path}/{key}"), lacking);
                } else if let Some(own) = own.filter(|own| own.is_string()) {
                    *value = own.clone();
                } else {
                    let empty = value.as_str().is_some_and(|text| text.trim().is_empty());
                    lacking.extend((!empty).then(|| path.trim_start_matches('/').to_owned()));
                    gone.push(key.clone());
                }
            }
            for key in gone {
                members.shift_remove(&key);
            }
            // Ours may document items that others do not.
            for key in ["documentation", "smithy.api#documentation", EXAMPLES] {
                let is_own = |own: &&Value| key == EXAMPLES || own.is_string();
                let own = ours.and_then(|ours| ours.get(key)).filter(is_own);
                if let Some(own) = own.filter(|_| !members.contains_key(key)) {
                    members.insert(key.to_owned(), own.clone());
                }
            }
        }
        Value::Array(elements) => {
            let ours: &[Value] = ours.and_then(Value::as_array).map_or(&[], Vec::as_slice);
            for (index, element) in elements.iter_mut().enumerate() {
                // The errors of an operation may have another order.
                let named = |of: &Value| of.get("shape").cloned();
                let own = match named(element) {
                    Some(shape) => ours.iter().find(|own| named(own).as_ref() == Some(&shape)),
                    None => ours.get(index),
                };
                walk(element, own, &format!("{path}/{index}"), lacking);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn our_documentation_stays_and_that_of_others_does_not_come() {
        let ours = json!({
            "operations": {
                "A": {"documentation": "Ours.", "errors": [{"shape": "E", "documentation": "Ours too."}]},
                "C": {"smithy.api#examples": [{"title": "Ours"}]},
            },
            "shapes": {
                "X": {"members": {"documentation": {"shape": "S", "documentation": "A member."}}},
                "Gone": {"documentation": "Of what is gone."},
                "Y": {"documentation": "Theirs is silent."},
            },
        });
        let mut theirs = json!({
            "operations": {
                "A": {"errors": [{"shape": "F", "documentation": "Theirs."}, {"shape": "E"}], "documentation": "Theirs."},
                "B": {"documentation": "<p>Theirs.</p>", "smithy.api#examples": [{"title": "Theirs"}]},
                "C": {"smithy.api#examples": [{"title": "Theirs"}, {"title": "Another"}]},
            },
            "shapes": {
                "X": {"members": {
                    "documentation": {"shape": "S", "documentation": "Theirs."},
                    "new": {"shape": "S", "documentation": ""},
                }},
                "Y": {"type": "string"},
            },
        });
        let lacking = keep(&mut theirs, &ours);
        assert_eq!(lacking, ["operations/A/errors/0", "operations/B"]);
        let expected = json!({
            "operations": {
                "A": {
                    "errors": [{"shape": "F"}, {"shape": "E", "documentation": "Ours too."}],
                    "documentation": "Ours.",
                },
                "B": {},
                "C": {"smithy.api#examples": [{"title": "Ours"}]},
            },
            "shapes": {
                "X": {"members": {
                    "documentation": {"shape": "S", "documentation": "A member."},
                    "new": {"shape": "S"},
                }},
                "Y": {"type": "string", "documentation": "Theirs is silent."},
            },
        });
        assert_eq!(theirs, expected);
        assert_eq!(keep(&mut theirs, &ours), Vec::<String>::new());
        assert_eq!(theirs, expected);
    }
}

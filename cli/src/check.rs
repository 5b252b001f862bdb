//! Inputs as JSON, checked against the model before anything is sent.

use crate::values::big_number;
use aws_smithy_types::{BigDecimal, BigInteger};
use regex::RegexBuilder;
use serde_json::Value;
use smithwright_codegen::model::{Member, Model, Shape, ShapeId, ShapeKind, Simple};

/// The maximum size of a compiled pattern in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// The errors in an input. All of them are found, each with its place in the input.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Problems {
    /// An error that rejects the input, as in the AWS CLI: names and types of members, missing required members,
    /// lengths and numbers that are too small.
    pub errors: Vec<String>,
    /// A deviation from the model that the service may accept: longer texts, greater numbers, new values of enums.
    pub warnings: Vec<String>,
}

/// Checks an input of the type of a structure.
pub fn problems(model: &Model, structure: &ShapeId, input: &Value) -> Problems {
    let mut check = Check { model, problems: Problems::default() };
    check.value(model.shape(structure), input, "");
    check.problems
}

struct Check<'a> {
    model: &'a Model,
    problems: Problems,
}

/// The type of a JSON value.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn at(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

impl<'a> Check<'a> {
    fn target(&self, member: &Member) -> &'a Shape {
        self.model.shape(&member.target.target)
    }

    fn report(&mut self, place: &str, problem: &str) {
        let place = if place.is_empty() { "the input" } else { place };
        self.problems.errors.push(format!("{place}: {problem}"));
    }

    fn warn(&mut self, place: &str, problem: &str) {
        self.problems.warnings.push(format!("{place}: {problem}"));
    }

    fn expected(&mut self, place: &str, expected: &str, value: &Value) {
        self.report(place, &format!("expected {expected}, found {}", kind_of(value)));
    }

    fn value(&mut self, shape: &'a Shape, value: &Value, place: &str) {
        match (&shape.kind, value) {
            (ShapeKind::Structure { members }, Value::Object(given)) => {
                self.members(members, given, false, place)
            }
            (ShapeKind::Union { members }, Value::Object(given)) => self.members(members, given, true, place),
            (ShapeKind::List { member }, Value::Array(elements)) => {
                self.bounds(shape, elements.len() as f64, "the number of elements", place);
                let target = self.target(member);
                for (index, element) in elements.iter().enumerate() {
                    if !(element.is_null() && shape.traits.sparse) {
                        self.value(target, element, &format!("{place}[{index}]"));
                    }
                }
            }
            (ShapeKind::Map { value: member, .. }, Value::Object(entries)) => {
                self.bounds(shape, entries.len() as f64, "the number of entries", place);
                let target = self.target(member);
                for (key, value) in entries {
                    if !(value.is_null() && shape.traits.sparse) {
                        self.value(target, value, &at(place, key));
                    }
                }
            }
            (ShapeKind::Structure { .. } | ShapeKind::Union { .. } | ShapeKind::Map { .. }, _) => {
                self.expected(place, "an object", value);
            }
            (ShapeKind::List { .. }, _) => self.expected(place, "a list", value),
            (ShapeKind::Enum { values }, Value::String(text)) => {
                let mut known = values.iter().map(|known| known.value.as_str());
                if !known.any(|known| known == text) {
                    let near = crate::names::nearest(text, values.iter().map(|known| known.value.as_str()));
                    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    self.warn(
                        place,
                        &format!("the model does not know the value `{}`{near}", text.escape_debug()),
                    );
                }
            }
            (ShapeKind::Enum { .. }, _) => self.expected(place, "a string", value),
            (ShapeKind::Simple(simple), _) => self.simple(*simple, shape, value, place),
        }
    }

    fn members(
        &mut self,
        members: &'a [Member],
        given: &serde_json::Map<String, Value>,
        union: bool,
        place: &str,
    ) {
        for (name, value) in given {
            match members.iter().find(|member| member.name == *name) {
                // As in the AWS CLI, null is not a value.
                Some(_) if value.is_null() => {}
                // Any value may be written as JSON.
                Some(member) if crate::values::holds_json(member) => {}
                Some(member) => self.value(self.target(member), value, &at(place, name)),
                None => {
                    let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
                    let problem = match crate::names::nearest(name, names.iter().copied()) {
                        Some(near) => format!("there is no such member; did you mean `{near}`?"),
                        None => format!("there is no such member; there are {}", names.join(", ")),
                    };
                    self.report(&at(place, name), &problem);
                }
            }
        }
        let set = given.values().filter(|value| !value.is_null()).count();
        if union && set != 1 {
            self.report(place, &format!("exactly one member of a union is set, not {set}"));
        }
        for member in members.iter().filter(|member| member.traits.required && !union) {
            let unset = given.get(&member.name).is_none_or(Value::is_null);
            if unset && !member.traits.idempotency_token {
                self.report(&at(place, &member.name), "required, but not set");
            }
        }
    }

    fn simple(&mut self, simple: Simple, shape: &'a Shape, value: &Value, place: &str) {
        let range = match simple {
            Simple::Byte => Some((i64::from(i8::MIN), i64::from(i8::MAX))),
            Simple::Short => Some((i64::from(i16::MIN), i64::from(i16::MAX))),
            Simple::Integer => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
            Simple::Long => Some((i64::MIN, i64::MAX)),
            _ => None,
        };
        match (simple, value) {
            (Simple::Byte | Simple::Short | Simple::Integer | Simple::Long, _) => match value.as_i64() {
                Some(number) if range.is_some_and(|(min, max)| (min..=max).contains(&number)) => {
                    self.bounds(shape, number as f64, "the number", place);
                }
                Some(_) => self.report(place, &format!("the number is no {}", simple.name())),
                None => self.expected(place, "an integer", value),
            },
            (Simple::Float | Simple::Double, _) => match value {
                Value::Number(number) => {
                    self.bounds(shape, number.as_f64().unwrap_or(f64::NAN), "the number", place);
                }
                Value::String(text) if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") => {}
                _ => self.expected(place, "a number", value),
            },
            (Simple::Boolean, Value::Bool(_)) | (Simple::Document, _) => {}
            (Simple::Boolean, _) => self.expected(place, "a boolean", value),
            (Simple::Timestamp, Value::Number(_)) => {}
            (Simple::Timestamp, Value::String(text)) => {
                if crate::values::timestamp(text).is_none() {
                    self.report(place, "expected a timestamp, such as 2014-06-30T12:00:00Z or 1404129600");
                }
            }
            (Simple::Timestamp, _) => self.expected(place, "a timestamp", value),
            (Simple::Blob, Value::String(text)) => match crate::values::blob(text) {
                Some(bytes) => self.bounds(shape, bytes.len() as f64, "the number of bytes", place),
                None => self.report(place, "expected bytes in base64"),
            },
            (Simple::BigDecimal, value) if big_number::<BigDecimal>(value).is_some() => {}
            (Simple::BigInteger, value) if big_number::<BigInteger>(value).is_some() => {}
            (Simple::BigDecimal | Simple::BigInteger, Value::String(_)) => {
                self.report(place, &format!("the text is no {}", simple.name()));
            }
            // The reader of JSON rounds fractions and long numbers.
            (Simple::BigDecimal | Simple::BigInteger, _) => {
                self.expected(place, "a number in quotes, which keeps all its digits", value);
            }
            (Simple::String, Value::String(text)) => {
                self.bounds(shape, text.chars().count() as f64, "the length", place);
                self.pattern(shape, text, place);
            }
            (Simple::Blob | Simple::String, _) => self.expected(place, "a string", value),
        }
    }

    /// Patterns that the library does not support, such as those with look-ahead, are left to the service.
    fn pattern(&mut self, shape: &Shape, text: &str, place: &str) {
        let Some(pattern) = shape.traits.pattern.as_ref().filter(|_| !text.is_empty()) else { return };
        let regex = RegexBuilder::new(pattern).size_limit(MAX_PATTERN).build();
        if regex.is_ok_and(|regex| !regex.is_match(text)) {
            self.warn(place, &format!("the model says that it matches {pattern}"));
        }
    }

    fn bounds(&mut self, shape: &Shape, value: f64, what: &str, place: &str) {
        let (min, max) = shape.traits.bounds;
        if let Some(min) = min.filter(|min| value < *min) {
            self.report(place, &format!("{what} is {value}, at least {min} is allowed"));
        }
        if let Some(max) = max.filter(|max| value > *max) {
            self.warn(place, &format!("{what} is {value}; the model says at most {max}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Models;
    use serde_json::json;

    #[test]
    fn all_that_is_wrong_is_found_where_it_is() {
        let loaded = Models::embedded().load("cognito-sync", None).expect("a model");
        let model = &loaded.model;
        let input = &model.operations["UpdateRecords"].input.as_ref().expect("an input").target;
        let found = |value| problems(model, input, &value);
        let wrong = json!({
            "IdentityPoolId": "",
            "IdentityId": 1,
            "DatasetName": "d".repeat(200),
            "RecordPatches": [{"Op": "put", "Key": "k", "SyncCount": 1.5, "DeviceLastModifiedDate": "soon"}],
            "SyncSesionToken": "t",
        });
        let found_wrong = found(wrong);
        let expected = [
            "IdentityPoolId: the length is 0, at least 1 is allowed",
            "IdentityId: expected a string, found a number",
            "RecordPatches[0].SyncCount: expected an integer, found a number",
            "RecordPatches[0].DeviceLastModifiedDate: expected a timestamp, such as 2014-06-30T12:00:00Z or 1404129600",
            "SyncSesionToken: there is no such member; did you mean `SyncSessionToken`?",
            "SyncSessionToken: required, but not set",
        ];
        assert_eq!(found_wrong.errors, expected);
        let expected = [
            "DatasetName: the length is 200; the model says at most 128",
            "RecordPatches[0].Op: the model does not know the value `put`",
        ];
        assert_eq!(found_wrong.warnings, expected);
        let mut right = json!({
            "IdentityPoolId": "us-east-1:1", "IdentityId": "us-east-1:2", "DatasetName": "d", "SyncSessionToken": "t",
            "RecordPatches": [{"Op": "replace", "Key": "k", "SyncCount": 1, "DeviceLastModifiedDate": 1.5}],
            "DeviceId": null,
        });
        assert_eq!(found(right.clone()), Problems::default());
        right["IdentityPoolId"] = "us-east-1".into();
        let expected = [r"IdentityPoolId: the model says that it matches [\w-]+:[0-9a-f-]+"];
        assert_eq!(found(right).warnings, expected);
    }
}

//! Whether the values of examples fit the shapes that they are values of (Smithy, "`examples` trait").

use super::defaults::{is_date_time, is_number};
use crate::diagnostic::Span;
use crate::model::{Member, Model, ShapeId, ShapeKind, Simple, Value, ValueKind};

/// An error in an example.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// The message.
    pub text: String,
    /// The place of the value.
    pub span: Span,
}

/// The kind of an error in an example.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProblemKind {
    /// The value has another type.
    Type,
    /// A constraint is broken: a required member is missing, or a value is out of bounds.
    Constraint,
    /// The value would not appear: there is no such member, or it is an event stream.
    Unseen,
}

/// The errors in a value of a shape.
pub fn problems(model: &Model, id: &ShapeId, value: &Value) -> Vec<Problem> {
    let mut check = Check { model, problems: Vec::new() };
    check.value(id, value);
    check.problems
}

/// The errors of an input or output that sets no member: its required members.
pub fn problems_of_none(model: &Model, id: &ShapeId, span: Span) -> Vec<Problem> {
    problems(model, id, &Value { kind: ValueKind::Object(vec![]), span })
}

struct Check<'a> {
    model: &'a Model,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn add(&mut self, kind: ProblemKind, value: &Value, text: impl Into<String>) {
        self.problems.push(Problem { kind, text: text.into(), span: value.span });
    }

    fn value(&mut self, id: &ShapeId, value: &Value) {
        let shape = self.model.shape(id);
        let size = match (&shape.kind, &value.kind) {
            (ShapeKind::Structure { members }, ValueKind::Object(entries)) => {
                self.members(members, entries);
                let is_set = |member: &&Member| entries.iter().any(|(name, _)| *name == member.name);
                for member in members.iter().filter(|member| member.traits.required && !is_set(member)) {
                    let text = format!("the required member `{}` is missing", member.name);
                    self.add(ProblemKind::Constraint, value, text);
                }
                None
            }
            (ShapeKind::Union { .. }, _) if shape.traits.event_stream => {
                self.add(ProblemKind::Unseen, value, "an example cannot show a stream of events");
                None
            }
            (ShapeKind::Union { members }, ValueKind::Object(entries)) => {
                self.members(members, entries);
                if entries.len() != 1 {
                    self.add(ProblemKind::Type, value, "a union has one member");
                }
                None
            }
            (ShapeKind::List { member }, ValueKind::Array(elements)) => {
                self.elements(member, shape.traits.sparse, elements.iter());
                Some(elements.len() as f64)
            }
            (ShapeKind::Map { key, value: member }, ValueKind::Object(entries)) => {
                for (name, value) in entries {
                    self.value(
                        &key.target.target,
                        &Value { kind: ValueKind::String(name.clone()), span: value.span },
                    );
                }
                self.elements(member, shape.traits.sparse, entries.iter().map(|(_, value)| value));
                Some(entries.len() as f64)
            }
            (ShapeKind::Enum { values }, ValueKind::String(text)) => {
                if !values.iter().any(|known| known.value == *text) {
                    self.add(ProblemKind::Constraint, value, format!("no value of the enum `{}`", id.name()));
                }
                None
            }
            (ShapeKind::Simple(simple), _) if is_value(*simple, &value.kind) => match &value.kind {
                ValueKind::String(text) if *simple == Simple::Blob => Some(text.len() as f64),
                ValueKind::String(text) if *simple == Simple::String => Some(text.chars().count() as f64),
                ValueKind::Number(text) if *simple != Simple::Timestamp => text.parse().ok(),
                ValueKind::Null
                | ValueKind::Boolean(_)
                | ValueKind::Number(_)
                | ValueKind::String(_)
                | ValueKind::Array(_)
                | ValueKind::Object(_) => None,
            },
            (kind, found) => {
                let text = format!("must be of type `{}`, but is {}", kind.name(), found.name());
                self.add(ProblemKind::Type, value, text);
                None
            }
        };
        let (min, max) = shape.traits.bounds;
        if let Some((size, min)) = size.zip(min).filter(|(size, min)| size < min) {
            self.add(ProblemKind::Constraint, value, format!("must be {min} or more, but is {size}"));
        }
        if let Some((size, max)) = size.zip(max).filter(|(size, max)| size > max) {
            self.add(ProblemKind::Constraint, value, format!("must be {max} or less, but is {size}"));
        }
    }

    fn members(&mut self, members: &[Member], entries: &[(String, Value)]) {
        for (name, value) in entries {
            match members.iter().find(|member| member.name == *name) {
                Some(member) => self.value(&member.target.target, value),
                None => {
                    let text = format!("there is no member `{}`", name.escape_debug());
                    self.add(ProblemKind::Unseen, value, text);
                }
            }
        }
    }

    fn elements<'v>(&mut self, member: &Member, sparse: bool, values: impl Iterator<Item = &'v Value>) {
        for value in values {
            if !(sparse && matches!(value.kind, ValueKind::Null)) {
                self.value(&member.target.target, value);
            }
        }
    }
}

fn is_value(simple: Simple, value: &ValueKind) -> bool {
    let integer = |min: i64, max: i64| match value {
        ValueKind::Number(text) => text.parse::<i64>().is_ok_and(|number| (min..=max).contains(&number)),
        ValueKind::Null
        | ValueKind::Boolean(_)
        | ValueKind::String(_)
        | ValueKind::Array(_)
        | ValueKind::Object(_) => false,
    };
    match (simple, value) {
        (Simple::Document, value) => is_finite(value),
        (Simple::Blob | Simple::String, ValueKind::String(_)) | (Simple::Boolean, ValueKind::Boolean(_)) => {
            true
        }
        (Simple::Byte, _) => integer(i8::MIN.into(), i8::MAX.into()),
        (Simple::Short, _) => integer(i16::MIN.into(), i16::MAX.into()),
        (Simple::Integer, _) => integer(i32::MIN.into(), i32::MAX.into()),
        (Simple::Long, _) => integer(i64::MIN, i64::MAX),
        (Simple::BigDecimal | Simple::BigInteger, ValueKind::Number(text)) => {
            super::defaults::is_big_number(text, simple)
        }
        (Simple::Double, ValueKind::Number(text)) => is_number(text, f64::MAX),
        (Simple::Float, ValueKind::Number(text)) => is_number(text, f32::MAX.into()),
        (Simple::Double | Simple::Float, ValueKind::String(text)) => {
            matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity")
        }
        (Simple::Timestamp, ValueKind::Number(text)) => is_number(text, super::defaults::LAST_SECOND),
        (Simple::Timestamp, ValueKind::String(text)) => is_date_time(text) || is_http_date(text),
        _ => false,
    }
}

/// Whether all numbers of a document are in the range of a double.
fn is_finite(document: &ValueKind) -> bool {
    match document {
        ValueKind::Number(text) => is_number(text, f64::MAX),
        ValueKind::Array(elements) => elements.iter().all(|element| is_finite(&element.kind)),
        ValueKind::Object(entries) => entries.iter().all(|(_, value)| is_finite(&value.kind)),
        ValueKind::Null | ValueKind::Boolean(_) | ValueKind::String(_) => true,
    }
}

/// Whether a text has the form of a date in a header (Smithy, "`timestampFormat` trait").
pub(crate) fn is_http_date(text: &str) -> bool {
    let form = text.chars().map(|c| match c {
        '0'..='9' => '0',
        'A'..='Z' | 'a'..='z' => 'a',
        other => other,
    });
    text.ends_with(" GMT") && form.collect::<String>() == "aaa, 00 aaa 0000 00:00:00 aaa"
}

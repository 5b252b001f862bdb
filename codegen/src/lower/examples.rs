//! Examples of a model → calls in documentation.

use super::context::Lowering;
use super::docs::plain;
use super::names;
use crate::knowledge::examples::is_http_date;
use crate::knowledge::nullability::{self, Container, Nullability};
use crate::model::{Example, Member, Operation, Shape, ShapeId, ShapeKind, Simple, Value, ValueKind};
use crate::plan;

const RIGHT: &str = "invariant: `transform::examples` leaves out examples whose input has a value of a wrong type, a union \
                     without exactly one known member, or a null in a dense list or map";

impl Lowering<'_> {
    /// The examples of an operation; if the model has none, one that sets the required members.
    pub(super) fn examples(&mut self, operation: &Operation, input: &ShapeId) -> Vec<plan::Example> {
        if operation.examples.is_empty() {
            return vec![self.placeholder(operation, input)];
        }
        operation.examples.iter().map(|example| self.example(operation, input, example)).collect()
    }

    fn example(&mut self, operation: &Operation, input: &ShapeId, example: &Example) -> plan::Example {
        let owner = format!("{}Input", operation.name);
        let value = example.input.as_ref();
        let error = example.error.as_ref();
        plan::Example {
            title: plain(example.title.trim()),
            docs: self.docs(example.documentation.as_deref()),
            error: error.map(|(id, _)| self.names.type_name(id.name(), "")),
            calls: value.map_or_else(Vec::new, |value| {
                self.calls(self.model.shape(input), &owner, names::Owner::Input, value)
            }),
        }
    }

    /// The setters for the members of a structure that a value has.
    fn calls(&mut self, shape: &Shape, owner: &str, kind: names::Owner, value: &Value) -> Vec<plan::Call> {
        let ValueKind::Object(entries) = &value.kind else { return vec![] };
        let members = self.model.members(&shape.id);
        let mut calls = Vec::new();
        for (name, value) in entries {
            let Some(member) = members.iter().find(|member| member.name == *name) else { continue };
            let setter = self.names.field(owner, &member.name, kind);
            let target = self.model.shape(&member.target.target);
            let sparse = target.traits.sparse;
            let mut call = |arguments| calls.push(plan::Call { setter: setter.clone(), arguments });
            match (&target.kind, &value.kind) {
                (ShapeKind::List { member }, ValueKind::Array(elements)) if !elements.is_empty() => {
                    for element in elements {
                        call(vec![self.element(member, sparse, element, false)]);
                    }
                }
                (ShapeKind::Map { key, value: member }, ValueKind::Object(entries))
                    if !entries.is_empty() =>
                {
                    for (name, value) in entries {
                        call(vec![self.key(key, name, false), self.element(member, sparse, value, false)]);
                    }
                }
                (ShapeKind::List { .. } | ShapeKind::Map { .. }, _) => {
                    let (setter, _) = self.names.accessors(&setter, owner, &member.name, kind);
                    let value = plan::Value::Some(Box::new(self.value(&member.target.target, value, true)));
                    calls.push(plan::Call { setter, arguments: vec![value] });
                }
                (
                    ShapeKind::Simple(_)
                    | ShapeKind::Enum { .. }
                    | ShapeKind::Structure { .. }
                    | ShapeKind::Union { .. },
                    _,
                ) => call(vec![self.of_member(member, value)]),
            }
        }
        calls
    }

    fn of_member(&mut self, member: &Member, value: &Value) -> plan::Value {
        let is_stream = member.traits.streaming || self.model.shape(&member.target.target).traits.streaming;
        if let ValueKind::String(text) = &value.kind
            && is_stream
        {
            return plan::Value::ByteStream(text.clone());
        }
        self.value(&member.target.target, value, false)
    }

    /// A value of a shape; `owned` means that a text must be a `String`.
    fn value(&mut self, id: &ShapeId, value: &Value, owned: bool) -> plan::Value {
        let shape = self.model.shape(id);
        let sparse = shape.traits.sparse;
        match (&shape.kind, &value.kind) {
            (ShapeKind::Simple(simple), kind) => simple_value(*simple, kind, owned),
            (ShapeKind::Enum { values }, ValueKind::String(text)) => {
                let ty = self.names.type_name(id.name(), "");
                match values.iter().find(|value| value.value == *text) {
                    Some(value) => {
                        let variant = self.names.variant(id.name(), text, value.name.as_deref());
                        plan::Value::Variant(ty, variant)
                    }
                    None => plan::Value::Unnamed(ty, text.clone()),
                }
            }
            (ShapeKind::List { member }, ValueKind::Array(elements)) => {
                let elements = elements.iter().map(|value| self.element(member, sparse, value, true));
                plan::Value::List(elements.collect())
            }
            (ShapeKind::Map { key, value: member }, ValueKind::Object(entries)) => {
                let entries = entries.iter().map(|(name, value)| {
                    (self.key(key, name, true), self.element(member, sparse, value, true))
                });
                plan::Value::Map(entries.collect())
            }
            (ShapeKind::Union { members }, ValueKind::Object(entries)) => {
                let ty = self.names.type_name(id.name(), "");
                let set = entries.iter().find_map(|(name, value)| {
                    Some((members.iter().find(|member| member.name == *name)?, value))
                });
                let (member, value) = set.expect(RIGHT);
                let variant = self.names.variant(id.name(), &member.name, None);
                let is_unit = member.target.target == ShapeId::unit();
                let held = (!is_unit).then(|| {
                    let held = self.value(&member.target.target, value, true);
                    Box::new(if self.is_boxed(shape, member) {
                        plan::Value::Boxed(Box::new(held))
                    } else {
                        held
                    })
                });
                plan::Value::Union(ty, variant, held)
            }
            (ShapeKind::Structure { members }, _) => {
                let error = shape.traits.error.is_some();
                let kind = if error { names::Owner::Error } else { names::Owner::Other };
                let fallible = |member: &Member| {
                    nullability::of_member(self.model, Container::Other, member) == Nullability::Required
                };
                plan::Value::Structure {
                    fallible: members.iter().any(fallible),
                    ty: self.names.type_name(id.name(), ""),
                    error,
                    calls: self.calls(shape, id.name(), kind, value),
                }
            }
            (
                ShapeKind::Enum { .. }
                | ShapeKind::List { .. }
                | ShapeKind::Map { .. }
                | ShapeKind::Union { .. },
                _,
            ) => unreachable!("{RIGHT}"),
        }
    }

    /// An element of a list, or a value of a map, which is `sparse` or not.
    fn element(&mut self, member: &Member, sparse: bool, value: &Value, owned: bool) -> plan::Value {
        if sparse && matches!(value.kind, ValueKind::Null) {
            return plan::Value::None;
        }
        let value = self.value(&member.target.target, value, owned || sparse);
        if sparse { plan::Value::Some(Box::new(value)) } else { value }
    }

    fn key(&mut self, key: &Member, name: &str, owned: bool) -> plan::Value {
        let value = Value { kind: ValueKind::String(name.to_owned()), span: key.span };
        self.value(&key.target.target, &value, owned)
    }

    /// A call that sets the required members, as far as there are short example values.
    fn placeholder(&mut self, operation: &Operation, input: &ShapeId) -> plan::Example {
        let owner = format!("{}Input", operation.name);
        let mut calls = Vec::new();
        for member in self.model.members(input).iter().filter(|member| member.traits.required) {
            let target = self.model.shape(&member.target.target);
            let made_up = match &target.kind {
                ShapeKind::List { member } if !target.traits.sparse => vec![&**member],
                ShapeKind::Map { key, value } if !target.traits.sparse => vec![&**key, &**value],
                ShapeKind::List { .. }
                | ShapeKind::Map { .. }
                | ShapeKind::Simple(_)
                | ShapeKind::Enum { .. }
                | ShapeKind::Structure { .. }
                | ShapeKind::Union { .. } => vec![member],
            };
            let arguments = made_up.into_iter().map(|member| self.made_up(member)).collect::<Option<_>>();
            if let Some(arguments) = arguments {
                let setter = self.names.field(&owner, &member.name, names::Owner::Input);
                calls.push(plan::Call { setter, arguments });
            }
        }
        plan::Example { title: String::new(), docs: String::new(), error: None, calls }
    }

    fn made_up(&mut self, member: &Member) -> Option<plan::Value> {
        let number = || ValueKind::Number("1".to_owned());
        let kind = match &self.model.shape(&member.target.target).kind {
            ShapeKind::Enum { .. } => ValueKind::String("value".to_owned()),
            ShapeKind::Simple(simple) => match simple {
                Simple::Blob | Simple::String => ValueKind::String("value".to_owned()),
                Simple::BigDecimal | Simple::BigInteger => number(),
                Simple::Boolean => ValueKind::Boolean(true),
                Simple::Byte | Simple::Short | Simple::Integer | Simple::Long => number(),
                Simple::Double | Simple::Float => number(),
                Simple::Timestamp => ValueKind::Number("0".to_owned()),
                Simple::Document => return None,
            },
            ShapeKind::List { .. }
            | ShapeKind::Map { .. }
            | ShapeKind::Structure { .. }
            | ShapeKind::Union { .. } => return None,
        };
        Some(self.of_member(member, &Value { kind, span: member.span }))
    }
}

fn simple_value(simple: Simple, value: &ValueKind, owned: bool) -> plan::Value {
    match (simple, value) {
        (Simple::Document, value) => plan::Value::Document(document(value)),
        (Simple::BigDecimal | Simple::BigInteger, ValueKind::Number(text)) => {
            plan::Value::Number(text.clone())
        }
        (Simple::Timestamp, ValueKind::Number(text)) => plan::Value::Seconds(text.clone()),
        (Simple::Double | Simple::Float, ValueKind::Number(text)) => plan::Value::Literal(float(text)),
        (_, ValueKind::Number(text)) => plan::Value::Literal(text.clone()),
        (_, ValueKind::Boolean(boolean)) => plan::Value::Literal(boolean.to_string()),
        (Simple::Blob, ValueKind::String(text)) => plan::Value::Blob(text.clone()),
        (Simple::Timestamp, ValueKind::String(text)) => {
            plan::Value::Time { text: text.clone(), http_date: is_http_date(text) }
        }
        (Simple::Double | Simple::Float, ValueKind::String(text)) => {
            let ty = if simple == Simple::Double { "f64" } else { "f32" };
            let name = match text.as_str() {
                "Infinity" => "INFINITY",
                "-Infinity" => "NEG_INFINITY",
                _ => "NAN",
            };
            plan::Value::Literal(format!("{ty}::{name}"))
        }
        (_, ValueKind::String(text)) => plan::Value::Text { text: text.clone(), owned },
        (_, ValueKind::Null | ValueKind::Array(_) | ValueKind::Object(_)) => unreachable!("{RIGHT}"),
    }
}

fn document(value: &ValueKind) -> plan::Document {
    match value {
        ValueKind::Null => plan::Document::Null,
        ValueKind::Boolean(boolean) => plan::Document::Literal(boolean.to_string()),
        ValueKind::Number(text) => plan::Document::Literal(match text.parse::<i64>() {
            Ok(number) => format!("{number}_i64"),
            Err(_) => float(text),
        }),
        ValueKind::String(text) => plan::Document::Text(text.clone()),
        ValueKind::Array(elements) => {
            plan::Document::List(elements.iter().map(|value| document(&value.kind)).collect())
        }
        ValueKind::Object(entries) => plan::Document::Map(
            entries.iter().map(|(name, value)| (name.clone(), document(&value.kind))).collect(),
        ),
    }
}

/// A number as Rust writes one with a fraction.
fn float(text: &str) -> String {
    let is_integer = text.chars().all(|c| c.is_ascii_digit() || c == '-');
    if is_integer { format!("{text}.0") } else { text.to_owned() }
}

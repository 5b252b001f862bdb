//! `--generate-cli-skeleton`: inputs and outputs to fill in.

use serde_json::{Map, Value, json};
use smithwright_codegen::model::{Model, ShapeId, ShapeKind, Simple};

/// The values of texts in a skeleton.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Texts {
    /// None, or the first value of an enum.
    Empty,
    /// The names of their members.
    Names,
}

/// A value of a shape with all of its members.
pub fn of_shape(model: &Model, id: &ShapeId, texts: Texts) -> Value {
    Skeleton { model, texts, inside: Vec::new() }.value(id, "")
}

struct Skeleton<'a> {
    model: &'a Model,
    texts: Texts,
    /// The enclosing shapes, so that recursive shapes end.
    inside: Vec<&'a ShapeId>,
}

impl<'a> Skeleton<'a> {
    fn value(&mut self, id: &ShapeId, name: &str) -> Value {
        let shape = self.model.shape(id);
        self.inside.push(&shape.id);
        let value = match &shape.kind {
            // Streams are not part of the JSON.
            _ if shape.traits.event_stream => Value::Null,
            ShapeKind::Structure { members } | ShapeKind::Union { members } => {
                let mut object = Map::new();
                if self.inside.iter().filter(|other| **other == id).count() < 2 {
                    for member in members {
                        let value = self.value(&member.target.target, &member.name);
                        object.insert(member.name.clone(), value);
                    }
                }
                Value::Object(object)
            }
            ShapeKind::List { member } => {
                let name = self.model.shape(&member.target.target).id.name().to_owned();
                json!([self.value(&member.target.target, &name)])
            }
            ShapeKind::Map { value, .. } => json!({"KeyName": self.value(&value.target.target, "")}),
            ShapeKind::Enum { values } => match (self.texts, values.first()) {
                (Texts::Empty, Some(first)) => first.value.clone().into(),
                (Texts::Empty, None) => "".into(),
                (Texts::Names, _) => name.into(),
            },
            ShapeKind::Simple(simple) => match simple {
                Simple::Boolean => true.into(),
                Simple::BigDecimal | Simple::BigInteger => "0".into(),
                Simple::Byte | Simple::Short | Simple::Integer | Simple::Long => 0.into(),
                Simple::Float | Simple::Double => 0.0.into(),
                Simple::Timestamp => "1970-01-01T00:00:00".into(),
                Simple::Document => json!({}),
                Simple::Blob => Value::Null,
                Simple::String => match self.texts {
                    Texts::Empty => "".into(),
                    Texts::Names => name.into(),
                },
            },
        };
        self.inside.pop();
        value
    }
}

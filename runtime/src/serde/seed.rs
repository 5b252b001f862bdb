//! Values in a deserializer of serde, one after the other, as codecs read them.

use super::depth::deeper;
use super::found::Found;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_types::{BigDecimal, BigInteger, base64};
use serde_core::de::value::UnitDeserializer;
use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::HashMap;
use std::fmt;

type Outcome = Result<(), SerdeError>;

/// What reads a value in its position.
type Read<'a> = &'a mut dyn FnMut(&mut dyn ShapeDeserializer) -> Outcome;

/// The requested value.
pub(super) enum Wanted<'a> {
    Structure(&'a Schema<'a>, &'a mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Outcome),
    Map(&'a mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Outcome),
    List(Read<'a>),
    Document,
    /// A scalar, or any other value that is neither a list nor a map.
    Value,
}

pub(super) struct Visit<'a> {
    pub(super) wanted: Wanted<'a>,
    pub(super) depth: usize,
}

impl<'de> Visitor<'de> for Visit<'_> {
    type Value = Found;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.wanted {
            Wanted::Structure(..) => "a structure",
            Wanted::Map(_) => "a map",
            Wanted::List(_) => "a list",
            Wanted::Document | Wanted::Value => "a value",
        })
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Null)
    }

    fn visit_none<E>(self) -> Result<Found, E> {
        Ok(Found::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Found, E> {
        Ok(Found::Boolean(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Found, E> {
        Ok(Found::Integer(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Found, E> {
        Ok(Found::Integer(number.into()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Found, E> {
        Ok(Found::Integer(number))
    }

    // A number outside `i128` is outside the range of any member.
    fn visit_u128<E>(self, number: u128) -> Result<Found, E> {
        Ok(Found::Integer(number.try_into().unwrap_or(i128::MAX)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Found, E> {
        Ok(Found::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        Ok(Found::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Found, E> {
        Ok(Found::Text(text))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Found, E> {
        Ok(Found::Bytes(bytes.to_owned()))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Found, E> {
        Ok(Found::Bytes(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Found, A::Error> {
        let depth = deeper(self.depth).map_err(A::Error::custom)?;
        match self.wanted {
            Wanted::List(read) => {
                while list.next_element_seed(Element { read, depth })?.is_some() {}
                Ok(Found::Container)
            }
            Wanted::Document => {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element_seed(Tree { depth })? {
                    elements.push(element);
                }
                Ok(Found::Document(Document::Array(elements)))
            }
            Wanted::Structure(..) | Wanted::Map(_) | Wanted::Value => {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Found::List)
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let depth = deeper(self.depth).map_err(A::Error::custom)?;
        match self.wanted {
            Wanted::Structure(schema, read) => {
                while let Some(key) = map.next_key::<String>()? {
                    let member = schema.members().iter().find(|member| member.member_name() == Some(&key));
                    let member = member.copied().unwrap_or(&DOCUMENT);
                    map.next_value_seed(Element { read: &mut |value| read(member, value), depth })?;
                }
                Ok(Found::Container)
            }
            Wanted::Map(read) => {
                while let Some(key) = map.next_key::<String>()? {
                    let mut key = Some(key);
                    let read: Read<'_> = &mut |value| read(key.take().unwrap_or_default(), value);
                    map.next_value_seed(Element { read, depth })?;
                }
                Ok(Found::Container)
            }
            Wanted::Document => {
                let mut first = map.next_key::<String>()?;
                if let Some(key) = first.as_deref().filter(|key| is_private(key)) {
                    return private(key, map);
                }
                let mut members = HashMap::new();
                while let Some(key) = first {
                    members.insert(key, map.next_value_seed(Tree { depth })?);
                    first = map.next_key()?;
                }
                Ok(Found::Document(Document::Object(members)))
            }
            Wanted::Value => match map.next_key::<String>()? {
                Some(key) if is_private(&key) => private(&key, map),
                Some(_) => map.next_value::<IgnoredAny>().and_then(|_| no_map(map)),
                None => Ok(Found::Map),
            },
            Wanted::List(_) => no_map(map),
        }
    }
}

/// A map in place of something else. Formats require that it is read to its end.
fn no_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Found, A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(Found::Map)
}

/// Numbers of `serde_json` with its feature `arbitrary_precision`, and times of `toml`.
const NUMBER: &str = "$serde_json::private::Number";
const TIME: &str = "$__toml_private_datetime";

/// Whether a map with this key stands for a value for which serde has no type.
fn is_private(key: &str) -> bool {
    key == NUMBER || key == TIME
}

fn private<'de, A: MapAccess<'de>>(key: &str, mut map: A) -> Result<Found, A::Error> {
    let text = map.next_value::<String>()?;
    if key == TIME {
        return Ok(Found::Text(text));
    }
    match (text.parse(), text.parse()) {
        (Ok(number), _) => Ok(Found::Integer(number)),
        (Err(_), Ok(number)) => Ok(Found::Float(number)),
        (Err(_), Err(_)) => Err(A::Error::custom("a number that is none")),
    }
}

/// A part of a document.
struct Tree {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        let found = deserializer.deserialize_any(Visit { wanted: Wanted::Document, depth: self.depth })?;
        found.document().map_err(|found| D::Error::custom(found.instead_of("a document", &DOCUMENT)))
    }
}

/// A value in a list, map or structure.
pub(super) struct Element<'a> {
    read: Read<'a>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

/// Tests for null, which codecs do before they read.
impl<'de> Visitor<'de> for Element<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        let mut problem = None;
        let mut position = Position::new(UnitDeserializer::new(), self.depth, &mut problem);
        position.null = true;
        (self.read)(&mut position).map_err(|error| problem.unwrap_or_else(|| E::custom(error)))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut problem = None;
        let mut position = Position::new(deserializer, self.depth, &mut problem);
        let read = (self.read)(&mut position).and_then(|()| position.skip());
        read.map_err(|error| problem.unwrap_or_else(|| D::Error::custom(error)))
    }
}

/// A value. Codecs first test whether it is null, although it can be read only once.
pub(super) struct Position<'a, D, E> {
    value: Option<D>,
    null: bool,
    depth: usize,
    /// The error of the format, since codecs have their own error type.
    problem: &'a mut Option<E>,
}

impl<'de, 'a, D: Deserializer<'de>> Position<'a, D, D::Error> {
    pub(super) fn new(value: D, depth: usize, problem: &'a mut Option<D::Error>) -> Self {
        Self { value: Some(value), null: false, depth, problem }
    }

    fn kept<T>(&mut self, read: Result<T, D::Error>) -> Result<T, SerdeError> {
        read.map_err(|error| {
            *self.problem = Some(error);
            SerdeError::invalid_input("the format reports an error")
        })
    }

    fn find(&mut self, wanted: Wanted<'_>) -> Result<Found, SerdeError> {
        let Some(value) = self.value.take() else {
            return Err(SerdeError::invalid_input("a value is read twice"));
        };
        let found = value.deserialize_any(Visit { wanted, depth: self.depth });
        self.kept(found)
    }

    fn container(&mut self, wanted: Wanted<'_>, expected: &str, schema: &Schema<'_>) -> Outcome {
        match self.find(wanted)? {
            Found::Container => Ok(()),
            found => Err(found.instead_of(expected, schema)),
        }
    }

    fn value(&mut self) -> Result<Found, SerdeError> {
        self.find(Wanted::Value)
    }

    fn text(&mut self, expected: &str, schema: &Schema<'_>) -> Result<String, SerdeError> {
        match self.value()? {
            Found::Text(text) => Ok(text),
            found => Err(found.instead_of(expected, schema)),
        }
    }

    /// Skips the value if nothing has read it.
    fn skip(&mut self) -> Outcome {
        match self.value.take() {
            Some(value) => {
                let skipped = value.deserialize_ignored_any(IgnoredAny);
                self.kept(skipped).map(|_| ())
            }
            None => Ok(()),
        }
    }
}

impl<'de, D: Deserializer<'de>> ShapeDeserializer for Position<'_, D, D::Error> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        read: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Outcome,
    ) -> Outcome {
        self.container(Wanted::Structure(schema, read), "a structure", schema)
    }

    fn read_list(&mut self, schema: &Schema<'_>, read: Read<'_>) -> Outcome {
        self.container(Wanted::List(read), "a list", schema)
    }

    fn read_map(
        &mut self,
        schema: &Schema<'_>,
        read: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Outcome,
    ) -> Outcome {
        self.container(Wanted::Map(read), "a map", schema)
    }

    fn read_boolean(&mut self, schema: &Schema<'_>) -> Result<bool, SerdeError> {
        match self.value()? {
            Found::Boolean(value) => Ok(value),
            found => Err(found.instead_of("a boolean", schema)),
        }
    }

    fn read_byte(&mut self, schema: &Schema<'_>) -> Result<i8, SerdeError> {
        self.value()?.integer(schema)
    }

    fn read_short(&mut self, schema: &Schema<'_>) -> Result<i16, SerdeError> {
        self.value()?.integer(schema)
    }

    fn read_integer(&mut self, schema: &Schema<'_>) -> Result<i32, SerdeError> {
        self.value()?.integer(schema)
    }

    fn read_long(&mut self, schema: &Schema<'_>) -> Result<i64, SerdeError> {
        self.value()?.integer(schema)
    }

    fn read_float(&mut self, schema: &Schema<'_>) -> Result<f32, SerdeError> {
        Ok(self.value()?.float(schema)? as f32)
    }

    fn read_double(&mut self, schema: &Schema<'_>) -> Result<f64, SerdeError> {
        self.value()?.float(schema)
    }

    fn read_big_integer(&mut self, schema: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        let text = self.text("an integer as a string", schema)?;
        text.parse().map_err(|_| SerdeError::invalid_input("a string is no integer"))
    }

    fn read_big_decimal(&mut self, schema: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        let text = self.text("a number as a string", schema)?;
        text.parse().map_err(|_| SerdeError::invalid_input("a string is no number"))
    }

    fn read_string(&mut self, schema: &Schema<'_>) -> Result<String, SerdeError> {
        self.text("a string", schema)
    }

    fn read_blob(&mut self, schema: &Schema<'_>) -> Result<Blob, SerdeError> {
        match self.value()? {
            Found::Bytes(bytes) => Ok(Blob::new(bytes)),
            Found::Text(text) => base64::decode(&text)
                .map(Blob::new)
                .map_err(|_| Found::Text(text).instead_of("base64", schema)),
            found => Err(found.instead_of("bytes or base64", schema)),
        }
    }

    fn read_timestamp(&mut self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        self.value()?.timestamp(schema)
    }

    fn read_document(&mut self, schema: &Schema<'_>) -> Result<Document, SerdeError> {
        let found = self.find(Wanted::Document)?;
        found.document().map_err(|found| found.instead_of("a document", schema))
    }

    fn is_null(&self) -> bool {
        self.null
    }

    fn skip_value(&mut self) -> Outcome {
        self.skip()
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

//! Structures → a serializer of serde.

use super::depth::deeper;
use crate::shape::{Members, Structure, whole};
use crate::types::{Blob, DateTime, DateTimeFormat, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::date_time::DateTimeFormatError;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};
use serde_core::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

/// Serializes a structure; timestamps are numbers if `seconds`, and text if not.
///
/// # Errors
///
/// What the format reports; values that are nested too deep; a timestamp outside the range of RFC 3339.
pub(super) fn serialize<S: Serializer>(
    value: &dyn Structure,
    seconds: bool,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let write: Write<'_> = &|sink| Members(value).serialize_members(sink);
    whole(|| Pairs { write, length: None, within: Within { seconds, depth: 0 } }.serialize(serializer))
}

/// Serializes a structure, with timestamps as text.
///
/// # Errors
///
/// What the format reports; values that are nested too deep; a timestamp outside the range of RFC 3339.
pub fn serialize_structure<S: Serializer>(value: &dyn Structure, serializer: S) -> Result<S::Ok, S::Error> {
    serialize(value, false, serializer)
}

/// Serializes text, as enums are.
///
/// # Errors
///
/// What the format reports.
pub fn serialize_text<S: Serializer>(value: &impl AsRef<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_ref())
}

/// The settings for the values of a container.
#[derive(Clone, Copy)]
struct Within {
    /// Whether timestamps are numbers.
    seconds: bool,
    depth: usize,
}

/// What writes the values of a container.
type Write<'a> = &'a dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>;

/// Writes the values of a container, each into its place.
fn fill<P: Place>(place: P, write: Write<'_>, within: Within) -> Result<(), P::Error> {
    let within = Within { depth: deeper(within.depth).map_err(P::Error::custom)?, ..within };
    let mut problem = None;
    let written = write(&mut Sink { place, within, problem: &mut problem });
    written.map_err(|error| problem.unwrap_or_else(|| P::Error::custom(error)))
}

/// A structure, or a map whose keys precede their values.
struct Pairs<'a> {
    write: Write<'a>,
    /// The length of a map.
    length: Option<usize>,
    within: Within,
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(self.length)?;
        match self.length {
            None => fill(InStructure(&mut map), self.write, self.within)?,
            Some(_) => fill(InMap { map: &mut map, key: true }, self.write, self.within)?,
        }
        map.end()
    }
}

struct List<'a> {
    write: Write<'a>,
    length: Option<usize>,
    within: Within,
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(self.length)?;
        fill(InList(&mut list), self.write, self.within)?;
        list.end()
    }
}

/// The place of a value.
trait Place {
    type Error: Error;

    fn put<T: Serialize>(&mut self, schema: &Schema<'_>, value: &T) -> Result<(), Self::Error>;
}

struct InStructure<'a, M>(&'a mut M);

impl<M: SerializeMap> Place for InStructure<'_, M> {
    type Error = M::Error;

    fn put<T: Serialize>(&mut self, schema: &Schema<'_>, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(schema.member_name().unwrap_or_default(), value)
    }
}

struct InMap<'a, M> {
    map: &'a mut M,
    /// Whether a key is next.
    key: bool,
}

impl<M: SerializeMap> Place for InMap<'_, M> {
    type Error = M::Error;

    fn put<T: Serialize>(&mut self, _: &Schema<'_>, value: &T) -> Result<(), M::Error> {
        self.key = !self.key;
        if self.key { self.map.serialize_value(value) } else { self.map.serialize_key(value) }
    }
}

struct InList<'a, L>(&'a mut L);

impl<L: SerializeSeq> Place for InList<'_, L> {
    type Error = L::Error;

    fn put<T: Serialize>(&mut self, _: &Schema<'_>, value: &T) -> Result<(), L::Error> {
        self.0.serialize_element(value)
    }
}

struct Sink<'a, P: Place> {
    place: P,
    within: Within,
    /// The error of the format, since codecs have their own error type.
    problem: &'a mut Option<P::Error>,
}

impl<P: Place> Sink<'_, P> {
    fn put(&mut self, schema: &Schema<'_>, value: &impl Serialize) -> Result<(), SerdeError> {
        self.place.put(schema, value).map_err(|error| {
            *self.problem = Some(error);
            SerdeError::write_failed("the format refuses a value")
        })
    }
}

impl<P: Place> ShapeSerializer for Sink<'_, P> {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        let write: Write<'_> = &|sink| value.serialize_members(sink);
        self.put(schema, &Pairs { write, length: None, within: self.within })
    }

    fn write_list(&mut self, schema: &Schema<'_>, write: Write<'_>) -> Result<(), SerdeError> {
        self.put(schema, &List { write, length: None, within: self.within })
    }

    fn write_list_with_length(
        &mut self,
        schema: &Schema<'_>,
        length: usize,
        write: Write<'_>,
    ) -> Result<(), SerdeError> {
        self.put(schema, &List { write, length: Some(length), within: self.within })
    }

    fn write_map(&mut self, _: &Schema<'_>, _: Write<'_>) -> Result<(), SerdeError> {
        // Values of this crate know their length.
        Err(SerdeError::unsupported("a map without a length"))
    }

    fn write_map_with_length(
        &mut self,
        schema: &Schema<'_>,
        length: usize,
        write: Write<'_>,
    ) -> Result<(), SerdeError> {
        self.put(schema, &Pairs { write, length: Some(length), within: self.within })
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.put(schema, &value)
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.put(schema, &value)
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.put(schema, &value)
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.put(schema, &value)
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.put(schema, &value)
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.put(schema, &Float(value))
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.put(schema, &Float(value))
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.put(schema, &value.as_ref())
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.put(schema, &value.as_ref())
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.put(schema, &value)
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.put(schema, &Bytes(&value))
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        if !self.within.seconds {
            let text = text(value).map_err(|error| SerdeError::write_failed(error.to_string()))?;
            return self.put(schema, &text);
        }
        match value.subsec_nanos() {
            0 => self.put(schema, &value.secs()),
            _ => self.put(schema, &value.as_secs_f64()),
        }
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.put(schema, &Tree(value, self.within.depth))
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.put(schema, &())
    }
}

/// A timestamp to the nanosecond; the formats of the wire end at microseconds.
fn text(value: &DateTime) -> Result<String, DateTimeFormatError> {
    let whole = DateTime::from_secs(value.secs()).fmt(DateTimeFormat::DateTimeWithOffset)?;
    let fraction = format!(".{:09}", value.subsec_nanos());
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    Ok(format!("{}{fraction}Z", whole.trim_end_matches('Z')))
}

/// A number that may not be finite.
struct Float<T>(T);

impl<T: Copy + Into<f64> + Serialize> Serialize for Float<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: f64 = self.0.into();
        if number.is_finite() || !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        serializer.serialize_str(match number {
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            _ => "NaN",
        })
    }
}

struct Bytes<'a>(&'a Blob);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&base64::encode(self.0))
        } else {
            serializer.serialize_bytes(self.0.as_ref())
        }
    }
}

/// A document, and its nesting depth.
struct Tree<'a>(&'a Document, usize);

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(document, depth) = *self;
        match document {
            Document::Null => serializer.serialize_unit(),
            Document::Bool(value) => serializer.serialize_bool(*value),
            Document::Number(Number::PosInt(number)) => serializer.serialize_u64(*number),
            Document::Number(Number::NegInt(number)) => serializer.serialize_i64(*number),
            Document::Number(Number::Float(number)) => Float(*number).serialize(serializer),
            Document::String(text) => serializer.serialize_str(text),
            Document::Array(elements) => {
                let depth = deeper(depth).map_err(S::Error::custom)?;
                serializer.collect_seq(elements.iter().map(|element| Tree(element, depth)))
            }
            Document::Object(members) => {
                let depth = deeper(depth).map_err(S::Error::custom)?;
                serializer.collect_map(members.iter().map(|(name, value)| (name, Tree(value, depth))))
            }
        }
    }
}

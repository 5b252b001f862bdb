//! Writing JSON documents by schema.

use super::plain;
use crate::types::{Blob, DateTime, DateTimeFormat, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::codec::FinishSerializer;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::primitive::Encoder;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};

/// Where the next value goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// The document is the value.
    Document,
    /// A member of a structure, which has its name before it.
    Member,
    Element,
    /// The key of an entry of a map.
    Key,
    /// The value of an entry of a map.
    Entry,
}

/// Writes a JSON document by schema.
#[derive(Debug)]
pub(crate) struct JsonSerializer {
    text: String,
    place: Place,
    /// Whether members have the names that `jsonName` gives them.
    json_names: bool,
}

impl FinishSerializer for JsonSerializer {
    fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

impl JsonSerializer {
    pub(super) fn new(json_names: bool) -> Self {
        Self { text: String::new(), place: Place::Document, json_names }
    }

    /// Writes what comes before a value; gives the text to which the value is to be appended.
    fn start(&mut self, schema: &Schema<'_>) -> &mut String {
        match self.place {
            Place::Document => {}
            Place::Entry => self.place = Place::Key,
            Place::Element | Place::Key => self.comma(),
            Place::Member => {
                self.comma();
                let name = schema.json_name().filter(|_| self.json_names).map(|name| name.value());
                self.quoted(name.or(schema.member_name()).unwrap_or_default());
                self.text.push(':');
            }
        }
        &mut self.text
    }

    /// Separates what comes from what was written before in the same list, map or structure.
    fn comma(&mut self) {
        if !self.text.ends_with(['[', '{']) {
            self.text.push(',');
        }
    }

    fn quoted(&mut self, value: &str) {
        let mut rest = value;
        self.text.push('"');
        loop {
            let (part, after) = rest.split_at(plain(rest.as_bytes()));
            self.text.push_str(part);
            let Some(special) = after.chars().next() else { break };
            match special {
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                control => self.text.push_str(&format!("\\u{:04x}", u32::from(control))),
            }
            rest = &after[1..];
        }
        self.text.push('"');
    }

    fn simple(&mut self, schema: &Schema<'_>, number: impl Into<Encoder>) -> Result<(), SerdeError> {
        self.start(schema).push_str(number.into().encode());
        Ok(())
    }

    fn float(&mut self, schema: &Schema<'_>, finite: bool, number: impl Into<Encoder>) {
        let text = self.start(schema);
        let quote = if finite { "" } else { "\"" };
        for part in [quote, number.into().encode(), quote] {
            text.push_str(part);
        }
    }

    /// A list, map or structure.
    fn nested(
        &mut self,
        schema: &Schema<'_>,
        place: Place,
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let (open, close) = if place == Place::Element { ('[', ']') } else { ('{', '}') };
        self.start(schema).push(open);
        let outer = std::mem::replace(&mut self.place, place);
        write(self)?;
        self.place = outer;
        self.text.push(close);
        Ok(())
    }

    fn document(&mut self, document: &Document) {
        match document {
            Document::Object(entries) => {
                self.text.push('{');
                for (key, value) in entries {
                    self.comma();
                    self.quoted(key);
                    self.text.push(':');
                    self.document(value);
                }
                self.text.push('}');
            }
            Document::Array(values) => {
                self.text.push('[');
                for value in values {
                    self.comma();
                    self.document(value);
                }
                self.text.push(']');
            }
            Document::Number(Number::PosInt(number)) => self.text.push_str(Encoder::from(*number).encode()),
            Document::Number(Number::NegInt(number)) => self.text.push_str(Encoder::from(*number).encode()),
            Document::Number(Number::Float(number)) if number.is_finite() => {
                self.text.push_str(Encoder::from(*number).encode());
            }
            Document::Number(Number::Float(number)) => self.quoted(Encoder::from(*number).encode()),
            Document::String(string) => self.quoted(string),
            Document::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Document::Null => self.text.push_str("null"),
        }
    }
}

impl ShapeSerializer for JsonSerializer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Member, |this| value.serialize_members(this))
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Element, |this| write_elements(this))
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write_entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Key, |this| write_entries(this))
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.simple(schema, value)
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.simple(schema, value)
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.simple(schema, value)
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.simple(schema, value)
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.simple(schema, value)
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.float(schema, value.is_finite(), value);
        Ok(())
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.float(schema, value.is_finite(), value);
        Ok(())
    }

    fn write_big_integer(&mut self, _: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported(format!("big numbers, such as {value:?}")))
    }

    fn write_big_decimal(&mut self, _: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported(format!("big numbers, such as {value:?}")))
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        let key = self.place == Place::Key;
        self.start(schema);
        self.quoted(value);
        if key {
            self.text.push(':');
            self.place = Place::Entry;
        }
        Ok(())
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.start(schema);
        self.quoted(&base64::encode(value));
        Ok(())
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        let format = match schema.timestamp_format().map(|format| format.format()) {
            Some(TimestampFormat::DateTime) => DateTimeFormat::DateTime,
            Some(TimestampFormat::HttpDate) => DateTimeFormat::HttpDate,
            _ => DateTimeFormat::EpochSeconds,
        };
        let text = value.fmt(format).map_err(|error| SerdeError::write_failed(error.to_string()))?;
        self.start(schema);
        match format {
            DateTimeFormat::EpochSeconds => self.text.push_str(&text),
            _ => self.quoted(&text),
        }
        Ok(())
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.start(schema);
        self.document(value);
        Ok(())
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.start(schema).push_str("null");
        Ok(())
    }
}

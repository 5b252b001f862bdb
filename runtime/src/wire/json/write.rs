//! Writing JSON documents by schema.

use super::super::buffer::Buffer;
use super::plain::plain;
use crate::shape::{MAX_DEPTH, timestamp, too_deep};
use crate::types::{Blob, DateTime, DateTimeFormat, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::codec::FinishSerializer;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::primitive::Encoder;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};

/// The place of the next value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// A member of a structure, which has its name before it.
    Member,
    /// A key of a map.
    Key,
    /// The value after a key.
    Value,
    /// An element of a list, or the document itself.
    Element,
}

/// Writes a JSON document by schema.
#[derive(Debug)]
pub(crate) struct JsonSerializer {
    text: Buffer,
    place: Place,
    /// Whether something stands before the next value in the same list, map or structure.
    comma: bool,
    /// Whether members have the names of `jsonName`.
    json_names: bool,
}

impl FinishSerializer for JsonSerializer {
    fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

impl JsonSerializer {
    pub(super) fn new(json_names: bool) -> Self {
        Self { text: Buffer::default(), place: Place::Element, comma: false, json_names }
    }

    /// Writes the separator and key before a value.
    #[inline]
    fn start(&mut self, schema: &Schema<'_>) {
        match self.place {
            Place::Member => self.name(schema),
            Place::Value => self.place = Place::Key,
            Place::Key | Place::Element => self.separate(),
        }
    }

    fn name(&mut self, schema: &Schema<'_>) {
        if self.json_names
            && let Some(name) = schema.json_name()
        {
            self.separate();
            self.quoted(name.value());
            self.text.push(b':');
        } else {
            // An identifier, which has nothing to escape.
            let name = schema.member_name().unwrap_or_default();
            let (name, comma) = (name.as_bytes(), std::mem::replace(&mut self.comma, true));
            if comma {
                self.text.enclosed(*b",\"", name, *b"\":");
            } else {
                self.text.enclosed(*b"\"", name, *b"\":");
            }
        }
    }

    /// Writes the separator from the previous value in the same list, map or structure.
    #[inline]
    fn separate(&mut self) {
        if std::mem::replace(&mut self.comma, true) {
            self.text.push(b',');
        }
    }

    #[inline]
    fn quoted(&mut self, value: &str) {
        if plain(value.as_bytes()) == value.len() { self.within_quotes(value) } else { self.escaped(value) }
    }

    #[cold]
    fn escaped(&mut self, value: &str) {
        let mut rest = value.as_bytes();
        self.text.push(b'"');
        loop {
            let (part, after) = rest.split_at(plain(rest));
            self.text.put(part);
            let Some((special, after)) = after.split_first() else { break };
            match special {
                b'\n' => self.put("\\n"),
                b'\r' => self.put("\\r"),
                b'\t' => self.put("\\t"),
                b'"' => self.put("\\\""),
                b'\\' => self.put("\\\\"),
                control => self.put(&format!("\\u{control:04x}")),
            }
            rest = after;
        }
        self.text.push(b'"');
    }

    /// Text that has nothing to escape.
    #[inline]
    fn within_quotes(&mut self, text: &str) {
        self.text.enclosed(*b"\"", text.as_bytes(), *b"\"");
    }

    fn put(&mut self, text: &str) {
        self.text.put(text.as_bytes());
    }

    fn simple(&mut self, schema: &Schema<'_>, number: impl Into<Encoder>) -> Result<(), SerdeError> {
        self.start(schema);
        self.put(number.into().encode());
        Ok(())
    }

    fn float(&mut self, schema: &Schema<'_>, finite: bool, number: impl Into<Encoder>) {
        self.start(schema);
        let mut number = number.into();
        if finite { self.put(number.encode()) } else { self.within_quotes(number.encode()) }
    }

    /// A number with all its digits, as JSON writes it (RFC 8259, 6): without a plus sign and zeros before it, and with
    /// digits on both sides of a point.
    fn big_number(&mut self, text: &str) {
        let (sign, text) = match text.strip_prefix('-') {
            Some(text) => ("-", text),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let end = text.find(['e', 'E']).unwrap_or(text.len());
        let (digits, exponent) = text.split_at(end);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = whole.trim_start_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let whole = if whole.is_empty() { "0" } else { whole };
        [sign, whole, point, fraction, exponent].into_iter().for_each(|part| self.put(part));
    }

    /// A list, map or structure.
    #[inline]
    fn nested(
        &mut self,
        schema: &Schema<'_>,
        place: Place,
        [open, close]: [u8; 2],
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.start(schema);
        self.text.push(open);
        let outer = std::mem::replace(&mut self.place, place);
        self.comma = false;
        write(self)?;
        self.place = outer;
        self.comma = true;
        self.text.push(close);
        Ok(())
    }

    fn document(&mut self, document: &Document, depth: usize) -> Result<(), SerdeError> {
        if depth == MAX_DEPTH {
            return Err(too_deep());
        }
        match document {
            Document::Object(entries) => {
                self.text.push(b'{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.text.push(b',');
                    }
                    self.quoted(key);
                    self.text.push(b':');
                    self.document(value, depth + 1)?;
                }
                self.text.push(b'}');
            }
            Document::Array(values) => {
                self.text.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        self.text.push(b',');
                    }
                    self.document(value, depth + 1)?;
                }
                self.text.push(b']');
            }
            Document::Number(Number::PosInt(number)) => self.put(Encoder::from(*number).encode()),
            Document::Number(Number::NegInt(number)) => self.put(Encoder::from(*number).encode()),
            Document::Number(Number::Float(number)) if number.is_finite() => {
                self.put(Encoder::from(*number).encode());
            }
            Document::Number(Number::Float(number)) => self.within_quotes(Encoder::from(*number).encode()),
            Document::String(string) => self.quoted(string),
            Document::Bool(value) => self.put(if *value { "true" } else { "false" }),
            Document::Null => self.put("null"),
        }
        Ok(())
    }
}

impl ShapeSerializer for JsonSerializer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Member, *b"{}", |this| value.serialize_members(this))
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Element, *b"[]", |this| write_elements(this))
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write_entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, Place::Key, *b"{}", |this| write_entries(this))
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

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.start(schema);
        self.big_number(value.as_ref());
        Ok(())
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.start(schema);
        self.big_number(value.as_ref());
        Ok(())
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        if self.place == Place::Key {
            self.separate();
            self.quoted(value);
            self.text.push(b':');
            self.place = Place::Value;
        } else {
            self.start(schema);
            self.quoted(value);
        }
        Ok(())
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.start(schema);
        self.within_quotes(&base64::encode(value));
        Ok(())
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        let format = timestamp::format(schema, TimestampFormat::EpochSeconds);
        let text = value.fmt(format).map_err(|error| SerdeError::write_failed(error.to_string()))?;
        self.start(schema);
        match format {
            DateTimeFormat::EpochSeconds => self.put(&text),
            _ => self.within_quotes(&text),
        }
        Ok(())
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.start(schema);
        self.document(value, 0)
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.start(schema);
        self.put("null");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_schema::prelude::{BIG_DECIMAL, BIG_INTEGER, DOCUMENT};

    #[test]
    fn numbers_of_any_size_are_written_as_json_does() {
        let written = |write: &dyn Fn(&mut JsonSerializer) -> Result<(), SerdeError>| {
            let mut serializer = JsonSerializer::new(false);
            write(&mut serializer).expect("a number");
            String::from_utf8(serializer.finish()).expect("a text")
        };
        for (text, expected) in [
            ("0", "0"),
            ("-000", "-0"),
            ("0012.50", "12.50"),
            ("+5.", "5"),
            ("-.5E-3", "-0.5E-3"),
            ("1e+400", "1e+400"),
        ] {
            let number = text.parse().expect("a number");
            assert_eq!(written(&|it| it.write_big_decimal(&BIG_DECIMAL, &number)), expected);
        }
        let number = "-0099".parse().expect("a number");
        assert_eq!(written(&|it| it.write_big_integer(&BIG_INTEGER, &number)), "-99");
    }

    #[test]
    fn documents_that_are_nested_too_deep_are_not_written() {
        let nested =
            |levels: usize| (1..levels).fold(Document::Null, |document, _| Document::Array(vec![document]));
        for (levels, written) in [(1, true), (MAX_DEPTH, true), (MAX_DEPTH + 1, false), (2_000, false)] {
            let result = JsonSerializer::new(false).write_document(&DOCUMENT, &nested(levels));
            assert_eq!(result.is_ok(), written, "{levels}");
        }
    }
}

//! Reading JSON documents by schema.

use super::grammar::JsonDeserializer;
use crate::shape::timestamp;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};
use crate::wire::reading::{MAX_DEPTH, number, single, too_deep};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};
use std::borrow::Cow;

impl JsonDeserializer<'_> {
    fn integer(&mut self) -> Result<i64, SerdeError> {
        let number = self.number()?;
        // Some services write `1.0` for 1.
        let whole = || number.parse::<f64>().ok().filter(|value| value.fract() == 0.0 && value.abs() < 9e15);
        match number.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => whole()
                .map(|value| value as i64)
                .ok_or_else(|| self.invalid(format!("`{number}` is no integer of this size"))),
        }
    }

    fn small<T: TryFrom<i64>>(&mut self) -> Result<T, SerdeError> {
        let integer = self.integer()?;
        T::try_from(integer).map_err(|_| self.invalid(format!("`{integer}` is too large")))
    }

    fn float(&mut self) -> Result<f64, SerdeError> {
        if self.peek() == Some(b'"') {
            return match &*self.string()? {
                "NaN" => Ok(f64::NAN),
                "Infinity" => Ok(f64::INFINITY),
                "-Infinity" => Ok(f64::NEG_INFINITY),
                _ => Err(self.invalid("a text where a number should be")),
            };
        }
        number(self.number()?)
    }

    /// Lets `read` read a value, and skips it if `read` did not.
    fn value(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        self.peek();
        let start = self.at;
        read(self)?;
        if self.at == start { self.skip() } else { Ok(()) }
    }

    /// The entries of an object, one level down; `entry` reads the key, the colon and the value.
    fn entries(
        &mut self,
        mut entry: impl FnMut(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.expect(b'{')?;
        self.nested(|this| {
            if this.eat(b'}') {
                return Ok(());
            }
            loop {
                this.peek();
                entry(this)?;
                if !this.eat(b',') {
                    return this.expect(b'}');
                }
            }
        })
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn elements(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.expect(b'[')?;
        self.nested(|this| {
            if this.eat(b']') {
                return Ok(());
            }
            loop {
                this.value(&mut element)?;
                if !this.eat(b',') {
                    return this.expect(b']');
                }
            }
        })
    }

    fn document(&mut self) -> Result<Document, SerdeError> {
        Ok(match self.peek() {
            Some(b'{') => {
                let mut entries = std::collections::HashMap::new();
                self.entries(|this| {
                    entries.insert(this.any_key()?.into_owned(), this.document()?);
                    Ok(())
                })?;
                Document::Object(entries)
            }
            Some(b'[') => {
                let mut values = Vec::new();
                self.elements(|this| {
                    values.push(this.document()?);
                    Ok(())
                })?;
                Document::Array(values)
            }
            Some(b'"') => Document::String(self.string()?.into_owned()),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                Document::Number(match (number.parse(), number.parse()) {
                    (Ok(number), _) => Number::PosInt(number),
                    (_, Ok(number)) => Number::NegInt(number),
                    _ => Number::Float(crate::wire::reading::number(number)?),
                })
            }
            _ if self.word("true") => Document::Bool(true),
            _ if self.word("false") => Document::Bool(false),
            _ if self.word("null") => Document::Null,
            _ => return Err(self.unexpected("a value")),
        })
    }
}

impl ShapeDeserializer for JsonDeserializer<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        // A response without a body has no members.
        if self.depth == 0 && (self.peek().is_none() || self.word("null")) {
            return self.end();
        }
        let is_union = schema.shape_type() == ShapeType::Union;
        let (members, json_names) = (schema.members(), self.json_names);
        let name = |index: usize| {
            let member: &Schema<'_> = members[index];
            let name = member.json_name().filter(|_| json_names).map(|name| name.value());
            name.or(member.member_name()).unwrap_or_default()
        };
        // Members mostly come in one order: the next one is the one after the last.
        let mut next = 0;
        self.entries(|this| {
            if next == members.len() || !this.key(name(next)) {
                let key = this.any_key()?;
                match (next..members.len()).chain(0..next).find(|index| name(*index) == key) {
                    Some(index) => next = index,
                    // As in the published readers, which report unknown members to unions.
                    None if is_union && key != "__type" && this.peek() != Some(b'n') => {
                        return this.value(|this| consumer(&DOCUMENT, this));
                    }
                    None => return this.skip(),
                }
            }
            let member = members[next];
            next += 1;
            if member.shape_type() != ShapeType::Document && this.peek() == Some(b'n') && this.word("null") {
                return Ok(());
            }
            this.value(|this| consumer(member, this))
        })?;
        self.end()
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.elements(|this| consumer(this))?;
        self.end()
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.entries(|this| {
            let key = this.any_key()?.into_owned();
            this.value(|this| consumer(key, this))
        })?;
        self.end()
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        if self.word("true") {
            Ok(true)
        } else if self.word("false") {
            Ok(false)
        } else {
            Err(self.unexpected("a boolean"))
        }
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        self.small()
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        self.small()
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        self.small()
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.integer()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        single(self.float()?)
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        self.float()
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        self.number()?.parse().map_err(|_| self.invalid("no integer"))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        self.number()?.parse().map_err(|_| self.invalid("no number"))
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.string().map(Cow::into_owned)
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        let text = self.string()?;
        base64::decode(&*text).map(Blob::new).map_err(|error| self.invalid(error))
    }

    fn read_timestamp(&mut self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let text = match self.peek() {
            Some(b'"') => self.string()?,
            _ => Cow::Borrowed(self.number()?),
        };
        timestamp::parse(&text, timestamp::format(schema, TimestampFormat::EpochSeconds))
            .ok_or_else(|| self.invalid(format!("`{text}` is no time")))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        let document = self.document()?;
        self.end()?;
        Ok(document)
    }

    fn is_null(&self) -> bool {
        // White space has been skipped, so a value starts here.
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(b"null"))
    }

    fn read_null(&mut self) -> Result<(), SerdeError> {
        if self.word("null") { Ok(()) } else { Err(self.unexpected("`null`")) }
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        self.skip()
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

//! Reading CBOR documents by schema. They have been checked to be well-formed.

use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};
use crate::wire::reading::{MAX_DEPTH, number, single, too_deep};
use aws_smithy_cbor::Decoder;
use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_types::{BigDecimal, BigInteger};
use std::borrow::Cow;

/// The tags of times and of decimal fractions (RFC 8949, section 3.4).
const TIME: u64 = 1;
const DECIMAL: u64 = 4;

/// The first bytes of the two tags of integers of any size.
const BIG: [u8; 2] = [0xc2, 0xc3];

pub(super) struct CborDeserializer<'a> {
    input: &'a [u8],
    decoder: Decoder<'a>,
    depth: usize,
}

impl<'a> CborDeserializer<'a> {
    pub(super) fn new(input: &'a [u8]) -> Self {
        Self { input, decoder: Decoder::new(input), depth: 0 }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.input.get(self.decoder.position()..).unwrap_or_default()
    }

    fn kind(&self) -> Result<Type, SerdeError> {
        self.decoder.datatype().map_err(invalid)
    }

    /// Skips the next tag, and returns it.
    fn tag(&mut self) -> Option<u64> {
        let (tag, length) = tag(self.rest())?;
        self.decoder.set_position(self.decoder.position() + length);
        Some(tag)
    }

    /// Skips the next tags; those without a meaning here have no effect.
    fn untag(&mut self) {
        while self.tag().is_some() {}
    }

    fn is_break(&self) -> bool {
        self.rest().first() == Some(&0xff)
    }

    /// Lets `read` read each item of a container with `count` items, or up to a break.
    fn items(
        &mut self,
        count: Option<u64>,
        mut read: impl FnMut(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let mut left = count;
        while left.map_or(!self.is_break(), |left| left > 0) {
            read(self)?;
            left = left.map(|left| left - 1);
        }
        if count.is_none() {
            self.decoder.set_position(self.decoder.position() + 1);
        }
        self.depth -= 1;
        Ok(())
    }

    /// Lets `read` read each key of a map and its value.
    fn map(&mut self, read: impl FnMut(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        self.untag();
        let count = self.decoder.map().map_err(invalid)?;
        self.items(count, read)
    }

    /// Lets `read` read the value of each entry of a map.
    pub(super) fn entries(
        &mut self,
        mut read: impl FnMut(&str, &mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.map(|this| {
            let key = this.text()?;
            this.value(|this| read(&key, this))
        })
    }

    /// Lets `read` read a value, and skips it if `read` did not.
    fn value(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        let start = self.decoder.position();
        read(self)?;
        if self.decoder.position() == start { self.skip_value() } else { Ok(()) }
    }

    pub(super) fn string(&mut self) -> Result<String, SerdeError> {
        self.text().map(Cow::into_owned)
    }

    fn text(&mut self) -> Result<Cow<'a, str>, SerdeError> {
        self.untag();
        let Some((bytes, end)) = self.short_text() else { return self.decoder.str().map_err(invalid) };
        let text = str::from_utf8(bytes).map_err(|error| SerdeError::invalid_input(error.to_string()))?;
        self.decoder.set_position(end);
        Ok(Cow::Borrowed(text))
    }

    /// The bytes of a text whose length takes at most one byte, and the position after it.
    fn short_text(&self) -> Option<(&'a [u8], usize)> {
        let rest = self.rest();
        let (start, length) = match rest {
            [first @ 0x60..=0x77, ..] => (1, first - 0x60),
            [0x78, length, ..] => (2, *length),
            _ => return None,
        };
        let end = start + usize::from(length);
        Some((rest.get(start..end)?, self.decoder.position() + end))
    }

    /// Skips the key `name`, if it is next.
    fn key(&mut self, name: &str) -> bool {
        let end = self.short_text().filter(|(text, _)| *text == name.as_bytes()).map(|(_, end)| end);
        if let Some(end) = end {
            self.decoder.set_position(end);
        }
        end.is_some()
    }

    /// A number of any kind, in decimal digits.
    fn decimal(&mut self) -> Result<String, SerdeError> {
        while !BIG.iter().any(|big| self.rest().first() == Some(big)) {
            let decimal = matches!(tag(self.rest()), Some((DECIMAL, _)));
            if decimal {
                return self.decoder.big_decimal().map(|value| value.as_ref().to_owned()).map_err(invalid);
            }
            if self.tag().is_none() {
                break;
            }
        }
        match self.kind()? {
            Type::F16 | Type::F32 | Type::F64 => Ok(self.decoder.double().map_err(invalid)?.to_string()),
            _ => self.decoder.big_integer().map(|value| value.as_ref().to_owned()).map_err(invalid),
        }
    }

    /// A whole number: Smithy lets any kind of number stand for any other, if the value is the same (rpcv2Cbor, "Number
    /// type serialization").
    fn integer(&mut self) -> Result<i64, SerdeError> {
        match self.rest().first() {
            Some(0x00..=0x3b) => self.decoder.long().map_err(invalid),
            _ => {
                let text = self.decimal()?;
                text.parse()
                    .map_err(|_| SerdeError::invalid_input(format!("`{text}` is no integer of this size")))
            }
        }
    }

    fn small<T: TryFrom<i64>>(&mut self) -> Result<T, SerdeError> {
        let integer = self.integer()?;
        T::try_from(integer).map_err(|_| SerdeError::invalid_input(format!("`{integer}` is too large")))
    }

    fn float(&mut self) -> Result<f64, SerdeError> {
        match self.rest().first() {
            Some(0xf9..=0xfb) => self.decoder.double().map_err(invalid),
            _ => number(&self.decimal()?),
        }
    }
}

/// A tag at the beginning of some bytes, and how many it takes.
fn tag(bytes: &[u8]) -> Option<(u64, usize)> {
    let (first, rest) = bytes.split_first()?;
    let length = match first {
        0xc0..=0xd7 => 0,
        0xd8..=0xdb => 1 << (first - 0xd8),
        _ => return None,
    };
    let argument = rest.get(..length)?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some((if length == 0 { u64::from(first & 0x1f) } else { argument }, 1 + length))
}

fn invalid(error: DeserializeError) -> SerdeError {
    SerdeError::invalid_input(error.to_string())
}

impl ShapeDeserializer for CborDeserializer<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        // A response without a body has no members.
        if self.input.is_empty() {
            return Ok(());
        }
        let is_union = schema.shape_type() == ShapeType::Union;
        let members = schema.members();
        // Members mostly come in one order: the next one is the one after the last.
        let mut next = 0;
        self.map(|this| {
            let expected = members.get(next).and_then(|member| member.member_name());
            if !expected.is_some_and(|name| this.key(name)) {
                let key = this.text()?;
                match members.iter().position(|member| member.member_name() == Some(&*key)) {
                    Some(index) => next = index,
                    // As in the published readers, which report unknown members to unions.
                    None if is_union && key != "__type" && !this.is_null() => {
                        return this.value(|this| consumer(&DOCUMENT, this));
                    }
                    None => return this.skip_value(),
                }
            }
            let member = members[next];
            next += 1;
            if this.is_null() { this.skip_value() } else { this.value(|this| consumer(member, this)) }
        })
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.untag();
        let count = self.decoder.list().map_err(invalid)?;
        self.items(count, |this| this.value(|this| consumer(this)))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.entries(|key, this| consumer(key.to_owned(), this))
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        self.untag();
        self.decoder.boolean().map_err(invalid)
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
        let text = self.decimal()?;
        text.parse().map_err(|_| SerdeError::invalid_input(format!("`{text}` is no integer")))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        let text = self.decimal()?;
        text.parse().map_err(|_| SerdeError::invalid_input(format!("`{text}` is no number")))
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.string()
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        self.untag();
        self.decoder.blob().map_err(invalid)
    }

    fn read_timestamp(&mut self, _: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let mut is_time = false;
        while let Some(tag) = self.tag() {
            is_time |= tag == TIME;
        }
        if !is_time {
            return Err(SerdeError::invalid_input("a time has the tag 1"));
        }
        match self.rest().first() {
            Some(0xf9..=0xfb) => {
                let seconds = self.float()?;
                let exact = seconds * 1000.0;
                // Smithy, "epoch-seconds": no finer than milliseconds. A double is less exact than a thousandth of one.
                let milliseconds =
                    if (exact.round() - exact).abs() < 1e-3 { exact.round() } else { exact.floor() };
                if milliseconds.abs() < i64::MAX as f64 {
                    Ok(DateTime::from_millis(milliseconds as i64))
                } else {
                    Err(SerdeError::invalid_input(format!("`{seconds}` is no time")))
                }
            }
            _ => self.integer().map(DateTime::from_secs),
        }
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        Err(SerdeError::invalid_input("documents have no form in CBOR"))
    }

    /// `null`, or `undefined`, which means the same (rpcv2Cbor, "Deserialization").
    fn is_null(&self) -> bool {
        let mut rest = self.rest();
        while let Some((_, length)) = tag(rest) {
            rest = &rest[length..];
        }
        matches!(rest.first(), Some(0xf6 | 0xf7))
    }

    fn read_null(&mut self) -> Result<(), SerdeError> {
        if self.is_null() {
            self.skip_value()
        } else {
            Err(SerdeError::invalid_input("something where `null` should be"))
        }
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        self.decoder.skip().map_err(invalid)
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

//! Reading CBOR documents by schema. They are well-formed: that has been looked at.

use crate::protocol::{MAX_DEPTH, number, single};
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_cbor::Decoder;
use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_types::{BigDecimal, BigInteger};

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

    fn rest(&self) -> &'a [u8] {
        self.input.get(self.decoder.position()..).unwrap_or_default()
    }

    fn kind(&self) -> Result<Type, SerdeError> {
        self.decoder.datatype().map_err(invalid)
    }

    /// Goes past a tag that comes next, and gives it.
    fn tag(&mut self) -> Option<u64> {
        let (tag, length) = tag(self.rest())?;
        self.decoder.set_position(self.decoder.position() + length);
        Some(tag)
    }

    /// Goes past the tags that come next: those that say nothing here have no effect.
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
            return Err(SerdeError::invalid_input("maximum nesting depth exceeded"));
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

    /// Lets `read` read the value of each entry of a map.
    pub(super) fn entries(
        &mut self,
        mut read: impl FnMut(&str, &mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.untag();
        let count = self.decoder.map().map_err(invalid)?;
        self.items(count, |this| {
            this.untag();
            let key = this.decoder.str().map_err(invalid)?;
            this.value(|this| read(&key, this))
        })
    }

    /// Lets `read` read a value, and goes past it if that has not been done.
    fn value(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        let start = self.decoder.position();
        read(self)?;
        if self.decoder.position() == start { self.skip_value() } else { Ok(()) }
    }

    pub(super) fn string(&mut self) -> Result<String, SerdeError> {
        self.untag();
        self.decoder.str().map(String::from).map_err(invalid)
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
        self.entries(|key, this| {
            if this.is_null() {
                return this.read_null();
            }
            match schema.member_schema(key) {
                Some(member) => consumer(member, this),
                // As the published readers, which tell unions of what is unknown.
                None if is_union && key != "__type" => consumer(&DOCUMENT, this),
                None => this.skip_value(),
            }
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
                match milliseconds.abs() < i64::MAX as f64 {
                    true => Ok(DateTime::from_millis(milliseconds as i64)),
                    false => Err(SerdeError::invalid_input(format!("`{seconds}` is no time"))),
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
        match self.is_null() {
            true => self.skip_value(),
            false => Err(SerdeError::invalid_input("something where `null` should be")),
        }
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        self.decoder.skip().map_err(invalid)
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes;
    use super::*;
    use aws_smithy_schema::prelude::*;
    use std::fmt::Debug;

    /// What is read of a document of one item, which must be read to its end.
    fn read<T: Debug>(
        hex: &str,
        read: impl FnOnce(&mut CborDeserializer<'_>) -> Result<T, SerdeError>,
    ) -> String {
        let bytes = bytes(hex);
        super::super::well_formed(&bytes).expect("a well-formed document");
        let mut reader = CborDeserializer::new(&bytes);
        match read(&mut reader) {
            Ok(value) => {
                assert!(reader.rest().is_empty(), "{hex}: {value:?} leaves {:x?}", reader.rest());
                format!("{value:?}")
            }
            Err(_) => "refused".to_owned(),
        }
    }

    /// Any form of a number is read as any type of number that holds it.
    #[test]
    fn numbers_are_widened_and_narrowed_without_loss() {
        for (hex, byte, short, integer, long, float, double) in [
            ("00", "0", "0", "0", "0", "0.0", "0.0"),
            ("187f", "127", "127", "127", "127", "127.0", "127.0"),
            ("1880", "refused", "128", "128", "128", "128.0", "128.0"),
            ("190100", "refused", "256", "256", "256", "256.0", "256.0"),
            ("1a00000001", "1", "1", "1", "1", "1.0", "1.0"),
            ("1b0000000000000001", "1", "1", "1", "1", "1.0", "1.0"),
            ("1a80000000", "refused", "refused", "refused", "2147483648", "2147483600.0", "2147483648.0"),
            (
                "1bffffffffffffffff",
                "refused",
                "refused",
                "refused",
                "refused",
                "1.8446744e19",
                "1.8446744073709552e19",
            ),
            ("20", "-1", "-1", "-1", "-1", "-1.0", "-1.0"),
            ("387f", "-128", "-128", "-128", "-128", "-128.0", "-128.0"),
            ("3880", "refused", "-129", "-129", "-129", "-129.0", "-129.0"),
            (
                "3bffffffffffffffff",
                "refused",
                "refused",
                "refused",
                "refused",
                "-1.8446744e19",
                "-1.8446744073709552e19",
            ),
            // Half, single and double floats.
            ("f93c00", "1", "1", "1", "1", "1.0", "1.0"),
            ("f95c00", "refused", "256", "256", "256", "256.0", "256.0"),
            ("f93e00", "refused", "refused", "refused", "refused", "1.5", "1.5"),
            ("f90001", "refused", "refused", "refused", "refused", "5.9604645e-8", "5.960464477539063e-8"),
            ("fa47c35000", "refused", "refused", "100000", "100000", "100000.0", "100000.0"),
            ("fa3fc00000", "refused", "refused", "refused", "refused", "1.5", "1.5"),
            ("fb4070000000000000", "refused", "256", "256", "256", "256.0", "256.0"),
            ("fbc010000000000000", "-4", "-4", "-4", "-4", "-4.0", "-4.0"),
            ("fb3ff199999999999a", "refused", "refused", "refused", "refused", "1.1", "1.1"),
            ("fb7e37e43c8800759c", "refused", "refused", "refused", "refused", "refused", "1e300"),
            ("f97c00", "refused", "refused", "refused", "refused", "inf", "inf"),
            ("f9fc00", "refused", "refused", "refused", "refused", "-inf", "-inf"),
            ("f97e00", "refused", "refused", "refused", "refused", "NaN", "NaN"),
            // Integers of any size, and decimal fractions.
            ("c24101", "1", "1", "1", "1", "1.0", "1.0"),
            (
                "c249010000000000000000",
                "refused",
                "refused",
                "refused",
                "refused",
                "1.8446744e19",
                "1.8446744073709552e19",
            ),
            (
                "c349010000000000000000",
                "refused",
                "refused",
                "refused",
                "refused",
                "-1.8446744e19",
                "-1.8446744073709552e19",
            ),
            ("c48221196ab3", "refused", "refused", "refused", "refused", "273.15", "273.15"),
            ("c4821b7ffffffffffffffe01", "refused", "refused", "refused", "refused", "refused", "refused"),
            ("c4823b7ffffffffffffffe01", "refused", "refused", "refused", "refused", "0.0", "0.0"),
            ("c4823a7fffffff01", "refused", "refused", "refused", "refused", "0.0", "0.0"),
            // A tag that says nothing here.
            ("d9d9f705", "5", "5", "5", "5", "5.0", "5.0"),
            ("c6d82af95c00", "refused", "256", "256", "256", "256.0", "256.0"),
            ("6131", "refused", "refused", "refused", "refused", "refused", "refused"),
            ("f5", "refused", "refused", "refused", "refused", "refused", "refused"),
            ("f6", "refused", "refused", "refused", "refused", "refused", "refused"),
        ] {
            assert_eq!(read(hex, |it| it.read_byte(&BYTE)), byte, "byte {hex}");
            assert_eq!(read(hex, |it| it.read_short(&SHORT)), short, "short {hex}");
            assert_eq!(read(hex, |it| it.read_integer(&INTEGER)), integer, "integer {hex}");
            assert_eq!(read(hex, |it| it.read_long(&LONG)), long, "long {hex}");
            assert_eq!(read(hex, |it| it.read_float(&FLOAT)), float, "float {hex}");
            assert_eq!(read(hex, |it| it.read_double(&DOUBLE)), double, "double {hex}");
        }
        for (hex, integer, decimal) in [
            ("190100", "256", "256"),
            ("f95c00", "256", "256"),
            ("f93e00", "refused", "1.5"),
            ("3bffffffffffffffff", "-18446744073709551616", "-18446744073709551616"),
            ("c249010000000000000000", "18446744073709551616", "18446744073709551616"),
            ("d82ac24101", "1", "1"),
            ("c48221196ab3", "refused", "273.15"),
        ] {
            let text = read(hex, |it| Ok(it.read_big_integer(&BIG_INTEGER)?.as_ref().to_owned()));
            assert_eq!(text.trim_matches('"'), integer, "{hex}");
            let text = read(hex, |it| Ok(it.read_big_decimal(&BIG_DECIMAL)?.as_ref().to_owned()));
            assert_eq!(text.trim_matches('"'), decimal, "{hex}");
        }
    }

    #[test]
    fn strings_blobs_and_booleans() {
        for (hex, text) in [
            ("6161", "\"a\""),
            ("7f657374726561646d696e67ff", "\"streaming\""),
            ("7fff", "\"\""),
            ("d9d9f7c06161", "\"a\""),
            ("62c328", "refused"),
            ("4161", "refused"),
            ("01", "refused"),
        ] {
            assert_eq!(read(hex, |it| it.read_string(&STRING)), text, "{hex}");
        }
        for (hex, blob) in [
            ("420102", "[1, 2]"),
            ("5f42010243030405ff", "[1, 2, 3, 4, 5]"),
            ("d74101", "[1]"),
            ("6161", "refused"),
        ] {
            assert_eq!(read(hex, |it| Ok(it.read_blob(&BLOB)?.into_inner())), blob, "{hex}");
        }
        for (hex, boolean) in [("f5", "true"), ("c6f4", "false"), ("01", "refused"), ("f6", "refused")] {
            assert_eq!(read(hex, |it| it.read_boolean(&BOOLEAN)), boolean, "{hex}");
        }
    }

    #[test]
    fn times_have_a_tag_and_milliseconds() {
        for (hex, nanoseconds) in [
            ("c11a514b67b0", "1363896240000000000"),
            ("c11b00000000514b67b0", "1363896240000000000"),
            ("c1fb41d452d9ec200000", "1363896240500000000"),
            ("c1fb41d452d9ec07ae14", "1363896240120000000"),
            ("c1f93e00", "1500000000"),
            ("c1f9be00", "-1500000000"),
            ("d9d9f7c100", "0"),
            ("c1d9d9f700", "0"),
            ("c1f97e00", "refused"),
            ("c1fb7e37e43c8800759c", "refused"),
            ("c16161", "refused"),
            ("00", "refused"),
            ("c074323031332d30332d32315432303a30343a30305a", "refused"),
        ] {
            assert_eq!(read(hex, |it| Ok(it.read_timestamp(&TIMESTAMP)?.as_nanos())), nanoseconds, "{hex}");
        }
    }

    #[test]
    fn containers_of_both_kinds_and_what_is_null() {
        let list = |hex| {
            read(hex, |it| {
                let mut list = Vec::new();
                it.read_list(&DOCUMENT, &mut |it| {
                    list.push(if it.is_null() {
                        it.read_null().map(|()| None)?
                    } else {
                        Some(it.read_integer(&INTEGER)?)
                    });
                    Ok(())
                })?;
                Ok(list)
            })
        };
        for (hex, expected) in [
            ("80", "[]"),
            ("9fff", "[]"),
            ("83010203", "[Some(1), Some(2), Some(3)]"),
            ("9f01f95c00ff", "[Some(1), Some(256)]"),
            ("84f601f7c6f7", "[None, Some(1), None, None]"),
            ("d9d9f7c68101", "[Some(1)]"),
            ("a0", "refused"),
        ] {
            assert_eq!(list(hex), expected, "{hex}");
        }
        let map = |hex| {
            read(hex, |it| {
                let mut entries = Vec::new();
                it.read_map(&DOCUMENT, &mut |key, it| {
                    // What is not read is passed over.
                    entries.push((key.clone(), if key == "a" { it.read_integer(&INTEGER)? } else { 0 }));
                    Ok(())
                })?;
                Ok(entries)
            })
        };
        for (hex, expected) in [
            ("a0", "[]"),
            ("bfff", "[]"),
            ("a2616101616282f601", r#"[("a", 1), ("b", 0)]"#),
            ("bf616101616281a0ff", r#"[("a", 1), ("b", 0)]"#),
            ("c6a1c66161c601", r#"[("a", 1)]"#),
            ("a10101", "refused"),
            ("80", "refused"),
        ] {
            assert_eq!(map(hex), expected, "{hex}");
        }
        assert_eq!(read("01", |it| it.read_null()), "refused");
        assert_eq!(read("a0", |it| it.read_document(&DOCUMENT)), "refused");
    }
}

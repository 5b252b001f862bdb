//! Writing CBOR documents by schema.

use super::super::buffer::Buffer;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_cbor::Encoder;
use aws_smithy_schema::codec::FinishSerializer;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::{BigDecimal, BigInteger};

/// Major types (RFC 8949, section 3.1), in the bits of a first byte.
const UNSIGNED: u8 = 0 << 5;
const NEGATIVE: u8 = 1 << 5;
const BYTES: u8 = 2 << 5;
const TEXT: u8 = 3 << 5;

/// First bytes of values without an argument.
const OPEN_LIST: u8 = 0x9f;
const OPEN_MAP: u8 = 0xbf;
const TIMESTAMP: u8 = 0xc1;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;
const FLOAT: u8 = 0xfa;
const DOUBLE: u8 = 0xfb;
const CLOSE: u8 = 0xff;

/// Writes a CBOR document by schema, with the bytes that the published serializer writes.
#[derive(Debug, Default)]
pub(crate) struct CborSerializer {
    bytes: Buffer,
    /// Whether the next value is a member, which has its name before it.
    member: bool,
}

impl FinishSerializer for CborSerializer {
    fn finish(self) -> Vec<u8> {
        self.bytes.into_bytes()
    }
}

impl CborSerializer {
    /// Writes the name before a member.
    #[inline]
    fn start(&mut self, schema: &Schema<'_>) {
        if self.member
            && let Some(name) = schema.member_name()
        {
            self.sized(TEXT, name.as_bytes());
        }
    }

    /// Writes bytes or a text after its length.
    #[inline]
    fn sized(&mut self, major: u8, content: &[u8]) {
        match u8::try_from(content.len()) {
            Ok(length @ ..24) => self.bytes.enclosed([major | length], content, []),
            Ok(length) => self.bytes.enclosed([major | 24, length], content, []),
            Err(_) => {
                self.head(major, content.len() as u64);
                self.bytes.put(content);
            }
        }
    }

    /// Writes a first byte and its argument, in as few bytes as possible.
    fn head(&mut self, major: u8, argument: u64) {
        let bytes = argument.to_be_bytes();
        match argument {
            0..24 => self.bytes.push(major | bytes[7]),
            24..0x100 => self.bytes.enclosed([major | 24], &bytes[7..], []),
            0x100..0x1_0000 => self.bytes.enclosed([major | 25], &bytes[6..], []),
            0x1_0000..0x1_0000_0000 => self.bytes.enclosed([major | 26], &bytes[4..], []),
            _ => self.bytes.enclosed([major | 27], &bytes, []),
        }
    }

    fn integer(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.start(schema);
        match u64::try_from(value) {
            Ok(value) => self.head(UNSIGNED, value),
            Err(_) => self.head(NEGATIVE, !value as u64),
        }
        Ok(())
    }

    fn simple(&mut self, schema: &Schema<'_>, value: u8) -> Result<(), SerdeError> {
        self.start(schema);
        self.bytes.push(value);
        Ok(())
    }

    /// A value that is rare enough to be left to the published encoder.
    fn encoded(&mut self, schema: &Schema<'_>, encode: impl FnOnce(&mut Encoder)) -> Result<(), SerdeError> {
        self.start(schema);
        let mut encoder = Encoder::new(Vec::new());
        encode(&mut encoder);
        self.bytes.put(&encoder.into_writer());
        Ok(())
    }

    /// A list, map or structure, of a length that is not said.
    #[inline]
    fn nested(
        &mut self,
        schema: &Schema<'_>,
        open: u8,
        members: bool,
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.start(schema);
        self.bytes.push(open);
        let outer = std::mem::replace(&mut self.member, members);
        write(self)?;
        self.member = outer;
        self.bytes.push(CLOSE);
        Ok(())
    }
}

impl ShapeSerializer for CborSerializer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.nested(schema, OPEN_MAP, true, |this| value.serialize_members(this))
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, OPEN_LIST, false, |this| write_elements(this))
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write_entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(schema, OPEN_MAP, false, |this| write_entries(this))
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.simple(schema, if value { TRUE } else { FALSE })
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.integer(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.integer(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.integer(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.integer(schema, value)
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.start(schema);
        self.bytes.enclosed([FLOAT], &value.to_be_bytes(), []);
        Ok(())
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.start(schema);
        self.bytes.enclosed([DOUBLE], &value.to_be_bytes(), []);
        Ok(())
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.encoded(schema, |encoder| {
            encoder.big_integer(value);
        })
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.encoded(schema, |encoder| {
            encoder.big_decimal(value);
        })
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.start(schema);
        self.sized(TEXT, value.as_bytes());
        Ok(())
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.start(schema);
        self.sized(BYTES, value.as_ref());
        Ok(())
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        self.start(schema);
        self.bytes.enclosed([TIMESTAMP, DOUBLE], &value.as_secs_f64().to_be_bytes(), []);
        Ok(())
    }

    fn write_document(&mut self, _: &Schema<'_>, _: &Document) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported("documents in the protocol rpcv2Cbor"))
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.simple(schema, NULL)
    }
}

#[cfg(test)]
mod tests {
    use super::CborSerializer;
    use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeSerializer};
    use aws_smithy_cbor::codec::CborCodec;
    use aws_smithy_schema::codec::{Codec, FinishSerializer};
    use aws_smithy_schema::prelude::*;
    use aws_smithy_schema::serde::SerializableStruct;
    use aws_smithy_schema::{ShapeId, ShapeType};

    type Write<'a> = &'a dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>;

    fn agree(write: Write<'_>) {
        let (mut ours, mut published) =
            (CborSerializer::default(), Codec::create_serializer(&CborCodec::default()));
        write(&mut ours).expect("a value");
        write(&mut published).expect("a value");
        assert_eq!(ours.finish(), published.finish());
    }

    #[test]
    fn values_are_written_as_by_the_published_serializer() {
        for shift in 0..64 {
            let power = 1_i64 << shift;
            for value in [power, power.wrapping_sub(1), power.wrapping_neg(), !power] {
                agree(&|it| it.write_long(&LONG, value));
                agree(&|it| it.write_integer(&INTEGER, value as i32));
                agree(&|it| it.write_short(&SHORT, value as i16));
                agree(&|it| it.write_byte(&BYTE, value as i8));
                agree(&|it| it.write_double(&DOUBLE, value as f64 / 3.0));
                agree(&|it| it.write_float(&FLOAT, value as f32 / 3.0));
                agree(&|it| it.write_timestamp(&TIMESTAMP, &DateTime::from_millis(value >> 10)));
            }
        }
        for length in (0..70).chain([255, 256, 257, 65_535, 65_536]) {
            let text: String = ('a'..='z').cycle().take(length).collect();
            agree(&|it| it.write_string(&STRING, &text));
            agree(&|it| it.write_blob(&BLOB, Blob::new(text.as_bytes())));
        }
        for value in ["0", "-1", "18446744073709551616", "-18446744073709551617"] {
            agree(&|it| it.write_big_integer(&BIG_INTEGER, &value.parse().expect("a number")));
            agree(&|it| it.write_big_decimal(&BIG_DECIMAL, &value.parse().expect("a number")));
        }
        for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
            agree(&|it| it.write_double(&DOUBLE, special));
            agree(&|it| it.write_float(&FLOAT, special as f32));
        }
    }

    #[test]
    fn members_have_names_and_elements_have_none() {
        struct Inner;

        impl SerializableStruct for Inner {
            fn schema(&self) -> &Schema<'_> {
                &DOCUMENT
            }

            fn serialize_members(&self, it: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
                let id = || ShapeId::from_parts("", "", "Inner");
                let flag = Schema::new_member(id(), ShapeType::Boolean, "flag", 0);
                let list = Schema::new_member(id(), ShapeType::List, "list", 1);
                let map = Schema::new_member(id(), ShapeType::Map, "map", 2);
                it.write_boolean(&flag, true)?;
                it.write_list(&list, &|it| {
                    it.write_null(&flag)?;
                    it.write_boolean(&flag, false)
                })?;
                it.write_map(&map, &|it| {
                    it.write_string(&STRING, "key")?;
                    it.write_list_with_length(&list, 0, &|_| Ok(()))
                })?;
                it.write_null(&map)
            }
        }

        agree(&|it| it.write_struct(&DOCUMENT, &Inner));
        agree(&|it| it.write_list(&DOCUMENT, &|it| it.write_struct(&DOCUMENT, &Inner)));
    }

    #[test]
    fn documents_are_not_written() {
        let written = CborSerializer::default().write_document(&DOCUMENT, &Document::Null);
        assert!(matches!(written, Err(SerdeError::UnsupportedOperation { .. })), "{written:?}");
    }
}

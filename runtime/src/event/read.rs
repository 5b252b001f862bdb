//! Message → members: those in headers, that which is the payload, and those in the document that is the payload otherwise.

use crate::types::{
    Blob, DateTime, Document, HeaderValue, Message, Schema, SerdeError, ShapeDeserializer, StrBytes,
};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::codec::DynCodec;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::{BigDecimal, BigInteger};

/// Reads a structure from a message.
pub(crate) struct MessageDeserializer<'a> {
    pub(crate) message: &'a Message,
    pub(crate) protocol: &'a SharedClientProtocol,
}

impl<'a> MessageDeserializer<'a> {
    fn codec(&self) -> Result<&'a dyn DynCodec, SerdeError> {
        self.protocol.payload_codec().ok_or_else(|| SerdeError::invalid_input("the protocol has no events"))
    }
}

/// The methods that a deserializer of structures alone has not.
macro_rules! no_value {
    ($($method:ident -> $type:ty),* $(,)?) => {$(
        fn $method(&mut self, _: &Schema<'_>) -> Result<$type, SerdeError> {
            Err(SerdeError::invalid_input("a message of a stream is no value by itself"))
        }
    )*};
}

impl ShapeDeserializer for MessageDeserializer<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let payload = &self.message.payload()[..];
        let mut bound = None;
        for member in schema.members() {
            if member.event_header().is_some() {
                let mut headers = self.message.headers().iter();
                let header = headers.find(|header| Some(header.name().as_str()) == member.member_name());
                if let Some(header) = header {
                    consumer(member, &mut HeaderDeserializer(header.value()))?;
                }
            } else if member.event_payload().is_some() {
                bound = Some(member);
            }
        }
        match bound {
            Some(member) if member.shape_type() == ShapeType::Blob => {
                let bytes = HeaderValue::ByteArray(self.message.payload().clone());
                consumer(member, &mut HeaderDeserializer(&bytes))
            }
            Some(member) if member.shape_type() == ShapeType::String => {
                let text = StrBytes::try_from(self.message.payload().clone());
                let text =
                    text.map_err(|_| SerdeError::invalid_input("the payload of an event is not UTF-8"))?;
                consumer(member, &mut HeaderDeserializer(&HeaderValue::String(text)))
            }
            _ if payload.is_empty() => Ok(()),
            Some(member) => consumer(member, &mut *self.codec()?.create_deserializer(payload)),
            None => self.codec()?.create_deserializer(payload).read_struct(schema, consumer),
        }
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(SerdeError::invalid_input("a message of a stream is no list"))
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(SerdeError::invalid_input("a message of a stream is no map"))
    }

    no_value! {
        read_boolean -> bool, read_byte -> i8, read_short -> i16, read_integer -> i32, read_long -> i64,
        read_float -> f32, read_double -> f64, read_big_integer -> BigInteger, read_big_decimal -> BigDecimal,
        read_string -> String, read_blob -> Blob, read_timestamp -> DateTime, read_document -> Document,
    }

    fn is_null(&self) -> bool {
        false
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

/// Reads the value of a header, or a payload that is text or bytes.
struct HeaderDeserializer<'a>(&'a HeaderValue);

/// The methods that return the value of one kind of header.
macro_rules! header_value {
    ($($method:ident $kind:ident -> $type:ty, |$value:ident| $read:expr;)*) => {$(
        fn $method(&mut self, _: &Schema<'_>) -> Result<$type, SerdeError> {
            match self.0 {
                HeaderValue::$kind($value) => Ok($read),
                _ => Err(wrong_header()),
            }
        }
    )*};
}

fn wrong_header() -> SerdeError {
    SerdeError::invalid_input("a header of an event has a value of another type")
}

macro_rules! no_header {
    ($($method:ident -> $type:ty),* $(,)?) => {$(
        fn $method(&mut self, _: &Schema<'_>) -> Result<$type, SerdeError> {
            Err(wrong_header())
        }
    )*};
}

impl ShapeDeserializer for HeaderDeserializer<'_> {
    fn read_struct(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(wrong_header())
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(wrong_header())
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        _: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(wrong_header())
    }

    header_value! {
        read_boolean Bool -> bool, |value| *value;
        read_byte Byte -> i8, |value| *value;
        read_short Int16 -> i16, |value| *value;
        read_integer Int32 -> i32, |value| *value;
        read_long Int64 -> i64, |value| *value;
        read_string String -> String, |value| value.as_str().to_owned();
        read_blob ByteArray -> Blob, |value| Blob::new(value.to_vec());
        read_timestamp Timestamp -> DateTime, |value| *value;
    }

    no_header! {
        read_float -> f32, read_double -> f64, read_big_integer -> BigInteger, read_big_decimal -> BigDecimal,
        read_document -> Document,
    }

    fn is_null(&self) -> bool {
        false
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        Ok(())
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

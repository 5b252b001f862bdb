//! The types that values have: how each meets a codec.

use super::stream::{Stream, passes_by_codecs};
use super::structure::Structure;
use super::timestamp;
use super::value::{MapKey, Value};
use super::walk::{read_members, stand_in, write_structure};
use crate::types::{
    BigDecimal, BigInteger, Blob, ByteStream, DateTime, Document, ErrorMetadata, Schema, SerdeError,
    ShapeDeserializer, ShapeSerializer,
};
use aws_smithy_schema::serde::capped_container_size;
use aws_smithy_schema::traits::TimestampFormat;
use std::collections::HashMap;

impl<T: Value> Value for Option<T> {
    const NULLABLE: bool = true;

    fn empty() -> Self {
        None
    }

    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        match self {
            Some(value) => value.write(schema, serializer),
            None => serializer.write_null(schema),
        }
    }

    fn read(schema: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        T::read(schema, deserializer).map(Some)
    }

    fn write_member(
        &self,
        schema: &Schema<'_>,
        serializer: &mut dyn ShapeSerializer,
    ) -> Result<(), SerdeError> {
        match self {
            Some(value) => value.write(schema, serializer),
            None => Ok(()),
        }
    }

    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError> {
        match self {
            Some(value) => value.label(schema),
            None => Ok(None),
        }
    }

    fn fill(&mut self) {
        self.get_or_insert_with(T::empty);
    }

    fn read_member(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError> {
        match self {
            Some(value) => value.read_member(schema, deserializer),
            None => {
                *self = Some(T::read(schema, deserializer)?);
                Ok(())
            }
        }
    }

    fn stream(&mut self) -> Option<Stream<'_>> {
        self.as_mut().and_then(Value::stream)
    }
}

/// A streaming body: it bypasses the codecs, from the input to the request, and from the
/// response to the output.
impl Value for ByteStream {
    fn empty() -> Self {
        ByteStream::default()
    }

    passes_by_codecs!();

    fn stream(&mut self) -> Option<Stream<'_>> {
        Some(Stream::Bytes(self))
    }
}

/// The metadata of an error's response, which is not part of a document.
impl Value for ErrorMetadata {
    fn empty() -> Self {
        Self::default()
    }

    fn write(&self, _: &Schema<'_>, _: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        Ok(())
    }

    fn read(_: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        deserializer.skip_value()?;
        Ok(Self::empty())
    }

    fn metadata(&self) -> Option<&ErrorMetadata> {
        Some(self)
    }

    fn metadata_mut(&mut self) -> Option<&mut ErrorMetadata> {
        Some(self)
    }
}

macro_rules! simple_values {
    ($($type:ty, $empty:expr, $write:ident, $read:ident, |$value:ident| $written:expr $(, $zero:literal)?;)*) => {$(
        impl Value for $type {
            fn empty() -> Self {
                $empty
            }

            fn write(
                &self,
                schema: &Schema<'_>,
                serializer: &mut dyn ShapeSerializer,
            ) -> Result<(), SerdeError> {
                let $value = self;
                serializer.$write(schema, $written)
            }

            fn read(
                schema: &Schema<'_>,
                deserializer: &mut dyn ShapeDeserializer,
            ) -> Result<Self, SerdeError> {
                deserializer.$read(schema)
            }

            $(
                fn is_default(&self, default: &str) -> bool {
                    *self == default.parse().unwrap_or($zero)
                }
            )?
        }
    )*};
}

simple_values! {
    BigDecimal, BigDecimal::default(), write_big_decimal, read_big_decimal, |value| value;
    BigInteger, BigInteger::default(), write_big_integer, read_big_integer, |value| value;
    Blob, Blob::new([]), write_blob, read_blob, |value| value.clone();
    Document, Document::Null, write_document, read_document, |value| value;
    String, String::new(), write_string, read_string, |value| value;
    bool, false, write_boolean, read_boolean, |value| *value, false;
    f32, 0.0, write_float, read_float, |value| *value, 0.0;
    f64, 0.0, write_double, read_double, |value| *value, 0.0;
    i16, 0, write_short, read_short, |value| *value, 0;
    i32, 0, write_integer, read_integer, |value| *value, 0;
    i64, 0, write_long, read_long, |value| *value, 0;
    i8, 0, write_byte, read_byte, |value| *value, 0;
}

impl Value for DateTime {
    fn empty() -> Self {
        DateTime::from_secs(0)
    }

    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        serializer.write_timestamp(schema, self)
    }

    fn read(schema: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        // The published reader of headers takes one format and no offsets.
        match deserializer.read_timestamp(schema) {
            Err(error) if schema.http_header().is_some() => deserializer
                .read_string(&aws_smithy_schema::prelude::STRING)
                .ok()
                .and_then(|text| {
                    timestamp::parse(&text, timestamp::format(schema, TimestampFormat::HttpDate))
                })
                .ok_or(error),
            read => read,
        }
    }

    // The published serializer for strings always writes http-date; a label is date-time unless its schema
    // says otherwise (Smithy, "httpLabel trait", serialization rules).
    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError> {
        let format = timestamp::format(schema, TimestampFormat::DateTime);
        self.fmt(format).map(Some).map_err(|error| SerdeError::write_failed(error.to_string()))
    }
}

/// The schema of the elements of a list or the values of a map.
fn element_of<'a>(schema: &'a Schema<'_>) -> &'a Schema<'a> {
    schema.member().unwrap_or(&aws_smithy_schema::prelude::DOCUMENT)
}

/// Reads one element of a list or value of a map; `None` for a `null` that a dense one drops.
fn read_element<T: Value>(
    schema: &Schema<'_>,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<Option<T>, SerdeError> {
    if deserializer.is_null() {
        deserializer.read_null()?;
        return Ok(T::NULLABLE.then(T::empty));
    }
    T::read(schema, deserializer).map(Some)
}

/// Reads a list or map as a member, or a part of it if it is flattened.
fn read_all<C: Value + IntoIterator + Extend<C::Item>>(
    all: &mut C,
    schema: &Schema<'_>,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), SerdeError> {
    let values = C::read(schema, deserializer)?;
    if schema.xml_flattened() {
        all.extend(values);
    } else {
        *all = values;
    }
    Ok(())
}

impl<T: Value> Value for Vec<T> {
    fn empty() -> Self {
        Vec::new()
    }

    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        let element = element_of(schema);
        serializer.write_list_with_length(schema, self.len(), &|serializer| {
            self.iter().try_for_each(|value| value.write(element, serializer))
        })
    }

    fn read(schema: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        let element = element_of(schema);
        let mut values = Vec::new();
        deserializer.read_list(schema, &mut |deserializer| {
            values.extend(read_element(element, deserializer)?);
            Ok(())
        })?;
        Ok(values)
    }

    fn read_member(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError> {
        read_all(self, schema, deserializer)
    }
}

impl MapKey for String {
    fn from_key(key: String) -> Self {
        key
    }
}

impl<K: MapKey, T: Value> Value for HashMap<K, T> {
    fn empty() -> Self {
        HashMap::new()
    }

    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        let element = element_of(schema);
        let key_of = schema.key().unwrap_or(&aws_smithy_schema::prelude::STRING);
        serializer.write_map_with_length(schema, self.len(), &|serializer| {
            self.iter().try_for_each(|(key, value)| {
                serializer.write_string(key_of, key.as_ref())?;
                value.write(element, serializer)
            })
        })
    }

    fn read(schema: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        let element = element_of(schema);
        let capacity = capped_container_size(deserializer.container_size().unwrap_or(0));
        let mut values = HashMap::with_capacity(capacity);
        deserializer.read_map(schema, &mut |key, deserializer| {
            if let Some(value) = read_element(element, deserializer)? {
                values.insert(K::from_key(key), value);
            }
            Ok(())
        })?;
        Ok(values)
    }

    fn read_member(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError> {
        read_all(self, schema, deserializer)
    }
}

impl<T: Structure> Value for T {
    fn empty() -> Self {
        stand_in()
    }

    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        write_structure(self, schema, serializer)
    }

    fn read(_schema: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError> {
        let mut value: Self = Structure::empty();
        read_members(&mut value, deserializer)?;
        Ok(value)
    }
}

/// The stand-in for a required enum member that a response leaves out.
pub fn unset_enum<K: MapKey>() -> K {
    K::from_key("no value was set".to_owned())
}

//! What a value is for codecs: the traits that every type of a member has.
//!
//! Nothing here is compiled once per operation: codecs walk structures through `dyn` [`Field`]s.

use super::stream::Stream;
use crate::types::{ErrorMetadata, Schema, SerdeError, ShapeDeserializer, ShapeSerializer};
use aws_smithy_schema::codec::http_string::HttpStringSerializer;
use std::fmt;
use std::hash::Hash;

/// A value of a member, a list element or a map entry.
#[doc(hidden)]
pub trait Value: fmt::Debug + Send + Sync + Sized + 'static {
    /// Whether a `null` element of a list or map is kept (it is in a sparse one).
    const NULLABLE: bool = false;

    /// The stand-in for a required member that a response leaves out, as in the official crates.
    fn empty() -> Self;

    /// Writes the value in the position that `schema` describes.
    ///
    /// # Errors
    ///
    /// What the codec reports, for example a value that a header cannot carry.
    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError>;

    /// Reads a value from the position that `schema` describes.
    ///
    /// # Errors
    ///
    /// What the codec reports: malformed or truncated input, a value of another type, too deep nesting.
    fn read(schema: &Schema<'_>, deserializer: &mut dyn ShapeDeserializer) -> Result<Self, SerdeError>;

    /// Writes the value as a member: an unset optional one is left out.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    fn write_member(
        &self,
        schema: &Schema<'_>,
        serializer: &mut dyn ShapeSerializer,
    ) -> Result<(), SerdeError> {
        self.write(schema, serializer)
    }

    /// The value as the text of a URI label, not yet percent-encoded; `None` if it is unset.
    ///
    /// # Errors
    ///
    /// What the codec reports: a structure, a map, or a timestamp out of range.
    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError> {
        let mut serializer = HttpStringSerializer::new();
        self.write(schema, &mut serializer)?;
        Ok(Some(serializer.finish()))
    }

    /// Whether this is the default of its member, which need not be sent. The empty text is zero.
    fn is_default(&self, _default: &str) -> bool {
        false
    }

    /// Replaces an unset optional value with the stand-in of [`empty`](Self::empty).
    fn fill(&mut self) {}

    /// Reads the value as a member, which may have several parts if it is flattened.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    fn read_member(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError> {
        *self = Self::read(schema, deserializer)?;
        Ok(())
    }

    /// The body that the value is, if it is one that is streamed.
    fn stream(&mut self) -> Option<Stream<'_>> {
        None
    }

    /// The metadata, if the value is that of an error.
    fn metadata(&self) -> Option<&ErrorMetadata> {
        None
    }

    /// The same, to be changed.
    fn metadata_mut(&mut self) -> Option<&mut ErrorMetadata> {
        None
    }
}

/// A member of a structure, seen without its type.
#[doc(hidden)]
pub trait Field: fmt::Debug {
    /// Writes the member; see [`Value::write_member`].
    ///
    /// # Errors
    ///
    /// As [`Value::write`].
    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError>;

    /// Reads the member in place.
    ///
    /// # Errors
    ///
    /// As [`Value::read`].
    fn read(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError>;

    /// See [`Value::label`].
    ///
    /// # Errors
    ///
    /// As [`Value::label`].
    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError>;

    /// See [`Value::is_default`].
    fn is_default(&self, default: &str) -> bool;

    /// See [`Value::fill`].
    fn fill(&mut self);

    /// Whether the member always has a value, which is part of a document.
    #[cfg(feature = "serde")]
    fn is_required(&mut self) -> bool;

    /// See [`Value::stream`].
    fn stream(&mut self) -> Option<Stream<'_>>;

    /// See [`Value::metadata`].
    fn metadata(&self) -> Option<&ErrorMetadata>;

    /// See [`Value::metadata_mut`].
    fn metadata_mut(&mut self) -> Option<&mut ErrorMetadata>;
}

impl<T: Value> Field for T {
    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.write_member(schema, serializer)
    }

    fn read(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError> {
        self.read_member(schema, deserializer)
    }

    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError> {
        Value::label(self, schema)
    }

    fn is_default(&self, default: &str) -> bool {
        Value::is_default(self, default)
    }

    fn fill(&mut self) {
        Value::fill(self);
    }

    #[cfg(feature = "serde")]
    fn is_required(&mut self) -> bool {
        !T::NULLABLE && Value::stream(self).is_none()
    }

    fn stream(&mut self) -> Option<Stream<'_>> {
        Value::stream(self)
    }

    fn metadata(&self) -> Option<&ErrorMetadata> {
        Value::metadata(self)
    }

    fn metadata_mut(&mut self) -> Option<&mut ErrorMetadata> {
        Value::metadata_mut(self)
    }
}

/// A key of a map: a string or a string enum.
#[doc(hidden)]
pub trait MapKey:
    AsRef<str> + for<'a> From<&'a str> + Eq + Hash + fmt::Debug + Send + Sync + 'static
{
    /// Parses the wire form of a key.
    fn from_key(key: String) -> Self {
        Self::from(&key)
    }
}

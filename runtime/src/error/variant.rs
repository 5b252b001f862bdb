//! Error enums: their variants, and how they are read.

use crate::shape::{Structure, read_members};
use crate::types::{
    BuildError, CreateUnhandledError, ErrorMetadata, ProvideErrorKind, ProvideErrorMetadata, SerdeError,
    ShapeDeserializer,
};
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use std::error::Error as StdError;
use std::fmt;

/// The error enum of an operation.
#[doc(hidden)]
pub trait OperationError:
    std::error::Error + ProvideErrorMetadata + ProvideErrorKind + CreateUnhandledError + Send + Sync + 'static
{
    /// Reads the variant that `code` names, or `Unhandled`.
    fn read(code: Option<&str>, response: ErrorResponse<'_>) -> Self;
}

/// What generated error enums of request event streams implement.
#[cfg(feature = "event-stream")]
#[doc(hidden)]
pub trait EventError: OperationError {
    /// The member of the union that this error is, and its structure; `None` if no model describes it.
    fn sent(&self) -> Option<(&'static str, &dyn Structure)>;
}

/// The value of a variant of an error enum.
#[doc(hidden)]
pub trait Variant: fmt::Debug + fmt::Display + ProvideErrorMetadata {
    /// The name of the variant, which is that of the error.
    fn name(&self) -> &'static str;

    /// The error itself, or its cause if it is unhandled.
    fn cause(&self) -> &(dyn StdError + 'static);
}

impl<T: Structure + StdError + ProvideErrorMetadata> Variant for T {
    fn name(&self) -> &'static str {
        self.shape().name()
    }

    fn cause(&self) -> &(dyn StdError + 'static) {
        self
    }
}

/// Prints an error enum as `derive(Debug)` would.
///
/// # Errors
///
/// What the formatter reports.
pub fn debug_error(variant: &dyn Variant, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.debug_tuple(variant.name()).field(&variant).finish()
}

/// A response that becomes an error: what is known of it, and a reader of its members.
pub struct ErrorResponse<'a> {
    pub(crate) metadata: ErrorMetadata,
    pub(super) deserializer: &'a mut dyn ShapeDeserializer,
}

impl<'a> ErrorResponse<'a> {
    /// A response with these facts.
    pub fn new(metadata: ErrorMetadata, deserializer: &'a mut dyn ShapeDeserializer) -> Self {
        Self { metadata, deserializer }
    }

    /// Reads a modelled error, whose enum `variant` creates, and sets its metadata. A structure whose `message` is not in the
    /// body takes the message that the protocol found elsewhere. If the members cannot be read, the error is `Unhandled`.
    pub fn read<T: Structure, E: CreateUnhandledError>(self, variant: fn(T) -> E) -> E {
        let mut error = T::empty();
        match self.fill(&mut error) {
            Ok(()) => variant(error),
            Err((problem, metadata)) => E::create_unhandled_error(problem.into(), Some(metadata)),
        }
    }

    /// An error that no model describes.
    pub fn unhandled<E: CreateUnhandledError>(self) -> E {
        E::create_unhandled_error(self.metadata.clone().into(), Some(self.metadata))
    }

    #[expect(clippy::result_large_err, reason = "it is used up at once")]
    fn fill(self, error: &mut dyn Structure) -> Result<(), (SerdeError, ErrorMetadata)> {
        let read = read_members(error, self.deserializer).and_then(|()| match self.metadata.message() {
            Some(message) => set_message(error, message),
            None => Ok(()),
        });
        match read {
            Ok(()) => {
                set_metadata(error, self.metadata);
                Ok(())
            }
            Err(problem) => Err((problem, self.metadata)),
        }
    }
}

/// Gives an error its message, unless it has one.
fn set_message(error: &mut dyn Structure, message: &str) -> Result<(), SerdeError> {
    let shape = error.shape();
    let index = shape.members().iter().position(|member| member.field == "message");
    let Some((index, schema)) = index.and_then(|index| Some((index, *shape.schema().members().get(index)?)))
    else {
        return Ok(());
    };
    match error.field_mut(index) {
        Some(field) if field.label(schema)?.is_none_or(|text| text.is_empty()) => {
            field.read(schema, &mut HttpStringDeserializer::new(message))
        }
        _ => Ok(()),
    }
}

/// Gives an error the metadata of its response.
fn set_metadata(error: &mut dyn Structure, metadata: ErrorMetadata) {
    for (index, _) in error.shape().extras() {
        if let Some(place) = error.field_mut(index).and_then(|field| field.metadata_mut()) {
            *place = metadata;
            return;
        }
    }
}

/// The value of a required member when its structure is built.
///
/// # Errors
///
/// [`BuildError`] that names the member, if it is not set.
pub fn required<T>(value: Option<T>, field: &'static str, details: &'static str) -> Result<T, BuildError> {
    value.ok_or_else(|| BuildError::missing_field(field, details))
}

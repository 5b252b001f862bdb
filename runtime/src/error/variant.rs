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
    fn read(code: Option<&str>, metadata: ErrorMetadata, deserializer: &mut dyn ShapeDeserializer) -> Self;
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

/// A modelled error whose members cannot be read: the reason, and the facts of the response.
#[derive(Debug)]
pub struct Unread(Box<(SerdeError, ErrorMetadata)>);

impl Unread {
    /// The `Unhandled` variant of an enum.
    pub fn unhandled<E: CreateUnhandledError>(self) -> E {
        let (error, metadata) = *self.0;
        E::create_unhandled_error(error.into(), Some(metadata))
    }
}

/// Reads a modelled error structure from a response and sets its metadata.
///
/// A structure whose `message` is not in the body takes the message that the protocol found elsewhere.
///
/// # Errors
///
/// What the codec reports, with the metadata: malformed or truncated input, a value of another type, too deep nesting.
pub fn read_error<T: Structure>(
    metadata: ErrorMetadata,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<T, Unread> {
    let mut error = T::empty();
    let read = read_members(&mut error, deserializer).and_then(|()| match metadata.message() {
        Some(message) => set_message(&mut error, message),
        None => Ok(()),
    });
    if let Err(problem) = read {
        return Err(Unread(Box::new((problem, metadata))));
    }
    set_metadata(&mut error, metadata);
    Ok(error)
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

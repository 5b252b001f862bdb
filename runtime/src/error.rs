//! Errors: what generated error types are made of.

mod unhandled;

pub use unhandled::Unhandled;
pub(crate) use unhandled::{with_request_ids, with_response};

use crate::structure::{Structure, read_members, set_metadata};
use crate::types::{BuildError, ErrorMetadata, ProvideErrorMetadata, SerdeError, ShapeDeserializer};
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use std::error::Error as StdError;
use std::fmt;

/// What the variants of an error enum hold.
pub trait Variant: fmt::Debug + fmt::Display + ProvideErrorMetadata {
    /// The name of the variant, which is that of the error.
    fn name(&self) -> &'static str;

    /// The error itself, or what caused it if it is unhandled.
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
pub fn debug(variant: &dyn Variant, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.debug_tuple(variant.name()).field(&variant).finish()
}

/// An enum value that this version of a crate does not know.
#[derive(Debug)]
pub struct UnknownVariantError {
    value: String,
}

impl UnknownVariantError {
    /// The error for `value`.
    #[doc(hidden)]
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into() }
    }
}

impl fmt::Display for UnknownVariantError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown enum variant: '{}'", self.value)
    }
}

impl StdError for UnknownVariantError {}

/// Reads a modelled error structure from a response and gives it its metadata.
///
/// A structure whose `message` is not in the body takes the message that the protocol found elsewhere.
///
/// # Errors
///
/// What the codec reports: malformed or truncated input, a value of another type, too deep nesting.
pub fn read_error<T: Structure>(
    metadata: ErrorMetadata,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<T, SerdeError> {
    let mut error = T::empty();
    read_members(&mut error, deserializer)?;
    if let Some(message) = metadata.message() {
        set_message(&mut error, message)?;
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

/// The value of a required member when its structure is built.
///
/// # Errors
///
/// [`BuildError`] that names the member, if it is not set.
pub fn required<T>(value: Option<T>, field: &'static str, details: &'static str) -> Result<T, BuildError> {
    value.ok_or_else(|| BuildError::missing_field(field, details))
}

/// Implements [`RequestIdExt`](crate::s3::RequestIdExt) for error types of S3.
#[macro_export]
macro_rules! extended_request_id {
    ($name:ident $(<$operation:ident>)?) => {
        impl$(<$operation: 'static>)? $crate::s3::RequestIdExt for $name$(<$operation>)? {
            #[inline]
            fn extended_request_id(&self) -> ::std::option::Option<&str> {
                $crate::types::ProvideErrorMetadata::meta(self).extended_request_id()
            }
        }
    };
}

/// Implements everything of a modelled error structure that its members do not decide.
///
/// The closure gives the text that `Display` prints after the name, if there is one.
#[macro_export]
macro_rules! error_structure {
    ($name:ident, |$error:ident| $message:expr) => {
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let $error = self;
                $crate::structure::display($error, $message, formatter)
            }
        }
        impl ::std::error::Error for $name {}
        impl $crate::types::ProvideErrorMetadata for $name {
            #[inline]
            fn meta(&self) -> &$crate::types::ErrorMetadata {
                &self.meta
            }
        }
        impl $crate::types::RequestId for $name {
            #[inline]
            fn request_id(&self) -> ::std::option::Option<&str> {
                self.meta.request_id()
            }
        }
    };
}

/// Implements the error enum of an operation, or of several, which has the input of the operation as its parameter.
///
/// A row is `Variant is_variant "Code" | "Other"`; the enum also has a variant `Unhandled`. After `=>` stands the error
/// enum of the service, which has a variant of the same name for each row. A row may end in
/// `retry Kind`, a variant of [`ErrorKind`](crate::types::ErrorKind).
#[macro_export]
macro_rules! operation_error {
    ($name:ident $(<$operation:ident>)? => $service:ty {
        $($variant:ident $is:ident $($code:literal)|+ $(retry $kind:ident)?,)*
    }) => {
        impl$(<$operation: 'static>)? $name$(<$operation>)? {
            /// The `Unhandled` variant, with `error` as its cause.
            #[inline]
            pub fn unhandled(
                error: impl ::std::convert::Into<
                    ::std::boxed::Box<dyn ::std::error::Error + ::std::marker::Send + ::std::marker::Sync>,
                >,
            ) -> Self {
                Self::Unhandled($crate::error::Unhandled::new(error, ::std::default::Default::default()))
            }
            /// The `Unhandled` variant, from what is known of the response.
            #[inline]
            pub fn generic(error: $crate::types::ErrorMetadata) -> Self {
                Self::Unhandled($crate::error::Unhandled::new(error.clone(), error))
            }
            /// What the response says of the error: code, message, request id.
            #[inline]
            pub fn meta(&self) -> &$crate::types::ErrorMetadata {
                self.inner().meta()
            }
            $(
                #[doc = concat!("Whether this is `", stringify!($variant), "`.")]
                #[inline]
                pub fn $is(&self) -> bool {
                    matches!(self, Self::$variant(_))
                }
            )*
        }
        $crate::error_enum! { [$($operation: 'static)?] $name$(<$operation>)? { $($variant)* } }
        impl$(<$operation: 'static>)? $crate::types::ProvideErrorKind for $name$(<$operation>)? {
            #[inline]
            fn code(&self) -> ::std::option::Option<&str> {
                self.meta().code()
            }
            #[inline]
            fn retryable_error_kind(&self) -> ::std::option::Option<$crate::types::ErrorKind> {
                match self {
                    $($(Self::$variant(_) => ::std::option::Option::Some($crate::types::ErrorKind::$kind),)?)*
                    _ => ::std::option::Option::None,
                }
            }
        }
        impl$(<$operation: 'static>)? $crate::types::CreateUnhandledError for $name$(<$operation>)? {
            #[inline]
            fn create_unhandled_error(
                source: $crate::types::BoxError,
                meta: ::std::option::Option<$crate::types::ErrorMetadata>,
            ) -> Self {
                Self::Unhandled($crate::error::Unhandled::new(source, meta.unwrap_or_default()))
            }
        }
        impl$(<$operation: 'static>)? $crate::OperationError for $name$(<$operation>)? {
            #[inline]
            fn read(
                code: ::std::option::Option<&str>,
                metadata: $crate::types::ErrorMetadata,
                deserializer: &mut dyn $crate::types::ShapeDeserializer,
            ) -> Self {
                let read: ::std::result::Result<Self, $crate::types::SerdeError> = match code {
                    $(::std::option::Option::Some($($code)|+) => {
                        $crate::error::read_error(metadata, deserializer).map(Self::$variant)
                    })*
                    _ => {
                        let _ = deserializer;
                        ::std::result::Result::Ok(Self::generic(metadata))
                    }
                };
                read.unwrap_or_else(Self::unhandled)
            }
        }
        impl$(<$operation: 'static>)? ::std::convert::From<$name$(<$operation>)?> for $service {
            #[inline]
            fn from(error: $name$(<$operation>)?) -> Self {
                match error {
                    $($name::$variant(error) => Self::$variant(error),)*
                    $name::Unhandled(error) => Self::Unhandled(error.of_service()),
                }
            }
        }
    };
}

/// Implements the error enum of a service; its variants are the modelled errors and `Unhandled`.
#[macro_export]
macro_rules! service_error {
    ($name:ident { $($variant:ident)* }) => {
        impl $name {
            #[inline]
            fn meta(&self) -> &$crate::types::ErrorMetadata {
                self.inner().meta()
            }
        }
        $crate::error_enum! { [] $name { $($variant)* } }
        impl ::std::convert::From<$crate::types::BuildError> for $name {
            #[inline]
            fn from(error: $crate::types::BuildError) -> Self {
                Self::Unhandled($crate::error::Unhandled::new(error, ::std::default::Default::default()))
            }
        }
        impl<E, R> ::std::convert::From<$crate::types::SdkError<E, R>> for $name
        where
            E: ::std::convert::Into<$name> + $crate::OperationError,
            R: ::std::fmt::Debug + Send + Sync + 'static,
        {
            fn from(error: $crate::types::SdkError<E, R>) -> Self {
                match error {
                    $crate::types::SdkError::ServiceError(context) => context.into_err().into(),
                    other => {
                        let meta = $crate::types::ProvideErrorMetadata::meta(&other).clone();
                        Self::Unhandled($crate::error::Unhandled::new(other, meta))
                    }
                }
            }
        }
    };
}

/// What the error enums of operations and of a service have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! error_enum {
    ([$($generics:tt)*] $name:ty { $($variant:ident)* }) => {
        impl<$($generics)*> $name {
            #[inline]
            fn inner(&self) -> &dyn $crate::error::Variant {
                match self {
                    $(Self::$variant(error) => error,)*
                    Self::Unhandled(error) => error,
                }
            }
        }
        impl<$($generics)*> ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::error::debug(self.inner(), formatter)
            }
        }
        impl<$($generics)*> ::std::error::Error for $name {
            #[inline]
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                ::std::option::Option::Some(self.inner().cause())
            }
        }
        impl<$($generics)*> ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self.inner(), formatter)
            }
        }
        impl<$($generics)*> $crate::types::ProvideErrorMetadata for $name {
            #[inline]
            fn meta(&self) -> &$crate::types::ErrorMetadata {
                self.meta()
            }
        }
        impl<$($generics)*> $crate::types::RequestId for $name {
            #[inline]
            fn request_id(&self) -> ::std::option::Option<&str> {
                self.meta().request_id()
            }
        }
    };
}

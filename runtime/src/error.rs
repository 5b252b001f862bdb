//! Errors: what generated error types are made of.

use crate::s3::{EXTENDED_REQUEST_ID, RequestIdExt};
use crate::structure::{Structure, read_members, set_metadata};
use crate::types::{
    BoxError, BuildError, ErrorMetadata, HttpResponse, ProvideErrorMetadata, RequestId, SerdeError,
    ShapeDeserializer,
};
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;

/// The payload of `Unhandled` variants: an error that the model does not describe. Opaque on purpose: read it
/// through [`ProvideErrorMetadata`] on the error that holds it.
///
/// `O` is the input of the operation that answered so: operations share the enum of their errors, and it keeps them
/// apart. An error of the whole service has none.
pub struct Unhandled<O = ()> {
    source: BoxError,
    meta: ErrorMetadata,
    operation: PhantomData<fn() -> O>,
}

impl<O> Unhandled<O> {
    /// An unhandled error with its cause and what is known of the response.
    #[doc(hidden)]
    pub fn new(source: impl Into<BoxError>, meta: ErrorMetadata) -> Self {
        Self { source: source.into(), meta, operation: PhantomData }
    }

    /// The same as an error of the whole service.
    #[doc(hidden)]
    pub fn of_service(self) -> Unhandled {
        Unhandled { source: self.source, meta: self.meta, operation: PhantomData }
    }
}

impl<O> fmt::Debug for Unhandled<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Unhandled").field("source", &self.source).field("meta", &self.meta).finish()
    }
}

impl<O> fmt::Display for Unhandled<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.meta.code() {
            Some(code) => write!(formatter, "unhandled error ({code})"),
            None => match self.meta.extra(RESPONSE) {
                Some(response) => write!(formatter, "unhandled error ({response})"),
                None => formatter.write_str("unhandled error"),
            },
        }
    }
}

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

impl<O> Variant for Unhandled<O> {
    fn name(&self) -> &'static str {
        "Unhandled"
    }

    fn cause(&self) -> &(dyn StdError + 'static) {
        &*self.source
    }
}

impl<O> ProvideErrorMetadata for Unhandled<O> {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
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

/// The metadata of a response with the ids of its request, where `Debug`, `request_id()` and `extended_request_id()`
/// find them. Only S3 has extended ids.
pub(crate) fn with_request_ids(
    mut metadata: aws_smithy_types::error::metadata::Builder,
    response: &HttpResponse,
    is_s3: bool,
) -> aws_smithy_types::error::metadata::Builder {
    if let Some(id) = response.request_id() {
        metadata = metadata.custom("aws_request_id", id);
    }
    match response.extended_request_id() {
        Some(id) if is_s3 => metadata.custom(EXTENDED_REQUEST_ID, id),
        _ => metadata,
    }
}

/// Where the metadata of an error without a code says what the response was.
const RESPONSE: &str = "response";

/// How many characters of a body are shown.
const SHOWN: usize = 200;

/// The metadata of a response that tells no code, with what there is to tell: the status and, unless it may hold secrets,
/// the beginning of the body if that is text.
pub(crate) fn with_response(
    metadata: aws_smithy_types::error::metadata::Builder,
    response: &HttpResponse,
    secret: bool,
) -> aws_smithy_types::error::metadata::Builder {
    let status = response.status().as_u16();
    let name = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let mut text = format!("status {status}");
    if let Some(name) = name {
        text.push(' ');
        text.push_str(name);
    }
    let body = response.body().bytes().filter(|_| !secret).and_then(beginning);
    if let Some(body) = body {
        text.push_str(", body: ");
        text.push_str(&body);
    }
    metadata.custom(RESPONSE, text)
}

/// The beginning of a text, in one line, without what a terminal would act on; `None` if it is no text, or none at all.
fn beginning(body: &[u8]) -> Option<String> {
    let start = &body[..body.len().min(8 * SHOWN)];
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character may be cut in two.
        Err(error) if error.error_len().is_none() && start.len() < body.len() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let mut line = String::new();
    let (mut count, mut cut) = (0, start.len() < body.len());
    for word in text.split_ascii_whitespace() {
        let space = (!line.is_empty()).then_some(' ');
        for character in space.into_iter().chain(word.chars()) {
            if count == SHOWN {
                cut = true;
                break;
            }
            count += 1;
            match character {
                ' ' | '"' | '\'' | '\\' => line.push(character),
                // Also what only looks like another text: marks of direction and the like.
                other => line.extend(other.escape_debug()),
            }
        }
    }
    if cut && !line.is_empty() {
        line.push('…');
    }
    (!line.is_empty()).then_some(line)
}

/// Implements [`RequestIdExt`] for error types of S3.
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
                let message: ::std::option::Option<&str> = $message;
                match message {
                    ::std::option::Option::Some(message) => {
                        write!(formatter, "{}: {message}", stringify!($name))
                    }
                    ::std::option::Option::None => formatter.write_str(stringify!($name)),
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SdkBody;

    fn described(status: u16, body: impl Into<SdkBody>, secret: bool) -> String {
        let response = HttpResponse::new(status.try_into().expect("a status"), body.into());
        let metadata = with_response(ErrorMetadata::builder(), &response, secret).build();
        assert_eq!((metadata.code(), metadata.message()), (None, None));
        Unhandled::<()>::new(metadata.clone(), metadata).to_string()
    }

    #[test]
    fn an_error_without_a_code_says_what_the_response_was() {
        assert_eq!(
            described(502, "<html>\r\n\t<h1>Bad\u{1b}[31m gateway</h1>", false),
            "unhandled error (status 502 Bad Gateway, body: <html> <h1>Bad\\u{1b}[31m gateway</h1>)"
        );
        assert_eq!(described(599, "", false), "unhandled error (status 599)");
        assert_eq!(
            described(500, vec![0xff, 0xfe], false),
            "unhandled error (status 500 Internal Server Error)"
        );
        assert_eq!(
            described(403, "it's \"mine\"", false),
            "unhandled error (status 403 Forbidden, body: it's \"mine\")"
        );
        assert_eq!(described(403, "secret", true), "unhandled error (status 403 Forbidden)");
        let long = described(400, "é".repeat(5000), false);
        assert_eq!(long, format!("unhandled error (status 400 Bad Request, body: {}…)", "é".repeat(SHOWN)));
    }

    #[test]
    fn a_code_is_enough() {
        let metadata = ErrorMetadata::builder().code("Other").custom(RESPONSE, "status 400").build();
        assert_eq!(Unhandled::<()>::new(metadata.clone(), metadata).to_string(), "unhandled error (Other)");
    }
}

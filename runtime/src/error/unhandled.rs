//! Errors that no model describes.

use super::response::RESPONSE;
use super::variant::Variant;
use crate::types::{BoxError, ErrorMetadata, ProvideErrorMetadata};
use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;

/// The payload of `Unhandled` variants: an error that the model does not describe. Opaque on purpose: read it
/// through [`ProvideErrorMetadata`] on the error that holds it.
///
/// `O` is the input of the operation that returned the error: operations share the enum of their errors, and it keeps them
/// apart. An error of the whole service has none.
pub struct Unhandled<O = ()> {
    source: BoxError,
    meta: ErrorMetadata,
    operation: PhantomData<fn() -> O>,
}

impl<O> Unhandled<O> {
    /// An unhandled error with its cause and the facts of the response.
    #[doc(hidden)]
    pub fn new(source: BoxError, meta: Option<ErrorMetadata>) -> Self {
        Self { source, meta: meta.unwrap_or_default(), operation: PhantomData }
    }

    /// An error of which only the facts of the response are known.
    #[doc(hidden)]
    pub fn generic(meta: ErrorMetadata) -> Self {
        Self::new(meta.clone().into(), Some(meta))
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
            // As in the official crates; without a code they print no more.
            Some(code) => write!(formatter, "unhandled error ({code})"),
            None => match self.meta.extra(RESPONSE) {
                Some(response) => write!(formatter, "unhandled error ({response})"),
                None => formatter.write_str("unhandled error"),
            },
        }
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

#[cfg(test)]
mod tests {
    use super::super::response::{SHOWN, with_response};
    use super::*;
    use crate::types::{HttpResponse, SdkBody};

    fn described(status: u16, body: impl Into<SdkBody>, secret: bool) -> String {
        let response = HttpResponse::new(status.try_into().expect("a status"), body.into());
        let metadata = with_response(ErrorMetadata::builder(), &response, secret).build();
        assert_eq!((metadata.code(), metadata.message()), (None, None));
        Unhandled::<()>::generic(metadata).to_string()
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
        assert_eq!(Unhandled::<()>::generic(metadata).to_string(), "unhandled error (Other)");
    }
}

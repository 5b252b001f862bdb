//! Errors that no model describes, and what is known of the response that they came with.

use super::Variant;
use crate::s3::{EXTENDED_REQUEST_ID, RequestIdExt};
use crate::types::{BoxError, ErrorMetadata, HttpResponse, ProvideErrorMetadata, RequestId};
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
            // As in the official crates; without a code they say no more.
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

//! The error of operations whose errors no generated code describes.

#[cfg(feature = "dynamic")]
use super::variant::ErrorResponse;
#[cfg(feature = "dynamic")]
use crate::shape::{Record, RecordType, read_members};
use crate::shape::{Structure, printable};
use crate::types::{
    BoxError, CreateUnhandledError, ErrorKind, ErrorMetadata, ProvideErrorKind, ProvideErrorMetadata,
};
use std::borrow::Cow;
use std::fmt;

/// What a service returns instead of an output.
#[derive(Default)]
pub struct Failure {
    meta: ErrorMetadata,
    source: Option<BoxError>,
    details: Option<Box<dyn Structure>>,
    retry: Option<ErrorKind>,
}

#[cfg(feature = "dynamic")]
/// An error of an operation.
#[derive(Debug)]
pub struct ErrorType {
    /// The codes by which responses name it.
    pub codes: Vec<String>,
    /// Its members.
    pub members: &'static RecordType,
    /// The kind of retry that it allows, if any.
    pub retry: Option<ErrorKind>,
}

impl Failure {
    /// An error with these facts of a response.
    pub(crate) fn new(meta: ErrorMetadata) -> Self {
        Self { meta, ..Self::default() }
    }

    /// Reads the error that `code` names.
    #[cfg(feature = "dynamic")]
    pub(crate) fn read(errors: &[ErrorType], code: Option<&str>, response: ErrorResponse<'_>) -> Self {
        let ErrorResponse { metadata: meta, deserializer } = response;
        let named = |error: &&ErrorType| error.codes.iter().any(|known| Some(known.as_str()) == code);
        let Some(error) = errors.iter().find(named) else { return Self::new(meta) };
        let mut details = Record::new(error.members);
        match read_members(&mut details, deserializer) {
            Ok(()) => Self { details: Some(Box::new(details)), retry: error.retry, ..Self::new(meta) },
            Err(problem) => Self::create_unhandled_error(problem.into(), Some(meta)),
        }
    }

    /// The members, if the model describes the error: a [`Record`](crate::dynamic::Record).
    #[cfg(feature = "dynamic")]
    pub fn details(&self) -> Option<&dyn Structure> {
        self.details.as_deref()
    }
}

impl Failure {
    /// The metadata of the response, without what must not be printed.
    fn printable(&self) -> Cow<'_, ErrorMetadata> {
        match &self.details {
            Some(details) => printable(details.shape(), &self.meta),
            None => Cow::Borrowed(&self.meta),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.printable().fmt(formatter)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct("Failure");
        output.field("meta", &self.printable());
        if let Some(source) = &self.source {
            output.field("source", source);
        }
        if let Some(details) = &self.details {
            output.field("details", details);
        }
        output.finish()
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

impl ProvideErrorMetadata for Failure {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

impl ProvideErrorKind for Failure {
    fn retryable_error_kind(&self) -> Option<ErrorKind> {
        self.retry
    }

    fn code(&self) -> Option<&str> {
        self.meta.code()
    }
}

impl CreateUnhandledError for Failure {
    fn create_unhandled_error(source: BoxError, meta: Option<ErrorMetadata>) -> Self {
        Self { meta: meta.unwrap_or_default(), source: Some(source), ..Self::default() }
    }
}

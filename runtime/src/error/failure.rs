//! The error of operations whose errors no generated code describes.

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

impl Failure {
    /// An error of which the response says this.
    pub(crate) fn new(meta: ErrorMetadata) -> Self {
        Self { meta, ..Self::default() }
    }

    /// The same, with the members that the model has for it, and the kind of retry that it asks for.
    #[cfg(feature = "dynamic")]
    pub(crate) fn with_details(self, details: Box<dyn Structure>, retry: Option<ErrorKind>) -> Self {
        Self { details: Some(details), retry, ..self }
    }

    /// The members, if the model describes the error: a [`Record`](crate::dynamic::Record).
    #[cfg(feature = "dynamic")]
    pub fn details(&self) -> Option<&dyn Structure> {
        self.details.as_deref()
    }
}

impl Failure {
    /// What is known of the response, as far as it may be printed.
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

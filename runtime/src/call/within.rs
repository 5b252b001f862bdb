//! Operations that are called within calls: their types, which no generated code knows.

use super::descriptor::{Codes, Types, retry_classifiers};
use crate::service::Within;
use crate::shape::Structure;
use crate::types::{
    BoxError, CreateUnhandledError, ErrorKind, ErrorMetadata, ProvideErrorKind, ProvideErrorMetadata, Schema,
    ShapeDeserializer,
};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use std::fmt;

/// A structure whose type only the caller knows.
#[derive(Debug)]
pub(super) struct Erased(pub(super) Box<dyn Structure>);

impl Types for Within {
    fn type_name(&self) -> &'static str {
        std::any::type_name::<Erased>()
    }

    fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure> {
        input.downcast_ref::<Erased>().map(|input| &*input.0)
    }

    fn input_mut<'a>(&self, input: &'a mut Input) -> Option<&'a mut dyn Structure> {
        input.downcast_mut::<Erased>().map(|input| &mut *input.0)
    }

    fn empty_output(&self) -> Box<dyn Structure> {
        (self.empty_output)()
    }

    fn output_schema(&self) -> &'static Schema<'static> {
        (self.output_schema)()
    }

    fn erase_output(&self, output: Box<dyn Structure>) -> Option<Output> {
        Some(Output::erase(Erased(output)))
    }

    #[cfg(feature = "event-stream")]
    fn output_mut<'a>(&self, output: &'a mut Output) -> Option<&'a mut dyn Structure> {
        output.downcast_mut::<Erased>().map(|output| &mut *output.0)
    }

    fn read_error(&self, _: Option<&str>, meta: ErrorMetadata, _: &mut dyn ShapeDeserializer) -> Error {
        Error::erase(Failure { meta, source: None })
    }

    fn unhandled(&self, source: BoxError, meta: Option<ErrorMetadata>) -> Error {
        Error::erase(Failure::create_unhandled_error(source, meta))
    }

    fn add_retry_classifiers(
        &self,
        components: RuntimeComponentsBuilder,
        transient: Codes,
    ) -> RuntimeComponentsBuilder {
        retry_classifiers::<Failure>(components, transient)
    }
}

/// What a service answers instead of an output.
#[derive(Debug)]
struct Failure {
    meta: ErrorMetadata,
    source: Option<BoxError>,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.meta.fmt(formatter)
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
        None
    }

    fn code(&self) -> Option<&str> {
        self.meta.code()
    }
}

impl CreateUnhandledError for Failure {
    fn create_unhandled_error(source: BoxError, meta: Option<ErrorMetadata>) -> Self {
        Self { meta: meta.unwrap_or_default(), source: Some(source) }
    }
}

//! Operations that are called within calls: their types, which no generated code knows.

use super::descriptor::Descriptor;
use crate::endpoint::{EndpointResolverParams, RuleSet, Values};
use crate::service::{ServiceInfo, Within};
use crate::shape::Structure;
use crate::types::{
    BoxError, CreateUnhandledError, ErrorKind, ErrorMetadata, ProvideErrorKind, ProvideErrorMetadata,
};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use std::fmt;

/// A structure whose type only the caller knows.
#[derive(Debug)]
pub(super) struct Erased(pub(super) Box<dyn Structure>);

impl Descriptor {
    pub(super) fn within(
        operation: Within,
        service: &'static ServiceInfo,
        endpoint_rules: fn() -> &'static RuleSet,
        make_endpoint_params: fn(Values) -> EndpointResolverParams,
    ) -> Self {
        Self {
            info: operation.info,
            service,
            endpoint_rules,
            make_endpoint_params,
            type_name: std::any::type_name::<Erased>,
            input_mut: |input| input.downcast_mut::<Erased>().map(|input| &mut *input.0),
            input: |input| input.downcast_ref::<Erased>().map(|input| &*input.0),
            empty_output: operation.empty_output,
            erase_output: |output| Some(Output::erase(Erased(output))),
            #[cfg(feature = "event-stream")]
            output_mut: |output| output.downcast_mut::<Erased>().map(|output| &mut *output.0),
            output_schema: operation.output_schema,
            read_error: |_, meta, _| Error::erase(Failure { meta, source: None }),
            unhandled: |source, meta| Error::erase(Failure::create_unhandled_error(source, meta)),
            add_retry_classifiers: Self::retry_classifiers::<Failure>,
        }
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

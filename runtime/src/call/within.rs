//! Operations that are called within calls: their types, which no generated code knows.

use super::descriptor::{Codes, Types, retry_classifiers};
use crate::error::{ErrorResponse, Failure};
use crate::service::Within;
use crate::shape::Structure;
use crate::types::{BoxError, CreateUnhandledError, ErrorMetadata, Schema};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;

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

    fn empty_output(&self) -> Output {
        Output::erase(Erased((self.empty_output)()))
    }

    fn output_schema(&self) -> &'static Schema<'static> {
        (self.output_schema)()
    }

    fn output_mut<'a>(&self, output: &'a mut Output) -> Option<&'a mut dyn Structure> {
        output.downcast_mut::<Erased>().map(|output| &mut *output.0)
    }

    fn read_error(&self, _: Option<&str>, response: ErrorResponse<'_>) -> Error {
        Error::erase(Failure::new(response.metadata))
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

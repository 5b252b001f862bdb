//! Operations without their types: constants and functions, for the one path of all requests.

use crate::error::{ErrorResponse, OperationError};
use crate::service::{Info, Operation, Service, ServiceInfo};
use crate::shape::Structure;
use crate::types::{
    BoxError, CreateUnhandledError, ErrorMetadata, ProvideErrorKind, ProvideErrorMetadata, Schema,
};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::ServiceClockSkewClassifier;
use aws_smithy_runtime::client::retries::classifiers::{
    ModeledAsRetryableClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::ConfigBag;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Codes of errors.
pub(super) type Codes = Cow<'static, [&'static str]>;

/// An operation without its types.
#[derive(Clone, Copy)]
pub(crate) struct Descriptor {
    pub(super) info: &'static Info,
    pub(super) service: &'static ServiceInfo,
    pub(super) types: &'static dyn Types,
}

/// What depends on the types of an operation; plain data if the types are known only at run time.
pub(crate) trait Types: Sync {
    /// The name of the type of the input.
    fn type_name(&self) -> &'static str;
    /// The input of this operation, if `input` contains one.
    fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure>;
    /// The same, mutable.
    fn input_mut<'a>(&self, input: &'a mut Input) -> Option<&'a mut dyn Structure>;
    /// An output without values.
    fn empty_output(&self) -> Output;
    /// The schema of the output.
    fn output_schema(&self) -> &'static Schema<'static>;
    /// The output of this operation, if `output` contains one.
    fn output_mut<'a>(&self, output: &'a mut Output) -> Option<&'a mut dyn Structure>;
    /// Reads the error with a code.
    fn read_error(&self, code: Option<&str>, response: ErrorResponse<'_>) -> Error;
    /// An error without a model.
    fn unhandled(&self, source: BoxError, metadata: Option<ErrorMetadata>) -> Error;
    /// Adds retry classifiers; `codes` are those of transient errors.
    fn add_retry_classifiers(
        &self,
        components: RuntimeComponentsBuilder,
        transient: Codes,
    ) -> RuntimeComponentsBuilder;
}

/// The types of an operation of generated code.
struct Of<I>(PhantomData<fn() -> I>);

impl<I: Operation> Types for Of<I> {
    fn type_name(&self) -> &'static str {
        std::any::type_name::<I>()
    }

    fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure> {
        input.downcast_ref::<I>().map(|input| input as &dyn Structure)
    }

    fn input_mut<'a>(&self, input: &'a mut Input) -> Option<&'a mut dyn Structure> {
        input.downcast_mut::<I>().map(|input| input as &mut dyn Structure)
    }

    fn empty_output(&self) -> Output {
        Output::erase(I::Output::empty())
    }

    fn output_schema(&self) -> &'static Schema<'static> {
        I::Output::empty().shape().schema()
    }

    fn output_mut<'a>(&self, output: &'a mut Output) -> Option<&'a mut dyn Structure> {
        output.downcast_mut::<I::Output>().map(|output| output as &mut dyn Structure)
    }

    fn read_error(&self, code: Option<&str>, response: ErrorResponse<'_>) -> Error {
        Error::erase(I::Error::read(code, response))
    }

    fn unhandled(&self, source: BoxError, metadata: Option<ErrorMetadata>) -> Error {
        Error::erase(I::Error::create_unhandled_error(source, metadata))
    }

    fn add_retry_classifiers(
        &self,
        components: RuntimeComponentsBuilder,
        transient: Codes,
    ) -> RuntimeComponentsBuilder {
        retry_classifiers::<I::Error>(components, transient)
    }
}

/// Adds the retry classifiers for the error `E` of an operation.
pub(super) fn retry_classifiers<E>(
    components: RuntimeComponentsBuilder,
    transient: Codes,
) -> RuntimeComponentsBuilder
where
    E: std::error::Error + ProvideErrorKind + ProvideErrorMetadata + Send + Sync + 'static,
{
    components
        .with_retry_classifier(TransientErrorClassifier::<E>::new())
        .with_retry_classifier(ModeledAsRetryableClassifier::<E>::new())
        .with_retry_classifier(AwsErrorCodeClassifier::<E>::builder().transient_errors(transient).build())
        .with_retry_classifier(ServiceClockSkewClassifier::<E>::new())
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.info.name)
    }
}

impl Descriptor {
    pub(crate) const fn of<I: Operation>() -> Self {
        Self { info: &I::INFO, service: &I::Service::INFO, types: &Of::<I>(PhantomData) }
    }

    /// The protocol of a request: the configured one, or that of the service.
    pub(super) fn protocol(&self, config: &ConfigBag) -> SharedClientProtocol {
        config.load::<SharedClientProtocol>().cloned().unwrap_or_else(self.service.protocol)
    }
}

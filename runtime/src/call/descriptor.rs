//! Operations without their types: constants and function pointers, for the one path that all calls take.

use crate::endpoint::{EndpointResolverParams, RuleSet, ServiceEndpoint, Values};
use crate::error::OperationError;
use crate::service::{Info, Operation, Service, ServiceInfo};
use crate::shape::Structure;
use crate::types::{
    BoxError, CreateUnhandledError, ErrorMetadata, ProvideErrorKind, ProvideErrorMetadata, ShapeDeserializer,
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

/// Codes of errors.
type Codes = Cow<'static, [&'static str]>;

/// An operation without its types: constants and a handful of function pointers.
#[derive(Clone, Copy)]
pub(crate) struct Descriptor {
    pub(super) info: &'static Info,
    pub(super) service: &'static ServiceInfo,
    pub(super) endpoint_rules: fn() -> &'static RuleSet,
    pub(super) make_endpoint_params: fn(Values) -> EndpointResolverParams,
    /// The name of the type of the input.
    pub(super) type_name: fn() -> &'static str,
    pub(super) input_mut: fn(&mut Input) -> Option<&mut dyn Structure>,
    pub(super) input: fn(&Input) -> Option<&dyn Structure>,
    pub(super) empty_output: fn() -> Box<dyn Structure>,
    pub(super) erase_output: fn(Box<dyn Structure>) -> Option<Output>,
    #[cfg(feature = "event-stream")]
    pub(super) output_mut: fn(&mut Output) -> Option<&mut dyn Structure>,
    pub(super) output_schema: fn() -> &'static aws_smithy_schema::Schema<'static>,
    pub(super) read_error: fn(Option<&str>, ErrorMetadata, &mut dyn ShapeDeserializer) -> Error,
    pub(super) unhandled: fn(BoxError, Option<ErrorMetadata>) -> Error,
    /// Takes the codes of errors that are transient.
    pub(super) add_retry_classifiers: fn(RuntimeComponentsBuilder, Codes) -> RuntimeComponentsBuilder,
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.info.name)
    }
}

impl Descriptor {
    /// The input of this operation, if that is what `input` holds.
    pub(super) fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure> {
        (self.input)(input)
    }

    /// The same, to be changed.
    #[cfg(feature = "checksums")]
    pub(super) fn input_mut<'a>(&self, input: &'a mut Input) -> Option<&'a mut dyn Structure> {
        (self.input_mut)(input)
    }

    pub(crate) const fn of<I: Operation>() -> Self {
        Self {
            info: &I::INFO,
            service: &I::Service::INFO,
            endpoint_rules: I::Service::rules,
            make_endpoint_params: I::Service::params,
            type_name: std::any::type_name::<I>,
            input_mut: |input| input.downcast_mut::<I>().map(|input| input as &mut dyn Structure),
            input: |input| input.downcast_ref::<I>().map(|input| input as &dyn Structure),
            empty_output: || Box::new(I::Output::empty()),
            erase_output: |output| {
                let output: Box<dyn std::any::Any> = output;
                output.downcast::<I::Output>().ok().map(|output| Output::erase(*output))
            },
            #[cfg(feature = "event-stream")]
            output_mut: |output| {
                output.downcast_mut::<I::Output>().map(|output| output as &mut dyn Structure)
            },
            output_schema: || I::Output::empty().shape().schema(),
            read_error: |code, metadata, deserializer| {
                Error::erase(I::Error::read(code, metadata, deserializer))
            },
            unhandled: |source, metadata| Error::erase(I::Error::create_unhandled_error(source, metadata)),
            add_retry_classifiers: Self::retry_classifiers::<I::Error>,
        }
    }

    /// The protocol of a call: what is configured, or that of the service.
    pub(super) fn protocol(&self, config: &ConfigBag) -> SharedClientProtocol {
        config.load::<SharedClientProtocol>().cloned().unwrap_or_else(self.service.protocol)
    }

    /// Adds what decides about retries by the error `E` of an operation.
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
}

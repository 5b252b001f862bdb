//! Operations: what a generated input says of its operation, and the one type-erased path that uses it.

use crate::auth;
use crate::client::{Service, ServiceInfo};
use crate::endpoint::{
    EndpointParamsInterceptor, EndpointResolverParams, RuleSet, ServiceEndpoint, Source, Values,
};
use crate::interceptors::CaptureInterceptor;
use crate::structure::{Members, Structure, read_members};
use crate::types::{
    BoxError, BuildError, CreateUnhandledError, ErrorMetadata, HttpRequest, HttpResponse, ProvideErrorKind,
    ProvideErrorMetadata, RequestId, SerdeError, ShapeDeserializer,
};
use crate::uri::Http;
use aws_runtime::auth::{PayloadSigningOverride, SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::ServiceClockSkewClassifier;
use aws_smithy_runtime::client::retries::classifiers::{
    ModeledAsRetryableClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime::client::stalled_stream_protection::StalledStreamProtectionInterceptor;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::endpoint::EndpointPrefix;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::orchestrator::{Metadata, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The error enum of an operation.
pub trait OperationError:
    std::error::Error + ProvideErrorMetadata + ProvideErrorKind + CreateUnhandledError + Send + Sync + 'static
{
    /// Reads the variant that the code in `metadata` names, or `Unhandled`.
    fn read(metadata: ErrorMetadata, deserializer: &mut dyn ShapeDeserializer) -> Self;
}

/// An operation; implemented by its input.
pub trait Operation: Structure + Sized {
    /// The name in the model.
    const NAME: &'static str;
    /// Method and URI.
    const HTTP: Http;
    /// The endpoint parameters that the operation sets, by name, and where it takes their values from.
    const ENDPOINT_PARAMS: &'static [(&'static str, Source)] = &[];
    /// Whether the signature leaves out the body.
    const UNSIGNED_PAYLOAD: bool = false;
    /// The service that the operation belongs to.
    type Service: Service;
    /// What a successful call returns.
    type Output: Structure;
    /// What the service may answer instead.
    type Error: OperationError;
}

/// An operation by itself, without an input; the type that official crates name after it.
pub struct Name<I>(PhantomData<fn() -> I>);

impl<I> Name<I> {
    /// The operation.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<I> Clone for Name<I> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<I> Default for Name<I> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I: Operation> fmt::Debug for Name<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(I::NAME)
    }
}

impl<I: Operation> RuntimePlugin for Name<I> {
    fn config(&self) -> Option<FrozenLayer> {
        Descriptor::of::<I>().config()
    }

    fn runtime_components(&self, current: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Owned(Descriptor::of::<I>().runtime_components(current).into_owned())
    }
}

/// Holds the input that a builder fills: alone, or together with what is needed to send it.
pub trait Holder<I> {
    /// The input so far.
    fn input(&self) -> &I;
    /// The input so far, to be changed.
    fn input_mut(&mut self) -> &mut I;
}

/// An operation without its types: constants and a handful of function pointers.
#[derive(Clone, Copy)]
pub(crate) struct Descriptor {
    pub(crate) name: &'static str,
    pub(crate) service: &'static ServiceInfo,
    http: &'static Http,
    pub(crate) endpoint_rules: fn() -> &'static RuleSet,
    pub(crate) endpoint_params: &'static [(&'static str, Source)],
    pub(crate) make_endpoint_params: fn(Values) -> EndpointResolverParams,
    unsigned_payload: bool,
    input: fn(&Input) -> Option<&dyn Structure>,
    empty_output: fn() -> Box<dyn Structure>,
    erase_output: fn(Box<dyn Structure>) -> Option<Output>,
    output_schema: fn() -> &'static aws_smithy_schema::Schema<'static>,
    read_error: fn(ErrorMetadata, &mut dyn ShapeDeserializer) -> Error,
    unhandled: fn(BoxError, Option<ErrorMetadata>) -> Error,
    add_retry_classifiers: fn(RuntimeComponentsBuilder) -> RuntimeComponentsBuilder,
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Descriptor {
    /// The input of this operation, if that is what `input` holds.
    pub(crate) fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure> {
        (self.input)(input)
    }

    pub(crate) const fn of<I: Operation>() -> Self {
        Self {
            name: I::NAME,
            service: &I::Service::INFO,
            http: &I::HTTP,
            endpoint_rules: I::Service::rules,
            endpoint_params: I::ENDPOINT_PARAMS,
            make_endpoint_params: I::Service::params,
            unsigned_payload: I::UNSIGNED_PAYLOAD,
            input: |input| input.downcast_ref::<I>().map(|input| input as &dyn Structure),
            empty_output: || Box::new(I::Output::empty()),
            erase_output: |output| {
                let output: Box<dyn std::any::Any> = output;
                output.downcast::<I::Output>().ok().map(|output| Output::erase(*output))
            },
            output_schema: || I::Output::empty().shape().schema(),
            read_error: |metadata, deserializer| Error::erase(I::Error::read(metadata, deserializer)),
            unhandled: |source, metadata| Error::erase(I::Error::create_unhandled_error(source, metadata)),
            add_retry_classifiers: |components| {
                components
                    .with_retry_classifier(TransientErrorClassifier::<I::Error>::new())
                    .with_retry_classifier(ModeledAsRetryableClassifier::<I::Error>::new())
                    .with_retry_classifier(AwsErrorCodeClassifier::<I::Error>::new())
                    .with_retry_classifier(ServiceClockSkewClassifier::<I::Error>::new())
            },
        }
    }
}

fn protocol(config: &ConfigBag) -> Result<SharedClientProtocol, BoxError> {
    config.load::<SharedClientProtocol>().cloned().ok_or_else(|| "no protocol is configured".into())
}

impl SerializeRequest for Descriptor {
    fn serialize_input(&self, input: Input, config: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let input = self.input(&input).ok_or("the input is of another operation")?;
        let uri = self.http.uri.expand(input)?;
        if let Some(prefix) = self.http.host_prefix(input)? {
            config.interceptor_state().store_put(EndpointPrefix::new(prefix)?);
        }
        let schema = input.shape().schema();
        let mut request = protocol(config)?
            .serialize_request(&Members(input), schema, &uri, config)
            .map_err(BuildError::other)?;
        request.set_method(self.http.method)?;
        Ok(request)
    }
}

impl DeserializeResponse for Descriptor {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let protocol = protocol(config).map_err(OrchestratorError::other)?;
        tracing::debug!(request_id = ?response.request_id());
        // An answer that cannot be read is the operation's `Unhandled`, as in the official crates.
        let unreadable =
            |error: SerdeError| OrchestratorError::operation((self.unhandled)(error.into(), None));
        if response.status().is_success() {
            let mut output = (self.empty_output)();
            let mut deserializer = protocol
                .deserialize_response(response, (self.output_schema)(), config)
                .map_err(unreadable)?;
            read_members(&mut *output, &mut *deserializer).map_err(unreadable)?;
            output.set_request_id(response.request_id().map(str::to_owned));
            return (self.erase_output)(output)
                .ok_or_else(|| OrchestratorError::other("the output is of another operation"));
        }
        let metadata = protocol.parse_error_metadata(response, config).map_err(unreadable)?;
        let metadata = crate::error::with_request_id(metadata, response).build();
        let mut deserializer = protocol.deserialize_error_response(response, config).map_err(unreadable)?;
        Err(OrchestratorError::operation((self.read_error)(metadata, &mut *deserializer)))
    }
}

impl RuntimePlugin for Descriptor {
    fn config(&self) -> Option<FrozenLayer> {
        let mut layer = Layer::new(self.name);
        layer.store_put(SharedRequestSerializer::new(*self));
        layer.store_put(SharedResponseDeserializer::new(*self));
        layer.store_put(AuthSchemeOptionResolverParams::new(auth::Params::of(self.name)));
        layer.store_put(Metadata::new(self.name, self.service.id));
        let mut signing_options = SigningOptions::default();
        signing_options.double_uri_encode = true;
        signing_options.content_sha256_header = self.unsigned_payload;
        signing_options.normalize_uri_path = true;
        if self.unsigned_payload {
            layer.store_put(PayloadSigningOverride::unsigned_payload());
        }
        layer.store_put(SigV4OperationSigningConfig { signing_options, ..Default::default() });
        Some(layer.freeze())
    }

    fn runtime_components(&self, _: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        let components = RuntimeComponentsBuilder::new(self.name)
            .with_interceptor(SharedInterceptor::permanent(CaptureInterceptor(*self)))
            .with_interceptor(SharedInterceptor::permanent(EndpointParamsInterceptor(*self)))
            .with_interceptor(SharedInterceptor::permanent(StalledStreamProtectionInterceptor::default()));
        Cow::Owned((self.add_retry_classifiers)(components))
    }
}

//! Operations: what a generated input says of its operation, and the one type-erased path that uses it.

use crate::auth;
use crate::client::{Service, ServiceInfo};
use crate::endpoint::{
    EndpointParamsInterceptor, EndpointResolverParams, RuleSet, ServiceEndpoint, Source, Values,
};
use crate::interceptors::CaptureInterceptor;
use crate::protocol;
use crate::structure::{Members, Structure, read_members, set_request_ids};
use crate::types::{
    BoxError, BuildError, ByteStream, CreateUnhandledError, ErrorMetadata, HttpRequest, HttpResponse,
    ProvideErrorKind, ProvideErrorMetadata, RequestId, SdkBody, SerdeError, ShapeDeserializer,
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
use aws_smithy_runtime_api::client::orchestrator::{Metadata, OrchestratorError, SensitiveOutput};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// The error enum of an operation.
pub trait OperationError:
    std::error::Error + ProvideErrorMetadata + ProvideErrorKind + CreateUnhandledError + Send + Sync + 'static
{
    /// Reads the variant that `code` names, or `Unhandled`.
    fn read(code: Option<&str>, metadata: ErrorMetadata, deserializer: &mut dyn ShapeDeserializer) -> Self;
}

/// An operation; implemented by its input.
pub trait Operation: Structure + Sized {
    /// What the model says of it.
    const INFO: Info;
    /// The service that the operation belongs to.
    type Service: Service;
    /// What a successful call returns.
    type Output: Structure;
    /// What the service may answer instead.
    type Error: OperationError;
}

/// What the model says of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// The name in the model.
    pub name: &'static str,
    /// Method and URI.
    pub http: Http,
    /// The endpoint parameters that the operation sets, by name, and where it takes their values from.
    pub endpoint_params: &'static [(&'static str, Source)],
    /// Whether the signature leaves out the body.
    pub unsigned_payload: bool,
    /// Whether the model has no input, not even an empty one.
    pub no_input: bool,
    /// Whether the length of the body must be known before it is sent (Smithy, `requiresLength`).
    pub requires_length: bool,
    /// Whether requests are compressed (Smithy, `requestCompression`).
    pub compressed: bool,
    /// Whether the input holds values that must not be printed.
    pub sensitive_input: bool,
    /// Whether the output does.
    pub sensitive_output: bool,
    /// Whether an error does.
    pub sensitive_errors: bool,
    /// The checksums of requests and responses (Smithy, `httpChecksum`).
    pub checksum: Option<Checksum>,
}

impl Info {
    /// An operation about which there is no more to say than its name, method and URI.
    pub const fn new(name: &'static str, http: Http) -> Self {
        Self {
            name,
            http,
            endpoint_params: &[],
            unsigned_payload: false,
            no_input: false,
            requires_length: false,
            compressed: false,
            sensitive_input: false,
            sensitive_output: false,
            sensitive_errors: false,
            checksum: None,
        }
    }
}

/// Smithy's `httpChecksum` trait. What is not given is empty.
#[derive(Clone, Copy, Debug)]
pub struct Checksum {
    /// The member that names the algorithm of the request.
    pub algorithm_member: &'static str,
    /// The header that names the algorithm of the request.
    pub algorithm_header: &'static str,
    /// Whether requests must carry a checksum.
    pub required: bool,
    /// The member that asks for a checksum of the response.
    pub mode_member: &'static str,
    /// The algorithms that responses may have checksums of.
    pub response_algorithms: &'static [&'static str],
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
        formatter.write_str(I::INFO.name)
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
    pub(crate) info: &'static Info,
    pub(crate) service: &'static ServiceInfo,
    pub(crate) endpoint_rules: fn() -> &'static RuleSet,
    pub(crate) make_endpoint_params: fn(Values) -> EndpointResolverParams,
    /// The name of the type of the input.
    pub(crate) type_name: fn() -> &'static str,
    input_mut: fn(&mut Input) -> Option<&mut dyn Structure>,
    input: fn(&Input) -> Option<&dyn Structure>,
    empty_output: fn() -> Box<dyn Structure>,
    erase_output: fn(Box<dyn Structure>) -> Option<Output>,
    output_schema: fn() -> &'static aws_smithy_schema::Schema<'static>,
    read_error: fn(Option<&str>, ErrorMetadata, &mut dyn ShapeDeserializer) -> Error,
    unhandled: fn(BoxError, Option<ErrorMetadata>) -> Error,
    add_retry_classifiers: fn(RuntimeComponentsBuilder) -> RuntimeComponentsBuilder,
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.info.name)
    }
}

impl Descriptor {
    /// The input of this operation, if that is what `input` holds.
    pub(crate) fn input<'a>(&self, input: &'a Input) -> Option<&'a dyn Structure> {
        (self.input)(input)
    }

    /// The same, to be changed.
    #[cfg(feature = "checksums")]
    pub(crate) fn input_mut<'a>(&self, input: &'a mut Input) -> Option<&'a mut dyn Structure> {
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
            output_schema: || I::Output::empty().shape().schema(),
            read_error: |code, metadata, deserializer| {
                Error::erase(I::Error::read(code, metadata, deserializer))
            },
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

fn protocol_of(config: &ConfigBag) -> Result<SharedClientProtocol, BoxError> {
    config.load::<SharedClientProtocol>().cloned().ok_or_else(|| "no protocol is configured".into())
}

impl SerializeRequest for Descriptor {
    fn serialize_input(&self, mut input: Input, config: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let input = (self.input_mut)(&mut input).ok_or("the input is of another operation")?;
        let uri = self.info.http.uri.expand(input)?;
        if let Some(prefix) = self.info.http.host_prefix(input)? {
            config.interceptor_state().store_put(EndpointPrefix::new(prefix)?);
        }
        let schema = input.shape().schema();
        let protocol = protocol_of(config)?;
        let mut request =
            protocol.serialize_request(&Members(input), schema, &uri, config).map_err(BuildError::other)?;
        crate::payload::complete(input, &mut request, &protocol).map_err(BuildError::other)?;
        // Smithy, rpcv2Cbor, "Requests": without an input there is no body.
        if self.info.no_input && protocol.protocol_id().shape_name() == "rpcv2Cbor" {
            *request.body_mut() = SdkBody::empty();
            request.headers_mut().remove("content-type");
            request.headers_mut().remove("content-length");
        }
        request.set_method(self.info.http.method)?;
        if self.service.query_compatible {
            request.headers_mut().insert("x-amzn-query-mode", "true");
        }
        if let Some(body) = take_stream(input) {
            self.stream(body, &mut request)?;
        }
        Ok(request)
    }
}

/// A response whose headers come on one line each, as their values with `, ` between them (RFC 9110, section 5.3); `None` if
/// they do so already. The published readers take several lines for lists only.
fn combined(response: &HttpResponse) -> Option<HttpResponse> {
    let mut lines: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
    for (name, value) in response.headers().iter_bytes() {
        lines.entry(name).or_default().push(value);
    }
    if lines.len() == response.headers().len() {
        return None;
    }
    // A body that is streamed is not read here.
    let body = response.body().bytes().map_or_else(SdkBody::empty, |body| SdkBody::from(body.to_vec()));
    let mut builder = http::Response::builder().status(response.status().as_u16());
    for (name, values) in lines {
        builder = builder.header(name, values.join(&b", "[..]));
    }
    HttpResponse::try_from(builder.body(body).ok()?).ok()
}

/// The code that the body of an error has. A service with codes of the Query protocol has the other one in a header,
/// which the protocol prefers; models in API JSON do not know it.
fn code_of_body(
    response: &HttpResponse,
    protocol: &SharedClientProtocol,
    config: &ConfigBag,
) -> Option<String> {
    let body = SdkBody::from(response.body().bytes()?.to_owned());
    let bare = HttpResponse::new(response.status(), body);
    let metadata = protocol.parse_error_metadata(&bare, config).ok()?.build();
    metadata.code().map(str::to_owned)
}

/// The body of an input whose payload is streamed.
fn take_stream(input: &mut dyn Structure) -> Option<SdkBody> {
    let index = stream_index(input)?;
    let stream = input.field_mut(index)?.stream();
    Some(stream.map_or_else(SdkBody::empty, |stream| std::mem::take(stream).into_inner()))
}

/// Which member of a structure is a body that is streamed.
fn stream_index(structure: &dyn Structure) -> Option<usize> {
    structure.shape().schema().members().iter().position(|member| member.streaming())
}

impl Descriptor {
    /// Gives a request its body, and the headers that go with it unless the input has set them.
    fn stream(&self, body: SdkBody, request: &mut HttpRequest) -> Result<(), BoxError> {
        let length = body.content_length();
        if self.info.requires_length && length.is_none() {
            return Err(
                "the length of the body must be known: give it with `ByteStream::read_from().length(…)`, \
                        or send bytes"
                    .into(),
            );
        }
        let headers = request.headers_mut();
        if headers.get("content-type").is_none() {
            headers.insert("content-type", "application/octet-stream");
        }
        if let Some(length) = length
            && headers.get("content-length").is_none()
        {
            headers.insert("content-length", length.to_string());
        }
        *request.body_mut() = body;
        Ok(())
    }

    /// Whether answers hold what S3 does not say in its model.
    fn is_s3(&self) -> bool {
        self.service.id == crate::s3::ID
    }

    /// An answer that cannot be read is the operation's `Unhandled`, as in the official crates.
    fn unreadable(&self, error: SerdeError, response: &HttpResponse) -> OrchestratorError<Error> {
        let metadata = crate::error::with_request_ids(ErrorMetadata::builder(), response, self.is_s3());
        let metadata = crate::error::with_response(metadata, response, self.is_secret());
        OrchestratorError::operation((self.unhandled)(error.into(), Some(metadata.build())))
    }

    /// Whether what the service says may hold secrets: its own, or those of the request.
    fn is_secret(&self) -> bool {
        self.info.sensitive_output || self.info.sensitive_errors || self.info.sensitive_input
    }

    fn read_output(
        &self,
        response: &HttpResponse,
        protocol: &SharedClientProtocol,
        config: &ConfigBag,
    ) -> Result<Box<dyn Structure>, OrchestratorError<Error>> {
        let unreadable = |error| self.unreadable(error, response);
        let mut output = (self.empty_output)();
        if protocol::is_page(response, (self.output_schema)()) {
            let problem = "the response is an HTML page: something between client and service made it";
            return Err(unreadable(SerdeError::invalid_input(problem)));
        }
        let combined = combined(response);
        let read = combined.as_ref().unwrap_or(response);
        let mut deserializer =
            protocol.deserialize_response(read, (self.output_schema)(), config).map_err(unreadable)?;
        read_members(&mut *output, &mut *deserializer).map_err(unreadable)?;
        set_request_ids(&mut *output, response).map_err(unreadable)?;
        Ok(output)
    }

    fn erase(&self, output: Box<dyn Structure>) -> Result<Output, OrchestratorError<Error>> {
        (self.erase_output)(output)
            .ok_or_else(|| OrchestratorError::other("the output is of another operation"))
    }
}

impl DeserializeResponse for Descriptor {
    fn deserialize_streaming_with_config(
        &self,
        response: &mut HttpResponse,
        config: &ConfigBag,
    ) -> Option<Result<Output, OrchestratorError<Error>>> {
        if !response.status().is_success() {
            return None;
        }
        let index = (self.output_schema)().members().iter().position(|member| member.streaming())?;
        Some(protocol_of(config).map_err(OrchestratorError::other).and_then(|protocol| {
            let mut output = self.read_output(response, &protocol, config)?;
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            if let Some(stream) = output.field_mut(index).and_then(|field| field.stream()) {
                *stream = ByteStream::new(body);
            }
            self.erase(output)
        }))
    }

    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let protocol = protocol_of(config).map_err(OrchestratorError::other)?;
        crate::observe::response(self, response.request_id());
        if response.status().is_success() && !protocol::is_error(response, self.service) {
            let output = self.read_output(response, &protocol, config)?;
            return self.erase(output);
        }
        let unreadable = |error| self.unreadable(error, response);
        let metadata = protocol.parse_error_metadata(response, config).map_err(unreadable)?;
        let mut metadata = crate::error::with_request_ids(metadata, response, self.is_s3()).build();
        if metadata.code().is_none() {
            let described = crate::error::with_response(metadata.into_builder(), response, self.is_secret());
            metadata = described.build();
        }
        let combined = combined(response);
        let read = combined.as_ref().unwrap_or(response);
        let mut deserializer = protocol.deserialize_error_response(read, config).map_err(unreadable)?;
        let code = if self.service.query_compatible {
            code_of_body(response, &protocol, config).or(metadata.code().map(str::to_owned))
        } else {
            metadata.code().map(str::to_owned)
        };
        let error = (self.read_error)(code.as_deref(), metadata, &mut *deserializer);
        Err(OrchestratorError::operation(error))
    }
}

impl RuntimePlugin for Descriptor {
    fn config(&self) -> Option<FrozenLayer> {
        let mut layer = Layer::new(self.info.name);
        layer.store_put(SharedRequestSerializer::new(*self));
        layer.store_put(SharedResponseDeserializer::new(*self));
        layer.store_put(AuthSchemeOptionResolverParams::new(auth::Params::of(self.info.name)));
        layer.store_put(Metadata::new(self.info.name, self.service.id));
        let mut signing_options = SigningOptions::default();
        let plain_path = self.service.signs_plain_path;
        signing_options.double_uri_encode = !plain_path;
        // Whoever reads a body in `aws-chunked` encoding has to know.
        let chunked = self.info.checksum.is_some_and(|checksum| !checksum.algorithm_member.is_empty());
        signing_options.content_sha256_header = plain_path || self.info.unsigned_payload || chunked;
        signing_options.normalize_uri_path = !plain_path;
        if self.info.unsigned_payload {
            layer.store_put(PayloadSigningOverride::unsigned_payload());
        }
        if self.info.sensitive_output || self.info.sensitive_errors {
            layer.store_put(SensitiveOutput);
        }
        layer.store_put(SigV4OperationSigningConfig { signing_options, ..Default::default() });
        Some(layer.freeze())
    }

    fn runtime_components(&self, _: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        let components = RuntimeComponentsBuilder::new(self.info.name)
            .with_interceptor(SharedInterceptor::permanent(CaptureInterceptor(*self)))
            .with_interceptor(SharedInterceptor::permanent(EndpointParamsInterceptor(*self)))
            .with_interceptor(SharedInterceptor::permanent(StalledStreamProtectionInterceptor::default()));
        let components = crate::s3::add(components, self.is_s3().then_some(self.service));
        #[cfg(feature = "checksums")]
        let components = crate::checksum::add(components, *self);
        #[cfg(feature = "compression")]
        let components = crate::compression::add(components, *self);
        Cow::Owned((self.add_retry_classifiers)(components))
    }
}

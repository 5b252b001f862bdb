//! Presigned requests: a call that ends when its request is signed, with the signature in the query.

use super::descriptor::Descriptor;
use super::of_client::Core;
use super::send::{SendFuture, with_tokens};
use crate::config::Settings;
use crate::service::{Info, Presignable};
use crate::shape::{Step, Structure, texts};
use crate::types::{BoxError, BuildError, HttpRequest, HttpResponse, SdkBody, SdkError};
use aws_runtime::auth::{HttpSignatureType, SigV4OperationSigningConfig};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_sigv4::http_request::SignableBody;
use aws_smithy_async::time::StaticTimeSource;
use aws_smithy_http::query::fmt_string;
use aws_smithy_runtime::client::orchestrator::{StopPoint, invoke_with_stop_point};
use aws_smithy_runtime::client::retries::strategy::NeverRetryStrategy;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut, Error, Input, Output,
};
use aws_smithy_runtime_api::client::interceptors::{
    Intercept, SharedInterceptor, disable_interceptor, dyn_dispatch_hint,
};
use aws_smithy_runtime_api::client::retries::SharedRetryStrategy;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::config_bag::{ConfigBag, Layer, Storable, StoreReplace};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tracing::Instrument;

/// Marks an operation whose request is returned instead of being sent.
#[derive(Debug)]
pub(super) struct Presigned;

impl Storable for Presigned {
    type Storer = StoreReplace<Self>;
}

/// What `finish` makes of the signed request of an operation, which is valid from `start` on for as long as `expires_in`
/// says.
pub(crate) fn presign<I: Presignable, R: fmt::Debug + Send + Sync + 'static>(
    core: Arc<Core>,
    input: Result<I, BuildError>,
    overrides: Option<Settings>,
    (start, expires_in): (SystemTime, Duration),
    finish: fn(HttpRequest) -> Result<R, BoxError>,
) -> SendFuture<R, I::Error> {
    let operation = const { &Descriptor::of::<I>() };
    let input = with_tokens(input, overrides.as_ref(), &core.settings);
    let request = signed(operation, core, input, overrides, start, expires_in);
    SendFuture::new(async move {
        finish(request.await?).map(Output::erase).map_err(SdkError::construction_failure)
    })
}

async fn signed(
    operation: &'static Descriptor,
    core: Arc<Core>,
    input: Result<Input, BoxError>,
    overrides: Option<Settings>,
    start: SystemTime,
    expires_in: Duration,
) -> Result<HttpRequest, SdkError<Error, HttpResponse>> {
    let input = input.map_err(SdkError::construction_failure)?;
    let plugins = core.operation_plugins(operation, overrides).with_client_plugin(plugin(
        start,
        PresigningInterceptor {
            info: operation.info,
            expires_in,
            plain_path: operation.service.signs_plain_path,
        },
    ));
    let (service, name) = (operation.service.id, operation.info.name);
    let call = invoke_with_stop_point(service, name, input, &plugins, StopPoint::BeforeTransmit);
    let mut context = call.instrument(super::observe::span(operation)).await?;
    context
        .take_request()
        .ok_or_else(|| SdkError::construction_failure("the call stopped before it had a request"))
}

/// The plugin that replaces the time, the signature and the sending of a request.
fn plugin(start: SystemTime, interceptor: PresigningInterceptor) -> StaticRuntimePlugin {
    let mut layer = Layer::new("smithwright::presigning");
    // The headers that these add describe a single attempt, and would be part of the signature.
    layer.store_put(disable_interceptor::<InvocationIdInterceptor>("presigning"));
    layer.store_put(disable_interceptor::<RequestInfoInterceptor>("presigning"));
    layer.store_put(disable_interceptor::<ServiceClockSkewInterceptor>("presigning"));
    layer.store_put(disable_interceptor::<UserAgentInterceptor>("presigning"));
    let components = RuntimeComponentsBuilder::new("smithwright::presigning")
        .with_interceptor(SharedInterceptor::permanent(interceptor))
        .with_retry_strategy(Some(SharedRetryStrategy::new(NeverRetryStrategy::new())))
        .with_time_source(Some(StaticTimeSource::new(start)));
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

/// Puts the signature into the query.
#[derive(Debug)]
struct PresigningInterceptor {
    info: &'static Info,
    expires_in: Duration,
    plain_path: bool,
}

#[dyn_dispatch_hint]
impl Intercept for PresigningInterceptor {
    fn name(&self) -> &'static str {
        "PresigningInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_put(Presigned);
        Ok(())
    }

    fn modify_before_signing(
        &self,
        _: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let signing = config.load::<SigV4OperationSigningConfig>().cloned();
        let mut signing = signing.ok_or("the operation is not signed")?;
        signing.signing_options.expires_in = Some(self.expires_in);
        signing.signing_options.signature_type = HttpSignatureType::HttpRequestQueryParams;
        // The body, if the operation has one, is not known yet.
        let unsigned = self.plain_path || self.info.unsigned_payload;
        signing.signing_options.payload_override =
            Some(if unsigned { SignableBody::UnsignedPayload } else { SignableBody::Bytes(b"") });
        config.interceptor_state().store_put(signing);
        Ok(())
    }
}

/// Prepares a request for presigning: it has no body, and its parameters are in the query where the service accepts them
/// there. Headers that describe the body remain only if the input has set them.
pub(super) fn prepare(
    operation: &Descriptor,
    input: &dyn Structure,
    protocol: &str,
    request: &mut HttpRequest,
) -> Result<(), BoxError> {
    let in_query = operation.info.presigned_in_query;
    let form = matches!(protocol, "awsQuery" | "ec2Query");
    let query = if form {
        // A form has the syntax of a query.
        String::from_utf8(request.body().bytes().unwrap_or_default().to_vec())?
    } else if in_query {
        query(input)?
    } else {
        String::new()
    };
    if form || in_query {
        request.set_method("GET")?;
        let separator = if request.uri().contains('?') { '&' } else { '?' };
        let uri = format!("{}{separator}{query}", request.uri());
        request.set_uri(uri)?;
    }
    *request.body_mut() = SdkBody::empty();
    for name in ["content-type", "content-length"] {
        if !sets_header(input, name) {
            request.headers_mut().remove(name);
        }
    }
    Ok(())
}

/// The members of an input as a query: each text under its name.
fn query(input: &dyn Structure) -> Result<String, BoxError> {
    let mut pairs = Vec::new();
    for member in input.shape().schema().members() {
        let Some(name) = member.member_name() else { continue };
        for path in [&[Step::Member(name)][..], &[Step::Member(name), Step::Each]] {
            pairs.extend(
                texts(input, path)?.iter().map(|text| format!("{}={}", fmt_string(name), fmt_string(text))),
            );
        }
    }
    Ok(pairs.join("&"))
}

/// Whether the input sets the member that is bound to this header.
fn sets_header(input: &dyn Structure, name: &str) -> bool {
    input.shape().schema().members().iter().enumerate().any(|(index, member)| {
        let bound = member.http_header().is_some_and(|header| header.value().eq_ignore_ascii_case(name));
        bound && input.field(index).is_some_and(|field| matches!(field.label(member), Ok(Some(_))))
    })
}

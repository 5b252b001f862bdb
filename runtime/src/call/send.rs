//! Sending: one boxed, non-generic future for all operations; only the last step knows the types.

use super::descriptor::Descriptor;
use super::observe;
use super::of_client::Core;
use super::tokens::fill_tokens;
use crate::config::Settings;
use crate::service::Operation;
use crate::types::{BoxError, BuildError, HttpResponse, SdkError};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tracing::Instrument;

type Erased = Result<Output, SdkError<Error, HttpResponse>>;

/// The future of a request: the output of the operation, its presigned request, or an error.
#[must_use = "a call is only made when its future is awaited"]
pub struct SendFuture<O, E> {
    call: Pin<Box<dyn Future<Output = Erased> + Send>>,
    types: PhantomData<fn() -> (O, E)>,
}

impl<O, E> SendFuture<O, E> {
    pub(super) fn new(call: impl Future<Output = Erased> + Send + 'static) -> Self {
        Self { call: Box::pin(call), types: PhantomData }
    }
}

impl<O, E> fmt::Debug for SendFuture<O, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SendFuture")
    }
}

impl<O, E> Future for SendFuture<O, E>
where
    O: fmt::Debug + Send + Sync + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    type Output = Result<O, SdkError<E, HttpResponse>>;

    #[expect(clippy::result_large_err, reason = "the error of calls is AWS's, which users match on")]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.call.as_mut().poll(context).map(|result| match result {
            Ok(output) => output.downcast::<O>().map_err(|output| {
                SdkError::construction_failure(format!("an interceptor set the output {output:?}"))
            }),
            // As in the official crates, an interceptor that substitutes another operation's error breaks this.
            Err(error) => Err(error.map_service_error(|error| {
                error
                    .downcast::<E>()
                    .expect("invariant: the deserializer of an operation makes only that operation's error")
            })),
        })
    }
}

/// Sends `input` with the settings of a client, which `overrides` replaces in part.
pub(crate) fn send<I: Operation>(
    core: Arc<Core>,
    input: Result<I, BuildError>,
    overrides: Option<Settings>,
) -> SendFuture<I::Output, I::Error> {
    let descriptor = const { &Descriptor::of::<I>() };
    let input = with_tokens(input, overrides.as_ref(), &core.settings);
    SendFuture::new(invoke(descriptor, core, input, overrides))
}

/// Sends the input of an operation that is known at run time only.
#[cfg(feature = "dynamic")]
pub(crate) fn send_record(
    core: Arc<Core>,
    operation: &'static super::dynamic::Operation,
    mut input: crate::shape::Record,
) -> SendFuture<crate::shape::Record, crate::error::Failure> {
    let input = if std::ptr::eq(input.of(), operation.input()) {
        let filled = fill_tokens(&mut input, None, &core.settings);
        filled.map(|()| Input::erase(input)).map_err(BoxError::from)
    } else {
        Err("the input is of another operation".into())
    };
    SendFuture::new(invoke(operation.descriptor(), core, input, None))
}

/// A built input with its idempotency tokens.
pub(super) fn with_tokens<I: Operation>(
    input: Result<I, BuildError>,
    overrides: Option<&Settings>,
    settings: &Settings,
) -> Result<Input, BoxError> {
    let mut input = input?;
    fill_tokens(&mut input, overrides, settings)?;
    Ok(Input::erase(input))
}

async fn invoke(
    operation: &'static Descriptor,
    core: Arc<Core>,
    input: Result<Input, BoxError>,
    overrides: Option<Settings>,
) -> Erased {
    let input = input.map_err(SdkError::construction_failure)?;
    let plugins = core.operation_plugins(operation, overrides);
    let (service, name) = (operation.service.id, operation.info.name);
    let call = aws_smithy_runtime::client::orchestrator::invoke(service, name, input, &plugins);
    let output = call.instrument(observe::span(operation)).await;
    #[cfg(feature = "event-stream")]
    if operation.info.receives_events {
        return super::events::complete(operation, output?).await;
    }
    output
}

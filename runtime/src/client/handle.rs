//! Handles: what the clones of a client share, and how generated code reaches it.

use super::presigning::{PresignedRequest, PresigningConfig};
use crate::call::{self, Core, EndpointRules, Resolvers, SendFuture};
use crate::config::{Config, Settings};
use crate::service::auth::{DefaultAuthSchemeResolver, ResolveAuthScheme};
use crate::service::{Operation, Presignable, Service};
use crate::types::{BuildError, HttpResponse, SdkError};
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use std::sync::Arc;

/// What the clones of a client share.
#[derive(Debug)]
pub struct Handle<S> {
    config: Config<S>,
    core: Arc<Core>,
}

/// A client, for those who send with it and do not know its type: crates that it stands in front of.
#[doc(hidden)]
pub trait HasHandle<S> {
    /// What its clones share.
    fn handle(&self) -> &Arc<Handle<S>>;
}

/// A builder that sends what it builds, as the method of a client makes it.
#[doc(hidden)]
pub trait FluentBuilder {
    /// The service that it calls.
    type Service;

    /// A builder with nothing set, for the client with this handle.
    fn new(handle: &Arc<Handle<Self::Service>>) -> Self;
}

impl<S: Service> Handle<S> {
    /// Prepares a client with this configuration.
    ///
    /// # Panics
    ///
    /// If the configuration has no behavior version, or enables retries or timeouts without a sleep
    /// implementation.
    #[track_caller]
    pub fn new(config: Config<S>) -> Self {
        let resolvers = Resolvers {
            endpoint: S::default_resolver(),
            auth_scheme: DefaultAuthSchemeResolver::<S>::default().into_shared_resolver(),
            rules: EndpointRules { rules: S::rules(), params: S::params },
        };
        let core = Arc::new(Core::new(&S::INFO, resolvers, config.settings().clone()));
        Self { config, core }
    }

    /// What waits, and what says how long it did.
    pub(super) fn time(&self) -> (Option<SharedAsyncSleep>, SharedTimeSource) {
        self.core.time()
    }

    /// The configuration of the client.
    pub fn config(&self) -> &Config<S> {
        &self.config
    }
}

/// Sends `input` with the client's configuration and, on top of it, `overrides`.
pub fn send<I: Operation>(
    handle: &Handle<I::Service>,
    input: Result<I, BuildError>,
    overrides: Option<Settings>,
) -> SendFuture<I::Output, I::Error> {
    call::send(handle.core.clone(), input, overrides)
}

/// Signs the request of `input`, with the client's configuration and, on top of it, `overrides`.
///
/// # Errors
///
/// [`SdkError`]: the request could not be built or signed.
pub async fn presign<I: Presignable>(
    handle: &Handle<I::Service>,
    input: Result<I, BuildError>,
    overrides: Option<Settings>,
    config: PresigningConfig,
) -> Result<PresignedRequest, SdkError<I::Error, HttpResponse>> {
    let (start, expires_in) = (config.start_time(), config.expires());
    let request = call::presign(handle.core.clone(), input, overrides, start, expires_in).await?;
    PresignedRequest::new(request).map_err(SdkError::construction_failure)
}

/// Holds the input that a builder fills: alone, or together with what is needed to send it.
pub trait Holder<I> {
    /// The input so far.
    fn input(&self) -> &I;
    /// The input so far, to be changed.
    fn input_mut(&mut self) -> &mut I;
}

//! Handles: what the clones of a client share, and the access of generated code to it.

use super::presigning::{PresignedRequest, PresigningConfig};
use crate::call::{self, Core, EndpointRules, Resolvers, SendFuture};
use crate::config::{Config, Settings};
use crate::service::auth::{DefaultAuthSchemeResolver, ResolveAuthScheme};
use crate::service::{Operation, Presignable, Service};
use crate::types::BuildError;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use std::sync::Arc;

/// The state that the clones of a client share.
#[derive(Debug)]
pub struct Handle<S> {
    config: Config<S>,
    core: Arc<Core>,
}

/// A client, for code that does not know its type: the parts of a family.
#[doc(hidden)]
pub trait HasHandle<S> {
    /// The shared state.
    fn handle(&self) -> &Arc<Handle<S>>;
}

/// A fluent builder, as a method of a client creates it.
#[doc(hidden)]
pub trait FluentBuilder {
    /// The service.
    type Service;

    /// Creates a builder with nothing set, for the client with this handle.
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

    /// The sleep implementation and the time source.
    pub(super) fn time(&self) -> (Option<SharedAsyncSleep>, SharedTimeSource) {
        self.core.time()
    }

    /// The configuration of the client.
    pub fn config(&self) -> &Config<S> {
        &self.config
    }
}

/// Sends `input` with the configuration of the client, which `overrides` replaces in part.
pub fn send<I: Operation>(
    handle: &Handle<I::Service>,
    input: Result<I, BuildError>,
    overrides: Option<Settings>,
) -> SendFuture<I::Output, I::Error> {
    call::send(handle.core.clone(), input, overrides)
}

/// Signs the request of `input` with the configuration of the client, which `overrides` replaces in part.
///
/// The future returns an [`SdkError`](crate::types::SdkError) if the request could not be built or signed.
pub fn presign<I: Presignable>(
    handle: &Handle<I::Service>,
    input: Result<I, BuildError>,
    overrides: Option<Settings>,
    config: PresigningConfig,
) -> SendFuture<PresignedRequest, I::Error> {
    let validity = (config.start_time(), config.expires());
    call::presign::<I, _>(handle.core.clone(), input, overrides, validity, PresignedRequest::new)
}

/// The holder of the input that a builder fills: alone, or with what is needed to send it.
pub trait Holder<I> {
    /// The input so far.
    fn input(&self) -> &I;
    /// The input so far, to be changed.
    fn input_mut(&mut self) -> &mut I;
}

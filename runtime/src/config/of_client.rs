//! The configuration of a client.

use super::aws::retry::{RetryConfig, RetryPartition};
use super::aws::timeout::TimeoutConfig;
use super::aws::{
    AppName, SharedAsyncSleep, SharedHttpClient, SharedIdentityCache, SharedInterceptor,
    StalledStreamProtectionConfig,
};
use super::settings::Settings;
use crate::service::Service;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemePreference, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;
use aws_smithy_schema::protocol::SharedClientProtocol;
use std::fmt;
use std::marker::PhantomData;

/// The configuration of a client.
pub struct Config<S> {
    pub(super) settings: Settings,
    pub(super) service: PhantomData<fn() -> S>,
}

impl<S> Clone for Config<S> {
    fn clone(&self) -> Self {
        Self { settings: self.settings.clone(), service: PhantomData }
    }
}

impl<S> fmt::Debug for Config<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Config").field(&self.settings).finish()
    }
}

impl<S: Service> Config<S> {
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the endpoint resolver.
    pub fn endpoint_resolver(&self) -> SharedEndpointResolver {
        self.settings.components.endpoint_resolver().unwrap_or_else(S::default_resolver)
    }

    /// Returns the resolver of authentication schemes, if it is not the default one of the service.
    pub fn auth_scheme_resolver(&self) -> Option<SharedAuthSchemeOptionResolver> {
        self.settings.components.auth_scheme_option_resolver()
    }

    /// Returns the name of the application, which the user agent contains.
    pub fn app_name(&self) -> Option<&AppName> {
        self.settings.layer.load::<AppName>()
    }

    /// Returns how stalled downloads and uploads are handled.
    pub fn stalled_stream_protection(&self) -> Option<&StalledStreamProtectionConfig> {
        self.settings.layer.load::<StalledStreamProtectionConfig>()
    }

    /// Returns the protocol that replaces the one that the crate was generated for.
    pub fn protocol(&self) -> Option<&SharedClientProtocol> {
        self.settings.layer.load::<SharedClientProtocol>()
    }

    /// Returns the preferred authentication schemes.
    pub fn auth_scheme_preference(&self) -> Option<&AuthSchemePreference> {
        self.settings.layer.load::<AuthSchemePreference>()
    }

    /// Returns how failed attempts are retried.
    pub fn retry_config(&self) -> Option<&RetryConfig> {
        self.settings.layer.load::<RetryConfig>()
    }

    /// Returns the partition of the retry state that requests share.
    pub fn retry_partition(&self) -> Option<&RetryPartition> {
        self.settings.layer.load::<RetryPartition>()
    }

    /// Returns the timeouts of operations and attempts.
    pub fn timeout_config(&self) -> Option<&TimeoutConfig> {
        self.settings.layer.load::<TimeoutConfig>()
    }

    /// Returns the HTTP client.
    pub fn http_client(&self) -> Option<SharedHttpClient> {
        self.settings.components.http_client()
    }

    /// Returns the authentication schemes that were added.
    pub fn auth_schemes(&self) -> impl Iterator<Item = SharedAuthScheme> + '_ {
        self.settings.components.auth_schemes()
    }

    /// Returns the sleep implementation, which retries and timeouts use.
    pub fn sleep_impl(&self) -> Option<SharedAsyncSleep> {
        self.settings.components.sleep_impl()
    }

    /// Returns the identity cache.
    pub fn identity_cache(&self) -> Option<SharedIdentityCache> {
        self.settings.components.identity_cache()
    }

    /// Returns the interceptors that were added.
    pub fn interceptors(&self) -> impl Iterator<Item = SharedInterceptor> + '_ {
        self.settings.components.interceptors()
    }

    /// Returns the time source.
    pub fn time_source(&self) -> Option<SharedTimeSource> {
        self.settings.components.time_source()
    }

    /// Returns the classifiers that decide which errors are retried, besides the built-in ones.
    pub fn retry_classifiers(&self) -> impl Iterator<Item = SharedRetryClassifier> + '_ {
        self.settings.components.retry_classifiers()
    }
}

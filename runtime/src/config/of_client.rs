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

    /// Who gives the endpoints of calls.
    pub fn endpoint_resolver(&self) -> SharedEndpointResolver {
        self.settings.components.endpoint_resolver().unwrap_or_else(S::default_resolver)
    }

    /// Who chooses the authentication of calls, if it is not the service's default.
    pub fn auth_scheme_resolver(&self) -> Option<SharedAuthSchemeOptionResolver> {
        self.settings.components.auth_scheme_option_resolver()
    }

    /// The name of the application, as the user agent carries it.
    pub fn app_name(&self) -> Option<&AppName> {
        self.settings.layer.load::<AppName>()
    }

    /// What is done about downloads and uploads that stall.
    pub fn stalled_stream_protection(&self) -> Option<&StalledStreamProtectionConfig> {
        self.settings.layer.load::<StalledStreamProtectionConfig>()
    }

    /// The protocol that calls have in the place of the one that the crate was generated for.
    pub fn protocol(&self) -> Option<&SharedClientProtocol> {
        self.settings.layer.load::<SharedClientProtocol>()
    }

    /// Which authentication schemes are preferred.
    pub fn auth_scheme_preference(&self) -> Option<&AuthSchemePreference> {
        self.settings.layer.load::<AuthSchemePreference>()
    }

    /// How failed attempts are retried.
    pub fn retry_config(&self) -> Option<&RetryConfig> {
        self.settings.layer.load::<RetryConfig>()
    }

    /// The partition of the retry state that calls share.
    pub fn retry_partition(&self) -> Option<&RetryPartition> {
        self.settings.layer.load::<RetryPartition>()
    }

    /// How long calls and attempts may take.
    pub fn timeout_config(&self) -> Option<&TimeoutConfig> {
        self.settings.layer.load::<TimeoutConfig>()
    }

    /// The HTTP client.
    pub fn http_client(&self) -> Option<SharedHttpClient> {
        self.settings.components.http_client()
    }

    /// The authentication schemes that were added.
    pub fn auth_schemes(&self) -> impl Iterator<Item = SharedAuthScheme> + '_ {
        self.settings.components.auth_schemes()
    }

    /// What waits between attempts and enforces timeouts.
    pub fn sleep_impl(&self) -> Option<SharedAsyncSleep> {
        self.settings.components.sleep_impl()
    }

    /// The cache of identities.
    pub fn identity_cache(&self) -> Option<SharedIdentityCache> {
        self.settings.components.identity_cache()
    }

    /// The interceptors that were added.
    pub fn interceptors(&self) -> impl Iterator<Item = SharedInterceptor> + '_ {
        self.settings.components.interceptors()
    }

    /// What tells the time.
    pub fn time_source(&self) -> Option<SharedTimeSource> {
        self.settings.components.time_source()
    }

    /// What decides which errors are retried, beside the built-in classifiers.
    pub fn retry_classifiers(&self) -> impl Iterator<Item = SharedRetryClassifier> + '_ {
        self.settings.components.retry_classifiers()
    }
}

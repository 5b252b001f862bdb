//! The builder of a configuration.

use super::aws::retry::{ClassifyRetry, RetryConfig, RetryPartition};
use super::aws::timeout::TimeoutConfig;
use super::aws::{
    AppName, AsyncSleep, BehaviorVersion, HttpClient, Intercept, IntoShared, ResolveCachedIdentity,
    SharedAsyncSleep, SharedHttpClient, SharedInterceptor, StalledStreamProtectionConfig,
};
use super::of_client::Config;
use super::settings::Settings;
use crate::endpoint::ResolvesWith;
use crate::service::Service;
use crate::service::auth::ResolveAuthScheme;
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime::client::auth::no_auth::NoAuthRuntimePluginV2;
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemePreference};
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;
use aws_smithy_schema::protocol::{ClientProtocol, SharedClientProtocol};
use aws_smithy_types::telemetry::RequestedTelemetryAttributes;
use aws_types::endpoint_config::EndpointUrl;
use std::fmt;
use std::marker::PhantomData;

/// Builds a [`Config`].
pub struct Builder<S> {
    pub(super) settings: Settings,
    service: PhantomData<fn() -> S>,
}

impl<S> Clone for Builder<S> {
    fn clone(&self) -> Self {
        Self { settings: self.settings.clone(), service: PhantomData }
    }
}

impl<S> fmt::Debug for Builder<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Builder").field(&self.settings).finish()
    }
}

impl<S> Default for Builder<S> {
    fn default() -> Self {
        Settings::default().into()
    }
}

impl<S> From<Settings> for Builder<S> {
    fn from(settings: Settings) -> Self {
        Self { settings, service: PhantomData }
    }
}

impl<S> From<Builder<S>> for Settings {
    fn from(builder: Builder<S>) -> Self {
        builder.settings
    }
}

impl<S: Service> Config<S> {
    /// Creates a builder with nothing set.
    pub fn builder() -> Builder<S> {
        Builder::default()
    }

    /// Returns a builder with these settings.
    pub fn to_builder(&self) -> Builder<S> {
        self.settings.clone().into()
    }
}

/// Pairs of methods for one value of the layer: `name(value) -> Self`, `set_name(Option) -> &mut Self`.
macro_rules! layer_setters {
    ($($(#[$doc:meta])* $name:ident $set:ident: $type:ty => |$builder:ident, $value:ident| $body:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(mut self, value: $type) -> Self {
            self.$set(Some(value));
            self
        }
        $(#[$doc])*
        pub fn $set(&mut self, value: Option<$type>) -> &mut Self {
            let ($builder, $value) = (&mut *self, value);
            $body;
            self
        }
    )*};
}

impl<S> Builder<S> {
    /// Creates a builder with nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the configuration.
    pub fn build(mut self) -> Config<S> {
        if self.settings.components.time_source().is_none() {
            self.settings.components.set_time_source(Some(SharedTimeSource::default()));
        }
        Config { settings: self.settings, service: PhantomData }
    }

    layer_setters! {
        /// Sets the name of the application, which the user agent contains.
        app_name set_app_name: AppName => |this, value| this.settings.layer.store_or_unset(value);
        /// Sets how stalled downloads and uploads are handled.
        stalled_stream_protection set_stalled_stream_protection: StalledStreamProtectionConfig =>
            |this, value| this.settings.layer.store_or_unset(value);
        /// Sets how failed attempts are retried. `None` keeps the earlier value.
        retry_config set_retry_config: RetryConfig =>
            |this, value| value.map(|value| { this.settings.layer.store_put(value); });
        /// Sets the partition of the retry state. `None` keeps the earlier value.
        retry_partition set_retry_partition: RetryPartition =>
            |this, value| value.map(|value| { this.settings.layer.store_put(value); });
        /// Sets the timeouts of operations and attempts. Timeouts that are not set keep their earlier values.
        timeout_config set_timeout_config: TimeoutConfig => |this, value| value.map(|mut value| {
            if let Some(base) = this.settings.layer.load::<TimeoutConfig>() {
                value.take_defaults_from(base);
            }
            this.settings.layer.store_put(value);
        });
        /// Sets the behavior version, which decides the defaults of the SDK.
        behavior_version set_behavior_version: BehaviorVersion =>
            |this, value| this.settings.behavior_version = value;
    }

    /// Sets the newest behavior version known to this crate.
    pub fn behavior_version_latest(self) -> Self {
        self.behavior_version(BehaviorVersion::latest())
    }

    /// Sets the endpoint resolver, which replaces the rules of the service.
    pub fn endpoint_resolver<R>(mut self, endpoint_resolver: R) -> Self
    where
        S: ResolvesWith<R>,
    {
        self.set_endpoint_resolver(Some(S::shared(endpoint_resolver)));
        self
    }

    /// Sets the endpoint resolver, which replaces the rules of the service, or unsets it with `None`.
    pub fn set_endpoint_resolver(&mut self, endpoint_resolver: Option<SharedEndpointResolver>) -> &mut Self {
        self.settings.components.set_endpoint_resolver(endpoint_resolver);
        self
    }

    /// Sets the resolver of authentication schemes, which replaces the model.
    pub fn auth_scheme_resolver(mut self, auth_scheme_resolver: impl ResolveAuthScheme + 'static) -> Self {
        self.set_auth_scheme_resolver(auth_scheme_resolver);
        self
    }

    /// Sets the resolver of authentication schemes, which replaces the model.
    pub fn set_auth_scheme_resolver(
        &mut self,
        auth_scheme_resolver: impl ResolveAuthScheme + 'static,
    ) -> &mut Self {
        let resolver = auth_scheme_resolver.into_shared_resolver();
        self.settings.components.set_auth_scheme_option_resolver(Some(resolver));
        self
    }

    /// Sets the endpoint URL, which replaces the one that the rules of the service return.
    pub fn endpoint_url(mut self, endpoint_url: impl Into<String>) -> Self {
        self.set_endpoint_url(Some(endpoint_url.into()));
        self
    }

    /// Sets the endpoint URL, which replaces the one that the rules of the service return.
    pub fn set_endpoint_url(&mut self, endpoint_url: Option<String>) -> &mut Self {
        self.settings.layer.store_or_unset(endpoint_url.map(EndpointUrl));
        self
    }

    /// Sets the members of inputs whose values become attributes of metrics, and which interceptors can read as
    /// `CapturedTelemetryAttributes`. They must be strings that are not sensitive; names are those of the model. Each
    /// value becomes a label of metrics, so choose members with few different values.
    pub fn emit_input_attributes(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut requested = self.requested_attributes();
        requested.emit(names.into_iter().map(Into::into));
        self.settings.layer.store_put(requested);
        self
    }

    /// As [`emit_input_attributes`](Self::emit_input_attributes), for interceptors only.
    pub fn capture_input_attributes(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut requested = self.requested_attributes();
        requested.capture_only(names.into_iter().map(Into::into));
        self.settings.layer.store_put(requested);
        self
    }

    fn requested_attributes(&self) -> RequestedTelemetryAttributes {
        self.settings.layer.load::<RequestedTelemetryAttributes>().cloned().unwrap_or_default()
    }

    /// Adds an authentication scheme.
    pub fn push_auth_scheme(mut self, auth_scheme: impl AuthScheme + 'static) -> Self {
        self.settings.components.push_auth_scheme(auth_scheme);
        self
    }

    /// Sets the protocol of all requests, which replaces the one that the crate was generated for: another protocol of the
    /// service, from the crates `aws-smithy-json`, `aws-smithy-cbor` and similar ones, or one of your own.
    pub fn protocol(mut self, protocol: impl ClientProtocol + 'static) -> Self {
        self.set_protocol(Some(SharedClientProtocol::new(protocol)));
        self
    }

    /// Sets the protocol of all requests; `None` selects the one that the crate was generated for.
    pub fn set_protocol(&mut self, protocol: Option<SharedClientProtocol>) -> &mut Self {
        self.settings.layer.store_or_unset(protocol);
        self
    }

    /// Sets the preferred authentication schemes.
    pub fn auth_scheme_preference(mut self, preference: impl Into<AuthSchemePreference>) -> Self {
        self.set_auth_scheme_preference(Some(preference.into()));
        self
    }

    /// Sets the preferred authentication schemes.
    pub fn set_auth_scheme_preference(&mut self, preference: Option<AuthSchemePreference>) -> &mut Self {
        self.settings.layer.store_or_unset(preference);
        self
    }

    /// Allows unsigned requests when no other authentication scheme applies.
    pub fn allow_no_auth(mut self) -> Self {
        self.set_allow_no_auth();
        self
    }

    /// Allows unsigned requests when no other authentication scheme applies.
    pub fn set_allow_no_auth(&mut self) -> &mut Self {
        self.settings.plugins.push(NoAuthRuntimePluginV2::new().into_shared());
        self
    }

    /// Sets the HTTP client.
    pub fn http_client(mut self, http_client: impl HttpClient + 'static) -> Self {
        self.set_http_client(Some(http_client.into_shared()));
        self
    }

    /// Sets the HTTP client.
    pub fn set_http_client(&mut self, http_client: Option<SharedHttpClient>) -> &mut Self {
        self.settings.components.set_http_client(http_client);
        self
    }

    /// Sets the sleep implementation, which retries and timeouts use.
    pub fn sleep_impl(mut self, sleep_impl: impl AsyncSleep + 'static) -> Self {
        self.set_sleep_impl(Some(sleep_impl.into_shared()));
        self
    }

    /// Sets the sleep implementation, which retries and timeouts use.
    pub fn set_sleep_impl(&mut self, sleep_impl: Option<SharedAsyncSleep>) -> &mut Self {
        self.settings.components.set_sleep_impl(sleep_impl);
        self
    }

    /// Sets the time source.
    pub fn time_source(mut self, time_source: impl TimeSource + 'static) -> Self {
        self.set_time_source(Some(time_source.into_shared()));
        self
    }

    /// Sets the time source.
    pub fn set_time_source(&mut self, time_source: Option<SharedTimeSource>) -> &mut Self {
        self.settings.components.set_time_source(time_source);
        self
    }

    /// Sets the identity cache.
    pub fn identity_cache(mut self, cache: impl ResolveCachedIdentity + 'static) -> Self {
        self.set_identity_cache(cache);
        self
    }

    /// Sets the identity cache.
    pub fn set_identity_cache(&mut self, cache: impl ResolveCachedIdentity + 'static) -> &mut Self {
        self.settings.components.set_identity_cache(Some(cache));
        self
    }

    /// Adds an interceptor.
    pub fn interceptor(mut self, interceptor: impl Intercept + 'static) -> Self {
        self.push_interceptor(SharedInterceptor::new(interceptor));
        self
    }

    /// Adds an interceptor.
    pub fn push_interceptor(&mut self, interceptor: SharedInterceptor) -> &mut Self {
        self.settings.push_interceptor(interceptor);
        self
    }

    /// Sets the interceptors.
    pub fn set_interceptors(
        &mut self,
        interceptors: impl IntoIterator<Item = SharedInterceptor>,
    ) -> &mut Self {
        self.settings.components.set_interceptors(interceptors.into_iter());
        self
    }

    /// Adds a classifier that decides which errors are retried.
    pub fn retry_classifier(mut self, classifier: impl ClassifyRetry + 'static) -> Self {
        self.push_retry_classifier(SharedRetryClassifier::new(classifier));
        self
    }

    /// Adds a classifier that decides which errors are retried.
    pub fn push_retry_classifier(&mut self, classifier: SharedRetryClassifier) -> &mut Self {
        self.settings.components.push_retry_classifier(classifier);
        self
    }

    /// Sets the classifiers that decide which errors are retried.
    pub fn set_retry_classifiers(
        &mut self,
        classifiers: impl IntoIterator<Item = SharedRetryClassifier>,
    ) -> &mut Self {
        self.settings.components.set_retry_classifiers(classifiers.into_iter());
        self
    }

    /// Sets a fixed time, credentials, user agent and idempotency tokens, for tests.
    #[cfg(feature = "test-util")]
    pub fn apply_test_defaults(&mut self) -> &mut Self {
        let then = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_234_567_890);
        let time_source = aws_smithy_async::time::StaticTimeSource::new(then);
        self.set_time_source(Some(SharedTimeSource::new(time_source)));
        self.settings.layer.store_put(aws_runtime::user_agent::AwsUserAgent::for_tests());
        let token = super::tokens::IdempotencyTokenProvider::from("00000000-0000-4000-8000-000000000000");
        self.settings.layer.store_put(token);
        let credentials = super::aws::SharedCredentialsProvider::new(super::aws::Credentials::for_tests());
        self.settings.set_credentials_provider(credentials);
        self.set_behavior_version(Some(BehaviorVersion::latest()))
    }

    /// Sets a fixed time, credentials, user agent and idempotency tokens, for tests.
    #[cfg(feature = "test-util")]
    pub fn with_test_defaults(mut self) -> Self {
        self.apply_test_defaults();
        self
    }

    /// As [`apply_test_defaults`](Self::apply_test_defaults), with the region `us-east-1` if none is set.
    #[cfg(feature = "test-util")]
    pub fn apply_test_defaults_v2(&mut self) -> &mut Self {
        self.apply_test_defaults();
        if self.settings.region().is_none() {
            self.settings.layer.store_put(super::aws::Region::new("us-east-1"));
        }
        self
    }

    /// As [`with_test_defaults`](Self::with_test_defaults), with the region `us-east-1` if none is set.
    #[cfg(feature = "test-util")]
    pub fn with_test_defaults_v2(mut self) -> Self {
        self.apply_test_defaults_v2();
        self
    }
}

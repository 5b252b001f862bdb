//! Configuration: one type for all services, kept apart by a marker type.
//!
//! A generated crate has `config::Config` and `config::Builder` as aliases with its own [`Service`].

use crate::auth::ResolveAuthScheme;
use crate::client::{Service, ServiceInfo};
use crate::endpoint::ResolvesWith;
use aws_runtime::invocation_id::{InvocationIdGenerator, SharedInvocationIdGenerator};
use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_runtime::user_agent::ApiMetadata;
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime::client::auth::no_auth::NoAuthRuntimePluginV2;
use aws_smithy_runtime::client::config_override::Resolver;
use aws_smithy_runtime_api::client::auth::{
    AuthScheme, AuthSchemePreference, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;
use aws_smithy_types::config_bag::CloneableLayer;
use aws_smithy_types::telemetry::RequestedTelemetryAttributes;
use aws_types::SigningName;
use aws_types::endpoint_config::{EndpointUrl, UseDualStack, UseFips};
use aws_types::region::SigningRegion;
use aws_types::sdk_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use aws_credential_types::Credentials;
pub use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
pub use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, Sleep};
pub use aws_smithy_runtime::client::identity::IdentityCache;
pub use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
pub use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
pub use aws_smithy_runtime_api::client::identity::{ResolveCachedIdentity, SharedIdentityCache};
pub use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor};
pub use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
pub use aws_smithy_runtime_api::client::runtime_plugin::{RuntimePlugin, SharedRuntimePlugin};
pub use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
pub use aws_smithy_runtime_api::shared::IntoShared;
pub use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};
pub use aws_types::app_name::AppName;
pub use aws_types::region::Region;
pub use aws_types::sdk_ua_metadata::FrameworkMetadata;

/// Endpoints.
pub mod endpoint {
    pub use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, SharedEndpointResolver};
    pub use aws_smithy_types::endpoint::Endpoint;
}

/// HTTP requests and responses as interceptors see them.
pub mod http {
    pub use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
}

/// What interceptors are given at each stage of a call.
pub mod interceptors {
    pub use aws_smithy_runtime_api::client::interceptors::context::{
        AfterDeserializationInterceptorContextRef, BeforeDeserializationInterceptorContextMut,
        BeforeDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
        BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
        BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextMut, FinalizerInterceptorContextRef,
        InterceptorContext,
    };
}

/// Retries.
pub mod retry {
    pub use aws_smithy_runtime::client::retries::{ClientRateLimiter, RetryPartition, TokenBucket};
    pub use aws_smithy_runtime_api::client::retries::ShouldAttempt;
    pub use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
    pub use aws_smithy_types::retry::{ReconnectMode, RetryConfig, RetryConfigBuilder, RetryMode};
}

/// Timeouts.
pub mod timeout {
    pub use aws_smithy_types::timeout::{TimeoutConfig, TimeoutConfigBuilder};
}

pub(crate) mod service;

pub use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
pub use service::{
    HasAccelerate, HasBearerToken, HasChecksums, HasDisableMultiRegionAccessPoints,
    HasDisableS3ExpressSessionAuth, HasForcePathStyle, HasRequestCompression, HasUseArnRegion,
};

/// What services that take bearer tokens have beside.
pub mod bearer {
    pub use aws_credential_types::Token;
    pub use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};
    pub use aws_smithy_runtime_api::client::identity::ResolveIdentity;
}

use retry::{ClassifyRetry, RetryConfig, RetryPartition};
use timeout::TimeoutConfig;

/// What configuration consists of, whatever the service.
#[derive(Clone, Debug)]
pub struct Settings {
    layer: CloneableLayer,
    pub(crate) components: RuntimeComponentsBuilder,
    pub(crate) plugins: Vec<SharedRuntimePlugin>,
    behavior_version: Option<BehaviorVersion>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            layer: CloneableLayer::new("smithwright::config"),
            components: RuntimeComponentsBuilder::new("smithwright::config"),
            plugins: Vec::new(),
            behavior_version: None,
        }
    }
}

impl Settings {
    pub(crate) fn region(&self) -> Option<&Region> {
        self.layer.load::<Region>()
    }

    pub(crate) fn push_interceptor(&mut self, interceptor: SharedInterceptor) {
        self.components.push_interceptor(interceptor);
    }

    pub(crate) fn behavior_version_or_latest(&self) -> Option<BehaviorVersion> {
        let latest = cfg!(feature = "behavior-version-latest").then(BehaviorVersion::latest);
        self.behavior_version.or(latest)
    }

    /// The layer that calls read: what is set, and what follows from the service.
    pub(crate) fn freeze(&self, service: &'static ServiceInfo) -> FrozenLayer {
        let mut layer = Layer::from(self.layer.clone()).with_name(service.package);
        layer.store_put(ApiMetadata::new(service.name, service.version));
        layer.store_put(SigningName::from_static(service.signing_name));
        if let Some(region) = self.region() {
            layer.store_put(SigningRegion::from(region.clone()));
        }
        layer.freeze()
    }
}

/// The configuration of a client.
pub struct Config<S> {
    settings: Settings,
    service: PhantomData<fn() -> S>,
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

    /// A builder with nothing set.
    pub fn builder() -> Builder<S> {
        Builder::default()
    }

    /// The configuration that `config`, shared by all clients of an application, means for this service.
    pub fn new(config: &SdkConfig) -> Self {
        config.into()
    }

    /// A builder with what is set here.
    pub fn to_builder(&self) -> Builder<S> {
        Builder { settings: self.settings.clone(), service: PhantomData }
    }

    /// The name that requests are signed for.
    pub fn signing_name(&self) -> &'static str {
        S::INFO.signing_name
    }

    /// Who gives the endpoints of calls.
    pub fn endpoint_resolver(&self) -> SharedEndpointResolver {
        self.settings.components.endpoint_resolver().unwrap_or_else(S::default_resolver)
    }

    /// Who chooses the authentication of calls, if it is not the service's default.
    pub fn auth_scheme_resolver(&self) -> Option<SharedAuthSchemeOptionResolver> {
        self.settings.components.auth_scheme_option_resolver()
    }

    /// The region that is called.
    pub fn region(&self) -> Option<&Region> {
        self.settings.region()
    }

    /// Always `None`: how to get credentials is known only to the call that needs them.
    #[deprecated(note = "always `None`: how to get credentials is known only to the call that needs them")]
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        None
    }

    /// The name of the application, as the user agent carries it.
    pub fn app_name(&self) -> Option<&AppName> {
        self.settings.layer.load::<AppName>()
    }

    /// The frameworks that the user agent names, in the order in which they were set.
    pub fn framework_metadata(&self) -> Vec<&FrameworkMetadata> {
        let mut metadata: Vec<_> = self.settings.layer.load::<FrameworkMetadata>().collect();
        metadata.reverse();
        metadata
    }

    /// What is done about downloads and uploads that stall.
    pub fn stalled_stream_protection(&self) -> Option<&StalledStreamProtectionConfig> {
        self.settings.layer.load::<StalledStreamProtectionConfig>()
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

    /// Whether the clock of this machine is taken as it is.
    pub fn disable_clock_skew_correction(&self) -> Option<bool> {
        self.settings.layer.load::<DisableClockSkewCorrection>().map(|it| it.is_disabled())
    }

    /// What makes the ids of invocations.
    pub fn invocation_id_generator(&self) -> Option<SharedInvocationIdGenerator> {
        self.settings.layer.load::<SharedInvocationIdGenerator>().cloned()
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

/// Builds a [`Config`].
pub struct Builder<S> {
    settings: Settings,
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
    /// A builder with nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The configuration.
    pub fn build(mut self) -> Config<S> {
        if self.settings.components.time_source().is_none() {
            self.settings.components.set_time_source(Some(SharedTimeSource::default()));
        }
        Config { settings: self.settings, service: PhantomData }
    }

    layer_setters! {
        /// Sets the name of the application, as the user agent carries it.
        app_name set_app_name: AppName => |this, value| this.settings.layer.store_or_unset(value);
        /// Sets what is done about downloads and uploads that stall.
        stalled_stream_protection set_stalled_stream_protection: StalledStreamProtectionConfig =>
            |this, value| this.settings.layer.store_or_unset(value);
        /// Sets how failed attempts are retried. An unset value leaves what was set.
        retry_config set_retry_config: RetryConfig =>
            |this, value| value.map(|value| { this.settings.layer.store_put(value); });
        /// Sets the partition of the retry state. An unset value leaves what was set.
        retry_partition set_retry_partition: RetryPartition =>
            |this, value| value.map(|value| { this.settings.layer.store_put(value); });
        /// Sets how long calls and attempts may take; parts that are unset keep what was set before.
        timeout_config set_timeout_config: TimeoutConfig => |this, value| value.map(|mut value| {
            if let Some(base) = this.settings.layer.load::<TimeoutConfig>() {
                value.take_defaults_from(base);
            }
            this.settings.layer.store_put(value);
        });
        /// Sets the behavior version: which defaults of the SDK apply.
        behavior_version set_behavior_version: BehaviorVersion =>
            |this, value| this.settings.behavior_version = value;
    }

    /// Sets the newest behavior version that this crate knows.
    pub fn behavior_version_latest(self) -> Self {
        self.behavior_version(BehaviorVersion::latest())
    }

    /// Sets who gives the endpoints of calls, instead of the rules of the service.
    pub fn endpoint_resolver<R>(mut self, endpoint_resolver: R) -> Self
    where
        S: ResolvesWith<R>,
    {
        self.set_endpoint_resolver(Some(S::shared(endpoint_resolver)));
        self
    }

    /// Sets or unsets who gives the endpoints of calls, instead of the rules of the service.
    pub fn set_endpoint_resolver(&mut self, endpoint_resolver: Option<SharedEndpointResolver>) -> &mut Self {
        self.settings.components.set_endpoint_resolver(endpoint_resolver);
        self
    }

    /// Sets who chooses the authentication of calls, instead of the model.
    pub fn auth_scheme_resolver(mut self, auth_scheme_resolver: impl ResolveAuthScheme + 'static) -> Self {
        self.set_auth_scheme_resolver(auth_scheme_resolver);
        self
    }

    /// Sets who chooses the authentication of calls, instead of the model.
    pub fn set_auth_scheme_resolver(
        &mut self,
        auth_scheme_resolver: impl ResolveAuthScheme + 'static,
    ) -> &mut Self {
        let resolver = auth_scheme_resolver.into_shared_resolver();
        self.settings.components.set_auth_scheme_option_resolver(Some(resolver));
        self
    }

    /// Sets the region that is called.
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.set_region(region.into());
        self
    }

    /// Sets the region that is called.
    pub fn set_region(&mut self, region: Option<Region>) -> &mut Self {
        self.settings.layer.store_or_unset(region);
        self
    }

    /// Sets the endpoint, in place of the one of the region.
    pub fn endpoint_url(mut self, endpoint_url: impl Into<String>) -> Self {
        self.set_endpoint_url(Some(endpoint_url.into()));
        self
    }

    /// Sets the endpoint, in place of the one of the region.
    pub fn set_endpoint_url(&mut self, endpoint_url: Option<String>) -> &mut Self {
        self.settings.layer.store_or_unset(endpoint_url.map(EndpointUrl));
        self
    }

    /// Sets whether endpoints that also answer on IPv6 are called.
    pub fn use_dual_stack(mut self, use_dual_stack: impl Into<bool>) -> Self {
        self.set_use_dual_stack(Some(use_dual_stack.into()));
        self
    }

    /// Sets whether endpoints that also answer on IPv6 are called.
    pub fn set_use_dual_stack(&mut self, use_dual_stack: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(use_dual_stack.map(UseDualStack));
        self
    }

    /// Sets whether endpoints that conform to FIPS 140 are called.
    pub fn use_fips(mut self, use_fips: impl Into<bool>) -> Self {
        self.set_use_fips(Some(use_fips.into()));
        self
    }

    /// Sets whether endpoints that conform to FIPS 140 are called.
    pub fn set_use_fips(&mut self, use_fips: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(use_fips.map(UseFips));
        self
    }

    /// Sets where credentials come from.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.set_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        self
    }

    /// Sets where credentials come from. An unset value leaves what was set.
    pub fn set_credentials_provider(&mut self, provider: Option<SharedCredentialsProvider>) -> &mut Self {
        if let Some(provider) = provider {
            let scheme = aws_runtime::auth::sigv4::SCHEME_ID;
            self.settings.components.set_identity_resolver(scheme, provider);
        }
        self
    }

    /// Names members of inputs whose values metrics carry as attributes, and interceptors can read as
    /// `CapturedTelemetryAttributes`. Only strings that are not sensitive; names are those of the model. Each
    /// value becomes a label of metrics, so that few of them should differ.
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

    /// Sets which authentication schemes are preferred.
    pub fn auth_scheme_preference(mut self, preference: impl Into<AuthSchemePreference>) -> Self {
        self.set_auth_scheme_preference(Some(preference.into()));
        self
    }

    /// Sets which authentication schemes are preferred.
    pub fn set_auth_scheme_preference(&mut self, preference: Option<AuthSchemePreference>) -> &mut Self {
        self.settings.layer.store_or_unset(preference);
        self
    }

    /// Lets calls go out unsigned when nothing else applies.
    pub fn allow_no_auth(mut self) -> Self {
        self.set_allow_no_auth();
        self
    }

    /// Lets calls go out unsigned when nothing else applies.
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

    /// Sets what waits between attempts and enforces timeouts.
    pub fn sleep_impl(mut self, sleep_impl: impl AsyncSleep + 'static) -> Self {
        self.set_sleep_impl(Some(sleep_impl.into_shared()));
        self
    }

    /// Sets what waits between attempts and enforces timeouts.
    pub fn set_sleep_impl(&mut self, sleep_impl: Option<SharedAsyncSleep>) -> &mut Self {
        self.settings.components.set_sleep_impl(sleep_impl);
        self
    }

    /// Sets what tells the time.
    pub fn time_source(mut self, time_source: impl TimeSource + 'static) -> Self {
        self.set_time_source(Some(time_source.into_shared()));
        self
    }

    /// Sets what tells the time.
    pub fn set_time_source(&mut self, time_source: Option<SharedTimeSource>) -> &mut Self {
        self.settings.components.set_time_source(time_source);
        self
    }

    /// Sets the cache of identities.
    pub fn identity_cache(mut self, cache: impl ResolveCachedIdentity + 'static) -> Self {
        self.set_identity_cache(cache);
        self
    }

    /// Sets the cache of identities.
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

    /// Adds a framework that the user agent names.
    pub fn framework_metadata(mut self, metadata: FrameworkMetadata) -> Self {
        self.push_framework_metadata(metadata);
        self
    }

    /// Adds a framework that the user agent names.
    pub fn push_framework_metadata(&mut self, metadata: FrameworkMetadata) -> &mut Self {
        self.settings.layer.store_append(metadata);
        self
    }

    /// Sets whether the clock of this machine is taken as it is.
    pub fn disable_clock_skew_correction(mut self, disable: impl Into<Option<bool>>) -> Self {
        self.set_disable_clock_skew_correction(disable.into());
        self
    }

    /// Sets whether the clock of this machine is taken as it is.
    pub fn set_disable_clock_skew_correction(&mut self, disable: Option<bool>) -> &mut Self {
        let disable: Option<DisableClockSkewCorrection> = disable.map(Into::into);
        self.settings.layer.store_or_unset(disable);
        self
    }

    /// Sets what makes the ids of invocations.
    pub fn invocation_id_generator(mut self, generator: impl InvocationIdGenerator + 'static) -> Self {
        self.set_invocation_id_generator(Some(SharedInvocationIdGenerator::new(generator)));
        self
    }

    /// Sets what makes the ids of invocations.
    pub fn set_invocation_id_generator(
        &mut self,
        generator: Option<SharedInvocationIdGenerator>,
    ) -> &mut Self {
        self.settings.layer.store_or_unset(generator);
        self
    }

    /// Fixed time, credentials and user agent, for tests.
    #[cfg(feature = "test-util")]
    pub fn apply_test_defaults(&mut self) -> &mut Self {
        let then = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_234_567_890);
        let time_source = aws_smithy_async::time::StaticTimeSource::new(then);
        self.set_time_source(Some(SharedTimeSource::new(time_source)));
        self.settings.layer.store_put(aws_runtime::user_agent::AwsUserAgent::for_tests());
        let credentials = SharedCredentialsProvider::new(Credentials::for_tests());
        self.set_credentials_provider(Some(credentials));
        self.set_behavior_version(Some(BehaviorVersion::latest()))
    }

    /// Fixed time, credentials and user agent, for tests.
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
            self.set_region(Some(Region::new("us-east-1")));
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

impl<S: Service> From<&SdkConfig> for Builder<S> {
    #[inline]
    fn from(config: &SdkConfig) -> Self {
        shared_settings(S::INFO.id, config).into()
    }
}

/// The marker of configuration that is no particular service's.
#[derive(Debug)]
enum AnyService {}

impl HasBearerToken for AnyService {}
impl HasChecksums for AnyService {}
impl HasRequestCompression for AnyService {}

/// What the configuration of an application means for a service. Not generic, so that it is compiled once, here.
fn shared_settings(service_id: &str, config: &SdkConfig) -> Settings {
    let mut builder = Builder::<AnyService>::default();
    builder.set_credentials_provider(config.credentials_provider());
    builder.set_token_provider(config.token_provider());
    builder.set_region(config.region().cloned());
    builder.set_use_fips(config.use_fips());
    builder.set_use_dual_stack(config.use_dual_stack());
    builder.set_endpoint_url(endpoint_url(service_id, config));
    builder.set_retry_config(config.retry_config().cloned());
    builder.set_timeout_config(config.timeout_config().cloned());
    builder.set_sleep_impl(config.sleep_impl());
    builder.set_http_client(config.http_client());
    builder.set_time_source(config.time_source());
    builder.set_behavior_version(config.behavior_version());
    builder.set_request_checksum_calculation(config.request_checksum_calculation());
    builder.set_response_checksum_validation(config.response_checksum_validation());
    builder.set_disable_request_compression(config.disable_request_compression());
    builder.set_request_min_compression_size_bytes(config.request_min_compression_size_bytes());
    builder.set_auth_scheme_preference(config.auth_scheme_preference().cloned());
    // An unset value would remove the default.
    if let Some(protection) = config.stalled_stream_protection() {
        builder.set_stalled_stream_protection(Some(protection));
    }
    if let Some(cache) = config.identity_cache() {
        builder.set_identity_cache(cache);
    }
    builder.set_disable_clock_skew_correction(config.disable_clock_skew_correction());
    builder.set_app_name(config.app_name().cloned());
    for metadata in config.framework_metadata() {
        builder.push_framework_metadata(metadata.clone());
    }
    builder.settings
}

/// The endpoint for a service: set in code, or by environment or profile for this service, or for all.
fn endpoint_url(service_id: &str, config: &SdkConfig) -> Option<String> {
    let shared = config.endpoint_url().map(str::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return shared;
    }
    let key = ServiceConfigKey::builder()
        .service_id(service_id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .expect("invariant: all parts of the key are set");
    config.service_config().and_then(|service| service.load_config(key)).or(shared)
}

impl<S: Service> From<&SdkConfig> for Config<S> {
    fn from(config: &SdkConfig) -> Self {
        Builder::from(config).build()
    }
}

/// The configuration of one call, on top of its client's.
#[derive(Debug)]
pub(crate) struct ConfigOverride {
    config: FrozenLayer,
    components: RuntimeComponentsBuilder,
}

impl ConfigOverride {
    pub(crate) fn new(overrides: Settings, client: &Settings) -> Self {
        let Settings { mut layer, mut components, .. } = overrides;
        let initial = Layer::from(client.layer.clone()).freeze();
        let mut resolver = Resolver::overrid(initial, &client.components, &mut layer, &mut components);
        let region = resolver.config_mut().load::<Region>().cloned();
        if let Some(region) = region {
            resolver.config_mut().store_put(SigningRegion::from(region));
        }
        // Other credentials for one call get a cache of their own, or the client's would grow with every call.
        if components.has_identity_resolvers() && components.identity_cache().is_none() {
            components.set_identity_cache(Some(IdentityCache::lazy().max_partitions(1).build()));
        }
        Self { config: Layer::from(layer).with_name("config_override").freeze(), components }
    }
}

impl RuntimePlugin for ConfigOverride {
    fn config(&self) -> Option<FrozenLayer> {
        Some(self.config.clone())
    }

    fn runtime_components(&self, _: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Borrowed(&self.components)
    }
}

//! Configuration: one type for all services, kept apart by a marker type.
//!
//! A generated crate has `config::Config` and `config::Builder` as aliases with its own [`Service`].

use crate::client::{Service, ServiceInfo};
use aws_runtime::invocation_id::SharedInvocationIdGenerator;
use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_runtime::user_agent::ApiMetadata;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::config_override::Resolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemePreference, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;
use aws_smithy_types::config_bag::CloneableLayer;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use aws_types::sdk_config::SdkConfig;
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

mod builder;
pub(crate) mod service;
mod shared;

pub use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
pub use builder::Builder;
pub use service::{
    HasAccelerate, HasAccountIdEndpointMode, HasBearerToken, HasChecksums, HasDisableMultiRegionAccessPoints,
    HasDisableS3ExpressSessionAuth, HasForcePathStyle, HasIdempotencyTokens, HasRequestCompression,
    HasUseArnRegion,
};

/// What services that take bearer tokens have beside.
pub mod bearer {
    pub use aws_credential_types::Token;
    pub use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};
    pub use aws_smithy_runtime_api::client::identity::ResolveIdentity;
}

use retry::{RetryConfig, RetryPartition};
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
        self.settings.clone().into()
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

//! What configuration consists of, whatever the service.

use crate::service::ServiceInfo;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::auth::sigv4;
use aws_runtime::user_agent::ApiMetadata;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::runtime_components::{
    GetIdentityResolver, RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_runtime_api::client::runtime_plugin::SharedRuntimePlugin;
use aws_smithy_types::config_bag::{CloneableLayer, ConfigBag, FrozenLayer, Layer};
use aws_types::SigningName;
use aws_types::endpoint_config::EndpointUrl;
use aws_types::region::{Region, SigningRegion};

/// The settings of a client or of a request.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) layer: CloneableLayer,
    pub(crate) components: RuntimeComponentsBuilder,
    pub(crate) plugins: Vec<SharedRuntimePlugin>,
    pub(super) behavior_version: Option<BehaviorVersion>,
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

    pub(super) fn set_credentials_provider(&mut self, provider: SharedCredentialsProvider) {
        #[cfg(feature = "sigv4a")]
        self.components.set_identity_resolver(aws_runtime::auth::sigv4a::SCHEME_ID, provider.clone());
        self.components.set_identity_resolver(sigv4::SCHEME_ID, provider);
    }

    /// Settings that consist of a plugin.
    pub(crate) fn with_plugin(plugin: SharedRuntimePlugin) -> Self {
        Self { plugins: vec![plugin], ..Self::default() }
    }

    pub(crate) fn push_interceptor(&mut self, interceptor: SharedInterceptor) {
        self.components.push_interceptor(interceptor);
    }

    /// The same settings for requests that users do not send themselves: without the interceptors that they added.
    pub(crate) fn without_interceptors(&self) -> Self {
        let mut settings = self.clone();
        settings.components.set_interceptors(std::iter::empty::<SharedInterceptor>());
        settings.plugins.clear();
        settings
    }

    /// The settings of a request, for another request within it: credentials, region, endpoint and components.
    pub(crate) fn of_call(components: &RuntimeComponents, config: &ConfigBag) -> Self {
        let mut settings = Self::default();
        settings.layer.store_or_unset(config.load::<Region>().cloned());
        settings.layer.store_or_unset(config.load::<EndpointUrl>().cloned());
        settings.components.set_http_client(components.http_client());
        if let Some(resolver) = components.identity_resolver(sigv4::SCHEME_ID) {
            settings.components.set_identity_resolver(sigv4::SCHEME_ID, resolver);
            settings.components.set_identity_cache(Some(components.identity_cache()));
        }
        settings
    }

    /// The behavior version: of services of AWS, whose official crates ask for one, the newest only with a feature.
    pub(crate) fn behavior_version_or_latest(&self, service: &ServiceInfo) -> Option<BehaviorVersion> {
        let latest = cfg!(feature = "behavior-version-latest") || !service.of_aws;
        let latest = latest.then(BehaviorVersion::latest);
        self.behavior_version.or(latest)
    }

    /// The layer that requests read: the settings, and the constants of the service.
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

//! The plugins that all requests of a client share.

use super::auth;
use super::descriptor::Descriptor;
use super::endpoint::EndpointRules;
#[cfg(any(feature = "default-https-client", feature = "aws-lc"))]
use super::https::https_client;
use super::interceptors::{
    EndpointOverrideInterceptor, ObservabilityInterceptor, PlainUserAgentInterceptor, RetryModeInterceptor,
};
use super::veil::Veil;
use super::within::Erased;
use crate::config::{ConfigOverride, Settings};
use crate::service::{CallWithin, ServiceInfo, Within};
use crate::shape::Structure;
use crate::types::BoxError;
use aws_runtime::auth::sigv4;
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::recursion_detection::RecursionDetectionInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::UserAgentInterceptor;
use aws_smithy_async::future::BoxFuture;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::auth::no_auth::{NO_AUTH_SCHEME_ID, NoAuthScheme};
use aws_smithy_runtime::client::defaults::{DefaultPluginParams, default_plugins};
use aws_smithy_runtime::client::http::connection_poisoning::ConnectionPoisoningInterceptor;
use aws_smithy_runtime::client::identity::no_auth::NoAuthIdentityResolver;
use aws_smithy_runtime::client::metrics::MetricsRuntimePlugin;
use aws_smithy_runtime::client::orchestrator::{self, AuthSchemeAndEndpointOrchestrationV2};
use aws_smithy_runtime::client::retries::classifiers::HttpStatusCodeClassifier;
use aws_smithy_runtime_api::client::auth::{SharedAuthScheme, SharedAuthSchemeOptionResolver};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::endpoint::SharedEndpointResolver;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::client::runtime_plugin::{
    Order, RuntimePlugin, RuntimePlugins, SharedRuntimePlugin, StaticRuntimePlugin,
};
use aws_smithy_schema::protocol::{ServiceShapeName, ServiceVersion, ServiceXmlNamespace};
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer, Layer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// The resolvers of endpoint and authentication, unless the configuration has others.
#[derive(Clone, Debug)]
pub(crate) struct Resolvers {
    pub(crate) endpoint: SharedEndpointResolver,
    pub(crate) auth_scheme: SharedAuthSchemeOptionResolver,
    /// The rules of the endpoint resolver.
    pub(crate) rules: EndpointRules,
}

/// The part of a client that does not depend on type parameters.
#[derive(Debug)]
pub(crate) struct Core {
    pub(super) settings: Settings,
    plugins: RuntimePlugins,
    /// The plugins of operations, by the addresses of their facts.
    of_operations: RwLock<BTreeMap<usize, SharedRuntimePlugin>>,
    http_client: Option<SharedHttpClient>,
    sleep_impl: Option<SharedAsyncSleep>,
    time_source: SharedTimeSource,
}

impl Core {
    #[track_caller]
    pub(crate) fn new(service: &'static ServiceInfo, resolvers: Resolvers, settings: Settings) -> Self {
        match Self::checked(service, resolvers, settings) {
            Ok(core) => core,
            Err(error) => panic!("Invalid client configuration: {error}"),
        }
    }

    pub(crate) fn checked(
        service: &'static ServiceInfo,
        resolvers: Resolvers,
        settings: Settings,
    ) -> Result<Self, BoxError> {
        let plugins = client_plugins(service, resolvers, &settings)?;
        let mut config = ConfigBag::base();
        let components = plugins.apply_client_configuration(&mut config)?;
        components.validate_base_client_config(&config)?;
        let http_client = components.http_client();
        let time = components.into_time_components();
        let time_source = time.time_source().unwrap_or_default();
        let of_operations = RwLock::default();
        Ok(Self { settings, plugins, of_operations, http_client, sleep_impl: time.sleep_impl(), time_source })
    }

    /// The sleep implementation and the time source.
    pub(crate) fn time(&self) -> (Option<SharedAsyncSleep>, SharedTimeSource) {
        (self.sleep_impl.clone(), self.time_source.clone())
    }

    /// The plugins of one request: the client's, the operation's, and those of its configuration override.
    pub(crate) fn operation_plugins(
        &self,
        operation: &Descriptor,
        overrides: Option<Settings>,
    ) -> RuntimePlugins {
        let mut plugins = self.plugins.clone().with_operation_plugin(self.of_operation(operation));
        if let Some(veil) = Veil::over(operation, self.http_client.as_ref()) {
            plugins = plugins.with_operation_plugin(veil);
        }
        if let Some(overrides) = overrides {
            for plugin in &overrides.plugins {
                plugins = plugins.with_operation_plugin(plugin.clone());
            }
            plugins = plugins.with_operation_plugin(ConfigOverride::new(overrides, &self.settings));
        }
        plugins
    }

    fn of_operation(&self, operation: &Descriptor) -> SharedRuntimePlugin {
        let address = std::ptr::from_ref(operation.info).addr();
        let known = self.of_operations.read().unwrap_or_else(PoisonError::into_inner).get(&address).cloned();
        known.unwrap_or_else(|| {
            let plugin = StaticRuntimePlugin::new()
                .with_config(operation.config())
                .with_runtime_components(operation.components());
            let plugin = SharedRuntimePlugin::new(plugin);
            let mut known = self.of_operations.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(address, plugin.clone());
            plugin
        })
    }
}

fn client_plugins(
    service: &'static ServiceInfo,
    resolvers: Resolvers,
    settings: &Settings,
) -> Result<RuntimePlugins, BoxError> {
    let retry_partition = match settings.region() {
        Some(region) => Cow::from(format!("{}-{region}", service.name)),
        None => Cow::from(service.name),
    };
    let behavior_version = settings.behavior_version_or_latest(service).ok_or(
        "there is no behavior version. Set one, such as `BehaviorVersion::latest()`, in the configuration of the \
         client, or turn on the feature `behavior-version-latest`.",
    )?;
    let params = DefaultPluginParams::new()
        .with_retry_partition_name(retry_partition)
        .with_behavior_version(behavior_version)
        .with_is_aws_sdk(true);
    let metrics = MetricsRuntimePlugin::builder()
        .with_scope(service.package)
        .with_time_source(settings.components.time_source().unwrap_or_default())
        .build()
        .expect("invariant: scope and time source are all that the builder asks for");
    let mut plugins = RuntimePlugins::new()
        .with_client_plugins(default_plugins(params))
        .with_client_plugin(
            StaticRuntimePlugin::new()
                .with_config(settings.freeze(service))
                .with_runtime_components(settings.components.clone()),
        )
        .with_client_plugin(ServicePlugin::new(service, resolvers, settings, behavior_version))
        .with_client_plugin(metrics);
    for plugin in &settings.plugins {
        plugins = plugins.with_client_plugin(plugin.clone());
    }
    Ok(plugins)
}

/// The defaults of a service's requests.
#[derive(Debug)]
struct ServicePlugin {
    config: FrozenLayer,
    components: RuntimeComponentsBuilder,
}

impl ServicePlugin {
    fn new(
        service: &'static ServiceInfo,
        resolvers: Resolvers,
        settings: &Settings,
        #[cfg_attr(not(any(feature = "default-https-client", feature = "aws-lc")), expect(unused_variables))]
        behavior_version: BehaviorVersion,
    ) -> Self {
        let mut layer = Layer::new(service.package);
        layer.store_put(AuthSchemeAndEndpointOrchestrationV2);
        layer.store_put(resolvers.rules);
        layer.store_put((service.protocol)());
        layer.store_put(ServiceShapeName::new(service.shape_name));
        layer.store_put(ServiceVersion::new(service.api_version));
        if !service.xml_namespace.is_empty() {
            layer.store_put(ServiceXmlNamespace::new(service.xml_namespace, None));
        }
        let mut components = RuntimeComponentsBuilder::new(service.package);
        if let Some(sessions) = service.customization.sessions
            && settings.components.identity_resolver(&sigv4::SCHEME_ID).is_some()
        {
            let inner = Inner::new(service, resolvers.clone(), settings);
            (sessions.add)(Arc::new(inner), &mut layer, &mut components);
        }
        components
            .set_auth_scheme_option_resolver(Some(resolvers.auth_scheme))
            .set_endpoint_resolver(Some(resolvers.endpoint))
            .push_auth_scheme(SharedAuthScheme::new(NoAuthScheme::new()))
            .set_identity_resolver(
                NO_AUTH_SCHEME_ID,
                SharedIdentityResolver::new(NoAuthIdentityResolver::new()),
            )
            .push_retry_classifier(HttpStatusCodeClassifier::default())
            .push_interceptor(SharedInterceptor::permanent(ConnectionPoisoningInterceptor::new()))
            .push_interceptor(ServiceClockSkewInterceptor::new());
        if service.of_aws {
            components
                .push_interceptor(SharedInterceptor::permanent(RetryModeInterceptor))
                .push_interceptor(RequestInfoInterceptor::new())
                .push_interceptor(UserAgentInterceptor::new())
                .push_interceptor(InvocationIdInterceptor::new())
                .push_interceptor(SharedInterceptor::permanent(RecursionDetectionInterceptor::new()))
                .push_interceptor(SharedInterceptor::permanent(EndpointOverrideInterceptor))
                .push_interceptor(SharedInterceptor::permanent(ObservabilityInterceptor));
        } else {
            components.push_interceptor(SharedInterceptor::permanent(PlainUserAgentInterceptor(service)));
        }
        for scheme in service.all_auth().filter_map(auth::scheme) {
            components.push_auth_scheme(scheme);
        }
        #[cfg(any(feature = "default-https-client", feature = "aws-lc"))]
        components.set_http_client(Some(https_client(behavior_version)));
        Self { config: layer.freeze(), components }
    }
}

impl RuntimePlugin for ServicePlugin {
    fn config(&self) -> Option<FrozenLayer> {
        Some(self.config.clone())
    }

    fn order(&self) -> Order {
        Order::Defaults
    }

    fn runtime_components(&self, _: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Borrowed(&self.components)
    }
}

/// A client for requests within the requests of another one. It has the configuration of that client, except for its
/// interceptors, which are for requests of the user.
struct Inner {
    service: &'static ServiceInfo,
    resolvers: Resolvers,
    settings: Settings,
    core: OnceLock<Core>,
}

impl Inner {
    fn new(service: &'static ServiceInfo, resolvers: Resolvers, settings: &Settings) -> Self {
        Self { service, resolvers, settings: settings.without_interceptors(), core: OnceLock::new() }
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.service.package)
    }
}

impl CallWithin for Inner {
    fn call<'a>(
        &'a self,
        operation: &'static Within,
        input: Box<dyn Structure>,
        components: &'a RuntimeComponents,
        config: &'a ConfigBag,
    ) -> BoxFuture<'a, Box<dyn Structure>, BoxError> {
        Box::pin(async move {
            let core = match self.core.get() {
                Some(core) => core,
                None => {
                    let core = Core::checked(self.service, self.resolvers.clone(), self.settings.clone())?;
                    self.core.get_or_init(|| core)
                }
            };
            let operation = Descriptor { info: operation.info, service: self.service, types: operation };
            let plugins = core.operation_plugins(&operation, Some(Settings::of_call(components, config)));
            let (id, name) = (self.service.id, operation.info.name);
            let output = orchestrator::invoke(id, name, Input::erase(Erased(input)), &plugins).await?;
            let output = output.downcast::<Erased>().map_err(|_| "an interceptor set the output")?;
            Ok(output.0)
        })
    }
}

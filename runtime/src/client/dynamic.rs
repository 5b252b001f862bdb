//! Clients of services that are known at run time only.

use crate::call::{Core, DynamicOperation, EndpointRules, Resolvers, SendFuture, send_record};
use crate::config::{Settings, shared_settings};
use crate::endpoint::{EndpointResolverParams, RuleSet, follow};
use crate::error::Failure;
use crate::service::ServiceInfo;
use crate::service::auth::{Listed, ResolveAuthScheme};
use crate::shape::Record;
use crate::types::BoxError;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::auth::no_auth::NoAuthRuntimePluginV2;
use aws_smithy_runtime_api::shared::IntoShared;
use aws_types::sdk_config::SdkConfig;
use std::sync::Arc;

/// A client of a service that is known at run time only. Its clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// A client of a service with these endpoint rules, configured as all clients of an application are.
    ///
    /// # Errors
    ///
    /// What is missing in the configuration, or contradicts itself.
    pub fn new(
        service: &'static ServiceInfo,
        rules: &'static RuleSet,
        config: &SdkConfig,
    ) -> Result<Self, BoxError> {
        Self::with_settings(service, rules, shared_settings(service, config))
    }

    /// The same for calls without a signature.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn unsigned(
        service: &'static ServiceInfo,
        rules: &'static RuleSet,
        config: &SdkConfig,
    ) -> Result<Self, BoxError> {
        let mut settings = shared_settings(service, config);
        settings.plugins.push(NoAuthRuntimePluginV2::new().into_shared());
        Self::with_settings(service, rules, settings)
    }

    fn with_settings(
        service: &'static ServiceInfo,
        rules: &'static RuleSet,
        settings: Settings,
    ) -> Result<Self, BoxError> {
        let resolvers = Resolvers {
            endpoint: follow(rules),
            auth_scheme: Listed(service).into_shared_resolver(),
            rules: EndpointRules { rules, params: EndpointResolverParams::new },
        };
        Ok(Self { core: Arc::new(Core::checked(service, resolvers, settings)?) })
    }

    /// Calls an operation of the service. The input is one of the operation's type.
    pub fn send(&self, operation: &'static DynamicOperation, input: Record) -> SendFuture<Record, Failure> {
        send_record(self.core.clone(), operation, input)
    }

    /// What waits, and what says how long it did.
    pub fn time(&self) -> (Option<SharedAsyncSleep>, SharedTimeSource) {
        self.core.time()
    }
}

//! Clients of services that are known only at run time.

use super::waiter::poll;
use crate::call::{Core, DynamicOperation, EndpointRules, Resolvers, SendFuture, send_record};
use crate::config::{Settings, shared_settings};
use crate::endpoint::{EndpointResolverParams, RuleSet, follow};
use crate::error::Failure;
use crate::service::auth::{Listed, ResolveAuthScheme};
use crate::service::{ServiceInfo, judge};
use crate::shape::{Record, Structure, tree};
use crate::types::{BoxError, ProvideErrorMetadata, WaiterError};
use aws_smithy_runtime::client::auth::no_auth::NoAuthRuntimePluginV2;
use aws_smithy_runtime_api::client::auth::http::{
    HTTP_API_KEY_AUTH_SCHEME_ID, HTTP_BASIC_AUTH_SCHEME_ID, HTTP_BEARER_AUTH_SCHEME_ID,
};
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::identity::http::{Login, Token};
use aws_smithy_runtime_api::shared::IntoShared;
use aws_types::sdk_config::SdkConfig;
use std::sync::Arc;
use std::time::Duration;

/// The identities of a caller, for services that do not take signatures.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    /// The API key.
    pub api_key: Option<Token>,
    /// The user and the password.
    pub login: Option<Login>,
    /// The bearer token, in place of one that the configuration has.
    pub token: Option<Token>,
}

impl Identities {
    fn set(self, settings: &mut Settings) {
        let components = &mut settings.components;
        if let Some(key) = self.api_key {
            components.set_identity_resolver(HTTP_API_KEY_AUTH_SCHEME_ID, SharedIdentityResolver::new(key));
        }
        if let Some(login) = self.login {
            components.set_identity_resolver(HTTP_BASIC_AUTH_SCHEME_ID, SharedIdentityResolver::new(login));
        }
        if let Some(token) = self.token {
            components.set_identity_resolver(HTTP_BEARER_AUTH_SCHEME_ID, SharedIdentityResolver::new(token));
        }
    }
}

/// A client of a service that is known only at run time. Its clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// A client of a service with these endpoint rules, configured as all clients of an application are.
    ///
    /// # Errors
    ///
    /// If the configuration lacks a setting, or contradicts itself.
    pub fn new(
        service: &'static ServiceInfo,
        rules: &'static RuleSet,
        config: &SdkConfig,
        identities: Identities,
    ) -> Result<Self, BoxError> {
        let mut settings = shared_settings(service, config);
        identities.set(&mut settings);
        Self::with_settings(service, rules, settings)
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

    /// Calls an operation until the waiter succeeds, for at most about `max_wait`. `input` makes the input of each
    /// call;
    /// `acceptors` and `delays` are as in generated waiters.
    ///
    /// # Errors
    ///
    /// [`WaiterError`]: the waiter failed, timed out, or a request failed.
    pub async fn wait(
        &self,
        operation: &'static DynamicOperation,
        input: impl Fn() -> Record + Send + Sync,
        acceptors: &[&str],
        delays: (u64, u64),
        max_wait: Duration,
    ) -> Result<(), WaiterError<Record, Failure>> {
        let asked = tree(&input()).map_err(WaiterError::construction_failure)?;
        let acceptor = |outcome: Result<&Record, &Failure>| {
            let outcome = outcome.map(|output| output as &dyn Structure).map_err(|error| error.code());
            judge(acceptors, &asked, outcome)
        };
        let operation = || self.send(operation, input());
        poll(self.core.time(), (delays, max_wait), acceptor, operation).await.map(|_| ())
    }
}

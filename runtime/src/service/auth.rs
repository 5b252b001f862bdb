//! Resolvers of authentication schemes.

use super::info::{Service, ServiceInfo};
use super::scheme::Auth;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeId, AuthSchemeOption, AuthSchemeOptionResolverParams, AuthSchemeOptionsFuture,
    ResolveAuthSchemeOptions, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::endpoint::{EndpointResolverParams, ResolveEndpoint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::Document;
use aws_smithy_types::config_bag::ConfigBag;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Gives the authentication schemes of a call, the preferred one first.
pub trait ResolveAuthScheme: Send + Sync + fmt::Debug {
    /// The schemes for a call with these parameters.
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a Params,
        cfg: &'a ConfigBag,
        runtime_components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a>;

    /// This resolver in the form that a client takes.
    fn into_shared_resolver(self) -> SharedAuthSchemeOptionResolver
    where
        Self: Sized + 'static,
    {
        SharedAuthSchemeOptionResolver::new(Untyped(self))
    }
}

#[derive(Debug)]
struct Untyped<R>(R);

impl<R: ResolveAuthScheme> ResolveAuthSchemeOptions for Untyped<R> {
    fn resolve_auth_scheme_options_v2<'a>(
        &'a self,
        params: &'a AuthSchemeOptionResolverParams,
        cfg: &'a ConfigBag,
        runtime_components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a> {
        match params.get::<Params>() {
            Some(params) => self.0.resolve_auth_scheme(params, cfg, runtime_components),
            None => {
                let problem = "the parameters of authentication are not those of an operation";
                AuthSchemeOptionsFuture::ready(Err(problem.into()))
            }
        }
    }
}

/// Resolves the schemes of the service or the operation in the model. If there are several signatures, the one that the endpoint
/// requires has priority.
pub struct DefaultAuthSchemeResolver<S> {
    service: PhantomData<fn() -> S>,
}

impl<S> Default for DefaultAuthSchemeResolver<S> {
    fn default() -> Self {
        Self { service: PhantomData }
    }
}

impl<S> fmt::Debug for DefaultAuthSchemeResolver<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DefaultAuthSchemeResolver")
    }
}

impl<S: Service> ResolveAuthScheme for DefaultAuthSchemeResolver<S> {
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a Params,
        cfg: &'a ConfigBag,
        components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a> {
        Listed(&S::INFO).resolve_auth_scheme(params, cfg, components)
    }
}

/// Resolves the schemes that a service lists.
#[derive(Debug)]
pub(crate) struct Listed(pub(crate) &'static ServiceInfo);

impl ResolveAuthScheme for Listed {
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a Params,
        cfg: &'a ConfigBag,
        components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a> {
        let listed = self.0.auth_of(params.operation_name());
        let ids: Vec<_> = listed.iter().filter_map(|auth| auth.id()).collect();
        // An operation without this scheme, such as an unsigned one, takes no scheme from the endpoint.
        if !listed.contains(&Auth::SignatureV4a) {
            return AuthSchemeOptionsFuture::ready(Ok(ids.into_iter().map(AuthSchemeOption::from).collect()));
        }
        AuthSchemeOptionsFuture::new(async move {
            let preferred = schemes_of_endpoint(cfg, components).await?;
            let others = ids.into_iter().filter(|id| !preferred.contains(id)).collect::<Vec<_>>();
            Ok(preferred.into_iter().chain(others).map(AuthSchemeOption::from).collect())
        })
    }
}

/// The authentication schemes that the endpoint of a request requires, in order of preference.
async fn schemes_of_endpoint(
    config: &ConfigBag,
    components: &RuntimeComponents,
) -> Result<Vec<AuthSchemeId>, BoxError> {
    let params = config.load::<EndpointResolverParams>().ok_or("the call has no endpoint parameters")?;
    let endpoint = components.endpoint_resolver().resolve_endpoint(params).await?;
    let typed = endpoint.auth_schemes().iter().map(|scheme| scheme.name());
    let mut names: Vec<&str> = typed.collect();
    if let (true, Some(Document::Array(schemes))) =
        (names.is_empty(), endpoint.properties().get("authSchemes"))
    {
        names.extend(schemes.iter().filter_map(|scheme| scheme.as_object()?.get("name")?.as_string()));
    }
    Ok(names.into_iter().map(|name| AuthSchemeId::from(Cow::Owned(name.to_owned()))).collect())
}

/// What the authentication of a call depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    operation_name: Cow<'static, str>,
}

impl Params {
    /// A builder of [`Params`].
    pub fn builder() -> ParamsBuilder {
        ParamsBuilder::default()
    }

    /// The operation, as the model names it.
    pub fn operation_name(&self) -> &str {
        &self.operation_name
    }
}

/// Builds [`Params`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParamsBuilder {
    operation_name: Option<Cow<'static, str>>,
}

impl ParamsBuilder {
    /// Sets the operation, as the model names it.
    pub fn operation_name(self, operation_name: impl Into<Cow<'static, str>>) -> Self {
        self.set_operation_name(Some(operation_name.into()))
    }

    /// Sets or unsets the operation.
    pub fn set_operation_name(mut self, operation_name: Option<Cow<'static, str>>) -> Self {
        self.operation_name = operation_name;
        self
    }

    /// The parameters.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the operation is not set.
    pub fn build(self) -> Result<Params, BuildError> {
        let operation_name = self.operation_name.ok_or(BuildError { field: "operation_name" })?;
        Ok(Params { operation_name })
    }
}

/// [`Params`] without what they need.
#[derive(Debug)]
pub struct BuildError {
    field: &'static str,
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a required field was missing: `{}`", self.field)
    }
}

impl std::error::Error for BuildError {}

impl Params {
    /// The parameters of a call of this operation.
    pub(crate) fn of(operation: &'static str) -> Self {
        Self { operation_name: Cow::Borrowed(operation) }
    }
}

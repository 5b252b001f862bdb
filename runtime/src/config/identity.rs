//! The identity of the caller where requests are not signed: tokens, keys, passwords.

use super::builder::Builder;
use aws_credential_types::Token;
use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};
use aws_smithy_runtime_api::client::auth::http::{
    HTTP_API_KEY_AUTH_SCHEME_ID, HTTP_BASIC_AUTH_SCHEME_ID, HTTP_BEARER_AUTH_SCHEME_ID,
};
use aws_smithy_runtime_api::client::identity::http::Login;
use aws_smithy_runtime_api::client::identity::{ResolveIdentity, SharedIdentityResolver};

/// A service that takes bearer tokens.
pub trait HasBearerToken {}

impl<S: HasBearerToken> Builder<S> {
    /// Sets the bearer token that authenticates requests.
    pub fn bearer_token(self, token: Token) -> Self {
        self.bearer_token_resolver(token)
    }

    /// Sets the provider of the bearer token that authenticates requests.
    pub fn bearer_token_resolver(mut self, resolver: impl ResolveIdentity + 'static) -> Self {
        self.settings
            .components
            .set_identity_resolver(HTTP_BEARER_AUTH_SCHEME_ID, SharedIdentityResolver::new(resolver));
        self
    }

    /// Sets the provider of the bearer token that authenticates requests.
    pub fn token_provider(mut self, provider: impl ProvideToken + 'static) -> Self {
        self.set_token_provider(Some(SharedTokenProvider::new(provider)));
        self
    }

    /// Sets the provider of the bearer token that authenticates requests. `None` keeps the earlier value.
    pub fn set_token_provider(&mut self, provider: Option<SharedTokenProvider>) -> &mut Self {
        if let Some(provider) = provider {
            self.settings.components.set_identity_resolver(HTTP_BEARER_AUTH_SCHEME_ID, provider);
        }
        self
    }
}

/// A service that takes API keys.
pub trait HasApiKey {}

impl<S: HasApiKey> Builder<S> {
    /// Sets the API key that authenticates requests.
    pub fn api_key(self, api_key: Token) -> Self {
        self.api_key_resolver(api_key)
    }

    /// Sets the resolver of the API key that authenticates requests: its identity holds a [`Token`].
    pub fn api_key_resolver(mut self, resolver: impl ResolveIdentity + 'static) -> Self {
        self.settings
            .components
            .set_identity_resolver(HTTP_API_KEY_AUTH_SCHEME_ID, SharedIdentityResolver::new(resolver));
        self
    }
}

/// A service that takes users and passwords.
pub trait HasBasicAuth {}

impl<S: HasBasicAuth> Builder<S> {
    /// Sets the user and password that authenticate requests.
    pub fn basic_auth_login(self, login: Login) -> Self {
        self.basic_auth_login_resolver(login)
    }

    /// Sets the resolver of the user and password that authenticate requests: its identity holds a [`Login`].
    pub fn basic_auth_login_resolver(mut self, resolver: impl ResolveIdentity + 'static) -> Self {
        self.settings
            .components
            .set_identity_resolver(HTTP_BASIC_AUTH_SCHEME_ID, SharedIdentityResolver::new(resolver));
        self
    }
}

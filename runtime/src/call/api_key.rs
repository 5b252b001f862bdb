//! API keys in a header or in the query (Smithy, `httpApiKeyAuth`). AWS's scheme writes a space before a key without a scheme.

use crate::service::ApiKey;
use aws_smithy_http::query::fmt_string;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::http::HTTP_API_KEY_AUTH_SCHEME_ID;
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign};
use aws_smithy_runtime_api::client::identity::http::Token;
use aws_smithy_runtime_api::client::identity::{Identity, SharedIdentityResolver};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_types::config_bag::ConfigBag;

#[derive(Debug)]
pub(super) struct ApiKeyAuthScheme(pub(super) ApiKey);

impl AuthScheme for ApiKeyAuthScheme {
    fn scheme_id(&self) -> AuthSchemeId {
        HTTP_API_KEY_AUTH_SCHEME_ID
    }

    fn identity_resolver(&self, resolvers: &dyn GetIdentityResolver) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(self.scheme_id())
    }

    fn signer(&self) -> &dyn Sign {
        self
    }
}

impl Sign for ApiKeyAuthScheme {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        _: AuthSchemeEndpointConfig<'_>,
        _: &RuntimeComponents,
        _: &ConfigBag,
    ) -> Result<(), BoxError> {
        let key = identity.data::<Token>().ok_or("the identity is no API key")?.token();
        match self.0 {
            ApiKey::Header(name, scheme) => {
                let value = if scheme.is_empty() { key.to_owned() } else { format!("{scheme} {key}") };
                // The header's own error would contain the key.
                let insert = request.headers_mut().try_insert(name.to_ascii_lowercase(), value);
                insert.map_err(|_| "the API key has characters that no header may have")?;
            }
            ApiKey::Query(name) => {
                let uri = request.uri();
                let separator = if uri.contains('?') { '&' } else { '?' };
                let uri = format!("{uri}{separator}{}={}", fmt_string(name), fmt_string(key));
                // AWS's query writer panics if the URI is too long, and the error of the URI may contain the key.
                request.set_uri(uri).map_err(|_| "the URI is too long with the API key in it")?;
            }
        }
        Ok(())
    }
}

//! The authentication schemes of a service, as calls use them.

use super::api_key::ApiKeyAuthScheme;
#[cfg(feature = "signature-v2")]
use super::signature_v2::SignatureV2;
use crate::service::Auth;
use aws_runtime::auth::sigv4::SigV4AuthScheme;
use aws_smithy_runtime::client::auth::http::{BasicAuthScheme, BearerAuthScheme};
use aws_smithy_runtime_api::client::auth::SharedAuthScheme;

/// The scheme that a service lists, unless it is the one that every client has, or is left out.
pub(super) fn scheme(auth: Auth) -> Option<SharedAuthScheme> {
    Some(match auth {
        Auth::NoAuth => return None,
        Auth::ApiKey(place) => SharedAuthScheme::new(ApiKeyAuthScheme(place)),
        Auth::Basic => SharedAuthScheme::new(BasicAuthScheme::new()),
        Auth::BearerToken => SharedAuthScheme::new(BearerAuthScheme::new()),
        #[cfg(feature = "signature-v2")]
        Auth::SignatureV2 => SharedAuthScheme::new(SignatureV2),
        Auth::SignatureV4 => SharedAuthScheme::new(SigV4AuthScheme::new()),
        #[cfg(feature = "sigv4a")]
        Auth::SignatureV4a => SharedAuthScheme::new(aws_runtime::auth::sigv4a::SigV4aAuthScheme::new()),
        #[cfg(not(feature = "sigv4a"))]
        Auth::SignatureV4a => return None,
    })
}

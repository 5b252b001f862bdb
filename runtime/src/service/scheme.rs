//! The ways to authenticate calls.

use aws_runtime::auth::sigv4;
use aws_smithy_runtime::client::auth::no_auth::NO_AUTH_SCHEME_ID;
use aws_smithy_runtime_api::client::auth::AuthSchemeId;
use aws_smithy_runtime_api::client::auth::http::{
    HTTP_API_KEY_AUTH_SCHEME_ID, HTTP_BASIC_AUTH_SCHEME_ID, HTTP_BEARER_AUTH_SCHEME_ID,
};

/// The scheme of signature version 2, for which AWS's crates have no constant.
#[cfg(feature = "signature-v2")]
pub(crate) const SIGNATURE_V2: AuthSchemeId = AuthSchemeId::new("signature-v2");

/// The scheme of sessions of directory buckets, as endpoint rules call it.
pub(crate) const S3_EXPRESS: AuthSchemeId = AuthSchemeId::new("sigv4-s3express");

/// A way to authenticate calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Auth {
    /// A key in a header or in the query (Smithy, `httpApiKeyAuth`).
    ApiKey(ApiKey),
    /// A user and a password (RFC 7617).
    Basic,
    /// A token in the header `Authorization` (RFC 6750).
    BearerToken,
    /// None: the caller is anonymous.
    NoAuth,
    /// Signature version 2, which the oldest services require.
    #[cfg(feature = "signature-v2")]
    SignatureV2,
    /// Signature version 4.
    SignatureV4,
    /// Signature version 4A, which is valid in several regions; requires the feature `sigv4a`.
    SignatureV4a,
}

/// The place of an API key in requests.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ApiKey {
    /// In the header of this name, after this scheme unless it is empty.
    Header(&'static str, &'static str),
    /// In the query parameter of this name.
    Query(&'static str),
}

impl Auth {
    pub(super) fn id(self) -> Option<AuthSchemeId> {
        Some(match self {
            Self::ApiKey(_) => HTTP_API_KEY_AUTH_SCHEME_ID,
            Self::Basic => HTTP_BASIC_AUTH_SCHEME_ID,
            Self::BearerToken => HTTP_BEARER_AUTH_SCHEME_ID,
            Self::NoAuth => NO_AUTH_SCHEME_ID,
            #[cfg(feature = "signature-v2")]
            Self::SignatureV2 => SIGNATURE_V2,
            Self::SignatureV4 => sigv4::SCHEME_ID,
            #[cfg(feature = "sigv4a")]
            Self::SignatureV4a => aws_runtime::auth::sigv4a::SCHEME_ID,
            #[cfg(not(feature = "sigv4a"))]
            Self::SignatureV4a => return None,
        })
    }
}

//! Configuration: one type for all services, kept apart by a marker type.
//!
//! A generated crate has `config::Config` and `config::Builder` as aliases with its own [`Service`](crate::Service).

mod aws;
mod builder;
#[cfg(feature = "checksums")]
mod chunks;
mod context_params;
mod identity;
mod of_aws;
mod of_call;
mod of_client;
mod service;
mod settings;
mod shared;
mod tokens;

pub use aws::*;
pub use builder::Builder;
pub use of_client::Config;

#[cfg(feature = "checksums")]
pub(crate) use chunks::{ChunkSize, ContentMd5};
pub(crate) use context_params::{context_param, has_context_params};
pub(crate) use of_call::ConfigOverride;
pub(crate) use service::client_context;
#[cfg(feature = "compression")]
pub(crate) use service::{DisableRequestCompression, RequestMinCompressionSizeBytes};
pub(crate) use settings::Settings;
#[cfg(feature = "dynamic")]
pub(crate) use shared::shared_settings;

/// What the module `config` of a generated crate does not list, since programs do not name it.
pub(crate) mod unlisted {
    #[cfg(feature = "checksums")]
    pub use super::chunks::HasAwsChunkedEncoding;
    pub use super::identity::{HasApiKey, HasBasicAuth, HasBearerToken};
    pub use super::of_aws::{HasCredentials, HasRegion, OfAws};
    pub use super::service::{
        HasAccelerate, HasAccountIdEndpointMode, HasChecksums, HasDisableMultiRegionAccessPoints,
        HasDisableS3ExpressSessionAuth, HasExpressCredentials, HasForcePathStyle, HasIdempotencyTokens,
        HasRequestCompression, HasSigningRegionSet, HasUseArnRegion,
    };
    pub use super::settings::Settings;

    /// The types of services that take API keys.
    pub mod api_key {
        pub use aws_smithy_runtime_api::client::identity::ResolveIdentity;
        pub use aws_smithy_runtime_api::client::identity::http::Token;
    }

    /// The types of services that take user names and passwords.
    pub mod basic {
        pub use aws_smithy_runtime_api::client::identity::ResolveIdentity;
        pub use aws_smithy_runtime_api::client::identity::http::Login;
    }

    /// The types of services that take bearer tokens.
    pub mod bearer {
        pub use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};
        pub use aws_smithy_runtime_api::client::identity::ResolveIdentity;
        pub use aws_smithy_runtime_api::client::identity::http::Token;
    }
}

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
#[cfg(feature = "checksums")]
pub use chunks::HasAwsChunkedEncoding;
pub use identity::{HasApiKey, HasBasicAuth, HasBearerToken};
pub use of_aws::{HasCredentials, HasRegion, OfAws};
pub use of_client::Config;
pub use service::{
    HasAccelerate, HasAccountIdEndpointMode, HasChecksums, HasDisableMultiRegionAccessPoints,
    HasDisableS3ExpressSessionAuth, HasExpressCredentials, HasForcePathStyle, HasIdempotencyTokens,
    HasRequestCompression, HasSigningRegionSet, HasUseArnRegion,
};
pub use settings::Settings;

#[cfg(feature = "checksums")]
pub(crate) use chunks::{ChunkSize, ContentMd5};
pub(crate) use context_params::{context_param, has_context_params};
pub(crate) use of_call::ConfigOverride;
pub(crate) use service::client_context;
#[cfg(feature = "compression")]
pub(crate) use service::{DisableRequestCompression, RequestMinCompressionSizeBytes};
#[cfg(feature = "dynamic")]
pub(crate) use shared::shared_settings;

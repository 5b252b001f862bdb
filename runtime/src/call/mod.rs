//! Calls: the one path from an input to an output, for all operations.

mod auth;
#[cfg(feature = "checksums")]
mod checksum;
#[cfg(feature = "compression")]
mod compression;
mod core;
mod descriptor;
mod deserialize;
#[cfg(feature = "endpoint-discovery")]
mod discovery;
mod endpoint;
#[cfg(any(feature = "default-https-client", feature = "aws-lc"))]
mod https;
mod interceptors;
mod observe;
mod plugin;
mod send;
mod serialize;
#[cfg(feature = "signature-v2")]
mod signature_v2;
mod tokens;
mod veil;

#[cfg(feature = "endpoint-discovery")]
pub use discovery::{ReloadEndpoint, discover};
pub use send::SendFuture;

pub(crate) use core::{Core, Resolvers};
pub(crate) use descriptor::Descriptor;
pub(crate) use observe::say;
pub(crate) use send::send;

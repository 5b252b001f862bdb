//! Calls: the one path from an input to an output, for all operations.

mod api_key;
mod auth;
#[cfg(feature = "checksums")]
mod checksum;
#[cfg(feature = "compression")]
mod compression;
mod descriptor;
mod deserialize;
#[cfg(feature = "endpoint-discovery")]
mod discovery;
#[cfg(feature = "dynamic")]
mod dynamic;
mod endpoint;
#[cfg(feature = "event-stream")]
mod events;
mod feature;
#[cfg(any(feature = "default-https-client", feature = "aws-lc"))]
mod https;
mod interceptors;
mod observe;
mod of_client;
mod of_operation;
mod presign;
mod send;
mod serialize;
#[cfg(feature = "signature-v2")]
mod signature_v2;
mod tokens;
mod veil;
mod within;

#[cfg(feature = "endpoint-discovery")]
pub use discovery::{ReloadEndpoint, discover};
#[cfg(feature = "dynamic")]
pub use dynamic::Operation as DynamicOperation;
pub use send::SendFuture;

pub(crate) use descriptor::Descriptor;
pub(crate) use endpoint::EndpointRules;
pub(crate) use feature::{of_paginator, of_waiter};
pub(crate) use observe::say;
pub(crate) use of_client::{Core, Resolvers};
pub(crate) use presign::presign;
pub(crate) use send::send;
#[cfg(feature = "dynamic")]
pub(crate) use send::send_record;

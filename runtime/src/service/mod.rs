//! Services: what generated code says of them and of their operations.

pub mod auth;
mod customization;
mod info;
mod operation;
mod scheme;

pub use customization::Customization;
pub(crate) use customization::{Id, Retries, Setting};
pub use info::{Service, ServiceInfo};
pub use operation::{Checksum, Info, Operation, Source};
pub use scheme::Auth;
#[cfg(feature = "signature-v2")]
pub(crate) use scheme::SIGNATURE_V2;

//! Services: the facts in generated code about them and their operations.

pub mod auth;
mod customization;
mod facts;
mod info;
mod operation;
mod pages;
mod scheme;
mod waiter;
mod within;

pub use customization::Customization;
pub(crate) use customization::{Id, Retries, Setting};
pub use facts::{Checksum, Info, Source};
pub use info::{Service, ServiceInfo};
pub use operation::{Operation, Presignable};
pub use pages::{PagesOfItems, Paginated, SizedPages, Token};
pub(crate) use scheme::S3_EXPRESS;
#[cfg(feature = "signature-v2")]
pub(crate) use scheme::SIGNATURE_V2;
pub use scheme::{ApiKey, Auth};
pub use waiter::Waiter;
pub(crate) use waiter::judge;
pub(crate) use within::{CallWithin, Resource, Sessions, Within};

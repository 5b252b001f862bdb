//! Clients and builders.

mod builders;
mod customize;
#[cfg(feature = "dynamic")]
mod dynamic;
mod handle;
mod name;
mod paginator;
pub mod presigning;
mod waiter;

pub use customize::{
    CustomizableOperation, CustomizablePresigned, CustomizableSend, MayLeavePayloadUnsigned,
};
#[cfg(feature = "dynamic")]
pub use dynamic::{Client as DynamicClient, Identities};
pub use handle::{FluentBuilder, Handle, HasHandle, Holder, presign, send};
pub use name::Name;
pub use paginator::{Paginator, PaginatorItems};
pub use waiter::wait;

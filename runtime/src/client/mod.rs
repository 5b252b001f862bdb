//! Clients: what users hold, and what they build calls with.

mod builders;
mod customize;
mod handle;
mod name;
mod paginator;

pub use customize::{BoxFuture, CustomizableOperation, CustomizableSend, MayLeavePayloadUnsigned};
pub use handle::{FluentBuilder, Handle, HasHandle, Holder, send};
pub use name::Name;
pub use paginator::{Paginator, PaginatorItems};

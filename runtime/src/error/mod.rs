//! Errors: the parts of generated error types.

mod failure;
mod macros;
mod plain;
mod response;
mod unhandled;
mod variant;

#[cfg(feature = "dynamic")]
pub use failure::ErrorType;
pub use failure::Failure;
#[cfg(feature = "serde")]
pub(crate) use plain::Message as PlainMessage;
pub use plain::{ErrorKind, PlainError, PlainErrorBuilder};
pub use unhandled::Unhandled;
#[cfg(feature = "event-stream")]
pub use variant::EventError;
pub use variant::{ErrorResponse, OperationError, Variant, debug_error, required};

pub(crate) use response::with_response;

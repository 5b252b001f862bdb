//! Events: messages in a body, and their values (Smithy, "Amazon event stream").

mod body;
mod frames;
mod read;
mod receive;
#[cfg(feature = "dynamic")]
mod records;
mod send;
mod write;

pub use receive::EventReceiver;
#[cfg(feature = "dynamic")]
pub use records::{EventTypes, RecordReceiver};

pub(crate) use read::MessageDeserializer;
pub(crate) use write::initial_request;

//! Events: messages in a body, and the values that they hold (Smithy, "Amazon event stream").

mod body;
mod frames;
mod read;
mod receive;
mod send;
mod write;

pub use receive::EventReceiver;

pub(crate) use read::MessageDeserializer;
pub(crate) use write::initial_request;

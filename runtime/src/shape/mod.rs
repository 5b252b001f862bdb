//! Shapes: schemas, and the values that they describe.

mod enums;
mod jmespath;
mod node;
mod pick;
mod print;
#[cfg(feature = "dynamic")]
mod record;
mod schema;
mod stream;
mod structure;
pub(crate) mod timestamp;
mod value;
mod values;
mod walk;

pub use enums::{UnknownVariantError, UnknownVariantValue, known};
pub use jmespath::evaluate;
pub use node::Node;
pub use pick::Step;
pub use print::{debug, debug_union, display};
#[cfg(feature = "dynamic")]
pub use record::{Datum, Kind, Receiver, Record, RecordType};
pub use schema::{Shape, decode};
#[cfg(feature = "event-stream")]
pub use stream::Events;
pub use stream::Stream;
pub use structure::{Structure, Visit, unit};
pub use value::{Field, MapKey, Value};
pub use values::unset_enum;
pub use walk::{default_value, read_members};

pub(crate) use jmespath::{literal, unescaped};
pub(crate) use node::tree;
pub(crate) use pick::texts;
pub(crate) use print::printable;
#[cfg(feature = "event-stream")]
pub(crate) use stream::passes_by_codecs;
#[cfg(feature = "serde")]
pub(crate) use walk::whole;
pub(crate) use walk::{MAX_DEPTH, Members, too_deep};

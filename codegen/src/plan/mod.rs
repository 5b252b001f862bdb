//! The plan of a crate: plain data, every decision made.
//!
//! Speaks Rust: final identifiers, types, presence, documentation. Holds no tokens, and knows nothing of shapes.

mod dependency;
mod dump;
mod error;
mod example;
mod family;
mod ident;
mod root;
mod types;
mod variants;
mod verbs;

pub use dependency::Dependency;
pub use dump::dump;
pub use error::{Error, ErrorSet, OperationError, OperationErrorKind, PlainError};
pub use example::{Call, Document, Example, Value};
pub use family::{Family, Part};
pub use ident::{Ident, SOME, TYPES};
pub use root::{
    Auth, Checksum, ContextParam, Crate, EndpointParam, EndpointSource, Feature, Given, Operation, PathStep,
    Service,
};
pub use types::{
    BuilderKind, DefaultValue, Deprecated, Enum, Field, Presence, Role, Structure, Type, Union, UnionVariant,
    Variant,
};
pub use variants::{ErrorVariant, EventError};
pub use verbs::{Access, Paginator, Waiter};

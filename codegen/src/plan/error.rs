//! Errors: their members, and the errors of operations.

use super::ident::Ident;
use super::types::{Deprecated, Structure};
use super::variants::ErrorVariant;

/// An error of operations.
#[derive(Clone, Debug)]
pub enum Error {
    /// A message and nothing else.
    Plain(PlainError),
    /// A structure of its own.
    Structure(Structure),
}

impl Error {
    /// The type.
    pub fn name(&self) -> &Ident {
        match self {
            Self::Plain(error) => &error.name,
            Self::Structure(error) => &error.name,
        }
    }

    /// Documentation, as Markdown.
    pub fn docs(&self) -> &str {
        match self {
            Self::Plain(error) => &error.docs,
            Self::Structure(error) => &error.docs,
        }
    }
}

/// An error with a message and nothing else: an alias of the runtime's generic type.
#[derive(Clone, Debug)]
pub struct PlainError {
    /// The type.
    pub name: Ident,
    /// Its builder.
    pub builder: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Its deprecation.
    pub deprecated: Option<Deprecated>,
    /// Whether the message is required.
    pub required: bool,
    /// The schema line of the message.
    pub schema: String,
}

/// The error of an operation.
#[derive(Clone, Debug)]
pub struct OperationError {
    /// Its error type.
    pub name: Ident,
    /// The kind of that type.
    pub kind: OperationErrorKind,
}

/// The kind of error type of an operation.
#[derive(Clone, Debug)]
pub enum OperationErrorKind {
    /// An enum with these variants, by name.
    Own(Vec<ErrorVariant>),
    /// An alias of one of [`Crate::error_sets`](super::Crate::error_sets).
    Shared(Ident),
}

/// The errors that many operations share: one enum for all of them.
#[derive(Clone, Debug)]
pub struct ErrorSet {
    /// The enum.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// The variants, by name.
    pub variants: Vec<ErrorVariant>,
}

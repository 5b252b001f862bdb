//! The variants of error enums.

use super::ident::Ident;

/// A variant of an error enum.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorVariant {
    /// The variant, and its structure in `types::error`.
    pub name: Ident,
    /// The method that tests for it.
    pub is_method: Ident,
    /// The codes on the wire; of an error among events, the names of members.
    pub codes: Vec<String>,
    /// Documentation, as Markdown.
    pub docs: String,
    /// The kind of retry that it allows: a variant of `ErrorKind`.
    pub retry: Option<Ident>,
}

/// The errors in place of an event.
#[derive(Clone, Debug)]
pub struct EventError {
    /// The enum, in `types::error`.
    pub name: Ident,
    /// Its variants, by name.
    pub variants: Vec<ErrorVariant>,
}

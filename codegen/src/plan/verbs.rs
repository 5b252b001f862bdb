//! Paginators and waiters of operations.

use super::ident::Ident;
use super::types::{Deprecated, Type};

/// The pages of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paginator {
    /// Its type.
    pub name: Ident,
    /// The type that returns the items of all pages.
    pub items_name: Ident,
    /// The type of the token.
    pub token: Type,
    /// The field of the input for the token of a page.
    pub input_token: Ident,
    /// The path to the token of the next page in the output.
    pub output_token: Vec<Access>,
    /// The field of the input for the page size, and its type.
    pub page_size: Option<(Ident, Type)>,
    /// The path to the items of a page in the output, and their list or map.
    pub items: Option<(Vec<Access>, Type)>,
    /// The field of the output that indicates another page, and whether it always has a value.
    pub truncated: Option<Access>,
}

/// A step into a structure: a field, and whether it may be unset.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// The field.
    pub field: Ident,
    /// Whether it is an `Option`.
    pub optional: bool,
}

/// A waiter: it repeats an operation until a resource reaches a state.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Waiter {
    /// Its type.
    pub name: Ident,
    /// The module of its types.
    pub module: Ident,
    /// The method that starts to build it.
    pub method: Ident,
    /// The type of its builder.
    pub fluent_builder: Ident,
    /// The type of the final poll.
    pub final_poll: Ident,
    /// The type of its error.
    pub error: Ident,
    /// The shortest and the longest time between two calls, in seconds.
    pub delays: (u64, u64),
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The acceptors, in the form that the runtime reads.
    pub acceptors: Vec<String>,
}

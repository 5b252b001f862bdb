//! What programs do with operations beside calling them once.

use super::ident::Ident;
use super::types::{Deprecated, Type};

/// The pages of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paginator {
    /// Its type.
    pub name: Ident,
    /// The type that gives the items of all pages.
    pub items_name: Ident,
    /// What asks for a page.
    pub token: Type,
    /// The field of the input that asks for the next page.
    pub input_token: Ident,
    /// Where the output has what that is given.
    pub output_token: Vec<Access>,
    /// The field of the input that says how many items a page has at most, and its type.
    pub page_size: Option<(Ident, Type)>,
    /// Where the output has the items of the page, and their list or map.
    pub items: Option<(Vec<Access>, Type)>,
    /// The field of the output that says whether there is another page, and whether it always holds something.
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

/// Something that can be waited for by calling an operation again and again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Waiter {
    /// Its type.
    pub name: Ident,
    /// The module that holds its types.
    pub module: Ident,
    /// The method that starts to build it.
    pub method: Ident,
    /// The type of what is built.
    pub fluent_builder: Ident,
    /// The type of what ends the waiting.
    pub final_poll: Ident,
    /// The type of what it fails with.
    pub error: Ident,
    /// The shortest and the longest time between two calls, in seconds.
    pub delays: (u64, u64),
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// What each call is compared with, in the form that the runtime reads.
    pub acceptors: Vec<String>,
}

//! Paginated operations in generated code.

use super::operation::Operation;
use std::collections::HashMap;

/// An operation that returns its results in pages (Smithy, `paginated`).
#[doc(hidden)]
pub trait Paginated: Operation + Clone {
    /// The token of a page.
    type Token: Token;

    /// The member for the token; the first page if it is unset.
    fn token(&mut self) -> &mut Option<Self::Token>;

    /// The token of the next page.
    fn next(output: &Self::Output) -> Option<&Self::Token>;

    /// Whether there is another page. An empty token means none.
    fn has_next(output: &Self::Output) -> bool {
        Self::next(output).is_some_and(|token| !token.is_empty())
    }
}

/// An operation whose pages have a size that callers choose.
#[doc(hidden)]
pub trait SizedPages: Paginated {
    /// The type of the size.
    type Size;

    /// The member for the page size.
    fn page_size(&mut self) -> &mut Option<Self::Size>;
}

/// An operation whose pages have a list or map of items.
#[doc(hidden)]
pub trait PagesOfItems: Paginated {
    /// The type of the list or map.
    type Items: IntoIterator<Item: Send, IntoIter: Send> + Send + 'static;

    /// The items of a page, if there are any.
    fn items(output: Self::Output) -> Option<Self::Items>;
}

/// The token of a page.
pub trait Token: Clone + PartialEq + Send + Sync {
    /// Whether it is the token of no page.
    fn is_empty(&self) -> bool;
}

impl Token for String {
    fn is_empty(&self) -> bool {
        String::is_empty(self)
    }
}

impl Token for i32 {
    fn is_empty(&self) -> bool {
        false
    }
}

impl Token for i64 {
    fn is_empty(&self) -> bool {
        false
    }
}

impl<K, V> Token for HashMap<K, V>
where
    Self: Clone + PartialEq + Send + Sync,
{
    fn is_empty(&self) -> bool {
        HashMap::is_empty(self)
    }
}

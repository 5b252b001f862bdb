//! Identifiers.

use std::fmt;

/// An identifier as it stands in the source, with `r#` where it needs it. Only `lower::names` creates it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Ident(String);

impl Ident {
    /// `text` must be an identifier, raw if it is a keyword.
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The identifier as it stands in the source.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`, for names that are derived from it.
    pub fn stem(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The feature that is on if operations are selected; without it, all operations exist.
pub const SOME: &str = "_some";

/// The feature that has all types and selects no operation.
pub const TYPES: &str = "types";

//! Files of a crate, before they are text.

use proc_macro2::TokenStream;

/// A file of a crate, by its path in the crate.
#[derive(Debug)]
pub struct File {
    /// The path, with `/`.
    pub path: String,
    /// Its content.
    pub content: Content,
}

/// The content of a [`File`].
#[derive(Debug)]
pub enum Content {
    /// Rust.
    Rust(TokenStream),
    /// Text that is not Rust, in a format whose comments start with `#`.
    Text(String),
}

/// A file of Rust.
pub(super) fn rust(path: &str, tokens: TokenStream) -> File {
    File { path: path.to_owned(), content: Content::Rust(tokens) }
}

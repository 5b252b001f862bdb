//! Documentation as attributes, which are printed as comments.

use crate::plan::Deprecated;
use proc_macro2::TokenStream;
use quote::quote;

/// `///` comments.
pub(super) fn outer(markdown: &str) -> TokenStream {
    let lines = lines(markdown);
    quote!(#(#[doc = #lines])*)
}

/// `//!` comments.
pub(super) fn inner(markdown: &str) -> TokenStream {
    let lines = lines(markdown);
    quote!(#(#![doc = #lines])*)
}

/// The first paragraph, as `///` comments.
pub(super) fn summary(markdown: &str) -> TokenStream {
    outer(markdown.split("\n\n").next().unwrap_or_default())
}

/// `#[deprecated]`, if it is.
pub(super) fn deprecated(deprecated: Option<&Deprecated>) -> TokenStream {
    let Some(Deprecated { note, since }) = deprecated else { return TokenStream::new() };
    match (note, since) {
        (Some(note), Some(since)) => quote!(#[deprecated(note = #note, since = #since)]),
        (Some(note), None) => quote!(#[deprecated(note = #note)]),
        (None, Some(since)) => quote!(#[deprecated(since = #since)]),
        (None, None) => quote!(#[deprecated]),
    }
}

fn lines(markdown: &str) -> Vec<String> {
    let spaced = |line: &str| if line.is_empty() { String::new() } else { format!(" {line}") };
    markdown.lines().map(spaced).collect()
}

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

/// `///` comments with the reason for a deprecation.
///
/// The crate itself names these items everywhere, and the attribute would cause warnings in it.
pub(super) fn with_deprecation(markdown: &str, deprecated: Option<&Deprecated>) -> TokenStream {
    outer(&with_note(markdown, deprecated))
}

/// Documentation with the reason for a deprecation.
pub(super) fn with_note(markdown: &str, deprecated: Option<&Deprecated>) -> String {
    match deprecated {
        None => markdown.to_owned(),
        Some(Deprecated { note: None, .. }) => format!("{markdown}\n\n**Deprecated.**"),
        Some(Deprecated { note: Some(note), .. }) => format!("{markdown}\n\n**Deprecated:** {note}"),
    }
}

/// `#[deprecated]`, if it is: for methods that only users call.
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

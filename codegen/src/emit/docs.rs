//! Documentation as attributes, which are printed as comments.

use crate::plan::{Deprecated, Ident};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// `///` comments.
pub(super) fn outer(markdown: &str) -> TokenStream {
    let text = text(markdown).into_iter();
    quote!(#(#[doc = #text])*)
}

/// `//!` comments.
pub(super) fn inner(markdown: &str) -> TokenStream {
    let text = text(markdown).into_iter();
    quote!(#(#![doc = #text])*)
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

/// A link to a structure of the module. Without `struct@`, rustdoc could mean a derive macro of the same name.
pub(super) fn structure(name: &Ident) -> String {
    match name.as_str() {
        "Clone" | "Copy" | "Debug" | "Default" | "Eq" | "Hash" | "Ord" | "PartialEq" | "PartialOrd" => {
            format!("[`{name}`](struct@{name})")
        }
        name => format!("[`{name}`]"),
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

/// All lines as one literal, which is raw, so that nothing is escaped here and decoded by the printer.
fn text(markdown: &str) -> Option<Literal> {
    if markdown.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(markdown.len() + 16);
    for (index, line) in markdown.lines().enumerate() {
        let separator = if index > 0 { "\n" } else { "" };
        let space = if line.is_empty() { "" } else { " " };
        text.extend([separator, space, line]);
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    // A raw literal cannot have every character.
    let plain = text.bytes().all(|byte| !byte.is_ascii_control() || matches!(byte, b'\n' | b'\t'));
    let raw = plain.then(|| format!("r{hashes}\"{text}\"{hashes}").parse().ok()).flatten();
    Some(raw.unwrap_or_else(|| Literal::string(&text)))
}

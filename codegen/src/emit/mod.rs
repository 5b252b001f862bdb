//! Plan → files of tokens, one module a concept.
//!
//! Knows Rust only: no shapes, no casing, no lookups, nothing that can fail.

mod client;
mod docs;
mod endpoint;
mod enums;
mod error;
mod family;
mod manifest;
mod operation;
mod prelude;
mod root;
mod structure;
mod types;
mod union;

use crate::plan::{Crate, Ident, SOME, TYPES};
use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt, quote};

/// A file of a crate, by its path in the crate.
#[derive(Debug)]
pub struct File {
    /// The path, with `/`.
    pub path: String,
    /// What it holds.
    pub content: Content,
}

/// What a [`File`] holds.
#[derive(Debug)]
pub enum Content {
    /// Rust.
    Rust(TokenStream),
    /// Text that is not Rust, in a format whose comments start with `#`.
    Text(String),
}

/// The attribute of what belongs to an operation: it is there with its feature, and if no operation is selected at all.
fn gate(feature: Option<&String>) -> TokenStream {
    feature.map(|feature| quote!(#[cfg(any(feature = #feature, not(feature = #SOME)))])).unwrap_or_default()
}

/// The attribute of a type, which programs can also have without an operation.
fn type_gate(feature: Option<&String>) -> TokenStream {
    feature
        .map(|feature| quote!(#[cfg(any(feature = #feature, feature = #TYPES, not(feature = #SOME)))]))
        .unwrap_or_default()
}

/// All files of a crate. Each is made when it is asked for: the tokens of all of them are many times what they print as.
pub fn emit(plan: &Crate) -> Box<dyn Iterator<Item = File> + '_> {
    if let Some(family) = &plan.family {
        return family::emit(plan, family);
    }
    let files = vec![
        File { path: "Cargo.toml".to_owned(), content: Content::Text(manifest::emit(plan)) },
        rust("src/lib.rs", root::library(plan)),
        rust("src/client.rs", client::emit(plan)),
        rust("src/operation.rs", operation::index(plan)),
        rust("src/types.rs", types::index(plan, &types::errors())),
    ];
    Box::new(
        files
            .into_iter()
            .chain(fixed_files(plan))
            .chain(operation::files(plan))
            .chain(types::files(plan))
            .chain(error::files(plan)),
    )
}

/// What is fixed about the service, and its errors.
fn fixed_files(plan: &Crate) -> impl Iterator<Item = File> {
    let sets = (!plan.error_sets.is_empty()).then(|| rust("src/error_sets.rs", error::sets(plan)));
    let files = [
        rust("src/config.rs", root::config(plan)),
        rust("src/config/auth.rs", root::auth()),
        rust("src/config/endpoint.rs", endpoint::emit(plan)),
        File {
            path: "src/config/endpoint.rules".to_owned(),
            content: Content::Text(plan.service.endpoint_rules.clone()),
        },
        rust("src/error.rs", root::error()),
        rust("src/error_meta.rs", error::service(plan)),
        rust("src/meta.rs", root::meta(plan)),
        rust("src/primitives.rs", root::primitives(plan)),
        rust("src/types/error.rs", error::index(plan)),
    ];
    files.into_iter().chain(sets)
}

fn rust(path: &str, tokens: TokenStream) -> File {
    File { path: path.to_owned(), content: Content::Rust(tokens) }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = proc_macro2::Span::call_site();
        tokens.append(match self.as_str().strip_prefix("r#") {
            Some(raw) => proc_macro2::Ident::new_raw(raw, span),
            None => proc_macro2::Ident::new(self.as_str(), span),
        });
    }
}

//! Plan → files of tokens, one module a concept.
//!
//! Knows Rust only: no shapes, no casing, no lookups, nothing that can fail.

mod client;
mod docs;
mod endpoint;
mod enums;
mod error;
mod manifest;
mod operation;
mod prelude;
mod root;
mod structure;
mod types;
mod union;

use crate::plan::{Crate, Error, Ident};
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

/// The attribute of what belongs to a feature.
fn gate(feature: Option<&String>) -> TokenStream {
    feature.map(|feature| quote!(#[cfg(feature = #feature)])).unwrap_or_default()
}

/// All files of a crate. Each is made when it is asked for: the tokens of all of them are many times what they print as.
pub fn emit(plan: &Crate) -> impl Iterator<Item = File> {
    let files = vec![
        File { path: "Cargo.toml".to_owned(), content: Content::Text(manifest::emit(plan)) },
        rust("src/lib.rs", root::library(plan)),
        rust("src/client.rs", client::emit(plan)),
        rust("src/config.rs", root::config(plan)),
        rust("src/config/auth.rs", root::auth()),
        rust("src/config/endpoint.rs", endpoint::emit(plan)),
        File {
            path: "src/config/endpoint.rules".to_owned(),
            content: Content::Text(plan.service.endpoint_rules.clone()),
        },
        rust("src/error.rs", root::error()),
        rust("src/error_meta.rs", error::service(plan)),
        rust("src/error_sets.rs", error::sets(plan)),
        rust("src/meta.rs", root::meta(plan)),
        rust("src/operation.rs", operation::index(plan)),
        rust("src/primitives.rs", root::primitives(plan)),
        rust("src/types.rs", types::index(plan)),
        rust("src/types/error.rs", error::index(plan)),
    ];
    let operations = plan.operations.iter().map(|operation| {
        rust(&format!("src/operation/{}.rs", operation.module.stem()), operation::emit(plan, operation))
    });
    let type_ = |module: &Ident, tokens| rust(&format!("src/types/{}.rs", module.stem()), tokens);
    let structures = plan.structures.iter().map(move |item| type_(&item.module, structure::emit(item)));
    let unions = plan.unions.iter().map(move |item| type_(&item.module, union::emit(item)));
    let enums = plan.enums.iter().map(move |item| type_(&item.module, enums::emit(item)));
    let errors = plan.errors.iter().filter_map(|error| match error {
        Error::Structure(structure) => {
            Some(rust(&format!("src/types/error/{}.rs", structure.module.stem()), error::emit(structure)))
        }
        Error::Plain(_) => None,
    });
    files.into_iter().chain(operations).chain(structures).chain(unions).chain(enums).chain(errors)
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

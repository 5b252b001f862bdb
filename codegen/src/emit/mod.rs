//! Plan → files of tokens, one module per concept.
//!
//! Knows Rust only: no shapes, no casing, no lookups, nothing that can fail.

mod client;
mod docs;
mod endpoint;
mod enums;
mod error;
pub mod example;
mod family;
mod file;
mod fixed;
mod gate;
mod ident;
mod manifest;
mod module;
mod operation;
mod paginator;
mod prelude;
mod root;
mod rust_type;
mod setters;
mod structure;
mod types;
mod types_only;
mod union;
mod waiter;

pub use file::{Content, File};
pub use module::module;

use crate::plan::Crate;
use file::rust;

/// All files of a crate. They are created one by one, because the tokens of all of them take many times the space of their text.
pub fn emit(plan: &Crate) -> Box<dyn Iterator<Item = File> + '_> {
    if plan.types_only {
        return Box::new(types_only::emit(plan));
    }
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
            .chain(waiter::file(plan))
            .chain(fixed::files(plan))
            .chain(operation::files(plan))
            .chain(types::files(plan))
            .chain(error::files(plan)),
    )
}

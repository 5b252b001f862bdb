//! A crate of types without a client.

use super::file::{Content, File, rust};
use super::prelude::Prelude;
use super::{docs, error, manifest, operation, root, structure, types};
use crate::plan::{Crate, Operation};
use proc_macro2::TokenStream;
use quote::quote;

/// All files of the crate.
pub(super) fn emit(plan: &Crate) -> impl Iterator<Item = File> {
    let files = [
        File { path: "Cargo.toml".to_owned(), content: Content::Text(manifest::types_only(plan)) },
        rust("src/lib.rs", library(plan)),
        rust("src/client.rs", quote!(smithwright_runtime::type_builders! {})),
        rust("src/error.rs", errors()),
        rust("src/operation.rs", operations(plan)),
        rust("src/primitives.rs", root::primitives(plan)),
        rust("src/types.rs", types::index(plan, &types::errors())),
        rust("src/types/error.rs", error::index(plan)),
    ];
    files
        .into_iter()
        .chain(plan.operations.iter().map(operation))
        .chain(types::files(plan))
        .chain(error::files(plan))
}

/// `lib.rs`.
fn library(plan: &Crate) -> TokenStream {
    let crate_docs = docs::inner(&docs::with_note(&plan.docs, plan.deprecated.as_ref()));
    let note = docs::inner(
        "\nThese are the types of the service, without a client. They are the types that its client has, under the same paths.",
    );
    quote! {
        #crate_docs
        #note
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]

        /// The generic type behind the builders.
        pub mod client;
        /// Traits of the errors of the service, and the error of builders.
        pub mod error;
        /// One module per operation: input, output and builders.
        pub mod operation;
        /// Types that are not of this service: timestamps, blobs, documents.
        pub mod primitives;
        /// The structures and enums of the service, and its errors.
        pub mod types;
    }
}

/// `error.rs`.
fn errors() -> TokenStream {
    quote! {
        pub use smithwright_runtime::UnknownVariantError;
        pub use smithwright_runtime::types::{BuildError, ErrorMetadata, ProvideErrorMetadata};
    }
}

/// The file of an operation.
fn operation(operation: &Operation) -> File {
    let Operation { wire_name, input, output, .. } = operation;
    let text = format!(" Input and output of the operation `{wire_name}`.");
    let structures = [input, output];
    let names = structures.map(|structure| &structure.name);
    let definitions =
        structures.map(|structure| structure::definition(structure, &Prelude::beside([&structure.name])));
    let builders = structures.map(structure::builder);
    let tokens = quote! {
        #![doc = #text]

        #(#definitions)*

        /// The builders of the operation.
        pub mod builders {
            use super::{#(#names),*};

            #(#builders)*
        }
    };
    rust(&operation::path(operation), tokens)
}

/// `operation.rs`.
fn operations(plan: &Crate) -> TokenStream {
    let modules = plan.operations.iter().map(|operation| &operation.module);
    quote!(#(pub mod #modules;)*)
}

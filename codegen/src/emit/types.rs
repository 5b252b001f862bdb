//! The files and the index of the module `types`.

use super::file::{File, rust};
use super::gate::type_gate;
use super::{enums, structure, union};
use crate::plan::{Crate, Ident};
use proc_macro2::TokenStream;
use quote::quote;

/// The files of the types.
pub(super) fn files(plan: &Crate) -> impl Iterator<Item = File> {
    let file = |module: &Ident, tokens| rust(&format!("src/types/{}.rs", module.stem()), tokens);
    let structures = plan.structures.iter().map(move |item| file(&item.module, structure::emit(item)));
    let unions = plan.unions.iter().map(move |item| file(&item.module, union::emit(item)));
    let enums = plan.enums.iter().map(move |item| file(&item.module, enums::emit(item)));
    structures.chain(unions).chain(enums)
}

/// The types: module, name and feature.
pub(super) fn items(plan: &Crate) -> Vec<(&Ident, &Ident, Option<&String>)> {
    let structures = plan.structures.iter().map(|item| (&item.module, &item.name, item.feature.as_ref()));
    let enums = plan.enums.iter().map(|item| (&item.module, &item.name, item.feature.as_ref()));
    let unions = plan.unions.iter().map(|item| (&item.module, &item.name, item.feature.as_ref()));
    structures.chain(unions).chain(enums).collect()
}

/// The module of the errors in `types.rs`.
pub(super) fn errors() -> TokenStream {
    quote! {
        /// The errors of the service.
        pub mod error;
    }
}

/// `types.rs` with the types of the crate and `others`.
pub(super) fn index(plan: &Crate, others: &TokenStream) -> TokenStream {
    let items = items(plan);
    let modules = items.iter().map(|(module, _, feature)| {
        let gate = type_gate(*feature);
        quote!(#gate mod #module;)
    });
    let names = items.iter().map(|(module, name, feature)| {
        let gate = type_gate(*feature);
        quote!(#gate pub use #module::#name;)
    });
    let builders = plan.structures.iter().map(|structure| {
        let (module, builder, gate) =
            (&structure.module, &structure.builder, type_gate(structure.feature.as_ref()));
        quote!(#gate pub use super::#module::#builder;)
    });
    quote! {
        #(#modules)*
        #others

        #(#names)*

        /// The builders of the structures.
        pub mod builders {
            #(#builders)*
        }
    }
}

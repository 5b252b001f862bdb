//! Rust types, and the index modules of `types`.

use super::prelude::Prelude;
use super::{File, enums, rust, structure, type_gate, union};
use crate::plan::{Crate, Ident, Presence, Type};
use proc_macro2::TokenStream;
use quote::quote;

/// A type.
pub(super) fn ty(ty: &Type, prelude: &Prelude) -> TokenStream {
    let Prelude { boxed, string, vec, .. } = prelude;
    match ty {
        Type::Blob => quote!(crate::primitives::Blob),
        Type::Bool => quote!(bool),
        Type::ByteStream => quote!(crate::primitives::ByteStream),
        Type::DateTime => quote!(crate::primitives::DateTime),
        Type::Document => quote!(crate::primitives::Document),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::I16 => quote!(i16),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::I8 => quote!(i8),
        Type::String => quote!(#string),
        Type::Enum(name) | Type::Structure { name, error: false } => quote!(crate::types::#name),
        Type::Structure { name, error: true } => quote!(crate::types::error::#name),
        Type::Boxed(inner) => {
            let inner = self::ty(inner, prelude);
            quote!(#boxed<#inner>)
        }
        Type::List { element, sparse } => {
            let element = self::element(element, *sparse, prelude);
            quote!(#vec<#element>)
        }
        Type::Map { key, value, sparse } => {
            let (key, value) = (self::ty(key, prelude), self::element(value, *sparse, prelude));
            quote!(std::collections::HashMap<#key, #value>)
        }
    }
}

/// The type of the elements of a list, or of the values of a map.
pub(super) fn element(element: &Type, sparse: bool, prelude: &Prelude) -> TokenStream {
    let (element, option) = (ty(element, prelude), &prelude.option);
    if sparse { quote!(#option<#element>) } else { element }
}

/// The type of a field.
pub(super) fn field(ty: &Type, presence: Presence, prelude: &Prelude) -> TokenStream {
    let (ty, option) = (self::ty(ty, prelude), &prelude.option);
    match presence {
        Presence::Required | Presence::Defaulted => ty,
        Presence::Optional => quote!(#option<#ty>),
    }
}

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

/// The module of the errors, as it stands in `types.rs`.
pub(super) fn errors() -> TokenStream {
    quote! {
        /// The errors of the service.
        pub mod error;
    }
}

/// `types.rs`; `others` stands in it beside the types of the crate.
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

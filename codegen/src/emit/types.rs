//! Rust types, and the index modules of `types`.

use crate::plan::{Crate, Presence, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Blob => quote!(crate::primitives::Blob),
            Self::Bool => quote!(bool),
            Self::DateTime => quote!(crate::primitives::DateTime),
            Self::Document => quote!(crate::primitives::Document),
            Self::F32 => quote!(f32),
            Self::F64 => quote!(f64),
            Self::I16 => quote!(i16),
            Self::I32 => quote!(i32),
            Self::I64 => quote!(i64),
            Self::I8 => quote!(i8),
            Self::String => quote!(String),
            Self::Enum(name) | Self::Structure { name, error: false } => quote!(crate::types::#name),
            Self::Structure { name, error: true } => quote!(crate::types::error::#name),
            Self::Boxed(inner) => quote!(Box<#inner>),
            Self::List { element, sparse: false } => quote!(Vec<#element>),
            Self::List { element, sparse: true } => quote!(Vec<Option<#element>>),
            Self::Map { key, value, sparse: false } => quote!(std::collections::HashMap<#key, #value>),
            Self::Map { key, value, sparse: true } => quote!(std::collections::HashMap<#key, Option<#value>>),
        });
    }
}

/// The type of a field.
pub(super) fn field(ty: &Type, presence: Presence) -> TokenStream {
    match presence {
        Presence::Required | Presence::Defaulted => quote!(#ty),
        Presence::Optional => quote!(Option<#ty>),
    }
}

/// `types.rs`.
pub(super) fn index(plan: &Crate) -> TokenStream {
    let structures = plan.structures.iter().map(|structure| (&structure.module, &structure.name));
    let enums = plan.enums.iter().map(|item| (&item.module, &item.name));
    let (modules, names): (Vec<_>, Vec<_>) = structures.chain(enums).unzip();
    let builder_modules = plan.structures.iter().map(|structure| &structure.module);
    let builders = plan.structures.iter().map(|structure| &structure.builder);
    quote! {
        #(mod #modules;)*
        /// The errors of the service.
        pub mod error;

        #(pub use #modules::#names;)*

        /// The builders of the structures.
        pub mod builders {
            #(pub use super::#builder_modules::#builders;)*
        }
    }
}

/// `types/error.rs`.
pub(super) fn error_index(plan: &Crate) -> TokenStream {
    let modules: Vec<_> = plan.errors.iter().map(|structure| &structure.module).collect();
    let names = plan.errors.iter().map(|structure| &structure.name);
    let builders = plan.errors.iter().map(|structure| &structure.builder);
    quote! {
        #(mod #modules;)*

        #(pub use #modules::#names;)*

        /// The builders of the errors.
        pub mod builders {
            #(pub use super::#modules::#builders;)*
        }
    }
}

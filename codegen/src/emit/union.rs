//! Unions.

use super::prelude::Prelude;
use super::{docs, rust_type};
use crate::plan::{Type, Union, UnionVariant};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn emit(item: &Union) -> TokenStream {
    let Union { name, variants, .. } = item;
    let prelude = &Prelude::beside(name);
    let union_docs = docs::with_deprecation(&item.docs, item.deprecated.as_ref());
    let definitions = variants.iter().map(|UnionVariant { name, docs, ty, .. }| {
        let (variant_docs, ty) = (docs::outer(docs), rust_type::ty(ty, prelude));
        quote!(#variant_docs #name(#ty),)
    });
    let methods = variants.iter().map(|variant| methods(variant, prelude));
    let indexes = (0..variants.len()).map(Literal::usize_unsuffixed);
    let names = variants.iter().map(|variant| &variant.name);
    let lines = variants.iter().map(|variant| &variant.schema);
    quote! {
        #union_docs
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A variant that this version does not know. It cannot be sent.
            #[non_exhaustive]
            Unknown,
        }

        impl #name {
            #(#methods)*
            /// Whether this is a variant that this version does not know.
            #[inline]
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown)
            }
        }

        smithwright_runtime::union! {
            #name { #(#indexes #names = #lines,)* }
        }
    }
}

/// The methods that give and ask for a variant.
fn methods(variant: &UnionVariant, prelude: &Prelude) -> TokenStream {
    let UnionVariant { name, as_method, is_method, ty, .. } = variant;
    let result = &prelude.result;
    let as_docs = format!(" The value, if this is [`{name}`](Self::{name}); itself if not.");
    let is_docs = format!(" Whether this is [`{name}`](Self::{name}).");
    let inner = if let Type::Boxed(inner) = ty { inner } else { ty };
    let inner = rust_type::ty(inner, prelude);
    quote! {
        #[doc = #as_docs]
        #[inline]
        pub fn #as_method(&self) -> #result<&#inner, &Self> {
            match self {
                Self::#name(value) => Ok(value),
                other => Err(other),
            }
        }
        #[doc = #is_docs]
        #[inline]
        pub fn #is_method(&self) -> bool {
            self.#as_method().is_ok()
        }
    }
}

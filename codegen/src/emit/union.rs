//! Unions.

use super::prelude::Prelude;
use super::{docs, rust_type};
use crate::plan::{Type, Union, UnionVariant};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn emit(item: &Union) -> TokenStream {
    let Union { name, variants, .. } = item;
    let prelude = &Prelude::beside([name]);
    let union_docs = docs::with_deprecation(&item.docs, item.deprecated.as_ref());
    let definitions = variants.iter().map(|UnionVariant { name, docs, ty, .. }| {
        let variant_docs = docs::outer(docs);
        let data = ty.as_ref().map(|ty| rust_type::ty(ty, prelude)).map(|ty| quote!((#ty)));
        quote!(#variant_docs #name #data,)
    });
    let methods = variants.iter().map(|variant| methods(variant, prelude));
    let (with_data, without): (Vec<_>, Vec<_>) = variants.iter().partition(|variant| variant.ty.is_some());
    let mut indexes = (0..).map(Literal::usize_unsuffixed);
    let mut row = |UnionVariant { name, schema, .. }: &UnionVariant| {
        let index = indexes.next();
        quote!(#index #name = #schema,)
    };
    let rows: Vec<_> = with_data.into_iter().map(&mut row).collect();
    let unit_rows: Vec<_> = without.into_iter().map(row).collect();
    let unit_rows = (!unit_rows.is_empty()).then(|| quote!({ #(#unit_rows)* }));
    quote! {
        #union_docs
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A variant unknown to this version. It cannot be sent.
            #[non_exhaustive]
            Unknown,
        }

        impl #name {
            #(#methods)*
            /// Returns whether this is a variant unknown to this version.
            #[inline]
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown)
            }
        }

        smithwright_runtime::union! {
            #name { #(#rows)* } #unit_rows
        }
    }
}

/// The methods that return and test for a variant.
fn methods(variant: &UnionVariant, prelude: &Prelude) -> TokenStream {
    let UnionVariant { name, as_method, is_method, ty, .. } = variant;
    let result = &prelude.result;
    let as_docs =
        format!(" Returns the value if this is [`{name}`](Self::{name}), and the union itself if not.");
    let is_docs = format!(" Returns whether this is [`{name}`](Self::{name}).");
    let inner = ty.as_ref().map(|ty| if let Type::Boxed(inner) = ty { inner } else { ty });
    let (inner, arm) = match inner.map(|inner| rust_type::ty(inner, prelude)) {
        Some(inner) => (quote!(&#inner), quote!(Self::#name(value) => Ok(value))),
        None => (quote!(()), quote!(Self::#name => Ok(()))),
    };
    quote! {
        #[doc = #as_docs]
        #[inline]
        pub fn #as_method(&self) -> #result<#inner, &Self> {
            match self {
                #arm,
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

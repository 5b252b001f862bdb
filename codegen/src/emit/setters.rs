//! The methods of builders, three per member.

use super::prelude::Prelude;
use super::{docs, rust_type};
use crate::plan::{Field, Presence, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Where a builder keeps its fields as `Option`s.
#[derive(Debug)]
pub(super) struct Place {
    /// An expression to assign through.
    pub(super) write: TokenStream,
    /// An expression to read from.
    pub(super) read: TokenStream,
}

/// The three methods of a builder for one field of `owner`, which is the builder's field `held`.
pub(super) fn setters(
    field: &Field,
    held: &dyn ToTokens,
    owner: &TokenStream,
    place: &Place,
    prelude: &Prelude,
) -> TokenStream {
    let Field { name, ty, .. } = field;
    let Place { write, read } = place;
    let stem = name.stem();
    let (set, get) = (&field.set, &field.get);
    let deprecated = docs::deprecated(field.deprecated.as_ref());
    let owner = owner.to_string();
    let set_docs = format!(" Sets [`{stem}`]({owner}::{stem}), or unsets it with `None`.");
    let get_docs = format!(" Returns the value set for [`{stem}`]({owner}::{stem}).");
    let setter_docs = docs::summary(&field.docs);
    let (arguments, statement) = setter_body(held, ty, write, prelude);
    let optional = rust_type::field(ty, Presence::Optional, prelude);
    quote! {
        #setter_docs
        #deprecated
        #[inline]
        pub fn #name(#arguments) -> Self {
            #statement
        }
        #[doc = #set_docs]
        #deprecated
        #[inline]
        pub fn #set(mut self, input: #optional) -> Self {
            #write.#held = input;
            self
        }
        #[doc = #get_docs]
        #deprecated
        #[inline]
        pub fn #get(&self) -> &#optional {
            &#read.#held
        }
    }
}

/// The arguments and the statement of a setter: lists and maps take one element at a time.
///
/// No setter calls another one: the compiler looks for a method of a generic builder in the implementations of all
/// structures.
fn setter_body(
    held: &dyn ToTokens,
    ty: &Type,
    write: &TokenStream,
    prelude: &Prelude,
) -> (TokenStream, TokenStream) {
    let Prelude { boxed, into, .. } = prelude;
    match ty {
        Type::List { element, sparse } => {
            let (argument, value) = argument(element, *sparse, quote!(input), prelude);
            (
                quote!(mut self, input: #argument),
                quote!(#write.#held.get_or_insert_default().push(#value); self),
            )
        }
        Type::Map { key, value, sparse } => {
            let (key_argument, key) = argument(key, false, quote!(key), prelude);
            let (value_argument, value) = argument(value, *sparse, quote!(value), prelude);
            (
                quote!(mut self, key: #key_argument, value: #value_argument),
                quote!(#write.#held.get_or_insert_default().insert(#key, #value); self),
            )
        }
        Type::Boxed(inner) => {
            let inner = rust_type::ty(inner, prelude);
            (
                quote!(mut self, input: impl #into<#boxed<#inner>>),
                quote!(#write.#held = Some(input.into()); self),
            )
        }
        Type::BigDecimal
        | Type::BigInteger
        | Type::Blob
        | Type::Bool
        | Type::ByteStream
        | Type::DateTime
        | Type::Document
        | Type::EventReceiver { .. }
        | Type::EventSender { .. }
        | Type::F32
        | Type::F64
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::I8
        | Type::String
        | Type::Enum(_)
        | Type::Structure { .. } => {
            let (argument, value) = argument(ty, false, quote!(input), prelude);
            (quote!(mut self, input: #argument), quote!(#write.#held = Some(#value); self))
        }
    }
}

/// The type of an argument, and the expression that makes the value of it.
fn argument(ty: &Type, optional: bool, name: TokenStream, prelude: &Prelude) -> (TokenStream, TokenStream) {
    let Prelude { into, string, .. } = prelude;
    match (ty, optional) {
        (Type::String, false) => (quote!(impl #into<#string>), quote!(#name.into())),
        (ty, _) => (rust_type::element(ty, optional, prelude), name),
    }
}

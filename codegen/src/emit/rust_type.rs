//! The types of fields.

use super::prelude::Prelude;
use crate::plan::{Presence, Type};
use proc_macro2::TokenStream;
use quote::quote;

/// A type.
pub(super) fn ty(ty: &Type, prelude: &Prelude) -> TokenStream {
    let Prelude { boxed, string, vec, .. } = prelude;
    match ty {
        Type::BigDecimal => quote!(crate::primitives::BigDecimal),
        Type::BigInteger => quote!(crate::primitives::BigInteger),
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
        Type::EventReceiver { events, error } => quote!(
            crate::primitives::event_stream::EventReceiver<crate::types::#events, crate::types::error::#error>
        ),
        Type::EventSender { events, error } => quote!(
            crate::primitives::event_stream::EventStreamSender<
                crate::types::#events,
                crate::types::error::#error,
            >
        ),
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

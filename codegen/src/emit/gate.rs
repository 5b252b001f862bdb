//! The attributes of features.

use crate::plan::{SOME, TYPES};
use proc_macro2::TokenStream;
use quote::quote;

/// The attribute of the items of an operation: they exist with its feature, and if no operation is selected.
pub(super) fn gate(feature: Option<&String>) -> TokenStream {
    feature.map(|feature| quote!(#[cfg(any(feature = #feature, not(feature = #SOME)))])).unwrap_or_default()
}

/// The attribute of a type, which programs can also have without an operation.
pub(super) fn type_gate(feature: Option<&String>) -> TokenStream {
    feature
        .map(|feature| quote!(#[cfg(any(feature = #feature, feature = #TYPES, not(feature = #SOME)))]))
        .unwrap_or_default()
}

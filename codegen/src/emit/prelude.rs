//! The types of the prelude that generated files name: as they are, or by their full path where the file defines
//! a type of the same name.

use crate::plan::Ident;
use proc_macro2::TokenStream;
use quote::quote;

/// How a file names types of the prelude.
#[derive(Debug)]
pub(super) struct Prelude {
    pub(super) boxed: TokenStream,
    pub(super) default: TokenStream,
    pub(super) into: TokenStream,
    pub(super) option: TokenStream,
    pub(super) result: TokenStream,
    pub(super) string: TokenStream,
    pub(super) vec: TokenStream,
}

impl Prelude {
    /// For a file that defines the types `names`.
    pub(super) fn beside<'a>(names: impl IntoIterator<Item = &'a Ident>) -> Self {
        let names: Vec<_> = names.into_iter().map(Ident::as_str).collect();
        let either = |short: TokenStream, full: TokenStream| {
            if names.contains(&&*short.to_string()) { full } else { short }
        };
        Self {
            boxed: either(quote!(Box), quote!(::std::boxed::Box)),
            default: either(quote!(Default), quote!(::std::default::Default)),
            into: either(quote!(Into), quote!(::std::convert::Into)),
            option: either(quote!(Option), quote!(::std::option::Option)),
            result: either(quote!(Result), quote!(::std::result::Result)),
            string: either(quote!(String), quote!(::std::string::String)),
            vec: either(quote!(Vec), quote!(::std::vec::Vec)),
        }
    }
}

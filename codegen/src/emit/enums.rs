//! String enums.

use super::docs;
use crate::plan::Enum;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(item: &Enum) -> TokenStream {
    let name = &item.name;
    let enum_docs = format!(
        "{}\n\nA value unknown to this version is kept as `Unknown`. Match it with a wildcard and \
         `as_str()`, so that code still compiles when a newer version names the value.",
        item.docs
    );
    let enum_docs = docs::with_deprecation(&enum_docs, item.deprecated.as_ref());
    let variants: Vec<_> = item.variants.iter().map(|variant| &variant.name).collect();
    let values: Vec<_> = item.variants.iter().map(|variant| &variant.value).collect();
    let variant_docs = item.variants.iter().map(|variant| docs::outer(&variant.docs));
    quote! {
        #enum_docs
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value unknown to this version.
            Unknown(smithwright_runtime::UnknownVariantValue),
        }

        smithwright_runtime::string_enum! {
            #name { #(#variants = #values,)* }
        }
    }
}

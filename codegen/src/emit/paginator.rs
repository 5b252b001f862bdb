//! Paginators: the facts about an operation for the generic paginator of the runtime.

use super::prelude::Prelude;
use super::rust_type;
use crate::plan::{Access, Operation, Paginator};
use proc_macro2::TokenStream;
use quote::quote;

/// The module `paginator` of an operation, if it has one.
pub(super) fn emit(operation: &Operation) -> Option<TokenStream> {
    let Paginator { name, items_name, token, input_token, output_token, page_size, items, truncated } =
        operation.paginator.as_ref()?;
    let (input, output) = (&operation.input.name, &operation.output.name);
    let prelude = Prelude::beside([input]);
    let docs = format!(" Paginator of the `{}` operation: a stream of its outputs.", operation.wire_name);
    let items_alias = items.as_ref().map(|_| {
        let docs = format!(" Stream of the items of all pages of the `{}` operation.", operation.wire_name);
        quote! {
            #[doc = #docs]
            pub type #items_name = smithwright_runtime::PaginatorItems<#input>;
        }
    });
    let token = rust_type::ty(token, &prelude);
    let given = at(output_token, true);
    let more = truncated.as_ref().map(|Access { field, optional }| {
        let value = if *optional { quote!(output.#field == Some(true)) } else { quote!(output.#field) };
        quote! {
            #[inline]
            fn has_next(output: &#output) -> bool {
                #value
            }
        }
    });
    let page_size = page_size.as_ref().map(|(field, ty)| {
        let ty = rust_type::ty(ty, &prelude);
        quote! {
            impl smithwright_runtime::SizedPages for #input {
                type Size = #ty;
                #[inline]
                fn page_size(&mut self) -> &mut Option<#ty> {
                    &mut self.#field
                }
            }
        }
    });
    let items = items.as_ref().map(|(path, ty)| {
        let ty = rust_type::ty(ty, &prelude);
        let value = at(path, false);
        quote! {
            impl smithwright_runtime::PagesOfItems for #input {
                type Items = #ty;
                #[inline]
                fn items(output: #output) -> Option<#ty> {
                    #value
                }
            }
        }
    });
    Some(quote! {
        /// Paginators of the operation.
        pub mod paginator {
            use super::{#input, #output};

            #[doc = #docs]
            pub type #name = smithwright_runtime::Paginator<#input>;

            #items_alias

            impl smithwright_runtime::Paginated for #input {
                type Token = #token;
                #[inline]
                fn token(&mut self) -> &mut Option<#token> {
                    &mut self.#input_token
                }
                #[inline]
                fn next(output: &#output) -> Option<&#token> {
                    #given
                }
                #more
            }

            #page_size
            #items
        }
    })
}

/// The value at a path in `output`, moved or borrowed, as an `Option`.
fn at(path: &[Access], borrowed: bool) -> TokenStream {
    let Some((last, first)) = path.split_last() else { return quote!(None) };
    let (take, sign) = if borrowed { (quote!(.as_ref()), quote!(&)) } else { Default::default() };
    let start = first.iter().fold(quote!(output), |value, Access { field, optional }| {
        if *optional { quote!(#value.#field #take?) } else { quote!(#value.#field) }
    });
    let field = &last.field;
    if last.optional { quote!(#start.#field #take) } else { quote!(Some(#sign #start.#field)) }
}

//! `config/endpoint.rs`: endpoint parameters and resolvers.

use crate::plan::Crate;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(plan: &Crate) -> TokenStream {
    let rows = plan.service.endpoint_params.iter().enumerate().map(|(index, param)| {
        let (name, setter, kind) = (&param.name, &param.setter, &param.kind);
        let docs = &param.docs;
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        quote!(#index #name #setter: #kind = #docs,)
    });
    quote! {
        pub use smithwright_runtime::config::endpoint::{Endpoint, EndpointFuture, SharedEndpointResolver};
        pub use smithwright_runtime::endpoint::InvalidParams;

        smithwright_runtime::endpoint! {
            crate::meta::Service = "endpoint.rules" { #(#rows)* }
        }
    }
}

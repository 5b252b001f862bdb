//! The client: one method per operation.

use super::gate::gate;
use super::{docs, waiter};
use crate::plan::Crate;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(plan: &Crate) -> TokenStream {
    let title = &plan.service.title;
    let methods = plan.operations.iter().map(|operation| {
        let (module, fluent_builder) = (&operation.module, &operation.fluent_builder);
        let summary = docs::summary(&operation.docs);
        let page = format!(" See [`operation::{0}`](crate::operation::{0}).", operation.module.stem());
        let deprecated = docs::deprecated(operation.deprecated.as_ref());
        let gate = gate(operation.feature.as_ref());
        quote! {
            #summary
            ///
            #[doc = #page]
            #gate
            #deprecated
            #[inline]
            pub fn #module(&self) -> crate::operation::#module::builders::#fluent_builder {
                smithwright_runtime::FluentBuilder::new(&self.handle)
            }
        }
    });
    let builders = plan.family.is_none().then(|| {
        let waiting = waiting(plan);
        quote!(smithwright_runtime::builders! { crate::meta::Service, Client } #waiting)
    });
    let waiters = waiter::client(plan);
    let discovery = plan.service.endpoint_operation.iter().map(|(method, feature)| {
        let gate = gate(feature.as_ref());
        quote!(#gate smithwright_runtime::endpoint_discovery! { Client, #method })
    });
    let panics = (!plan.service.of_aws).then(|| {
        let text =
            "If it enables retries or timeouts without a sleep implementation; the text says how to mend it.";
        quote!(, #text)
    });
    quote! {
        /// Customization of a single request.
        pub mod customize {
            pub use smithwright_runtime::CustomizableOperation;
        }

        #builders

        smithwright_runtime::client! {
            Client for crate::meta::Service, #title #panics
        }

        #(#discovery)*

        impl Client {
            #(#methods)*
        }

        #waiters
    }
}

/// `client.rs` of a member of a family: the builders of its types.
pub(super) fn of_member(member: &Crate) -> TokenStream {
    let waiting = waiting(member);
    quote!(smithwright_runtime::builders! { crate::meta::Service } #waiting)
}

/// The builder of waiters, if there are some.
fn waiting(plan: &Crate) -> Option<TokenStream> {
    let waits = plan.operations.iter().any(|operation| !operation.waiters.is_empty());
    waits.then(|| quote!(smithwright_runtime::waiting! { crate::meta::Service }))
}

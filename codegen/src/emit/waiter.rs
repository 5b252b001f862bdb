//! Waiters: a module for each, and the trait by which clients have them.

use super::docs;
use super::file::{File, rust};
use super::gate::gate;
use crate::plan::{Crate, Operation, Waiter};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The waiters of a crate, each with the operation that it calls, by name.
fn all(plan: &Crate) -> Vec<(&Operation, &Waiter)> {
    let waiters = plan
        .operations
        .iter()
        .flat_map(|operation| operation.waiters.iter().map(move |waiter| (operation, waiter)));
    let mut waiters: Vec<_> = waiters.collect();
    waiters.sort_by(|(_, a), (_, b)| a.module.cmp(&b.module));
    waiters
}

/// `waiters.rs`, if there are some.
pub(super) fn file(plan: &Crate) -> Option<File> {
    let waiters = all(plan);
    let modules = waiters.iter().map(|(operation, waiter)| module(operation, waiter));
    (!waiters.is_empty()).then(|| rust("src/waiters.rs", quote!(#(#modules)*)))
}

/// The line of `lib.rs` that names the file, if there is one.
pub(super) fn line(plan: &Crate) -> Option<TokenStream> {
    let line = quote! {
        /// Waiters: each repeats a request until a resource reaches a state.
        pub mod waiters;
    };
    (!all(plan).is_empty()).then_some(line)
}

/// The module of a waiter.
fn module(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let Waiter { name, module, fluent_builder, final_poll, error, delays: (min, max), acceptors, .. } =
        waiter;
    let (min, max) = (Literal::u64_unsuffixed(*min), Literal::u64_unsuffixed(*max));
    let page = docs::outer(&docs::with_note(&waiter.docs, waiter.deprecated.as_ref()));
    let gate = gate(operation.feature.as_ref());
    let (path, input) = (&operation.module, &operation.input.name);
    let (output, failure) = (&operation.output.name, &operation.error.name);
    let marker_docs = format!(" The `{}` waiter.", name.as_str());
    let builder_docs = format!(
        " Builds a request for the `{}` operation, and repeats it until the waiter succeeds.",
        operation.wire_name
    );
    quote! {
        #page
        #gate
        pub mod #module {
            use crate::operation::#path::{#failure, #input, #output};

            #[doc = #marker_docs]
            #[derive(Clone, Debug)]
            pub enum #name {}

            #[doc = #builder_docs]
            pub type #fluent_builder = crate::client::Builder<#input, crate::client::Waiting<#input, #name>>;

            /// The result of the last request of a waiter that succeeded.
            pub type #final_poll =
                smithwright_runtime::types::FinalPoll<#output, crate::error::SdkError<#failure>>;

            /// Errors of a waiter: it failed, timed out, or a request failed.
            pub type #error = smithwright_runtime::types::WaiterError<#output, #failure>;

            impl smithwright_runtime::Waiter<#input> for #name {
                const DELAYS: (u64, u64) = (#min, #max);
                const ACCEPTORS: &[&str] = &[#(#acceptors),*];
            }
        }
    }
}

/// The trait by which clients have waiters, and its implementation.
pub(super) fn client(plan: &Crate) -> Option<TokenStream> {
    let waiters = all(plan);
    if waiters.is_empty() {
        return None;
    }
    let signature = |(operation, waiter): &(&Operation, &Waiter)| {
        let Waiter { module, method, fluent_builder, .. } = *waiter;
        let gate = gate(operation.feature.as_ref());
        (gate, quote!(fn #method(&self) -> crate::waiters::#module::#fluent_builder))
    };
    let declarations = waiters.iter().map(|waiter| {
        let (gate, signature) = signature(waiter);
        let summary = docs::summary(&waiter.1.docs);
        let deprecated = docs::deprecated(waiter.1.deprecated.as_ref());
        quote!(#summary #gate #deprecated #signature;)
    });
    let definitions = waiters.iter().map(|waiter| {
        let (gate, signature) = signature(waiter);
        quote! {
            #gate
            #[inline]
            #signature {
                smithwright_runtime::FluentBuilder::new(&self.handle)
            }
        }
    });
    Some(quote! {
        /// The waiters of a client. Each method returns a builder, whose `wait()` repeats a request until a resource reaches a
        /// state.
        pub trait Waiters {
            #(#declarations)*
        }

        impl Waiters for Client {
            #(#definitions)*
        }
    })
}

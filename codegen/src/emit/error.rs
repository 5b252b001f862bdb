//! Errors: structures, the error enum of an operation, the error enum of the service.

use super::{docs, structure};
use crate::plan::{Crate, ErrorEnum, Presence, Role, Structure};
use proc_macro2::TokenStream;
use quote::quote;

/// An error structure in a file of its own.
pub(super) fn emit(error: &Structure) -> TokenStream {
    let name = &error.name;
    let definition = structure::definition(error);
    let builder = structure::builder(error);
    let message = error.fields.iter().find(|field| field.name.as_str() == "message");
    let message = match message.map(|field| field.presence) {
        Some(Presence::Required | Presence::Defaulted) => quote!(Some(&error.message)),
        Some(Presence::Optional) => quote!(error.message.as_deref()),
        None => quote!(error.meta.message()),
    };
    let retry = match &error.role {
        Role::Error { retry: Some(kind) } => quote! {
            impl #name {
                /// What a retry may hope for.
                #[inline]
                pub fn retryable_error_kind(&self) -> smithwright_runtime::types::ErrorKind {
                    smithwright_runtime::types::ErrorKind::#kind
                }
            }
        },
        Role::Error { retry: None } | Role::Type | Role::Input | Role::Output => TokenStream::new(),
    };
    quote! {
        #definition
        #retry
        smithwright_runtime::error_structure! { #name, |error| #message }
        #builder
    }
}

/// The error enum of an operation.
pub(super) fn operation(error: &ErrorEnum, operation: &str) -> TokenStream {
    let name = &error.name;
    let enum_docs = format!(" What `{operation}` may answer instead of its output.");
    let names: Vec<_> = error.variants.iter().map(|variant| &variant.name).collect();
    let variant_docs = error.variants.iter().map(|variant| docs::outer(&variant.docs));
    let is_methods = error.variants.iter().map(|variant| &variant.is_method);
    let codes = error.variants.iter().map(|variant| &variant.code);
    let retries = error.variants.iter().map(|variant| match &variant.retry {
        Some(kind) => quote!(retry #kind),
        None => TokenStream::new(),
    });
    let unhandled = unhandled();
    quote! {
        #[doc = #enum_docs]
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #names(crate::types::error::#names),)*
            #unhandled
        }

        smithwright_runtime::operation_error! {
            #name => crate::Error { #(#names #is_methods #codes #retries,)* }
        }
    }
}

/// The error enum of the service.
pub(super) fn service(plan: &Crate) -> TokenStream {
    let names: Vec<_> = plan.errors.iter().map(|error| &error.name).collect();
    let variant_docs = plan.errors.iter().map(|error| docs::summary(&error.docs));
    let unhandled = unhandled();
    let enum_docs = format!(
        " All errors of {}: what any operation may answer, and what keeps a call from being made.",
        plan.service.title
    );
    quote! {
        #[doc = #enum_docs]
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum Error {
            #(#variant_docs #names(crate::types::error::#names),)*
            #unhandled
        }

        smithwright_runtime::service_error! {
            Error { #(#names)* }
        }
    }
}

fn unhandled() -> TokenStream {
    quote! {
        /// Anything else. Match it with a wildcard and look at `code()`: a newer version may give the error a
        /// variant of its own.
        Unhandled(smithwright_runtime::error::Unhandled),
    }
}

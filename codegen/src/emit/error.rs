//! Errors: structures, the error enum of an operation, the error enum of the service.

use super::file::{File, rust};
use super::gate::gate;
use super::prelude::Prelude;
use super::{docs, structure};
use crate::plan::{
    Crate, Error, ErrorSet, ErrorVariant, EventError, Field, Ident, Operation, OperationError,
    OperationErrorKind, PlainError, Presence, Role, Structure, Type, Union,
};
use proc_macro2::TokenStream;
use quote::quote;

/// `types/error.rs`: plain errors, and the index of those that have a file.
pub(super) fn index(plan: &Crate) -> TokenStream {
    let mut structures = Vec::new();
    let mut plain = Vec::new();
    for error in &plan.errors {
        match error {
            Error::Plain(error) => plain.push(error),
            Error::Structure(error) => structures.push(error),
        }
    }
    let modules: Vec<_> = structures.iter().map(|error| &error.module).collect();
    let names = structures.iter().map(|error| &error.name);
    let builders = structures.iter().map(|error| &error.builder);
    let prelude = &Prelude::beside(plan.errors.iter().map(Error::name));
    let aliases = plain.iter().map(|error| plain_alias(error, prelude));
    let plain_builders = plain.iter().map(|error| plain_builder(error));
    let kinds = plain.iter().map(|error| &error.name);
    let lines = plain.iter().map(|error| &error.schema);
    let kinds = if plain.is_empty() {
        TokenStream::new()
    } else {
        quote!(smithwright_runtime::plain_errors! { mod kinds { #(#kinds = #lines,)* } })
    };
    let events =
        plan.unions.iter().filter_map(|union| Some(of_events(plan, union, union.event_error.as_ref()?)));
    quote! {
        #(mod #modules;)*

        #(pub use #modules::#names;)*

        #(#events)*

        #(#aliases)*

        #kinds

        /// The builders of the errors.
        pub mod builders {
            #(pub use super::#modules::#builders;)*
            #(#plain_builders)*
        }
    }
}

/// The errors in place of events.
fn of_events(plan: &Crate, union: &Union, error: &EventError) -> TokenStream {
    let EventError { name, variants } = error;
    let (docs, none) =
        (format!(" Errors returned in place of an event of `{}`.", union.name.as_str()), TokenStream::new());
    let own = error_enum(&quote!(#[doc = #docs]), &none, name, &none, variants);
    let extended = extended_request_id(plan, name, &none);
    let is_sent = |field: &Field| matches!(&field.ty, Type::EventSender { error, .. } if error == name);
    let sent = plan.operations.iter().any(|operation| operation.input.fields.iter().any(is_sent));
    let sent = sent.then(|| {
        let names = variants.iter().map(|variant| &variant.name);
        let members = variants.iter().filter_map(|variant| variant.codes.first());
        quote!(smithwright_runtime::event_error! { #name { #(#names #members,)* } })
    });
    quote!(#own #extended #sent)
}

fn plain_alias(error: &PlainError, prelude: &Prelude) -> TokenStream {
    let name = &error.name;
    let alias_docs = docs::with_deprecation(&error.docs, error.deprecated.as_ref());
    let message = message_type(error, prelude);
    quote! {
        #alias_docs
        pub type #name = smithwright_runtime::PlainError<kinds::#name, #message>;
    }
}

fn plain_builder(error: &PlainError) -> TokenStream {
    let PlainError { name, builder, .. } = error;
    let builder_docs = format!(" Builds a [`{name}`](super::{name}).");
    let message = message_type(error, &Prelude::beside([]));
    quote! {
        #[doc = #builder_docs]
        pub type #builder = smithwright_runtime::PlainErrorBuilder<super::kinds::#name, #message>;
    }
}

fn message_type(error: &PlainError, prelude: &Prelude) -> TokenStream {
    let Prelude { option, string, .. } = prelude;
    if error.required { quote!(#string) } else { quote!(#option<#string>) }
}

/// The files of the errors that have one.
pub(super) fn files(plan: &Crate) -> impl Iterator<Item = File> {
    plan.errors.iter().filter_map(|error| match error {
        Error::Structure(structure) => {
            Some(rust(&format!("src/types/error/{}.rs", structure.module.stem()), emit(plan, structure)))
        }
        Error::Plain(_) => None,
    })
}

/// An error structure in a file of its own.
fn emit(plan: &Crate, error: &Structure) -> TokenStream {
    let name = &error.name;
    let definition = structure::definition(error, &Prelude::beside([name]));
    let builder = structure::builder(error);
    let extended = extended_request_id(plan, name, &TokenStream::new());
    let message =
        error.fields.iter().find(|field| field.name.as_str() == "message" && field.ty == Type::String);
    let message = match message.map(|field| field.presence) {
        Some(Presence::Required | Presence::Defaulted) => quote!(Some(&error.message)),
        Some(Presence::Optional) => quote!(error.message.as_deref()),
        None => quote!(error.meta.message()),
    };
    let retry = match &error.role {
        Role::Error { retry: Some(kind) } => quote! {
            impl #name {
                /// Returns how the error may be retried.
                #[inline]
                pub fn retryable_error_kind(&self) -> smithwright_runtime::types::ErrorKind {
                    smithwright_runtime::types::ErrorKind::#kind
                }
            }
        },
        Role::Error { retry: None } | Role::Type | Role::Input | Role::Output { .. } | Role::Plain => {
            TokenStream::new()
        }
    };
    quote! {
        #definition
        #retry
        smithwright_runtime::error_structure! { #name, |error| #message }
        #extended
        #builder
    }
}

/// The second request id of errors of S3.
fn extended_request_id(plan: &Crate, name: &Ident, parameters: &TokenStream) -> TokenStream {
    if plan.service.extended_request_id {
        quote!(smithwright_runtime::extended_request_id! { #name #parameters })
    } else {
        TokenStream::new()
    }
}

/// `error_sets.rs`.
pub(super) fn sets(plan: &Crate) -> TokenStream {
    let sets = plan.error_sets.iter().map(|each| set(plan, each));
    quote!(#(#sets)*)
}

/// The error enum of operations with the same errors.
fn set(plan: &Crate, set: &ErrorSet) -> TokenStream {
    let name = &set.name;
    let docs = quote!(#[doc = " Errors returned by the operation whose input is `O`."]);
    let parameters = quote!(<O>);
    let gate = gate(set.feature.as_ref());
    let set = error_enum(&docs, &gate, name, &parameters, &set.variants);
    let extended = extended_request_id(plan, name, &parameters);
    let gate = (!extended.is_empty()).then_some(gate);
    quote!(#set #gate #extended)
}

/// The error type of an operation.
pub(super) fn of_operation(plan: &Crate, operation: &Operation) -> TokenStream {
    let OperationError { name, kind } = &operation.error;
    let docs = format!(" Errors returned by the `{}` operation.", operation.wire_name);
    let docs = quote!(#[doc = #docs]);
    match kind {
        OperationErrorKind::Own(variants) => {
            let none = TokenStream::new();
            let own = error_enum(&docs, &none, name, &none, variants);
            let extended = extended_request_id(plan, name, &none);
            quote!(#own #extended)
        }
        OperationErrorKind::Shared(set) => {
            let input = &operation.input.name;
            quote!(#docs pub type #name = crate::error_sets::#set<#input>;)
        }
    }
}

fn error_enum(
    docs: &TokenStream,
    gate: &TokenStream,
    name: &Ident,
    parameters: &TokenStream,
    variants: &[ErrorVariant],
) -> TokenStream {
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let variant_docs = variants.iter().map(|variant| docs::outer(&variant.docs));
    let is_methods = variants.iter().map(|variant| &variant.is_method);
    let codes = variants.iter().map(|variant| {
        let codes = &variant.codes;
        quote!(#(#codes)|*)
    });
    let retries = variants.iter().map(|variant| match &variant.retry {
        Some(kind) => quote!(retry #kind),
        None => TokenStream::new(),
    });
    let unhandled = unhandled(parameters);
    quote! {
        #docs
        #gate
        #[non_exhaustive]
        pub enum #name #parameters {
            #(#variant_docs #names(crate::types::error::#names),)*
            #unhandled
        }

        #gate
        smithwright_runtime::operation_error! {
            #name #parameters => crate::Error { #(#names #is_methods #codes #retries,)* }
        }
    }
}

/// The error enum of the service.
pub(super) fn service(plan: &Crate) -> TokenStream {
    let names: Vec<_> = plan.errors.iter().map(Error::name).collect();
    let variant_docs = plan.errors.iter().map(|error| docs::summary(error.docs()));
    let unhandled = unhandled(&TokenStream::new());
    let extended = extended_request_id(plan, &Ident::new("Error".to_owned()), &TokenStream::new());
    let waiters = plan.operations.iter().any(|operation| !operation.waiters.is_empty());
    let waiters = waiters.then(|| quote!(smithwright_runtime::waiter_errors! { Error }));
    let enum_docs = format!(
        " All errors of {}: those returned by its operations, and those of requests that could not be sent.",
        plan.service.title
    );
    quote! {
        #[doc = #enum_docs]
        #[non_exhaustive]
        pub enum Error {
            #(#variant_docs #names(crate::types::error::#names),)*
            #unhandled
        }

        smithwright_runtime::service_error! {
            Error { #(#names)* }
        }

        #waiters

        #extended
    }
}

fn unhandled(parameters: &TokenStream) -> TokenStream {
    quote! {
        /// An error that this version does not describe. Match it with a wildcard and inspect `code()`: a newer
        /// version may add a variant for it.
        Unhandled(smithwright_runtime::Unhandled #parameters),
    }
}

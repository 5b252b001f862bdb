//! Structures: the type, its accessors, its table of members, and its builder.

use super::prelude::Prelude;
use super::setters::{Place, setters};
use super::{docs, rust_type};
use crate::plan::{BuilderKind, DefaultValue, Field, Ident, Presence, Role, Structure, Type};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// A structure in a file of its own.
pub(super) fn emit(structure: &Structure) -> TokenStream {
    let definition = definition(structure, &Prelude::beside([&structure.name]));
    let builder = builder(structure);
    quote!(#definition #builder)
}

/// The type, its accessors and its table of members.
pub(super) fn definition(structure: &Structure, prelude: &Prelude) -> TokenStream {
    let Structure { name, builder, fields, .. } = structure;
    let Prelude { default, option, string, .. } = prelude;
    let struct_docs = docs::with_deprecation(&structure.docs, structure.deprecated.as_ref());
    let definitions = fields.iter().map(|field| {
        let Field { name, ty, presence, .. } = field;
        let field_docs = docs::with_deprecation(&field.docs, field.deprecated.as_ref());
        let ty = rust_type::field(ty, *presence, prelude);
        quote!(#field_docs pub #name: #ty,)
    });
    let extra = match structure.role {
        Role::Output { .. } => {
            let ids = request_ids(structure);
            quote!(#(#ids: #option<#string>,)*)
        }
        Role::Error { .. } => quote!(pub(crate) meta: smithwright_runtime::types::ErrorMetadata,),
        Role::Input => {
            let given = streamed(structure).map(|field| {
                let (name, ty) = (given(field), rust_type::ty(&field.ty, prelude));
                quote!(#name: #option<#ty>,)
            });
            quote!(#(#given)*)
        }
        Role::Type | Role::Plain => TokenStream::new(),
    };
    let accessors = fields.iter().map(|field| accessor(field, prelude));
    let builder_docs = format!(" Returns a builder for {}.", docs::structure(name));
    let builder_path = match structure.role {
        Role::Input | Role::Output { .. } | Role::Plain => quote!(builders::#builder),
        Role::Type | Role::Error { .. } => quote!(#builder),
    };
    let table = table(structure);
    // A body that is streamed can be read once.
    let derive = if streamed(structure).next().is_some() {
        TokenStream::new()
    } else {
        quote!(#[derive(Clone, PartialEq)])
    };
    quote! {
        #struct_docs
        #derive
        #[non_exhaustive]
        pub struct #name {
            #(#definitions)*
            #extra
        }

        impl #name {
            #(#accessors)*
            #[doc = #builder_docs]
            #[inline]
            pub fn builder() -> #builder_path {
                #default::default()
            }
        }

        #table
    }
}

/// The macro call that implements serde and `Debug`.
fn table(structure: &Structure) -> TokenStream {
    let Structure { name, fields, .. } = structure;
    let mut indexes = (0..).map(Literal::usize_unsuffixed);
    let names = fields.iter().map(|field| &field.name);
    let lines = fields.iter().map(|field| &field.schema);
    let rows: Vec<_> = names
        .zip(lines)
        .zip(&mut indexes)
        .map(|((name, line), index)| quote!(#index #name = #line,))
        .collect();
    let mut extras = request_ids(structure);
    if let Role::Error { .. } = structure.role {
        extras.push(format_ident!("meta"));
    }
    let traits = (!structure.traits.is_empty()).then(|| {
        let traits = &structure.traits;
        quote!(: #traits)
    });
    let given = match structure.role {
        Role::Input => streamed(structure).map(given).collect(),
        Role::Type | Role::Output { .. } | Role::Error { .. } | Role::Plain => vec![],
    };
    quote! {
        smithwright_runtime::structure! {
            #name #traits { #(#rows)* } #(#indexes #extras)* #(given #given)*
        }
    }
}

/// The field of an input for a body that may not be set yet.
pub(super) fn given(field: &Field) -> proc_macro2::Ident {
    format_ident!("_{}", field.name.stem())
}

/// The fields that are streamed bodies, as bytes or as events.
pub(super) fn streamed(structure: &Structure) -> impl Iterator<Item = &Field> {
    structure.fields.iter().filter(|field| is_stream(field))
}

/// Whether a field is a streamed body.
pub(super) fn is_stream(field: &Field) -> bool {
    matches!(field.ty, Type::ByteStream | Type::EventReceiver { .. } | Type::EventSender { .. })
}

/// The fields of an output for the ids of its request.
fn request_ids(structure: &Structure) -> Vec<proc_macro2::Ident> {
    let names: &[&str] = match structure.role {
        Role::Output { extended_request_id: true } => &["_extended_request_id", "_request_id"],
        Role::Output { extended_request_id: false } => &["_request_id"],
        Role::Type | Role::Input | Role::Error { .. } | Role::Plain => &[],
    };
    names.iter().map(|name| format_ident!("{name}")).collect()
}

/// The accessor of a field, in the form that the official crates have for its type.
fn accessor(field: &Field, prelude: &Prelude) -> TokenStream {
    let Field { name, ty, presence, .. } = field;
    let option = &prelude.option;
    let (accessor_docs, deprecated) =
        (docs::summary(&field.docs), docs::deprecated(field.deprecated.as_ref()));
    let borrowed = match ty {
        Type::String => quote!(&str),
        Type::Boxed(inner) => {
            let inner = rust_type::ty(inner, prelude);
            quote!(&#inner)
        }
        Type::List { element, sparse } => {
            let element = rust_type::element(element, *sparse, prelude);
            quote!(&[#element])
        }
        Type::Bool | Type::F32 | Type::F64 | Type::I16 | Type::I32 | Type::I64 | Type::I8 => {
            rust_type::ty(ty, prelude)
        }
        Type::BigDecimal
        | Type::BigInteger
        | Type::Blob
        | Type::ByteStream
        | Type::DateTime
        | Type::Document
        | Type::EventReceiver { .. }
        | Type::EventSender { .. }
        | Type::Enum(_)
        | Type::Structure { .. }
        | Type::Map { .. } => {
            let ty = rust_type::ty(ty, prelude);
            quote!(&#ty)
        }
    };
    let optional = *presence == Presence::Optional;
    let (output, body) = match ty {
        Type::List { .. } if optional => (borrowed, quote!(self.#name.as_deref().unwrap_or_default())),
        Type::String | Type::Boxed(_) if optional => {
            (quote!(#option<#borrowed>), quote!(self.#name.as_deref()))
        }
        Type::Bool | Type::F32 | Type::F64 | Type::I16 | Type::I32 | Type::I64 | Type::I8 => {
            (if optional { quote!(#option<#borrowed>) } else { borrowed }, quote!(self.#name))
        }
        Type::BigDecimal
        | Type::BigInteger
        | Type::Blob
        | Type::ByteStream
        | Type::DateTime
        | Type::Document
        | Type::EventReceiver { .. }
        | Type::EventSender { .. }
        | Type::String
        | Type::Enum(_)
        | Type::Structure { .. }
        | Type::Boxed(_)
        | Type::List { .. }
        | Type::Map { .. } => {
            if optional {
                (quote!(#option<#borrowed>), quote!(self.#name.as_ref()))
            } else {
                (borrowed, quote!(&self.#name))
            }
        }
    };
    quote! {
        #accessor_docs
        #deprecated
        #[inline]
        pub fn #name(&self) -> #output {
            #body
        }
    }
}

/// The builder of a structure that is not an operation's input.
pub(super) fn builder(structure: &Structure) -> TokenStream {
    match structure.builder_kind {
        BuilderKind::Generic => generic_builder(structure),
        BuilderKind::Defaulting | BuilderKind::Fallible => own_builder(structure),
    }
}

fn generic_builder(structure: &Structure) -> TokenStream {
    let Structure { name, builder, .. } = structure;
    let builder_docs = format!(" Builds a {}.", docs::structure(name));
    let prelude = Prelude::beside([name]);
    let place = Place { write: quote!(self.value), read: quote!(self.value) };
    let setters =
        structure.fields.iter().map(|field| setters(field, &field.name, &quote!(#name), &place, &prelude));
    let meta = match structure.role {
        Role::Error { .. } => meta_setters(&quote!(self.value.meta = meta.unwrap_or_default()), &prelude),
        Role::Type | Role::Input | Role::Output { .. } | Role::Plain => TokenStream::new(),
    };
    quote! {
        #[doc = #builder_docs]
        pub type #builder = crate::client::TypeBuilder<#name>;

        impl crate::client::TypeBuilder<#name> {
            #(#setters)*
            #meta
        }
    }
}

/// A builder with fields of its own, for a structure with required or defaulted members.
fn own_builder(structure: &Structure) -> TokenStream {
    let Structure { name, builder, fields, .. } = structure;
    let builder_docs = format!(" Builds a {}.", docs::structure(name));
    let prelude = &Prelude::beside([name]);
    let Prelude { option, result, string, .. } = prelude;
    let builder_fields = fields.iter().map(|Field { name, ty, .. }| {
        let ty = rust_type::field(ty, Presence::Optional, prelude);
        quote!(#name: #ty,)
    });
    let place = Place { write: quote!(self), read: quote!(self) };
    let setters = fields.iter().map(|field| setters(field, &field.name, &quote!(#name), &place, prelude));
    let values = fields.iter().map(|field| {
        let (field, value) = (&field.name, built_value(field, name, &field.name));
        quote!(#field: #value,)
    });
    let (extra_field, extra_value, extra_setters) = match structure.role {
        Role::Type | Role::Input | Role::Plain => Default::default(),
        Role::Output { .. } => {
            let ids = request_ids(structure);
            (quote!(#(#ids: #option<#string>,)*), quote!(#(#ids: self.#ids,)*), quote!())
        }
        Role::Error { .. } => (
            quote!(meta: #option<smithwright_runtime::types::ErrorMetadata>,),
            quote!(meta: self.meta.unwrap_or_default(),),
            meta_setters(&quote!(self.meta = meta), prelude),
        ),
    };
    let (derive, debug) =
        match (streamed(structure).next().is_some(), fields.iter().any(|field| field.sensitive)) {
            (true, true) => (quote!(#[derive(Default)]), redacting_debug(structure)),
            (true, false) => (quote!(#[derive(Debug, Default)]), TokenStream::new()),
            (false, true) => (quote!(#[derive(Clone, Default, PartialEq)]), redacting_debug(structure)),
            (false, false) => (quote!(#[derive(Clone, Debug, Default, PartialEq)]), TokenStream::new()),
        };
    let build = match structure.builder_kind {
        BuilderKind::Generic | BuilderKind::Defaulting => quote! {
            /// Returns the structure. Members that are not set get their defaults.
            #[inline]
            pub fn build(self) -> #name {
                #name { #(#values)* #extra_value }
            }
        },
        BuilderKind::Fallible => quote! {
            /// Returns the structure.
            ///
            /// # Errors
            ///
            /// [`BuildError`](crate::error::BuildError) if a required member is not set; it names the member.
            #[inline]
            pub fn build(self) -> #result<#name, crate::error::BuildError> {
                Ok(#name { #(#values)* #extra_value })
            }
        },
    };
    quote! {
        #[doc = #builder_docs]
        #derive
        #[non_exhaustive]
        pub struct #builder { #(#builder_fields)* #extra_field }

        #debug

        impl #builder {
            #(#setters)*
            #extra_setters
            #build
        }
    }
}

/// `Debug` of a builder with sensitive fields.
fn redacting_debug(structure: &Structure) -> TokenStream {
    let builder = &structure.builder;
    let fields = structure.fields.iter().map(|field| {
        let (name, stem) = (&field.name, field.name.stem());
        if field.sensitive {
            quote!(.field(#stem, &"*** Sensitive Data Redacted ***"))
        } else {
            quote!(.field(#stem, &self.#name))
        }
    });
    let text = builder.as_str();
    quote! {
        impl ::std::fmt::Debug for #builder {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_struct(#text)#(#fields)*.finish()
            }
        }
    }
}

/// The value of a field of a built structure, from the field `held` of its builder.
pub(super) fn built_value(field: &Field, owner: &Ident, held: &impl ToTokens) -> TokenStream {
    match field.presence {
        Presence::Optional => quote!(self.#held),
        Presence::Defaulted => {
            let value = default_value(field);
            quote!(self.#held.#value)
        }
        Presence::Required => {
            let stem = field.name.stem();
            let details = format!("{stem} was not specified but it is required when building {owner}");
            quote!(smithwright_runtime::required(self.#held, #stem, #details)?)
        }
    }
}

/// The method that returns the value of a field or its default.
fn default_value(field: &Field) -> TokenStream {
    match &field.default {
        None => quote!(unwrap_or_default()),
        Some(DefaultValue::True) => quote!(unwrap_or(true)),
        Some(DefaultValue::Integer(number)) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(unwrap_or(#number))
        }
        Some(DefaultValue::Float(number)) => {
            let number = if field.ty == Type::F32 {
                Literal::f32_suffixed(*number as f32)
            } else {
                Literal::f64_suffixed(*number)
            };
            quote!(unwrap_or(#number))
        }
        Some(DefaultValue::Text(text)) => quote!(unwrap_or_else(|| #text.to_owned())),
        Some(DefaultValue::Node(node)) => {
            quote!(unwrap_or_else(|| smithwright_runtime::default_value(#node)))
        }
        Some(DefaultValue::Variant(variant)) => {
            let ty = rust_type::ty(&field.ty, &Prelude::beside([variant]));
            quote!(unwrap_or(#ty::#variant))
        }
    }
}

fn meta_setters(assign: &TokenStream, prelude: &Prelude) -> TokenStream {
    let option = &prelude.option;
    quote! {
        /// Sets the metadata of the response.
        #[inline]
        pub fn meta(mut self, meta: smithwright_runtime::types::ErrorMetadata) -> Self {
            self.set_meta(Some(meta));
            self
        }
        /// Sets the metadata of the response.
        #[inline]
        pub fn set_meta(
            &mut self,
            meta: #option<smithwright_runtime::types::ErrorMetadata>,
        ) -> &mut Self {
            #assign;
            self
        }
    }
}

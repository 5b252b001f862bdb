//! The root of a crate and its fixed modules.

use super::gate::gate;
use super::{docs, waiter};
use crate::plan::{Auth, ContextParam, Crate, EndpointParam, Feature, Type};
use proc_macro2::TokenStream;
use quote::quote;

/// `lib.rs`.
pub(super) fn library(plan: &Crate) -> TokenStream {
    library_with(plan, &own_modules(plan))
}

/// `lib.rs` of the crate in front of a family, whose fixed modules are those of `base`.
pub(super) fn front(plan: &Crate, base: &proc_macro2::Ident) -> TokenStream {
    let sets = shared_errors(plan, base);
    library_with(
        plan,
        &quote! {
            pub use #base::{Config, Error, config, error, meta, primitives};
            #sets
        },
    )
}

/// `lib.rs` of the base of a family.
pub(super) fn base(plan: &Crate) -> TokenStream {
    let docs = format!(
        " What the parts of the client for {} share. Use the crate in front of it.",
        plan.service.title
    );
    let modules = own_modules(plan);
    quote! {
        #![doc = #docs]
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]

        /// The generic types behind the builders.
        pub mod client;
        #modules
        /// Structures and enums that several parts use.
        pub mod types;
    }
}

/// `lib.rs` of a part of a family.
pub(super) fn part(plan: &Crate, base: &proc_macro2::Ident) -> TokenStream {
    let (sets, waiters) = (shared_errors(plan, base), waiter::line(plan));
    let docs = format!(" Operations of the client for {}. Use the crate in front of it.", plan.service.title);
    quote! {
        #![doc = #docs]
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]

        /// The generic types behind the builders.
        pub mod client;
        /// One module per operation: input, output, error and builders.
        pub mod operation;
        /// Structures and enums of these operations, and those of the base.
        pub mod types;
        #waiters

        pub use #base::{Error, error, meta, primitives};
        #sets
    }
}

/// The re-export of the errors that operations share, if there are any.
fn shared_errors(plan: &Crate, base: &proc_macro2::Ident) -> Option<TokenStream> {
    (!plan.error_sets.is_empty()).then(|| quote!(pub use #base::error_sets;))
}

/// The modules of the service's constants and of its errors.
fn own_modules(plan: &Crate) -> TokenStream {
    let config = format!(" Configuration of the client for {}.", plan.service.title);
    let sets = (!plan.error_sets.is_empty()).then(|| {
        quote! {
            /// Error enums shared by several operations. The type parameter is the input of the operation.
            pub mod error_sets;
        }
    });
    let auth_token = plan.service.auth_token.as_ref().map(|module| {
        quote! {
            /// Authentication tokens for databases with IAM authentication.
            pub use smithwright_runtime::services::#module as auth_token;
        }
    });
    quote! {
        #[doc = #config]
        pub mod config;
        /// Error types, and traits that describe errors.
        pub mod error;
        mod error_meta;
        #sets
        /// Metadata of this crate.
        pub mod meta;
        /// Types that all services share: timestamps, blobs, documents.
        pub mod primitives;

        #auth_token
        pub use config::Config;
        pub use error_meta::Error;
    }
}

fn library_with(plan: &Crate, fixed: &TokenStream) -> TokenStream {
    let crate_docs = docs::inner(&docs::with_note(&plan.docs, plan.deprecated.as_ref()));
    let title = &plan.service.title;
    let client = format!(" A client for {title}: one method per operation.");
    let first =
        plan.operations.first().and_then(|operation| operation.feature.as_deref()).unwrap_or_default();
    let rows = groups(plan);
    let (groups, group_docs) = if rows.is_empty() {
        ("", None)
    } else {
        let table = format!(
            "\nFeatures that enable several operations:\n\n| feature | features that it enables |\n| --- | --- |\n{rows}"
        );
        (
            " Features that start with `group-` enable the operations on one kind of resource; [`operation`] lists them.",
            Some(docs::outer(&table)),
        )
    };
    let example = docs::inner(&format!(
        "\n# Use\n\n\
         ```no_run\n\
         {client_of}\
         ```\n\n\
         Create one client, {once}, and clone it where you need it: clones share connections. The methods of \
         [`Client`] return builders, whose `send()` sends the request; the pages of [`operation`] have examples.{discovery}\n\n\
         # Features\n\n\
         Each operation has a feature, which its page names, and all of them are enabled by default. An application that \
         calls a few operations compiles faster without the others:\n\n\
         ```toml\n\
         [dependencies.{package}]\n\
         version = \"{version}\"\n\
         default-features = false\n\
         features = [\"https\", \"tokio\", {first:?}]\n\
         ```\n\n\
         The feature `all-operations` enables all of them, and so do {others}. A dependency without default features that \
         names no operation has all of them{as_official}. The feature `types` enables the types alone, for programs that send no requests. The feature `serde` \
         implements `Serialize` and `Deserialize` for structures, unions, enums and errors.{groups}",
        client_of = client_example(plan),
        once = if plan.service.of_aws {
            "with [`Client::new`] from the configuration that all clients of an application share or with \
             [`Client::from_conf`] from one of its own"
        } else {
            "with [`Client::from_conf`]"
        },
        others = if plan.service.of_aws {
            "`default-https-client`, `rt-tokio` and `rustls`, which the official crate has too"
        } else {
            "`default-https-client` and `rt-tokio`"
        },
        as_official = if plan.service.of_aws { ", as with the official crate" } else { "" },
        package = plan.package,
        version = plan.version,
        discovery = match plan.service.endpoint_operation {
            Some(_) =>
                " The service provides its endpoints at run time: `with_endpoint_discovery_enabled()` of a client \
                        returns one that uses them.",
            None => "",
        },
    ));
    let discovery = plan.service.endpoint_operation.iter().map(|(_, feature)| {
        let gate = gate(feature.as_ref());
        quote! {
            /// Endpoints that the service provides at run time.
            #gate
            pub mod endpoint_discovery {
                pub use smithwright_runtime::ReloadEndpoint;
            }
        }
    });
    let waiters = waiter::line(plan);
    let presigning = plan.operations.iter().any(|operation| operation.presignable).then(|| {
        quote! {
            /// Presigned requests, which another program can send.
            pub mod presigning {
                pub use smithwright_runtime::presigning::{
                    PresignedRequest, PresigningConfig, PresigningConfigBuilder, PresigningConfigError,
                };
            }
        }
    });
    quote! {
        #crate_docs
        #example
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]

        #[doc = #client]
        pub mod client;
        /// One module per operation: input, output, error and builders.
        #group_docs
        pub mod operation;
        /// Structures, unions and enums of the service.
        pub mod types;
        #(#discovery)*
        #presigning
        #waiters
        #fixed

        pub use client::Client;
    }
}

/// The lines of an example that create a client.
fn client_example(plan: &Crate) -> String {
    let library = plan.library.as_str();
    if plan.service.of_aws {
        return format!(
            "# fn example(config: {library}::Config) {{\nlet client = {library}::Client::from_conf(config);\n# }}\n"
        );
    }
    let given = &plan.service.given;
    let arguments: Vec<_> =
        given.iter().map(|it| format!("{}: {library}::config::{}", it.variable(), it.ty())).collect();
    let calls: String = given.iter().map(|it| format!("    .{}({})\n", it.method(), it.variable())).collect();
    format!(
        "# fn example({}) {{\n\
         let config = {library}::Config::builder()\n    .endpoint_url(\"https://service.example\")\n\
         {calls}    .build();\n\
         let client = {library}::Client::from_conf(config);\n# }}\n",
        arguments.join(", ")
    )
}

/// The features that enable the operations on one kind of resource, as rows of a table.
fn groups(plan: &Crate) -> String {
    let is_group = |feature: &&Feature| feature.name.starts_with("group-") && feature.operation.is_none();
    let rows = plan.features.iter().filter(is_group).map(|feature| {
        let members: Vec<_> = feature.enables.iter().map(|member| format!("`{member}`")).collect();
        format!("| `{}` | {} |\n", feature.name, members.join(", "))
    });
    rows.collect()
}

/// `config.rs`.
pub(super) fn config(plan: &Crate) -> TokenStream {
    let modules = &plan.service.config_modules;
    let context = &plan.service.client_context_params;
    let context = (!context.is_empty()).then(|| {
        let rows = context.iter().map(|ContextParam { wire_name, param }| {
            let EndpointParam { name, setter, kind, docs } = param;
            quote!(#wire_name #name #setter: #kind = #docs,)
        });
        quote!(smithwright_runtime::client_context_params! { crate::meta::Service { #(#rows)* } })
    });
    quote! {
        /// Authentication of requests.
        pub mod auth;
        /// Endpoints of requests.
        pub mod endpoint;

        pub use smithwright_runtime::config::*;
        #(pub use smithwright_runtime::settings::#modules::*;)*

        /// The configuration of a client.
        pub type Config = smithwright_runtime::config::Config<crate::meta::Service>;
        /// Builds a [`Config`].
        pub type Builder = smithwright_runtime::config::Builder<crate::meta::Service>;

        #context
    }
}

/// `config/auth.rs`.
pub(super) fn auth() -> TokenStream {
    quote! {
        pub use smithwright_runtime::auth::{BuildError, Params, ParamsBuilder, ResolveAuthScheme};

        /// Chooses the authentication schemes that the model names for an operation.
        pub type DefaultAuthSchemeResolver =
            smithwright_runtime::auth::DefaultAuthSchemeResolver<crate::meta::Service>;
    }
}

/// `error.rs`.
pub(super) fn error() -> TokenStream {
    quote! {
        pub use smithwright_runtime::UnknownVariantError;
        pub use smithwright_runtime::types::{
            BoxError, BuildError, ConnectorError, DisplayErrorContext, ErrorMetadata, ProvideErrorMetadata,
        };

        /// Errors of a request: it could not be built or sent, its response could not be read, or the service returned the
        /// error `E`.
        pub type SdkError<E, R = smithwright_runtime::types::HttpResponse> =
            smithwright_runtime::types::SdkError<E, R>;
    }
}

/// `meta.rs`.
pub(super) fn meta(plan: &Crate) -> TokenStream {
    let service = &plan.service;
    let (id, name) = (&service.id, &service.name);
    let signing_name = &service.signing_name;
    let operation_auth = service.operation_auth.iter().map(|(auth, operations)| {
        let auth = auth.iter().map(way);
        quote!((&[#(#operations),*], &[#(#auth),*]),)
    });
    let (protocol, package) = (&service.protocol, &plan.package);
    let (shape_name, api_version) = (&service.shape_name, &service.api_version);
    let (xml_namespace, settings) = (&service.xml_namespace, &service.settings);
    let (query_compatible, signs_plain_path) = (service.query_compatible, service.signs_plain_path);
    let auth = service.auth.iter().map(way);
    let of_aws = service.of_aws;
    let customization = match &service.customization {
        Some(name) => quote!(smithwright_runtime::services::#name),
        None => quote!(smithwright_runtime::Customization::NONE),
    };
    quote! {
        /// The version of this crate.
        pub static PKG_VERSION: &str = env!("CARGO_PKG_VERSION");

        /// Constants of the service. The type keeps its types apart from those of other services.
        #[derive(Debug)]
        pub enum Service {}

        impl smithwright_runtime::Service for Service {
            const INFO: smithwright_runtime::ServiceInfo = smithwright_runtime::ServiceInfo {
                id: #id,
                name: #name,
                of_aws: #of_aws,
                package: #package,
                version: env!("CARGO_PKG_VERSION"),
                signing_name: #signing_name,
                protocol: smithwright_runtime::protocol::#protocol,
                shape_name: #shape_name,
                api_version: #api_version,
                xml_namespace: #xml_namespace,
                query_compatible: #query_compatible,
                signs_plain_path: #signs_plain_path,
                auth: &[#(#auth),*],
                operation_auth: &[#(#operation_auth)*],
                customization: #customization,
            };
        }

        #(impl smithwright_runtime::settings::#settings for Service {})*
    }
}

/// A value of the runtime's `Auth`.
fn way(auth: &Auth) -> TokenStream {
    let of_key = quote!(smithwright_runtime::Auth::ApiKey);
    match auth {
        Auth::ApiKeyInHeader(name, scheme) => {
            quote!(#of_key(smithwright_runtime::ApiKey::Header(#name, #scheme)))
        }
        Auth::ApiKeyInQuery(name) => quote!(#of_key(smithwright_runtime::ApiKey::Query(#name))),
        Auth::Named(name) => quote!(smithwright_runtime::Auth::#name),
    }
}

/// `primitives.rs`.
pub(super) fn primitives(plan: &Crate) -> TokenStream {
    let structures = plan.operations.iter().flat_map(|operation| [&operation.input, &operation.output]);
    let streams =
        structures.flat_map(|structure| &structure.fields).any(|field| field.ty == Type::ByteStream);
    // A module has no features of its own; its crate can use the runtime for items that depend on some.
    let of_features = |tokens: TokenStream| (!plan.module).then_some(tokens);
    let files = of_features(quote! {
        #[cfg(feature = "tokio")]
        pub use smithwright_runtime::types::{FsBuilder, Length};
    });
    let serde = of_features(quote! {
        #[cfg(feature = "serde")]
        pub use smithwright_runtime::EpochSeconds;
    });
    let big_numbers = plan.big_numbers.then(|| {
        quote!(
            pub use smithwright_runtime::types::{BigDecimal, BigInteger};
        )
    });
    let streams = streams.then(|| {
        quote! {
            #files
            pub use smithwright_runtime::types::{AggregatedBytes, ByteStream, ByteStreamError, SdkBody};
        }
    });
    let events = if plan
        .operations
        .iter()
        .any(|operation| operation.sends_events || operation.receives_events)
    {
        quote! {
            /// Parts of event streams.
            pub mod event_stream {
                pub use smithwright_runtime::EventReceiver;
                pub use smithwright_runtime::types::{EventStreamSender, Header, HeaderValue, Message, StrBytes};
            }
        }
    } else {
        quote! {
            /// Parts of event streams. There are none: no operation of this crate has an event stream.
            pub mod event_stream {}
        }
    };
    quote! {
        pub use smithwright_runtime::types::{Blob, DateTime, DateTimeFormat, Document};
        #big_numbers
        #serde
        #streams

        #events
    }
}

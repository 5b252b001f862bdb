//! The module of an operation, and the index of all.

use super::example::{self, Code};
use super::file::{File, rust};
use super::gate::gate;
use super::prelude::Prelude;
use super::setters::{Place, setters};
use super::structure;
use super::{docs, error, paginator};
use crate::plan::{Checksum, Crate, EndpointSource, Example, Operation, PathStep};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// `operation.rs`.
pub(super) fn index(plan: &Crate) -> TokenStream {
    let modules = plan.operations.iter().map(|operation| {
        let (module, gate) = (&operation.module, gate(operation.feature.as_ref()));
        quote!(#gate pub mod #module;)
    });
    let request_ids = request_ids(plan);
    quote!(#request_ids #(#modules)*)
}

/// The traits that return the ids of a request.
pub(super) fn request_ids(plan: &Crate) -> TokenStream {
    let extended = plan.service.extended_request_id.then(|| {
        quote!(
            pub use smithwright_runtime::services::RequestIdExt;
        )
    });
    quote! {
        #extended
        pub use smithwright_runtime::types::RequestId;
    }
}

/// The files of the operations.
pub(super) fn files(plan: &Crate) -> impl Iterator<Item = File> {
    plan.operations.iter().map(|operation| rust(&path(operation), emit(plan, operation)))
}

/// The path of the file of an operation. `operation/mod.rs` would be the file of the index.
pub(super) fn path(operation: &Operation) -> String {
    match operation.module.stem() {
        "mod" => "src/operation/mod/mod.rs".to_owned(),
        name => format!("src/operation/{name}.rs"),
    }
}

/// The file of an operation.
fn emit(plan: &Crate, operation: &Operation) -> TokenStream {
    let module_docs = docs::inner(&page(plan, operation));
    let Operation { name, wire_name, input, output, .. } = operation;
    let marker_docs = format!(" The `{wire_name}` operation.");
    let prelude = &Prelude::beside([name, &input.name, &output.name]);
    let input_definition = structure::definition(input, prelude);
    let output_definition = structure::definition(output, prelude);
    let error = error::of_operation(plan, operation);
    let implementation = implementation(operation, prelude);
    let output_name = &output.name;
    let unsigned = operation
        .optional_payload_signing
        .then(|| quote!(impl smithwright_runtime::MayLeavePayloadUnsigned for #output_name {}));
    let builders = builders(operation);
    let paginator = paginator::emit(operation);
    let input_name = &input.name;
    let presignable =
        operation.presignable.then(|| quote!(impl smithwright_runtime::Presignable for #input_name {}));
    quote! {
        #module_docs

        #[doc = #marker_docs]
        pub type #name = smithwright_runtime::Name<#input_name>;

        #input_definition
        #output_definition
        #error
        #implementation
        #unsigned
        #presignable

        /// The builders of the operation.
        pub mod builders {
            #builders
        }

        #paginator
    }
}

/// The documentation of an operation: its description, examples and errors. A placeholder example follows the first paragraph;
/// examples of the model are in a section of their own.
fn page(plan: &Crate, operation: &Operation) -> String {
    let feature = operation
        .feature
        .as_ref()
        .map_or_else(String::new, |feature| format!("\n\nThis module requires the feature `{feature}`."));
    let Operation { docs, error_docs, examples, .. } = operation;
    let code: Vec<_> = examples.iter().map(|example| shown(plan, operation, example)).collect();
    let code = code.join("\n\n");
    if examples.iter().any(|example| !example.title.is_empty()) {
        return format!("{docs}\n\n# Examples\n\n{code}\n\n{error_docs}{feature}");
    }
    let (first, rest) = docs.split_once("\n\n").unwrap_or((docs, ""));
    let rest = if rest.is_empty() { String::new() } else { format!("{rest}\n\n") };
    format!("{first}\n\n{code}\n\n{rest}{error_docs}{feature}")
}

/// An example with its title and description.
fn shown(plan: &Crate, operation: &Operation, example: &Example) -> String {
    let (library, module) = (plan.library.as_str(), &operation.module);
    let Code { imports, calls } = example::code(library, example);
    let mut text = String::new();
    if !example.title.is_empty() {
        text.push_str(&format!("**{}**\n\n", example.title));
    }
    if !example.docs.is_empty() && example.docs != example.title {
        text.push_str(&format!("{}\n\n", example.docs));
    }
    if let Some(error) = &example.error {
        text.push_str(&format!("The request fails with [`{error}`](crate::types::error::{error}).\n\n"));
    }
    let blank = if imports.is_empty() { "" } else { "\n" };
    text + &format!(
        "```no_run\n\
         # async fn example(client: {library}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n\
         {imports}{blank}let output = client\n    .{module}()\n{calls}    .send()\n    .await?;\n\
         # let _ = output;\n# Ok(())\n# }}\n```"
    )
}

/// The implementation of `Operation`: names, URI and types.
fn implementation(operation: &Operation, prelude: &Prelude) -> TokenStream {
    let Operation { wire_name, method, uri, host_prefix, input, output, error, .. } = operation;
    let streams = structure::streamed(input).map(|field| {
        let (name, given) = (&field.name, structure::given(field));
        let value = structure::built_value(field, &input.name, &quote!(#given.take()));
        quote!(self.#name = #value;)
    });
    let streams: TokenStream = streams.collect();
    let complete = (!streams.is_empty()).then(|| {
        let result = &prelude.result;
        quote! {
            #[inline]
            fn complete(&mut self) -> #result<(), smithwright_runtime::types::BuildError> {
                #streams
                Ok(())
            }
        }
    });
    let (input, output, error) = (&input.name, &output.name, &error.name);
    let params = operation.endpoint_params.iter().map(|(name, source)| {
        let source = match source {
            EndpointSource::Boolean(value) => quote!(Source::Boolean(#value)),
            EndpointSource::String(value) => quote!(Source::String(#value)),
            EndpointSource::Strings(values) => quote!(Source::Strings(&[#(#values),*])),
            EndpointSource::Member(member) => quote!(Source::Member(#member)),
            EndpointSource::Path(steps) => {
                let steps = input_path(steps);
                quote!(Source::Path(#steps))
            }
        };
        quote!((#name, #source))
    });
    let paths = operation.endpoint_params.iter().any(|(_, source)| matches!(source, EndpointSource::Path(_)));
    let used = if paths { quote!({Source, Step}) } else { quote!(Source) };
    let params = (!operation.endpoint_params.is_empty()).then(|| {
        quote! {
            endpoint_params: {
                use smithwright_runtime::#used;
                &[#(#params),*]
            },
        }
    });
    let flags = [
        (operation.unsigned_payload, quote!(unsigned_payload)),
        (operation.sends_events, quote!(sends_events)),
        (operation.receives_events, quote!(receives_events)),
        (operation.presigned_in_query, quote!(presigned_in_query)),
        (operation.no_input, quote!(no_input)),
        (operation.requires_length, quote!(requires_length)),
        (operation.compressed, quote!(compressed)),
        (operation.sensitive_input, quote!(sensitive_input)),
        (operation.sensitive_output, quote!(sensitive_output)),
        (operation.sensitive_errors, quote!(sensitive_errors)),
    ];
    let flags = flags.into_iter().filter(|(set, _)| *set).map(|(_, name)| quote!(#name: true,));
    let checksum = operation.checksum.as_ref().map(checksum);
    let host_prefix = (!host_prefix.is_empty()).then(|| quote!(host_prefix: #host_prefix,));
    let more = quote!(#host_prefix #params #(#flags)* #checksum);
    let info = quote!(smithwright_runtime::Info::new(#wire_name, #method, #uri));
    let info = if more.is_empty() { info } else { quote!(smithwright_runtime::Info { #more ..#info }) };
    quote! {
        impl smithwright_runtime::Operation for #input {
            const INFO: smithwright_runtime::Info = #info;
            type Service = crate::meta::Service;
            type Output = #output;
            type Error = #error;
            #complete
        }
    }
}

fn checksum(checksum: &Checksum) -> TokenStream {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (member, header) = (text(&checksum.algorithm_member), text(&checksum.algorithm_header));
    let (required, mode) = (checksum.required, text(&checksum.mode_member));
    let algorithms = &checksum.response_algorithms;
    quote! {
        checksum: Some(smithwright_runtime::Checksum {
            algorithm_member: #member,
            algorithm_header: #header,
            required: #required,
            mode_member: #mode,
            response_algorithms: &[#(#algorithms),*],
        }),
    }
}

/// The contents of the module `builders`.
fn builders(operation: &Operation) -> TokenStream {
    let Operation { wire_name, input, output, fluent_builder, .. } = operation;
    let (name, builder) = (&input.name, &input.builder);
    let input_docs = format!(" Builds a [`{name}`].");
    let fluent_docs = format!(" Builds a request for the `{wire_name}` operation and sends it.");
    let place = Place { write: quote!(self.holder.input_mut()), read: quote!(self.holder.input()) };
    let prelude = Prelude::beside([name]);
    let methods = input.fields.iter().map(|field| {
        let given = structure::given(field);
        let held: &dyn ToTokens = if structure::is_stream(field) { &given } else { &field.name };
        setters(field, held, &quote!(#name), &place, &prelude)
    });
    let output_builder = structure::builder(output);
    let output = &output.name;
    let setters = if input.fields.is_empty() {
        TokenStream::new()
    } else {
        quote! {
            impl<H: smithwright_runtime::Holder<#name>> crate::client::Builder<#name, H> {
                #(#methods)*
            }
        }
    };
    quote! {
        use super::{#name, #output};

        #[doc = #input_docs]
        pub type #builder = crate::client::Builder<#name>;

        #[doc = #fluent_docs]
        pub type #fluent_builder = crate::client::Builder<#name, crate::client::Fluent<#name>>;

        #setters

        #output_builder
    }
}

fn input_path(steps: &[PathStep]) -> TokenStream {
    let steps = steps.iter().map(|step| match step {
        PathStep::Member(name) => quote!(Member(#name)),
        PathStep::Each => quote!(Each),
        PathStep::Keys => quote!(Keys),
        PathStep::Any(paths) => {
            let paths = paths.iter().map(|steps| input_path(steps));
            quote!(Any(&[#(#paths),*]))
        }
    });
    quote!(&[#(Step::#steps),*])
}

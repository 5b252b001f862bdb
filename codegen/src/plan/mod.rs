//! The plan of a crate: plain data, every decision made.
//!
//! Speaks Rust: final identifiers, types, presence, documentation. Holds no tokens, and knows nothing of shapes.

mod dependency;
mod dump;
mod error;
mod family;

pub use dependency::Dependency;
pub use dump::dump;
pub use error::{Error, ErrorSet, ErrorVariant, OperationError, OperationErrorKind, PlainError};
pub use family::{Family, Part};

use std::fmt;

/// An identifier as it stands in the source, with `r#` where it needs it. Made by `lower::names` only.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Ident(String);

impl Ident {
    /// `text` must be an identifier, raw if it is a keyword.
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The identifier as it stands in the source.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`, for names that are made from it.
    pub fn stem(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The feature that is on if operations are selected; without it all are there.
pub const SOME: &str = "_some";

/// The feature that has all types and selects no operation.
pub const TYPES: &str = "types";

/// A crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// The package, for example `aws-sdk-cognitosync`.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The library, for example `aws_sdk_cognitosync`.
    pub library: Ident,
    /// How the manifest names the runtime.
    pub runtime_dependency: Dependency,
    /// What is fixed about the service.
    pub service: Service,
    /// Documentation of the crate, as Markdown.
    pub docs: String,
    /// The features that turn on operations and types, in the order of the manifest.
    pub features: Vec<Feature>,
    /// The operations, by name.
    pub operations: Vec<Operation>,
    /// The structures that are not inputs, outputs or errors, by name.
    pub structures: Vec<Structure>,
    /// The unions, by name.
    pub unions: Vec<Union>,
    /// The enums, by name.
    pub enums: Vec<Enum>,
    /// The errors, by name.
    pub errors: Vec<Error>,
    /// What many operations may answer with, in the order of the operations that have it first.
    pub error_sets: Vec<ErrorSet>,
    /// How it is divided into several crates, if it is.
    pub family: Option<Family>,
    /// The file that the crate is made from, for headers.
    pub origin: String,
}

/// A feature of a crate that turns on operations or types.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// The operation that it is for, by its name in the model.
    pub operation: Option<String>,
    /// The features that it turns on.
    pub enables: Vec<String>,
}

/// What is fixed about a service.
#[derive(Clone, Debug)]
pub struct Service {
    /// For people, for example `Amazon Cognito Sync`.
    pub title: String,
    /// The service id, for example `Cognito Sync`.
    pub id: String,
    /// The service id in lower case without spaces.
    pub name: String,
    /// The name that requests are signed for.
    pub signing_name: String,
    /// The operations that are called without a signature, by name.
    pub unsigned_operations: Vec<String>,
    /// What endpoints depend on, in the order of the rules.
    pub endpoint_params: Vec<EndpointParam>,
    /// The endpoint rules, in the form that the runtime reads.
    pub endpoint_rules: String,
    /// The function of the runtime that makes the protocol.
    pub protocol: Ident,
    /// What names the service in requests of JSON and CBOR services.
    pub shape_name: String,
    /// The version of the API.
    pub api_version: String,
    /// The namespace of XML documents; empty if there is none.
    pub xml_namespace: String,
    /// Whether requests ask for the error codes of the Query protocol.
    pub query_compatible: bool,
    /// Whether the service is S3, whose answers have a second request id.
    pub extended_request_id: bool,
    /// Whether paths are signed as they are sent.
    pub signs_plain_path: bool,
    /// How calls are authenticated, as variants of the runtime's `Auth`, the preferred way first.
    pub auth: Vec<Ident>,
    /// The operation that gives the endpoints of others, if there are others that need it: its method and feature.
    pub endpoint_operation: Option<(Ident, String)>,
    /// Traits of the runtime that give clients settings of their own.
    pub settings: Vec<Ident>,
    /// Modules of the runtime's `config` whose types the settings need.
    pub config_modules: Vec<Ident>,
    /// Features of the runtime that the service needs.
    pub runtime_features: Vec<&'static str>,
}

/// An operation: a module with input, output, error and builders, and a method of the client.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name in the model.
    pub wire_name: String,
    /// The operation's own type.
    pub name: Ident,
    /// The module and the client's method.
    pub module: Ident,
    /// The feature that turns it on.
    pub feature: String,
    /// Documentation of the module, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The HTTP method.
    pub method: String,
    /// What stands before the host name of the endpoint.
    pub host_prefix: Vec<Segment>,
    /// The path of the URI.
    pub path: Vec<Segment>,
    /// Constant query parameters.
    pub query: Vec<(String, Option<String>)>,
    /// The endpoint parameters that the operation sets, by name.
    pub endpoint_params: Vec<(String, EndpointSource)>,
    /// Whether the signature leaves out the body.
    pub unsigned_payload: bool,
    /// Whether the model has no input, and its protocol sends nothing then.
    pub no_input: bool,
    /// Whether the length of the body must be known before it is sent.
    pub requires_length: bool,
    /// The checksums of requests and responses.
    pub checksum: Option<Checksum>,
    /// Whether requests are compressed.
    pub compressed: bool,
    /// Whether the input holds values that must not be printed.
    pub sensitive_input: bool,
    /// Whether the output does.
    pub sensitive_output: bool,
    /// Whether an error does.
    pub sensitive_errors: bool,
    /// The input.
    pub input: Structure,
    /// The output.
    pub output: Structure,
    /// What it may answer instead of its output.
    pub error: OperationError,
    /// The alias of the fluent builder.
    pub fluent_builder: Ident,
    /// Setter calls of an example that sets what is required.
    pub example: Vec<ExampleCall>,
}

/// The checksums of requests and responses. Members are named as on the wire.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Checksum {
    /// The member that names the algorithm of the request.
    pub algorithm_member: Option<String>,
    /// The header that names the algorithm of the request.
    pub algorithm_header: Option<String>,
    /// Whether requests must carry a checksum.
    pub required: bool,
    /// The member that asks for a checksum of the response.
    pub mode_member: Option<String>,
    /// The algorithms that responses may have checksums of.
    pub response_algorithms: Vec<String>,
}

/// A parameter of the endpoint rules.
#[derive(Clone, Debug)]
pub struct EndpointParam {
    /// The getter, and the setter of its builder.
    pub name: Ident,
    /// The builder's setter that takes an `Option`.
    pub setter: Ident,
    /// What it holds, as the runtime's macro names it.
    pub kind: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
}

/// Where an operation takes the value of an endpoint parameter from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EndpointSource {
    /// Always this.
    Boolean(bool),
    /// Always this.
    String(String),
    /// The member with this wire name.
    Member(String),
}

/// A part of the path of a URI.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Segment {
    /// Fixed text.
    Literal(String),
    /// The value of the member with this wire name.
    Label(String),
    /// The same, with slashes kept.
    GreedyLabel(String),
}

/// A setter call in an example.
#[derive(Clone, Debug)]
pub struct ExampleCall {
    /// The setter.
    pub setter: Ident,
    /// Its arguments, as Rust source.
    pub arguments: Vec<String>,
}

/// A structure.
#[derive(Clone, Debug)]
pub struct Structure {
    /// The type.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// The file that holds it, for a type with a file of its own.
    pub module: Ident,
    /// Its builder.
    pub builder: Ident,
    /// How the builder is made.
    pub builder_kind: BuilderKind,
    /// What it is for.
    pub role: Role,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The fields, in the order of the model.
    pub fields: Vec<Field>,
    /// The traits of the structure as a document, each after a space.
    pub traits: String,
}

/// What a structure is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Role {
    /// A value inside of others.
    Type,
    /// The input of an operation.
    Input,
    /// The output of an operation.
    Output {
        /// Whether it holds the second id that S3 gives a request.
        extended_request_id: bool,
    },
    /// An error, with the kind of retry that it asks for.
    Error {
        /// A variant of `ErrorKind`.
        retry: Option<Ident>,
    },
}

/// How a builder is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BuilderKind {
    /// The crate's generic builder: all members are optional.
    Generic,
    /// A structure of its own, whose `build` fills in defaults.
    Defaulting,
    /// A structure of its own, whose `build` fails if a required member is not set.
    Fallible,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field, its accessor and its setter.
    pub name: Ident,
    /// The builder's setter that takes an `Option`.
    pub set: Ident,
    /// The builder's accessor.
    pub get: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// What it holds, when it holds something.
    pub ty: Type,
    /// Whether it always holds something.
    pub presence: Presence,
    /// Whether its value must not be printed.
    pub sensitive: bool,
    /// The schema line.
    pub schema: String,
}

/// Whether a field always holds a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// Always; the builder asks for it.
    Required,
    /// Always; the builder has a default.
    Defaulted,
    /// `Option`.
    Optional,
}

/// A type.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as the Rust types that they are")]
pub enum Type {
    Blob,
    Bool,
    ByteStream,
    DateTime,
    Document,
    F32,
    F64,
    I16,
    I32,
    I64,
    I8,
    String,
    /// An enum of this crate.
    Enum(Ident),
    /// A structure of this crate; in `types::error` if it is an error.
    Structure {
        name: Ident,
        error: bool,
    },
    Boxed(Box<Type>),
    List {
        element: Box<Type>,
        sparse: bool,
    },
    Map {
        key: Box<Type>,
        value: Box<Type>,
        sparse: bool,
    },
}

/// A union: an enum of which each variant holds a value.
#[derive(Clone, Debug)]
pub struct Union {
    /// The type.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// The file that holds it.
    pub module: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The variants, in the order of the model.
    pub variants: Vec<UnionVariant>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant.
    pub name: Ident,
    /// The method that gives its value.
    pub as_method: Ident,
    /// The method that asks for it.
    pub is_method: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// What it holds.
    pub ty: Type,
    /// The schema line.
    pub schema: String,
}

/// A string enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The type.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// The file that holds it.
    pub module: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The variants, by value.
    pub variants: Vec<Variant>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The variant.
    pub name: Ident,
    /// The value on the wire.
    pub value: String,
    /// Documentation, as Markdown.
    pub docs: String,
}

/// Why something should no longer be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Deprecated {
    /// Why, or what to use instead.
    pub note: Option<String>,
    /// Since when.
    pub since: Option<String>,
}

//! The crate, its service and its operations.

use super::dependency::Dependency;
use super::error::{Error, ErrorSet, OperationError};
use super::example::Example;
use super::family::Family;
use super::ident::Ident;
use super::types::{Deprecated, Enum, Structure, Union};
use super::verbs::{Paginator, Waiter};

/// A crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// The package, for example `aws-sdk-cognitosync`.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The library, for example `aws_sdk_cognitosync`.
    pub library: Ident,
    /// The dependency on the runtime.
    pub runtime_dependency: Dependency,
    /// What is fixed about the service.
    pub service: Service,
    /// Documentation of the crate, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
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
    /// The errors that many operations share, in the order of the first operation that has them.
    pub error_sets: Vec<ErrorSet>,
    /// Whether a type has numbers of any size.
    pub big_numbers: bool,
    /// Its division into several crates, if it is divided.
    pub family: Option<Family>,
    /// Whether it is a module of another crate, which has features of its own.
    pub module: bool,
    /// Whether it has types and no client.
    pub types_only: bool,
    /// The model of the crate, for headers.
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

/// A setting that a client needs before it can send requests: a type of the crate's `config`, and the builder's method for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as the types and methods that they are")]
pub enum Given {
    ApiKey,
    BasicAuthLogin,
    BearerToken,
    Credentials,
    Region,
}

impl Given {
    /// The type in the crate's `config`.
    pub fn ty(self) -> &'static str {
        match self {
            Self::ApiKey | Self::BearerToken => "Token",
            Self::BasicAuthLogin => "Login",
            Self::Credentials => "Credentials",
            Self::Region => "Region",
        }
    }

    /// The method of the configuration's builder.
    pub fn method(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::BasicAuthLogin => "basic_auth_login",
            Self::BearerToken => "bearer_token",
            Self::Credentials => "credentials_provider",
            Self::Region => "region",
        }
    }

    /// The name of a variable for it.
    pub fn variable(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::BasicAuthLogin => "login",
            Self::BearerToken => "token",
            Self::Credentials => "credentials",
            Self::Region => "region",
        }
    }
}

/// An authentication scheme.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Auth {
    /// By a key in the header of this name, after this scheme unless it is empty.
    ApiKeyInHeader(String, String),
    /// By a key in the query parameter of this name.
    ApiKeyInQuery(String),
    /// A variant of the runtime's `Auth`.
    Named(Ident),
}

/// What is fixed about a service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Whether the service is AWS's.
    pub of_aws: bool,
    /// For people, for example `Amazon Cognito Sync`.
    pub title: String,
    /// The service id, for example `Cognito Sync`.
    pub id: String,
    /// The service id in lower case without spaces.
    pub name: String,
    /// The name that requests are signed for.
    pub signing_name: String,
    /// Other authentication schemes, and the names of the operations that have them.
    pub operation_auth: Vec<(Vec<Auth>, Vec<String>)>,
    /// The endpoint parameters, in the order of the rules.
    pub endpoint_params: Vec<EndpointParam>,
    /// The parameters that are settings of clients, in addition to those of the runtime.
    pub client_context_params: Vec<ContextParam>,
    /// The endpoint rules, in the form that the runtime reads.
    pub endpoint_rules: String,
    /// The function of the runtime that creates the protocol.
    pub protocol: Ident,
    /// The name of the service in requests of the JSON and CBOR protocols.
    pub shape_name: String,
    /// The version of the API.
    pub api_version: String,
    /// The namespace of XML documents; empty if there is none.
    pub xml_namespace: String,
    /// Whether requests ask for the error codes of the Query protocol.
    pub query_compatible: bool,
    /// Whether the service is S3, whose responses have a second request id.
    pub extended_request_id: bool,
    /// Whether paths are signed as they are sent.
    pub signs_plain_path: bool,
    /// The customization of the service: a constant of the runtime's `services`.
    pub customization: Option<Ident>,
    /// The module of the runtime's `services` that creates passwords.
    pub auth_token: Option<Ident>,
    /// How calls are authenticated, the preferred way first.
    pub auth: Vec<Auth>,
    /// Features of the runtime that the crate has as features of its own, on by default.
    pub default_features: Vec<&'static str>,
    /// The operation that returns the endpoints of others, if there is one: its method and feature.
    pub endpoint_operation: Option<(Ident, Option<String>)>,
    /// Traits of the runtime that add settings to clients.
    pub settings: Vec<Ident>,
    /// The settings that a client of a service that is not AWS's needs besides its endpoint.
    pub given: Vec<Given>,
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
    /// The feature that turns it on; `None` if it is always there.
    pub feature: Option<String>,
    /// The documentation, as Markdown.
    pub docs: String,
    /// Its errors and where to read more, as Markdown.
    pub error_docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The HTTP method.
    pub method: String,
    /// The URI template, with the constant part of the query.
    pub uri: String,
    /// The prefix of the host name of the endpoint, which may contain labels; empty if there is none.
    pub host_prefix: String,
    /// The endpoint parameters that the operation sets, by name.
    pub endpoint_params: Vec<(String, EndpointSource)>,
    /// Whether the signature leaves out the body.
    pub unsigned_payload: bool,
    /// Whether users may leave it out.
    pub optional_payload_signing: bool,
    /// Whether events go with its request.
    pub sends_events: bool,
    /// Whether its response is an event stream.
    pub receives_events: bool,
    /// Whether its request can be signed for someone else to send.
    pub presignable: bool,
    /// Whether a presigned request has the members of its body in the query.
    pub presigned_in_query: bool,
    /// Whether the model has no input, and its protocol sends nothing then.
    pub no_input: bool,
    /// Whether the length of the body must be known before it is sent.
    pub requires_length: bool,
    /// The checksums of requests and responses.
    pub checksum: Option<Checksum>,
    /// Whether requests are compressed.
    pub compressed: bool,
    /// Whether the input has values that must not be printed.
    pub sensitive_input: bool,
    /// Whether the output does.
    pub sensitive_output: bool,
    /// Whether an error does.
    pub sensitive_errors: bool,
    /// The input.
    pub input: Structure,
    /// The output.
    pub output: Structure,
    /// Its error.
    pub error: OperationError,
    /// The alias of the fluent builder.
    pub fluent_builder: Ident,
    /// Its pagination, if it has any.
    pub paginator: Option<Paginator>,
    /// Its waiters.
    pub waiters: Vec<Waiter>,
    /// The examples in its documentation.
    pub examples: Vec<Example>,
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
    /// The member that requests a checksum of the response.
    pub mode_member: Option<String>,
    /// The algorithms of checksums that responses may have.
    pub response_algorithms: Vec<String>,
}

/// A parameter of the endpoint rules.
#[derive(Clone, Debug)]
pub struct EndpointParam {
    /// The getter, and the setter of its builder.
    pub name: Ident,
    /// The builder's setter that takes an `Option`.
    pub setter: Ident,
    /// Its type, by its name in the runtime's macro.
    pub kind: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
}

/// A setting of clients that endpoints depend on and the runtime does not know.
#[derive(Clone, Debug)]
pub struct ContextParam {
    /// The name in the rules.
    pub wire_name: String,
    /// The name of the setting, and its type.
    pub param: EndpointParam,
}

/// The source of the value of an endpoint parameter in an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EndpointSource {
    /// Always this.
    Boolean(bool),
    /// Always this.
    String(String),
    /// Always these.
    Strings(Vec<String>),
    /// The member with this wire name.
    Member(String),
    /// The values at this path.
    Path(Vec<PathStep>),
}

/// A step of a path in an input: a variant of the runtime's `Step`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as in the runtime")]
pub enum PathStep {
    Member(String),
    Each,
    Keys,
    Any(Vec<Vec<PathStep>>),
}

//! A service, its operations and its shapes.

use super::endpoint_rules::{EndpointRules, EndpointSource};
use super::example::Example;
use super::expression::Waiter;
use super::shape_id::ShapeId;
use super::traits::{Deprecated, Feature, HttpChecksum, MemberTraits, Pagination, ShapeTraits, XmlNamespace};
use super::uri::{HostPrefix, UriTemplate};
use crate::diagnostic::Span;
use std::collections::BTreeMap;

/// The result of a loader: shapes whose targets are names that are not resolved yet.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// The service.
    pub service: Service,
    /// The operations, in the order of the text.
    pub operations: Vec<Operation>,
    /// The shapes, in the order of the text.
    pub shapes: Vec<Shape>,
    /// The words of the format.
    pub words: &'static Words,
}

/// The words of a format for the helps of diagnostics. `{}` stands for a name.
#[derive(Debug)]
pub struct Words {
    /// The trait or key that makes a structure an error.
    pub error: &'static str,
    /// How to make it one.
    pub make_error: &'static str,
    /// How to make the member `{}` of an input required.
    pub make_required: &'static str,
    /// How to bind a member to the label `{}` of a URI.
    pub bind_label: &'static str,
    /// How to remove the binding of a member to a label that does not exist.
    pub free_label: &'static str,
}

/// A service whose references are all resolved; created by [`assemble`](super::assemble) and changed by transforms.
#[derive(Clone, Debug)]
pub struct Model {
    /// The service.
    pub service: Service,
    /// The operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// The shapes by id.
    pub shapes: BTreeMap<ShapeId, Shape>,
    /// The endpoint rules.
    pub endpoint_rules: EndpointRules,
}

impl Model {
    /// The shape with this id.
    ///
    /// # Panics
    ///
    /// If there is none: every reference of a [`Model`] is resolved.
    pub fn shape(&self, id: &ShapeId) -> &Shape {
        self.shapes
            .get(id)
            .unwrap_or_else(|| panic!("invariant: every reference of a model is resolved: {id}"))
    }

    /// The ways to authenticate that the service or an operation lists, each once.
    pub fn auth(&self) -> Vec<Auth> {
        let mut all = self.service.auth.clone();
        for auth in self.operations.values().filter_map(|operation| operation.auth.as_ref()).flatten() {
            if !all.contains(auth) {
                all.push(*auth);
            }
        }
        all
    }

    /// The member at a path of members; `None` if there is none.
    pub fn member_at(&self, structure: &ShapeId, path: &[String]) -> Option<&Member> {
        let (first, rest) = path.split_first()?;
        let member = self.members(structure).iter().find(|member| member.name == *first)?;
        if rest.is_empty() { Some(member) } else { self.member_at(&member.target.target, rest) }
    }

    /// The members of the structure with this id; none if it is another kind of shape.
    pub fn members(&self, id: &ShapeId) -> &[Member] {
        if let ShapeKind::Structure { members } = &self.shape(id).kind { members } else { &[] }
    }
}

/// The service itself.
#[derive(Clone, Debug)]
pub struct Service {
    /// `serviceId`, for example `Cognito Sync`.
    pub id: String,
    /// Whether it is AWS's (Smithy, `aws.api#service`).
    pub of_aws: bool,
    /// The full name, for example `Amazon Cognito Sync`.
    pub full_name: String,
    /// The version of the API, for example `2014-06-30`; empty if there is none.
    pub api_version: String,
    /// The first label of standard endpoints.
    pub endpoint_prefix: String,
    /// The name that requests are signed for.
    pub signing_name: String,
    /// The unique id of service and version, for links to reference documentation.
    pub uid: Option<String>,
    /// The protocols of the service, by their names in the model.
    pub protocols: Vec<(String, Span)>,
    /// The name of the service in requests of the JSON and CBOR protocols.
    pub target_prefix: Option<String>,
    /// The namespace of documents.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether error codes are still those of the Query protocol (Smithy, `awsQueryCompatible`).
    pub query_compatible: bool,
    /// Whether paths are signed as they are sent, not encoded a second time, as S3 requires it.
    pub signs_plain_path: bool,
    /// How calls are authenticated, the preferred way first.
    pub auth: Vec<Auth>,
    /// The place of API keys in requests, if it uses them.
    pub api_key: Option<ApiKey>,
    /// The settings of clients that endpoints depend on (Smithy, `clientContextParams`).
    pub client_context_params: Vec<(String, Span)>,
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// Features that the service needs and a generator may not support.
    pub features: Vec<(Feature, Span)>,
    /// The place of the service.
    pub span: Span,
}

impl Service {
    /// Whether one of the protocols is a REST protocol.
    pub fn is_rest(&self) -> bool {
        self.protocols.iter().any(|(name, _)| name.starts_with("rest"))
    }
}

/// The place of API keys in requests (Smithy, `httpApiKeyAuth`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ApiKey {
    /// In the header of this name, after a scheme if there is one.
    Header(String, Option<String>),
    /// In the query parameter of this name.
    Query(String),
}

/// A way to authenticate calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Auth {
    /// Smithy's `httpApiKeyAuth`.
    ApiKey,
    /// Smithy's `httpBasicAuth`.
    Basic,
    /// Smithy's `httpBearerAuth`.
    BearerToken,
    /// Smithy's `noAuth`.
    NoAuth,
    /// The signature that SimpleDB has; no Smithy model has a trait for it.
    SignatureV2,
    /// Smithy's `aws.auth#sigv4`.
    SignatureV4,
    /// Smithy's `aws.auth#sigv4a`.
    SignatureV4a,
}

impl Auth {
    /// Whether it is a signature, with credentials for a region.
    pub fn is_signature(self) -> bool {
        match self {
            Self::SignatureV2 | Self::SignatureV4 | Self::SignatureV4a => true,
            Self::ApiKey | Self::Basic | Self::BearerToken | Self::NoAuth => false,
        }
    }

    /// Its trait in lists of schemes (Smithy, "`auth` trait"), if it has one.
    pub fn of_trait(id: &str) -> Option<Self> {
        Some(match id {
            "aws.auth#sigv4" => Self::SignatureV4,
            "aws.auth#sigv4a" => Self::SignatureV4a,
            "smithy.api#httpApiKeyAuth" => Self::ApiKey,
            "smithy.api#httpBasicAuth" => Self::Basic,
            "smithy.api#httpBearerAuth" => Self::BearerToken,
            "smithy.api#noAuth" => Self::NoAuth,
            _ => return None,
        })
    }
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// The URI template.
    pub uri: UriTemplate,
    /// The prefix of the host name of the endpoint.
    pub host_prefix: Option<HostPrefix>,
    /// The input, if there is one.
    pub input: Option<Reference>,
    /// Whether it has no input: a transform adds an empty one to every operation.
    pub no_input: bool,
    /// The name and namespace of the document that is the input.
    pub input_document: (Option<String>, Option<XmlNamespace>),
    /// The output, if there is one.
    pub output: Option<Reference>,
    /// The errors.
    pub errors: Vec<Reference>,
    /// The endpoint parameters that the operation sets, by name.
    pub endpoint_params: Vec<(String, EndpointSource, Span)>,
    /// Its checksums.
    pub checksum: Option<HttpChecksum>,
    /// The encodings that requests may be compressed with (Smithy, `requestCompression`).
    pub compression: Vec<String>,
    /// The authentication schemes in order of preference, if they differ from those of the service.
    pub auth: Option<Vec<Auth>>,
    /// Whether the signature leaves out the body (Smithy, `unsignedPayload`).
    pub unsigned_payload: bool,
    /// Its pagination, if it has any.
    pub pagination: Option<Pagination>,
    /// Whether it returns the endpoints of others (Smithy, `clientEndpointDiscovery`).
    pub gives_endpoints: bool,
    /// Whether it uses an endpoint that another operation returns.
    pub discovered_endpoint: Option<DiscoveredEndpoint>,
    /// Its waiters.
    pub waiters: Vec<Waiter>,
    /// Examples of calls, for documentation.
    pub examples: Vec<Example>,
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// Features that the operation needs and a generator may not support.
    pub features: Vec<(Feature, Span)>,
    /// The place of the operation's name.
    pub span: Span,
}

impl Operation {
    /// The place where the model requires endpoint discovery, if it does.
    pub fn requires_discovery(&self) -> Option<Span> {
        self.discovered_endpoint.filter(|endpoint| endpoint.required).map(|endpoint| endpoint.span)
    }
}

/// The use of an endpoint that another operation returns (Smithy, `clientDiscoveredEndpoint`).
#[derive(Clone, Copy, Debug)]
pub struct DiscoveredEndpoint {
    /// Whether discovery is required; otherwise calls may go to the ordinary endpoint.
    pub required: bool,
    /// Its place in the model.
    pub span: Span,
}

/// A reference to a shape.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The shape.
    pub target: ShapeId,
    /// The place of the reference.
    pub span: Span,
}

/// A shape.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The id.
    pub id: ShapeId,
    /// Its kind.
    pub kind: ShapeKind,
    /// Its traits.
    pub traits: ShapeTraits,
    /// Where it is named.
    pub span: Span,
}

/// The kinds of shapes.
#[derive(Clone, Debug)]
pub enum ShapeKind {
    /// A shape without parts.
    Simple(Simple),
    /// A string with a closed list of values today.
    Enum {
        /// The values.
        values: Vec<EnumValue>,
    },
    /// A list.
    List {
        /// Its elements.
        member: Box<Member>,
    },
    /// A map.
    Map {
        /// Its keys.
        key: Box<Member>,
        /// Its values.
        value: Box<Member>,
    },
    /// A structure.
    Structure {
        /// Its members.
        members: Vec<Member>,
    },
    /// A union.
    Union {
        /// Its members, of which one is set.
        members: Vec<Member>,
    },
}

impl ShapeKind {
    /// Smithy's word for the kind.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Simple(simple) => simple.name(),
            Self::Enum { .. } => "enum",
            Self::List { .. } => "list",
            Self::Map { .. } => "map",
            Self::Structure { .. } => "structure",
            Self::Union { .. } => "union",
        }
    }

    /// All members, whatever the kind, mutable.
    pub(crate) fn members_mut(&mut self) -> Vec<&mut Member> {
        match self {
            Self::Simple(_) | Self::Enum { .. } => vec![],
            Self::List { member } => vec![member],
            Self::Map { key, value } => vec![key, value],
            Self::Structure { members } | Self::Union { members } => members.iter_mut().collect(),
        }
    }

    /// All members, whatever the kind.
    pub fn members(&self) -> Vec<&Member> {
        match self {
            Self::Simple(_) | Self::Enum { .. } => vec![],
            Self::List { member } => vec![member],
            Self::Map { key, value } => vec![key, value],
            Self::Structure { members } | Self::Union { members } => members.iter().collect(),
        }
    }
}

/// Shapes without parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "Smithy's simple types, named as there")]
pub enum Simple {
    BigDecimal,
    BigInteger,
    Blob,
    Boolean,
    Byte,
    Document,
    Double,
    Float,
    Integer,
    Long,
    Short,
    String,
    Timestamp,
}

impl Simple {
    /// Smithy's word for the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::BigDecimal => "bigDecimal",
            Self::BigInteger => "bigInteger",
            Self::Blob => "blob",
            Self::Boolean => "boolean",
            Self::Byte => "byte",
            Self::Document => "document",
            Self::Double => "double",
            Self::Float => "float",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Short => "short",
            Self::String => "string",
            Self::Timestamp => "timestamp",
        }
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The name of the member, which Smithy's models have and API JSON does not.
    pub name: Option<String>,
    /// The value on the wire.
    pub value: String,
    /// Its place.
    pub span: Span,
}

/// A member of a structure or union, an element of a list, a key or value of a map.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name.
    pub name: String,
    /// Its target.
    pub target: Reference,
    /// Its traits.
    pub traits: MemberTraits,
    /// Where it is named.
    pub span: Span,
}

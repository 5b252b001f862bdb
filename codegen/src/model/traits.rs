//! Traits, typed.

use super::path;
use crate::diagnostic::Span;

/// The traits of a member.
#[derive(Clone, Debug, Default)]
pub struct MemberTraits {
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// Whether it must be set.
    pub required: bool,
    /// Whether clients must accept that it is not set, even if it is required.
    pub client_optional: bool,
    /// Its value when it is not set.
    pub default: Option<DefaultValue>,
    /// Its place in a request or response, if not in the document body.
    pub http: Option<HttpBinding>,
    /// The media type of its text.
    pub media_type: Option<String>,
    /// Its name in JSON, if not its own.
    pub json_name: Option<String>,
    /// Its name in XML and in forms, if not its own.
    pub xml_name: Option<String>,
    /// Its name in requests of `aws.protocols#ec2Query`.
    pub ec2_query_name: Option<String>,
    /// The namespace of its element.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether it is an attribute of the element of its structure.
    pub xml_attribute: bool,
    /// Whether its list or map is flattened: the elements are siblings of the other members.
    pub xml_flattened: bool,
    /// Whether it is an idempotency token, which clients fill in.
    pub idempotency_token: bool,
    /// Whether it is a streaming body.
    pub streaming: bool,
    /// Its place in an event, if not in the document that is the payload.
    pub event: Option<EventBinding>,
    /// The format of its timestamps.
    pub timestamp_format: Option<TimestampFormat>,
    /// The endpoint parameter whose value it is.
    pub context_param: Option<(String, Span)>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
}

/// The traits of a shape.
#[derive(Clone, Debug, Default)]
pub struct ShapeTraits {
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// Whether values must not be printed.
    pub sensitive: bool,
    /// Whether a list or map may contain nulls.
    pub sparse: bool,
    /// The format of its timestamps.
    pub timestamp_format: Option<TimestampFormat>,
    /// The name of its root element as a document.
    pub xml_name: Option<String>,
    /// The namespace of its root element as a document.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether the document of an output is its only member (AWS, `s3UnwrappedXmlOutput`).
    pub xml_unwrapped_output: bool,
    /// Whether the root element of a document may have another name than in the model.
    pub xml_any_root: bool,
    /// The media type of its text.
    pub media_type: Option<String>,
    /// Whether values are streaming bodies.
    pub streaming: bool,
    /// Whether the length of a body must be known before it is sent.
    pub requires_length: bool,
    /// Whether a union is a stream of events.
    pub event_stream: bool,
    /// The traits of an error, if the structure is one.
    pub error: Option<ErrorTrait>,
    /// Bounds on length, or on the value of a number.
    pub bounds: (Option<f64>, Option<f64>),
    /// The regular expression that values match.
    pub pattern: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
}

/// The value of Smithy's `default` trait.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DefaultValue {
    /// The zero value of the type: `false`, 0, a text without characters, a list or map without elements.
    Zero,
    /// `false`, of a document.
    False,
    /// An empty list, of a document.
    EmptyList,
    /// An empty map, of a document.
    EmptyMap,
    /// `true`.
    True,
    /// A number, as it is written in the model.
    Number(String),
    /// A text, or a value of an enum.
    Text(String),
    /// A value that no member can have: a list or map with elements.
    Other(Span),
}

/// A namespace of XML.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct XmlNamespace {
    /// Its URI.
    pub uri: String,
    /// Its prefix.
    pub prefix: Option<String>,
}

/// Smithy's `httpChecksum` trait: which checksums requests carry and responses are checked with.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct HttpChecksum {
    /// The member of the input that names the algorithm of the request.
    pub request_algorithm_member: Option<String>,
    /// Whether requests must carry a checksum.
    pub request_required: bool,
    /// The member of the input that requests a checksum of the response.
    pub validation_mode_member: Option<String>,
    /// The algorithms of checksums that responses may have.
    pub response_algorithms: Vec<String>,
}

/// The place of a member: Smithy's HTTP binding traits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum HttpBinding {
    /// In a label of the URI that has the name of the member.
    Label,
    /// In a query parameter.
    Query(String),
    /// As query parameters of its own.
    QueryParams,
    /// In a header.
    Header(String),
    /// As headers that start with a prefix.
    PrefixHeaders(String),
    /// As the body.
    Payload,
    /// As the status code of the response.
    ResponseCode,
}

/// Whether a text is a token (RFC 9110, 5.6.2), as names of headers and methods are.
pub fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

/// Whether a text is three numbers, which Cargo reads as a version (Semantic Versioning 2.0.0, clause 2).
pub fn is_version(text: &str) -> bool {
    let is_number = |part: &str| part.parse::<u64>().is_ok_and(|number| number.to_string() == part);
    text.split('.').count() == 3 && text.split('.').all(is_number)
}

/// The token that is passed from one page to the next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Token {
    /// The member of the input for the token of a page.
    pub input: String,
    /// Its value: a JMESPath expression on the output of the previous page.
    pub output: String,
}

impl Pagination {
    /// The token and the path to its next value, if there is one token that is a member of the output, as in Smithy.
    pub fn token(&self) -> Option<(&String, Vec<String>)> {
        match self.tokens.as_slice() {
            [token] => Some((&token.input, path::members(&token.output)?)),
            _ => None,
        }
    }
}

/// The pagination of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pagination {
    /// The token that is passed from one page to the next.
    pub tokens: Vec<Token>,
    /// The JMESPath expression on the output that indicates another page. Paginators of crates do not use it.
    pub more: Option<String>,
    /// The member of the input for the page size.
    pub page_size: Option<String>,
    /// The path to the items of a page.
    pub items: Option<Vec<String>>,
    /// The paths to all results that are spread over pages: lists, texts and counts.
    pub parts: Vec<Vec<String>>,
    /// The paths to values that are the same on all pages.
    pub common: Vec<Vec<String>>,
    /// The member of the output that indicates another page; if there is none, the absence of a token ends the pages.
    pub truncated: Option<String>,
    /// Its place in the model.
    pub span: Span,
}

/// The place of a member in an event (Smithy, `eventHeader` and `eventPayload`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EventBinding {
    /// In a header of its name.
    Header,
    /// As the payload.
    Payload,
}

/// The format of timestamps.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC.
    DateTime,
    /// Seconds since 1970.
    EpochSeconds,
    /// The date format of HTTP headers.
    HttpDate,
}

impl TimestampFormat {
    /// Smithy's word for the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::EpochSeconds => "epoch-seconds",
            Self::HttpDate => "http-date",
        }
    }
}

/// The traits of an error.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorTrait {
    /// Whether the fault is the server's.
    pub server_fault: bool,
    /// Its status code.
    pub status_code: Option<u16>,
    /// Its code in Query and EC2 protocols, if not its name.
    pub code: Option<String>,
    /// Whether it can be retried, and then whether it is throttling.
    pub retryable: Option<bool>,
}

/// The deprecation of an item.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Deprecated {
    /// The reason, or the replacement.
    pub message: Option<String>,
    /// The version or date since which it is deprecated.
    pub since: Option<String>,
}

/// Features that generated crates do not support. The loader or the pass that removes operations finds them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Feature {
    /// Endpoints that no operation returns, in the form of Smithy's `clientEndpointDiscovery`.
    EndpointDiscovery,
    /// An event stream that is not a direct member of an input or output, or one of several.
    EventStream,
    /// An authentication scheme that the runtime does not support.
    SpecialAuth,
}

impl Feature {
    /// Its name in diagnostics.
    pub fn name(self) -> &'static str {
        match self {
            Self::EndpointDiscovery => "endpoint discovery in this form",
            Self::EventStream => "an event stream in this place",
            Self::SpecialAuth => "authentication other than signatures, tokens, API keys and passwords",
        }
    }
}

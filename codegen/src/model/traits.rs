//! Traits, typed.

use crate::diagnostic::Span;

/// What a member says beside its name and target.
#[derive(Clone, Debug, Default)]
pub struct MemberTraits {
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// Whether it must be set.
    pub required: bool,
    /// Whether clients must be ready for it not to be set, even if it is required.
    pub client_optional: bool,
    /// Where it travels, if not in the document body.
    pub http: Option<HttpBinding>,
    /// What its text is in.
    pub media_type: Option<String>,
    /// Its name in JSON, if not its own.
    pub json_name: Option<String>,
    /// How its timestamps are written.
    pub timestamp_format: Option<TimestampFormat>,
    /// The endpoint parameter that it gives the value of.
    pub context_param: Option<(String, Span)>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// What it needs that a generator may not know.
    pub features: Vec<(Feature, Span)>,
}

/// What a shape says beside its parts.
#[derive(Clone, Debug, Default)]
pub struct ShapeTraits {
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// Whether values must not be printed.
    pub sensitive: bool,
    /// Whether a list or map may hold nulls.
    pub sparse: bool,
    /// Whether members that target it have the zero value of its type when they are not set.
    pub zero_default: bool,
    /// How its timestamps are written.
    pub timestamp_format: Option<TimestampFormat>,
    /// If the structure is an error.
    pub error: Option<ErrorTrait>,
    /// Bounds on length, or on the value of a number.
    pub bounds: (Option<f64>, Option<f64>),
    /// The regular expression that values match.
    pub pattern: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// What it needs that a generator may not know.
    pub features: Vec<(Feature, Span)>,
}

/// Where a member travels: Smithy's HTTP binding traits.
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

/// How timestamps are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC.
    DateTime,
    /// Seconds since 1970.
    EpochSeconds,
    /// As in HTTP headers.
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

/// What an error says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorTrait {
    /// Whether the server is at fault.
    pub server_fault: bool,
    /// The status code that it comes with.
    pub status_code: Option<u16>,
    /// If a retry may help: whether it is because of throttling.
    pub retryable: Option<bool>,
}

/// That something should no longer be used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Deprecated {
    /// Why, or what to use instead.
    pub message: Option<String>,
    /// Since when.
    pub since: Option<String>,
}

/// Things that not every generator supports. The loader notes them; the protocol decides.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Feature {
    /// A checksum of the request or response.
    Checksum,
    /// Endpoints that are asked from the service.
    EndpointDiscovery,
    /// Settings of a client, or parts of an input below its members, that endpoints depend on.
    EndpointParameter,
    /// A stream of events.
    EventStream,
    /// A token that makes a request safe to repeat.
    IdempotencyToken,
    /// A request that is sent compressed.
    RequestCompression,
    /// Authentication other than signature version 4.
    SpecialAuth,
    /// A body that is streamed.
    Streaming,
    /// A union.
    Union,
}

impl Feature {
    /// What to call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checksum => "request or response checksums",
            Self::EndpointDiscovery => "endpoint discovery",
            Self::EndpointParameter => "endpoint parameters of clients or with a path",
            Self::EventStream => "event streams",
            Self::IdempotencyToken => "idempotency tokens",
            Self::RequestCompression => "request compression",
            Self::SpecialAuth => "authentication other than signature version 4",
            Self::Streaming => "streaming bodies",
            Self::Union => "unions",
        }
    }
}

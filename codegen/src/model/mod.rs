//! The shape graph: a service in Smithy's terms, whatever format it was written in.
//!
//! Knows nothing of formats and nothing of Rust.

mod assemble;
mod dump;
mod endpoint_rules;
mod example;
mod expression;
pub(crate) mod graph;
mod pagination;
pub mod path;
mod service;
mod shape_id;
mod traits;
mod uri;
mod waiter;

pub use assemble::assemble;
pub use dump::dump;
pub use endpoint_rules::{
    Condition, Diagram, DiagramNode, Endpoint, EndpointParameter, EndpointRules, EndpointSource, Expression,
    FUNCTIONS, Outcome, ParameterKind, ParameterValue, Property, Rule, Target,
};
pub use example::{Example, Value, ValueKind};
pub use expression::{
    Acceptor, AcceptorState, Comparison, Expected, Function, JmesPath, Literal, Matcher, Operator,
    PathMatcher, Waiter,
};
pub use service::{
    ApiKey, Auth, DiscoveredEndpoint, EnumValue, Fragment, Member, Model, Operation, Reference, Service,
    Shape, ShapeKind, Simple, Words,
};
pub use shape_id::ShapeId;
pub use traits::{
    DefaultValue, Deprecated, ErrorTrait, EventBinding, Feature, HttpBinding, HttpChecksum, MemberTraits,
    Pagination, ShapeTraits, TimestampFormat, Token, XmlNamespace, is_token, is_version,
};

pub use uri::{HostPrefix, Segment, SegmentKind, UriTemplate};

//! The facts of an operation.

use crate::shape::Step;

/// The facts about an operation in its model.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// The name in the model.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The URI template, with the constant part of the query (Smithy, `http`); labels have the names of members.
    pub uri: &'static str,
    /// The prefix of the host name of the endpoint, which may contain labels (Smithy, `endpoint`); empty if there is none.
    pub host_prefix: &'static str,
    /// The endpoint parameters that the operation sets, by name, and where it takes their values from.
    pub endpoint_params: &'static [(&'static str, Source)],
    /// Whether the signature leaves out the body.
    pub unsigned_payload: bool,
    /// Whether the model has no input, not even an empty one.
    pub no_input: bool,
    /// Whether the length of the body must be known before it is sent (Smithy, `requiresLength`).
    pub requires_length: bool,
    /// Whether requests are compressed (Smithy, `requestCompression`).
    pub compressed: bool,
    /// Whether the input has values that must not be printed.
    pub sensitive_input: bool,
    /// Whether the output does.
    pub sensitive_output: bool,
    /// Whether an error does.
    pub sensitive_errors: bool,
    /// Whether events go with the request.
    pub sends_events: bool,
    /// Whether the response is an event stream.
    pub receives_events: bool,
    /// Whether a presigned request has the members of the body in its query.
    pub presigned_in_query: bool,
    /// The checksums of requests and responses (Smithy, `httpChecksum`).
    pub checksum: Option<Checksum>,
}

impl Info {
    /// An operation with a name, a method and a URI, and the defaults of all other facts.
    pub const fn new(name: &'static str, method: &'static str, uri: &'static str) -> Self {
        Self {
            name,
            method,
            uri,
            host_prefix: "",
            endpoint_params: &[],
            unsigned_payload: false,
            no_input: false,
            requires_length: false,
            compressed: false,
            sensitive_input: false,
            sensitive_output: false,
            sensitive_errors: false,
            sends_events: false,
            receives_events: false,
            presigned_in_query: false,
            checksum: None,
        }
    }
}

/// Smithy's `httpChecksum` trait. Unset names and lists are empty.
#[derive(Clone, Copy, Debug)]
pub struct Checksum {
    /// The member that names the algorithm of the request.
    pub algorithm_member: &'static str,
    /// The header that names the algorithm of the request.
    pub algorithm_header: &'static str,
    /// Whether requests must carry a checksum.
    pub required: bool,
    /// The member that requests a checksum of the response.
    pub mode_member: &'static str,
    /// The algorithms of checksums that responses may have.
    pub response_algorithms: &'static [&'static str],
}

/// The source of the value of an endpoint parameter in an operation.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// It is always true or false (Smithy, `staticContextParams`).
    Boolean(bool),
    /// It is always this text (Smithy, `staticContextParams`).
    String(&'static str),
    /// It is always these texts (Smithy, `staticContextParams`).
    Strings(&'static [&'static str]),
    /// It is the value of this member of the input (Smithy, `contextParam`).
    Member(&'static str),
    /// The values at a path in the input (Smithy, `operationContextParams`).
    Path(&'static [Step]),
}

//! Customizations of the crates of single services, which models do not contain.

/// The customizations of one service's crate.
#[derive(Clone, Copy)]
pub(super) struct Customized {
    /// The service, by its id.
    id: &'static str,
    /// The constant of the runtime's `services` with the behavior of the service, if it has one.
    pub(super) constant: Option<&'static str>,
    /// The features of the runtime that the constant needs.
    pub(super) features: &'static [&'static str],
    /// Settings of clients, as traits of the runtime.
    pub(super) settings: &'static [&'static str],
    /// Whether requests have a second id.
    pub(super) extended_request_id: bool,
    /// The module of the runtime's `services` that the crate has as `auth_token`.
    pub(super) auth_token: Option<&'static str>,
    /// The operation whose presigned requests have the members of the body in the query, with `GET`.
    pub(super) presigned_in_query: Option<&'static str>,
    /// The operations whose payload users may leave out of the signature.
    pub(super) optional_payload_signing: &'static [&'static str],
}

const fn customized(id: &'static str, constant: &'static str) -> Customized {
    Customized { constant: Some(constant), ..row(id) }
}

const fn row(id: &'static str) -> Customized {
    Customized {
        id,
        constant: None,
        features: &[],
        settings: &[],
        extended_request_id: false,
        auth_token: None,
        presigned_in_query: None,
        optional_payload_signing: &[],
    }
}

const ROWS: &[Customized] = &[
    customized("API Gateway", "API_GATEWAY"),
    Customized { auth_token: Some("dsql"), features: &["auth-token"], ..row("DSQL") },
    customized("DynamoDB", "DYNAMODB"),
    Customized { features: &["glacier"], ..customized("Glacier", "GLACIER") },
    customized("Lambda", "LAMBDA"),
    Customized { presigned_in_query: Some("SynthesizeSpeech"), ..row("Polly") },
    Customized { auth_token: Some("rds"), features: &["auth-token"], ..row("RDS") },
    customized("Route 53", "ROUTE_53"),
    Customized {
        settings: &["HasAwsChunkedEncoding", "HasExpressCredentials"],
        extended_request_id: true,
        optional_payload_signing: &["PutObject", "UploadPart"],
        ..customized("S3", "S3")
    },
    customized("S3 Control", "S3_CONTROL"),
    customized("SFN", "SFN"),
    customized("SQS", "SQS"),
    customized("STS", "STS"),
    customized("SWF", "SWF"),
];

/// The row of a service, if it has one.
pub(super) fn of(id: &str) -> Option<&'static Customized> {
    ROWS.iter().find(|row| row.id == id)
}

//! What AWS's Smithy models say of single shapes, and API JSON does not or says otherwise: one row per fact.
//!
//! `cargo xtask models facts` derives the rows from Smithy models, and `cargo xtask compat --names` finds missing ones.

use crate::model::{Model, ShapeKind};
use crate::transform::zero_default;

/// What is so of a shape.
#[derive(Clone, Copy, Debug)]
enum Fact {
    /// A structure of which one member is set is a union.
    Union,
    /// Members of this type have `default: 0`.
    ZeroDefault,
    /// An error has this code in the Query protocol.
    Code(&'static str),
    /// An error is for the server to mend: calls that end in it are made again.
    Retryable,
    /// Members with the default `false` have none.
    NoDefaults,
}

use Fact::{Code, NoDefaults, Retryable, Union, ZeroDefault};

const CONFIG: &str = "`aws-config` reads it as a number that is always there";
const MODEL: &str = "the Smithy model has a union";
const UNSET: &str =
    "what is not sent stays as it is, and `false` is not that: the official crates have `Option`s";
const RETRIED: &str = "its documentation says that the request can be retried, as the official crate does";
const QUERY: &str =
    "`aws.protocols#awsQueryError`: what the service answers if it takes the request for one of its past";

/// Service, shape, fact, and the reason.
const FACTS: &[(&str, &str, Fact, &str)] = &[
    ("CloudDirectory", "TypedAttributeValue", Union, MODEL),
    ("DynamoDB", "AttributeValue", Union, MODEL),
    ("DynamoDB Streams", "AttributeValue", Union, MODEL),
    ("IoT", "AssetPropertyVariant", Union, MODEL),
    ("QuickSight", "DataSourceParameters", Union, MODEL),
    ("QuickSight", "PhysicalTable", Union, MODEL),
    ("QuickSight", "TransformOperation", Union, MODEL),
    ("S3", "AnalyticsFilter", Union, MODEL),
    ("S3", "MetricsFilter", Union, MODEL),
    ("S3", "PublicAccessBlockConfiguration", NoDefaults, UNSET),
    ("S3 Control", "PublicAccessBlockConfiguration", NoDefaults, UNSET),
    ("SageMaker", "TrialComponentParameterValue", Union, MODEL),
    ("SQS", "BatchEntryIdsNotDistinct", Code("AWS.SimpleQueueService.BatchEntryIdsNotDistinct"), QUERY),
    ("SQS", "BatchRequestTooLong", Code("AWS.SimpleQueueService.BatchRequestTooLong"), QUERY),
    ("SQS", "EmptyBatchRequest", Code("AWS.SimpleQueueService.EmptyBatchRequest"), QUERY),
    ("SQS", "InvalidBatchEntryId", Code("AWS.SimpleQueueService.InvalidBatchEntryId"), QUERY),
    ("SQS", "KmsAccessDenied", Code("KMS.AccessDeniedException"), QUERY),
    ("SQS", "KmsDisabled", Code("KMS.DisabledException"), QUERY),
    ("SQS", "KmsInvalidKeyUsage", Code("KMS.InvalidKeyUsageException"), QUERY),
    ("SQS", "KmsInvalidState", Code("KMS.InvalidStateException"), QUERY),
    ("SQS", "KmsNotFound", Code("KMS.NotFoundException"), QUERY),
    ("SQS", "KmsOptInRequired", Code("KMS.OptInRequired"), QUERY),
    ("SQS", "KmsThrottled", Code("KMS.ThrottlingException"), QUERY),
    ("SQS", "MessageNotInflight", Code("AWS.SimpleQueueService.MessageNotInflight"), QUERY),
    ("SQS", "PurgeQueueInProgress", Code("AWS.SimpleQueueService.PurgeQueueInProgress"), QUERY),
    ("SQS", "QueueDeletedRecently", Code("AWS.SimpleQueueService.QueueDeletedRecently"), QUERY),
    ("SQS", "QueueDoesNotExist", Code("AWS.SimpleQueueService.NonExistentQueue"), QUERY),
    ("SQS", "QueueNameExists", Code("QueueAlreadyExists"), QUERY),
    (
        "SQS",
        "TooManyEntriesInBatchRequest",
        Code("AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
        QUERY,
    ),
    ("SQS", "UnsupportedOperation", Code("AWS.SimpleQueueService.UnsupportedOperation"), QUERY),
    ("SSO", "ExpirationTimestampType", ZeroDefault, CONFIG),
    ("SSO OIDC", "ExpirationInSeconds", ZeroDefault, CONFIG),
    ("SSO OIDC", "IntervalInSeconds", ZeroDefault, CONFIG),
    ("SSO OIDC", "LongTimeStampType", ZeroDefault, CONFIG),
    ("STS", "IDPCommunicationErrorException", Retryable, RETRIED),
    ("XRay", "AnnotationValue", Union, MODEL),
];

pub(super) fn run(model: &mut Model) {
    let rows: Vec<_> = FACTS.iter().filter(|(service, ..)| *service == model.service.id).collect();
    let mut with_zero = Vec::new();
    for shape in model.shapes.values_mut().filter(|_| !rows.is_empty()) {
        for (_, _, fact, _) in rows.iter().filter(|(_, name, ..)| *name == shape.id.name()) {
            match (fact, &mut shape.kind) {
                (Union, ShapeKind::Structure { members }) => {
                    shape.kind = ShapeKind::Union { members: std::mem::take(members) };
                }
                (NoDefaults, ShapeKind::Structure { members }) => {
                    members.iter_mut().for_each(|member| member.traits.default = None);
                }
                (Union | NoDefaults, _) => {}
                (Retryable, _) => {
                    if let Some(error) = &mut shape.traits.error {
                        error.server_fault = true;
                        error.retryable.get_or_insert(false);
                    }
                }
                (ZeroDefault, _) => with_zero.push(shape.id.clone()),
                (Code(code), _) => {
                    if let Some(error) = &mut shape.traits.error {
                        error.code.get_or_insert_with(|| (*code).to_owned());
                    }
                }
            }
        }
    }
    zero_default::of_targets(model, &with_zero);
}

//! Facts about single shapes in AWS's Smithy models that API JSON lacks or contradicts: one row per fact.
//!
//! `cargo xtask models facts` derives the rows from Smithy models, and `cargo xtask compat --names` finds missing ones.

use crate::model::{Model, ShapeKind};

/// A fact about a shape.
#[derive(Clone, Copy, Debug)]
enum Fact {
    /// A structure of which one member is set is a union.
    Union,
    /// An error has this code in the Query protocol.
    Code(&'static str),
    /// An error can be retried.
    Retryable,
    /// Members with the default `false` have none.
    NoDefaults,
    /// Required members are optional for clients.
    ClientOptional,
}

use Fact::{ClientOptional, Code, NoDefaults, Retryable, Union};

const MODEL: &str = "the Smithy model has a union";
const UNSET: &str =
    "what is not sent stays as it is, and `false` is not that: the official crates have `Option`s";
const READY: &str = "Smithy's `clientOptional`: required members are `Option`s in the official crate, in all versions that were looked at";
const RETRIED: &str = "its documentation says that the request can be retried, as the official crate does";
const QUERY: &str =
    "`aws.protocols#awsQueryError`: the code that the service returns to clients of the Query protocol";

/// All structures of a service.
const ALL: &str = "*";

/// Service, shape, fact, and the reason.
const FACTS: &[(&str, &str, Fact, &str)] = &[
    ("ApiGatewayManagementApi", ALL, ClientOptional, READY),
    ("ApiGatewayV2", ALL, ClientOptional, READY),
    ("Auto Scaling", ALL, ClientOptional, READY),
    ("CloudDirectory", "TypedAttributeValue", Union, MODEL),
    ("CloudFormation", ALL, ClientOptional, READY),
    ("CloudWatch", ALL, ClientOptional, READY),
    ("DynamoDB", "AttributeValue", Union, MODEL),
    ("DynamoDB Streams", "AttributeValue", Union, MODEL),
    ("EC2", ALL, ClientOptional, READY),
    ("FSx", ALL, ClientOptional, READY),
    ("Greengrass", ALL, ClientOptional, READY),
    ("IoT", "AssetPropertyVariant", Union, MODEL),
    ("Pinpoint", ALL, ClientOptional, READY),
    ("QuickSight", "DataSourceParameters", Union, MODEL),
    ("QuickSight", "PhysicalTable", Union, MODEL),
    ("QuickSight", "TransformOperation", Union, MODEL),
    ("RDS", "AdditionalStorageVolume", ClientOptional, READY),
    ("RDS", "Filter", ClientOptional, READY),
    ("RDS", "IntegrationError", ClientOptional, READY),
    ("RDS", "ModifyAdditionalStorageVolume", ClientOptional, READY),
    ("RDS", "OptionConfiguration", ClientOptional, READY),
    ("RDS", "RecommendedActionUpdate", ClientOptional, READY),
    ("RDS", "SupportedEngineLifecycle", ClientOptional, READY),
    ("Redshift", ALL, ClientOptional, READY),
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
    ("STS", "IDPCommunicationErrorException", Retryable, RETRIED),
    ("XRay", "AnnotationValue", Union, MODEL),
];

/// Whether some required members of a service are optional for clients, which its API JSON does not say.
pub fn has_optional_required(service_id: &str) -> bool {
    FACTS.iter().any(|(service, _, fact, _)| *service == service_id && matches!(fact, ClientOptional))
}

pub(super) fn run(model: &mut Model) {
    let rows: Vec<_> = FACTS.iter().filter(|(service, ..)| *service == model.service.id).collect();
    for shape in model.shapes.values_mut().filter(|_| !rows.is_empty()) {
        let facts = rows.iter().filter(|(_, name, ..)| *name == shape.id.name() || *name == ALL);
        for (_, _, fact, _) in facts {
            match (fact, &mut shape.kind) {
                (Union, ShapeKind::Structure { members }) => {
                    shape.kind = ShapeKind::Union { members: std::mem::take(members) };
                }
                (NoDefaults, ShapeKind::Structure { members }) => {
                    members.iter_mut().for_each(|member| member.traits.default = None);
                }
                (ClientOptional, ShapeKind::Structure { members }) => {
                    let required = members.iter_mut().filter(|member| member.traits.required);
                    required.for_each(|member| member.traits.client_optional = true);
                }
                (Union | NoDefaults | ClientOptional, _) => {}
                (Retryable, _) => {
                    if let Some(error) = &mut shape.traits.error {
                        error.server_fault = true;
                        error.retryable.get_or_insert(false);
                    }
                }
                (Code(code), _) => {
                    if let Some(error) = &mut shape.traits.error {
                        error.code.get_or_insert_with(|| (*code).to_owned());
                    }
                }
            }
        }
    }
}

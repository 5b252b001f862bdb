//! Numbers and booleans whose members have a default in AWS's Smithy models where other members of the same shape have none, or
//! one that is not zero. API JSON does not say so; the official crates show it, by what is plain in them and what `build()` puts
//! in the place of a member that is not set.

use crate::model::{DefaultValue, Model, ShapeKind};

/// Service, structure, and its members with their defaults.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const DEFAULTS: &[Row] = &[
    ("Athena", "EngineConfiguration", &[("MaxConcurrentDpus", "20")]),
    ("Bedrock Agent", "MemoryConfiguration", &[("storageDays", "30")]),
    ("Bedrock Agent Runtime", "KnowledgeBaseVectorSearchConfiguration", &[("numberOfResults", "5")]),
    ("Bedrock Agent Runtime", "StreamingConfigurations", &[("streamFinalResponse", "0")]),
    ("Bedrock AgentCore", "CoinbaseCdpTokenRequestInput", &[("includeWalletAuthToken", "0")]),
    ("Bedrock AgentCore", "SearchCriteria", &[("topK", "10")]),
    ("Bedrock AgentCore Control", "HarnessHookLambdaTarget", &[("timeoutSeconds", "60")]),
    ("Bedrock AgentCore Control", "ProviderPrefix", &[("strip", "0")]),
    ("Bedrock AgentCore Control", "RecordingConfig", &[("enabled", "0")]),
    ("CloudFront", "LoggingConfig", &[("Enabled", "0"), ("IncludeCookies", "0")]),
    ("Cognito Identity Provider", "AdminCreateUserConfigType", &[("AllowAdminCreateUserOnly", "0")]),
    ("Cognito Identity Provider", "AdminGetUserResponse", &[("Enabled", "0")]),
    ("Cognito Identity Provider", "ConfirmDeviceResponse", &[("UserConfirmationNecessary", "0")]),
    ("Cognito Identity Provider", "DeviceConfigurationType", &[("ChallengeRequiredOnNewDevice", "0")]),
    ("Cognito Identity Provider", "EmailMfaSettingsType", &[("Enabled", "0")]),
    ("Cognito Identity Provider", "ManagedLoginBrandingType", &[("UseCognitoProvidedValues", "0")]),
    (
        "Cognito Identity Provider",
        "PasswordPolicyType",
        &[
            ("RequireUppercase", "0"),
            ("RequireLowercase", "0"),
            ("RequireNumbers", "0"),
            ("RequireSymbols", "0"),
        ],
    ),
    ("Cognito Identity Provider", "SMSMfaSettingsType", &[("Enabled", "0")]),
    ("Cognito Identity Provider", "SoftwareTokenMfaSettingsType", &[("Enabled", "0")]),
    ("Cognito Identity Provider", "UserType", &[("Enabled", "0")]),
    ("Connect", "EvaluationScore", &[("EarnedPoints", "0"), ("MaxBasePoint", "0")]),
    ("ECS", "Resource", &[("doubleValue", "0")]),
    ("ECS", "Scale", &[("value", "0")]),
    ("IoT", "AuditCheckConfiguration", &[("enabled", "0")]),
    ("IoT", "ThingTypeMetadata", &[("deprecated", "0")]),
    ("Lambda", "Event", &[("EventId", "1")]),
    ("QuickSight", "DataSet", &[("ConsumedSpiceCapacityInBytes", "0")]),
    ("QuickSight", "DisplayFormatOptions", &[("FractionDigits", "0")]),
    ("QuickSight", "FlowSummary", &[("RunCount", "0"), ("UserCount", "0")]),
    ("QuickSight", "GetFlowMetadataOutput", &[("UserCount", "0"), ("RunCount", "0")]),
    ("QuickSight", "SelfUpgradeRequestDetail", &[("CreationTime", "0"), ("lastUpdateAttemptTime", "0")]),
    ("S3 Control", "ObjectLambdaConfiguration", &[("CloudWatchMetricsEnabled", "0")]),
    ("S3 Control", "S3CopyObjectOperation", &[("RequesterPays", "0"), ("BucketKeyEnabled", "0")]),
    ("S3 Control", "S3ObjectMetadata", &[("RequesterCharged", "0")]),
    ("SSM", "Activation", &[("Expired", "0")]),
    ("SSM", "AlarmConfiguration", &[("IgnorePollAlarmFailure", "0")]),
    ("SSM", "AutomationExecution", &[("StepExecutionsTruncated", "0")]),
    ("SSM", "AutomationExecutionPreview", &[("TotalAccounts", "0")]),
    ("SSM", "BaselineOverride", &[("ApprovedPatchesEnableNonSecurity", "0")]),
    (
        "SSM",
        "DescribePatchGroupStateResult",
        &[
            ("Instances", "0"),
            ("InstancesWithInstalledPatches", "0"),
            ("InstancesWithInstalledOtherPatches", "0"),
            ("InstancesWithMissingPatches", "0"),
            ("InstancesWithFailedPatches", "0"),
            ("InstancesWithNotApplicablePatches", "0"),
        ],
    ),
    ("SSM", "DocumentVersionInfo", &[("IsDefaultVersion", "0")]),
    ("SSM", "OpsItemLimitExceededException", &[("Limit", "0")]),
    (
        "SSM",
        "ProgressCounters",
        &[
            ("TotalSteps", "0"),
            ("SuccessSteps", "0"),
            ("FailedSteps", "0"),
            ("CancelledSteps", "0"),
            ("TimedOutSteps", "0"),
        ],
    ),
    ("SSM", "ResourcePolicyLimitExceededException", &[("Limit", "0")]),
    ("SSM", "ResolvedTargets", &[("Truncated", "0")]),
    ("SSM", "TargetLocation", &[("IncludeChildOrganizationUnits", "0")]),
    ("SSM", "TargetPreview", &[("Count", "0")]),
    (
        "Timestream Query",
        "ExecutionStats",
        &[
            ("ExecutionTimeInMillis", "0"),
            ("DataWrites", "0"),
            ("BytesMetered", "0"),
            ("CumulativeBytesScanned", "0"),
            ("QueryResultRows", "0"),
            ("RecordsIngested", "0"),
        ],
    ),
    ("Timestream Query", "QueryStatus", &[("CumulativeBytesMetered", "0"), ("CumulativeBytesScanned", "0")]),
    ("Timestream Query", "QueryTemporalRangeMax", &[("Value", "0")]),
    ("Timestream Write", "BatchLoadTaskDescription", &[("RecordVersion", "0")]),
    ("Transfer", "SftpConnectorConfig", &[("MaxConcurrentConnections", "1")]),
    ("WAFV2", "AWSManagedRulesBotControlRuleSet", &[("EnableMachineLearning", "true")]),
];

/// Service, a shape whose members have the default zero, and the structures and members that have none.
const ZERO_BUT: &[Row] = &[
    (
        "Connect",
        "Boolean",
        &[
            ("AiAgentSearchCriteria", "AiAgentEscalated"),
            ("ContactSearchSummaryAiAgentInfo", "AiAgentEscalated"),
        ],
    ),
    (
        "QuickSight",
        "Boolean",
        &[
            ("BorderStyle", "Show"),
            ("DataSetDateRangeFilterCondition", "IncludeMinimum"),
            ("DataSetNumericRangeFilterCondition", "IncludeMinimum"),
            ("KnowledgeBase", "IsEmailNotificationOptedForIngestionFailures"),
            ("NumericRangeFilter", "IncludeMinimum"),
            ("NumericRangeFilter", "IncludeMaximum"),
            ("TimeRangeFilter", "IncludeMinimum"),
            ("TimeRangeFilter", "IncludeMaximum"),
            ("UploadSettings", "ContainsHeader"),
        ],
    ),
    (
        "QuickSight",
        "StatusCode",
        &[
            ("BatchDeleteKnowledgeBaseResponse", "Status"),
            ("CreateKnowledgeBaseResponse", "Status"),
            ("DeleteKnowledgeBaseResponse", "Status"),
            ("DescribeKnowledgeBasePermissionsResponse", "Status"),
            ("DescribeKnowledgeBaseResponse", "Status"),
            ("ListKnowledgeBasesResponse", "Status"),
            ("SearchKnowledgeBasesResponse", "Status"),
            ("UpdateKnowledgeBasePermissionsResponse", "Status"),
            ("UpdateKnowledgeBaseResponse", "Status"),
        ],
    ),
];

pub(super) fn run(model: &mut Model) {
    let service = model.service.id.clone();
    let of_service = |rows: &'static [Row]| rows.iter().filter(|(of, ..)| *of == service).collect::<Vec<_>>();
    let (defaults, zero_but) = (of_service(DEFAULTS), of_service(ZERO_BUT));
    if defaults.is_empty() && zero_but.is_empty() {
        return;
    }
    for shape in model.shapes.values_mut() {
        let (structure, ShapeKind::Structure { members }) = (shape.id.name(), &mut shape.kind) else {
            continue;
        };
        for member in members {
            let row = defaults.iter().find(|(_, of, _)| *of == structure);
            let listed = row.and_then(|(.., members)| members.iter().find(|(name, _)| *name == member.name));
            let target = member.target.target.name();
            let zero = zero_but
                .iter()
                .any(|(_, shape, but)| *shape == target && !but.contains(&(structure, member.name.as_str())));
            let default = match listed {
                Some((_, "0")) => DefaultValue::Zero,
                Some((_, "true")) => DefaultValue::True,
                Some((_, number)) => DefaultValue::Number((*number).to_owned()),
                None if zero => DefaultValue::Zero,
                None => continue,
            };
            member.traits.default.get_or_insert(default);
        }
    }
}

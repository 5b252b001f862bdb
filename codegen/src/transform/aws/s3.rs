//! Facts about S3 that AWS's Smithy model has and API JSON lacks, and where S3 differs from its models.

use super::roots::{output, roots};
use crate::model::{
    Auth, Deprecated, ErrorTrait, HttpBinding, Member, Model, Operation, Reference, Segment, SegmentKind,
    Shape, ShapeId, ShapeKind, ShapeTraits, Simple,
};
use std::collections::BTreeMap;

/// The root names of outputs, where they differ from the names of their shapes.
const ROOTS: &[(&str, &str)] = &[
    ("CompleteMultipartUpload", "CompleteMultipartUploadResult"),
    ("CreateMultipartUpload", "InitiateMultipartUploadResult"),
    ("CreateSession", "CreateSessionResult"),
    ("DeleteObjects", "DeleteResult"),
    ("GetBucketAccelerateConfiguration", "AccelerateConfiguration"),
    ("GetBucketAcl", "AccessControlPolicy"),
    ("GetBucketCors", "CORSConfiguration"),
    ("GetBucketLifecycleConfiguration", "LifecycleConfiguration"),
    ("GetBucketLocation", "LocationConstraint"),
    ("GetBucketLogging", "BucketLoggingStatus"),
    ("GetBucketRequestPayment", "RequestPaymentConfiguration"),
    ("GetBucketTagging", "Tagging"),
    ("GetBucketVersioning", "VersioningConfiguration"),
    ("GetBucketWebsite", "WebsiteConfiguration"),
    ("GetObjectAcl", "AccessControlPolicy"),
    ("GetObjectTagging", "Tagging"),
    ("ListBucketAnalyticsConfigurations", "ListBucketAnalyticsConfigurationResult"),
    ("ListBucketInventoryConfigurations", "ListInventoryConfigurationsResult"),
    ("ListBucketMetricsConfigurations", "ListMetricsConfigurationsResult"),
    ("ListBuckets", "ListAllMyBucketsResult"),
    ("ListDirectoryBuckets", "ListAllMyDirectoryBucketsResult"),
    ("ListMultipartUploads", "ListMultipartUploadsResult"),
    ("ListObjectVersions", "ListVersionsResult"),
    ("ListObjects", "ListBucketResult"),
    ("ListObjectsV2", "ListBucketResult"),
    ("ListParts", "ListPartsResult"),
];

/// The operations whose requests contain their name in the query, which distinguishes them in logs.
const NAMED_IN_QUERY: &[&str] = &[
    "AbortMultipartUpload",
    "CopyObject",
    "DeleteObject",
    "GetBucketAnalyticsConfiguration",
    "GetBucketIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration",
    "GetBucketMetricsConfiguration",
    "GetObject",
    "GetObjectAnnotation",
    "ListBucketAnalyticsConfigurations",
    "ListBucketIntelligentTieringConfigurations",
    "ListBucketInventoryConfigurations",
    "ListBucketMetricsConfigurations",
    "ListBuckets",
    "ListDirectoryBuckets",
    "ListObjectAnnotations",
    "ListParts",
    "PutObject",
    "UploadPart",
    "UploadPartCopy",
];

fn names_in_query(operations: &mut BTreeMap<String, Operation>) {
    let named = operations.iter_mut().filter(|(name, _)| NAMED_IN_QUERY.contains(&name.as_str()));
    for (name, operation) in named {
        let query = &mut operation.uri.query;
        if !query.iter().any(|(key, _)| key == "x-id") {
            query.push(("x-id".to_owned(), Some(name.clone())));
        }
    }
}

pub(super) fn run(model: &mut Model) {
    // Public objects can be read without credentials.
    if !model.service.auth.contains(&Auth::NoAuth) {
        model.service.auth.push(Auth::NoAuth);
    }
    if let Some(operation) = model.operations.get_mut("WriteGetObjectResponse") {
        operation.auth.get_or_insert_with(|| vec![Auth::SignatureV4]);
    }
    roots(model, ROOTS);
    // `aws.customizations#s3UnwrappedXmlOutput`: the document is the member.
    if let Some(shape) = output(model, "GetBucketLocation") {
        shape.traits.xml_unwrapped_output = true;
    }
    // S3 sends another root name than that of its models, which is `GetObjectAttributesResponse`.
    if let Some(shape) = output(model, "GetObjectAttributes") {
        shape.traits.xml_any_root = true;
    }
    let Model { operations, shapes, endpoint_rules, .. } = model;
    names_in_query(operations);
    names_of_payloads(operations, shapes);
    // As in the official crates, `Expires` is a timestamp, with its text in another member: see the runtime.
    expires(operations, shapes);
    not_found(operations, shapes);
    // The last page also has a token.
    let pagination = operations.get_mut("ListParts").and_then(|operation| operation.pagination.as_mut());
    pagination.into_iter().for_each(|pagination| pagination.truncated = Some("IsTruncated".to_owned()));
    // `smithy.rules#contextParam` makes the bucket part of the endpoint, so it is not part of the path, too.
    let by_endpoint = endpoint_rules.parameters.iter().any(|parameter| parameter.name == "Bucket");
    for operation in operations.values_mut().filter(|_| by_endpoint) {
        let input = operation.input.as_ref().and_then(|input| shapes.get(&input.target));
        let Some(ShapeKind::Structure { members }) = input.map(|shape| &shape.kind) else { continue };
        let bound = members.iter().any(|member| {
            let param = member.traits.context_param.as_ref();
            member.name == "Bucket" && param.is_some_and(|(name, _)| name == "Bucket")
        });
        if bound && operation.uri.path.first().is_some_and(|segment| segment.text == "Bucket") {
            let bucket = operation.uri.path.remove(0);
            if operation.uri.path.is_empty() {
                let root = Segment { text: String::new(), kind: SegmentKind::Literal, ..bucket };
                operation.uri.path.push(root);
            }
        }
    }
}

/// The root name of a document in a payload is that of its member, if the model has no other name. API JSON has no
/// trait for this; in S3's Smithy model, members have it.
fn names_of_payloads(operations: &BTreeMap<String, Operation>, shapes: &mut BTreeMap<ShapeId, Shape>) {
    let ends = |operation: &Operation| [operation.input.clone(), operation.output.clone()];
    for end in operations.values().flat_map(ends).flatten() {
        let Some(Shape { kind: ShapeKind::Structure { members }, .. }) = shapes.get(&end.target) else {
            continue;
        };
        let unnamed = |member: &Member| {
            let target = shapes.get(&member.target.target);
            let target = target.filter(|target| matches!(target.kind, ShapeKind::Structure { .. }));
            let root = target.map(|target| target.traits.xml_name.as_deref().unwrap_or(target.id.name()));
            matches!(member.traits.http, Some(HttpBinding::Payload))
                && member.traits.xml_name.is_none()
                && root.is_some_and(|root| root != member.name)
        };
        let Some(index) = members.iter().position(unnamed) else { continue };
        if let Some(ShapeKind::Structure { members }) =
            shapes.get_mut(&end.target).map(|shape| &mut shape.kind)
        {
            members[index].traits.xml_name = Some(members[index].name.clone());
        }
    }
}

/// A response to HEAD has no body that names the missing resource: the error is `NotFound`.
fn not_found(operations: &mut BTreeMap<String, Operation>, shapes: &mut BTreeMap<ShapeId, Shape>) {
    let heads = operations.values_mut().filter(|operation| operation.method == "HEAD");
    for operation in heads.filter(|operation| ["HeadBucket", "HeadObject"].contains(&operation.name.as_str()))
    {
        let Some(input) = &operation.input else { continue };
        let (id, span) = (input.target.renamed("NotFound".to_owned()), operation.span);
        let error = ErrorTrait { server_fault: false, status_code: Some(404), code: None, retryable: None };
        let documentation = Some("The bucket or object does not exist.".to_owned());
        let traits = ShapeTraits { documentation, error: Some(error), ..ShapeTraits::default() };
        let kind = ShapeKind::Structure { members: vec![] };
        shapes.entry(id.clone()).or_insert(Shape { id: id.clone(), kind, traits, span });
        operation.errors = vec![Reference { target: id, span }];
    }
}

fn expires(operations: &BTreeMap<String, Operation>, shapes: &mut BTreeMap<ShapeId, Shape>) {
    let outputs = operations.values().filter_map(|operation| Some(operation.output.as_ref()?.target.clone()));
    let mut date = None;
    for id in outputs.collect::<Vec<_>>() {
        let Some(ShapeKind::Structure { members }) = shapes.get_mut(&id).map(|shape| &mut shape.kind) else {
            continue;
        };
        let Some(index) = members.iter().position(|member| member.name == "Expires") else { continue };
        // Both come last, as in the official crates.
        let mut expires = members.remove(index);
        let text = ShapeId::new("smithy.api", "String");
        let mut member = Member { name: "ExpiresString".to_owned(), ..expires.clone() };
        member.target.target = text.clone();
        member.traits.http = Some(HttpBinding::Header("ExpiresString".to_owned()));
        date = Some((expires.target.target.clone(), text, expires.span));
        let message = Some("`expires_string` has the text, also if it is no date".to_owned());
        expires.traits.deprecated = Some(Deprecated { message, since: None });
        members.extend([expires, member]);
    }
    let Some((date, text, span)) = date else { return };
    if let Some(shape) = shapes.get_mut(&date) {
        shape.kind = ShapeKind::Simple(Simple::Timestamp);
    }
    let kind = ShapeKind::Simple(Simple::String);
    let traits = ShapeTraits::default();
    shapes.insert(text.clone(), Shape { id: text, kind, traits, span });
}

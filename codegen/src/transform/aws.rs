//! What AWS's Smithy models say of single services and API JSON does not carry.

use crate::model::{Model, Segment, SegmentKind, ShapeKind};

pub(super) fn run(model: &mut Model) {
    let Model { service, operations, shapes, .. } = model;
    if service.id == "S3" {
        // `aws.customizations#s3UnwrappedXmlOutput`: the document is the member.
        let output = operations.get("GetBucketLocation").and_then(|operation| operation.output.as_ref());
        if let Some(shape) = output.and_then(|output| shapes.get_mut(&output.target)) {
            shape.traits.xml_unwrapped_output = true;
        }
        // `smithy.rules#contextParam` gives the bucket to the endpoint, so it is not part of the path as well.
        for operation in operations.values_mut() {
            let input = operation.input.as_ref().and_then(|input| shapes.get(&input.target));
            let Some(ShapeKind::Structure { members }) = input.map(|shape| &shape.kind) else { continue };
            let bound = members.iter().any(|member| {
                member.name == "Bucket"
                    && member.traits.context_param.as_ref().is_some_and(|(name, _)| name == "Bucket")
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
}

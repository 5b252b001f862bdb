//! Endpoint discovery: the operation that returns the endpoints of others (Smithy, `aws.api#clientEndpointDiscovery`).

use crate::model::{Model, Operation, ShapeId, ShapeKind, Simple};

/// The operation that returns the endpoints of others; none if no operation needs one.
pub fn endpoint_operation(model: &Model) -> Option<&Operation> {
    let mut operations = model.operations.values();
    operations.clone().find(|operation| operation.requires_discovery().is_some())?;
    operations.find(|operation| operation.gives_endpoints && has_endpoints(model, operation))
}

/// Whether an output is as the trait requires: a list `Endpoints` of structures with an `Address` and a
/// `CachePeriodInMinutes`.
fn has_endpoints(model: &Model, operation: &Operation) -> bool {
    let member = |id: &ShapeId, name: &str| {
        let member = model.members(id).iter().find(|member| member.name == name)?;
        Some(&model.shape(&member.target.target).kind)
    };
    let endpoints = operation.output.as_ref().and_then(|output| member(&output.target, "Endpoints"));
    let Some(ShapeKind::List { member: endpoint }) = endpoints else { return false };
    let endpoint = &endpoint.target.target;
    matches!(member(endpoint, "Address"), Some(ShapeKind::Simple(Simple::String)))
        && matches!(member(endpoint, "CachePeriodInMinutes"), Some(ShapeKind::Simple(Simple::Long)))
}

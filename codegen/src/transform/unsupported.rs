//! Removes operations that need unsupported features, and reports them.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::knowledge::closure;
use crate::knowledge::discovery::endpoint_operation;
use crate::model::{Feature, Model, Operation, ShapeId};

pub(super) fn run(model: &mut Model, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    // A stream of events is a member of an input or output, which has no other (Smithy, "Event streams").
    let streams_events = |operation: &Operation| {
        operation.input.iter().chain(&operation.output).find_map(|root| {
            let is_stream = |id: &&ShapeId| model.shape(id).traits.event_stream;
            let members = model.members(&root.target).iter().map(|member| &member.target.target);
            let own: Vec<&ShapeId> = members.filter(is_stream).collect();
            let roots = std::iter::once(&root.target);
            let reached = closure::of_shapes(model, roots);
            let elsewhere = reached.iter().filter(is_stream).find(|id| !own.contains(id));
            let stream = elsewhere.or(own.get(1).copied())?;
            Some((Feature::EventStream, model.shape(stream).span))
        })
    };
    let endpoints = endpoint_operation(model);
    let discovers = |operation: &Operation| match endpoints {
        Some(_) => None,
        None => operation.requires_discovery().map(|place| (Feature::EndpointDiscovery, place)),
    };
    let unsupported: Vec<_> = model
        .operations
        .values()
        .filter_map(|operation| {
            let feature = operation.features.first().copied();
            let feature = feature.or_else(|| discovers(operation)).or_else(|| streams_events(operation))?;
            Some((operation.name.clone(), operation.span, feature))
        })
        .collect();
    for (operation, span, (feature, place)) in unsupported {
        let name = feature.name();
        diagnostics.report(
            Diagnostic::warning(format!(
                "operation `{operation}` needs {name}, which is not supported yet: it is left out"
            ))
            .at(span, "left out")
            .at(place, name),
        );
        model.operations.remove(&operation);
    }
    if model.operations.is_empty() {
        diagnostics.report(
            Diagnostic::error("no operation of the service can be generated")
                .at(model.service.span, "this service")
                .help("leave this service out for now"),
        );
    }
    diagnostics.checked(())
}

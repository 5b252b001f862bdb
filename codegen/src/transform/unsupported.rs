//! Leaves out the operations that need what generated crates cannot do yet, and says so.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::knowledge::closure;
use crate::knowledge::discovery::endpoint_operation;
use crate::model::{Feature, Model, Operation};

pub(super) fn run(model: &mut Model, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let streams_events = |operation: &Operation| {
        let roots = operation.input.iter().chain(&operation.output).map(|reference| &reference.target);
        let reached = closure::of_shapes(model, roots);
        let stream = reached.iter().find(|id| model.shape(id).traits.event_stream);
        stream.map(|id| (Feature::EventStream, model.shape(id).span))
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

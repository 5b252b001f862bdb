//! Crates of types without a client.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Model;
use crate::plan;

/// Converts the inputs and outputs of operations to plain structures. Event streams belong to a client, so members with one are
/// left out.
pub(super) fn plain(model: &Model, operations: &mut [plan::Operation], diagnostics: &mut Diagnostics) {
    for operation in operations {
        if operation.sends_events || operation.receives_events {
            let text = format!("the events of operation `{}` are left out", operation.wire_name);
            let warning = Diagnostic::warning(text).help("events need a client");
            diagnostics.report(match model.operations.get(&operation.wire_name) {
                Some(operation) => warning.at(operation.span, "this operation"),
                None => warning,
            });
        }
        (operation.sends_events, operation.receives_events) = (false, false);
        for structure in [&mut operation.input, &mut operation.output] {
            structure.role = plan::Role::Plain;
            structure.fields.retain(|field| {
                !matches!(field.ty, plan::Type::EventReceiver { .. } | plan::Type::EventSender { .. })
            });
        }
    }
}

//! Two versions of a model → what changed between them: of the service, its operations and its shapes, never of a text.
//!
//! A change that has many effects is one change: a shape that only what was removed led to is not listed, and a shape that
//! has another name, or whose uses all lead to another one, is listed once, with its places. `docs/model-changes.md` has the
//! kinds of changes, and why each weighs what it does.

mod advice;
mod change;
mod operations;
mod report;
mod shapes;

pub use advice::{Advice, advice};
pub use change::{Change, Kind, Subject, Weight};
pub use report::{json, markdown, stat, text};

use crate::knowledge::closure;
use crate::model::{Model, ShapeId};
use std::collections::{BTreeMap, BTreeSet};

/// What changed, by subject: the service, operations, shapes.
pub fn changes(old: &Model, new: &Model) -> Vec<Change> {
    let mut found = operations::of_service(old, new);
    found.extend(operations::of_operations(old, new));
    found.extend(shapes::of_shapes(old, new));
    // Where something travels is decided by the kind of protocol.
    if old.service.is_rest() != new.service.is_rest() {
        found.retain(|change| !matches!(change.kind, Kind::HttpChanged | Kind::MemberBindingChanged));
    }
    let reached = [reached(old), reached(new)];
    for change in &mut found {
        if let Some(shape) = change.subject.shape() {
            let of = |reached: &BTreeMap<String, BTreeSet<ShapeId>>| -> BTreeSet<String> {
                let names = reached.iter().filter(|(_, shapes)| shapes.iter().any(|id| id.name() == shape));
                names.map(|(name, _)| name.clone()).collect()
            };
            change.operations = reached.iter().flat_map(of).collect();
        }
    }
    found
}

/// That a service is new.
pub fn service_added(new: &Model) -> Change {
    let change = Change::new(Kind::ServiceAdded, Subject::Service, "the service was added");
    change.at(None, Some(new.service.span))
}

/// That a service is gone.
pub fn service_removed(old: &Model) -> Change {
    let change = Change::new(Kind::ServiceRemoved, Subject::Service, "the service was removed");
    change.at(Some(old.service.span), None)
}

/// The shapes that each operation reaches.
fn reached(model: &Model) -> BTreeMap<String, BTreeSet<ShapeId>> {
    let of = |operation: &crate::model::Operation| {
        let roots = operation.input.iter().chain(&operation.output).chain(&operation.errors);
        closure::of_shapes(model, roots.map(|reference| &reference.target))
    };
    model.operations.values().map(|operation| (operation.name.clone(), of(operation))).collect()
}

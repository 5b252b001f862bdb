//! Two versions of a model → what changed between them: of the service, its operations and its shapes, never of the
//! text.
//!
//! A change that has many effects is one change: a shape that was only reachable from removed items is not listed, and
//! a renamed shape, or one whose uses all have the same new target, is listed once, with its places.
//! `docs/model-changes.md` has the kinds of changes, and why each weighs what it does.

mod advice;
mod change;
mod items;
mod members;
mod operations;
mod report;
mod shapes;
mod surface;

pub use advice::{Advice, advice};
pub use change::{Change, Kind, Subject, Weight};
pub use report::{annotation, entries, github, json, markdown, stat, text};

use crate::knowledge::closure;
use crate::lower::Options;
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// The changes by subject: the service, operations, shapes. `options` are those of the crate, which determine names of items.
pub fn changes(old: &Model, new: &Model, options: &Options) -> Vec<Change> {
    let mut found = operations::of_service(old, new);
    found.extend(operations::of_operations(old, new));
    found.extend(shapes::of_shapes(old, new));
    // Only REST protocols bind members to HTTP, so these changes follow from the change of protocol.
    if old.service.is_rest() != new.service.is_rest() {
        found.retain(|change| !matches!(change.kind, Kind::HttpChanged | Kind::MemberBindingChanged));
    }
    if !found.is_empty() {
        found.extend(surface::of_crates(old, new, options));
    }
    let mut found = together(found);
    let mut reached = BTreeMap::new();
    if found.iter().any(|change| change.subject.shape().is_some()) {
        [old, new].into_iter().for_each(|model| add_reached(&mut reached, model));
    }
    for change in &mut found {
        let operations = change.subject.shape().and_then(|shape| reached.get(shape.name()));
        change.operations = operations.cloned().unwrap_or_default();
    }
    items::add(&mut found, old, new, options);
    found
}

/// Groups changes: members whose targets changed in the same way, and errors of several operations.
fn together(changes: Vec<Change>) -> Vec<Change> {
    let one = |change: &Change| match (change.kind, &change.subject) {
        // Their texts name the old and the new target.
        (Kind::ConstraintChanged | Kind::MemberTargetChanged, Subject::Member(..)) => true,
        (kind, _) => matches!(kind, Kind::ErrorAdded | Kind::ErrorRemoved | Kind::ErrorShared),
    };
    let mut all: Vec<Change> = Vec::new();
    for change in changes {
        let same = |other: &&mut Change| other.kind == change.kind && other.text == change.text;
        let first = one(&change).then(|| all.iter_mut().find(same)).flatten();
        match first {
            Some(first) => first.places.push(change.subject.to_string()),
            None => all.push(change),
        }
    }
    all
}

/// The change of a new service.
pub fn service_added(new: &Model) -> Change {
    let change = Change::new(Kind::ServiceAdded, Subject::Service, "the service was added");
    change.at(None, Some(new.service.span))
}

/// The change of a removed service.
pub fn service_removed(old: &Model) -> Change {
    let change = Change::new(Kind::ServiceRemoved, Subject::Service, "the service was removed");
    change.at(Some(old.service.span), None)
}

/// Adds to the name of each shape the operations that reach it.
fn add_reached<'a>(reached: &mut BTreeMap<&'a str, BTreeSet<String>>, model: &'a Model) {
    for operation in model.operations.values() {
        let roots = operation.input.iter().chain(&operation.output).chain(&operation.errors);
        for id in closure::of_shapes(model, roots.map(|reference| &reference.target)) {
            if let Some((id, _)) = model.shapes.get_key_value(&id) {
                reached.entry(id.name()).or_default().insert(operation.name.clone());
            }
        }
    }
}

//! Which shapes an operation or the whole service reaches.

use crate::model::{Model, ShapeId};
use std::collections::BTreeSet;

/// The shapes that the operations of the model reach: inputs, outputs, errors, and all they refer to.
pub fn of_service(model: &Model) -> BTreeSet<ShapeId> {
    let roots = model
        .operations
        .values()
        .flat_map(|operation| operation.input.iter().chain(&operation.output).chain(&operation.errors));
    of_shapes(model, roots.map(|reference| &reference.target))
}

/// These shapes and all they refer to.
pub fn of_shapes<'a>(model: &'a Model, roots: impl Iterator<Item = &'a ShapeId>) -> BTreeSet<ShapeId> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&ShapeId> = roots.collect();
    while let Some(id) = waiting.pop() {
        if reached.insert(id.clone()) {
            let members = model.shape(id).kind.members();
            waiting.extend(members.into_iter().map(|member| &member.target.target));
        }
    }
    reached
}

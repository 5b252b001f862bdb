//! What reaches values that must not be printed.

use super::closure;
use crate::model::{Member, Model, Operation, Reference, Shape, ShapeId, ShapeKind};
use std::collections::BTreeSet;

/// Whether a member of a structure or union must not be printed: it is sensitive itself, a list or map of what is, or part
/// of a whole that is. (Smithy, `sensitive` trait: the data of the shape, whoever refers to it.)
pub fn of_member(model: &Model, container: &Shape, member: &Member) -> bool {
    container.traits.sensitive || holds(model, &member.target.target, &mut BTreeSet::new())
}

/// Whether a shape is sensitive, or a list or map of what is.
fn holds<'a>(model: &'a Model, id: &'a ShapeId, seen: &mut BTreeSet<&'a ShapeId>) -> bool {
    let shape = model.shape(id);
    let inside = match &shape.kind {
        ShapeKind::List { .. } | ShapeKind::Map { .. } => shape.kind.members(),
        ShapeKind::Simple(_)
        | ShapeKind::Enum { .. }
        | ShapeKind::Structure { .. }
        | ShapeKind::Union { .. } => vec![],
    };
    // A list may hold itself.
    shape.traits.sensitive
        || seen.insert(id) && inside.into_iter().any(|member| holds(model, &member.target.target, seen))
}

/// Whether the input of an operation holds values that must not be printed.
pub fn of_input(model: &Model, operation: &Operation) -> bool {
    reaches(model, operation.input.iter())
}

/// Whether the output of an operation does.
pub fn of_output(model: &Model, operation: &Operation) -> bool {
    reaches(model, operation.output.iter())
}

/// Whether an error of an operation does.
pub fn of_errors(model: &Model, operation: &Operation) -> bool {
    reaches(model, operation.errors.iter())
}

fn reaches<'a>(model: &'a Model, roots: impl Iterator<Item = &'a Reference>) -> bool {
    let reached = closure::of_shapes(model, roots.map(|reference| &reference.target));
    reached.iter().any(|id| model.shape(id).traits.sensitive)
}

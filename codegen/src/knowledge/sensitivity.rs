//! Which shapes reach values that must not be printed.

use super::closure;
use crate::model::{Member, Model, Reference, Shape, ShapeId, ShapeKind};
use std::collections::BTreeSet;

/// Whether a member of a structure or union must not be printed: it is sensitive, a list or map of sensitive values, or part
/// of a sensitive structure or union. (Smithy, `sensitive` trait: the data of the shape, whoever refers to it.)
pub fn of_member(model: &Model, container: &Shape, member: &Member) -> bool {
    container.traits.sensitive || holds(model, &member.target.target, &mut BTreeSet::new())
}

/// Whether a shape is sensitive, or a list or map of sensitive values.
fn holds<'a>(model: &'a Model, id: &'a ShapeId, seen: &mut BTreeSet<&'a ShapeId>) -> bool {
    let shape = model.shape(id);
    let inside = match &shape.kind {
        ShapeKind::List { .. } | ShapeKind::Map { .. } => shape.kind.members(),
        ShapeKind::Simple(_)
        | ShapeKind::Enum { .. }
        | ShapeKind::Structure { .. }
        | ShapeKind::Union { .. } => vec![],
    };
    // A list may contain itself.
    shape.traits.sensitive
        || seen.insert(id) && inside.into_iter().any(|member| holds(model, &member.target.target, seen))
}

/// Whether shapes reach values that must not be printed: those of an input, an output or the errors of an operation.
pub fn of_shapes<'a>(model: &Model, roots: impl IntoIterator<Item = &'a Reference>) -> bool {
    let roots = roots.into_iter().map(|reference| &reference.target);
    closure::of_shapes(model, roots).iter().any(|id| model.shape(id).traits.sensitive)
}

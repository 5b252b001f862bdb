//! Drops the shapes that no operation reaches.

use crate::knowledge::closure;
use crate::model::Model;

pub(super) fn run(model: &mut Model) {
    let reached = closure::of_service(model);
    model.shapes.retain(|id, _| reached.contains(id));
}

//! What reaches values that must not be printed.

use super::closure;
use crate::model::{Model, Operation, Reference};

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

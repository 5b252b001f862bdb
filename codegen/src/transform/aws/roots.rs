//! Documents whose root names differ from the names of their shapes.

use crate::model::{Model, Shape};

/// Sets the root names of outputs.
pub(super) fn roots(model: &mut Model, rows: &[(&str, &str)]) {
    for (operation, root) in rows {
        if let Some(shape) = output(model, operation) {
            shape.traits.xml_name.get_or_insert_with(|| (*root).to_owned());
        }
    }
}

/// The shape of the output of an operation.
pub(super) fn output<'a>(model: &'a mut Model, operation: &str) -> Option<&'a mut Shape> {
    let output = model.operations.get(operation)?.output.as_ref()?;
    model.shapes.get_mut(&output.target)
}

//! Per-service customisations: what the format of a model does not say, as rows with a reason.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{Model, ShapeKind, Simple};

/// A row of the manifest.
#[derive(Clone, Debug)]
pub struct Customization {
    /// The shape that it changes.
    pub shape: String,
    /// Why it is there.
    pub reason: String,
    /// What it does.
    pub change: Change,
    /// Where the row stands.
    pub span: Span,
}

/// What a [`Customization`] does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    /// Members that target the shape have the zero value of its type when they are not set. API JSON does not
    /// carry Smithy's `default` trait.
    ZeroDefault,
}

/// Applies all rows.
///
/// # Errors
///
/// [`Reported`] for a row that does not apply.
pub(super) fn run(
    model: &mut Model,
    rows: &[Customization],
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    for row in rows {
        let shape = model.shapes.values_mut().find(|shape| shape.id.name() == row.shape);
        let problem = match (row.change, shape) {
            (Change::ZeroDefault, Some(shape)) => match shape.kind {
                ShapeKind::Simple(
                    Simple::Boolean
                    | Simple::Byte
                    | Simple::Double
                    | Simple::Float
                    | Simple::Integer
                    | Simple::Long
                    | Simple::Short,
                ) => {
                    shape.traits.zero_default = true;
                    None
                }
                _ => Some(format!("`{}`, of type {}, has no zero value", row.shape, shape.kind.name())),
            },
            (Change::ZeroDefault, None) => Some(format!("the model has no shape `{}`", row.shape)),
        };
        if let Some(problem) = problem {
            diagnostics.report(
                Diagnostic::error("a customisation does not apply")
                    .at(row.span, problem)
                    .help("remove the row, or correct the name of the shape"),
            );
        }
    }
    diagnostics.checked(())
}

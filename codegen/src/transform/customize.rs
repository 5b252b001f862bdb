//! Per-service customisations: what the format of a model does not say, as rows with a reason.

use super::zero_default;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{Model, Shape, ShapeKind};

/// A row of the manifest.
#[derive(Clone, Debug)]
pub struct Customization {
    /// The shape that it changes; all that it can be about if it names none.
    pub shape: Option<String>,
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
    /// Clients are ready for members that are not set even if they are required. API JSON does not carry Smithy's
    /// `clientOptional` trait.
    ClientOptional,
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
        if let Err(problem) = apply(model, row) {
            diagnostics.report(
                Diagnostic::error("a customisation does not apply")
                    .at(row.span, problem)
                    .help("remove the row, or correct the name of the shape"),
            );
        }
    }
    diagnostics.checked(())
}

/// Applies a row, or says why it does not apply.
fn apply(model: &mut Model, row: &Customization) -> Result<(), String> {
    let mut applied = false;
    let mut with_zero = Vec::new();
    let wanted = |shape: &&mut Shape| row.shape.as_deref().is_none_or(|name| shape.id.name() == name);
    for shape in model.shapes.values_mut().filter(wanted) {
        applied |= match (row.change, &mut shape.kind) {
            (Change::ZeroDefault, kind) if zero_default::has_zero(kind) => {
                with_zero.push(shape.id.clone());
                true
            }
            (Change::ClientOptional, ShapeKind::Structure { members }) => {
                members.iter_mut().for_each(|member| member.traits.client_optional = true);
                members.iter().any(|member| member.traits.required)
            }
            (Change::ZeroDefault, kind) if row.shape.is_some() => {
                return Err(format!("`{}`, of type {}, has no zero value", shape.id.name(), kind.name()));
            }
            (Change::ClientOptional, kind) if row.shape.is_some() => {
                return Err(format!("`{}`, of type {}, has no members", shape.id.name(), kind.name()));
            }
            _ => false,
        };
    }
    zero_default::of_targets(model, &with_zero);
    match (applied, &row.shape, row.change) {
        (true, ..) => Ok(()),
        (false, Some(name), _) if !model.shapes.values().any(|shape| shape.id.name() == name) => {
            Err(format!("the model has no shape `{name}`"))
        }
        (false, _, Change::ZeroDefault) => Err("there is nothing that has a zero value".to_owned()),
        (false, _, Change::ClientOptional) => Err("no member is required".to_owned()),
    }
}

//! Per-service customisations: what the format of a model does not say, as rows with a reason.

use super::selection::matches;
use super::zero_default;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{ErrorTrait, Model, Reference, Shape, ShapeKind, ShapeTraits};

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
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// Members that target the shape have the zero value of its type when they are not set. API JSON does not
    /// carry Smithy's `default` trait.
    ZeroDefault,
    /// Clients are ready for members that are not set even if they are required. API JSON does not carry Smithy's
    /// `clientOptional` trait.
    ClientOptional,
    /// Operations return an error that the model does not list. A shape is made for it if there is none of this name; it has a
    /// message.
    Error {
        /// The name of the error, which is its code.
        name: String,
        /// A pattern of the names of operations; all if there is none.
        operations: Option<String>,
    },
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
        let applied = match &row.change {
            Change::Error { name, operations } => {
                list_error(model, name, operations.as_deref().unwrap_or("*"), row)
            }
            Change::ZeroDefault | Change::ClientOptional => apply(model, row),
        };
        if let Err(problem) = applied {
            diagnostics.report(
                Diagnostic::error("a customisation does not apply")
                    .at(row.span, problem)
                    .help("remove the row, or correct the names in it"),
            );
        }
    }
    diagnostics.checked(())
}

/// Lists an error for operations, or says why it cannot be listed.
fn list_error(model: &mut Model, name: &str, pattern: &str, row: &Customization) -> Result<(), String> {
    let Model { operations, shapes, service, .. } = model;
    let known = shapes.values().find(|shape| shape.id.name() == name);
    let id = match known {
        Some(shape) if shape.traits.error.is_none() => return Err(format!("`{name}` is no error")),
        Some(shape) => shape.id.clone(),
        None => {
            let id = shapes.keys().next().ok_or("the model has no shapes")?.renamed(name.to_owned());
            // Whose fault it is, no one says; the status does in the response.
            let error = ErrorTrait { server_fault: false, status_code: None, code: None, retryable: None };
            let documentation = Some(format!("An error that the model of {} does not describe.", service.id));
            let traits = ShapeTraits { documentation, error: Some(error), ..ShapeTraits::default() };
            let kind = ShapeKind::Structure { members: vec![] };
            shapes.insert(id.clone(), Shape { id: id.clone(), kind, traits, span: row.span });
            id
        }
    };
    let (mut matching, mut listed) = (0, 0);
    for operation in operations.values_mut().filter(|operation| matches(pattern, &operation.name)) {
        matching += 1;
        if operation.errors.iter().all(|error| error.target != id) {
            operation.errors.push(Reference { target: id.clone(), span: row.span });
            listed += 1;
        }
    }
    match (matching, listed) {
        (0, _) => Err(format!("no operation is called `{pattern}`")),
        (_, 0) => Err(format!("the model lists `{name}` for `{pattern}` by now")),
        _ => Ok(()),
    }
}

/// Applies a row that changes shapes, or says why it does not apply.
fn apply(model: &mut Model, row: &Customization) -> Result<(), String> {
    let mut applied = false;
    let mut with_zero = Vec::new();
    let wanted = |shape: &&mut Shape| row.shape.as_deref().is_none_or(|name| shape.id.name() == name);
    for shape in model.shapes.values_mut().filter(wanted) {
        applied |= match (&row.change, &mut shape.kind) {
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
    match (applied, &row.shape, &row.change) {
        (true, ..) => Ok(()),
        (false, Some(name), _) if !model.shapes.values().any(|shape| shape.id.name() == name) => {
            Err(format!("the model has no shape `{name}`"))
        }
        (false, _, Change::ZeroDefault) => Err("there is nothing that has a zero value".to_owned()),
        (false, _, Change::ClientOptional | Change::Error { .. }) => Err("no member is required".to_owned()),
    }
}

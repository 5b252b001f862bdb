//! Customizations per service: facts that the format of a model cannot express, as rows with a reason.

use super::selection::matches;
use super::zero_default;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{ErrorTrait, Model, Reference, Shape, ShapeKind, ShapeTraits};

/// A row of the manifest.
#[derive(Clone, Debug)]
pub struct Customization {
    /// The shape that it changes; all suitable shapes if `None`.
    pub shape: Option<String>,
    /// The reason.
    pub reason: String,
    /// The change.
    pub change: Change,
    /// The place of the row.
    pub span: Span,
}

/// The change of a [`Customization`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// Members that target the shape have the zero value of its type when they are not set. API JSON does not
    /// carry Smithy's `default` trait.
    ZeroDefault,
    /// Required members are optional for clients. API JSON does not carry Smithy's
    /// `clientOptional` trait.
    ClientOptional,
    /// Operations return an error that the model does not list. If no shape has this name, one with a message is
    /// created.
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
            Change::ZeroDefault => zero_default(model, row.shape.as_deref()),
            Change::ClientOptional => client_optional(model, row.shape.as_deref()),
            Change::Error { name, operations } => {
                list_error(model, name, operations.as_deref().unwrap_or("*"), row.span)
            }
        };
        if let Err(problem) = applied {
            diagnostics.report(
                Diagnostic::error("a customization does not apply")
                    .at(row.span, problem)
                    .help("remove the row, or correct the names in it"),
            );
        }
    }
    diagnostics.checked(())
}

/// Lists an error for operations, or reports why it cannot be listed.
fn list_error(model: &mut Model, name: &str, pattern: &str, span: Span) -> Result<(), String> {
    let Model { operations, shapes, service, .. } = model;
    let known = shapes.values().find(|shape| shape.id.name() == name);
    let id = match known {
        Some(shape) if shape.traits.error.is_none() => return Err(format!("`{name}` is no error")),
        Some(shape) => shape.id.clone(),
        None => {
            let id = shapes.keys().next().ok_or("the model has no shapes")?.renamed(name.to_owned());
            // The fault is unknown; the status of a response shows it.
            let error = ErrorTrait { server_fault: false, status_code: None, code: None, retryable: None };
            let documentation = Some(format!("An error that the model of {} does not describe.", service.id));
            let traits = ShapeTraits { documentation, error: Some(error), ..ShapeTraits::default() };
            let kind = ShapeKind::Structure { members: vec![] };
            shapes.insert(id.clone(), Shape { id: id.clone(), kind, traits, span });
            id
        }
    };
    let (mut matching, mut listed) = (0, 0);
    for operation in operations.values_mut().filter(|operation| matches(pattern, &operation.name)) {
        matching += 1;
        if operation.errors.iter().all(|error| error.target != id) {
            operation.errors.push(Reference { target: id.clone(), span });
            listed += 1;
        }
    }
    match (matching, listed) {
        (0, _) => Err(format!("no operation is called `{pattern}`")),
        (_, 0) => Err(format!("the model lists `{name}` for `{pattern}` by now")),
        _ => Ok(()),
    }
}

/// The shapes of a row: the one that it names, or all; reports if there is none.
fn wanted<'a>(model: &'a mut Model, name: Option<&str>) -> Result<Vec<&'a mut Shape>, String> {
    let shapes = model.shapes.values_mut().filter(|shape| name.is_none_or(|name| shape.id.name() == name));
    match (shapes.collect::<Vec<_>>(), name) {
        (shapes, Some(name)) if shapes.is_empty() => Err(format!("the model has no shape `{name}`")),
        (shapes, _) => Ok(shapes),
    }
}

/// Makes the zero value the default of the members that target a shape, or reports why it cannot.
fn zero_default(model: &mut Model, name: Option<&str>) -> Result<(), String> {
    let mut targets = Vec::new();
    for shape in wanted(model, name)? {
        if zero_default::has_zero(&shape.kind) {
            targets.push(shape.id.clone());
        } else if let Some(name) = name {
            return Err(format!("`{name}`, of type {}, has no zero value", shape.kind.name()));
        }
    }
    zero_default::of_targets(model, &targets);
    if targets.is_empty() { Err("there is nothing that has a zero value".to_owned()) } else { Ok(()) }
}

/// Makes the members of a structure optional for clients, or reports why it cannot.
fn client_optional(model: &mut Model, name: Option<&str>) -> Result<(), String> {
    let mut required = false;
    for shape in wanted(model, name)? {
        if let ShapeKind::Structure { members } = &mut shape.kind {
            members.iter_mut().for_each(|member| member.traits.client_optional = true);
            required |= members.iter().any(|member| member.traits.required);
        } else if let Some(name) = name {
            return Err(format!("`{name}`, of type {}, has no members", shape.kind.name()));
        }
    }
    if required { Ok(()) } else { Err("no member is required".to_owned()) }
}

//! Checks of the paths of pagination (Smithy, `paginated`).

use super::path;
use super::service::{Model, Operation, Reference, Shape, ShapeKind, Simple};
use super::shape_id::ShapeId;
use super::traits::Pagination;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// Checks that the paths of paginators lead to members of the right types.
pub(super) fn check(model: &mut Model, diagnostics: &mut Diagnostics) {
    let wrong: Vec<(String, Span, String)> = model
        .operations
        .values()
        .filter_map(|operation| {
            let pagination = operation.pagination.as_ref()?;
            let problem = problem(model, operation, pagination)?;
            Some((operation.name.clone(), pagination.span, problem))
        })
        .collect();
    for (name, span, problem) in wrong {
        diagnostics.report(
            Diagnostic::error(format!("the pagination of `{name}` does not fit the operation"))
                .at(span, problem)
                .help("correct the path, or remove the pagination"),
        );
    }
    // As in the official crates: only lists and maps have items.
    let mut operations = std::mem::take(&mut model.operations);
    for operation in operations.values_mut() {
        let Some(pagination) = &mut operation.pagination else { continue };
        let kind = |reference: Option<&Reference>, path: &[String]| {
            let member = model.member_at(&reference?.target, path)?;
            Some(&model.shape(&member.target.target).kind)
        };
        pagination.items.take_if(|path| {
            let kind = kind(operation.output.as_ref(), path);
            !matches!(kind, Some(ShapeKind::List { .. } | ShapeKind::Map { .. }))
        });
    }
    model.operations = operations;
}

fn problem(model: &Model, operation: &Operation, pagination: &Pagination) -> Option<String> {
    let Pagination { tokens, page_size, items, truncated, .. } = pagination;
    let at = |root: Option<&ShapeId>, path: &[String]| -> Option<&Shape> {
        Some(model.shape(&model.member_at(root?, path)?.target.target))
    };
    let input = operation.input.as_ref().map(|input| &input.target);
    let output = operation.output.as_ref().map(|output| &output.target);
    for token in tokens {
        let Some(asked) = at(input, std::slice::from_ref(&token.input)) else {
            return Some(format!("the input has no member `{}`", token.input.escape_debug()));
        };
        // A computed token cannot be checked without an output.
        let Some(path) = path::members(&token.output) else { continue };
        let Some(given) = at(output, &path) else {
            return Some(format!("`{}` leads nowhere in the output", token.output.escape_debug()));
        };
        let same = match (&asked.kind, &given.kind) {
            (ShapeKind::Simple(asked), ShapeKind::Simple(given)) => {
                asked == given && matches!(asked, Simple::Integer | Simple::Long | Simple::String)
            }
            (ShapeKind::Enum { .. }, _) | (ShapeKind::Map { .. }, _) => asked.id == given.id,
            _ => false,
        };
        if !same {
            return Some("tokens must be strings, integers, or maps of the same shape".to_owned());
        }
    }
    if let Some(size) = page_size
        && at(input, std::slice::from_ref(size)).is_none()
    {
        return Some(format!("the input has no member `{}`", size.escape_debug()));
    }
    if let Some(path) = items
        && at(output, path).is_none()
    {
        return Some(format!("`{}` leads nowhere in the output", path.join(".").escape_debug()));
    }
    let boolean = |shape: &Shape| matches!(shape.kind, ShapeKind::Simple(Simple::Boolean));
    if let Some(name) = truncated
        && !at(output, std::slice::from_ref(name)).is_some_and(boolean)
    {
        return Some(format!("the output has no boolean `{}`", name.escape_debug()));
    }
    None
}

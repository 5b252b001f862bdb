//! The changes of a crate that have no single place in its model: settings, endpoint parameters, presigning.

use super::change::{Change, Kind, Subject};
use crate::diagnostic::Diagnostics;
use crate::lower::{self, Options};
use crate::model::Model;
use crate::plan::{self, Ident, OperationErrorKind};
use crate::protocol;

/// The changes from one crate to the other; none if one of the models cannot become a crate.
pub(super) fn of_crates(old: &Model, new: &Model, options: &Options) -> Vec<Change> {
    let spans = (old.service.span, new.service.span);
    let plan = |model: &Model| {
        let (model, mut unsaid) = (undocumented(model), Diagnostics::default());
        let protocol = protocol::choose(&model, None, &mut unsaid).ok()?;
        protocol::check(&model, protocol, &mut unsaid).ok()?;
        lower::lower(&model, protocol, options, &mut unsaid).ok()
    };
    let Some((before, after)) = plan(old).zip(plan(new)) else { return vec![] };
    let mut changes = Vec::new();
    let mut add = |kind: Kind, text: String, part: Option<&str>| {
        let change = Change::new(kind, Subject::Service, text).at(Some(spans.0), Some(spans.1));
        changes.push(match part {
            Some(part) => change.of(part),
            None => change,
        });
    };
    let (ours, theirs) = (&before.service.settings, &after.service.settings);
    let missing = |of: &[Ident], from: &[Ident]| -> Vec<Ident> {
        of.iter().filter(|name| !from.contains(name)).cloned().collect()
    };
    for setting in missing(ours, theirs) {
        let text = format!("settings of `{}` are gone", words(&setting));
        add(Kind::SettingRemoved, text, None);
    }
    for setting in missing(theirs, ours) {
        add(Kind::SettingAdded, format!("there are settings of `{}`", words(&setting)), None);
    }
    let (ours, theirs) = (&before.service.endpoint_params, &after.service.endpoint_params);
    for param in ours {
        match theirs.iter().find(|other| other.name == param.name) {
            None => {
                let text = format!("the parameter `{}` of endpoints was removed", param.name);
                add(Kind::EndpointParameterRemoved, text, Some(param.name.as_str()));
            }
            Some(other) if other.kind != param.kind => {
                let text = format!("the parameter `{}` of endpoints has another type", param.name);
                add(Kind::EndpointParameterRemoved, text, Some(param.name.as_str()));
            }
            Some(_) => {}
        }
    }
    for param in theirs.iter().filter(|param| !ours.iter().any(|other| other.name == param.name)) {
        let text = format!("the parameter `{}` of endpoints was added", param.name);
        add(Kind::EndpointParameterAdded, text, Some(param.name.as_str()));
    }
    changes.extend(of_operations((old, new), (&before, &after)));
    changes
}

/// A model without documentation, since its conversion to Markdown takes longer than everything else.
fn undocumented(model: &Model) -> Model {
    let mut model = model.clone();
    model.service.documentation = None;
    for operation in model.operations.values_mut() {
        operation.documentation = None;
        operation.waiters.iter_mut().for_each(|waiter| waiter.documentation = None);
    }
    for shape in model.shapes.values_mut() {
        shape.traits.documentation = None;
        shape.kind.members_mut().into_iter().for_each(|member| member.traits.documentation = None);
    }
    model
}

fn of_operations((old, new): (&Model, &Model), (before, after): (&plan::Crate, &plan::Crate)) -> Vec<Change> {
    let shared = |operation: &plan::Operation| matches!(operation.error.kind, OperationErrorKind::Shared(_));
    let mut changes = Vec::new();
    for operation in &before.operations {
        let name = &operation.wire_name;
        let Some(other) = after.operations.iter().find(|other| other.wire_name == *name) else { continue };
        let mut add = |kind: Kind, text: &str| {
            let span = |model: &Model| Some(model.operations.get(name)?.span);
            changes.push(Change::new(kind, Subject::Operation(name.clone()), text).at(span(old), span(new)));
        };
        match (operation.presignable, other.presignable) {
            (true, false) => add(Kind::PresigningRemoved, "requests can no longer be presigned"),
            (false, true) => add(Kind::PresigningAdded, "requests can be presigned now"),
            (true, true) | (false, false) => {}
        }
        if !shared(operation) && shared(other) {
            add(Kind::ErrorShared, "so many operations have the same errors that they share one type now");
        }
    }
    changes
}

/// The setting of the trait `HasRequestCompression`.
fn words(name: &Ident) -> &str {
    name.as_str().strip_prefix("Has").unwrap_or(name.as_str())
}

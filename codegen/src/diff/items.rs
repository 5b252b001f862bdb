//! The Rust items of changes.

use super::change::{Change, Kind, Subject};
use crate::lower::{Items, Options};
use crate::model::Model;

/// Adds the items of changes: those of the old crate where it has them, those of the new one otherwise.
pub(super) fn add<'a>(changes: &mut [Change], old: &'a Model, new: &'a Model, options: &'a Options) {
    let items = |model: &'a Model| Items::new(model, options.package.as_deref(), &options.renames);
    let (mut old, mut new) = (items(old), items(new));
    for change in changes {
        change.item = of(change, &mut old).or_else(|| of(change, &mut new));
    }
}

fn of(change: &Change, items: &mut Items<'_>) -> Option<String> {
    match (&change.subject, change.kind, change.part.as_deref()) {
        (
            Subject::Service,
            Kind::EndpointParameterAdded | Kind::EndpointParameterRemoved,
            Some(parameter),
        ) => Some(format!("{}::config::endpoint::ParamsBuilder::{parameter}", items.library())),
        (Subject::Service, Kind::SettingAdded | Kind::SettingRemoved, _) => {
            Some(format!("{}::config::Builder", items.library()))
        }
        (Subject::Service, ..) => Some(items.library()),
        (Subject::Operation(name), Kind::ErrorAdded | Kind::ErrorRemoved, Some(error)) => {
            items.error(name, error)
        }
        (
            Subject::Operation(name),
            Kind::WaiterAdded | Kind::WaiterChanged | Kind::WaiterRemoved,
            Some(waiter),
        ) => items.waiter(name, waiter),
        (
            Subject::Operation(name),
            Kind::PaginationAdded
            | Kind::PaginationChanged
            | Kind::PaginationExtended
            | Kind::PaginationRemoved
            | Kind::PaginationTokenChanged,
            _,
        ) => items.method(name, "into_paginator"),
        (Subject::Operation(name), Kind::ErrorShared, _) => items.errors(name),
        (Subject::Operation(name), Kind::PresigningAdded | Kind::PresigningRemoved, _) => {
            items.method(name, "presigned")
        }
        (Subject::Operation(name), ..) => items.operation(name),
        (Subject::Shape(shape), Kind::BuilderChanged, _) => items.builder(shape),
        (Subject::Shape(shape), ..) => items.shape(shape),
        (Subject::Member(shape, member), ..) => items.member(shape, member),
    }
}

//! Whether a member always has a value.

use super::defaults;
use crate::model::{Member, Model, ShapeKind};

/// Whether a member always has a value (Smithy, "Structure member optionality").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Nullability {
    /// Always, because it is required.
    Required,
    /// Always, because it has a default.
    Defaulted,
    /// Not always.
    Optional,
}

/// The structure of the member.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Container {
    /// The input of an operation: clients may leave out what a newer service no longer requires, so no member is
    /// certain to have a value.
    Input,
    /// Any other structure.
    Other,
}

/// Whether a member of a structure always has a value.
pub fn of_member(model: &Model, container: Container, member: &Member) -> Nullability {
    let target = model.shape(&member.target.target);
    let aggregate = matches!(target.kind, ShapeKind::Structure { .. } | ShapeKind::Union { .. });
    match container {
        // Event streams are part of every request and response (the official crates).
        _ if target.traits.event_stream => Nullability::Required,
        // A body that is streamed is always there; it may be empty (Smithy, `streaming` trait).
        _ if member.traits.streaming || target.traits.streaming => Nullability::Defaulted,
        Container::Input => Nullability::Optional,
        // Also if it is required: it has a value without being set.
        Container::Other
            if !member.traits.client_optional && defaults::of_member(model, member).is_some() =>
        {
            Nullability::Defaulted
        }
        // Clients must not rely on it: a structure may become a union, and either may be unknown to them (Smithy,
        // "Client error correction"; the official crates).
        Container::Other if member.traits.required && !member.traits.client_optional && !aggregate => {
            Nullability::Required
        }
        Container::Other => Nullability::Optional,
    }
}

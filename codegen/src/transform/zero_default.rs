//! Defaults that are the zero value of their type: adds those that API JSON lacks, and represents all in one way.

use crate::model::{DefaultValue, Model, ShapeId, ShapeKind, Simple};
use std::collections::BTreeSet;

/// Whether a number or boolean, whose zero value may be a default.
pub(super) fn has_zero(kind: &ShapeKind) -> bool {
    matches!(
        kind,
        ShapeKind::Simple(
            Simple::Boolean
                | Simple::Byte
                | Simple::Double
                | Simple::Float
                | Simple::Integer
                | Simple::Long
                | Simple::Short,
        )
    )
}

/// Converts all defaults that are the zero value of their type to one form. A document has no type, and the zero of a
/// timestamp is a time like others.
pub(super) fn run(model: &mut Model) {
    let untyped = |kind: &ShapeKind| matches!(kind, ShapeKind::Simple(Simple::Document | Simple::Timestamp));
    let shapes = model.shapes.iter().filter(|(_, shape)| untyped(&shape.kind));
    let untyped: BTreeSet<ShapeId> = shapes.map(|(id, _)| id.clone()).collect();
    for shape in model.shapes.values_mut() {
        let ShapeKind::Structure { members } = &mut shape.kind else { continue };
        for member in members.iter_mut().filter(|member| !untyped.contains(&member.target.target)) {
            let zero = member.traits.default.as_mut().filter(|default| match default {
                DefaultValue::Zero
                | DefaultValue::False
                | DefaultValue::EmptyList
                | DefaultValue::EmptyMap => true,
                DefaultValue::Number(text) => text.parse() == Ok(0.0),
                DefaultValue::Text(text) => text.is_empty(),
                DefaultValue::True | DefaultValue::Other(_) => false,
            });
            if let Some(default) = zero {
                *default = DefaultValue::Zero;
            }
        }
    }
}

/// Gives the members of structures that target one of these shapes the zero value as their default, unless they have one.
pub(super) fn of_targets(model: &mut Model, targets: &[ShapeId]) {
    for shape in model.shapes.values_mut() {
        let ShapeKind::Structure { members } = &mut shape.kind else { continue };
        for member in members.iter_mut().filter(|member| targets.contains(&member.target.target)) {
            member.traits.default.get_or_insert(DefaultValue::Zero);
        }
    }
}

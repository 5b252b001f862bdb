//! Defaults that API JSON does not carry.

use crate::model::{DefaultValue, Model, ShapeId, ShapeKind, Simple};

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

/// Gives the members of structures that target one of these shapes the zero value as their default, unless they have one.
pub(super) fn of_targets(model: &mut Model, targets: &[ShapeId]) {
    for shape in model.shapes.values_mut() {
        let ShapeKind::Structure { members } = &mut shape.kind else { continue };
        for member in members.iter_mut().filter(|member| targets.contains(&member.target.target)) {
            member.traits.default.get_or_insert(DefaultValue::Zero);
        }
    }
}

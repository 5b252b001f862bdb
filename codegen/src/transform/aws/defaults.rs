//! Numbers and booleans whose members have a default in AWS's Smithy models. API JSON lacks these defaults; the
//! official crates show them, by members without `Option` that are not required, and by the values that `build()` sets.

use super::table;
use crate::model::{DefaultValue, Model, ShapeKind};

/// Service, and a shape whose members have the default zero or `false`, in each line.
pub(super) const SHAPES: &str = include_str!("zero_defaults.tsv");

/// Service, structure, member and default in each line, where it differs from the default of the shape; `-` if there is
/// none.
pub(super) const MEMBERS: &str = include_str!("member_defaults.tsv");

pub(super) fn run(model: &mut Model) {
    let shapes = table::rows::<1>(SHAPES, &model.service.id);
    let rows = table::rows::<3>(MEMBERS, &model.service.id);
    if shapes.is_empty() && rows.is_empty() {
        return;
    }
    for shape in model.shapes.values_mut() {
        let (structure, ShapeKind::Structure { members }) = (shape.id.name(), &mut shape.kind) else {
            continue;
        };
        for member in members {
            let listed = rows.iter().find(|[of, name, _]| *of == structure && *name == member.name);
            let default = match listed.map(|[.., default]| *default) {
                None if !shapes.contains(&[member.target.target.name()]) => continue,
                None | Some("0") => DefaultValue::Zero,
                Some("-") => continue,
                Some("true") => DefaultValue::True,
                Some(number) => DefaultValue::Number(number.to_owned()),
            };
            member.traits.default.get_or_insert(default);
        }
    }
}

//! Names of enum values in AWS's Smithy models that differ from the name that follows from the value. API JSON has values
//! only; the names are those of the variants in the official crates.

use super::table;
use crate::model::{Model, ShapeKind};

/// Service, enum, value and name in each line.
pub(super) const NAMES: &str = include_str!("enum_names.tsv");

pub(super) fn run(model: &mut Model) {
    let rows = table::rows::<3>(NAMES, &model.service.id);
    for shape in model.shapes.values_mut().filter(|_| !rows.is_empty()) {
        let ShapeKind::Enum { values } = &mut shape.kind else { continue };
        for value in values.iter_mut().filter(|value| value.name.is_none()) {
            let of_value = |[of, text, _]: &&[&str; 3]| *of == shape.id.name() && *text == value.value;
            value.name = rows.iter().find(of_value).map(|[.., name]| (*name).to_owned());
        }
    }
}

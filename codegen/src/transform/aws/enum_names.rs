//! Names that AWS's Smithy models give to values of enums, where the value itself would give another one. API JSON has values
//! only; the names are those of the variants in the official crates.

use crate::model::{Model, ShapeKind};

/// Service, enum, value and name in each line, with tabs between them.
const NAMES: &str = include_str!("enum_names.tsv");

pub(super) fn run(model: &mut Model) {
    let rows = NAMES.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let rows: Vec<_> = rows.filter(|row| row.first() == Some(&model.service.id.as_str())).collect();
    for shape in model.shapes.values_mut().filter(|_| !rows.is_empty()) {
        let ShapeKind::Enum { values } = &mut shape.kind else { continue };
        for value in values.iter_mut().filter(|value| value.name.is_none()) {
            let of_value = |row: &&Vec<&str>| row[1..3] == [shape.id.name(), value.value.as_str()];
            value.name = rows.iter().find(of_value).map(|row| row[3].to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;
    use std::collections::BTreeSet;

    #[test]
    fn each_row_names_one_value() {
        let rows: Vec<Vec<&str>> = NAMES.lines().map(|line| line.split('\t').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == 4 && row.iter().all(|cell| !cell.is_empty())));
        assert!(rows.is_sorted());
        let values: BTreeSet<_> = rows.iter().map(|row| &row[..3]).collect();
        assert_eq!(values.len(), rows.len());
    }
}

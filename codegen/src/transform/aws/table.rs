//! Tables of facts from AWS's Smithy models: one line per row, with tabs between cells, the service first.

/// The rows of a service, without its name.
pub(super) fn rows<const CELLS: usize>(table: &'static str, service: &str) -> Vec<[&'static str; CELLS]> {
    let row = |line: &'static str| {
        let (of, cells) = line.split_once('\t')?;
        let cells: Vec<_> = cells.split('\t').collect();
        if of == service { cells.try_into().ok() } else { None }
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{defaults, enum_names, paginators};
    use std::collections::BTreeSet;

    #[test]
    fn each_row_is_whole_and_about_something_else() {
        // Each with the number of its cells, and how many of these identify a row.
        let tables = [
            (defaults::SHAPES, 2, 2),
            (defaults::MEMBERS, 4, 3),
            (enum_names::NAMES, 4, 3),
            (paginators::PAGINATORS, 6, 2),
        ];
        for (table, cells, key) in tables {
            let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
            assert!(rows.iter().all(|row| row.len() == cells && row.iter().all(|cell| !cell.is_empty())));
            assert!(rows.is_sorted());
            let keys: BTreeSet<_> = rows.iter().map(|row| &row[..key]).collect();
            assert_eq!(keys.len(), rows.len());
        }
    }
}

//! Operations that AWS's Smithy models call paginated and no paginators beside API JSON do. The official crates have them.

use crate::model::{Model, Pagination};

/// Service, operation, token of the input, of the output, size of a page, and items in each line, with tabs between them; `-` for
/// what is not there.
const PAGINATORS: &str = include_str!("paginators.tsv");

pub(super) fn run(model: &mut Model) {
    let rows = PAGINATORS.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    for row in rows.filter(|row| row.first() == Some(&model.service.id.as_str())) {
        let [_, name, input_token, output_token, page_size, items] = row[..] else { continue };
        let named = model.operations.values_mut().find(|operation| operation.name == name);
        let Some(operation) = named.filter(|operation| operation.pagination.is_none()) else { continue };
        let known = |text: &str| (text != "-").then(|| text.to_owned());
        operation.pagination = Some(Pagination {
            input_token: input_token.to_owned(),
            output_token: vec![output_token.to_owned()],
            page_size: known(page_size),
            items: known(items).map(|items| vec![items]),
            truncated: None,
            span: operation.span,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::PAGINATORS;

    #[test]
    fn each_row_is_of_one_operation() {
        let rows: Vec<Vec<&str>> = PAGINATORS.lines().map(|line| line.split('\t').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == 6 && row.iter().all(|cell| !cell.is_empty())));
        assert!(rows.is_sorted());
        assert!(rows.windows(2).all(|rows| rows[0][..2] != rows[1][..2]));
    }
}

//! Operations that are paginated in AWS's Smithy models, but have no paginator beside API JSON. The official crates have them.

use super::table;
use crate::model::{Model, Pagination, Token};

/// Service, operation, token of the input, of the output, page size and items in each line; `-` if there is none.
pub(super) const PAGINATORS: &str = include_str!("paginators.tsv");

pub(super) fn run(model: &mut Model) {
    let rows = table::rows::<5>(PAGINATORS, &model.service.id);
    for [name, input_token, output_token, page_size, items] in rows {
        let named = model.operations.values_mut().find(|operation| operation.name == name);
        let Some(operation) = named.filter(|operation| operation.pagination.is_none()) else { continue };
        let known = |text: &str| (text != "-").then(|| text.to_owned());
        operation.pagination = Some(Pagination {
            tokens: vec![Token { input: input_token.to_owned(), output: output_token.to_owned() }],
            more: None,
            page_size: known(page_size),
            items: known(items).map(|items| vec![items]),
            parts: vec![],
            common: vec![],
            truncated: None,
            span: operation.span,
        });
    }
}

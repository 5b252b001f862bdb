//! `*.paginators.json` and `paginators-1.json`: how the operations of AWS API JSON return their results in pages.

use super::fields::{Fields, Reader};
use super::json::Entry;
use super::operations::read_beside;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId};
use crate::model::{Fragment, Pagination, Token, path};

/// Adds pagination to the operations of a model in API JSON.
///
/// # Errors
///
/// [`Reported`] if the text is not JSON or a key has a value of the wrong type. All of them are reported.
pub fn add_paginators(
    fragment: &mut Fragment,
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    read_beside(source, id, diagnostics, "pagination", |reader, entry| {
        let pagination = reader.paginator(entry);
        let what = ("for this paginator", "the paginator");
        if let Some(operation) = reader.operation_beside(fragment, &entry.key, entry.key_span, what) {
            operation.pagination = pagination;
        }
    })
}

impl Reader<'_> {
    /// A paginator.
    fn paginator(&mut self, entry: &Entry<'_>) -> Option<Pagination> {
        let mut fields = self.fields(&format!("the paginator of `{}`", entry.key), entry.value)?;
        fields.take("py_input_token");
        let more = self.string(&mut fields, "more_results");
        let common = self.texts(&mut fields, "non_aggregate_keys");
        let inputs = self.texts(&mut fields, "input_token");
        let outputs = self.texts(&mut fields, "output_token");
        let page_size = self.string(&mut fields, "limit_key");
        let parts = self.texts(&mut fields, "result_key");
        self.finish(fields);
        let tokens = inputs.into_iter().zip(outputs).map(|(input, output)| Token { input, output }).collect();
        let pagination = Pagination {
            tokens,
            more,
            page_size,
            items: parts.first().and_then(|items| path::members(items)),
            parts: parts.iter().filter_map(|part| path::members(part)).collect(),
            common: common.iter().filter_map(|part| path::members(part)).collect(),
            truncated: None,
            span: entry.key_span,
        };
        if pagination.token().is_none() {
            self.diagnostics.report(
                Diagnostic::warning(format!("operation `{}` gets no paginator", entry.key))
                    .at(entry.key_span, "has tokens other than one input and one output member")
                    .note("Smithy's `paginated` trait and the official crates have no such paginators")
                    .help("call the operation again with the tokens of its output"),
            );
        }
        (!pagination.tokens.is_empty()).then_some(pagination)
    }

    /// A text or a list of texts.
    pub(super) fn texts(&mut self, fields: &mut Fields<'_>, key: &str) -> Vec<String> {
        let Some(entry) = fields.take(key) else { return vec![] };
        let nodes = entry.value.array().unwrap_or_else(|| vec![entry.value]);
        nodes.into_iter().filter_map(|node| self.string_value(key, node)).collect()
    }
}

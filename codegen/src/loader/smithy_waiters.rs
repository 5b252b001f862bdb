//! The trait `smithy.waiters#waitable` of a JSON AST.

use super::fields::Reader;
use super::json::{Entry, Node};
use super::waiters::MAX_DELAY;
use crate::diagnostic::Diagnostic;
use crate::model::{Acceptor, Comparison, Deprecated, Expected, Matcher, PathMatcher, Waiter};

impl Reader<'_> {
    /// The waiters of an operation.
    pub(super) fn waitable(&mut self, entry: Option<Entry<'_>>) -> Vec<Waiter> {
        let entries = entry.map_or_else(Vec::new, |entry| self.entries(&entry));
        entries.iter().filter_map(|entry| self.ast_waiter(entry)).collect()
    }

    fn ast_waiter(&mut self, entry: &Entry<'_>) -> Option<Waiter> {
        let mut fields = self.fields(&format!("the waiter `{}`", entry.key), entry.value)?;
        let name = self.identifier(&entry.key, entry.key_span);
        let min = self.seconds(&mut fields, "minDelay").unwrap_or(2);
        let max = self.seconds(&mut fields, "maxDelay").unwrap_or(MAX_DELAY);
        let documentation = self.string(&mut fields, "documentation");
        let deprecated = self.boolean(&mut fields, "deprecated").then(Deprecated::default);
        fields.take("tags");
        let mut acceptors = Vec::new();
        if let Some(entry) = self.required(&mut fields, "acceptors") {
            for node in self.elements(&entry) {
                acceptors.extend(self.ast_acceptor(node));
            }
        }
        self.finish(fields);
        if min > max {
            self.diagnostics.report(
                Diagnostic::error(format!("the waiter `{}` waits for longer than it may", entry.key))
                    .at(entry.key_span, format!("at least {min} seconds, and at most {max}"))
                    .help("correct `minDelay` or `maxDelay`"),
            );
        }
        let (delays, span) = ((min, max), entry.key_span);
        Some(Waiter { name: name?, delays, documentation, deprecated, acceptors, span })
    }

    fn ast_acceptor(&mut self, node: Node<'_>) -> Option<Acceptor> {
        let mut fields = self.fields("an acceptor", node)?;
        let state = self.state(&mut fields);
        let entry = self.required(&mut fields, "matcher");
        self.finish(fields);
        let place = entry.as_ref()?.value.span();
        let matcher = self.within(entry, |this, matcher| {
            if let Some(entry) = matcher.take("success") {
                return Some(Matcher::Success(this.boolean_value(&entry)));
            }
            if let Some(error) = matcher.take("errorType") {
                // The id of an error is shortened to its name.
                let text = this.string_value("errorType", error.value)?;
                let name = text.split_once('#').map_or(text.as_str(), |(_, name)| name);
                return Some(Matcher::Error(name.to_owned()));
            }
            if let Some(entry) = matcher.take("output") {
                return this.ast_path(&entry).map(Matcher::Output);
            }
            if let Some(entry) = matcher.take("inputOutput") {
                return this.ast_path(&entry).map(Matcher::InputOutput);
            }
            this.diagnostics.report(
                Diagnostic::error("unknown matcher")
                    .at(place, "must have `success`, `errorType`, `output` or `inputOutput`"),
            );
            None
        });
        Some(Acceptor { state: state?, matcher: matcher.flatten()?, span: node.span() })
    }

    fn ast_path(&mut self, entry: &Entry<'_>) -> Option<PathMatcher> {
        let mut fields = self.fields(&format!("`{}`", entry.key), entry.value)?;
        let path = self.required(&mut fields, "path");
        let expected = self.required_string(&mut fields, "expected");
        let comparator = self.required(&mut fields, "comparator");
        self.finish(fields);
        let (comparator, expected) = (comparator?, expected?);
        let text = self.string_value("comparator", comparator.value)?;
        let (comparison, expected) = match (text.as_str(), expected.as_str()) {
            ("stringEquals", _) => (Comparison::Equal, Expected::Text(expected)),
            ("allStringEquals", _) => (Comparison::All, Expected::Text(expected)),
            ("anyStringEquals", _) => (Comparison::Any, Expected::Text(expected)),
            ("booleanEquals", "true" | "false") => (Comparison::Equal, Expected::Boolean(expected == "true")),
            ("booleanEquals", _) => {
                self.diagnostics.report(
                    Diagnostic::error(format!("`{}` is not a boolean", expected.escape_debug()))
                        .at(entry.value.span(), "must expect `true` or `false`"),
                );
                return None;
            }
            _ => {
                self.diagnostics.report(
                    Diagnostic::error(format!("unknown comparator `{}`", text.escape_debug()))
                        .at(comparator.value.span(), "not known to this version")
                        .help("comparators are `stringEquals`, `booleanEquals`, `allStringEquals`, `anyStringEquals`"),
                );
                return None;
            }
        };
        self.path_matcher(&path?, comparison, expected)
    }
}

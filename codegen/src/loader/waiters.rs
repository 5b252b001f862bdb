//! `*.waiters2.json` and `waiters-2.json`: the waiters of operations in AWS API JSON, and what both formats share.

use super::expression;
use super::fields::{Fields, Reader};
use super::json::{Entry, Node};
use super::operations::read_beside;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use crate::model::{Acceptor, AcceptorState, Comparison, Expected, Fragment, Matcher, PathMatcher, Waiter};

/// The default of the longest delay between two requests, in seconds (Smithy, `waitable`).
pub(super) const MAX_DELAY: u64 = 120;

/// Adds waiters to the operations of a model in API JSON.
///
/// # Errors
///
/// [`Reported`] if the text is not JSON, a key has a value of the wrong type, or a path is invalid. All of them are
/// reported.
pub fn add_waiters(
    fragment: &mut Fragment,
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    read_beside(source, id, diagnostics, "waiters", |reader, entry| {
        let Some((operation, waiter)) = reader.waiter(entry) else { return };
        let what = ("for this waiter", "the waiter");
        if let Some(operation) = reader.operation_beside(fragment, &operation, entry.key_span, what) {
            operation.waiters.push(waiter);
        }
    })
}

impl Reader<'_> {
    /// A waiter, and the operation that it calls.
    fn waiter(&mut self, entry: &Entry<'_>) -> Option<(String, Waiter)> {
        let mut fields = self.fields(&format!("the waiter `{}`", entry.key), entry.value)?;
        let name = self.identifier(&entry.key, entry.key_span);
        let operation = self.required_string(&mut fields, "operation");
        let delay = self.seconds(&mut fields, "delay");
        // Callers decide how long they wait.
        fields.take("maxAttempts");
        fields.take("type");
        let documentation = self.string(&mut fields, "description");
        let mut acceptors = Vec::new();
        if let Some(entry) = self.required(&mut fields, "acceptors") {
            for node in self.elements(&entry) {
                acceptors.extend(self.acceptor(node));
            }
        }
        self.finish(fields);
        let delay = delay.unwrap_or(2);
        let delays = (delay, delay.max(MAX_DELAY));
        let (span, deprecated) = (entry.key_span, None);
        Some((operation?, Waiter { name: name?, delays, documentation, deprecated, acceptors, span }))
    }

    fn acceptor(&mut self, node: Node<'_>) -> Option<Acceptor> {
        let mut fields = self.fields("an acceptor", node)?;
        let state = self.state(&mut fields);
        let matcher = self.required(&mut fields, "matcher")?;
        let kind = self.string_value("matcher", matcher.value)?;
        let expected = self.required(&mut fields, "expected")?;
        let argument = fields.take("argument");
        self.finish(fields);
        let matcher = match (kind.as_str(), expected.value.boolean(), expected.value.number()) {
            ("status", None, Some(200.0)) => Matcher::Success(true),
            ("status", None, Some(status)) if (100.0..600.0).contains(&status) && status.fract() == 0.0 => {
                Matcher::Status(status as u16)
            }
            ("error", Some(error), None) => Matcher::Success(!error),
            ("error", None, None) => Matcher::Error(self.string_value("expected", expected.value)?),
            ("path" | "pathAll" | "pathAny", boolean, None) => {
                let comparison = match kind.as_str() {
                    // A waiter of EC2 has this for a value that is not a list; the Smithy model has `booleanEquals`
                    // there.
                    "pathAll" if boolean.is_some() => Comparison::Equal,
                    "pathAll" => Comparison::All,
                    "pathAny" => Comparison::Any,
                    _ => Comparison::Equal,
                };
                let expected = match boolean {
                    Some(boolean) => Expected::Boolean(boolean),
                    None => Expected::Text(self.string_value("expected", expected.value)?),
                };
                let Some(argument) = argument else {
                    let fields = &mut self.fields("an acceptor", node)?;
                    self.required(fields, "argument");
                    return None;
                };
                Matcher::Output(self.path_matcher(&argument, comparison, expected)?)
            }
            _ => {
                self.diagnostics.report(
                    Diagnostic::error(format!("unknown matcher `{}`", kind.escape_debug()))
                        .at(matcher.value.span(), "with what is expected here")
                        .help("matchers are `path`, `pathAll`, `pathAny`, `status` and `error`"),
                );
                return None;
            }
        };
        Some(Acceptor { state: state?, matcher, span: node.span() })
    }

    /// The key `state` of an acceptor.
    pub(super) fn state(&mut self, fields: &mut Fields<'_>) -> Option<AcceptorState> {
        let entry = self.required(fields, "state")?;
        let text = self.string_value("state", entry.value)?;
        let state = match text.as_str() {
            "success" => Some(AcceptorState::Success),
            "failure" => Some(AcceptorState::Failure),
            "retry" => Some(AcceptorState::Retry),
            _ => None,
        };
        if state.is_none() {
            self.diagnostics.report(
                Diagnostic::error(format!("unknown state `{}`", text.escape_debug()))
                    .at(entry.value.span(), "must be `success`, `failure` or `retry`"),
            );
        }
        state
    }

    /// A path, and the expected value at it.
    pub(super) fn path_matcher(
        &mut self,
        path: &Entry<'_>,
        comparison: Comparison,
        expected: Expected,
    ) -> Option<PathMatcher> {
        let text = self.string_value(&path.key, path.value)?;
        match expression::parse(&text) {
            Ok(expression) => Some(PathMatcher { expression, text, comparison, expected }),
            Err(problem) => {
                self.invalid_path(&text, path.value.span(), &problem);
                None
            }
        }
    }

    fn invalid_path(&mut self, text: &str, span: Span, problem: &str) {
        let shown: String = text.chars().take(100).collect();
        self.diagnostics.report(
            Diagnostic::error(format!("`{}` cannot be waited for", shown.escape_debug()))
                .at(span, problem.escape_debug().to_string())
                .help("write an expression of JMESPath"),
        );
    }

    /// A number of seconds.
    pub(super) fn seconds(&mut self, fields: &mut Fields<'_>, key: &str) -> Option<u64> {
        let entry = fields.take(key)?;
        let number =
            entry.value.number().filter(|number| (1.0..=1e6).contains(number) && number.fract() == 0.0);
        if number.is_none() {
            self.diagnostics.report(
                Diagnostic::error(format!("`{key}` is not a number of seconds"))
                    .at(entry.value.span(), "must be an integer from 1 to 1000000"),
            );
        }
        number.map(|number| number as u64)
    }
}

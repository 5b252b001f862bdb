//! Waiters: names, documentation, and acceptors in the form that the runtime reads.

use super::context::{Lowering, deprecated};
use super::docs::code;
use super::names;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{
    Acceptor, AcceptorState, Comparison, Expected, JmesPath, Literal, Matcher, Operation, Operator,
    PathMatcher, Waiter,
};
use crate::plan;
use std::fmt::Write;

impl Lowering<'_> {
    /// The waiters that call an operation.
    pub(super) fn waiters(&mut self, operation: &Operation) -> Vec<plan::Waiter> {
        operation.waiters.iter().map(|waiter| self.waiter(operation, waiter)).collect()
    }

    fn waiter(&mut self, operation: &Operation, waiter: &Waiter) -> plan::Waiter {
        let module = self.names.operation_module(&waiter.name);
        let mut docs = self.docs(waiter.documentation.as_deref());
        if docs.is_empty() {
            docs = format!("Waits for what the model calls {}.", code(&waiter.name));
        }
        let (mut lines, mut acceptors) = (Vec::new(), Vec::new());
        for acceptor in &waiter.acceptors {
            let (state, said_of_state) = match acceptor.state {
                AcceptorState::Success => ("success", "Succeeds"),
                AcceptorState::Failure => ("failure", "Fails"),
                AcceptorState::Retry => ("retry", "Goes on"),
            };
            for (matcher, said) in self.matchers(operation, acceptor) {
                lines.push(format!("- {said_of_state} if {said}."));
                acceptors.push(format!("{state} {matcher}"));
            }
        }
        let _ = write!(docs, "\n\n{}", lines.join("\n"));
        let mut name = |suffix: &str| self.names.type_name(&waiter.name, suffix);
        let (fluent_builder, final_poll) = (name("FluentBuilder"), name("FinalPoll"));
        let name = name("");
        plan::Waiter {
            error: names::fixed(&format!("WaitUntil{}Error", name.stem())),
            method: names::fixed(&format!("wait_until_{}", module.stem())),
            name,
            module,
            fluent_builder,
            final_poll,
            delays: waiter.delays,
            docs,
            deprecated: deprecated(waiter.deprecated.as_ref()),
            acceptors,
        }
    }

    /// The matcher of an acceptor: in the form that the runtime reads (words with spaces between them), and as text for
    /// people.
    fn matchers(&mut self, operation: &Operation, acceptor: &Acceptor) -> Vec<(String, String)> {
        match &acceptor.matcher {
            Matcher::Success(true) => vec![("ok true".to_owned(), "the call succeeds".to_owned())],
            Matcher::Success(false) => vec![("ok false".to_owned(), "the call fails".to_owned())],
            Matcher::Error(name) => vec![error(name)],
            Matcher::Status(status) => self.with_status(operation, *status, acceptor.span),
            Matcher::Output(path) => {
                let (text, said) = compared(path);
                vec![(format!("output {text}"), said)]
            }
            Matcher::InputOutput(path) => {
                let (text, said) = compared(path);
                vec![(format!("both {text}"), format!("{said}, of `input` and `output`"))]
            }
        }
    }

    /// The errors of an operation with a status code, as in the official crates.
    fn with_status(&mut self, operation: &Operation, status: u16, span: Span) -> Vec<(String, String)> {
        let errors = operation.errors.iter().map(|error| self.model.shape(&error.target));
        let errors = errors.filter_map(|shape| {
            let trait_ = shape.traits.error.as_ref().filter(|error| error.status_code == Some(status))?;
            Some(error(trait_.code.as_deref().unwrap_or_else(|| shape.id.name())))
        });
        let errors: Vec<_> = errors.collect();
        if errors.is_empty() {
            self.diagnostics.report(
                Diagnostic::warning(format!("no error of `{}` has the status code {status}", operation.name))
                    .at(span, "has no effect")
                    .help("the waiter ignores it; a request that fails this way ends the wait"),
            );
        }
        errors
    }
}

fn error(name: &str) -> (String, String) {
    (format!("error {}", escaped(name)), format!("the error is {}", code(name)))
}

/// A comparison, in the form that the runtime reads and as text for people.
fn compared(path: &PathMatcher) -> (String, String) {
    let (comparison, what) = match path.comparison {
        Comparison::Equal => ("equal", "is"),
        Comparison::All => ("all", "has elements that are all"),
        Comparison::Any => ("any", "has an element that is"),
    };
    let (expected, value) = match &path.expected {
        Expected::Boolean(value) => (value.to_string(), code(&value.to_string())),
        Expected::Text(text) => (format!("'{}", escaped(text)), code(text)),
    };
    (
        format!("{comparison} {expected} {}", expression(&path.expression)),
        format!("{} {what} {value}", code(&path.text)),
    )
}

/// An expression in the form that the runtime reads: each operator before its operands, so that no brackets are needed.
pub fn expression(expression: &JmesPath) -> String {
    let mut words = Vec::new();
    push(expression, &mut words);
    words.join(" ")
}

fn push(expression: &JmesPath, words: &mut Vec<String>) {
    let word = |word: &str| word.to_owned();
    let (operator, operands): (String, Vec<&JmesPath>) = match expression {
        JmesPath::Current => (word("@"), vec![]),
        JmesPath::Literal(Literal::Null) => (word("null"), vec![]),
        JmesPath::Literal(Literal::Boolean(value)) => (value.to_string(), vec![]),
        JmesPath::Literal(Literal::Number(number)) => (format!("={number}"), vec![]),
        JmesPath::Literal(Literal::Text(text)) => (format!("'{}", escaped(text)), vec![]),
        JmesPath::Member(name) => (format!(".{}", escaped(name)), vec![]),
        JmesPath::Index(index) => (format!("#{index}"), vec![]),
        JmesPath::Then(first, second) => (word("then"), vec![first, second]),
        JmesPath::Each(list, each) => (word("each"), vec![list, each]),
        JmesPath::EachValue(object, each) => (word("each-value"), vec![object, each]),
        JmesPath::Flatten(list) => (word("flatten"), vec![list]),
        JmesPath::If(condition, then) => (word("if"), vec![condition, then]),
        JmesPath::Or(first, second) => (word("or"), vec![first, second]),
        JmesPath::And(first, second) => (word("and"), vec![first, second]),
        JmesPath::Not(inner) => (word("not"), vec![inner]),
        JmesPath::Compare(operator, left, right) => {
            let operator = match operator {
                Operator::Equal => "==",
                Operator::NotEqual => "!=",
                Operator::Less => "<",
                Operator::LessOrEqual => "<=",
                Operator::Greater => ">",
                Operator::GreaterOrEqual => ">=",
            };
            (word(operator), vec![left, right])
        }
        JmesPath::List(elements) => (format!("list:{}", elements.len()), elements.iter().collect()),
        JmesPath::Object(members) => {
            words.push(format!("object:{}", members.len()));
            for (name, value) in members {
                words.push(format!(".{}", escaped(name)));
                push(value, words);
            }
            return;
        }
        JmesPath::Call(function, arguments) => {
            (format!("{}:{}", function.name(), arguments.len()), arguments.iter().collect())
        }
    };
    words.push(operator);
    operands.into_iter().for_each(|operand| push(operand, words));
}

/// A text without spaces: letters, digits and some signs unchanged, and `%` with two digits for each other byte.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

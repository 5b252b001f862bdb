//! Waiters: names, documentation, and acceptors in the form that the runtime reads.

use super::context::{Lowering, deprecated};
use super::docs::code;
use super::names;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Acceptor, AcceptorState, Comparison, Expected, Function, JmesPath, Literal, Matcher, Operation, Operator,
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
            for matcher in self.matchers(operation, acceptor) {
                let state = match acceptor.state {
                    AcceptorState::Success => ("success", "Succeeds"),
                    AcceptorState::Failure => ("failure", "Fails"),
                    AcceptorState::Retry => ("retry", "Goes on"),
                };
                lines.push(format!("- {} if {}.", state.1, said(&matcher)));
                acceptors.push(format!("{} {}", state.0, text(&matcher)));
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

    /// What an acceptor matches. A status code stands for the errors that have it, as in the official crates.
    fn matchers(&mut self, operation: &Operation, acceptor: &Acceptor) -> Vec<Matcher> {
        let Matcher::Status(status) = &acceptor.matcher else { return vec![acceptor.matcher.clone()] };
        let errors = operation.errors.iter().map(|error| self.model.shape(&error.target));
        let errors = errors.filter(|shape| {
            shape.traits.error.as_ref().is_some_and(|error| error.status_code == Some(*status))
        });
        let code = |error: &crate::model::ErrorTrait| error.code.clone();
        let codes: Vec<_> = errors
            .map(|shape| {
                let code = shape.traits.error.as_ref().and_then(code);
                Matcher::Error(code.unwrap_or_else(|| shape.id.name().to_owned()))
            })
            .collect();
        if codes.is_empty() {
            self.diagnostics.report(
                Diagnostic::warning(format!("no error of `{}` has the status code {status}", operation.name))
                    .at(acceptor.span, "has no effect")
                    .help("it is not waited for; a call that fails so ends the waiting"),
            );
        }
        codes
    }
}

/// A matcher in words.
fn said(matcher: &Matcher) -> String {
    let compared = |path: &PathMatcher| {
        let what = match path.comparison {
            Comparison::Equal => "is",
            Comparison::All => "has elements that are all",
            Comparison::Any => "has an element that is",
        };
        let expected = match &path.expected {
            Expected::Boolean(value) => value.to_string(),
            Expected::Text(text) => text.clone(),
        };
        format!("{} {what} {}", code(&path.text), code(&expected))
    };
    match matcher {
        Matcher::Success(true) => "the call succeeds".to_owned(),
        Matcher::Success(false) => "the call fails".to_owned(),
        Matcher::Error(name) => format!("the error is {}", code(name)),
        Matcher::Status(status) => format!("the status code is {status}"),
        Matcher::Output(path) => compared(path),
        Matcher::InputOutput(path) => format!("{}, of `input` and `output`", compared(path)),
    }
}

/// A matcher in the form that the runtime reads: words with spaces between them.
fn text(matcher: &Matcher) -> String {
    let compared = |kind: &str, path: &PathMatcher| {
        let comparison = match path.comparison {
            Comparison::Equal => "equal",
            Comparison::All => "all",
            Comparison::Any => "any",
        };
        let expected = match &path.expected {
            Expected::Boolean(value) => value.to_string(),
            Expected::Text(text) => format!("'{}", escaped(text)),
        };
        format!("{kind} {comparison} {expected} {}", expression(&path.expression))
    };
    match matcher {
        Matcher::Success(success) => format!("ok {success}"),
        Matcher::Error(name) => format!("error {}", escaped(name)),
        Matcher::Status(status) => format!("status {status}"),
        Matcher::Output(path) => compared("output", path),
        Matcher::InputOutput(path) => compared("both", path),
    }
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
            let name = match function {
                Function::Contains => "contains",
                Function::EndsWith => "ends_with",
                Function::Keys => "keys",
                Function::Length => "length",
                Function::NotNull => "not_null",
                Function::StartsWith => "starts_with",
                Function::Values => "values",
            };
            (format!("{name}:{}", arguments.len()), arguments.iter().collect())
        }
    };
    words.push(operator);
    operands.into_iter().for_each(|operand| push(operand, words));
}

/// A text without spaces: letters, digits and some signs as they are, all else as `%` and two digits a byte.
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

//! Waiters in generated code, and the results that end a wait.

use super::operation::Operation;
use crate::shape::{Node, Structure, evaluate, literal, tree, unescaped};
use aws_smithy_runtime::client::waiters::AcceptorState;

/// Something that can be waited for by calling the operation `I` again and again (Smithy, `smithy.waiters#waitable`).
pub trait Waiter<I: Operation>: Send + Sync + 'static {
    /// The shortest and the longest time between two calls, in seconds.
    const DELAYS: (u64, u64);
    /// The acceptors that each call is compared with, in order: the resulting state, then the matcher, for example
    /// `success output equal 'ACTIVE .Status`
    const ACCEPTORS: &'static [&'static str];
}

/// The state after a call with this input and this outcome: its output, or the code of its error.
pub(crate) fn judge(
    acceptors: &[&str],
    input: &Node,
    outcome: Result<&dyn Structure, Option<&str>>,
) -> AcceptorState {
    // Outputs that are nested too deep match nothing.
    let output = outcome.ok().and_then(|output| tree(output).ok());
    let error = outcome.err();
    let matched = acceptors.iter().find_map(|acceptor| {
        let (state, rest) = acceptor.split_once(' ')?;
        matches(rest, input, output.as_ref(), error)?.then_some(state)
    });
    match matched {
        Some("success") => AcceptorState::Success,
        Some("failure") => AcceptorState::Failure,
        Some("retry") => AcceptorState::Retry,
        _ => AcceptorState::NoAcceptorsMatched,
    }
}

/// Whether a matcher matches; `None` if it is not a valid matcher.
fn matches(matcher: &str, input: &Node, output: Option<&Node>, error: Option<Option<&str>>) -> Option<bool> {
    let (kind, rest) = matcher.split_once(' ')?;
    match kind {
        "ok" => return Some(error.is_none() == (rest == "true")),
        "error" => {
            let code = unescaped(rest)?;
            return Some(error.is_some_and(|error| error == Some(code.as_str())));
        }
        _ => {}
    }
    let Some(output) = output else { return Some(false) };
    let (comparison, rest) = rest.split_once(' ')?;
    let (expected, expression) = rest.split_once(' ')?;
    let expected = literal(expected)?;
    let value = match kind {
        "output" => evaluate(expression, output),
        "both" => {
            let both = [("input", input), ("output", output)];
            let both = both.map(|(name, node)| (name.to_owned(), node.clone()));
            evaluate(expression, &Node::Object(both.into()))
        }
        _ => return None,
    };
    Some(match (comparison, value) {
        ("equal", Some(value)) => value == expected,
        ("all", Some(Node::List(elements))) => {
            !elements.is_empty() && elements.iter().all(|element| *element == expected)
        }
        ("any", Some(Node::List(elements))) => elements.contains(&expected),
        _ => false,
    })
}

//! Expressions of JMESPath, and what waiters say with them.

use super::traits::Deprecated;
use crate::diagnostic::Span;

/// A waiter of an operation (Smithy, `smithy.waiters#waitable`).
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// Its name, for example `TableExists`.
    pub name: String,
    /// The shortest and the longest time between two calls, in seconds.
    pub delays: (u64, u64),
    /// Documentation.
    pub documentation: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The acceptors that each call is compared with, in order.
    pub acceptors: Vec<Acceptor>,
    /// Its place in the model.
    pub span: Span,
}

/// An acceptor of a waiter.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptor {
    /// The state if it matches.
    pub state: AcceptorState,
    /// The matcher.
    pub matcher: Matcher,
    /// Its place in the model.
    pub span: Span,
}

/// The state of a waiter after a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AcceptorState {
    /// The waiter succeeds.
    Success,
    /// The waiter fails.
    Failure,
    /// The waiter calls again.
    Retry,
}

/// The matcher of an acceptor.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// Whether there is an output, or an error.
    Success(bool),
    /// An error with this code.
    Error(String),
    /// An error whose status code is this one, which only botocore's waiters have.
    Status(u16),
    /// A value in the output.
    Output(PathMatcher),
    /// A value in an object with the members `input` and `output`.
    InputOutput(PathMatcher),
}

/// A comparison with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct PathMatcher {
    /// The expression of the value.
    pub expression: JmesPath,
    /// The expression as in the model.
    pub text: String,
    /// The comparator.
    pub comparison: Comparison,
    /// The expected value.
    pub expected: Expected,
}

/// A comparator.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Comparison {
    /// The value is equal to the expected one.
    Equal,
    /// The value is a list that is not empty, and all of its elements are equal to the expected value.
    All,
    /// The value is a list, and one of its elements is equal to the expected value.
    Any,
}

/// An expected value.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the values that waiters compare with")]
pub enum Expected {
    Boolean(bool),
    Text(String),
}

/// An expression of JMESPath.
#[derive(Clone, Debug, PartialEq)]
pub enum JmesPath {
    /// The current value: `@`.
    Current,
    /// The value of a literal.
    Literal(Literal),
    /// A member: `a`.
    Member(String),
    /// An element, from the end if it is negative: `[1]`.
    Index(i32),
    /// The second expression on the value of the first: `a.b`, `a | b`.
    Then(Box<Self>, Box<Self>),
    /// The second expression on each element of the first: `a[*].b`.
    Each(Box<Self>, Box<Self>),
    /// The second expression on each value of the first: `a.*.b`.
    EachValue(Box<Self>, Box<Self>),
    /// The elements of the lists in a list: `a[]`.
    Flatten(Box<Self>),
    /// The second expression if the first is true: in `a[?b].c`, on each element of `a`.
    If(Box<Self>, Box<Self>),
    /// `a || b`.
    Or(Box<Self>, Box<Self>),
    /// `a && b`.
    And(Box<Self>, Box<Self>),
    /// `!a`.
    Not(Box<Self>),
    /// `a == b` and the like.
    Compare(Operator, Box<Self>, Box<Self>),
    /// `[a, b]`.
    List(Vec<Self>),
    /// `{a: b}`.
    Object(Vec<(String, Self)>),
    /// A call of a function.
    Call(Function, Vec<Self>),
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the values of JSON without parts")]
pub enum Literal {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
}

/// A comparison in an expression.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as what they compare by")]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A function.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as in JMESPath")]
pub enum Function {
    Contains,
    EndsWith,
    Keys,
    Length,
    NotNull,
    StartsWith,
    Values,
}

impl Function {
    const ALL: [Self; 7] = [
        Self::Contains,
        Self::EndsWith,
        Self::Keys,
        Self::Length,
        Self::NotNull,
        Self::StartsWith,
        Self::Values,
    ];

    /// Its name in expressions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::EndsWith => "ends_with",
            Self::Keys => "keys",
            Self::Length => "length",
            Self::NotNull => "not_null",
            Self::StartsWith => "starts_with",
            Self::Values => "values",
        }
    }

    /// The function with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }

    /// Whether it takes this many arguments.
    pub fn takes(self, arguments: usize) -> bool {
        match self {
            Self::Contains | Self::EndsWith | Self::StartsWith => arguments == 2,
            Self::Keys | Self::Length | Self::Values => arguments == 1,
            Self::NotNull => arguments > 0,
        }
    }
}

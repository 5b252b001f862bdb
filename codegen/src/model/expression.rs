//! Expressions of JMESPath, and what waiters say with them.

use super::traits::Deprecated;
use crate::diagnostic::Span;

/// Something about an operation that can be waited for (Smithy, `smithy.waiters#waitable`).
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
    /// What each call is compared with, in order.
    pub acceptors: Vec<Acceptor>,
    /// Where the model says so.
    pub span: Span,
}

/// What follows from a call of an operation that is waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptor {
    /// What follows if it matches.
    pub state: AcceptorState,
    /// What it matches.
    pub matcher: Matcher,
    /// Where the model says so.
    pub span: Span,
}

/// What follows from a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AcceptorState {
    /// What is waited for is there.
    Success,
    /// It will not come.
    Failure,
    /// It is not there yet.
    Retry,
}

/// What the outcome of a call is compared with.
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

/// A value, and what it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct PathMatcher {
    /// What gives the value.
    pub expression: JmesPath,
    /// As it stands in the model.
    pub text: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what it is compared.
    pub expected: Expected,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Comparison {
    /// It is what is expected.
    Equal,
    /// It is a list that is not empty, and all its elements are what is expected.
    All,
    /// It is a list, and one of its elements is what is expected.
    Any,
}

/// What is expected of a value.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the values that waiters compare with")]
pub enum Expected {
    Boolean(bool),
    Text(String),
}

/// An expression of JMESPath.
#[derive(Clone, Debug, PartialEq)]
pub enum JmesPath {
    /// The value that the expression is about: `@`.
    Current,
    /// The value of a literal.
    Literal(Literal),
    /// A member: `a`.
    Member(String),
    /// An element, from the end if it is negative: `[1]`.
    Index(i32),
    /// The second one about the value of the first: `a.b`, `a | b`.
    Then(Box<Self>, Box<Self>),
    /// The second one about each element of the first: `a[*].b`.
    Each(Box<Self>, Box<Self>),
    /// The second one about each value of the first: `a.*.b`.
    EachValue(Box<Self>, Box<Self>),
    /// The elements of the lists in a list: `a[]`.
    Flatten(Box<Self>),
    /// The second one if the first one is true: in `a[?b].c`, about each element of `a`.
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

    /// How it is called.
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

    /// The function that is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }

    /// Whether it takes so many arguments.
    pub fn takes(self, arguments: usize) -> bool {
        match self {
            Self::Contains | Self::EndsWith | Self::StartsWith => arguments == 2,
            Self::Keys | Self::Length | Self::Values => arguments == 1,
            Self::NotNull => arguments > 0,
        }
    }
}

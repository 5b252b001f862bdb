//! Examples of calls, which models have for documentation.

use super::shape_id::ShapeId;
use crate::diagnostic::Span;

/// A call of an operation (Smithy, `examples`; botocore's `examples-1.json`).
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows, as plain text.
    pub title: String,
    /// What it shows, at length.
    pub documentation: Option<String>,
    /// The input; `None` if it sets no member.
    pub input: Option<Value>,
    /// The output.
    pub output: Option<Value>,
    /// The error that the service returns instead of an output.
    pub error: Option<(ShapeId, Value)>,
    /// Whether the input may break constraints, to show the error that comes of it.
    pub allows_constraint_errors: bool,
    /// Whether it is a trait, which Smithy refuses if it is wrong; it stands beside the model if not.
    pub is_trait: bool,
    /// Where it is.
    pub span: Span,
}

/// A value as a model writes it (Smithy, "Node values").
#[derive(Clone, Debug)]
pub struct Value {
    /// The value.
    pub kind: ValueKind,
    /// Where it is.
    pub span: Span,
}

/// The kinds of values.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "JSON's types, named as there")]
pub enum ValueKind {
    Null,
    Boolean(bool),
    /// As it stands in the model.
    Number(String),
    String(String),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Whether it has no parts.
    pub fn is_empty(&self) -> bool {
        match &self.kind {
            ValueKind::Array(elements) => elements.is_empty(),
            ValueKind::Object(entries) => entries.is_empty(),
            ValueKind::Null => true,
            ValueKind::Boolean(_) | ValueKind::Number(_) | ValueKind::String(_) => false,
        }
    }
}

impl ValueKind {
    /// What the value is, in the words of JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

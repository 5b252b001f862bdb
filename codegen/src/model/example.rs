//! Examples of calls, which models have for documentation.

use super::shape_id::ShapeId;
use crate::diagnostic::Span;

/// A call of an operation (Smithy, `examples`; botocore's `examples-1.json`).
#[derive(Clone, Debug)]
pub struct Example {
    /// The title, as plain text.
    pub title: String,
    /// The description.
    pub documentation: Option<String>,
    /// The input; `None` if it sets no member.
    pub input: Option<Value>,
    /// The output.
    pub output: Option<Value>,
    /// The error that the service returns instead of an output.
    pub error: Option<(ShapeId, Value)>,
    /// Whether the input may break constraints, to show the resulting error.
    pub allows_constraint_errors: bool,
    /// Whether it comes from the trait, in which errors make a Smithy model invalid, or from a file beside the model.
    pub is_trait: bool,
    /// Its place.
    pub span: Span,
}

/// A value as a model writes it (Smithy, "Node values").
#[derive(Clone, Debug)]
pub struct Value {
    /// The value.
    pub kind: ValueKind,
    /// Its place.
    pub span: Span,
}

/// The kinds of values.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "JSON's types, named as there")]
pub enum ValueKind {
    Null,
    Boolean(bool),
    /// The number as in the model.
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
    /// The type of the value, in JSON's terms.
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

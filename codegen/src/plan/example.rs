//! Calls in documentation.

use super::ident::Ident;

/// A call that the documentation of an operation shows.
#[derive(Clone, Debug)]
pub struct Example {
    /// The title, as Markdown in one line; empty for a placeholder example.
    pub title: String,
    /// The description, as Markdown.
    pub docs: String,
    /// The error that the call fails with, in `types::error`.
    pub error: Option<Ident>,
    /// The setters of the fluent builder.
    pub calls: Vec<Call>,
}

/// The call of a setter.
#[derive(Clone, Debug)]
pub struct Call {
    /// The setter.
    pub setter: Ident,
    /// Its arguments: a value, or a key and a value.
    pub arguments: Vec<Value>,
}

/// An expression that creates a value.
#[derive(Clone, Debug)]
pub enum Value {
    /// A boolean or a number, as Rust writes it.
    Literal(String),
    /// A text.
    Text {
        /// The text.
        text: String,
        /// Whether it must be a `String`.
        owned: bool,
    },
    /// A `Blob` of a text.
    Blob(String),
    /// A number of any size, which is parsed.
    Number(String),
    /// A `ByteStream` of a text.
    ByteStream(String),
    /// A `DateTime` of seconds since 1970, as Rust writes the number, which may have a fraction.
    Seconds(String),
    /// A `DateTime` of a text, which is written as in headers or as in RFC 3339.
    Time {
        /// The text.
        text: String,
        /// Whether it is written as in headers.
        http_date: bool,
    },
    /// A document.
    Document(Document),
    /// A variant of an enum.
    Variant(Ident, Ident),
    /// A value that an enum has no variant for.
    Unnamed(Ident, String),
    /// A variant of a union, and its value.
    Union(Ident, Ident, Option<Box<Value>>),
    /// A structure, created by its builder.
    Structure {
        /// The type.
        ty: Ident,
        /// Whether it is in `types::error`.
        error: bool,
        /// Whether the builder may fail.
        fallible: bool,
        /// The setters.
        calls: Vec<Call>,
    },
    /// A value in a `Box`.
    Boxed(Box<Value>),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Vec<(Value, Value)>),
    /// `Some`.
    Some(Box<Value>),
    /// `None`.
    None,
}

/// A document.
#[derive(Clone, Debug)]
pub enum Document {
    /// Without a value.
    Null,
    /// A boolean or a number, as Rust writes it.
    Literal(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Document>),
    /// A map.
    Map(Vec<(String, Document)>),
}

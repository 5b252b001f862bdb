//! The syntax of an IDL file, before names are resolved.

use super::text::Name;
use crate::diagnostic::Span;

/// A file.
#[derive(Debug, Default)]
pub(super) struct File {
    /// `$version`, without it the first version.
    pub(super) control: Vec<(Name, Value)>,
    pub(super) metadata: Vec<(Name, Value)>,
    pub(super) namespace: String,
    /// Ids of shapes in other namespaces.
    pub(super) uses: Vec<Name>,
    pub(super) shapes: Vec<Shape>,
    /// The target of `apply`, and the traits.
    pub(super) applied: Vec<(Name, Vec<Trait>)>,
}

#[derive(Debug)]
pub(super) struct Shape {
    /// The type, such as `structure`.
    pub(super) kind: Name,
    pub(super) name: Name,
    pub(super) traits: Vec<Trait>,
    /// The resource whose identifiers and properties members may be.
    pub(super) resource: Option<Name>,
    pub(super) mixins: Vec<Name>,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    /// A simple shape has none.
    None,
    Members(Vec<Member>),
    /// The properties of a service or a resource.
    Properties(Vec<(Name, Value)>),
    Operation {
        input: Option<Io>,
        output: Option<Io>,
        errors: Option<Vec<Name>>,
    },
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: Name,
    pub(super) traits: Vec<Trait>,
    pub(super) kind: MemberKind,
    /// The value after `=`.
    pub(super) value: Option<Value>,
}

#[derive(Debug)]
pub(super) enum MemberKind {
    Target(Name),
    /// A member of a resource or a mixin, which has no target.
    Elided,
    /// A value of an enum.
    Value,
}

/// The input or output of an operation.
#[derive(Debug)]
pub(super) enum Io {
    Id(Name),
    Inline(Box<Shape>),
}

#[derive(Debug)]
pub(super) struct Trait {
    pub(super) id: Name,
    /// The value in parentheses.
    pub(super) value: Option<Value>,
}

#[derive(Debug)]
pub(super) struct Value {
    pub(super) span: Span,
    pub(super) kind: ValueKind,
}

#[derive(Debug)]
pub(super) enum ValueKind {
    Null,
    Boolean(bool),
    /// The number as it is written.
    Number(String),
    String(String),
    /// The id of a shape, relative or not.
    Id(String),
    Array(Vec<Value>),
    Object(Vec<(Name, Value)>),
}

impl Value {
    /// The text of a string, or an id.
    pub(super) fn name(&self) -> Option<&str> {
        if let ValueKind::Id(text) | ValueKind::String(text) = &self.kind { Some(text) } else { None }
    }

    /// The text of a string.
    pub(super) fn string(&self) -> Option<&str> {
        if let ValueKind::String(text) = &self.kind { Some(text) } else { None }
    }

    /// The entries of an object.
    pub(super) fn object(&self) -> Option<&[(Name, Value)]> {
        if let ValueKind::Object(entries) = &self.kind { Some(entries) } else { None }
    }

    /// The elements of an array.
    pub(super) fn array(&self) -> Option<&[Value]> {
        if let ValueKind::Array(values) = &self.kind { Some(values) } else { None }
    }
}

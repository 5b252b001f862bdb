//! Structures, unions, enums, and the types of their fields.

use super::ident::Ident;
use super::variants::EventError;

/// A structure.
#[derive(Clone, Debug)]
pub struct Structure {
    /// The type.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// The file of a type that has its own.
    pub module: Ident,
    /// Its builder.
    pub builder: Ident,
    /// The kind of its builder.
    pub builder_kind: BuilderKind,
    /// Its role.
    pub role: Role,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The fields, in the order of the model.
    pub fields: Vec<Field>,
    /// The traits of the structure as a document, each after a space.
    pub traits: String,
}

/// The role of a structure.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Role {
    /// A value inside others.
    Type,
    /// The input of an operation.
    Input,
    /// The output of an operation.
    Output {
        /// Whether it has the second request id of S3.
        extended_request_id: bool,
    },
    /// The input or output of an operation, in a crate without a client.
    Plain,
    /// An error, with the kind of retry that it allows.
    Error {
        /// A variant of `ErrorKind`.
        retry: Option<Ident>,
    },
}

/// The kinds of builders.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BuilderKind {
    /// The crate's generic builder: all members are optional.
    Generic,
    /// A structure of its own, whose `build` fills in defaults.
    Defaulting,
    /// A structure of its own, whose `build` fails if a required member is not set.
    Fallible,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field, its accessor and its setter.
    pub name: Ident,
    /// The builder's setter that takes an `Option`.
    pub set: Ident,
    /// The builder's accessor.
    pub get: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The type of its value.
    pub ty: Type,
    /// Whether it always has a value.
    pub presence: Presence,
    /// Its value when it is not set, unless that is the zero value of its type.
    pub default: Option<DefaultValue>,
    /// Whether its value must not be printed.
    pub sensitive: bool,
    /// The schema line.
    pub schema: String,
}

/// Whether a field always has a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// Always; the builder requires it.
    Required,
    /// Always; the builder has a default.
    Defaulted,
    /// `Option`.
    Optional,
}

/// A default other than the zero value of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultValue {
    /// `true`.
    True,
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(String),
    /// A variant of the enum that is the type of the field.
    Variant(Ident),
    /// Bytes, a timestamp, a number of any size or a document, as the runtime reads it in a schema line.
    Node(String),
}

/// A type.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as the Rust types that they are")]
pub enum Type {
    BigDecimal,
    BigInteger,
    Blob,
    Bool,
    ByteStream,
    DateTime,
    Document,
    F32,
    F64,
    I16,
    I32,
    I64,
    I8,
    String,
    /// An enum of this crate.
    Enum(Ident),
    /// A structure of this crate; in `types::error` if it is an error.
    Structure {
        name: Ident,
        error: bool,
    },
    /// The event stream of a response; the errors in place of an event are in `types::error`.
    EventReceiver {
        events: Ident,
        error: Ident,
    },
    /// Events that go with a request.
    EventSender {
        events: Ident,
        error: Ident,
    },
    Boxed(Box<Type>),
    List {
        element: Box<Type>,
        sparse: bool,
    },
    Map {
        key: Box<Type>,
        value: Box<Type>,
        sparse: bool,
    },
}

/// A union: an enum whose variants each have a value.
#[derive(Clone, Debug)]
pub struct Union {
    /// The type.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// Its file.
    pub module: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The variants, in the order of the model.
    pub variants: Vec<UnionVariant>,
    /// If it is an event stream: the errors in place of an event.
    pub event_error: Option<EventError>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant.
    pub name: Ident,
    /// The method that returns its value.
    pub as_method: Ident,
    /// The method that tests for it.
    pub is_method: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// The type of its value, if it has one.
    pub ty: Option<Type>,
    /// The schema line.
    pub schema: String,
}

/// A string enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The type.
    pub name: Ident,
    /// The feature that turns it on; always there if `None`.
    pub feature: Option<String>,
    /// Its file.
    pub module: Ident,
    /// Documentation, as Markdown.
    pub docs: String,
    /// Why it should no longer be used.
    pub deprecated: Option<Deprecated>,
    /// The variants, by value.
    pub variants: Vec<Variant>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The variant.
    pub name: Ident,
    /// The value on the wire.
    pub value: String,
    /// Documentation, as Markdown.
    pub docs: String,
}

/// Why something should no longer be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Deprecated {
    /// The reason, or the replacement; also since when, if that is not a version.
    pub note: Option<String>,
    /// The first version in which it is deprecated.
    pub since: Option<String>,
}

//! A change: its kind, its place and its weight.

use crate::diagnostic::Span;
use crate::model::ShapeId;
use std::collections::BTreeSet;
use std::fmt;

/// The weight of a change for users of the crate.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Weight {
    /// Only documentation.
    Documentation,
    /// Only requests and responses; programs compile and mean the same.
    Wire,
    /// Additions to the API.
    Addition,
    /// Programs may no longer compile, or may behave differently.
    Breaking,
}

impl Weight {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Wire => "wire",
            Self::Addition => "addition",
            Self::Breaking => "breaking",
        }
    }
}

/// What changed.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Subject {
    /// The service itself.
    Service,
    /// An operation.
    Operation(String),
    /// A shape.
    Shape(ShapeId),
    /// A member of a shape, or a value of an enum.
    Member(ShapeId, String),
}

impl Subject {
    /// The shape that it is, or is part of.
    pub fn shape(&self) -> Option<&ShapeId> {
        match self {
            Self::Service | Self::Operation(_) => None,
            Self::Shape(shape) | Self::Member(shape, _) => Some(shape),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => formatter.write_str("the service"),
            Self::Operation(name) => formatter.write_str(name),
            Self::Shape(shape) => formatter.write_str(shape.name()),
            // The value of an enum may be any text.
            Self::Member(shape, member) => write!(formatter, "{}${}", shape.name(), member.escape_debug()),
        }
    }
}

/// The kinds of changes, each with its name in JSON, its weight, and its meaning for users of the crate.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident $name:literal $weight:ident $meaning:literal;)*) => {
        /// The kinds of changes.
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        #[expect(missing_docs, reason = "each has its meaning beside it")]
        pub enum Kind { $($(#[doc = $doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The name in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The weight.
            pub fn weight(self) -> Weight {
                match self { $(Self::$kind => Weight::$weight,)* }
            }

            /// Its meaning for users of the crate; may be empty.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$kind => $meaning,)* }
            }
        }
    };
}

kinds! {
    AuthChanged "auth-changed" Wire "requests use another authentication scheme";
    BoxedChanged "boxed-changed" Breaking "the field is now in a `Box`, or no longer";
    BuilderChanged "builder-changed" Breaking "`build()` now returns a `Result`, or no longer";
    DefaultChanged "default-changed" Wire "a member that is not set has another value";
    DeprecatedChanged "deprecated-changed" Documentation "the compiler warns when it is used, or no longer warns";
    DocumentationChanged "documentation-changed" Documentation "";
    EndpointParameterAdded "endpoint-parameter-added" Addition "`config::endpoint::Params` has a new setter";
    EndpointParameterRemoved "endpoint-parameter-removed" Breaking "a setter of `config::endpoint::Params` was removed or takes another type";
    EndpointRulesChanged "endpoint-rules-changed" Wire "requests may go to another endpoint";
    EnumValueAdded "enum-value-added" Addition "the enum, which is non-exhaustive, has a new variant";
    EnumValueRemoved "enum-value-removed" Breaking "a variant of the enum was removed";
    EnumValueRenamed "enum-value-renamed" Breaking "the variant has another name";
    ErrorAdded "error-added" Addition "the error of the operation, which is non-exhaustive, has a new variant";
    ErrorRemoved "error-removed" Breaking "a variant of the operation's error was removed";
    ErrorShared "error-shared" Breaking "`use` can no longer import variants of the error; their paths still work";
    ErrorTraitChanged "error-trait-changed" Wire "the error has another code, status or retry behavior";
    HostPrefixChanged "host-prefix-changed" Wire "requests go to another host";
    HttpChanged "http-changed" Wire "requests have another method or URI";
    IdempotencyChanged "idempotency-changed" Wire "a member that is not set is now filled with an idempotency token, or no longer";
    InputDocumentChanged "input-document-changed" Wire "the document of requests has another name";
    KindChanged "kind-changed" Breaking "the type is of another kind";
    MediaTypeChanged "media-type-changed" Wire "a text is written as JSON, or a body has another content type";
    MemberAdded "member-added" Addition "a new field with its accessor and setters";
    MemberBindingChanged "member-binding-changed" Wire "the member travels in another part of the message";
    MemberMoved "member-moved" Breaking "the field is now in another structure";
    MemberRemoved "member-removed" Breaking "a field, its accessor and its setters were removed";
    MemberTargetChanged "member-target-changed" Breaking "the field has another type";
    OperationAdded "operation-added" Addition "a new method of the client and a new feature";
    OperationRemoved "operation-removed" Breaking "a method of the client and its feature were removed";
    OperationSettingChanged "operation-setting-changed" Wire "requests are compressed, checked or signed differently";
    OptionalityChanged "optionality-changed" Breaking "the field is now an `Option`, or no longer";
    PaginationAdded "pagination-added" Addition "the operation now has `into_paginator()`";
    PaginationChanged "pagination-changed" Breaking "the paginator has other items or page sizes, or none";
    PaginationExtended "pagination-extended" Addition "the paginator has items or page sizes that it did not have";
    PaginationRemoved "pagination-removed" Breaking "the operation no longer has `into_paginator()`";
    PresigningAdded "presigning-added" Addition "the operation now has `presigned()`";
    PresigningRemoved "presigning-removed" Breaking "the operation no longer has `presigned()`";
    PaginationTokenChanged "pagination-token-changed" Wire "pages are requested differently";
    ProtocolChanged "protocol-changed" Wire "requests and responses have another format";
    RequiredAdded "required-added" Wire "the service now requires a member";
    RequiredMemberAdded "required-member-added" Breaking "the service rejects requests without the new member";
    RequiredRemoved "required-removed" Wire "the service no longer requires a member";
    ConstraintChanged "constraint-changed" Wire "the service accepts other values";
    SensitiveChanged "sensitive-changed" Wire "values are now printed, or no longer";
    ServiceAdded "service-added" Addition "a new crate";
    ServiceRemoved "service-removed" Breaking "the crate was removed";
    ServiceSettingChanged "service-setting-changed" Wire "requests identify the service differently";
    SettingAdded "setting-added" Addition "new methods of the configuration";
    SettingRemoved "setting-removed" Breaking "methods of the configuration were removed";
    ShapeRenamed "shape-renamed" Breaking "the type has another name";
    SparseChanged "sparse-changed" Breaking "elements are now `Option`s, or no longer";
    StreamingChanged "streaming-changed" Breaking "the field is now a stream, or no longer; a structure with a stream has no `Clone`";
    TimestampFormatChanged "timestamp-format-changed" Wire "timestamps are written in another format";
    WaiterAdded "waiter-added" Addition "a new method of `Waiters`";
    WaiterChanged "waiter-changed" Wire "the waiter ends at other states";
    WaiterRemoved "waiter-removed" Breaking "a method of `Waiters` was removed";
    WireNameChanged "wire-name-changed" Wire "the member has another name in requests and responses";
}

/// A change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The kind.
    pub kind: Kind,
    /// What changed.
    pub subject: Subject,
    /// The old and the new state, for people.
    pub text: String,
    /// The part of the subject that the text is about, if it is only a part: an error or a waiter of an operation, by
    /// its name.
    pub part: Option<String>,
    /// The Rust item: `aws_sdk_sqs::Client::send_message`. `None` if the change is not visible in Rust.
    pub item: Option<String>,
    /// The place in the old model, if there is one.
    pub old: Option<Span>,
    /// The place in the new model, if there is one.
    pub new: Option<Span>,
    /// Other places of the same change: the members of shapes that have another target.
    pub places: Vec<String>,
    /// The operations that reach the shape, if a shape changed.
    pub operations: BTreeSet<String>,
}

impl Change {
    /// A change of this kind.
    pub(super) fn new(kind: Kind, subject: Subject, text: impl Into<String>) -> Self {
        Self {
            kind,
            subject,
            text: text.into(),
            part: None,
            item: None,
            old: None,
            new: None,
            places: Vec::new(),
            operations: BTreeSet::new(),
        }
    }

    /// Limits the change to a part of the subject.
    pub(super) fn of(self, part: &str) -> Self {
        Self { part: Some(part.to_owned()), ..self }
    }

    /// Sets the places in the old and in the new model.
    pub(super) fn at(self, old: Option<Span>, new: Option<Span>) -> Self {
        Self { old, new, ..self }
    }
}

//! A change: what, where, and how grave.

use crate::diagnostic::Span;
use crate::model::ShapeId;
use std::collections::BTreeSet;
use std::fmt;

/// How grave a change is to who uses the crate.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Weight {
    /// Only what people read.
    Documentation,
    /// Only requests and responses; programs compile and mean the same.
    Wire,
    /// There is more than before.
    Addition,
    /// Programs may no longer compile, or mean something else.
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

/// The kinds of changes, each with what it is called in JSON, its weight, and what it means to who uses the crate.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident $name:literal $weight:ident $meaning:literal;)*) => {
        /// The kinds of changes.
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        #[expect(missing_docs, reason = "each has its meaning beside it")]
        pub enum Kind { $($(#[doc = $doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// What it is called in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// How grave it is.
            pub fn weight(self) -> Weight {
                match self { $(Self::$kind => Weight::$weight,)* }
            }

            /// What it means to who uses the crate; empty if there is nothing to say.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$kind => $meaning,)* }
            }
        }
    };
}

kinds! {
    AuthChanged "auth-changed" Wire "requests are authenticated in another way";
    BoxedChanged "boxed-changed" Breaking "the field is in a `Box` now, or no longer in one";
    BuilderChanged "builder-changed" Breaking "`build()` returns a `Result` now, or no longer one";
    DefaultChanged "default-changed" Wire "a member that is not set has another value";
    DeprecatedChanged "deprecated-changed" Documentation "compilers warn of its use, or no longer do";
    DocumentationChanged "documentation-changed" Documentation "";
    EndpointParameterAdded "endpoint-parameter-added" Addition "a setter of `config::endpoint::Params` more";
    EndpointParameterRemoved "endpoint-parameter-removed" Breaking "a setter of `config::endpoint::Params` is gone, or takes another type";
    EndpointRulesChanged "endpoint-rules-changed" Wire "requests may go to another endpoint";
    EnumValueAdded "enum-value-added" Addition "a variant more; enums are non-exhaustive";
    EnumValueRemoved "enum-value-removed" Breaking "a variant is gone";
    EnumValueRenamed "enum-value-renamed" Breaking "the variant has another name";
    ErrorAdded "error-added" Addition "a variant more in the error of the operation, which is non-exhaustive";
    ErrorRemoved "error-removed" Breaking "a variant is gone from the error of the operation";
    ErrorShared "error-shared" Breaking "`use` can no longer import variants of the error; their paths are as before";
    ErrorTraitChanged "error-trait-changed" Wire "code, status or retries of an error";
    HostPrefixChanged "host-prefix-changed" Wire "requests go to another host";
    HttpChanged "http-changed" Wire "requests have another method or URI";
    IdempotencyChanged "idempotency-changed" Wire "a member that is not set is sent with a token of its own, or no longer";
    InputDocumentChanged "input-document-changed" Wire "the document of requests has another name";
    KindChanged "kind-changed" Breaking "the type is another one";
    MediaTypeChanged "media-type-changed" Wire "a text is written as JSON, or a body is announced as something else";
    MemberAdded "member-added" Addition "a field, its accessor and its setters more";
    MemberBindingChanged "member-binding-changed" Wire "it travels in another place";
    MemberMoved "member-moved" Breaking "the field stands in another structure now";
    MemberRemoved "member-removed" Breaking "a field, its accessor and its setters are gone";
    MemberTargetChanged "member-target-changed" Breaking "the field has another type";
    OperationAdded "operation-added" Addition "a method of the client and a feature more";
    OperationRemoved "operation-removed" Breaking "a method of the client and its feature are gone";
    OperationSettingChanged "operation-setting-changed" Wire "requests are compressed, checked or signed in another way";
    OptionalityChanged "optionality-changed" Breaking "the field is an `Option` now, or no longer one";
    PaginationAdded "pagination-added" Addition "the operation has `into_paginator()`";
    PaginationChanged "pagination-changed" Breaking "the paginator has other items or sizes, or none";
    PaginationExtended "pagination-extended" Addition "the paginator has items or sizes that it did not have";
    PaginationRemoved "pagination-removed" Breaking "the operation has no `into_paginator()` any more";
    PresigningAdded "presigning-added" Addition "the operation has `presigned()`";
    PresigningRemoved "presigning-removed" Breaking "the operation has no `presigned()` any more";
    PaginationTokenChanged "pagination-token-changed" Wire "pages are asked for in another way";
    ProtocolChanged "protocol-changed" Wire "requests and responses have another form";
    RequiredAdded "required-added" Wire "the service wants a member that it did not want";
    RequiredMemberAdded "required-member-added" Breaking "calls without it are refused";
    RequiredRemoved "required-removed" Wire "the service can do without a member";
    ConstraintChanged "constraint-changed" Wire "the service takes other values";
    SensitiveChanged "sensitive-changed" Wire "values are printed, or no longer are";
    ServiceAdded "service-added" Addition "a crate more";
    ServiceRemoved "service-removed" Breaking "the crate is gone";
    ServiceSettingChanged "service-setting-changed" Wire "the service is named otherwise in requests";
    SettingAdded "setting-added" Addition "methods of the configuration more";
    SettingRemoved "setting-removed" Breaking "methods of the configuration are gone";
    ShapeRenamed "shape-renamed" Breaking "the type has another name";
    SparseChanged "sparse-changed" Breaking "elements are `Option`s now, or no longer are";
    StreamingChanged "streaming-changed" Breaking "the field is a stream now, or no longer one; what holds a stream has no `Clone`";
    TimestampFormatChanged "timestamp-format-changed" Wire "timestamps are written in another way";
    WaiterAdded "waiter-added" Addition "a method of `Waiters` more";
    WaiterChanged "waiter-changed" Wire "waiting ends at other states";
    WaiterRemoved "waiter-removed" Breaking "a method of `Waiters` is gone";
    WireNameChanged "wire-name-changed" Wire "it has another name in requests and responses";
}

/// A change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The kind.
    pub kind: Kind,
    /// What changed.
    pub subject: Subject,
    /// What it was and what it is, for people.
    pub text: String,
    /// What the text is about, if that is only a part of the subject: an error or a waiter of an operation, by its name.
    pub part: Option<String>,
    /// The Rust item: `aws_sdk_sqs::Client::send_message`. None if the change is not to be seen in Rust.
    pub item: Option<String>,
    /// Where in the old model, if it was there.
    pub old: Option<Span>,
    /// Where in the new model, if it is there.
    pub new: Option<Span>,
    /// Where else the same change is to be seen: the members of shapes that have another target.
    pub places: Vec<String>,
    /// The operations that are reached, if a shape changed.
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

    /// About a part of the subject.
    pub(super) fn of(self, part: &str) -> Self {
        Self { part: Some(part.to_owned()), ..self }
    }

    /// Where it is in the old and in the new model.
    pub(super) fn at(self, old: Option<Span>, new: Option<Span>) -> Self {
        Self { old, new, ..self }
    }
}

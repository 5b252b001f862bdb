//! What all parts of lowering share: the model, names, diagnostics.

use super::customized::Customized;
use super::docs;
use super::names::{self, Names};
use crate::diagnostic::Diagnostics;
use crate::model::{Deprecated, Model, ShapeId, ShapeKind, Simple, is_version};
use crate::plan;
use crate::protocol::Protocol;
use std::collections::BTreeSet;

/// What all parts of lowering share.
pub(super) struct Lowering<'a> {
    pub(super) model: &'a Model,
    pub(super) protocol: Protocol,
    /// The members behind an indirection.
    pub(super) boxed: BTreeSet<(ShapeId, String)>,
    pub(super) title: String,
    /// Whether the crate has features.
    pub(super) features: bool,
    pub(super) library: plan::Ident,
    /// The customizations of the service, if there are any.
    pub(super) customized: Option<&'static Customized>,
    pub(super) names: Names<'a>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Lowering<'_> {
    /// The feature of the operation with this module, if the crate has features.
    pub(super) fn feature(&self, module: &plan::Ident) -> Option<String> {
        self.features.then(|| names::operation_feature(module))
    }

    /// Whether requests have a second id.
    pub(super) fn extended_request_id(&self) -> bool {
        self.customized.is_some_and(|row| row.extended_request_id)
    }

    pub(super) fn docs(&self, text: Option<&str>) -> String {
        text.map_or_else(String::new, |text| docs::documentation(text, self.model.service.of_aws))
    }

    /// The type of a value that targets `id`.
    pub(super) fn type_of(&mut self, id: &ShapeId) -> plan::Type {
        let shape = self.model.shape(id);
        match &shape.kind {
            ShapeKind::Simple(simple) => match simple {
                Simple::BigDecimal => plan::Type::BigDecimal,
                Simple::BigInteger => plan::Type::BigInteger,
                Simple::Blob => plan::Type::Blob,
                Simple::Boolean => plan::Type::Bool,
                Simple::Byte => plan::Type::I8,
                Simple::Document => plan::Type::Document,
                Simple::Double => plan::Type::F64,
                Simple::Float => plan::Type::F32,
                Simple::Integer => plan::Type::I32,
                Simple::Long => plan::Type::I64,
                Simple::Short => plan::Type::I16,
                Simple::String => plan::Type::String,
                Simple::Timestamp => plan::Type::DateTime,
            },
            ShapeKind::Enum { .. } => plan::Type::Enum(self.names.type_name(id.name(), "")),
            ShapeKind::Structure { .. } | ShapeKind::Union { .. } => plan::Type::Structure {
                name: self.names.type_name(id.name(), ""),
                error: shape.traits.error.is_some(),
            },
            ShapeKind::List { member } => plan::Type::List {
                element: Box::new(self.type_of(&member.target.target)),
                sparse: shape.traits.sparse,
            },
            ShapeKind::Map { key, value } => plan::Type::Map {
                key: Box::new(self.type_of(&key.target.target)),
                value: Box::new(self.type_of(&value.target.target)),
                sparse: shape.traits.sparse,
            },
        }
    }
}

pub(super) fn deprecated(deprecated: Option<&Deprecated>) -> Option<plan::Deprecated> {
    let deprecated = deprecated?;
    let (version, other) = match &deprecated.since {
        // Clippy allows nothing else in the attribute (`deprecated_semver`), but Smithy any text, and services write dates.
        Some(since) if is_version(since) => (Some(since.clone()), None),
        since => (None, since.as_deref().map(docs::plain)),
    };
    let note = match (other, deprecated.message.as_deref().map(docs::plain)) {
        (Some(since), Some(message)) => Some(format!("Since {since}: {message}")),
        (Some(since), None) => Some(format!("Since {since}.")),
        (None, message) => message,
    };
    Some(plan::Deprecated { note, since: version })
}

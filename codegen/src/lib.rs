//! Turns service models into Rust client crates: text in, files out.
//!
//! A model passes through these stages, each of which knows only what it needs to:
//!
//! 1. [`loader`]: source text → fragment (formats),
//! 2. [`mod@model`]: fragment → shape graph (Smithy),
//! 3. [`transform`]: shape graph → shape graph (Smithy),
//! 4. [`protocol`]: the wire (Smithy's protocols),
//! 5. [`lower`]: shape graph → plan (Smithy and Rust),
//! 6. [`emit`] and [`format()`](mod@format): plan → Rust (Rust only).
//!
//! No function here reads or writes files, looks at a clock or the environment, or keeps state; that is left to
//! `build`, for build scripts, and `cli`, which the features of the same names add.

#[cfg(feature = "build")]
pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
#[cfg(feature = "cli")]
#[warn(clippy::wildcard_enum_match_arm)]
pub mod diff;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod emit;
pub mod format;
pub mod header;
#[cfg(feature = "build")]
pub mod io;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod knowledge;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod loader;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod lower;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod model;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod plan;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod protocol;
pub mod renames;
#[warn(clippy::wildcard_enum_match_arm)]
pub mod transform;

pub use renames::Renames;

use diagnostic::{Diagnostics, Reported, Source, SourceId, Span};
use std::collections::BTreeMap;

/// What is generated.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which source is the model; its number for places in diagnostics.
    pub source: SourceId,
    /// What stands beside the model.
    pub beside: Beside,
    /// The id of the service, if the model has several.
    pub service: Option<String>,
    /// The protocol, if it is not the first one of the service in the official order, and the place that names it.
    pub protocol: Option<(String, Option<Span>)>,
    /// The options of the crate from the manifest or the command line.
    pub options: lower::Options,
    /// The operations, by name or pattern; all if there is none.
    pub operations: Vec<transform::Pattern>,
    /// Customizations, which the model lacks.
    pub customizations: Vec<transform::Customization>,
}

impl Request {
    /// All operations of the first source, in the protocol of the official order.
    pub fn new(options: lower::Options) -> Self {
        Self {
            source: SourceId(0),
            beside: Beside::default(),
            service: None,
            protocol: None,
            options,
            operations: vec![],
            customizations: vec![],
        }
    }
}

/// The texts that stand beside a model, each with its number for places in diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The other files of a Smithy model.
    pub more: Vec<(Source, SourceId)>,
    /// The endpoint rules of the service.
    pub endpoint_rules: Option<(Source, SourceId)>,
    /// How operations return their results in pages, which is not part of AWS API JSON.
    pub paginators: Option<(Source, SourceId)>,
    /// What can be waited for, which is not part of AWS API JSON.
    pub waiters: Option<(Source, SourceId)>,
    /// Examples of calls, which AWS API JSON does not have itself.
    pub examples: Option<(Source, SourceId)>,
    /// A JSON AST of the same service beside AWS API JSON, which says less.
    pub ast: Option<(Source, SourceId)>,
}

/// The files of a crate: path in the crate → text.
pub type Files = BTreeMap<String, String>;

/// A model → shape graph, with all transforms applied.
///
/// # Errors
///
/// [`Reported`] if the model is not valid. Everything that is wrong at one stage is reported.
pub fn model(
    source: &Source,
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Result<model::Model, Reported> {
    let more = request.beside.more.iter().map(|(source, id)| (source, *id));
    let sources: Vec<_> = std::iter::once((source, request.source)).chain(more).collect();
    let (mut fragment, mut own_rules) =
        loader::load_model(&sources, request.service.as_deref(), diagnostics)?;
    if let Some((source, id)) = &request.beside.paginators {
        loader::add_paginators(&mut fragment, source, *id, diagnostics)?;
    }
    if let Some((source, id)) = &request.beside.waiters {
        loader::add_waiters(&mut fragment, source, *id, diagnostics)?;
    }
    if let Some((source, id)) = &request.beside.examples {
        loader::add_examples(&mut fragment, source, *id, diagnostics)?;
    }
    if let Some((source, id)) = &request.beside.ast {
        let rules = loader::merge_ast(&mut fragment, source, *id, diagnostics)?;
        own_rules = own_rules.or(rules);
    }
    let rules = match (&request.beside.endpoint_rules, own_rules) {
        (Some((source, id)), _) => loader::load_endpoint_rules(source, *id, diagnostics)?,
        (None, Some(rules)) => rules,
        (None, None) if !fragment.service.of_aws => {
            model::EndpointRules::of_configuration(fragment.service.span)
        }
        (None, None) => {
            model::EndpointRules::standard(&fragment.service.endpoint_prefix, fragment.service.span)
        }
    };
    let model = model::assemble(fragment, rules, diagnostics)?;
    transform::transform(model, &request.operations, &request.customizations, diagnostics)
}

/// A model → the plan of its crate.
///
/// # Errors
///
/// As [`model`](fn@model); also if the service needs what is not supported, or names collide.
pub fn plan(
    source: &Source,
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Result<plan::Crate, Reported> {
    let model = model(source, request, diagnostics)?;
    plan_of(&model, request, diagnostics)
}

/// A shape graph → the plan of its crate.
///
/// # Errors
///
/// [`Reported`] if the service needs what is not supported, or names collide.
pub fn plan_of(
    model: &model::Model,
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Result<plan::Crate, Reported> {
    // Types are the same in all protocols. This one needs the fewest traits.
    let protocol = if request.options.types_only {
        protocol::Protocol::RpcV2Cbor
    } else {
        let protocol = protocol::choose(model, request.protocol.as_ref(), diagnostics)?;
        protocol::check(model, protocol, diagnostics)?;
        protocol
    };
    lower::lower(model, protocol, &request.options, diagnostics)
}

/// A model → the files of its crate.
///
/// # Errors
///
/// As [`plan`](fn@plan).
pub fn generate(
    source: &Source,
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Result<Files, Reported> {
    Ok(files_of(&plan(source, request, diagnostics)?))
}

/// The plan of a crate → its files.
pub fn files_of(plan: &plan::Crate) -> Files {
    texts(plan, emit::emit(plan))
}

/// The plan of a crate → the files of a module for another crate, whose root is `mod.rs`.
pub fn module_of(plan: &plan::Crate) -> Files {
    texts(plan, emit::module(emit::emit(plan)))
}

fn texts(plan: &plan::Crate, files: impl Iterator<Item = emit::File>) -> Files {
    let files = files.map(|file| {
        let text = match file.content {
            emit::Content::Rust(tokens) => header::rust(&plan.origin, &format::format(tokens)),
            emit::Content::Text(text) => header::text(&plan.origin, &text),
        };
        (file.path, text)
    });
    files.collect()
}

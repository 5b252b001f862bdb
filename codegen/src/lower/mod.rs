//! Model and wire facts → plan: the only module that knows both Smithy and Rust.
//!
//! After this stage there are no more errors of users: everything wrong with a model has been reported.

mod case;
mod context;
mod customized;
mod docs;
pub mod endpoint_rules;
mod enums;
mod examples;
mod family;
mod features;
mod items;
mod names;
mod operations;
mod paginators;
mod service;
mod structures;
mod types_only;
pub mod waiters;

pub use docs::documentation;
pub use items::Items;
pub use names::{library, official_package};

use crate::diagnostic::{Diagnostics, Reported};
use crate::knowledge::recursion;
use crate::model::{Model, Shape, ShapeKind, Simple};
use crate::plan;
use crate::protocol::Protocol;
use crate::renames::Renames;
use context::Lowering;
use features::Features;
use names::{Names, Scope};

/// The options of a crate from the manifest or the command line.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package; named after the service if `None`.
    pub package: Option<String>,
    /// Its version; 1.999.0 if `None` for services of AWS, 0.1.0 for others.
    pub version: Option<String>,
    /// How the manifest names the runtime.
    pub runtime_dependency: plan::Dependency,
    /// The file that the crate is made from, for headers.
    pub origin: String,
    /// Names that replace those that the generator would choose.
    pub renames: Renames,
    /// The number of parts that the crate is divided into; `None` chooses it by the size of the service.
    pub family: Option<usize>,
    /// Whether it becomes a module of another crate, whose operations are always there instead of by feature.
    pub module: bool,
    /// Whether the crate has types and no client.
    pub types_only: bool,
}

impl Options {
    /// The defaults, with the dependency on the runtime.
    pub fn new(runtime_dependency: plan::Dependency) -> Self {
        Self {
            package: None,
            version: None,
            runtime_dependency,
            origin: String::new(),
            renames: Renames::new(),
            family: None,
            module: false,
            types_only: false,
        }
    }
}

/// Decides everything about the crate.
///
/// # Errors
///
/// [`Reported`] if two names collide, or a rename does not apply. All of them are reported.
pub fn lower(
    model: &Model,
    protocol: Protocol,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<plan::Crate, Reported> {
    let package = options.package.clone().unwrap_or_else(|| names::package(&model.service));
    let features = !options.module && !options.types_only;
    let mut lowering = Lowering {
        model,
        protocol,
        boxed: recursion::boxed(model),
        features,
        title: title(&model.service.full_name),
        library: names::library(&package),
        customized: customized::of(&model.service.id).filter(|_| model.service.of_aws),
        names: Names::new(&options.renames),
        diagnostics,
    };
    let mut operations = lowering.operations();
    let error_sets = operations::share_errors(&mut operations);
    let modules =
        operations.iter().map(|operation| (operation.wire_name.as_str(), operation.module.clone())).collect();
    let features = if features { Features::new(model, &modules, &error_sets) } else { Features::default() };
    let error_sets = error_sets
        .into_iter()
        .map(|(set, operations)| plan::ErrorSet { feature: features.of_operations(&operations), ..set });
    let error_sets = error_sets.collect();
    let (mut structures, mut unions, mut enums, mut errors) = (vec![], vec![], vec![], vec![]);
    let mut reached = Vec::new();
    let (mut types, mut error_types) = (Scope::default(), Scope::default());
    for shape in model.shapes.values().filter(|shape| !shape.id.is_synthetic()) {
        let key = shape.id.name();
        match &shape.kind {
            ShapeKind::Structure { .. } if shape.traits.error.is_some() => {
                let error = lowering.error(shape);
                if !options.types_only {
                    names::check_error(error.name(), key, shape.span, lowering.diagnostics);
                }
                error_types.take(error.name(), key, shape.span, lowering.diagnostics);
                errors.push(error);
            }
            ShapeKind::Structure { .. } => {
                let mut structure = lowering.nested(shape);
                structure.feature = features.of_shape(&shape.id);
                types.take(&structure.name, key, shape.span, lowering.diagnostics);
                let weight = family::structure_weight(structure.fields.len());
                reached.extend(features.reach(&shape.id, &structure.name, weight));
                structures.push(structure);
            }
            ShapeKind::Enum { values } => {
                let mut item = lowering.enumeration(shape, values);
                item.feature = features.of_shape(&shape.id);
                types.take(&item.name, key, shape.span, lowering.diagnostics);
                let weight = family::enum_weight(values.len());
                reached.extend(features.reach(&shape.id, &item.name, weight));
                enums.push(item);
            }
            ShapeKind::Union { members } => {
                let mut union = lowering.union(shape, members);
                union.feature = features.of_shape(&shape.id);
                types.take(&union.name, key, shape.span, lowering.diagnostics);
                let weight = family::structure_weight(members.len());
                reached.extend(features.reach(&shape.id, &union.name, weight));
                unions.push(union);
            }
            ShapeKind::Simple(_) | ShapeKind::List { .. } | ShapeKind::Map { .. } => {}
        }
    }
    if options.types_only {
        types_only::plain(model, &mut operations, lowering.diagnostics);
        unions.iter_mut().for_each(|union| union.event_error = None);
    }
    structures.sort_by(|a, b| a.name.cmp(&b.name));
    unions.sort_by(|a, b| a.name.cmp(&b.name));
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    errors.sort_by(|a, b| a.name().cmp(b.name()));
    lowering.names.report_unused(lowering.diagnostics);
    let service = lowering.service();
    let docs = lowering.crate_docs();
    let library = lowering.library.clone();
    let parts = options.family.unwrap_or_else(|| family::parts(&operations, &reached));
    let family = (parts > 1 && !options.types_only)
        .then(|| family::divide(&operations, reached, parts, &options.runtime_dependency));
    let is_big =
        |shape: &Shape| matches!(shape.kind, ShapeKind::Simple(Simple::BigDecimal | Simple::BigInteger));
    let big_numbers = model.shapes.values().any(is_big);
    diagnostics.checked(plan::Crate {
        package,
        version: version(options, model.service.of_aws),
        library,
        runtime_dependency: options.runtime_dependency.clone(),
        service,
        docs,
        deprecated: context::deprecated(model.service.deprecated.as_ref()),
        features: features.all,
        operations,
        structures,
        unions,
        enums,
        errors,
        error_sets,
        big_numbers,
        family,
        module: options.module,
        types_only: options.types_only,
        origin: options.origin.clone(),
    })
}

/// The version of a crate. Cargo uses a crate of `[patch]` only if its version satisfies the requirement, and programs
/// require recent versions of the official crates, which have reached 1.274.
fn version(options: &Options, of_aws: bool) -> String {
    options.version.clone().unwrap_or_else(|| if of_aws { "1.999.0" } else { "0.1.0" }.to_owned())
}

/// The full name of a service in a sentence.
fn title(full_name: &str) -> String {
    let visible: String = full_name.chars().map(docs::visible).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! Model and wire facts → plan: the one place that speaks both Smithy and Rust.
//!
//! After this stage user error is impossible: whatever is wrong with a model has been reported.

mod case;
mod docs;
pub mod endpoint_rules;
mod family;
mod features;
mod names;
mod operations;
mod structures;

use crate::Renames;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::knowledge::discovery::endpoint_operation;
use crate::knowledge::recursion;
use crate::model::{Auth, Deprecated, Model, Shape, ShapeId, ShapeKind, Simple};
use crate::plan;
use crate::protocol::Protocol;
use features::Features;
use names::{Names, Scope};
use std::collections::BTreeSet;

/// The client context parameters that the runtime has settings for.
const SETTINGS: &[&str] = &[
    "Accelerate",
    "DisableMultiRegionAccessPoints",
    "DisableS3ExpressSessionAuth",
    "ForcePathStyle",
    "UseArnRegion",
];

/// Crates with more operations than this are divided, if nothing else is said: so many cores help.
const GIANT: usize = 500;

/// What the manifest or the command line decides about a crate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package; `aws-sdk-` and the letters and digits of the service id if `None`.
    pub package: Option<String>,
    /// Its version.
    pub version: String,
    /// How the manifest names the runtime.
    pub runtime_dependency: plan::Dependency,
    /// The file that the crate is made from, for headers.
    pub origin: String,
    /// Names that replace those that the generator would choose.
    pub renames: Renames,
    /// Into how many parts the crate is divided, each a crate of its own behind it. If nothing is said, one crate up to
    /// 500 operations, else eight parts.
    pub family: Option<usize>,
}

/// Decides everything about the crate.
///
/// # Errors
///
/// [`Reported`] if two names meet, or a rename does not apply. All of them are reported.
pub fn lower(
    model: &Model,
    protocol: Protocol,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<plan::Crate, Reported> {
    let package = options.package.clone().unwrap_or_else(|| names::package(&model.service.id));
    let mut lowering = Lowering {
        model,
        protocol,
        boxed: recursion::boxed(model),
        title: title(&model.service.full_name),
        library: names::library(&package),
        names: Names::new(&options.renames),
        diagnostics,
    };
    let mut operations = lowering.operations();
    let error_sets = operations::share_errors(&mut operations);
    let modules =
        operations.iter().map(|operation| (operation.wire_name.as_str(), operation.module.clone())).collect();
    let features = Features::new(model, &modules, &error_sets);
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
    structures.sort_by(|a, b| a.name.cmp(&b.name));
    unions.sort_by(|a, b| a.name.cmp(&b.name));
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    errors.sort_by(|a, b| a.name().cmp(b.name()));
    lowering.names.report_unused(lowering.diagnostics);
    let service = lowering.service();
    let docs = lowering.crate_docs();
    let library = lowering.library.clone();
    let parts = options.family.unwrap_or(if operations.len() > GIANT { 8 } else { 1 });
    let family =
        (parts > 1).then(|| family::divide(&operations, reached, parts, &options.runtime_dependency));
    diagnostics.checked(plan::Crate {
        package,
        version: options.version.clone(),
        library,
        runtime_dependency: options.runtime_dependency.clone(),
        service,
        docs,
        features: features.all,
        operations,
        structures,
        unions,
        enums,
        errors,
        error_sets,
        family,
        origin: options.origin.clone(),
    })
}

/// What all parts of lowering share.
struct Lowering<'a> {
    model: &'a Model,
    protocol: Protocol,
    /// The members behind an indirection.
    boxed: BTreeSet<(ShapeId, String)>,
    title: String,
    library: plan::Ident,
    names: Names<'a>,
    diagnostics: &'a mut Diagnostics,
}

impl Lowering<'_> {
    fn service(&mut self) -> plan::Service {
        let endpoint_params = self.endpoint_params();
        let settings = self.settings();
        let endpoint_operation = self.endpoint_operation();
        let service = &self.model.service;
        let unsigned = self.model.operations.values().filter(|operation| operation.unsigned);
        let xml = matches!(self.protocol, Protocol::RestXml | Protocol::AwsQuery | Protocol::Ec2Query);
        let xml_namespace = service.xml_namespace.as_ref().filter(|_| xml);
        plan::Service {
            title: self.title.clone(),
            id: service.id.clone(),
            name: service.id.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase(),
            signing_name: service.signing_name.clone(),
            unsigned_operations: unsigned.map(|operation| operation.name.clone()).collect(),
            endpoint_params,
            endpoint_rules: endpoint_rules::text(&self.model.endpoint_rules),
            protocol: names::fixed(match self.protocol {
                Protocol::RpcV2Cbor => "rpc_v2_cbor",
                Protocol::AwsJson1_0 => "aws_json_1_0",
                Protocol::AwsJson1_1 => "aws_json_1_1",
                Protocol::RestJson1 => "rest_json_1",
                Protocol::RestXml => "rest_xml",
                Protocol::AwsQuery => "aws_query",
                Protocol::Ec2Query => "ec2_query",
            }),
            shape_name: service.target_prefix.clone().unwrap_or_else(|| service.id.replace(' ', "")),
            api_version: service.api_version.clone(),
            xml_namespace: xml_namespace.map_or_else(String::new, |xml| xml.uri.clone()),
            query_compatible: service.query_compatible && self.protocol != Protocol::AwsQuery,
            extended_request_id: self.extended_request_id(),
            signs_plain_path: service.signs_plain_path,
            auth: service.auth.iter().map(|auth| names::fixed(&format!("{auth:?}"))).collect(),
            endpoint_operation,
            settings,
            config_modules: service
                .auth
                .contains(&Auth::BearerToken)
                .then(|| names::fixed("bearer"))
                .into_iter()
                .collect(),
            runtime_features: self.runtime_features(),
        }
    }

    /// The parts of the runtime that are left out of crates which do not need them.
    fn runtime_features(&self) -> Vec<&'static str> {
        let mut features = match self.protocol {
            Protocol::RpcV2Cbor => vec!["cbor"],
            Protocol::AwsJson1_0 | Protocol::AwsJson1_1 | Protocol::RestJson1 => vec![],
            Protocol::RestXml => vec!["xml"],
            Protocol::AwsQuery | Protocol::Ec2Query => vec!["query"],
        };
        let mut operations = self.model.operations.values();
        if operations.clone().any(|operation| operation.checksum.is_some()) {
            features.push("checksums");
        }
        if operations.any(|operation| !operation.compression.is_empty()) {
            features.push("compression");
        }
        if self.model.service.auth.contains(&Auth::SignatureV2) {
            features.push("signature-v2");
        }
        if endpoint_operation(self.model).is_some() {
            features.push("endpoint-discovery");
        }
        features
    }

    fn endpoint_operation(&mut self) -> Option<(plan::Ident, String)> {
        let module = self.names.operation_module(&endpoint_operation(self.model)?.name);
        let feature = names::operation_feature(&module);
        Some((module, feature))
    }

    /// The settings of clients that only some services have, as traits of the runtime.
    fn settings(&mut self) -> Vec<plan::Ident> {
        let params = &self.model.service.client_context_params;
        let operations = self.model.operations.values();
        let mut settings = Vec::new();
        if operations.clone().any(|operation| operation.checksum.is_some()) {
            settings.push(names::fixed("HasChecksums"));
        }
        if operations.clone().any(|operation| !operation.compression.is_empty()) {
            settings.push(names::fixed("HasRequestCompression"));
        }
        let members =
            operations.flat_map(|operation| &operation.input).map(|input| self.model.members(&input.target));
        if members.flatten().any(|member| member.traits.idempotency_token) {
            settings.push(names::fixed("HasIdempotencyTokens"));
        }
        if self.model.service.auth.contains(&Auth::BearerToken) {
            settings.push(names::fixed("HasBearerToken"));
        }
        if self.has_account_id_endpoint_mode() {
            settings.push(names::fixed("HasAccountIdEndpointMode"));
        }
        let traits = params.iter().filter_map(|(name, span)| {
            let known = SETTINGS.contains(&name.as_str());
            if !known {
                self.diagnostics.report(
                    Diagnostic::warning(format!("the setting `{name}` is not supported yet"))
                        .at(*span, "has no effect")
                        .note("endpoints are chosen as if it were not set"),
                );
            }
            known.then(|| names::fixed(&format!("Has{name}")))
        });
        settings.extend(traits);
        settings
    }

    /// Only S3 gives its requests a second id.
    fn extended_request_id(&self) -> bool {
        self.model.service.id == "S3"
    }

    fn crate_docs(&self) -> String {
        let service = &self.model.service;
        let docs = self.docs(service.documentation.as_deref());
        if docs.is_empty() {
            format!("{}, API version {}.", docs::plain(&self.title), docs::plain(&service.api_version))
        } else {
            docs
        }
    }

    fn docs(&self, html: Option<&str>) -> String {
        html.map_or_else(String::new, docs::markdown)
    }

    /// The type of a value that targets `id`.
    fn type_of(&mut self, id: &ShapeId) -> plan::Type {
        let shape = self.model.shape(id);
        match &shape.kind {
            ShapeKind::Simple(simple) => match simple {
                Simple::Blob => plan::Type::Blob,
                Simple::Boolean => plan::Type::Bool,
                Simple::Byte => plan::Type::I8,
                Simple::Document => plan::Type::Document,
                Simple::Double => plan::Type::F64,
                Simple::Float => plan::Type::F32,
                Simple::Integer => plan::Type::I32,
                Simple::Long => plan::Type::I64,
                Simple::Short => plan::Type::I16,
                // The official crates have no numbers of arbitrary size; they keep the text.
                Simple::String | Simple::BigDecimal | Simple::BigInteger => plan::Type::String,
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

    fn enumeration(&mut self, shape: &Shape, values: &[crate::model::EnumValue]) -> plan::Enum {
        let name = self.names.type_name(shape.id.name(), "");
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for value in values {
            let variant = self.names.variant(shape.id.name(), &value.value, value.name.as_deref());
            let key = format!("{}${}", shape.id.name(), value.value);
            scope.take(&variant, &key, value.span, self.diagnostics);
            let docs = if value.value.is_empty() {
                "The empty value.".to_owned()
            } else {
                format!("The value {}.", docs::code(&value.value))
            };
            variants.push(plan::Variant { name: variant, value: value.value.clone(), docs });
        }
        variants.sort_by(|a, b| a.name.cmp(&b.name));
        let mut docs = self.docs(shape.traits.documentation.as_deref());
        if docs.is_empty() {
            docs = format!("One of the values of {}.", docs::code(shape.id.name()));
        }
        plan::Enum {
            feature: None,
            module: names::type_module(&name),
            name,
            docs,
            deprecated: deprecated(shape.traits.deprecated.as_ref()),
            variants,
        }
    }
}

fn deprecated(deprecated: Option<&Deprecated>) -> Option<plan::Deprecated> {
    let deprecated = deprecated?;
    Some(plan::Deprecated {
        note: deprecated.message.as_deref().map(docs::plain),
        since: deprecated.since.clone(),
    })
}

/// The full name of a service as it stands in a sentence.
fn title(full_name: &str) -> String {
    full_name.split_whitespace().collect::<Vec<_>>().join(" ")
}

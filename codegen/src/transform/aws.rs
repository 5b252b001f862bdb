//! Facts about single services that AWS's Smithy models have and API JSON lacks.

mod config_service;
mod defaults;
mod enum_names;
mod facts;
mod paginators;
mod roots;
mod s3;
mod table;

use super::zero_default;
use crate::model::{Auth, EndpointSource, ErrorTrait, Model, Reference, Shape, ShapeKind, ShapeTraits};
pub use facts::has_optional_required;
use roots::roots;

pub(super) fn run(model: &mut Model) {
    invalid_endpoints(model);
    defaults::run(model);
    facts::run(model);
    enum_names::run(model);
    paginators::run(model);
    signature_v4a(model);
    match model.service.id.as_str() {
        "Config Service" => config_service::run(model),
        "S3" => s3::run(model),
        "S3 Control" => {
            roots(model, &[("ListStorageLensConfigurations", "ListStorageLensConfigurationResult")]);
            account_by_endpoint(model);
        }
        "EC2" => no_numbers_by_default(model),
        "Machine Learning" => predict_where_the_input_says(model),
        "Signin" => names_of_oauth(model),
        _ => {}
    }
}

/// Smithy's `clientDiscoveredEndpoint` requires the error for an endpoint that is no longer valid; API JSON has it only
/// where discovery is required.
fn invalid_endpoints(model: &mut Model) {
    let name = "InvalidEndpointException";
    let Model { operations, shapes, .. } = model;
    // All shapes of API JSON are in one namespace.
    let Some(id) = shapes.keys().next().map(|id| id.renamed(name.to_owned())) else { return };
    for operation in operations.values_mut().filter(|operation| operation.discovered_endpoint.is_some()) {
        if operation.errors.iter().any(|error| error.target.name() == name) {
            continue;
        }
        let span = operation.span;
        // Misdirected Request.
        let error = ErrorTrait { server_fault: false, status_code: Some(421), code: None, retryable: None };
        let documentation = Some("The endpoint is no longer valid.".to_owned());
        let traits = ShapeTraits { documentation, error: Some(error), ..ShapeTraits::default() };
        let kind = ShapeKind::Structure { members: vec![] };
        shapes.entry(id.clone()).or_insert(Shape { id: id.clone(), kind, traits, span });
        operation.errors.push(Reference { target: id.clone(), span });
    }
}

/// A service whose rules use signature version 4A supports it after version 4, as in the official crates; API JSON and
/// some Smithy models do not list it.
fn signature_v4a(model: &mut Model) {
    let auth = &mut model.service.auth;
    let version_4 = auth.iter().position(|auth| *auth == Auth::SignatureV4);
    if let Some(at) = version_4
        && !auth.contains(&Auth::SignatureV4a)
        && model.endpoint_rules.names_auth_scheme("sigv4a")
    {
        auth.insert(at + 1, Auth::SignatureV4a);
    }
}

/// Numbers and booleans of EC2 are optional in its official crate, whatever the model says, because zero is an ordinary value.
fn no_numbers_by_default(model: &mut Model) {
    let numbers: Vec<_> = model
        .shapes
        .values()
        .filter(|shape| zero_default::has_zero(&shape.kind))
        .map(|shape| shape.id.clone())
        .collect();
    for shape in model.shapes.values_mut() {
        for member in shape.kind.members_mut() {
            if numbers.contains(&member.target.target) {
                member.traits.default = None;
            }
        }
    }
}

/// The rules add the account to the host name, so the operations must not add it too.
fn account_by_endpoint(model: &mut Model) {
    let mut parameters = model.endpoint_rules.parameters.iter();
    if parameters.any(|parameter| parameter.name == "AccountId") {
        model.operations.values_mut().for_each(|operation| operation.host_prefix = None);
    }
}

/// `Predict` is called at the endpoint that its input names, as in botocore; no trait of models expresses this.
fn predict_where_the_input_says(model: &mut Model) {
    if let Some(operation) = model.operations.get_mut("Predict") {
        let endpoint = EndpointSource::Member("PredictEndpoint".to_owned());
        operation.endpoint_params.push(("Endpoint".to_owned(), endpoint, operation.span));
    }
}

/// Names for the values that OAuth defines, since some values differ only in case.
fn names_of_oauth(model: &mut Model) {
    let values = model.shapes.values_mut().filter(|shape| shape.id.name() == "OAuth2ErrorCode");
    for shape in values {
        let ShapeKind::Enum { values } = &mut shape.kind else { continue };
        let oauth = |value: &str| {
            value != "server_error" && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        for value in values.iter_mut().filter(|value| oauth(&value.value)) {
            value.name = Some(format!("oauth_{}", value.value));
        }
    }
}

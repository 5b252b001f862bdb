//! Models in JSON AST, put together.

use super::{request, source};
use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::io::render::render;
use smithwright_codegen::{Files, generate};

/// A model with these traits of the service, operations and shapes.
pub(crate) fn garden(
    traits: serde_json::Value,
    operations: &[(&str, serde_json::Value)],
    shapes: serde_json::Value,
) -> Source {
    let mut service = serde_json::json!({
        "aws.api#service": { "sdkId": "Garden" },
        "aws.auth#sigv4": { "name": "garden" },
        "aws.protocols#awsJson1_1": {},
    });
    let of_service = service.as_object_mut().expect("an object");
    of_service.extend(traits.as_object().cloned().unwrap_or_default());
    let references: Vec<_> =
        operations.iter().map(|(name, _)| serde_json::json!({ "target": format!("a#{name}") })).collect();
    let mut all = serde_json::json!({
        "a#Garden": { "type": "service", "version": "1", "operations": references, "traits": service },
    });
    let all_shapes = all.as_object_mut().expect("an object");
    for (name, operation) in operations {
        let mut operation = operation.clone();
        operation["type"] = "operation".into();
        all_shapes.insert(format!("a#{name}"), operation);
    }
    all_shapes.extend(shapes.as_object().cloned().unwrap_or_default());
    source(&serde_json::json!({ "smithy": "2.0", "shapes": all }).to_string())
}

/// The files of a crate, and the diagnostics.
pub(crate) fn crate_of(model: Source) -> (Files, String) {
    let mut diagnostics = Diagnostics::default();
    let files = generate(&model, &request(), &mut diagnostics);
    let problems = render(&diagnostics, &[model], false);
    (files.unwrap_or_else(|_| panic!("{problems}")), problems)
}

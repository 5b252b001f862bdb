//! Facts about shapes that Smithy models have and API JSON lacks: the rows that `codegen/src/transform/aws/facts.rs` must have.

use crate::plumbing::services;
use rayon::prelude::*;
use smithwright_codegen::Request;
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::{input, render};
use smithwright_codegen::lower::Options;
use smithwright_codegen::model::{Model, Shape, ShapeKind};
use smithwright_codegen::plan::Dependency;
use std::collections::BTreeMap;
use std::path::Path;

/// Compares each Smithy model in a folder with botocore's model of the same service; returns whether no row is missing.
///
/// # Errors
///
/// Text for the user: what cannot be read, or that the folder has no model.
pub(super) fn check(folder: &Path) -> Result<bool, String> {
    let ids = ids()?;
    let (mut compared, mut missing) = (0, Vec::new());
    for path in services::smithy_models(folder)? {
        let smithy = read(&path, None)?;
        let Some(name) = ids.get(&smithy.service.id) else {
            println!("{}: botocore has no such service", smithy.service.id);
            continue;
        };
        compared += 1;
        missing.extend(rows(&smithy, &read(&services::model(name)?, None)?));
    }
    missing.iter().for_each(|row| println!("missing: {row}"));
    println!("{compared} services compared, {} rows missing", missing.len());
    Ok(missing.is_empty() && compared > 0)
}

/// botocore's names of all services, by their ids.
pub(super) fn ids() -> Result<BTreeMap<String, String>, String> {
    let id = |name: String| {
        let model = services::json(&services::model(&name)?)?;
        Ok((model["metadata"]["serviceId"].as_str().unwrap_or_default().to_owned(), name))
    };
    services::all()?.into_par_iter().map(id).collect()
}

/// The model in a file, with a Smithy model beside it if there is one.
pub(super) fn read(path: &Path, ast: Option<&Path>) -> Result<Model, String> {
    let mut diagnostics = Diagnostics::default();
    let name = path.display().to_string();
    let mut sources: Vec<Source> = Vec::new();
    let result = input::model(path, &name, None, SourceId(0), &mut diagnostics).and_then(|(source, _)| {
        sources.push(source.clone());
        let mut request = request(&name);
        if let Some(ast) = ast {
            let ast = input::read(ast, &ast.display().to_string(), None, &mut diagnostics)?;
            sources.push(ast.clone());
            request.beside.ast = Some((ast, SourceId(1)));
        }
        smithwright_codegen::model(&source, &request, &mut diagnostics)
    });
    result.map_err(|_| format!("{name}:\n{}", render::render(&diagnostics, &sources, false)))
}

fn request(origin: &str) -> Request {
    Request::new(Options {
        version: Some("1.0.0".to_owned()),
        origin: origin.to_owned(),
        ..Options::new(Dependency::path(&crate::plumbing::root().join("runtime")))
    })
}

/// The rows that would add the facts of the Smithy model to a model.
fn rows(smithy: &Model, api: &Model) -> Vec<String> {
    let by_name: BTreeMap<&str, &Shape> =
        smithy.shapes.values().map(|shape| (shape.id.name(), shape)).collect();
    // In other protocols, the codes of the Query protocol have no effect.
    let query = api.service.query_compatible || api.service.protocols.iter().any(|(name, _)| name == "query");
    let mut rows = Vec::new();
    for shape in api.shapes.values() {
        let Some(theirs) = by_name.get(shape.id.name()) else { continue };
        let row = |fact: String| format!("(\"{}\", \"{}\", {fact}, …)", api.service.id, shape.id.name());
        if let (ShapeKind::Union { .. }, ShapeKind::Structure { .. }) = (&theirs.kind, &shape.kind) {
            rows.push(row("Union".to_owned()));
        }
        let code = |shape: &Shape| {
            let error = shape.traits.error.as_ref()?;
            Some(error.code.clone().unwrap_or_else(|| shape.id.name().to_owned()))
        };
        match (code(theirs), code(shape)) {
            (Some(theirs), Some(ours)) if query && theirs != ours => {
                rows.push(row(format!("Code(\"{theirs}\")")))
            }
            _ => {}
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(text: &str) -> Model {
        let source = Source { name: "model.json".to_owned(), text: text.to_owned() };
        let mut diagnostics = Diagnostics::default();
        smithwright_codegen::model(&source, &request("model.json"), &mut diagnostics).expect("a model")
    }

    #[test]
    fn a_missing_row_is_printed() {
        let api = |union: &str, code: &str| {
            model(&format!(
                r#"{{
                "metadata": {{ "apiVersion": "1", "endpointPrefix": "x", "protocol": "query", "serviceId": "X" }},
                "operations": {{ "Get": {{ "name": "Get", "http": {{ "method": "POST", "requestUri": "/" }},
                    "input": {{ "shape": "In" }}, "errors": [{{ "shape": "Gone" }}] }} }},
                "shapes": {{
                    "In": {{ "type": "structure", "members": {{ "Choice": {{ "shape": "Choice" }} }} }},
                    "Choice": {{ "type": "structure", {union} "members": {{ "A": {{ "shape": "Text" }} }} }},
                    "Text": {{ "type": "string" }},
                    "Gone": {{ "type": "structure", "members": {{}}, {code} "exception": true }}
                }} }}"#
            ))
        };
        let smithy = api(r#""union": true,"#, r#""error": { "code": "X.Gone", "httpStatusCode": 400 },"#);
        assert_eq!(rows(&smithy, &smithy), Vec::<String>::new());
        let expected = [r#"("X", "Choice", Union, …)"#, r#"("X", "Gone", Code("X.Gone"), …)"#];
        assert_eq!(rows(&smithy, &api("", "")), expected);
    }
}

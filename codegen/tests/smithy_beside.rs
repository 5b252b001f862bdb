//! A JSON AST and AWS API JSON of the same service.

mod support;

use smithwright_codegen::cli::workspace;
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader::manifest;
use smithwright_codegen::{Request, generate};
use support::smithy::garden;
use support::{WEATHER, request, source};

/// A file of this repository.
fn file(name: &str) -> Source {
    let path = format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"));
    Source { name: name.to_owned(), text: std::fs::read_to_string(path).expect("a file") }
}

#[test]
fn both_formats_give_the_same_crate() {
    let manifest = file("smithwright.toml");
    let manifest = manifest::load(&manifest, SourceId(0), &mut Diagnostics::default()).expect("a manifest");
    let entry = manifest.services.iter().find(|entry| entry.name == "cognito-sync").expect("the service");
    let job = workspace::job("".as_ref(), &manifest, entry);
    let rules = file("models/cognito-sync-2014-06-30.endpoint-rule-set.json");
    let mut of_api = job.request.clone();
    of_api.beside.endpoint_rules = Some((rules, SourceId(1)));
    of_api.beside.examples = Some((file("models/cognito-sync-2014-06-30.examples.json"), SourceId(2)));
    // The AST has the facts that the rows of the manifest add, and the endpoint rules.
    let of_ast = Request { customizations: vec![], ..job.request };
    let made = |model: &str, request: &Request| {
        let mut diagnostics = Diagnostics::default();
        let files = generate(&file(model), request, &mut diagnostics).expect("a crate");
        assert_eq!(render(&diagnostics, &[], false), "", "{model}");
        files
    };
    let api = made("models/cognito-sync-2014-06-30.normal.json", &of_api);
    let ast = made("models/cognito-sync-2014-06-30.smithy.json", &of_ast);
    let beside = file("models/cognito-sync-2014-06-30.smithy.json");
    let mut both = of_ast.clone();
    both.beside.ast = Some((beside, SourceId(1)));
    assert_eq!(made("models/cognito-sync-2014-06-30.normal.json", &both), ast);
    assert_eq!(api.keys().collect::<Vec<_>>(), ast.keys().collect::<Vec<_>>());
    for (path, text) in &api {
        assert_eq!(text, &ast[path], "{path}");
    }
}

#[test]
fn values_of_enums_in_api_json_have_the_names_of_an_ast_beside_it() {
    let unit = WEATHER.find("\"enum\"").expect("an enum in the fixture");
    let names = |ast: &str| {
        let mut request = request();
        request.beside.ast =
            Some((Source { name: "smithy.json".to_owned(), text: ast.to_owned() }, SourceId(1)));
        let mut diagnostics = Diagnostics::default();
        let files = generate(&source(WEATHER), &request, &mut diagnostics);
        (files, diagnostics)
    };
    let (shape, value) = {
        let value = WEATHER[unit..].split('"').nth(3).expect("a value");
        let shape = WEATHER[..unit].rsplit("\": {").nth(1).and_then(|text| text.rsplit('"').next());
        (shape.expect("its shape").to_owned(), value.to_owned())
    };
    let ast = format!(
        r#"{{"smithy": "2.0", "shapes": {{
            "a#S": {{"type": "service", "version": "1", "traits": {{"aws.auth#sigv4": {{"name": "s"}}}}}},
            "a#{shape}": {{"type": "enum", "members": {{
                "ANOTHER_NAME": {{"target": "smithy.api#Unit", "traits": {{"smithy.api#enumValue": "{value}"}}}}
            }}}}
        }}}}"#
    );
    let (files, _) = names(&ast);
    let files = files.expect("a crate");
    assert!(files.values().any(|text| text.contains("AnotherName")), "{shape} {value}");
    let (files, diagnostics) = names("{\"smithy\": ");
    assert!(files.is_err() && !diagnostics.list().is_empty());
}

#[test]
fn an_ast_says_what_api_json_leaves_out() {
    let ast = garden(
        serde_json::json!({}),
        &[
            (
                "Dig",
                serde_json::json!({ "input": { "target": "a#DigRequest" }, "output": { "target": "a#Bed" },
            "errors": [{ "target": "a#Rock" }] }),
            ),
            ("Mow", serde_json::json!({})),
        ],
        serde_json::json!({
            "a#DigRequest": { "type": "structure", "members": {} },
            "a#Bed": { "type": "structure", "members": {
                "width": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 8 } },
                "gone": { "target": "smithy.api#Integer" },
                "soil": { "target": "a#Soil" },
            } },
            "a#Soil": { "type": "union", "members": { "sand": { "target": "smithy.api#Boolean" } } },
            "a#Rock": { "type": "structure", "traits": { "smithy.api#error": "client" },
                "members": { "message": { "target": "a#Text", "traits": { "smithy.api#required": {} } } } },
            "a#Text": { "type": "string" },
        }),
    );
    let api = serde_json::json!({
        "metadata": { "serviceId": "Garden", "apiVersion": "1", "endpointPrefix": "garden", "protocol": "json",
            "jsonVersion": "1.1", "signatureVersion": "v4", "targetPrefix": "Garden" },
        "operations": {
            "Dig": { "name": "Dig", "http": { "method": "POST", "requestUri": "/" }, "input": { "shape": "DigInput" },
                "output": { "shape": "Bed" }, "errors": [{ "shape": "Rock" }] },
            "Sow": { "name": "Sow", "http": { "method": "POST", "requestUri": "/" }, "input": { "shape": "DigInput" } },
        },
        "shapes": {
            "DigInput": { "type": "structure", "members": { "newer": { "shape": "Soil" } } },
            "Bed": { "type": "structure", "members": {
                "newer": { "shape": "Newer" },
                "soil": { "shape": "Soil", "documentation": "What is in it." },
                "width": { "shape": "Integer" },
            } },
            "Integer": { "type": "integer" },
            "Newer": { "type": "structure", "members": { "width": { "shape": "Integer" } } },
            "Rock": { "type": "structure", "members": {}, "exception": true },
            "Soil": { "type": "structure", "members": { "sand": { "shape": "Flag" }, "clay": { "shape": "Flag" } } },
            "Flag": { "type": "boolean" },
        },
    });
    let api = source(&api.to_string());
    let mut request = request();
    request.beside.ast = Some((ast, SourceId(1)));
    let mut diagnostics = Diagnostics::default();
    let files = generate(&api, &request, &mut diagnostics).expect("a crate");
    assert_eq!(render(&diagnostics, &[api], false), "");
    let dig = &files["src/operation/dig.rs"];
    for part in
        ["pub width: i32,", "unwrap_or(8)", "What is in it.", "pub newer: Option<crate::types::Newer>,"]
    {
        assert!(dig.contains(part), "{part} in {dig}");
    }
    assert!(!dig.contains("gone") && !files.contains_key("src/operation/mow.rs"));
    let soil = &files["src/types/_soil.rs"];
    assert!(
        soil.contains("pub enum Soil") && soil.contains("Sand(bool)") && soil.contains("Clay(bool)"),
        "{soil}"
    );
    assert!(files.contains_key("src/operation/sow.rs"));
}

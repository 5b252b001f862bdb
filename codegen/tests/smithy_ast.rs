//! Models in Smithy's JSON AST.

mod support;

use smithwright_codegen::cli::render::render;
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::{generate, model, plan};
use support::{request, source};
const GARDEN: &str = include_str!("fixtures/garden.smithy.json");

/// A model, or what is wrong with it.
fn dump(text: &str) -> Result<String, String> {
    let (source, mut diagnostics) = (source(text), Diagnostics::default());
    let model = model(&source, &request(), &mut diagnostics);
    let problems = render(&diagnostics, &[source], false);
    model.map(|model| format!("{}\n{problems}", model::dump(&model))).map_err(|_| problems)
}

#[test]
fn every_construct_becomes_what_api_json_becomes() {
    insta::assert_snapshot!(dump(GARDEN).expect("a model"));
}

#[test]
fn a_crate_of_every_construct_is_made() {
    let mut diagnostics = Diagnostics::default();
    let mut request = request();
    request.protocol = Some(("rest-json".to_owned(), None));
    let files = generate(&source(GARDEN), &request, &mut diagnostics).expect("a crate");
    let output = &files["src/operation/read_bed.rs"];
    assert!(output.contains("pub width: i32,") && output.contains("pub depth: Option<i32>,"), "{output}");
    let mood = &files["src/types/_mood.rs"];
    assert!(mood.contains("SoSo") && mood.contains("\"so:so\""), "{mood}");
    assert!(files.contains_key("src/types/_other_kind.rs"));
    assert!(files.contains_key("src/operation/sow.rs") && files.contains_key("src/operation/dig.rs"));
}

#[test]
fn what_is_wrong_is_said() {
    let broken = |from: &str, to: &str| {
        assert!(GARDEN.contains(from), "{from}");
        let (source, mut diagnostics) = (source(&GARDEN.replacen(from, to, 1)), Diagnostics::default());
        assert!(plan(&source, &request(), &mut diagnostics).is_err(), "{to} is accepted");
        render(&diagnostics, &[source], false)
    };
    insta::assert_snapshot!(
        [
            broken("\"2.0\"", "\"1.0\""),
            broken("\"type\": \"service\"", "\"type\": \"resource\""),
            broken("\"type\": \"resource\"", "\"type\": \"service\""),
            broken("\"type\": \"set\"", "\"type\": \"apply\""),
            broken("\"type\": \"set\",", "\"type\": \"set\", \"mixins\": [],"),
            broken("\"smithy.api#http\": {\"method\": \"PUT\"", "\"smithy.api#tags\": {\"method\": \"PUT\""),
            broken("\"com.example.garden#Frozen\": {", "\"com.example.garden#Thawed\": {"),
            broken("\"com.example.garden#Mood\": {", "\"Mood\": {"),
            broken("\"smithy.api#Document\"", "\"smithy.api#Dokument\""),
            broken("\"http-date\"", "\"rfc822\""),
            // What is wrong with the model as a whole is said in the words of this format.
            broken("\"smithy.api#error\": \"client\"", "\"smithy.api#tags\": []"),
            broken("\"smithy.api#httpLabel\": {}, \"smithy.api#required\": {}", "\"smithy.api#httpLabel\": {}"),
            broken("/beds/{BedId}/{Path+}?now", "/beds/{BedId}/{Path+}/{Row}?now"),
            broken("/beds/{BedId}/{Path+}?now", "/beds/{BedId}?now"),
            broken("\"version\": \"2026-01-01\",", ""),
            broken("\"Path\": {", "\"Pa-th\": {"),
            // Each finding of one reader.
            broken(
                "\"smithy.api#http\": {\"method\": \"PUT\", \"uri\": \"/beds/{BedId}/{Path+}?now\", \"code\": 200},\n        \"smithy.api#endpoint\": {\"hostPrefix\": \"{BedId}.water.\"}",
                "\"smithy.api#http\": {\"method\": 1, \"uri\": 2, \"code\": 200},\n        \"smithy.api#endpoint\": {\"hostPrefix\": 3}"
            ),
            broken(
                "\"aws.auth#sigv4\": {\"name\": \"garden\"},\n        \"smithy.api#httpBearerAuth\": {},",
                "\"smithy.api#httpBasicAuth\": {},"
            ),
        ]
        .join("\n\n")
    );
    let warned = dump(&GARDEN.replacen("\"smithy.api#sparse\"", "\"smithy.api#sparce\"", 1));
    assert!(warned.expect("a model").contains("unknown trait `sparce`"));
    for (from, to) in [
        ("\"code\": 200}", "\"code\": 200, \"methud\": \"PUT\"}"),
        ("{\"hostPrefix\": \"{BedId}.water.\"}", "{\"hostPrefix\": \"{BedId}.water.\", \"methud\": 1}"),
        ("{\"message\": \"use rain\"", "{\"methud\": \"\", \"message\": \"use rain\""),
        ("{\"name\": \"Gate\"}", "{\"name\": \"Gate\", \"methud\": 1}"),
        ("\"aws.auth#sigv4\": {", "\"aws.auth#sigv4\": {\"methud\": 1, "),
    ] {
        assert!(GARDEN.contains(from), "{from}");
        let warned = dump(&GARDEN.replacen(from, to, 1)).expect("a model");
        assert!(warned.contains("warning: unknown key `methud`"), "{to}: {warned}");
    }
}

#[test]
fn rules_that_are_a_diagram_only_are_no_secret() {
    let model = |rules: serde_json::Value| {
        let mut traits = serde_json::json!({
            "aws.api#service": { "sdkId": "Garden" },
            "aws.auth#sigv4": { "name": "garden" },
            "aws.protocols#awsJson1_1": {},
            "smithy.rules#endpointBdd": { "version": "1.1", "root": 2, "nodeCount": 0, "nodes": "" },
        });
        traits["smithy.rules#endpointRuleSet"] = rules;
        if traits["smithy.rules#endpointRuleSet"].is_null() {
            traits.as_object_mut().expect("an object").remove("smithy.rules#endpointRuleSet");
        }
        serde_json::json!({ "smithy": "2.0", "shapes": {
            "a#Garden": { "type": "service", "version": "1", "operations": [{ "target": "a#Dig" }], "traits": traits },
            "a#Dig": { "type": "operation", "input": { "target": "smithy.api#Unit" },
                "output": { "target": "smithy.api#Unit" } },
        } })
        .to_string()
    };
    let warned = dump(&model(serde_json::Value::Null)).expect("a model");
    assert!(warned.contains("decision diagram are not supported yet"), "{warned}");
    let rules = serde_json::json!({ "version": "1.0", "parameters": {}, "rules": [
        { "conditions": [], "type": "endpoint", "endpoint": { "url": "https://garden.example" } },
    ] });
    let quiet = dump(&model(rules)).expect("a model");
    assert!(!quiet.contains("warning"), "{quiet}");
}

#[test]
fn traits_that_have_an_effect_somewhere_else_or_are_unknown_are_no_secret() {
    let model = |traits: serde_json::Value| {
        support::smithy::garden(traits, &[("Dig", serde_json::json!({}))], serde_json::json!({}))
    };
    let said = |traits| support::smithy::crate_of(model(traits)).1;
    for (traits, problem) in [
        (serde_json::json!({ "smithy.api#httpLabel": {} }), "the trait `httpLabel` has no effect here"),
        (serde_json::json!({ "aws.auth#sigv5": {} }), "unknown trait `aws.auth#sigv5`"),
        (
            serde_json::json!({ "aws.endpoints#standardPartitionalEndpoints": {} }),
            "`aws.endpoints#standardPartitionalEndpoints` needs endpoint rules",
        ),
    ] {
        let said = said(traits);
        assert!(said.contains(problem), "{said}");
    }
    let harmless = serde_json::json!({
        "aws.iam#defineConditionKeys": {}, "smithy.waiters#waitable": {}, "smithy.api#tags": [], "b#own": {},
        "aws.endpoints#standardRegionalEndpoints": {},
    });
    assert_eq!(said(harmless), "");
}

//! Models in Smithy's JSON AST.

mod support;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::render::render;
use smithwright_codegen::{generate, model, plan};
use support::{request, source};
const GARDEN: &str = include_str!("fixtures/garden.smithy.json");

/// A model, or the diagnostics.
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
            broken("\"2.0\"", "\"3.0\""),
            broken("\"type\": \"service\"", "\"type\": \"resource\""),
            broken("\"type\": \"resource\"", "\"type\": \"service\""),
            broken("\"type\": \"set\"", "\"type\": \"apply\""),
            broken("\"type\": \"set\",", "\"type\": \"set\", \"mixins\": [],"),
            broken("\"smithy.api#http\": {\"method\": \"PUT\"", "\"smithy.api#tags\": {\"method\": \"PUT\""),
            broken("\"com.example.garden#Frozen\": {", "\"com.example.garden#Thawed\": {"),
            broken("\"com.example.garden#Mood\": {", "\"Mood\": {"),
            broken("\"smithy.api#Document\"", "\"smithy.api#Dokument\""),
            broken("\"http-date\"", "\"rfc822\""),
            // Errors of the whole model use the words of this format.
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
                "\"smithy.api#httpDigestAuth\": {},"
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

/// A decision diagram with one condition, and these nodes after the first.
fn diagram(nodes: &[[i32; 3]], root: i32) -> serde_json::Value {
    let all = [[-1, 1, -1]].iter().chain(nodes).flatten().flat_map(|number| number.to_be_bytes());
    let nodes_text = BASE64_STANDARD.encode(all.collect::<Vec<u8>>());
    serde_json::json!({
        "version": "1.1",
        "parameters": { "Bucket": { "type": "string", "required": false, "documentation": "A bucket." } },
        "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Bucket" }] }, { "fn": "getAttr", "argv": [
            { "fn": "split", "argv": [{ "fn": "coalesce", "argv": [{ "ref": "Bucket" }, "a"] }, "--", 0] }, "[-2]"],
            "assign": "Zone" }],
        "results": [
            { "conditions": [], "type": "endpoint", "endpoint": { "url": "https://{Zone}.example" } },
            { "conditions": [], "type": "error", "error": "no bucket" },
        ],
        "root": root, "nodeCount": nodes.len() + 1, "nodes": nodes_text,
    })
}

#[test]
fn a_decision_diagram_gives_endpoints() {
    let model = |diagram: serde_json::Value| {
        let traits = serde_json::json!({ "smithy.rules#endpointBdd": diagram });
        support::smithy::garden(traits, &[("Dig", serde_json::json!({}))], serde_json::json!({}))
    };
    let (files, problems) =
        support::smithy::crate_of(model(diagram(&[[0, 3, 100_000_002], [1, 100_000_001, -1]], 2)));
    assert_eq!(problems, "");
    let rules =
        smithwright_runtime::endpoint::Rules::decode(&files["src/config/endpoint.rules"]).expect("rules");
    let resolve = |bucket: Option<&str>| {
        let mut values = smithwright_runtime::endpoint::Values::default();
        values.set(0, bucket.map(|bucket| bucket.to_owned().into()));
        rules.resolve(&values).map(|endpoint| endpoint.url().to_owned()).map_err(|error| error.to_string())
    };
    assert_eq!(resolve(Some("b--z--x")).as_deref(), Ok("https://z.example"));
    assert_eq!(resolve(Some("b")), Err("No endpoint rule matched".to_owned()));
    assert_eq!(resolve(None), Err("no bucket".to_owned()));
    for (nodes, root, problem) in [
        (&[[2, -1, -1]][..], 2, "a node names a condition that is not there"),
        (&[[0, 100_000_003, -1]], 2, "a node leads to nothing that is there, or is complemented"),
        (&[[0, -3, -1], [1, -1, -1]], 2, "a node leads to nothing that is there, or is complemented"),
        (&[[0, 2, -1]], 2, "a node leads back to a condition before its own"),
        (&[[0, -1, -1]], 7, "leads to nothing that is there"),
    ] {
        let problems = dump(&model(diagram(nodes, root)).text).expect_err(problem);
        assert!(
            problems.contains("the endpoint diagram is not valid") && problems.contains(problem),
            "{problems}"
        );
    }
    for (key, value, problem) in [
        ("nodes", "a".into(), "not in Base64"),
        ("nodes", "aGVsbG8=".into(), "not a whole number of nodes"),
        ("nodeCount", 5.into(), "another number of nodes"),
        (
            "results",
            serde_json::json!([{ "type": "tree", "rules": [] }]),
            "a result must be an error or an endpoint",
        ),
        (
            "conditions",
            serde_json::json!([{ "fn": "isSet", "argv": [{ "ref": "Nothing" }] }]),
            "`Nothing` has no value here",
        ),
    ] {
        let mut broken = diagram(&[[0, -1, -1]], 2);
        broken[key] = value;
        let problems = dump(&model(broken).text).expect_err(problem);
        assert!(problems.contains(problem), "{problems}");
    }
}

#[test]
fn traits_that_have_an_effect_somewhere_else_or_are_unknown_are_no_secret() {
    let model = |traits: serde_json::Value| {
        support::smithy::garden(traits, &[("Dig", serde_json::json!({}))], serde_json::json!({}))
    };
    let said = |traits| support::smithy::crate_of(model(traits)).1;
    for (traits, problem) in [
        (serde_json::json!({ "smithy.api#xmlName": {} }), "the trait `xmlName` has no effect here"),
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
        "aws.iam#defineConditionKeys": {}, "smithy.openapi#specificationExtension": {}, "smithy.api#tags": [], "b#own": {},
        "aws.endpoints#standardRegionalEndpoints": {},
    });
    assert_eq!(said(harmless), "");
}

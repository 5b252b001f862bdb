//! Models in Smithy's JSON AST.

mod support;

use smithwright_codegen::cli::render::render;
use smithwright_codegen::cli::workspace;
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::loader::manifest;
use smithwright_codegen::{Request, generate, model, plan};
use support::{WEATHER, request, source};

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
    let of_api = Request { endpoint_rules: Some((rules, SourceId(1))), ..job.request.clone() };
    // The AST says itself what the rows of the manifest add, and has the endpoint rules in it.
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
    let both = Request { ast: Some((beside, SourceId(1))), ..of_ast };
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
        request.ast = Some((Source { name: "smithy.json".to_owned(), text: ast.to_owned() }, SourceId(1)));
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
    request.ast = Some((ast, SourceId(1)));
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
fn a_service_says_which_operation_gives_endpoints() {
    let model = r##"{"smithy": "2.0", "shapes": {
        "a.b#Here": {"type": "service", "version": "1", "operations": [{"target": "a.b#Call"}, {"target": "a.b#Where"}],
            "traits": {"aws.protocols#awsJson1_0": {}, "aws.auth#sigv4": {"name": "here"},
                "aws.api#clientEndpointDiscovery": {"operation": "a.b#Where", "error": "a.b#Gone"}}},
        "a.b#Call": {"type": "operation", "traits": {"aws.api#clientDiscoveredEndpoint": {"required": true}}},
        "a.b#Where": {"type": "operation", "output": {"target": "a.b#Answer"}},
        "a.b#Answer": {"type": "structure", "members": {"Endpoints": {"target": "a.b#Endpoints"}}},
        "a.b#Endpoints": {"type": "list", "member": {"target": "a.b#Endpoint"}},
        "a.b#Endpoint": {"type": "structure", "members": {"Address": {"target": "smithy.api#String"},
            "CachePeriodInMinutes": {"target": "smithy.api#Long"}}}
    }}"##;
    let (plan, diagnostics) = support::plan(model);
    assert_eq!(render(&diagnostics, &[source(model)], false), "");
    let (method, feature) = plan.expect("a plan").service.endpoint_operation.expect("an operation");
    assert_eq!((method.as_str(), feature.as_str()), ("r#where", "where"));
}

#[test]
fn http_bindings_mean_nothing_to_protocols_that_are_not_rest() {
    let model = |protocol: &str| {
        serde_json::json!({ "smithy": "2.0", "shapes": {
            "a#Garden": { "type": "service", "version": "1", "operations": [{ "target": "a#Dig" }], "traits": {
                "aws.api#service": { "sdkId": "Garden" },
                "aws.auth#sigv4": { "name": "garden" },
                format!("aws.protocols#{protocol}"): {},
            } },
            "a#Dig": { "type": "operation", "input": { "target": "a#DigInput" }, "output": { "target": "smithy.api#Unit" },
                "traits": { "smithy.api#http": { "method": "PUT", "uri": "/beds/{bed}" } } },
            "a#DigInput": { "type": "structure", "members": {
                "bed": { "target": "smithy.api#String",
                    "traits": { "smithy.api#httpLabel": {}, "smithy.api#required": {} } },
                "depth": { "target": "smithy.api#Integer", "traits": { "smithy.api#httpQuery": "depth" } },
            } },
        } })
        .to_string()
    };
    let made = |protocol: &str| {
        let mut diagnostics = Diagnostics::default();
        let files = generate(&source(&model(protocol)), &request(), &mut diagnostics);
        let files = files.unwrap_or_else(|_| panic!("{}", render(&diagnostics, &[], false)));
        files["src/operation/dig.rs"].clone()
    };
    let rest = made("restJson1");
    assert!(
        rest.contains("\"PUT\"") && rest.contains("@httpLabel") && rest.contains("query parameter"),
        "{rest}"
    );
    for protocol in ["awsJson1_0", "awsJson1_1"] {
        let file = made(protocol);
        assert!(file.contains("\"POST\"") && file.contains("\"depth: Integer\""), "{file}");
        assert!(!file.contains("@http") && !file.contains("query parameter"), "{file}");
    }
}

#[test]
fn what_is_required_and_has_a_default_is_always_there_and_always_sent() {
    let member =
        |target: &str, traits: serde_json::Value| serde_json::json!({ "target": target, "traits": traits });
    let both = serde_json::json!({ "smithy.api#required": {}, "smithy.api#default": false });
    let model = serde_json::json!({ "smithy": "2.0", "shapes": {
        "a#Garden": { "type": "service", "version": "1", "operations": [{ "target": "a#Dig" }], "traits": {
            "aws.api#service": { "sdkId": "Garden" },
            "aws.auth#sigv4": { "name": "garden" },
            "aws.protocols#awsJson1_1": {},
        } },
        "a#Dig": { "type": "operation", "input": { "target": "a#DigInput" }, "output": { "target": "smithy.api#Unit" } },
        "a#DigInput": { "type": "structure", "members": { "bed": { "target": "a#Bed" } } },
        "a#Bed": { "type": "structure", "members": {
            "raised": member("smithy.api#Boolean", both),
            "watered": member("smithy.api#Boolean", serde_json::json!({ "smithy.api#default": false })),
            "covered": member("smithy.api#Boolean", serde_json::json!({
                "smithy.api#default": false, "smithy.api#clientOptional": {} })),
        } },
    } })
    .to_string();
    let mut diagnostics = Diagnostics::default();
    let files = generate(&source(&model), &request(), &mut diagnostics).expect("a crate");
    let bed = &files["src/types/_bed.rs"];
    for part in [
        "pub raised: bool,",
        "pub watered: bool,",
        "pub covered: Option<bool>,",
        "\"raised: Boolean\"",
        "\"watered: Boolean @default\"",
        "pub fn build(self) -> Bed",
    ] {
        assert!(bed.contains(part), "{part} in {bed}");
    }
}

#[test]
fn what_is_not_set_holds_its_default() {
    let member = |target: &str, default: serde_json::Value| serde_json::json!({ "target": target, "traits": { "smithy.api#default": default } });
    let required = serde_json::json!({ "smithy.api#required": {}, "smithy.api#default": 8 });
    let model = serde_json::json!({ "smithy": "2.0", "shapes": {
        "a#Garden": { "type": "service", "version": "1", "operations": [{ "target": "a#Dig" }], "traits": {
            "aws.api#service": { "sdkId": "Garden" },
            "aws.auth#sigv4": { "name": "garden" },
            "aws.protocols#awsJson1_1": {},
        } },
        "a#Dig": { "type": "operation", "input": { "target": "a#DigInput" }, "output": { "target": "a#Bed" } },
        "a#DigInput": { "type": "structure", "members": { "depth": member("smithy.api#Integer", 5.into()) } },
        "a#Mood": { "type": "enum", "members": {
            "SO_SO": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "so-so" } } } },
        "a#Names": { "type": "list", "member": { "target": "smithy.api#String" } },
        "a#Bed": { "type": "structure", "members": {
            "raised": member("smithy.api#Boolean", true.into()),
            "width": { "target": "smithy.api#Integer", "traits": required },
            "slope": member("smithy.api#Float", serde_json::json!(-2.5)),
            "depth": member("smithy.api#Short", (-10).into()),
            "name": member("smithy.api#String", "a \"bed\"".into()),
            "mood": member("a#Mood", "so-so".into()),
            "names": member("a#Names", serde_json::json!([])),
            "none": member("smithy.api#Integer", serde_json::Value::Null),
            "dug": member("smithy.api#Timestamp", 1.into()),
            "tiny": member("smithy.api#Byte", 300.into()),
            "moods": member("a#Mood", "bad".into()),
        } },
    } })
    .to_string();
    let (model, mut diagnostics) = (source(&model), Diagnostics::default());
    let files = generate(&model, &request(), &mut diagnostics).expect("a crate");
    let problems = render(&diagnostics, &[model], false);
    for member in ["dug", "tiny", "moods"] {
        assert!(
            problems.contains(&format!("the default of member `{member}` is not supported")),
            "{problems}"
        );
    }
    assert_eq!(problems.matches("warning").count(), 3, "{problems}");
    let dig = &files["src/operation/dig.rs"];
    for part in [
        "pub depth: Option<i32>,",
        "pub raised: bool,",
        "\"raised: Boolean @default(true)\"",
        "raised: self.raised.unwrap_or(true),",
        "\"width: Integer @default(8) @required\"",
        "width: self.width.unwrap_or(8),",
        "slope: self.slope.unwrap_or(-2.5f32),",
        "depth: self.depth.unwrap_or(-10),",
        "name: self.name.unwrap_or_else(|| \"a \\\"bed\\\"\".to_owned()),",
        "\"mood: Enum @default(so-so)\"",
        "mood: self.mood.unwrap_or(crate::types::Mood::SoSo),",
        "pub names: Vec<String>,",
        "pub none: Option<i32>,",
        "pub dug: Option<crate::primitives::DateTime>,",
        "pub tiny: Option<i8>,",
        "pub moods: Option<crate::types::Mood>,",
        "pub fn build(self) -> DigOutput",
    ] {
        assert!(dig.contains(part), "{part} in {dig}");
    }
}

/// A model with these traits of the service, operations and shapes.
fn garden(
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

/// The files of a crate, and what there was to say.
fn crate_of(model: Source) -> (smithwright_codegen::Files, String) {
    let mut diagnostics = Diagnostics::default();
    let files = generate(&model, &request(), &mut diagnostics);
    let problems = render(&diagnostics, &[model], false);
    (files.unwrap_or_else(|_| panic!("{problems}")), problems)
}

#[test]
fn a_union_may_have_variants_without_data() {
    let operation = serde_json::json!({ "input": { "target": "a#DigInput" } });
    let model = garden(
        serde_json::json!({}),
        &[("Dig", operation)],
        serde_json::json!({
            "a#DigInput": { "type": "structure", "members": { "cover": { "target": "a#Cover" } } },
            "a#Cover": { "type": "union", "members": {
                "none": { "target": "smithy.api#Unit" },
                "thickness": { "target": "smithy.api#Integer" },
            } },
        }),
    );
    let (files, problems) = crate_of(model);
    assert_eq!(problems, "");
    let cover = &files["src/types/_cover.rs"];
    for part in [
        "    None,\n",
        "    Thickness(i32),\n",
        "pub fn as_none(&self) -> Result<(), &Self> {",
        "0 Thickness = \"thickness: Integer\"",
        "1 None = \"none: Unit\"",
    ] {
        assert!(cover.contains(part), "{part} in {cover}");
    }
}

#[test]
fn operations_may_be_authenticated_otherwise() {
    let traits = serde_json::json!({
        "aws.auth#sigv4a": { "name": "garden" },
        "smithy.api#httpBearerAuth": {},
        "smithy.api#httpBasicAuth": {},
        "smithy.api#auth": ["aws.auth#sigv4a", "smithy.api#httpBearerAuth"],
    });
    let auth = |traits: serde_json::Value| serde_json::json!({ "traits": traits });
    let model = garden(
        traits,
        &[
            ("Dig", auth(serde_json::json!({}))),
            (
                "Mow",
                auth(
                    serde_json::json!({ "smithy.api#auth": ["aws.auth#sigv4", "smithy.api#httpBasicAuth"] }),
                ),
            ),
            ("Rest", auth(serde_json::json!({ "smithy.api#optionalAuth": {} }))),
            ("Sit", auth(serde_json::json!({ "smithy.api#auth": [], "smithy.api#optionalAuth": {} }))),
            ("Sow", auth(serde_json::json!({ "smithy.api#auth": ["smithy.api#httpBasicAuth"] }))),
            ("Water", auth(serde_json::json!({ "smithy.api#auth": [] }))),
        ],
        serde_json::json!({}),
    );
    let (files, problems) = crate_of(model);
    assert_eq!(problems.matches("warning").count(), 1, "{problems}");
    assert!(problems.contains("authentication other than") && problems.contains("Sow"), "{problems}");
    let meta = files["src/meta.rs"]
        .split_whitespace()
        .collect::<String>()
        .replace("smithwright_runtime::Auth::", "")
        .replace(",]", "]");
    for part in [
        "auth:&[SignatureV4a,BearerToken],",
        "(&[\"Mow\"],&[SignatureV4])",
        "(&[\"Rest\"],&[SignatureV4a,BearerToken,NoAuth],)",
        "(&[\"Sit\",\"Water\"],&[NoAuth])",
        "HasSigningRegionSet",
        "HasBearerToken",
    ] {
        assert!(meta.contains(part), "{part} in {meta}");
    }
    let manifest = &files["Cargo.toml"];
    assert!(manifest.contains("\"rt-tokio\", \"sigv4a\"]"), "{manifest}");
    assert!(manifest.contains("sigv4a = [\"smithwright-runtime/sigv4a\"]"), "{manifest}");
}

#[test]
fn codes_of_the_query_protocol_are_for_services_that_send_them() {
    let error = serde_json::json!({ "a#Gone": { "type": "structure", "members": {}, "traits": {
        "smithy.api#error": "client", "aws.protocols#awsQueryError": { "code": "NotThere", "httpResponseCode": 404 },
    } } });
    let operation = serde_json::json!({ "errors": [{ "target": "a#Gone" }] });
    let made = |traits| crate_of(garden(traits, &[("Dig", operation.clone())], error.clone())).0;
    let codes = |files: smithwright_codegen::Files| files["src/operation/dig.rs"].contains("\"NotThere\"");
    assert!(!codes(made(serde_json::json!({}))));
    assert!(codes(made(serde_json::json!({ "aws.protocols#awsQueryCompatible": {} }))));
}

#[test]
fn a_service_needs_no_version_and_may_be_deprecated() {
    let traits = serde_json::json!({
        "smithy.api#documentation": "<p>Beds.</p>",
        "smithy.api#deprecated": { "message": "Use a lawn.", "since": "2026" },
    });
    let mut model = garden(traits, &[("Dig", serde_json::json!({}))], serde_json::json!({}));
    model.text = model.text.replacen(",\"version\":\"1\"", "", 1);
    assert!(!model.text.contains("version"));
    let (files, problems) = crate_of(model);
    assert_eq!(problems, "");
    let root = &files["src/lib.rs"];
    assert!(root.contains("Beds.") && root.contains("**Deprecated:** Use a lawn."), "{root}");
}

const MIXED: &str = r##"{"smithy": "2.0", "shapes": {
    "a#Garden": {"type": "service", "version": "1", "mixins": [{"target": "a#Plot"}],
        "operations": [{"target": "a#Mow"}], "traits": {"aws.api#service": {"sdkId": "Garden"}}},
    "a#Plot": {"type": "service", "version": "0", "operations": [{"target": "a#Dig"}],
        "traits": {"smithy.api#mixin": {}, "aws.protocols#awsJson1_1": {}, "aws.auth#sigv4": {"name": "garden"},
            "aws.api#service": {"sdkId": "Plot"}}},
    "a#Dig": {"type": "operation", "mixins": [{"target": "a#Fails"}], "input": {"target": "a#DigInput"},
        "errors": [{"target": "a#Rock"}]},
    "a#Fails": {"type": "operation", "errors": [{"target": "a#Frozen"}], "traits": {"smithy.api#mixin": {}}},
    "a#Mow": {"type": "operation"},
    "a#Frozen": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#Rock": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#Named": {"type": "structure",
        "members": {"name": {"target": "smithy.api#String",
            "traits": {"smithy.api#required": {}, "smithy.api#documentation": "A name."}}},
        "traits": {"smithy.api#mixin": {"localTraits": ["smithy.api#documentation"]},
            "smithy.api#documentation": "What has a name.", "smithy.api#sensitive": {}}},
    "a#Sized": {"type": "structure", "mixins": [{"target": "a#Named"}], "traits": {"smithy.api#mixin": {}},
        "members": {"width": {"target": "smithy.api#Integer"}}},
    "a#Sized$name": {"type": "apply", "traits": {"smithy.api#documentation": "Its name."}},
    "a#Kept": {"type": "structure", "members": {"kinds": {"target": "a#Kinds"}}, "traits": {"smithy.api#mixin": {}}},
    "a#DigInput": {"type": "structure", "mixins": [{"target": "a#Sized"}, {"target": "a#Kept"}],
        "members": {"depth": {"target": "smithy.api#Integer"},
            "width": {"target": "smithy.api#Integer", "traits": {"smithy.api#jsonName": "w"}}}},
    "a#DigInput$depth": {"type": "apply", "traits": {"smithy.api#jsonName": "d"}},
    "a#Kinds": {"type": "list", "mixins": [{"target": "a#Strings"}]},
    "a#Strings": {"type": "list", "member": {"target": "a#Kind"},
        "traits": {"smithy.api#mixin": {}, "smithy.api#sparse": {}}},
    "a#Kind": {"type": "enum", "mixins": [{"target": "a#OldKind"}],
        "members": {"NEW": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "new"}}}},
    "a#OldKind": {"type": "enum",
        "members": {"OLD": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "old"}}},
        "traits": {"smithy.api#mixin": {}}}
}}"##;

const WRITTEN_OUT: &str = r##"{"smithy": "2.0", "shapes": {
    "a#Garden": {"type": "service", "version": "1", "operations": [{"target": "a#Dig"}, {"target": "a#Mow"}],
        "traits": {"aws.protocols#awsJson1_1": {}, "aws.auth#sigv4": {"name": "garden"},
            "aws.api#service": {"sdkId": "Garden"}}},
    "a#Dig": {"type": "operation", "input": {"target": "a#DigInput"},
        "errors": [{"target": "a#Frozen"}, {"target": "a#Rock"}]},
    "a#Mow": {"type": "operation"},
    "a#Frozen": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#Rock": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#DigInput": {"type": "structure", "traits": {"smithy.api#sensitive": {}}, "members": {
        "name": {"target": "smithy.api#String",
            "traits": {"smithy.api#required": {}, "smithy.api#documentation": "Its name."}},
        "width": {"target": "smithy.api#Integer", "traits": {"smithy.api#jsonName": "w"}},
        "kinds": {"target": "a#Kinds"},
        "depth": {"target": "smithy.api#Integer", "traits": {"smithy.api#jsonName": "d"}}}},
    "a#Kinds": {"type": "list", "member": {"target": "a#Kind"}, "traits": {"smithy.api#sparse": {}}},
    "a#Kind": {"type": "enum", "members": {
        "OLD": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "old"}},
        "NEW": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "new"}}}}
}}"##;

#[test]
fn mixins_give_what_is_written_out_elsewhere() {
    let (mixed, written_out) = (crate_of(source(MIXED)), crate_of(source(WRITTEN_OUT)));
    assert_eq!(mixed.1, "");
    assert_eq!(mixed, written_out);
    assert!(mixed.0["src/operation/dig.rs"].contains("Its name."));
}

#[test]
fn mixins_that_cannot_be_are_named() {
    for (from, to, problem) in [
        (
            "[{\"target\": \"a#Named\"}]",
            "[{\"target\": \"a#Nothing\"}]",
            "the mixin `a#Nothing` is not there",
        ),
        (
            "[{\"target\": \"a#Named\"}]",
            "[{\"target\": \"a#Kinds\"}]",
            "the mixin `a#Kinds` has no trait `mixin`",
        ),
        ("[{\"target\": \"a#Named\"}]", "[{\"target\": \"a#Sized\"}]", "`a#Sized` is a mixin of itself"),
        ("\"a#Sized$name\"", "\"a#Sized$names\"", "the key `target` is missing"),
        ("\"a#Sized$name\"", "\"a#Lost$name\"", "traits are applied to `a#Lost$name`, which is not there"),
    ] {
        assert!(MIXED.contains(from), "{from}");
        let problems = dump(&MIXED.replacen(from, to, 1)).expect_err(problem);
        assert!(problems.contains(problem), "{problems}");
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

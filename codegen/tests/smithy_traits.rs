//! The effects of traits of a JSON AST.

mod support;

use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::generate;
use smithwright_codegen::io::render::render;
use support::smithy::{crate_of, garden};
use support::{request, source};

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
    assert_eq!((method.as_str(), feature.as_deref()), ("r#where", Some("where")));
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
            "dug": member("smithy.api#Timestamp", 0.into()),
            "sown": member("smithy.api#Timestamp", "1985-04-12T23:20:50.5Z".into()),
            "eaten": member("smithy.api#Timestamp", "soon".into()),
            "seed": member("smithy.api#Blob", "YWJj".into()),
            "soil": member("smithy.api#Blob", "".into()),
            "notes": member("smithy.api#Document", "a \"note\"".into()),
            "more": member("smithy.api#Document", serde_json::json!({})),
        } },
    } })
    .to_string();
    let (model, mut diagnostics) = (source(&model), Diagnostics::default());
    let files = generate(&model, &request(), &mut diagnostics).expect("a crate");
    let problems = render(&diagnostics, &[model], false);
    assert!(problems.contains("the default of member `eaten` is not supported"), "{problems}");
    assert_eq!(problems.matches("warning").count(), 1, "{problems}");
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
        "dug: self.dug.unwrap_or_else(|| smithwright_runtime::default_value(\"0\"))",
        "\"sown: Timestamp @default(\\\"1985-04-12T23:20:50.5Z)\"",
        "pub eaten: Option<crate::primitives::DateTime>,",
        "\"seed: Blob @default(\\\"YWJj)\"",
        "pub soil: crate::primitives::Blob,",
        "\"notes: Document @default(\\\"a \\\"note\\\")\"",
        "pub more: crate::primitives::Document,",
        "pub fn build(self) -> DigOutput",
    ] {
        assert!(dig.contains(part), "{part} in {dig}");
    }
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
        "smithy.api#httpDigestAuth": {},
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
                    serde_json::json!({ "smithy.api#auth": ["aws.auth#sigv4", "smithy.api#httpDigestAuth"] }),
                ),
            ),
            ("Rest", auth(serde_json::json!({ "smithy.api#optionalAuth": {} }))),
            ("Sit", auth(serde_json::json!({ "smithy.api#auth": [], "smithy.api#optionalAuth": {} }))),
            ("Sow", auth(serde_json::json!({ "smithy.api#auth": ["smithy.api#httpDigestAuth"] }))),
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
    let deprecated = |value| serde_json::json!({ "traits": { "smithy.api#deprecated": value } });
    let operations = [
        ("Dig", deprecated(serde_json::json!({ "message": "Rest.", "since": "1.2.0" }))),
        ("Sow", deprecated(serde_json::json!({ "message": "Rest.", "since": "2026-04-15" }))),
        ("Mow", deprecated(serde_json::json!({ "since": "1.0" }))),
    ];
    let mut model = garden(traits, &operations, serde_json::json!({}));
    model.text = model.text.replacen(",\"version\":\"1\"", "", 1);
    assert!(!model.text.contains("version"));
    let (files, problems) = crate_of(model);
    assert_eq!(problems, "");
    let root = &files["src/lib.rs"];
    assert!(root.contains("Beds.") && root.contains("**Deprecated:** Since 2026: Use a lawn."), "{root}");
    // Clippy wants versions.
    let client = &files["src/client.rs"];
    for (method, attribute) in [
        ("dig", "#[deprecated(note = \"Rest.\", since = \"1.2.0\")]"),
        ("sow", "#[deprecated(note = \"Since 2026-04-15: Rest.\")]"),
        ("mow", "#[deprecated(note = \"Since 1.0.\")]"),
    ] {
        let method = format!("    {attribute}\n    #[inline]\n    pub fn {method}(");
        assert!(client.contains(&method), "{client}");
    }
}

#[test]
fn numbers_of_ec2_have_no_defaults() {
    let made = |id: &str| {
        let model = garden(
            serde_json::json!({ "aws.api#service": { "sdkId": id } }),
            &[("Dig", serde_json::json!({ "output": { "target": "a#Bed" } }))],
            serde_json::json!({ "a#Bed": { "type": "structure", "members": {
                "width": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 0 } },
                "name": { "target": "smithy.api#String", "traits": { "smithy.api#default": "" } },
            } } }),
        );
        crate_of(model).0["src/operation/dig.rs"].clone()
    };
    let (ec2, other) = (made("EC2"), made("Garden"));
    assert!(ec2.contains("pub width: Option<i32>,") && ec2.contains("pub name: String,"), "{ec2}");
    assert!(other.contains("pub width: i32,"), "{other}");
}

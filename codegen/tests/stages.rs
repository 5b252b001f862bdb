//! The boundaries of the stages, on a small model.

mod support;

use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::render::render;
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::transform::{Change, Customization};
use smithwright_codegen::{generate, model, plan};
use support::{WEATHER, request, source};

#[test]
fn api_json_becomes_a_shape_graph() {
    let mut diagnostics = Diagnostics::default();
    let model = model(&source(WEATHER), &request(), &mut diagnostics).expect("a valid model");
    insta::assert_snapshot!(model::dump(&model));
    assert_eq!(diagnostics.list(), []);
}

#[test]
fn a_shape_graph_becomes_a_plan() {
    let (plan, diagnostics) = support::plan(WEATHER);
    insta::assert_snapshot!(plan::dump(&plan.expect("a valid model")));
    assert_eq!(diagnostics.list(), []);
}

#[test]
fn a_plan_becomes_rust() {
    let files = generate(&source(WEATHER), &request(), &mut Diagnostics::default()).expect("a valid model");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    insta::assert_snapshot!("files", names.join("\n"));
    for file in [
        "operation/get_city.rs",
        "types/_city.rs",
        "types/_units.rs",
        "types/error.rs",
        "error_meta.rs",
        "lib.rs",
    ] {
        insta::assert_snapshot!(format!("rust {file}").replace('/', " "), files[&format!("src/{file}")]);
    }
}

/// Two operations that share `Shared`; `Own` belongs to the first.
const TWO: &str = r#"{
    "metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "two", "protocol": "rest-json", "serviceId": "Two"},
    "operations": {
        "GetOne": {"name": "GetOne", "http": {"method": "GET", "requestUri": "/1"}, "output": {"shape": "One"}},
        "GetTwo": {"name": "GetTwo", "http": {"method": "GET", "requestUri": "/2"}, "output": {"shape": "Two"}}
    },
    "shapes": {
        "One": {"type": "structure", "members": {"Own": {"shape": "Own"}, "Shared": {"shape": "Shared"}}},
        "Two": {"type": "structure", "members": {"Shared": {"shape": "Shared"}}},
        "Own": {"type": "structure", "members": {"Shared": {"shape": "Shared"}}},
        "Shared": {"type": "structure", "members": {"Text": {"shape": "Text"}}},
        "Text": {"type": "string"}
    }
}"#;

#[test]
fn a_crate_is_divided_by_what_operations_reach() {
    let mut request = request();
    request.options.family = Some(2);
    request.options.runtime_dependency = Dependency::path(std::path::Path::new("../runtime"));
    let mut diagnostics = Diagnostics::default();
    let files = generate(&source(TWO), &request, &mut diagnostics).expect("a valid model");
    assert_eq!(diagnostics.list(), []);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    insta::assert_snapshot!("files of a family", names.join("\n"));
    for file in ["Cargo.toml", "base/Cargo.toml", "part-1/Cargo.toml", "src/types.rs", "part-1/src/types.rs"]
    {
        insta::assert_snapshot!(format!("family {file}").replace('/', " "), files[file]);
    }
}

/// A service whose operations have inputs of a hundred members: 418 functions each.
fn large(operations: usize) -> String {
    let operation = |number| {
        let http = format!(r#"{{"method": "GET", "requestUri": "/{number}"}}"#);
        format!(
            r#""Get{number}": {{"name": "Get{number}", "http": {http}, "input": {{"shape": "In{number}"}}}}"#
        )
    };
    let members: Vec<_> = (0..100).map(|member| format!(r#""M{member}": {{"shape": "Text"}}"#)).collect();
    let members = members.join(",");
    let input = |number| format!(r#""In{number}": {{"type": "structure", "members": {{{members}}}}}"#);
    let operations: Vec<_> = (0..operations).map(|number| (operation(number), input(number))).collect();
    let (operations, inputs): (Vec<_>, Vec<_>) = operations.into_iter().unzip();
    format!(
        r#"{{
            "metadata": {{"apiVersion": "2026-01-01", "endpointPrefix": "large", "protocol": "rest-json", "serviceId": "Large"}},
            "operations": {{{}}},
            "shapes": {{"Text": {{"type": "string"}}, {}}}
        }}"#,
        operations.join(","),
        inputs.join(",")
    )
}

#[test]
fn a_large_crate_is_divided_and_a_small_one_is_not() {
    let parts = |operations| {
        let (plan, diagnostics) = support::plan(&large(operations));
        let plan = plan.unwrap_or_else(|_| panic!("a valid model: {diagnostics:?}"));
        plan.family.map(|family| family.parts.iter().map(|part| part.operations.len()).collect::<Vec<_>>())
    };
    assert_eq!(parts(5), None);
    assert_eq!(parts(6), Some(vec![3, 3]));
    assert_eq!(parts(30), Some(vec![15, 15]));
    assert_eq!(parts(36), Some(vec![12; 3]));
    assert_eq!(parts(200), Some(vec![25; 8]));
}

#[test]
fn a_customisation_changes_presence_and_one_that_does_not_apply_is_an_error() {
    let row = |shape: &str| Customization {
        shape: Some(shape.to_owned()),
        reason: "a test".to_owned(),
        change: Change::ZeroDefault,
        span: Default::default(),
    };
    let plan = |shape: &str| {
        let mut request = request();
        request.customizations = vec![row(shape)];
        let mut diagnostics = Diagnostics::default();
        let plan = smithwright_codegen::plan(&source(WEATHER), &request, &mut diagnostics);
        (plan, diagnostics)
    };
    let (degrees, _) = plan("Degrees");
    let text = plan::dump(&degrees.expect("a valid customisation"));
    assert!(text.contains("degrees: i32 defaulted | Degrees: Integer @default"), "{text}");
    for shape in ["Missing", "Forecast", "Name"] {
        let (result, diagnostics) = plan(shape);
        assert!(result.is_err() && diagnostics.list().len() == 1, "{shape}");
    }
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let value: serde_json::Value = serde_json::from_str(WEATHER).expect("JSON");
    let object = value.as_object().expect("an object");
    let expected = generate(&source(WEATHER), &request(), &mut Diagnostics::default());
    // Top-level keys and shapes in reverse; members keep their order, which is part of the API.
    let reversed = |object: &serde_json::Map<String, serde_json::Value>| {
        let keys: Vec<&String> = object.keys().rev().collect();
        let entry = |key: &String| format!("{}:{}", serde_json::Value::from(key.as_str()), object[key]);
        format!("{{{}}}", keys.into_iter().map(entry).collect::<Vec<_>>().join(","))
    };
    let mut parts: Vec<String> = object
        .iter()
        .map(|(key, value)| match (key.as_str(), value.as_object()) {
            ("shapes" | "operations", Some(inner)) => format!("\"{key}\":{}", reversed(inner)),
            _ => format!("\"{key}\":{value}"),
        })
        .collect();
    parts.reverse();
    let shuffled = format!("{{{}}}", parts.join(","));
    assert_ne!(shuffled, value.to_string());
    assert_eq!(generate(&source(&shuffled), &request(), &mut Diagnostics::default()), expected);
}

#[test]
fn calls_are_authenticated_as_the_service_lists() {
    for (given, expected) in [
        ("\"signatureVersion\": \"s3v4\"", "SignatureV4"),
        ("\"signatureVersion\": \"v2\"", "SignatureV2"),
        ("\"signatureVersion\": \"bearer\"", "BearerToken"),
        (
            "\"signatureVersion\": \"v4\", \"auth\": [\"aws.auth#sigv4a\", \"aws.auth#sigv4\"]",
            "SignatureV4a SignatureV4",
        ),
        (
            "\"signatureVersion\": \"v4\", \"auth\": [\"smithy.api#httpBearerAuth\", \"aws.auth#sigv4\"]",
            "BearerToken SignatureV4",
        ),
    ] {
        let plan = support::plan(&WEATHER.replace("\"signatureVersion\": \"v4\"", given)).0.expect("a plan");
        let auth: Vec<_> = plan
            .service
            .auth
            .iter()
            .map(|auth| match auth {
                smithwright_codegen::plan::Auth::Named(name) => name.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(auth.join(" "), expected, "{given}");
        let settings: Vec<_> = plan.service.settings.iter().map(|setting| setting.as_str()).collect();
        assert_eq!(settings.contains(&"HasBearerToken"), expected.contains("Bearer"), "{given}");
    }
}

/// `Call` uses an endpoint that `GetEndpoints` returns, and `Other` does not.
const DISCOVERY: &str = r#"{
    "metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "here", "protocol": "rest-json", "serviceId": "Here"},
    "operations": {
        "Call": {"name": "Call", "http": {"method": "GET", "requestUri": "/1"}, "endpointdiscovery": {"required": true}},
        "GetEndpoints": {"name": "GetEndpoints", "http": {"method": "GET", "requestUri": "/2"},
            "output": {"shape": "Answer"}, "endpointoperation": true},
        "Other": {"name": "Other", "http": {"method": "GET", "requestUri": "/3"}}
    },
    "shapes": {
        "Answer": {"type": "structure", "members": {"Endpoints": {"shape": "Endpoints"}}},
        "Endpoints": {"type": "list", "member": {"shape": "Endpoint"}},
        "Endpoint": {"type": "structure",
            "members": {"Address": {"shape": "Text"}, "CachePeriodInMinutes": {"shape": "Period"}}},
        "Period": {"type": "long"},
        "Text": {"type": "string"}
    }
}"#;

#[test]
fn an_operation_brings_the_one_that_gives_its_endpoint() {
    let plan = |model: &str, operations: &[&str]| {
        let mut request = request();
        request.operations = operations.iter().map(|name| ((*name).to_owned(), None)).collect();
        let mut diagnostics = Diagnostics::default();
        let plan = smithwright_codegen::plan(&source(model), &request, &mut diagnostics).expect("a plan");
        let names = plan.operations.iter().map(|operation| operation.wire_name.clone()).collect::<Vec<_>>();
        (names.join(" "), plan, render(&diagnostics, &[source(model)], false))
    };
    let (names, whole, problems) = plan(DISCOVERY, &[]);
    assert_eq!((names.as_str(), problems.as_str()), ("Call GetEndpoints Other", ""));
    let feature = |name: &str| whole.features.iter().find(|feature| feature.name == name).expect("a feature");
    assert_eq!(feature("call").enables, ["_some", "get-endpoints"]);
    assert!(!feature("other").enables.contains(&"get-endpoints".to_owned()));
    let errors: Vec<_> = whole.errors.iter().map(|error| error.name().as_str()).collect();
    assert_eq!(errors, ["InvalidEndpointException"]);
    let (names, called, _) = plan(DISCOVERY, &["Call"]);
    assert_eq!(names, "Call GetEndpoints");
    assert!(called.service.endpoint_operation.is_some());
    let (names, other, _) = plan(DISCOVERY, &["Other"]);
    assert_eq!(names, "Other");
    assert!(other.service.endpoint_operation.is_none());
    // An operation without endpoints in its output cannot return them.
    let (names, _, problems) = plan(&DISCOVERY.replace("\"long\"", "\"string\""), &[]);
    assert_eq!(names, "GetEndpoints Other");
    insta::assert_snapshot!(problems);
}

#[test]
fn of_each_cycle_one_member_is_boxed() {
    let model = r#"{
        "metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "tree", "protocol": "rest-json", "serviceId": "Tree"},
        "operations": {
            "Get": {"name": "Get", "http": {"method": "GET", "requestUri": "/"}, "output": {"shape": "Out"}}
        },
        "shapes": {
            "Out": {"type": "structure", "members": {"Tree": {"shape": "Tree"}}},
            "Tree": {"type": "structure", "members": {
                "Self": {"shape": "Tree"}, "Left": {"shape": "branch"}, "Right": {"shape": "branch"},
                "Many": {"shape": "Trees"}, "Twig": {"shape": "Twig"}}},
            "branch": {"type": "structure", "members": {"Of": {"shape": "Tree"}, "Many": {"shape": "Trees"}}},
            "Twig": {"type": "structure", "members": {"Branch": {"shape": "branch"}}},
            "Trees": {"type": "list", "member": {"shape": "Tree"}}
        }
    }"#;
    let (plan, _) = support::plan(model);
    let text = plan::dump(&plan.expect("a valid model"));
    let boxed: Vec<&str> = text.lines().filter(|line| line.contains("Box<")).map(str::trim).collect();
    insta::assert_snapshot!(boxed.join("\n"));
}

/// An output knows the root that it must have. A location that repeats the member's name means something for S3 only.
#[test]
fn documents_are_called_as_the_model_says() {
    let model = r#"{
        "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "a", "protocol": "rest-xml", "serviceFullName": "A",
                     "serviceId": "A", "signatureVersion": "v4"},
        "operations": {
            "Put": {"name": "Put", "http": {"method": "PUT", "requestUri": "/p"}, "input": {"shape": "Held"},
                    "output": {"shape": "Held"}},
            "Get": {"name": "Get", "http": {"method": "GET", "requestUri": "/g"}, "output": {"shape": "Listed"}}
        },
        "shapes": {
            "Held": {"type": "structure", "payload": "Hold",
                     "members": {"Hold": {"shape": "LegalHold", "locationName": "Hold"}}},
            "LegalHold": {"type": "structure", "members": {"On": {"shape": "Flag", "locationName": "On"}}},
            "Listed": {"type": "structure", "members": {"On": {"shape": "Flag"}}},
            "Flag": {"type": "boolean"}
        }
    }"#;
    for (service, root) in [("A", "LegalHold"), ("S3", "Hold")] {
        let model = model.replace(r#""serviceId": "A""#, &format!(r#""serviceId": "{service}""#));
        let plan = support::plan(&model).0.expect("a plan");
        let operation =
            |name: &str| plan.operations.iter().find(|it| it.wire_name == name).expect("an operation");
        let hold = format!("Hold: Structure @httpPayload @xmlName({root})");
        assert_eq!(operation("Put").input.fields[0].schema, hold);
        assert_eq!(operation("Put").output.fields[0].schema, hold);
        assert_eq!(operation("Put").output.traits, "");
        assert_eq!(operation("Get").output.traits, " @xmlName(Listed)");
        assert_eq!(plan.structures[0].fields[0].schema, "On: Boolean");
    }
}

/// Facts of the Smithy model that API JSON lacks: SQS returns the codes of its former protocol.
#[test]
fn facts_about_single_shapes_are_known() {
    let model = r#"{
        "metadata": {"apiVersion": "1", "endpointPrefix": "sqs", "protocol": "json", "serviceId": "SQS", "targetPrefix": "A"},
        "operations": {"Get": {"name": "Get", "http": {"method": "POST", "requestUri": "/"},
            "errors": [{"shape": "QueueDoesNotExist"}]}},
        "shapes": {"QueueDoesNotExist": {"type": "structure", "members": {}, "exception": true}}
    }"#;
    let plan = support::plan(model).0.expect("a plan");
    let codes = format!("{:?}", plan.operations[0].error.kind);
    assert!(codes.contains(r#"["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]"#), "{codes}");
    let model =
        TWO.replace("\"Two\"}\n    },", "\"XRay\"}\n    },").replace("\"Own\"", "\"AnnotationValue\"");
    let model = model.replace("\"serviceId\": \"Two\"", "\"serviceId\": \"XRay\"");
    let plan = support::plan(&model).0.expect("a plan");
    let unions: Vec<_> = plan.unions.iter().map(|union| union.name.as_str()).collect();
    assert_eq!(unions, ["AnnotationValue"]);
}

/// `Unknown` and `UnknownValue`, `Self` and `SelfValue` in one enum or union have names, those of the official crates.
#[test]
fn reserved_variants_have_names_of_last_resort() {
    let model = TWO.replace(
        "\"Text\": {\"type\": \"string\"}",
        r#""Text": {"type": "string", "enum": ["Unknown", "UnknownValue", "Self", "SelfValue"]}"#,
    );
    let members = ["Unknown", "UnknownValue", "Self", "SelfValue"]
        .map(|name| format!(r#""{name}": {{"shape": "Text"}}"#));
    let model = model.replace(
        r#""Own": {"type": "structure", "members": {"Shared": {"shape": "Shared"}}}"#,
        &format!(r#""Own": {{"type": "structure", "union": true, "members": {{{}}}}}"#, members.join(", ")),
    );
    let plan = support::plan(&model).0.expect("a plan");
    let expected = ["SelfValue", "SelfValue_", "UnknownValue", "UnknownValue_"];
    let mut variants: Vec<_> = plan.unions[0].variants.iter().map(|variant| variant.name.as_str()).collect();
    variants.sort_unstable();
    assert_eq!(variants, expected);
    let mut variants: Vec<_> = plan.enums[0].variants.iter().map(|variant| variant.name.as_str()).collect();
    variants.sort_unstable();
    assert_eq!(variants, expected);
    assert!(generate(&source(&model), &request(), &mut Diagnostics::default()).is_ok());
}

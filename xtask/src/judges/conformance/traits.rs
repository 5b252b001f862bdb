//! Smithy's own tests of protocols: the traits `smithy.test#httpRequestTests` and `httpResponseTests` on operations and errors
//! of models in IDL (Smithy, "HTTP Protocol Compliance Tests").

use super::body::{self, MediaType};
use super::endings::{Ending, exceptions, report};
use super::judge::{Difference, canonical, parameter, tokens, without_zeros};
use super::programs;
use super::smithy::{self, Arguments, name, package, to_driver};
use crate::plumbing::{botocore, cargo, driver, files, official};
use aws_smithy_types::base64;
use serde_json::{Value, json};
use smithwright_codegen::Request;
use smithwright_codegen::cli::batch;
use smithwright_codegen::cli::workspace::Job;
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::{Crate, Dependency};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

/// The protocols with tests, for the comparison of bodies.
const PROTOCOLS: &[(&str, &str)] = &[
    ("smithy.protocols#rpcv2Cbor", "smithy-rpc-v2-cbor"),
    ("aws.protocols#awsJson1_0", "json"),
    ("aws.protocols#awsJson1_1", "json"),
    ("aws.protocols#restJson1", "rest-json"),
    ("aws.protocols#restXml", "rest-xml"),
    ("aws.protocols#awsQuery", "query"),
    ("aws.protocols#ec2Query", "ec2"),
];

/// The service whose hosts depend on its endpoint rules. The model of the tests has none, so the real service replaces
/// it.
const S3: &str = "com.amazonaws.s3#AmazonS3";

/// A test.
struct Case<'a> {
    id: String,
    service: &'a str,
    operation: &'a str,
    /// The error that the response is, if it is one.
    error: Option<&'a str>,
    /// Whether it is about a request.
    request: bool,
    protocol: &'static str,
    data: &'a Value,
}

/// Runs all cases of clients; those of protocols that are not supported are counted.
pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let start = Instant::now();
    let (sources, ast) = smithy::load(&arguments.folder)?;
    let (cases, others) = cases(&ast);
    let exceptions = exceptions("smithy.toml")?;
    let answers = answers(&sources, &cases, &ast)?;
    let mut endings: BTreeMap<String, (&str, Ending)> = BTreeMap::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let differences = differences(&ast, case, answer);
        let ending = match (differences.is_empty(), exceptions.get(&case.id)) {
            (true, None) => Ending::Passed,
            (true, Some(_)) => Ending::Failed(vec![Difference::new(
                "the case",
                "passes",
                "is a row of the exceptions: remove it",
            )]),
            (false, Some(reason)) => Ending::Excepted(reason.clone()),
            (false, None) => Ending::Failed(differences),
        };
        let group = match (case.request, case.error) {
            (true, _) => "requests",
            (false, None) => "responses",
            (false, Some(_)) => "errors",
        };
        endings.insert(case.id.clone(), (group, ending));
    }
    for (id, reason) in &exceptions {
        if !endings.contains_key(id) {
            let stale = Difference::new("the exception", reason, "names no case: remove it");
            endings.insert(id.clone(), ("exceptions", Ending::Failed(vec![stale])));
        }
    }
    for (what, count) in others {
        println!("{count} cases {what}");
    }
    report(&endings, start, "smithy.json")
}

/// The cases of clients, and the number of other cases by reason.
fn cases(ast: &Value) -> (Vec<Case<'_>>, BTreeMap<&'static str, usize>) {
    let (mut cases, mut others) = (Vec::new(), BTreeMap::new());
    let shapes = ast["shapes"].as_object().into_iter().flatten();
    for (service, shape) in shapes.filter(|(_, shape)| shape["type"] == "service") {
        let protocol = PROTOCOLS.iter().find(|(id, _)| shape["traits"].get(*id).is_some());
        let mut seen = BTreeSet::new();
        for operation in operations(ast, shape) {
            let definition = &ast["shapes"][operation];
            let errors = [&definition["errors"], &shape["errors"]].into_iter();
            let errors = errors.filter_map(Value::as_array).flatten().filter_map(|it| it["target"].as_str());
            let of_operation = [
                (None, true, &definition["traits"]["smithy.test#httpRequestTests"]),
                (None, false, &definition["traits"]["smithy.test#httpResponseTests"]),
            ];
            let of_errors = errors.filter(|error| seen.insert(*error)).map(|error| {
                (Some(error), false, &ast["shapes"][error]["traits"]["smithy.test#httpResponseTests"])
            });
            for (error, request, tests) in of_operation.into_iter().chain(of_errors) {
                for data in tests.as_array().into_iter().flatten() {
                    let Some((id, protocol)) = protocol else {
                        *others.entry("are of protocols that are not supported").or_default() += 1;
                        continue;
                    };
                    if data["appliesTo"] == "server" {
                        *others.entry("are about servers").or_default() += 1;
                    } else if data["protocol"] != **id {
                        *others.entry("are of another protocol than their service's").or_default() += 1;
                    } else {
                        let test = data["id"].as_str().unwrap_or_default();
                        let id = format!("{}/{test}", package(service));
                        cases.push(Case { id, service, operation, error, request, protocol, data });
                    }
                }
            }
        }
    }
    (cases, others)
}

/// The operations of a service or a resource.
fn operations<'a>(ast: &'a Value, shape: &'a Value) -> Vec<&'a str> {
    let target = |it: &'a Value| it["target"].as_str();
    let listed = |key: &str| shape[key].as_array().into_iter().flatten().filter_map(target);
    let lifecycle = ["create", "put", "read", "update", "delete", "list"];
    let lifecycle = lifecycle.iter().filter_map(|key| target(&shape[*key]));
    let mut all: Vec<_> =
        listed("operations").chain(listed("collectionOperations")).chain(lifecycle).collect();
    for resource in listed("resources") {
        all.extend(operations(ast, &ast["shapes"][resource]));
    }
    all
}

/// The results of our clients for the cases.
fn answers(sources: &[(Source, SourceId)], cases: &[Case<'_>], ast: &Value) -> Result<Vec<Value>, String> {
    let directory = crate::plumbing::root().join("target/conformance/smithy-http");
    let services: BTreeSet<&str> = cases.iter().map(|case| case.service).collect();
    let mut plans = Vec::new();
    for service in services {
        let plan = if service == S3 {
            s3(cases, &directory)?
        } else {
            smithy::generate(sources, service, &[], &directory)?
        };
        plans.push((package(service), plan));
    }
    let packages = plans.iter().map(|(name, _)| (name.as_str(), format!("crates/{name}")));
    let manifest = driver::manifest("conformance-smithy-http", packages)?;
    let crates = plans.iter().map(|(name, plan)| (name.as_str(), plan));
    files::write(&directory.join("Cargo.toml"), &manifest)?;
    files::write(&directory.join("src/main.rs"), &driver::source("suite", crates, |_, error| error.stem()))?;
    official::lock(&directory)?;
    let target = crate::plumbing::root().join("target/conformance/target");
    cargo::step(&mut cargo::command("build", &directory, &target), "building the generated crates")?;
    let lines: String = cases.iter().map(|case| format!("{}\n", record(case, ast))).collect();
    let mut answers = programs::ask(&target.join("debug/conformance-smithy-http"), lines)?;
    answers.resize(cases.len(), json!({"driver_error": "the program ended before this case"}));
    Ok(answers)
}

/// The crate of the real S3, with the operations of the cases.
fn s3(cases: &[Case<'_>], directory: &Path) -> Result<Crate, String> {
    let mut request = Request::new(Options {
        package: Some(package(S3)),
        ..Options::new(Dependency::path(&crate::plumbing::root().join("runtime")))
    });
    let operations = cases.iter().filter(|case| case.service == S3).map(|case| name(case.operation));
    let operations: BTreeSet<&str> = operations.collect();
    request.operations = operations.into_iter().map(|name| (name.to_owned(), None)).collect();
    let model = botocore::models()?.join("s3/2006-03-01/service-2.json.gz");
    let mut job = Job::of_model(&model, &directory.join("crates").join(package(S3)), request);
    let mut diagnostics = Diagnostics::default();
    let made = batch::make(&mut job, &mut Vec::new(), &mut diagnostics);
    made.map(|made| made.plan).map_err(|_| programs::problems(&diagnostics))
}

/// A case in the form that the driver reads.
fn record(case: &Case<'_>, ast: &Value) -> Value {
    let mut record = json!({"suite": package(case.service), "operation": name(case.operation)});
    let settings = &case.data["vendorParams"]["scopedConfig"];
    let client = &settings["client"];
    if let (S3, Some(region)) = (case.service, client["region"].as_str()) {
        // Settings of the operation take precedence.
        let of_s3 = |name: &str| {
            let mut both = [&settings["operation"]["s3"][name], &client["s3"][name]].into_iter();
            both.find(|value| !value.is_null()).cloned().unwrap_or_default()
        };
        record["client"] = json!({
            "region": region,
            "dual_stack": of_s3("use_dualstack_endpoint"),
            "accelerate": of_s3("use_accelerate_endpoint"),
            "path_style": of_s3("addressing_style") == "path",
        });
    } else if let Some(host) = case.data["host"].as_str() {
        record["endpoint"] = format!("https://{host}").into();
    }
    let input = ast["shapes"][case.operation]["input"]["target"].as_str().unwrap_or_default();
    if case.request {
        let params = case.data.get("params").cloned().unwrap_or_else(|| json!({}));
        record["input"] = to_driver(ast, input, &params);
    } else {
        let (body, headers) = (case.data["body"].as_str().unwrap_or_default(), &case.data["headers"]);
        let body = if case.protocol == "smithy-rpc-v2-cbor" { body.to_owned() } else { base64::encode(body) };
        let headers = headers.as_object().cloned().unwrap_or_default();
        record["response"] = json!({"status": case.data["code"], "headers": headers, "body_b64": body});
    }
    record
}

fn differences(ast: &Value, case: &Case<'_>, answer: &Value) -> Vec<Difference> {
    if let Some(problem) = answer.get("driver_error") {
        return vec![Difference::new("the call", problem, "a request or response")];
    }
    if case.request {
        return request(ast, case, &answer["request"]);
    }
    let (shape, ours) = match case.error {
        Some(error) => {
            let ours = &answer["error"];
            if !ours["shape"].as_str().is_some_and(|shape| shape.eq_ignore_ascii_case(name(error))) {
                return vec![Difference::new("the error", answer, error)];
            }
            (error, &ours["fields"])
        }
        None => {
            let output = ast["shapes"][case.operation]["output"]["target"].as_str();
            if answer.get("output").is_none() {
                return vec![Difference::new("the output", answer, &case.data["params"])];
            }
            (output.unwrap_or_default(), &answer["output"])
        }
    };
    let params = case.data.get("params").cloned().unwrap_or_else(|| json!({}));
    let expected = canonical(&to_driver(ast, shape, &params));
    let mut ours = canonical(ours);
    if let (Some(members), Some(_)) = (ours.as_object_mut(), case.error) {
        // Every error has a message in Rust, whether the model says so or not.
        members.retain(|name, value| {
            let message = name.eq_ignore_ascii_case("message") && expected.get(name).is_none();
            !(message && !value.is_null() && case.data["params"].get(name).is_none())
        });
    }
    without_zeros(&mut ours, &expected, &|path| required(ast, shape, path));
    if ours == expected { vec![] } else { vec![Difference::new("the members", ours, expected)] }
}

/// Whether the member at a path is required, so that it has a stand-in.
fn required(ast: &Value, shape: &str, path: &[&str]) -> bool {
    let (mut shape, mut required) = (shape.to_owned(), false);
    for step in path {
        let definition = &ast["shapes"][&shape];
        let member = match definition["type"].as_str() {
            Some("structure" | "union") => smithy::member(ast, &shape, step),
            Some("list") => &definition["member"],
            Some("map") => &definition["value"],
            _ => return false,
        };
        required = member["traits"].get("smithy.api#required").is_some()
            || member["traits"].get("smithy.api#default").is_some();
        shape = member["target"].as_str().unwrap_or_default().to_owned();
    }
    required
}

/// The differences in a request.
fn request(ast: &Value, case: &Case<'_>, ours: &Value) -> Vec<Difference> {
    let theirs = case.data;
    let mut differences = Vec::new();
    let mut compare = |what: &str, ours: String, theirs: String| {
        let ours = if ours == theirs { ours } else { tokens(ours) };
        if ours != theirs {
            differences.push(Difference::new(what, ours, theirs));
        }
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    compare("the method", text(&ours["method"]), text(&theirs["method"]));
    compare("the path", text(&ours["path"]), text(&theirs["uri"]));
    if let Some(host) = theirs["resolvedHost"].as_str() {
        compare("the host", text(&ours["host"]), host.split('/').next().unwrap_or(host).to_owned());
    }
    let query = text(&ours["query"]);
    let sent = query.split('&').filter(|pair| !pair.is_empty());
    let sent: Vec<String> = sent.map(|pair| tokens(parameter(pair))).collect();
    let strings = |key: &str| theirs[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut expected: Vec<String> = strings("queryParams").map(parameter).collect();
    expected.sort();
    let mut found: Vec<String> = sent.iter().filter(|pair| expected.contains(pair)).cloned().collect();
    found.sort();
    compare("the query", found.join("&"), expected.join("&"));
    let named = |name: &str| sent.iter().any(|pair| pair.split('=').next() == Some(&body::unescape(name)));
    for name in strings("forbidQueryParams") {
        compare(name, if named(name) { "(some)" } else { "(none)" }.to_owned(), "(none)".to_owned());
    }
    for name in strings("requireQueryParams") {
        compare(name, if named(name) { "(some)" } else { "(none)" }.to_owned(), "(some)".to_owned());
    }
    let header = |name: &str| ours["headers"].get(name.to_lowercase()).and_then(Value::as_str);
    for (name, value) in theirs["headers"].as_object().into_iter().flatten() {
        compare(name, header(name).unwrap_or("(none)").to_owned(), text(value));
    }
    for name in strings("requireHeaders") {
        compare(name, header(name).map_or("(none)", |_| "(some)").to_owned(), "(some)".to_owned());
    }
    for name in strings("forbidHeaders") {
        compare(name, header(name).unwrap_or("(none)").to_owned(), "(none)".to_owned());
    }
    if let Some(expected) = theirs["body"].as_str() {
        let sent = base64::decode(text(&ours["body_b64"])).unwrap_or_default();
        let shapes = ast["shapes"].as_object();
        let maps = shapes.is_some_and(|shapes| shapes.values().any(|shape| shape["type"] == "map"));
        let form = match theirs["bodyMediaType"].as_str() {
            _ if expected.is_empty() => MediaType::Text,
            Some("application/json") => MediaType::Json,
            Some("application/xml") => MediaType::Xml,
            Some("application/cbor") => MediaType::Cbor,
            Some("application/x-www-form-urlencoded") => MediaType::Form(maps),
            _ => MediaType::of(case.protocol, expected, header("content-type").unwrap_or_default(), maps),
        };
        compare("the body", form.ours(&sent), form.theirs(expected));
    }
    differences
}

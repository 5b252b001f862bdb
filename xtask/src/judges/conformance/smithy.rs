//! Smithy's own tests of event streams: the trait `smithy.test#eventStreamTests` on operations of models in IDL (Smithy, "Event
//! stream compliance tests").

use super::judge::{Difference, canonical};
use super::programs;
use crate::plumbing::{cargo, driver, files, official};
use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_types::DateTime;
use aws_smithy_types::base64;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::event_stream::{HeaderValue, Message};
use clap::Args;
use serde_json::{Map, Value, json};
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::loader;
use smithwright_codegen::plan::Crate;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of the models.
    pub(super) folder: PathBuf,
}

/// A test of an operation.
struct Case<'a> {
    id: &'a str,
    service: &'a str,
    operation: &'a str,
    data: &'a Value,
}

/// Cases that need not pass, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("MissingRequiredInitialResponseOutput", STANDS_IN),
    ("DuplexMissingRequiredInitialResponseOutput", STANDS_IN),
];

/// The error of servers for invalid inputs, which is in another package of Smithy's (`smithy.framework`).
const VALIDATION: &str = "$version: \"2\"\nnamespace smithy.framework\n@error(\"client\")\nstructure ValidationException {\n\
     @required message: String\nfieldList: Fields }\nlist Fields { member: Field }\n\
     structure Field { @required path: String\n@required message: String }\n";

const STANDS_IN: &str = "clients put a stand-in in the place of a required member that a response leaves out, as the official \
                         crates do (Smithy, \"Client error correction\")";

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let (sources, ast) = load(&arguments.folder)?;
    let shapes = ast["shapes"].as_object().ok_or("no shapes")?;
    let mut cases = Vec::new();
    for (service, shape) in shapes.iter().filter(|(_, shape)| shape["type"] == "service") {
        let listed = shape["operations"].as_array().into_iter().flatten();
        for operation in listed.filter_map(|operation| operation["target"].as_str()) {
            let tests = shapes.get(operation).map(|shape| &shape["traits"]["smithy.test#eventStreamTests"]);
            for data in tests.and_then(Value::as_array).into_iter().flatten() {
                let id = data["id"].as_str().unwrap_or_default();
                cases.push(Case { id, service, operation, data });
            }
        }
    }
    // Cases of servers do not apply.
    let all = cases.len();
    cases.retain(|case| case.data["appliesTo"] != "server");
    let of_servers = all - cases.len();
    let answers = answers(&sources, &cases, &ast)?;
    let (mut passed, mut failed, mut excepted) = (0, 0, 0);
    for (case, answer) in cases.iter().zip(&answers) {
        let differences = differences(&ast, case, answer);
        match (differences.is_empty(), EXCEPTIONS.iter().find(|(id, _)| *id == case.id)) {
            (true, None) => passed += 1,
            (true, Some(_)) => {
                failed += 1;
                println!("{}\n    passes, and is a row of the exceptions: remove it", case.id);
            }
            (false, Some((_, reason))) => {
                excepted += 1;
                println!("{}\n    excepted: {reason}", case.id);
            }
            (false, None) => {
                failed += 1;
                println!("{}", case.id);
                for Difference { what, ours, theirs } in differences {
                    println!("    {what}\n        ours  {ours}\n        theirs {theirs}");
                }
            }
        }
    }
    println!(
        "event streams: {passed} passed, {failed} failed, {excepted} excepted, {of_servers} are about servers\n"
    );
    Ok(failed == 0 && passed > 0)
}

/// The models of a folder with the shapes that they use of others, and their JSON AST.
pub(super) fn load(folder: &Path) -> Result<(Vec<(Source, SourceId)>, Value), String> {
    let mut sources = sources(folder)?;
    let id = SourceId(u16::try_from(sources.len()).unwrap_or(u16::MAX));
    sources.push((Source { name: "validation.smithy".to_owned(), text: VALIDATION.to_owned() }, id));
    let borrowed: Vec<_> = sources.iter().map(|(source, id)| (source, *id)).collect();
    let mut diagnostics = Diagnostics::default();
    let text = loader::json_ast(&borrowed, &mut diagnostics).map_err(|_| programs::problems(&diagnostics))?;
    let ast = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok((sources, ast))
}

/// The files of a model, in the order of their names.
fn sources(folder: &Path) -> Result<Vec<(Source, SourceId)>, String> {
    let source = |(number, path): (usize, PathBuf)| {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let id = SourceId(u16::try_from(number).unwrap_or(u16::MAX));
        Ok((Source { name: path.display().to_string(), text }, id))
    };
    files::below(folder, "smithy")?.into_iter().enumerate().map(source).collect()
}

pub(super) fn name(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, name)| name)
}

/// The name of the crate of a service.
pub(super) fn package(service: &str) -> String {
    name(service).to_lowercase()
}

/// The results of our clients for the cases.
fn answers(sources: &[(Source, SourceId)], cases: &[Case<'_>], ast: &Value) -> Result<Vec<Value>, String> {
    let directory = crate::plumbing::root().join("target/conformance/smithy");
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in cases {
        services.entry(case.service).or_default().push(case.operation);
    }
    let mut plans = Vec::new();
    for (service, operations) in &services {
        plans.push((package(service), generate(sources, service, operations, &directory)?));
    }
    let packages = plans.iter().map(|(name, _)| (name.as_str(), format!("crates/{name}")));
    let manifest = driver::manifest("conformance-smithy", packages)?;
    let crates = plans.iter().map(|(name, plan)| (name.as_str(), plan));
    let source = driver::source("suite", crates, |_, error| error.stem());
    files::write(&directory.join("Cargo.toml"), &manifest)?;
    files::write(&directory.join("src/main.rs"), &source)?;
    official::lock(&directory)?;
    let target = crate::plumbing::root().join("target/conformance/target");
    cargo::step(&mut cargo::command("build", &directory, &target), "building the generated crates")?;
    let lines: String = cases.iter().map(|case| format!("{}\n", record(case, ast))).collect();
    let answers = programs::ask(&target.join("debug/conformance-smithy"), lines)?;
    if answers.len() == cases.len() { Ok(answers) } else { Err("the program ended early".to_owned()) }
}

pub(super) fn generate(
    sources: &[(Source, SourceId)],
    service: &str,
    operations: &[&str],
    directory: &Path,
) -> Result<Crate, String> {
    let Some(((source, id), more)) = sources.split_first() else { return Err("no model".to_owned()) };
    let made = programs::make(source, &package(service), directory, |request| {
        request.source = *id;
        request.beside.more = more.to_vec();
        request.service = Some(service.to_owned());
        // All cases, if none is named.
        request.operations = operations.iter().map(|operation| (name(operation).to_owned(), None)).collect();
    });
    made?.map_err(|problems| format!("{service}: {problems}"))
}

/// The events of a case in this direction.
fn events<'a>(case: &'a Case<'_>, direction: &str) -> Vec<&'a Value> {
    let events = case.data["events"].as_array().into_iter().flatten();
    events.filter(|event| event["type"] == direction).collect()
}

/// A case in the form that the driver reads.
fn record(case: &Case<'_>, ast: &Value) -> Value {
    let operation = &ast["shapes"][case.operation];
    let input = operation["input"]["target"].as_str().unwrap_or_default();
    let stream = stream(ast, input);
    let sent: Vec<Value> = events(case, "request")
        .iter()
        .map(|event| stream.map_or(Value::Null, |(_, union)| to_driver(ast, union, &event["params"])))
        .collect();
    let mut body = Vec::new();
    for event in events(case, "response") {
        body.extend(bytes(event));
    }
    let initial = &case.data["initialResponse"];
    let mut headers = initial["headers"].as_object().cloned().unwrap_or_default();
    if let Some(text) = initial["body"].as_str() {
        body.extend(text.as_bytes());
    } else {
        headers.insert("content-type".to_owned(), "application/vnd.amazon.eventstream".into());
    }
    let mut initial_input = to_driver(ast, input, &case.data["initialRequestParams"]);
    if initial_input.is_null() {
        initial_input = required(ast, input);
    }
    json!({
        "suite": package(case.service),
        "operation": name(case.operation),
        "input": initial_input,
        "events": sent,
        "response": {"status": initial["code"].as_u64().unwrap_or(200), "headers": headers, "body_b64": base64::encode(body)},
    })
}

fn bytes(event: &Value) -> Vec<u8> {
    base64::decode(event["bytes"].as_str().unwrap_or_default()).unwrap_or_default()
}

/// The member that is an event stream, and its union.
fn stream<'a>(ast: &'a Value, structure: &str) -> Option<(&'a str, &'a str)> {
    let members = ast["shapes"][structure]["members"].as_object()?;
    members.iter().find_map(|(name, member)| {
        let target = member["target"].as_str()?;
        let traits = ast["shapes"][target]["traits"].as_object()?;
        traits.contains_key("smithy.api#streaming").then_some((name.as_str(), target))
    })
}

/// Texts for the members that an input must have.
fn required(ast: &Value, structure: &str) -> Value {
    let members = ast["shapes"][structure]["members"].as_object().into_iter().flatten();
    let required = members.filter(|(_, member)| !member["traits"]["smithy.api#required"].is_null());
    Value::Object(required.map(|(name, _)| (name.clone(), "x".into())).collect())
}

/// A member of a structure, which may come from its mixins.
pub(super) fn member<'a>(ast: &'a Value, shape: &str, name: &str) -> &'a Value {
    let definition = &ast["shapes"][shape];
    let own = &definition["members"][name];
    if own.get("target").is_some() {
        return own;
    }
    let mixins = definition["mixins"].as_array().into_iter().flatten();
    let mut mixins = mixins.filter_map(|mixin| mixin["target"].as_str());
    mixins.find_map(|mixin| Some(member(ast, mixin, name)).filter(|it| !it.is_null())).unwrap_or(own)
}

/// A value in the form of tests → in that of the driver: blobs in base64.
pub(super) fn to_driver(ast: &Value, shape: &str, value: &Value) -> Value {
    let target = |member: &Value| member["target"].as_str().unwrap_or_default().to_owned();
    let definition = &ast["shapes"][shape];
    let kind = definition["type"].as_str().unwrap_or(name(shape));
    match (kind, value) {
        ("structure" | "union", Value::Object(members)) => {
            let member = |(name, value): (&String, &Value)| {
                (name.clone(), to_driver(ast, &target(member(ast, shape, name)), value))
            };
            Value::Object(members.iter().map(member).collect::<Map<_, _>>())
        }
        ("list", Value::Array(values)) => {
            let element = target(&definition["member"]);
            values.iter().map(|value| to_driver(ast, &element, value)).collect()
        }
        ("map", Value::Object(entries)) => {
            let element = target(&definition["value"]);
            let entry = |(key, value): (&String, &Value)| (key.clone(), to_driver(ast, &element, value));
            Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
        ("blob" | "Blob", Value::String(text)) => base64::encode(text).into(),
        ("float" | "Float", Value::Number(number)) => {
            f64::from(number.as_f64().unwrap_or_default() as f32).into()
        }
        ("timestamp" | "Timestamp", Value::String(text)) => {
            let time = DateTime::from_str(text, Format::DateTime);
            time.map_or(Value::Null, |time| time.as_secs_f64().into())
        }
        (_, value) => value.clone(),
    }
}

fn differences(ast: &Value, case: &Case<'_>, answer: &Value) -> Vec<Difference> {
    if let Some(problem) = answer.get("driver_error") {
        return vec![Difference::new("the call", problem, "a request or response")];
    }
    let mut differences = request(case, answer);
    let output = ast["shapes"][case.operation]["output"]["target"].as_str().unwrap_or_default();
    let stream = stream(ast, output);
    let received = stream.map(|(name, _)| answer["output"][name].as_array().cloned().unwrap_or_default());
    let received = received.unwrap_or_default();
    let error = [&answer["error"]].into_iter().chain(received.iter().map(|event| &event["error"]));
    let error = error.into_iter().find(|error| !error.is_null());
    let failure = case.data["expectation"].get("failure");
    match (failure, error) {
        (Some(failure), Some(error)) => {
            if let Some(expected) = failure["errorId"].as_str()
                && error["shape"].as_str() != Some(name(expected))
            {
                differences.push(Difference::new("the error", error, expected));
            }
            return differences;
        }
        (Some(failure), None) => {
            differences.push(Difference::new("the error", answer, failure));
            return differences;
        }
        (None, Some(error)) => {
            differences.push(Difference::new("the error", error, "none"));
            return differences;
        }
        (None, None) => {}
    }
    let expected: Vec<Value> = events(case, "response")
        .iter()
        .map(|event| stream.map_or(Value::Null, |(_, union)| to_driver(ast, union, &event["params"])))
        .collect();
    if canonical(&Value::from(received.clone())) != canonical(&Value::from(expected.clone())) {
        differences.push(Difference::new("the events", Value::from(received), Value::from(expected)));
    }
    for (member, value) in case.data["initialResponseParams"].as_object().into_iter().flatten() {
        if answer["output"][member] != *value {
            differences.push(Difference::new(member, &answer["output"][member], value));
        }
    }
    differences
}

/// The differences in the request: its first line and headers, and the messages in its body.
fn request(case: &Case<'_>, answer: &Value) -> Vec<Difference> {
    let (ours, theirs) = (&answer["request"], &case.data["initialRequest"]);
    let mut differences = Vec::new();
    let mut compare = |what: &str, ours: &Value, theirs: &Value| {
        if !theirs.is_null() && ours != theirs {
            differences.push(Difference::new(what, ours, theirs));
        }
    };
    compare("the method", &ours["method"], &theirs["method"]);
    compare("the path", &ours["path"], &theirs["uri"]);
    for (header, value) in theirs["headers"].as_object().into_iter().flatten() {
        compare(header, &ours["headers"][header.to_lowercase()], value);
    }
    let body = base64::decode(ours["body_b64"].as_str().unwrap_or_default()).unwrap_or_default();
    let expected: Vec<Result<Message, String>> =
        events(case, "request").iter().map(|event| message(&mut &bytes(event)[..])).collect();
    if expected.is_empty() {
        return differences;
    }
    let sent = sent(&body);
    for (index, expected) in expected.iter().enumerate() {
        let ours = sent.get(index).cloned().unwrap_or(Err("no message".to_owned()));
        let (ours, expected) = (described(&ours), described(expected));
        if ours != expected {
            differences.push(Difference::new("the message", ours, expected));
        }
    }
    if sent.len() > expected.len() {
        differences.push(Difference::new("the messages", sent.len(), expected.len()));
    }
    differences
}

fn message(bytes: &mut &[u8]) -> Result<Message, String> {
    read_message_from(bytes).map_err(|error| error.to_string())
}

/// The messages of a body, unwrapped from the signed ones.
fn sent(mut body: &[u8]) -> Vec<Result<Message, String>> {
    let mut messages = Vec::new();
    while !body.is_empty() {
        let envelope = message(&mut body);
        let signed = envelope.as_ref().is_ok_and(|envelope| {
            envelope.headers().iter().any(|header| header.name().as_str() == ":chunk-signature")
        });
        match envelope {
            // The last message is empty.
            Ok(envelope) if signed && envelope.payload().is_empty() => {}
            Ok(envelope) if signed => messages.push(message(&mut &envelope.payload()[..])),
            Err(error) => {
                messages.push(Err(error));
                return messages;
            }
            other => messages.push(other),
        }
    }
    messages
}

/// A message as text: its headers by name, and its payload; JSON without white space.
fn described(message: &Result<Message, String>) -> String {
    let message = match message {
        Ok(message) => message,
        Err(problem) => return problem.clone(),
    };
    let headers = message.headers().iter().map(|header| (header.name().as_str(), header.value()));
    let headers: BTreeMap<&str, &HeaderValue> = headers.collect();
    let payload = match serde_json::from_slice::<Value>(message.payload()) {
        Ok(value) => value.to_string(),
        Err(_) => message.payload().escape_ascii().to_string(),
    };
    format!("{headers:?} {payload}")
}

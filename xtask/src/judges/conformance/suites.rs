//! botocore's protocol suites: small services with requests and responses, and recorded responses of real services.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

/// A service, and cases for its operations.
#[derive(Debug)]
pub(super) struct Suite {
    /// The name of the crate, from the file and a number.
    pub(super) name: String,
    /// The group in the report: the protocol and the kind of data.
    pub(super) group: String,
    /// The model, in AWS API JSON.
    pub(super) model: Value,
    /// Its endpoint, if the cases are about it.
    pub(super) endpoint: Option<String>,
    pub(super) cases: Vec<Case>,
}

/// The request of an input, or the output of a response.
#[derive(Debug)]
pub(super) struct Case {
    /// File, number or name of the case.
    pub(super) id: String,
    /// The operation, as the model lists it.
    pub(super) operation: String,
    /// The case as in the file, in the form of the protocol suites.
    pub(super) data: Value,
}

/// A kind of case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Input,
    Output,
}

impl Case {
    pub(super) fn kind(&self) -> Kind {
        match self.data.get("response") {
            Some(_) => Kind::Output,
            None => Kind::Input,
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn parse(path: &Path, text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The files of a directory, in order.
fn files(directory: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    Ok(files)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The suites under `unit/protocols`: the current ones, and the older ones that botocore no longer runs.
pub(super) fn protocols(tests: &Path) -> Result<Vec<Suite>, String> {
    let mut suites = Vec::new();
    for part in ["input", "output", "legacy/input", "legacy/output"] {
        for path in files(&tests.join("unit/protocols").join(part), "json")? {
            let file = stem(&path);
            let Value::Array(entries) = parse(&path, &read(&path)?)? else { continue };
            for (number, entry) in entries.iter().enumerate() {
                suites.extend(protocol_suites(part, &file, number, entry));
            }
        }
    }
    Ok(suites)
}

/// A suite of a file; several if its cases define one operation differently.
fn protocol_suites(part: &str, file: &str, number: usize, entry: &Value) -> Vec<Suite> {
    let mut suites: Vec<Suite> = Vec::new();
    for (index, case) in entry["cases"].as_array().into_iter().flatten().enumerate() {
        let mut given = case["given"].clone();
        let operation = given["name"].as_str().unwrap_or("OperationName").to_owned();
        given["name"] = operation.clone().into();
        complete(&mut given, &entry["shapes"]);
        let fits = |suite: &&mut Suite| {
            let known = suite.model["operations"].get(&operation);
            known.is_none_or(|known| *known == given)
        };
        let suite = match suites.iter_mut().find(fits) {
            Some(suite) => suite,
            None => {
                let name = format!("{}-{file}-{number}-{}", part.replace('/', "-"), suites.len());
                suites.push(Suite {
                    name: name.replace(['.', '_'], "-"),
                    group: format!("{file} {part}"),
                    model: model(entry),
                    endpoint: entry["clientEndpoint"].as_str().map(str::to_owned),
                    cases: vec![],
                });
                let last = suites.len() - 1;
                &mut suites[last]
            }
        };
        if let (Some(payload), Some(shape)) =
            (given["input"].get("payload").cloned(), given["input"]["shape"].as_str())
            && let Some(shape) = suite.model["shapes"].get_mut(shape)
        {
            shape["payload"] = payload;
        }
        require_labels(&mut suite.model, &given);
        suite.model["operations"][&operation] = given;
        let id = case["id"].as_str().map_or_else(|| format!("{number}.{index}"), str::to_owned);
        let id = format!("{part}/{file}/{id}");
        let mut data = case.clone();
        if part == "legacy/output" && file == "rest-xml" {
            name_root(&mut data, case, &entry["shapes"]);
        }
        suite.cases.push(Case { id, operation, data });
    }
    suites
}

/// The older suites give the root of a response any name: it gets the name of its shape.
fn name_root(data: &mut Value, case: &Value, shapes: &Value) {
    let Some(output) = case["given"]["output"]["shape"].as_str() else { return };
    let payload = shapes[output]["payload"].as_str();
    let member = payload.map(|payload| &shapes[output]["members"][payload]);
    let name =
        member.map_or(Some(output), |member| member["locationName"].as_str().or(member["shape"].as_str()));
    let Some(body) = data["response"]["body"].as_str() else { return };
    let root = body.trim_start().strip_prefix('<').and_then(|text| text.split([' ', '>', '/']).next());
    if let (Some(name), Some(root)) = (name, root.filter(|root| !root.is_empty())) {
        let (start, end) = (format!("<{root}"), format!("</{root}>"));
        let body = body.replacen(&start, &format!("<{name}"), 1);
        let body = match body.rsplit_once(&end) {
            Some((before, after)) => format!("{before}</{name}>{after}"),
            None => body,
        };
        data["response"]["body"] = body.into();
    }
}

/// Adds what the older suites leave out of an operation because botocore has a default for it.
fn complete(given: &mut Value, shapes: &Value) {
    // botocore looks for an error among all shapes.
    if given.get("errors").is_none() {
        let shapes = shapes.as_object().into_iter().flatten();
        let errors =
            shapes.filter(|(_, shape)| shape["exception"] == true).map(|(name, _)| json!({"shape": name}));
        given["errors"] = errors.collect();
    }
    let http = &mut given["http"];
    for (key, value) in [("method", "POST"), ("requestUri", "/")] {
        if http[key].is_null() {
            http[key] = value.into();
        }
    }
}

/// Members that are part of the URI or the host must be set, although the older suites do not say so.
fn require_labels(model: &mut Value, given: &Value) {
    let Some(input) = given["input"]["shape"].as_str().map(str::to_owned) else { return };
    let prefix = given["endpoint"]["hostPrefix"].as_str().unwrap_or_default().to_owned();
    let Some(shape) = model["shapes"].get_mut(&input) else { return };
    let members = shape["members"].as_object().cloned().unwrap_or_default();
    let labels = members
        .iter()
        .filter(|(name, member)| member["location"] == "uri" || prefix.contains(&format!("{{{name}}}")));
    let mut required: Vec<Value> = shape["required"].as_array().cloned().unwrap_or_default();
    for (name, _) in labels {
        if !required.iter().any(|known| known == name) {
            required.push(name.as_str().into());
        }
    }
    if !required.is_empty() {
        shape["required"] = required.into();
    }
}

/// The older suites have the place of members on the shape that they target; current models have it on the members.
fn locations(shapes: &mut Value) {
    let known = shapes.clone();
    for shape in shapes.as_object_mut().into_iter().flat_map(|shapes| shapes.values_mut()) {
        let members = shape.get_mut("members").and_then(Value::as_object_mut);
        for member in members.into_iter().flat_map(|members| members.values_mut()) {
            let Some(target) = member["shape"].as_str().and_then(|name| known.get(name)) else { continue };
            if target.get("location").is_none() {
                continue;
            }
            for key in ["location", "locationName"] {
                if let (Some(value), None) = (target.get(key), member.get(key)) {
                    member[key] = value.clone();
                }
            }
        }
        if let Some(shape) = shape.as_object_mut() {
            shape.remove("location");
        }
    }
}

/// The model of a suite, completed by parts that botocore does not need.
fn model(entry: &Value) -> Value {
    let mut metadata = entry["metadata"].clone();
    for (key, value) in [
        ("serviceId", "Protocol Suite"),
        ("apiVersion", "2014-01-01"),
        ("endpointPrefix", "suite"),
        ("signatureVersion", "v4"),
    ] {
        if metadata.get(key).is_none() {
            metadata[key] = value.into();
        }
    }
    let mut shapes = entry["shapes"].clone();
    // In a suite, only `exception` makes a shape an error.
    for case in entry["cases"].as_array().into_iter().flatten() {
        for error in case["given"]["errors"].as_array().into_iter().flatten() {
            if let Some(shape) = error["shape"].as_str().and_then(|name| shapes.get_mut(name)) {
                shape["exception"] = true.into();
            }
        }
    }
    locations(&mut shapes);
    json!({"version": "2.0", "metadata": metadata, "operations": {}, "shapes": shapes})
}

/// The recorded responses under `unit/response_parsing`, if botocore still has the operation in the protocol of the
/// recording.
pub(super) fn recorded(tests: &Path, models: &Path) -> Result<Vec<Suite>, String> {
    let mut suites: Vec<Suite> = Vec::new();
    let directory = tests.join("unit/response_parsing");
    let parts = [
        ("xml/responses", "xml", 200, "xml/responses"),
        ("xml/errors", "xml", 400, "xml/errors"),
        ("json/errors", "json", 400, "json/expected"),
    ];
    for (part, extension, status, expected) in parts {
        for path in files(&directory.join(part), extension)? {
            let name = stem(&path);
            let Some((service, operation)) = name.split_once('-') else { continue };
            // What follows `#` tells recordings of one operation apart.
            let operation = operation.split('#').next().unwrap_or(operation);
            let Some((model, operation)) = real_model(models, service, operation)? else { continue };
            let expected = directory.join(expected).join(format!("{name}.json"));
            let expected = parse(&expected, &read(&expected)?)?;
            let protocol = model["metadata"]["protocol"].as_str().unwrap_or_default().to_owned();
            // Only recordings in the current protocol of the service: `sqs` has JSON now, and some services are gone.
            let xml = ["query", "ec2", "rest-xml"].contains(&&*protocol);
            if (extension == "xml") != xml || model["metadata"]["signatureVersion"] == "v2" {
                continue;
            }
            let data = recorded_case(&read(&path)?, status, &expected);
            let id = format!("response_parsing/{part}/{name}");
            let case = Case { id, operation: operation.clone(), data };
            match suites.iter_mut().find(|suite| suite.name == format!("recorded-{service}")) {
                Some(suite) => {
                    suite.model["operations"][&operation] = model["operations"][&operation].clone();
                    suite.cases.push(case);
                }
                None => {
                    let mut only = model.clone();
                    let recorded = if xml { &*protocol } else { "json" };
                    only["metadata"]["protocols"] = json!([recorded]);
                    only["operations"] = json!({&operation: model["operations"][&operation]});
                    suites.push(Suite {
                        name: format!("recorded-{service}"),
                        group: format!("{protocol} response_parsing"),
                        model: only,
                        endpoint: None,
                        cases: vec![case],
                    });
                }
            }
        }
    }
    Ok(suites)
}

fn recorded_case(body: &str, status: u16, expected: &Value) -> Value {
    let mut result = expected.clone();
    if let Some(result) = result.as_object_mut() {
        result.remove("ResponseMetadata");
    }
    let mut case = json!({"response": {"status_code": status, "headers": {}, "body": body.trim()}});
    match result.get("Error").cloned() {
        Some(error) if status >= 300 => {
            case["error"] = json!({});
            case["errorCode"] = error["Code"].clone();
            case["errorMessage"] = error["Message"].clone();
        }
        _ => case["result"] = result,
    }
    case
}

/// The model that has this operation, given by its name on the command line, and the operation's name.
fn real_model(models: &Path, service: &str, operation: &str) -> Result<Option<(Value, String)>, String> {
    let Ok(entries) = fs::read_dir(models.join(service)) else { return Ok(None) };
    let versions: BTreeSet<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let Some(version) = versions.iter().rfind(|path| path.is_dir()) else { return Ok(None) };
    let path = version.join("service-2.json.gz");
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(&*bytes);
    decoder.read_to_string(&mut text).map_err(|error| format!("{}: {error}", path.display()))?;
    let model = parse(&path, &text)?;
    let wanted = operation.replace('-', "").to_lowercase();
    let operations = model["operations"].as_object();
    let found =
        operations.and_then(|operations| operations.keys().find(|name| name.to_lowercase() == wanted));
    Ok(found.cloned().map(|name| (model, name)))
}

//! Suites → crates and programs that make their calls.

use super::judge;
use super::suites::{Case, Kind, Suite};
use crate::plumbing::cargo;
use crate::plumbing::driver;
use crate::plumbing::files::write;
use crate::plumbing::official;
use serde_json::{Value, json};
use smithwright_codegen::Request;
use smithwright_codegen::diagnostic::{Diagnostics, Severity, Source};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Crate;
use smithwright_codegen::plan::Dependency;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command as Process, Stdio};

/// The number of suites per program: few enough to build in parallel, enough to link rarely.
const BATCH: usize = 40;

/// The results of our clients for the cases, by suite and case.
///
/// # Errors
///
/// Text for the user: what cannot be written or built.
pub(super) fn answers(suites: &[Suite]) -> Result<Vec<Vec<Value>>, String> {
    let directory = crate::plumbing::root().join("target/conformance");
    let mut plans = Vec::new();
    for suite in suites {
        plans.push(generate(suite, &directory)?);
    }
    let mut answers: Vec<Vec<Value>> = Vec::new();
    let batches: Vec<_> = suites.chunks(BATCH).zip(plans.chunks(BATCH)).collect();
    for (number, (suites, plans)) in batches.iter().enumerate() {
        program(&directory, number, suites, plans)?;
    }
    workspace(&directory, batches.len())?;
    let mut cargo = cargo::command("build", &directory, &directory.join("target"));
    cargo::step(cargo.arg("--workspace"), "building the generated crates")?;
    for (number, (suites, plans)) in batches.iter().enumerate() {
        answers.extend(run(&directory, number, suites, plans)?);
    }
    Ok(answers)
}

/// The crate of a suite; the diagnostics if it cannot be generated.
fn generate(suite: &Suite, directory: &Path) -> Result<Result<Crate, String>, String> {
    let source = Source { name: suite.name.clone(), text: suite.model.to_string() };
    make(&source, &suite.name, directory, |_| {})
}

/// The crate of a model, written under `crates/`, with a request that `change` has changed; the diagnostics if it cannot be
/// generated.
///
/// # Errors
///
/// Text for the user: what cannot be written.
pub(super) fn make(
    source: &Source,
    package: &str,
    directory: &Path,
    change: impl FnOnce(&mut Request),
) -> Result<Result<Crate, String>, String> {
    let mut request = Request::new(Options {
        package: Some(package.to_owned()),
        version: Some("0.0.0".to_owned()),
        origin: package.to_owned(),
        ..Options::new(Dependency::path(&crate::plumbing::root().join("runtime")))
    });
    change(&mut request);
    let mut diagnostics = Diagnostics::default();
    let Ok(plan) = smithwright_codegen::plan(source, &request, &mut diagnostics) else {
        return Ok(Err(problems(&diagnostics)));
    };
    for (path, text) in &smithwright_codegen::files_of(&plan) {
        write(&directory.join("crates").join(package).join(path), text)?;
    }
    Ok(Ok(plan))
}

/// The messages of errors.
pub(super) fn problems(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.list().iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

fn workspace(directory: &Path, programs: usize) -> Result<(), String> {
    let members: Vec<_> = (0..programs).map(|number| format!("programs/{number}")).collect();
    let text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\nincremental = false\n"
    );
    write(&directory.join("Cargo.toml"), &text)?;
    official::lock(directory)
}

fn program(
    directory: &Path,
    number: usize,
    suites: &[Suite],
    plans: &[Result<Crate, String>],
) -> Result<(), String> {
    let crates = || {
        let made = suites.iter().zip(plans);
        made.filter_map(|(suite, plan)| Some((suite.name.as_str(), plan.as_ref().ok()?)))
    };
    let packages = crates().map(|(name, _)| (name, format!("../../crates/{name}")));
    let manifest = driver::manifest(&format!("conformance-{number}"), packages)?
        .replace("\n[profile.dev]\ndebug = false\n\n[workspace]\n", "");
    let source = driver::source("suite", crates(), |_, error| error.stem());
    let program = directory.join("programs").join(number.to_string());
    write(&program.join("Cargo.toml"), &manifest)?;
    write(&program.join("src/main.rs"), &source)
}

/// Runs a program on the cases of its suites.
fn run(
    directory: &Path,
    number: usize,
    suites: &[Suite],
    plans: &[Result<Crate, String>],
) -> Result<Vec<Vec<Value>>, String> {
    let mut lines = String::new();
    for (suite, plan) in suites.iter().zip(plans) {
        for case in suite.cases.iter().filter(|_| plan.is_ok()) {
            lines.push_str(&record(suite, case).to_string());
            lines.push('\n');
        }
    }
    let mut read =
        ask(&directory.join("target/debug").join(format!("conformance-{number}")), lines)?.into_iter();
    let mut missing = || json!({"driver_error": "the program ended before this case"});
    let mut answers = Vec::new();
    for (suite, plan) in suites.iter().zip(plans) {
        answers.push(match plan {
            Ok(_) => suite.cases.iter().map(|_| read.next().unwrap_or_else(&mut missing)).collect(),
            Err(problem) => {
                let answer = json!({"driver_error": format!("cannot be generated: {problem}")});
                suite.cases.iter().map(|_| answer.clone()).collect()
            }
        });
    }
    Ok(answers)
}

/// The output of a driver, line by line.
///
/// # Errors
///
/// Text for the user: that it cannot be run.
pub(super) fn ask(program: &Path, lines: String) -> Result<Vec<Value>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", program.display());
    let mut child =
        Process::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
    let input = child.stdin.take();
    let writer = std::thread::spawn(move || input.map(|mut input| input.write_all(lines.as_bytes())));
    let output = child.wait_with_output().map_err(failed)?;
    let _ = writer.join();
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(|line| serde_json::from_str(line).unwrap_or(Value::Null)).collect())
}

/// A case in the form that the driver reads.
fn record(suite: &Suite, case: &Case) -> Value {
    let mut record = json!({"suite": suite.name, "operation": case.operation});
    if let Some(endpoint) = &suite.endpoint {
        record["endpoint"] = endpoint.as_str().into();
    }
    let given = &suite.model["operations"][&case.operation];
    match case.kind() {
        Kind::Input => {
            let shape = given["input"]["shape"].as_str();
            let params = &case.data["params"];
            record["input"] = shape.map_or(json!({}), |shape| judge::to_driver(&suite.model, shape, params));
        }
        Kind::Output => {
            let response = &case.data["response"];
            // Bodies that are not text are in base64.
            let cbor = judge::protocol(suite) == "smithy-rpc-v2-cbor";
            let body = response["body"].as_str().unwrap_or_default();
            let body = if cbor || judge::has_events(suite, case) {
                body.to_owned()
            } else {
                aws_smithy_types::base64::encode(body)
            };
            let headers: BTreeMap<String, Value> = response["headers"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            record["response"] =
                json!({"status": response["status_code"], "headers": headers, "body_b64": body});
        }
    }
    record
}

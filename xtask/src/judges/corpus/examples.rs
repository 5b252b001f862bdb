//! `cargo xtask corpus --examples`: the examples of models, compiled as the doctests that they are in documentation.

use crate::plumbing::services::{self, Endpoints};
use crate::plumbing::{cargo, official, root};
use smithwright_codegen::cli::workspace::{self, Job};
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::io::input;
use smithwright_codegen::loader::manifest;
use smithwright_codegen::plan::Crate;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

/// Compiles the examples of services, of botocore or of `smithwright.toml`; by default of all services with examples in
/// botocore. Crates are not divided: the parts of a family have no doctests.
///
/// # Errors
///
/// Text for the user: what cannot be read or generated.
pub(super) fn run(names: &[String]) -> Result<bool, String> {
    let names = if names.is_empty() { with_examples()? } else { names.to_vec() };
    let (mut shown, mut all, start) = (0, true, Instant::now());
    for name in &names {
        let (generated, plan) = undivided(name)?;
        let examples = plan.operations.iter().flat_map(|operation| &operation.examples);
        let examples = examples.filter(|example| !example.title.is_empty()).count();
        let doctests = doctests(&generated)?;
        let passed = doctests.is_some_and(|count| count >= examples && examples > 0);
        let verdict = match doctests {
            Some(count) => format!("{count} doctests compile"),
            None => "not all doctests compile".to_owned(),
        };
        println!("{name}: {examples} examples, {verdict}");
        shown += examples;
        all &= passed;
    }
    let (count, seconds) = (names.len(), start.elapsed().as_secs_f64());
    println!("{shown} examples of {count} services, {seconds:.0} s");
    Ok(all)
}

/// The services of botocore whose newest model has examples.
fn with_examples() -> Result<Vec<String>, String> {
    let mut names = services::all()?;
    let mut problem = None;
    names.retain(|name| {
        let has = services::model(name).and_then(|model| {
            let Some(path) = input::examples(&model) else { return Ok(false) };
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let json: serde_json::Value =
                serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            Ok(json["examples"]
                .as_object()
                .is_some_and(|of| of.values().any(|list| list != &serde_json::json!([]))))
        });
        has.unwrap_or_else(|error| {
            problem = Some(error);
            false
        })
    });
    problem.map_or(Ok(names), Err)
}

/// Generates a service as one crate. Returns its folder and its plan.
fn undivided(name: &str) -> Result<(PathBuf, Crate), String> {
    let Some(mut job) = of_manifest(name)? else {
        let (service, plan) = services::generate(name, Endpoints::OfTheService, Some(1))?;
        official::lock(&service.generated)?;
        return Ok((service.generated, plan));
    };
    job.out = root().join("target/services-undivided").join(name);
    job.request.options.family = Some(1);
    job.request.options.runtime_dependency = services::runtime();
    let plan = services::made(&mut job)?;
    official::lock(&job.out)?;
    Ok((job.out, plan))
}

/// The service of `smithwright.toml` with this name, if there is one.
fn of_manifest(name: &str) -> Result<Option<Job>, String> {
    let path = root().join("smithwright.toml");
    let mut diagnostics = Diagnostics::default();
    let unreadable = |_| format!("cannot read `{}`", path.display());
    let source = input::read(&path, "smithwright.toml", None, &mut diagnostics).map_err(unreadable)?;
    let manifest = manifest::load(&source, SourceId(0), &mut diagnostics).map_err(unreadable)?;
    let entry = manifest.services.iter().find(|entry| entry.name == name);
    Ok(entry.map(|entry| workspace::job(&root(), &manifest, entry)))
}

/// The number of doctests of a crate, if all compile.
fn doctests(generated: &Path) -> Result<Option<usize>, String> {
    let mut cargo = cargo::command("test", generated, &root().join("target/examples"));
    cargo.args(["--doc", "--config", "profile.dev.debug=false", "--config", "profile.dev.incremental=false"]);
    let output = cargo.stdin(Stdio::null()).output().map_err(|error| format!("cargo test: {error}"))?;
    if !output.status.success() {
        eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let counts = text
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse::<usize>().ok());
    Ok(Some(counts.sum()))
}

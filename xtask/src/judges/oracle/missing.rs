//! `cargo xtask oracle --missing`: leaves out each required member of an input, and compares what is sent and rejected.

use super::tools::{Tools, build, crate_of, create, open, protocol, with_ours};
use crate::plumbing::cargo::{self, step};
use crate::plumbing::official::Service;
use serde_json::Value;
use smithwright_codegen::plan::Crate;
use smithwright_codegen::transform::has_optional_required;
use std::fs;
use std::io::Write as _;
use std::process::Command as Process;

/// The number of services per program: few enough that their crates fit on the disk, enough to link rarely.
const BATCH: usize = 16;

/// Compares these services; returns whether nothing differs from the rules.
///
/// # Errors
///
/// Text for the user: what cannot be generated, built or run.
pub(super) fn run(tools: &Tools, names: &[String], seed: &str) -> Result<bool, String> {
    let directory = crate::plumbing::root().join("target/oracle");
    let judged = directory.join("missing-both.jsonl");
    let mut both = create(&judged)?;
    let mut done = 0;
    let mut ready = Vec::new();
    for batch in names.chunks(BATCH) {
        let made: Vec<(Service, Crate)> =
            batch.iter().map(|name| crate_of(name)).collect::<Result<_, _>>()?;
        let driver = build("missing", &made)?;
        let records = directory.join("missing.jsonl");
        let mut file = create(&records)?;
        for (service, plan) in &made {
            let mut generate = tools.python("oracle.py");
            generate.args([
                "missgen",
                "--service",
                &service.name,
                "--protocol",
                protocol(plan)?,
                "--seed",
                seed,
            ]);
            let output = generate.output().map_err(|error| format!("oracle.py: {error}"))?;
            if !output.status.success() {
                return Err(format!("oracle.py fails: {}", String::from_utf8_lossy(&output.stderr)));
            }
            file.write_all(&output.stdout).map_err(|error| error.to_string())?;
        }
        let answers = directory.join("missing-answers.jsonl");
        step(Process::new(&driver).stdin(open(&records)?).stdout(create(&answers)?), "the driver")?;
        let read = |path| fs::read_to_string(path).map_err(|error| format!("{path:?}: {error}"));
        for (record, answer) in read(&records)?.lines().zip(read(&answers)?.lines()) {
            let ours = in_structure(record, &made).unwrap_or_else(|| answer.to_owned());
            both.write_all(with_ours(record, &ours).as_bytes()).map_err(|error| error.to_string())?;
        }
        let optional = made.iter().filter(|(_, plan)| has_optional_required(&plan.service.id));
        ready.extend(optional.map(|(service, _)| service.name.clone()));
        done += made.len();
        eprintln!("{done} of {} services", names.len());
        clean(&made)?;
    }
    let mut judge = tools.python("judge.py");
    judge.arg("missing").args(ready).stdin(open(&judged)?);
    Ok(judge.status().map_err(|error| format!("judge.py: {error}"))?.success())
}

/// Whether the plan allows a member of a structure to be left out; `None` for a record of an input.
fn in_structure(record: &str, made: &[(Service, Crate)]) -> Option<String> {
    let record: Value = serde_json::from_str(record).ok()?;
    let (structure, member) = (record["structure"].as_str()?, record["member"].as_str()?);
    let (_, plan) = made.iter().find(|(service, _)| service.name == record["service"])?;
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let structure = plain(structure);
    let found = plan.structures.iter().find(|found| {
        let name = plain(found.name.stem());
        name == structure || name == format!("{structure}shape")
    });
    let field = found.and_then(|found| {
        let line = |schema: &str| schema.split(": ").next() == Some(member);
        found.fields.iter().find(|field| line(&field.schema))
    });
    let presence = field.map_or_else(|| "no such member".to_owned(), |field| format!("{:?}", field.presence));
    Some(Value::String(presence).to_string())
}

/// Deletes the build output of service crates, which is many gigabytes for all of them.
fn clean(made: &[(Service, Crate)]) -> Result<(), String> {
    let root = crate::plumbing::root().join("target/oracle");
    let mut cargo = cargo::command("clean", &root.join("missing"), &root.join("target"));
    for (service, _) in made {
        cargo.args(["--package", &service.package]);
    }
    step(&mut cargo, "cargo clean")
}

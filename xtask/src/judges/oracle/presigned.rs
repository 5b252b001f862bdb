//! Presigned requests of random calls, compared with those that botocore makes.

use super::tools::{Tools, build, create, open, with_ours};
use crate::plumbing::cargo::step;
use crate::plumbing::services::{self, Endpoints};
use std::fs;
use std::process::Command as Process;

/// Compares `n` requests of each service, and returns whether all are equal.
///
/// # Errors
///
/// Text for the user: what cannot be generated, built or run.
pub(super) fn run(tools: &Tools, names: &[String], seed: &str, n: usize) -> Result<bool, String> {
    let mut same = true;
    for name in names {
        // Signatures depend on the endpoint, so the crates have the endpoint rules of the service.
        let made = [services::generate(name, Endpoints::OfTheService, Some(1))?];
        let driver = build(&format!("{name}-presigned"), &made)?;
        let [(service, plan)] = &made;
        let operations = plan.operations.iter().filter(|operation| operation.presignable);
        let operations: Vec<&str> = operations.map(|operation| operation.wire_name.as_str()).collect();
        if operations.is_empty() {
            return Err(format!("`{name}` has no operation whose request can be presigned"));
        }
        let directory = crate::plumbing::root().join("target/oracle").join(format!("{name}-presigned"));
        let path = |file: &str| directory.join(file);
        let (records, answers, judged) = (path("records.jsonl"), path("answers.jsonl"), path("both.jsonl"));
        let mut generate = tools.python("presign.py");
        generate.args(["gen", "--service", &service.name, "--seed", seed, "-n", &n.to_string()]);
        step(generate.arg("--operations").args(&operations).stdout(create(&records)?), "presign.py")?;
        step(Process::new(&driver).stdin(open(&records)?).stdout(create(&answers)?), "the driver")?;
        let read =
            |path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", directory.display()));
        let (theirs, ours) = (read(&records)?, read(&answers)?);
        let both = theirs.lines().zip(ours.lines()).map(|(record, answer)| with_ours(record, answer));
        fs::write(&judged, both.collect::<String>())
            .map_err(|error| format!("{}: {error}", judged.display()))?;
        println!("{name}, {} operations, seed {seed}", operations.len());
        let mut judge = tools.python("presign.py");
        let status = judge.arg("judge").stdin(open(&judged)?).status();
        same &= status.map_err(|error| format!("presign.py: {error}"))?.success();
    }
    Ok(same)
}

//! `cargo xtask conformance`: suites that others wrote.

use crate::botocore;
use clap::Subcommand;
use std::process::Command as Process;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The endpoint rules of every service against botocore's endpoint test data, and the partitions against
    /// botocore's.
    Endpoints,
}

pub(crate) fn run(Command::Endpoints: &Command) -> bool {
    match endpoints() {
        Ok(passed) => passed,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

/// Runs the judge, which needs the runtime and so is not part of this program.
fn endpoints() -> Result<bool, String> {
    let (models, tests) = (botocore::models()?, botocore::tests()?);
    let mut cargo = Process::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--locked", "--package", "smithwright-tests"]);
    cargo.args(["--example", "endpoint_conformance", "--"]).arg(models).arg(tests);
    let status = cargo.current_dir(crate::root()).status().map_err(|error| format!("cargo: {error}"))?;
    Ok(status.success())
}

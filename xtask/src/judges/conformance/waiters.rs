//! The expressions of all waiters, evaluated by ours and by another implementation of JMESPath.

use crate::plumbing::{botocore, python};
use clap::Args;
use std::fs::File;
use std::path::PathBuf;
use std::process::Command as Process;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Also the waiters in the IDL files of these folders.
    #[arg(long, value_name = "DIR")]
    smithy: Vec<PathBuf>,
    /// The seed of the random outputs.
    #[arg(long, default_value = "1")]
    seed: String,
    /// The number of outputs per expression.
    #[arg(short, default_value_t = 20)]
    n: usize,
}

/// Evaluates every expression on random outputs, and returns whether both results are equal.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, or run.
pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = crate::plumbing::root();
    let (scripts, work) = (root.join("tests/judges/conformance"), root.join("target/conformance"));
    std::fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let bin = python::environment(&work.join("python"), &scripts.join("requirements.txt"))?;
    let cases = work.join("waiters.jsonl");
    let file = || File::create(&cases).map_err(|error| format!("{}: {error}", cases.display()));
    let mut script = Process::new(bin.join("python"));
    script.arg("-I").arg(scripts.join("waiters.py")).args(["--seed", &arguments.seed]);
    script.args(["-n", &arguments.n.to_string()]).arg(botocore::models()?).args(&arguments.smithy);
    let status = script.stdout(file()?).status().map_err(|error| format!("waiters.py: {error}"))?;
    if !status.success() {
        return Err("waiters.py fails: it says above why".to_owned());
    }
    let cases = File::open(&cases).map_err(|error| format!("{}: {error}", cases.display()))?;
    let mut cargo = Process::new("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "smithwright-tests",
        "--example",
        "waiter_conformance",
    ]);
    let status = cargo.current_dir(root).stdin(cases).status().map_err(|error| format!("cargo: {error}"))?;
    Ok(status.success())
}

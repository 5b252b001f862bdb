//! `cargo xtask conformance`: suites of other projects.

mod body;
mod diff;
mod endings;
mod frames;
mod idl;
mod json;
mod judge;
mod programs;
mod smithy;
mod suites;
mod traits;
mod validation;
mod waiters;

use crate::plumbing::botocore;
use clap::{Args, Subcommand};
use endings::{Ending, exceptions, report};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    protocols: Protocols,
}

#[derive(Args)]
pub(crate) struct Protocols {
    /// Run only cases whose id contains this text.
    #[arg(long)]
    only: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Run botocore's endpoint test data against the endpoint rules of every service, and compare the partitions.
    Endpoints {
        /// Run only the test cases in a folder of Smithy models, by their rules and by their decision diagrams.
        #[arg(long, value_name = "DIR")]
        smithy: Option<PathBuf>,
    },
    /// Run Smithy's tests of its differ.
    Diff(diff::Arguments),
    /// Run Smithy's tests of protocols and event streams, which are traits in models.
    Smithy(smithy::Arguments),
    /// Read event stream messages from the tests of botocore and aws-smithy-eventstream.
    Frames,
    /// Run Smithy's tests of its IDL loader.
    Idl(idl::Arguments),
    /// Run JSONTestSuite, which npm fetches, against the JSON reader.
    Json,
    /// Run Smithy's validation tests: which models are rejected.
    Validation(validation::Arguments),
    /// Evaluate the expressions of all waiters on random outputs, and compare with Python's JMESPath.
    Waiters(waiters::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = match &arguments.command {
        Some(Command::Endpoints { smithy }) => endpoints(smithy.as_deref()),
        Some(Command::Diff(arguments)) => diff::run(arguments),
        Some(Command::Json) => json::run(),
        Some(Command::Frames) => frames::run(),
        Some(Command::Idl(arguments)) => idl::run(arguments),
        Some(Command::Smithy(arguments)) => {
            smithy::run(arguments).and_then(|of_streams| Ok(traits::run(arguments)? && of_streams))
        }
        Some(Command::Validation(arguments)) => validation::run(arguments),
        Some(Command::Waiters(arguments)) => waiters::run(arguments),
        None => protocols(&arguments.protocols),
    };
    result.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
}

/// Runs the judge, which needs the runtime and so is not part of this program.
fn endpoints(smithy: Option<&Path>) -> Result<bool, String> {
    let folders = match smithy {
        Some(models) => vec![std::path::absolute(models).map_err(|error| error.to_string())?],
        None => vec![botocore::models()?, botocore::tests()?],
    };
    let mut cargo = Process::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--locked", "--package", "smithwright-tests"]);
    cargo.args(["--example", "endpoint_conformance", "--"]).args(folders);
    let status =
        cargo.current_dir(crate::plumbing::root()).status().map_err(|error| format!("cargo: {error}"))?;
    Ok(status.success())
}

/// Sends every input case through a generated client, and passes every output case to one.
fn protocols(arguments: &Protocols) -> Result<bool, String> {
    let start = Instant::now();
    let tests = botocore::tests()?;
    let mut suites = suites::protocols(&tests)?;
    suites.extend(suites::recorded(&tests, &botocore::models()?)?);
    if let Some(only) = &arguments.only {
        for suite in &mut suites {
            suite.cases.retain(|case| case.id.contains(only));
        }
        suites.retain(|suite| !suite.cases.is_empty());
    }
    let exceptions = exceptions("exceptions.toml")?;
    let answers = programs::answers(&suites)?;
    let mut endings: BTreeMap<String, (&str, Ending)> = BTreeMap::new();
    for (suite, answers) in suites.iter().zip(&answers) {
        for (case, answer) in suite.cases.iter().zip(answers) {
            let differences = judge::differences(suite, case, answer);
            let ending = match (differences.is_empty(), exceptions.get(&case.id)) {
                (true, None) => Ending::Passed,
                (true, Some(_)) => Ending::Failed(vec![judge::Difference::new(
                    "the case",
                    "passes",
                    "is a row of the exceptions: remove it",
                )]),
                (false, Some(reason)) => Ending::Excepted(reason.clone()),
                (false, None) => Ending::Failed(differences),
            };
            endings.insert(case.id.clone(), (&suite.group, ending));
        }
    }
    if arguments.only.is_none() {
        for (id, reason) in &exceptions {
            if !endings.contains_key(id) {
                let stale = judge::Difference::new("the exception", reason, "names no case: remove it");
                endings.insert(id.clone(), ("exceptions", Ending::Failed(vec![stale])));
            }
        }
    }
    report(&endings, start, "report.json")
}

//! `cargo xtask conformance`: suites that others wrote.

mod body;
mod diff;
mod frames;
mod idl;
mod json;
mod judge;
mod programs;
mod smithy;
mod suites;
mod traits;
mod waiters;

use crate::plumbing::botocore;
use clap::{Args, Subcommand};
use serde_json::json;
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
    /// Only cases whose id holds this text.
    #[arg(long)]
    only: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// The endpoint rules of every service against botocore's endpoint test data, and the partitions against
    /// botocore's.
    Endpoints {
        /// Only a folder of Smithy models, by the test cases in them: their rules, and their decision diagrams.
        #[arg(long, value_name = "DIR")]
        smithy: Option<PathBuf>,
    },
    /// Smithy's own tests of its differ.
    Diff(diff::Arguments),
    /// Smithy's own tests of protocols and event streams, which are traits in models.
    Smithy(smithy::Arguments),
    /// Messages of event streams of botocore's tests and of aws-smithy-eventstream's, as responses.
    Frames,
    /// Smithy's own tests of the loader of IDL.
    Idl(idl::Arguments),
    /// JSONTestSuite against the reader of JSON; npm fetches it.
    Json,
    /// The expressions of all waiters on random outputs, against Python's JMESPath.
    Waiters(waiters::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = match &arguments.command {
        Some(Command::Endpoints { smithy }) => endpoints(smithy.as_deref()),
        Some(Command::Diff(arguments)) => diff::run(arguments),
        Some(Command::Json) => json::run(),
        Some(Command::Frames) => frames::run(),
        Some(Command::Idl(arguments)) => idl::run(arguments),
        Some(Command::Smithy(arguments)) => smithy::run(arguments),
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

/// How a case ended.
enum Ending {
    Passed,
    /// As a row of the list of exceptions says.
    Excepted(String),
    Failed(Vec<judge::Difference>),
}

/// Sends every input case through a generated client and gives every output case to one.
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

/// The cases that need not pass: their ids and the reasons.
fn exceptions(file: &str) -> Result<BTreeMap<String, String>, String> {
    let path = crate::plumbing::root().join("tests/judges/conformance").join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let table: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let rows = table.get("exception").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let rows = rows.iter().map(|row| {
        let text = |key: &str| row.get(key).and_then(toml::Value::as_str).filter(|text| !text.is_empty());
        match (text("case"), text("right"), text("reason")) {
            (Some(case), Some(right), Some(reason)) => Ok((case.to_owned(), format!("{right}: {reason}"))),
            _ => Err(format!("{}: a row has no `case`, `right` or `reason`: {row}", path.display())),
        }
    });
    rows.collect()
}

/// Prints every failure and the table, and writes the report.
fn report(endings: &BTreeMap<String, (&str, Ending)>, start: Instant, file: &str) -> Result<bool, String> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut cases = Vec::new();
    for (id, (group, ending)) in endings {
        let count = counts.entry(group).or_default();
        cases.push(match ending {
            Ending::Passed => {
                count[0] += 1;
                json!({"case": id, "group": group, "ending": "passed"})
            }
            Ending::Excepted(reason) => {
                count[1] += 1;
                println!("{id}\n    excepted; right is {reason}");
                json!({"case": id, "group": group, "ending": "excepted", "reason": reason})
            }
            Ending::Failed(differences) => {
                count[2] += 1;
                println!("{id}");
                for difference in differences {
                    println!(
                        "    {}\n        ours  {}\n        theirs {}",
                        difference.what, difference.ours, difference.theirs
                    );
                }
                let differences: Vec<_> = differences.iter().map(judge::Difference::json).collect();
                json!({"case": id, "group": group, "ending": "failed", "differences": differences})
            }
        });
    }
    println!("\n{:<36} {:>6} {:>10} {:>8} {:>7}", "", "passed", "applicable", "excepted", "failed");
    let mut total = [0; 3];
    for (group, count) in &counts {
        let [passed, excepted, failed] = count;
        println!("{group:<36} {passed:>6} {:>10} {excepted:>8} {failed:>7}", passed + failed);
        (0..3).for_each(|index| total[index] += count[index]);
    }
    let [passed, excepted, failed] = total;
    println!("{:<36} {passed:>6} {:>10} {excepted:>8} {failed:>7}", "all", passed + failed);
    println!("{:.0} s", start.elapsed().as_secs_f64());
    let path = crate::plumbing::root().join("target/conformance").join(file);
    let report = json!({"passed": passed, "excepted": excepted, "failed": failed, "cases": cases});
    std::fs::write(&path, format!("{report:#}\n")).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}", path.display());
    Ok(failed == 0 && passed > 0)
}

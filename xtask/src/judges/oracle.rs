//! `cargo xtask oracle`: compares random requests and responses with botocore and an independent server.

mod missing;
mod presigned;
mod tools;

use crate::plumbing::cargo::step;
use crate::plumbing::{official, services};
use clap::Args;
use std::fs;
use std::path::Path;
use std::process::Command as Process;
use tools::{Tools, build, crate_of, create, open, protocol, with_ours};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Services, by their names in botocore; by default those of AWS in `smithwright.toml`.
    services: Vec<String>,
    /// The seed of the random values.
    #[arg(long, default_value = "1")]
    seed: String,
    /// The number of requests and of responses; a tenth of it is the number of errors.
    #[arg(short, default_value_t = 1000)]
    n: usize,
    /// Leave each required member out of a valid input of every operation instead, one at a time, and compare what is
    /// sent and what is rejected with the rules of the official generator.
    #[arg(long)]
    missing: bool,
    /// Compare `-n` presigned requests of each service instead.
    #[arg(long, conflicts_with = "missing")]
    presigned: bool,
    /// Use all services of botocore.
    #[arg(long, requires = "missing", conflicts_with = "services")]
    all: bool,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = names(arguments).and_then(|names| {
        let tools = Tools::install()?;
        if arguments.missing {
            return missing::run(&tools, &names, &arguments.seed);
        }
        if arguments.presigned {
            return presigned::run(&tools, &names, &arguments.seed, arguments.n);
        }
        names.iter().try_fold(true, |agree, name| Ok(compare(&tools, name, arguments)? & agree))
    });
    result.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
}

/// The selected services.
fn names(arguments: &Arguments) -> Result<Vec<String>, String> {
    if arguments.all {
        return services::all();
    }
    if arguments.services.is_empty() {
        Ok(official::services(&[])?.into_iter().map(|service| service.name).collect())
    } else {
        Ok(arguments.services.clone())
    }
}

fn compare(tools: &Tools, name: &str, arguments: &Arguments) -> Result<bool, String> {
    let made = [crate_of(name)?];
    let driver = build(name, &made)?;
    let [(service, plan)] = &made;
    let protocol = protocol(plan)?;
    let directory = crate::plumbing::root().join("target/oracle").join(&service.name);
    let mut agree = true;
    let errors = arguments.n.div_ceil(10);
    for (command, what, count) in
        [("gen", "requests", arguments.n), ("respgen", "answers", arguments.n), ("errgen", "errors", errors)]
    {
        let (records, answers) =
            (directory.join(format!("{command}.jsonl")), directory.join("answers.jsonl"));
        let mut generate = tools.python("oracle.py");
        generate.args([
            command,
            "--service",
            &service.name,
            "--protocol",
            protocol,
            "--seed",
            &arguments.seed,
            "-n",
            &count.to_string(),
        ]);
        step(generate.stdout(create(&records)?), "oracle.py")?;
        step(Process::new(&driver).stdin(open(&records)?).stdout(create(&answers)?), "the driver")?;
        let read =
            |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
        let (theirs, ours) = (read(&records)?, read(&answers)?);
        let both = theirs.lines().zip(ours.lines()).map(|(record, answer)| with_ours(record, answer));
        let judged = directory.join(format!("{command}-both.jsonl"));
        fs::write(&judged, both.collect::<String>())
            .map_err(|error| format!("{}: {error}", judged.display()))?;
        println!("{}, {what}, seed {}", service.name, arguments.seed);
        let mut judge = tools.python("judge.py");
        let status = judge.stdin(open(&judged)?).status().map_err(|error| format!("judge.py: {error}"))?;
        agree &= status.success();
    }
    Ok(agree)
}

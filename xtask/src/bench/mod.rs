//! `cargo xtask bench`: figures, each as a ratio against a peer in the same run.

mod app;
mod call;
mod clients;
mod codec;
mod compile;
mod plot;
mod program;
mod setting;
mod shell;
mod soak;
mod table;

use crate::plumbing::{files, generation};
use clap::Subcommand;
use setting::machine;
use std::fs;
use std::time::Duration;
use table::{Row, Table, columns};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Measure compile time and memory of a crate with warm dependencies against the official crate.
    Compile {
        /// A service of `smithwright.toml` or of botocore.
        #[arg(default_value = "cognito-sync")]
        service: String,
        /// The number of builds; the median counts.
        #[arg(long, default_value_t = 3)]
        rounds: usize,
        /// Also make one release build.
        #[arg(long)]
        release: bool,
        /// Also measure this version of the official crate; can be repeated.
        #[arg(long, value_name = "VERSION")]
        official: Vec<String>,
    },
    /// Measure an application with three calls: a cold build, a build after a change, and the size of the binary.
    App {
        /// A service with an application in `tests/bench/app/`.
        #[arg(default_value = "dynamodb")]
        service: String,
    },
    /// Measure small calls without the network, one and 64 at a time: time, allocations, and the memory of clients and calls in flight.
    Call,
    /// Measure time and memory of a thousand clients, of first and later calls, and the size of futures.
    Clients,
    /// Measure generation against only reading and parsing the models and writing the same bytes.
    Generate {
        /// The services, by their names in botocore; by default all models of all versions.
        services: Vec<String>,
    },
    /// Make many calls with one client to a server that fails in every way: speed, memory over time, and what is left at the end.
    Soak {
        /// The number of calls in each of three runs.
        #[arg(long, default_value_t = 100_000)]
        calls: usize,
    },
    /// Write the charts of `docs/benchmarks.md` from its tables.
    Plot,
    /// Measure time and memory of shell commands against the AWS CLI.
    Shell {
        /// The number of runs; the median counts.
        #[arg(long, default_value_t = 7)]
        rounds: usize,
    },
    /// Measure decoding and encoding of each protocol against the official crate, on the same bytes in one process.
    Codec {
        /// Run only cases whose name contains this text.
        #[arg(default_value = "")]
        only: String,
        /// Leave out EC2, whose official crate takes many minutes and gigabytes to build.
        #[arg(long)]
        without_ec2: bool,
        /// Another version of an official crate, such as `cognito-identity=1.118.0`; can be repeated.
        #[arg(long, value_name = "SERVICE=VERSION")]
        official: Vec<String>,
    },
}

pub(crate) fn run(command: &Command) -> bool {
    let result = match command {
        Command::Compile { service, rounds, release, official } => {
            compile::run(service, *rounds, *release, official)
        }
        Command::App { service } => app::run(service),
        Command::Call => call::run(),
        Command::Clients => clients::run(),
        Command::Soak { calls } => soak::run(*calls),
        Command::Plot => plot::run(),
        Command::Shell { rounds } => shell::run(*rounds),
        Command::Generate { services } => generate(services),
        Command::Codec { only, without_ec2, official } => codec::run(only, *without_ec2, official),
    };
    match result {
        Ok(()) => true,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

/// How long ext4 looks, for each file that is created, for those that were removed before (`recently_deleted` in its `ialloc.c`).
const RECENT: Duration = Duration::from_secs(360);

/// Generates into an empty directory.
fn generate(services: &[String]) -> Result<(), String> {
    let target = crate::plumbing::root().join("target/bench");
    let (directory, removed) = (target.join("generate"), target.join("generate.removed"));
    let _ = fs::remove_dir_all(directory.join("crates"));
    let age = fs::metadata(&removed).and_then(|of| of.modified()).ok().and_then(|time| time.elapsed().ok());
    if age.is_some_and(|age| age < RECENT) {
        println!(
            "note: an earlier run removed its files less than six minutes ago, so writing may take seconds more"
        );
    }
    let run = generation::generate(services, None, &directory)?;
    let [parsed, written] = run.floor.ok_or("not all services can be generated: see `cargo xtask corpus`")?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as f64;
    let row = |name: &str, time: Duration, floor: Option<Duration>| Row {
        name: name.to_owned(),
        unit: "s",
        values: [Some(time), floor].map(|time| time.map_or(f64::NAN, |time| time.as_secs_f64())).to_vec(),
    };
    let stages = [
        ("read and model", &["read", "model"][..], Some(parsed)),
        ("plan", &["plan"], None),
        ("files", &["files"], None),
        ("write", &["write"], Some(written)),
    ];
    let stages = stages.into_iter().map(|(name, stages, floor)| {
        let time: Duration = stages.iter().map(|stage| run.stage(stage)).sum();
        row(&format!("{name}, a thread"), time.div_f64(threads), floor)
    });
    let rows = stages.chain([row("in all", run.time, Some(parsed + written))]).collect();
    let megabytes = run.sum(|figures| figures.bytes) as f64 / 1e6;
    let title = format!(
        "{} crates, {:.1} million lines, {megabytes:.0} MB, {:.1} MB a second; floor: only reading and parsing the models \
         and writing the same bytes; {}",
        run.figures().count(),
        run.sum(|figures| figures.lines) as f64 / 1e6,
        megabytes / run.time.as_secs_f64(),
        machine()
    );
    Table { name: "generate".to_owned(), title, columns: columns(["generated", "floor"]), rows }.show()?;
    fs::remove_dir_all(directory).map_err(|error| format!("target/bench/generate: {error}"))?;
    files::write(&removed, "")
}

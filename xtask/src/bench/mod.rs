//! `cargo xtask bench`: figures, each as a ratio against a peer in the same run.

mod app;
mod call;
mod clients;
mod codec;
mod compile;
mod program;
mod setting;
mod shell;
mod soak;
mod table;

use crate::plumbing::generation;
use clap::Subcommand;
use setting::machine;
use std::fs;
use std::time::Duration;
use table::{Row, Table, columns};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compile time and memory of a service crate alone, dependencies warm, against the official crate.
    Compile {
        /// A service, of `smithwright.toml` or of botocore.
        #[arg(default_value = "cognito-sync")]
        service: String,
        /// How many times each is built; the median counts.
        #[arg(long, default_value_t = 3)]
        rounds: usize,
        /// Also build for release, once.
        #[arg(long)]
        release: bool,
        /// Also this version of the official crate; may be given several times.
        #[arg(long, value_name = "VERSION")]
        official: Vec<String>,
    },
    /// An application with three calls: a cold build, a build after a change, and the size of the binary.
    App {
        /// A service that `tests/bench/app/` has an application of.
        #[arg(default_value = "dynamodb")]
        service: String,
    },
    /// Time and allocations of small calls without the network, alone and 64 at a time; memory of clients and of calls in flight.
    Call,
    /// Time and memory of a thousand clients, of the first call and of later ones, and the size of futures.
    Clients,
    /// How fast services are generated, against only reading and parsing their models and writing the same bytes.
    Generate {
        /// The services, as botocore calls them; all models of all versions if none is named.
        services: Vec<String>,
    },
    /// One client under many calls whose server fails in every way: speed, memory over time, and what is left in the end.
    Soak {
        /// How many calls are made in each of three runs.
        #[arg(long, default_value_t = 100_000)]
        calls: usize,
    },
    /// Time and memory of commands from a shell, against the AWS CLI.
    Shell {
        /// How many times each is run; the median counts.
        #[arg(long, default_value_t = 7)]
        rounds: usize,
    },
    /// Decode and encode throughput of each protocol against the official crate, on the same bytes in one process.
    Codec {
        /// Only cases whose name holds this text.
        #[arg(default_value = "")]
        only: String,
        /// Leave out EC2, whose official crate takes many minutes and gigabytes to build.
        #[arg(long)]
        without_ec2: bool,
        /// Another version of an official crate, such as `cognito-identity=1.118.0`; may be given several times.
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

/// Generates into an empty directory.
fn generate(services: &[String]) -> Result<(), String> {
    let directory = crate::plumbing::root().join("target/bench/generate");
    let _ = fs::remove_dir_all(directory.join("crates"));
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
    fs::remove_dir_all(directory).map_err(|error| format!("target/bench/generate: {error}"))
}

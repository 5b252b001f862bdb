//! `cargo xtask oracle`: random calls and answers, compared with botocore and an independent server.

mod missing;

use crate::driver;
use crate::official::{self, Service};
use crate::python;
use crate::services::{self, Endpoints};
use clap::Args;
use smithwright_codegen::cli::input;
use smithwright_codegen::cli::workspace::job;
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::loader::manifest;
use smithwright_codegen::plan::{Crate, Ident, OperationErrorKind};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command as Process;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Services, as botocore calls them; those of AWS in `smithwright.toml` if none is named.
    services: Vec<String>,
    /// What the random values depend on.
    #[arg(long, default_value = "1")]
    seed: String,
    /// How many requests, how many answers, and how many errors (a tenth of it).
    #[arg(short, default_value_t = 1000)]
    n: usize,
    /// Instead: leave each required member out of a valid input of every operation, one at a time, and compare what is
    /// sent and what is refused with the rules of the official generator.
    #[arg(long)]
    missing: bool,
    /// All services of botocore.
    #[arg(long, requires = "missing", conflicts_with = "services")]
    all: bool,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = names(arguments).and_then(|names| {
        let tools = Tools::install()?;
        if arguments.missing {
            return missing::run(&tools, &names, &arguments.seed);
        }
        names.iter().try_fold(true, |agree, name| Ok(compare(&tools, name, arguments)? & agree))
    });
    result.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
}

/// The services that are asked for.
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

/// The Python side, with its packages.
struct Tools {
    python: PathBuf,
    directory: PathBuf,
}

impl Tools {
    /// Installs what `tests/oracle/requirements.txt` lists into `target/`, once.
    fn install() -> Result<Self, String> {
        let root = crate::root();
        let directory = root.join("tests/oracle");
        let environment = root.join("target/oracle/python");
        let bin = python::environment(&environment, &directory.join("requirements.txt"))?;
        Ok(Self { python: bin.join("python"), directory })
    }

    fn python(&self, script: &str) -> Process {
        let mut python = Process::new(&self.python);
        python.arg(self.directory.join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
        python
    }
}

fn compare(tools: &Tools, name: &str, arguments: &Arguments) -> Result<bool, String> {
    let made = [crate_of(name)?];
    let driver = build(name, &made)?;
    let [(service, plan)] = &made;
    let protocol = protocol(plan)?;
    let directory = crate::root().join("target/oracle").join(&service.name);
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

/// How botocore calls the protocol that a crate speaks.
fn protocol(plan: &Crate) -> Result<&'static str, String> {
    Ok(match plan.service.protocol.as_str() {
        "rpc_v2_cbor" => "smithy-rpc-v2-cbor",
        "aws_json_1_0" | "aws_json_1_1" => "json",
        "rest_xml" => "rest-xml",
        "aws_query" => "query",
        "ec2_query" => "ec2",
        "rest_json_1" => "rest-json",
        other => return Err(format!("the oracle has no protocol `{other}`")),
    })
}

/// A record of the oracle with what we make of it.
fn with_ours(record: &str, ours: &str) -> String {
    match record.strip_suffix('}') {
        Some(record) => format!("{record}, \"ours\": {ours}}}\n"),
        None => record.to_owned(),
    }
}

fn create(path: &Path) -> Result<File, String> {
    File::create(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn step(command: &mut Process, what: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what} fails: {status}")),
        Err(error) => Err(format!("{what}: {error}")),
    }
}

/// Generates and builds the driver of some services; gives the program.
fn build(name: &str, services: &[(Service, Crate)]) -> Result<PathBuf, String> {
    let root = crate::root();
    let directory = root.join("target/oracle").join(name);
    let program = format!("oracle-{name}");
    let crates = services
        .iter()
        .map(|(service, _)| (service.package.as_str(), service.generated.display().to_string()));
    let manifest = driver::manifest(&program, crates)?;
    let crates = services.iter().map(|(service, plan)| (service.name.as_str(), plan));
    let source = driver::source("service", crates, code_of);
    services::write(&directory.join("Cargo.toml"), &manifest)?;
    services::write(&directory.join("src/main.rs"), &source)?;
    official::lock(&directory)?;
    let target = root.join("target/oracle/target");
    let mut cargo = Process::new("cargo");
    cargo.args(["build", "--quiet", "--manifest-path"]).arg(directory.join("Cargo.toml"));
    step(cargo.env("CARGO_TARGET_DIR", &target), "building the driver")?;
    Ok(target.join("debug").join(program))
}

/// The crate of a service and its plan: that of `smithwright.toml` if it is there, or one of botocore's model. The calls
/// are compared at one address, so the endpoint rules of the service play no part; they have a judge of their own.
fn crate_of(name: &str) -> Result<(Service, Crate), String> {
    let mut diagnostics = Diagnostics::default();
    let invalid = || "`smithwright.toml` or the model is not valid: run `cargo xtask codegen`".to_owned();
    let source =
        input::read(&crate::root().join("smithwright.toml"), "smithwright.toml", None, &mut diagnostics);
    let source = source.map_err(|_| invalid())?;
    let manifest = manifest::load(&source, SourceId(0), &mut diagnostics).map_err(|_| invalid())?;
    let Some(entry) = manifest.services.iter().find(|entry| entry.name == name) else {
        return services::generate(name, Endpoints::Anywhere, None);
    };
    let service = official::services(&[name.to_owned()])?.pop().ok_or_else(invalid)?;
    let mut job = job(&crate::root(), &manifest, entry);
    job.endpoint_rules = None;
    let model = job.read(&mut Vec::new(), &mut diagnostics).map_err(|_| invalid())?;
    let plan = smithwright_codegen::plan(&model, &job.request, &mut diagnostics).map_err(|_| invalid())?;
    Ok((service, plan))
}

/// The code by which a service names an error.
fn code_of<'a>(plan: &'a Crate, error: &'a Ident) -> &'a str {
    let own = plan.operations.iter().flat_map(|operation| match &operation.error.kind {
        OperationErrorKind::Own(variants) => variants.as_slice(),
        OperationErrorKind::Shared(_) => &[],
    });
    let mut variants = own.chain(plan.error_sets.iter().flat_map(|set| &set.variants));
    let variant = variants.find(|variant| variant.name == *error);
    variant.and_then(|variant| variant.codes.last().map(String::as_str)).unwrap_or(error.stem())
}

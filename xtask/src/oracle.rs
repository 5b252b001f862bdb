//! `cargo xtask oracle`: random calls and answers, compared with botocore and an independent server.

use crate::official::{self, Service};
use clap::Args;
use smithwright_codegen::Request;
use smithwright_codegen::cli::input;
use smithwright_codegen::cli::workspace::request;
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::loader::manifest;
use smithwright_codegen::plan::{Crate, Error};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Services of `smithwright.toml`; all of AWS if none is named.
    services: Vec<String>,
    /// What the random values depend on.
    #[arg(long, default_value = "1")]
    seed: String,
    /// How many requests, how many answers, and how many errors (a tenth of it).
    #[arg(short, default_value_t = 1000)]
    n: usize,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = official::services(&arguments.services).and_then(|services| {
        let tools = Tools::install()?;
        services.iter().try_fold(true, |agree, service| Ok(compare(&tools, service, arguments)? & agree))
    });
    result.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
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
        let requirements = directory.join("requirements.txt");
        let wanted = fs::read_to_string(&requirements)
            .map_err(|error| format!("{}: {error}", requirements.display()))?;
        let python = environment.join("bin/python");
        let installed = environment.join("installed.txt");
        if fs::read_to_string(&installed).ok().as_ref() != Some(&wanted) {
            let mut venv = Process::new("python3");
            venv.args(["-m", "venv", "--clear"]).arg(&environment).stdin(Stdio::null());
            if !venv.status().is_ok_and(|status| status.success()) {
                return Err("cannot make an environment with `python3 -m venv`".to_owned());
            }
            let mut pip = Process::new(&python);
            // The list is complete: nothing comes in that it does not name.
            pip.args([
                "-m",
                "pip",
                "--disable-pip-version-check",
                "install",
                "--quiet",
                "--no-deps",
                "--requirement",
            ]);
            if !pip.arg(&requirements).status().is_ok_and(|status| status.success()) {
                return Err(format!(
                    "cannot install what `{}` lists: this machine seems to be offline",
                    requirements.display()
                ));
            }
            fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))?;
        }
        Ok(Self { python, directory })
    }

    fn python(&self, script: &str) -> Process {
        let mut python = Process::new(&self.python);
        python.arg(self.directory.join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
        python
    }
}

fn compare(tools: &Tools, service: &Service, arguments: &Arguments) -> Result<bool, String> {
    let driver = driver(service)?;
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
        let both = theirs.lines().zip(ours.lines()).map(|(record, answer)| match record.strip_suffix('}') {
            Some(record) => format!("{record}, \"ours\": {answer}}}\n"),
            None => record.to_owned(),
        });
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

/// Generates and builds the driver of a service; gives the program.
fn driver(service: &Service) -> Result<PathBuf, String> {
    let root = crate::root();
    let directory = root.join("target/oracle").join(&service.name);
    fs::create_dir_all(directory.join("src")).map_err(|error| error.to_string())?;
    let template = root.join("tests/oracle/Cargo.toml.template");
    let manifest =
        fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
    let program = format!("oracle-{}", service.name);
    let manifest = manifest
        .replace("{program}", &program)
        .replace(
            "{dependencies}",
            &format!(
                "{} = {{ path = {:?}, default-features = false, features = [\"rt-tokio\"] }}",
                service.package,
                service.generated.display().to_string()
            ),
        )
        .replace("{runtime}", &root.join("runtime").display().to_string());
    let source = source(service, &plan(service)?);
    for (path, text) in [("Cargo.toml", manifest), ("src/main.rs", source)] {
        let path = directory.join(path);
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    official::lock(&directory)?;
    let target = root.join("target/oracle/target");
    let mut cargo = Process::new("cargo");
    cargo.args(["build", "--quiet", "--manifest-path"]).arg(directory.join("Cargo.toml"));
    step(cargo.env("CARGO_TARGET_DIR", &target), "building the driver")?;
    Ok(target.join("debug").join(program))
}

/// The plan of the service's crate, as `cargo xtask codegen` makes it.
fn plan(service: &Service) -> Result<Crate, String> {
    let mut diagnostics = Diagnostics::default();
    let invalid = || "`smithwright.toml` or the model is not valid: run `cargo xtask codegen`".to_owned();
    let source =
        input::read(&crate::root().join("smithwright.toml"), "smithwright.toml", None, &mut diagnostics);
    let source = source.map_err(|_| invalid())?;
    let manifest = manifest::load(&source, SourceId(0), &mut diagnostics).map_err(|_| invalid())?;
    let entry = manifest.services.iter().find(|entry| entry.name == service.name).ok_or_else(invalid)?;
    let model = input::read(&service.model, &entry.model, None, &mut diagnostics).map_err(|_| invalid())?;
    let request: Request = request(&manifest, entry);
    smithwright_codegen::plan(&model, &request, &mut diagnostics).map_err(|_| invalid())
}

/// The part of a driver that depends on the service.
fn source(service: &Service, plan: &Crate) -> String {
    let library = &plan.library;
    let mut operations = String::new();
    for operation in &plan.operations {
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            operations,
            "        {:?} => driver::call::<{library}::operation::{}::{}>(runtime, record, error),",
            operation.wire_name, operation.module, operation.input.name
        );
    }
    let mut errors = String::new();
    for error in &plan.errors {
        let name = match error {
            Error::Plain(error) => &error.name,
            Error::Structure(error) => &error.name,
        };
        let _ = writeln!(
            errors,
            "    if let Some(error) = error.downcast_ref::<{library}::types::error::{name}>() {{\n        \
             return Some(({:?}, driver::write(error).ok()?));\n    }}",
            name.stem()
        );
    }
    let driver = crate::root().join("tests/oracle/driver.rs");
    format!(
        "//! The driver of {} for `cargo xtask oracle`.\n\n#[path = {driver:?}]\nmod driver;\n\n\
         fn main() -> std::io::Result<()> {{\n    driver::run(call)\n}}\n\n\
         fn call(runtime: &tokio::runtime::Runtime, record: &serde_json::Value) -> Option<serde_json::Value> {{\n    \
         Some(match record.get(\"operation\")?.as_str()? {{\n{operations}        _ => return None,\n    }})\n}}\n\n\
         fn error(error: &(dyn std::error::Error + 'static)) -> Option<(&'static str, serde_json::Value)> {{\n{errors}    \
         None\n}}\n",
        service.name
    )
}

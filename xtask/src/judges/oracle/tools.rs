//! The Python side of the oracle, and drivers of crates.

use crate::plumbing::official::{self, Service};
use crate::plumbing::services::{self, Endpoints};
use crate::plumbing::{cargo, driver, files, python};
use smithwright_codegen::cli::workspace::job;
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::io::input;
use smithwright_codegen::loader::manifest;
use smithwright_codegen::plan::{Crate, Ident, OperationErrorKind};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

/// The Python side, with its packages.
pub(super) struct Tools {
    python: PathBuf,
    directory: PathBuf,
}

impl Tools {
    /// Installs the packages of `tests/judges/oracle/requirements.txt` into `target/`, once.
    pub(super) fn install() -> Result<Self, String> {
        let root = crate::plumbing::root();
        let directory = root.join("tests/judges/oracle");
        let environment = root.join("target/oracle/python");
        let bin = python::environment(&environment, &directory.join("requirements.txt"))?;
        Ok(Self { python: bin.join("python"), directory })
    }

    pub(super) fn python(&self, script: &str) -> Process {
        let mut python = Process::new(&self.python);
        python.arg(self.directory.join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
        python
    }
}

/// The name of a crate's protocol in botocore.
pub(super) fn protocol(plan: &Crate) -> Result<&'static str, String> {
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

/// A record of the oracle, and our result.
pub(super) fn with_ours(record: &str, ours: &str) -> String {
    match record.strip_suffix('}') {
        Some(record) => format!("{record}, \"ours\": {ours}}}\n"),
        None => record.to_owned(),
    }
}

pub(super) fn create(path: &Path) -> Result<File, String> {
    File::create(path).map_err(|error| format!("{}: {error}", path.display()))
}

pub(super) fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Generates and builds the driver of some services; returns the program.
pub(super) fn build(name: &str, services: &[(Service, Crate)]) -> Result<PathBuf, String> {
    let root = crate::plumbing::root();
    let directory = root.join("target/oracle").join(name);
    let program = format!("oracle-{name}");
    let crates = services
        .iter()
        .map(|(service, _)| (service.package.as_str(), service.generated.display().to_string()));
    let manifest = driver::manifest(&program, crates)?;
    let crates = services.iter().map(|(service, plan)| (service.name.as_str(), plan));
    let source = driver::source("service", crates, code_of);
    files::write(&directory.join("Cargo.toml"), &manifest)?;
    files::write(&directory.join("src/main.rs"), &source)?;
    official::lock(&directory)?;
    let target = root.join("target/oracle/target");
    cargo::step(&mut cargo::command("build", &directory, &target), "building the driver")?;
    Ok(target.join("debug").join(program))
}

/// The crate of a service and its plan: that of `smithwright.toml` if it is listed there, or one from botocore's model.
/// All calls go to one address, so endpoint rules do not matter here; they have their own judge.
pub(super) fn crate_of(name: &str) -> Result<(Service, Crate), String> {
    let mut diagnostics = Diagnostics::default();
    let invalid = || "`smithwright.toml` or the model is not valid: run `cargo xtask codegen`".to_owned();
    let source = input::read(
        &crate::plumbing::root().join("smithwright.toml"),
        "smithwright.toml",
        None,
        &mut diagnostics,
    );
    let source = source.map_err(|_| invalid())?;
    let manifest = manifest::load(&source, SourceId(0), &mut diagnostics).map_err(|_| invalid())?;
    let Some(entry) = manifest.services.iter().find(|entry| entry.name == name) else {
        return services::generate(name, Endpoints::Anywhere, None);
    };
    let service = official::services(&[name.to_owned()])?.pop().ok_or_else(invalid)?;
    let mut job = job(&crate::plumbing::root(), &manifest, entry);
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

//! The documented crates of two versions of a model, and the verdicts on them.

use super::matrix::Verdicts;
use super::program;
use crate::judges::compat;
use crate::plumbing::{cargo, root};
use smithwright_codegen::Request;
use smithwright_codegen::cli::batch;
use smithwright_codegen::cli::workspace::Job;
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::diff::{self, Change, Weight};
use smithwright_codegen::io::render;
use smithwright_codegen::lower::Options;
use smithwright_codegen::model::Model;
use smithwright_codegen::plan::{self, Dependency};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The judge's verdict: the required version.
const SEMVER_CHECKS: &str = "cargo install cargo-semver-checks --locked --version 0.51.0";

/// A model, its crate, and the documentation of the crate.
pub(super) struct Version {
    model: Model,
    options: Options,
    plan: plan::Crate,
    project: PathBuf,
    docs: PathBuf,
}

/// The name of crates here.
const PACKAGE: &str = "aws-sdk-judged";

impl Version {
    /// Generates the crate of a model, and documents it. `name` keeps several apart.
    pub(super) fn new(path: &Path, name: &str) -> Result<Self, String> {
        let scratch = scratch();
        let project = scratch.join(name);
        let options = Options {
            package: Some(PACKAGE.to_owned()),
            version: Some("1.0.0".to_owned()),
            family: Some(1),
            ..Options::new(Dependency::path(&root().join("runtime")))
        };
        let mut job = Job::of_model(path, &project, Request::new(options.clone()));
        let (mut sources, mut diagnostics) = (Vec::new(), Diagnostics::default());
        let made = batch::make(&mut job, &mut sources, &mut diagnostics).and_then(|made| {
            let source = job.read(&mut Vec::new(), &mut diagnostics)?;
            Ok((made.plan, smithwright_codegen::model(&source, &job.request, &mut diagnostics)?))
        });
        let (plan, model) = made.map_err(|_| render::render(&diagnostics, &sources, false))?;
        lock(&project)?;
        let written =
            compat::document(&project, PACKAGE, &root().join("target"), &["--document-hidden-items"])?;
        let docs = scratch.join(format!("{name}.json"));
        fs::copy(&written, &docs).map_err(|error| format!("{}: {error}", written.display()))?;
        Ok(Self { model, options, plan, project, docs })
    }

    /// The verdict of the compiler on a program that uses every public item of this crate, compiled with another one.
    pub(super) fn errors_with(&self, other: &Self) -> Result<Vec<String>, String> {
        let folder = scratch().join("program");
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder.join("src")).map_err(failed)?;
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{PACKAGE} = {{ path = {:?} }}\n",
            other.project
        );
        fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
        fs::write(folder.join("src/main.rs"), program::of(&self.plan)?).map_err(failed)?;
        lock(&folder)?;
        let mut check = cargo::command("check", &folder, &root().join("target/rustdoc-json"));
        // The same flags as for the documentation, since other flags would rebuild the dependencies each time.
        let output = check.args(["--message-format", "short"]).env("RUSTC_BOOTSTRAP", "1").output();
        let output = output.map_err(|error| format!("cannot run cargo: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let errors: Vec<String> =
            said.lines().filter(|line| line.contains(": error")).map(str::to_owned).collect();
        match (output.status.success(), errors.is_empty()) {
            (true, _) => Ok(vec![]),
            (false, false) => Ok(errors),
            (false, true) => Err(format!("the program cannot be compiled:\n{said}")),
        }
    }
}

fn scratch() -> PathBuf {
    root().join("target/semver")
}

/// The dependencies of a crate have the versions of this workspace.
fn lock(project: &Path) -> Result<(), String> {
    let copied = fs::copy(root().join("Cargo.lock"), project.join("Cargo.lock"));
    copied.map(|_| ()).map_err(|error| format!("{}: {error}", project.display()))
}

/// The verdicts of `diff` and the judges on two versions.
pub(super) fn judge(old: &Version, new: &Version) -> Result<Verdicts, String> {
    let changes = diff::changes(&old.model, &new.model, &old.options);
    let breaking = changes.iter().filter(|change| change.kind.weight() == Weight::Breaking);
    Ok(Verdicts {
        heaviest: changes.iter().map(|change| change.kind.weight()).max(),
        breaking: breaking.map(|change: &Change| change.kind).collect(),
        semver_checks: semver_checks(&old.docs, &new.docs)?,
        compiler: old.errors_with(new)?,
    })
}

/// The lints of cargo-semver-checks that the new crate breaks, unless it is a major version.
fn semver_checks(old: &Path, new: &Path) -> Result<Vec<String>, String> {
    let output = Command::new("cargo")
        .args(["semver-checks", "--release-type", "minor", "--color", "never", "--baseline-rustdoc"])
        .arg(old)
        .arg("--current-rustdoc")
        .arg(new)
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let failures = said.lines().filter_map(|line| line.trim().strip_prefix("--- failure "));
    let lints: Vec<String> =
        failures.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect();
    match (output.status.success(), lints.is_empty()) {
        (true, true) | (false, false) => Ok(lints),
        (true, false) | (false, true) => {
            Err(format!("cargo-semver-checks cannot tell: is it there? `{SEMVER_CHECKS}`\n{said}"))
        }
    }
}

//! `cargo xtask dropin published`: packages of others that use official crates, compiled and tested with these and with ours.
//!
//! A package is copied twice as it was published; one of the two has a `[patch.crates-io]`. Its dependencies have the
//! same versions for both. Tests run without a network: those that need an account fail on both sides.

use super::harness::{Outcome, Project};
use super::place::root_of;
use crate::plumbing::files;
use crate::plumbing::official::{self, Service};
use crate::plumbing::services;
use clap::Args;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value as Toml};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Packages of `tests/judges/dropin/published.toml`; all if none is named.
    packages: Vec<String>,
    /// Generate our crates with the Smithy models of this folder beside botocore's models.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
}

/// The packages, and differences that are known.
const ROWS: &str = "tests/judges/dropin/published.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    package: Vec<Package>,
    #[serde(default)]
    difference: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    name: String,
    version: String,
    /// The enabled features; by default the default ones.
    features: Option<Vec<String>>,
    /// Targets that are not built, on either side.
    #[serde(default)]
    without: Vec<String>,
    /// The package requires exact versions of crates of AWS, which a patch cannot have: the requirements are changed to
    /// these or newer ones.
    #[serde(default)]
    relaxed: bool,
}

/// A test or target that need not be the same on both sides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    of: String,
    reason: String,
}

/// The results of one side, by tests and targets.
struct Side {
    outcome: Outcome,
    /// `compiles`, `passes`, or the message of a failure.
    results: BTreeMap<String, String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let path = crate::plumbing::root().join(ROWS);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows: Rows = toml::from_str(&text).map_err(|error| format!("{ROWS}: {error}"))?;
    let known = |name: &String| {
        let found = rows.package.iter().find(|package| package.name == *name);
        found.ok_or_else(|| format!("`{name}` is not in {ROWS}: add it with its version"))
    };
    let packages: Vec<&Package> = match arguments.packages.as_slice() {
        [] => rows.package.iter().collect(),
        names => names.iter().map(known).collect::<Result<_, _>>()?,
    };
    let (mut table, mut held) = (Vec::new(), true);
    for package in packages {
        let line = match compare(package, &rows.difference, arguments.smithy.as_deref()) {
            Ok((line, equal)) => {
                held &= equal;
                line
            }
            Err(problem) => {
                held = false;
                println!("{}: {problem}", package.name);
                "could not be compared".to_owned()
            }
        };
        let name = format!("{} {}", package.name, package.version);
        println!("{name:36}{line}\n");
        table.push(format!("{name:36}{line}"));
    }
    let head = ["targets", "tests with official", "tests with ours", "different", "known"];
    println!("{:36}{}\n{}", "", head.map(|cell| format!("{cell:>21}")).concat(), table.join("\n"));
    Ok(held)
}

fn compare(
    package: &Package,
    differences: &[Difference],
    smithy: Option<&Path>,
) -> Result<(String, bool), String> {
    let source = official::published(&package.name, &package.version)?;
    let root = root_of().join("published").join(&package.name);
    let (theirs, ours) = (root.join("official"), root.join("ours"));
    write(package, &source, &theirs, &[])?;
    let lock = theirs.join("Cargo.lock");
    let crates = replaced(package, &theirs.join("Cargo.toml"), smithy)?;
    if crates.is_empty() {
        return Err("it uses no official crate that botocore has a model of".to_owned());
    }
    write(package, &source, &ours, &crates)?;
    fs::copy(&lock, ours.join("Cargo.lock")).map_err(|error| format!("{}: {error}", lock.display()))?;
    let names: Vec<&str> = crates.iter().map(|service| service.name.as_str()).collect();
    println!("{} uses {}", package.name, names.join(", "));
    let theirs = side(package, &theirs, None)?;
    let ours = side(package, &ours, crates.first())?;
    taken(&root.join("ours/Cargo.lock"), &crates)?;
    let (mut known, mut open) = (0, 0);
    let keys: BTreeSet<&String> = theirs.results.keys().chain(ours.results.keys()).collect();
    for key in keys {
        let side = |side: &Side| side.results.get(key).cloned().unwrap_or_else(|| "is not there".to_owned());
        let (theirs, ours) = (side(&theirs), side(&ours));
        let full = format!("{}/{key}", package.name);
        let row = differences.iter().find(|row| row.of == full);
        match (good(&theirs) == good(&ours), row) {
            (true, None) => {}
            (true, Some(row)) => {
                open += 1;
                println!("{ROWS}: `{}` is stale: both sides are the same", row.of);
            }
            (false, Some(row)) => {
                known += 1;
                println!("{full}\n    known: {}", row.reason);
            }
            (false, None) => {
                open += 1;
                println!("{full}\n    official: {theirs}\n    ours:     {ours}");
            }
        }
    }
    for (key, said) in theirs.results.iter().filter(|(_, said)| !good(said)) {
        println!("{}/{key}\n    with the official crates: {said}", package.name);
    }
    let targets = format!("{} / {}", theirs.outcome.compiled.len(), ours.outcome.compiled.len());
    let tests = |side: &Side| {
        let (passed, failed) = (side.outcome.passed.len(), side.outcome.failed.len());
        format!("{passed} passed, {failed} not")
    };
    let cells = [targets, tests(&theirs), tests(&ours), (known + open).to_string(), known.to_string()];
    let some = !theirs.outcome.compiled.is_empty();
    Ok((cells.map(|cell| format!("{cell:>21}")).concat(), some && open == 0))
}

/// Whether a result is a success.
fn good(result: &str) -> bool {
    matches!(result, "compiles" | "passes")
}

/// Copies a package, with a manifest that does not depend on a workspace.
fn write(package: &Package, source: &Path, to: &Path, crates: &[Service]) -> Result<(), String> {
    files::copy(source, to)?;
    let path = source.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut manifest: Table =
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    manifest.insert("workspace".to_owned(), Table::new().into());
    // Compiler settings of its own would prevent sharing build output.
    manifest.remove("profile");
    for target in ["test", "bin", "example", "bench"] {
        if let Some(Toml::Array(targets)) = manifest.get_mut(target) {
            let left_out = |target: &Toml| {
                let name = target.get("name").and_then(Toml::as_str).unwrap_or_default();
                package.without.iter().any(|without| without == name)
            };
            targets.retain(|target| !left_out(target));
        }
    }
    if package.relaxed {
        let kinds = ["dependencies", "dev-dependencies"];
        let tables = manifest.iter_mut().filter(|(kind, _)| kinds.contains(&kind.as_str()));
        for (name, dependency) in tables.flat_map(|(_, table)| table.as_table_mut()).flatten() {
            let version = match dependency {
                Toml::Table(table) => table.get_mut("version"),
                other => Some(other),
            };
            if let (Some(Toml::String(version)), true) = (version, name.starts_with("aws-")) {
                *version = version.trim_start_matches('=').to_owned();
            }
        }
    }
    if !crates.is_empty() {
        let path = |service: &Service| {
            Table::from_iter([("path".to_owned(), service.generated.display().to_string().into())]).into()
        };
        let patch: Table = crates.iter().map(|service| (service.package.clone(), path(service))).collect();
        manifest
            .insert("patch".to_owned(), Table::from_iter([("crates-io".to_owned(), patch.into())]).into());
    }
    let locked = to.join("Cargo.lock");
    if locked.exists() {
        // The lock file of the package is removed, since users get current dependencies.
        fs::remove_file(&locked).map_err(|error| format!("{}: {error}", locked.display()))?;
    }
    official::lock(to)?;
    files::write(&to.join("Cargo.toml"), &manifest.to_string())
}

/// The official crates that a package is built with, each generated in the same version.
fn replaced(package: &Package, manifest: &Path, smithy: Option<&Path>) -> Result<Vec<Service>, String> {
    let used = official::used(manifest, &features(package))?;
    let names = services::of_packages(used.keys())?;
    let generated = names.iter().map(|(package, name)| {
        let version = used.get(package).map(String::as_str).unwrap_or_default();
        services::in_version(name, version, smithy)
    });
    generated.collect()
}

/// The arguments of Cargo for the features of a package.
fn features(package: &Package) -> Vec<String> {
    let flags = |features: &Vec<String>| {
        vec!["--no-default-features".to_owned(), "--features".to_owned(), features.join(",")]
    };
    package.features.as_ref().map(flags).unwrap_or_default()
}

/// Compiles and runs one side.
fn side(package: &Package, folder: &Path, ours: Option<&Service>) -> Result<Side, String> {
    let features = features(package);
    let features = features.iter().map(String::as_str);
    let arguments: Vec<&str> = ["build", "--tests", "--examples"].into_iter().chain(features).collect();
    let project = Project {
        folder,
        cargo: &arguments,
        ours: ours.map(|service| (service.generated.as_path(), service.package.as_str())),
        alone: true,
    };
    let mut outcome = Outcome::default();
    for program in project.compile(&mut outcome)? {
        project.execute(&program, &[], &mut outcome)?;
    }
    let compiled = outcome.compiled.iter().map(|target| (target.clone(), "compiles".to_owned()));
    let passed = outcome.passed.iter().map(|test| (test.clone(), "passes".to_owned()));
    let wrong = outcome.refused.iter().chain(&outcome.failed);
    let wrong = wrong.map(|(name, said)| (name.clone(), said.clone()));
    let results = compiled.chain(passed).chain(wrong).collect();
    Ok(Side { outcome, results })
}

/// Checks that Cargo uses all of our crates.
fn taken(lock: &Path, crates: &[Service]) -> Result<(), String> {
    let text = fs::read_to_string(lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let locked: Table = toml::from_str(&text).map_err(|error| format!("{}: {error}", lock.display()))?;
    let packages = || locked.get("package").and_then(Toml::as_array).into_iter().flatten();
    let is = |package: &Toml, key: &str, text: &str| package.get(key).and_then(Toml::as_str) == Some(text);
    for service in crates {
        // Other versions may be listed for disabled features.
        let official = packages().any(|package| {
            let named = is(package, "name", &service.package) && is(package, "version", &service.version);
            named && package.get("source").is_some()
        });
        if official {
            return Err(format!("Cargo took the official {} too", service.package));
        }
    }
    Ok(())
}

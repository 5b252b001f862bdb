//! `cargo xtask compat`: the public API of our crates against that of the official ones.

mod causes;
mod compare;
mod features;
mod names;
mod types;
mod world;

use crate::plumbing::cargo;
use crate::plumbing::official;
use crate::plumbing::services;
use clap::Args;
use compare::{Comparison, Finding, Kind};
use serde::Deserialize;
use smithwright_codegen::transform::matches;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use world::World;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Services of `smithwright.toml` or of botocore; by default those of `smithwright.toml`.
    services: Vec<String>,
    /// Also print intended differences and items that only our crates have.
    #[arg(long)]
    all: bool,
    /// Compare only the names of types and their members, without a build; by default of some eighty services.
    #[arg(long, conflicts_with = "smithy")]
    names: bool,
    /// Generate the named services from botocore's models with the Smithy models of this folder beside them.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
    /// Generate from the Smithy models alone.
    #[arg(long, requires = "smithy")]
    alone: bool,
}

/// Differences that are kept on purpose.
const KEPT: &str = "compat.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptFile {
    kept: Vec<Kept>,
}

/// A difference that is kept: a pattern, in which `*` stands for any text, of what is printed before the colon; or a cause
/// of differences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    cause: String,
    reason: String,
}

impl Kept {
    fn covers(&self, key: &str, finding: &Finding) -> bool {
        let cause = !self.cause.is_empty() && self.cause == causes::of(finding);
        cause || !self.pattern.is_empty() && matches(&self.pattern, key)
    }
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result =
        if arguments.names { names::run(&arguments.services, arguments.all) } else { compat(arguments) };
    match result {
        Ok(equal) => equal,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

fn compat(arguments: &Arguments) -> Result<bool, String> {
    let path = crate::plumbing::root().join(KEPT);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let kept = kept(&text)?;
    let services = if arguments.services.is_empty() {
        official::services(&[])?
    } else {
        let one = |name: &String| match &arguments.smithy {
            Some(folder) => services::with_smithy(name, folder, arguments.alone),
            // The documentation of an undivided crate is complete.
            None => services::with_official(name, Some(1)),
        };
        arguments.services.iter().map(one).collect::<Result<_, _>>()?
    };
    let mut used = BTreeSet::new();
    let mut equal = true;
    for service in &services {
        let result = service_findings(service)?;
        equal &= report(service, &result, &kept, &mut used, arguments.all);
    }
    // A row may be about one service only: whether it is stale is known when all have been compared.
    if arguments.services.is_empty() {
        for row in stale(&kept, &used) {
            println!("{KEPT}: `{}` is stale: nothing differs so any more", row.pattern);
            equal = false;
        }
    }
    Ok(equal)
}

/// Reads the kept differences. A row has a pattern or a cause that differences are known by, and a reason.
fn kept(text: &str) -> Result<Vec<Kept>, String> {
    let file: KeptFile = toml::from_str(text).map_err(|error| format!("{KEPT}: {error}"))?;
    for Kept { pattern, cause, reason } in &file.kept {
        if reason.trim().is_empty() {
            return Err(format!("{KEPT}: `{pattern}{cause}` gives no reason"));
        }
        if pattern.is_empty() == cause.is_empty() {
            return Err(format!("{KEPT}: a row has either a pattern or a cause: `{pattern}{cause}`"));
        }
        if !cause.is_empty() && !causes::known(cause) {
            return Err(format!("{KEPT}: no difference has the cause `{cause}`"));
        }
    }
    Ok(file.kept)
}

fn service_findings(service: &official::Service) -> Result<Comparison, String> {
    let directory = crate::plumbing::root().join("target/compat");
    let project = official::project(&directory.join("official"), service)?;
    let theirs = document(&project, &service.package, &directory, &[])?;
    let target = crate::plumbing::root().join("target");
    // Methods of the runtime's hidden traits exist, although the documentation does not show them.
    let hidden = ["--document-hidden-items"];
    let ours = document(&service.generated, &service.package, &target, &hidden)?;
    let runtime = document(&service.generated, "smithwright-runtime", &target, &hidden)?;
    let theirs = World::load(&[&theirs])?;
    let ours = World::load(&[&ours, &runtime])?;
    let mut result = compare::compare(&theirs, &ours);
    let official = official::source(service)?.join("Cargo.toml");
    features::compare(&official, &service.generated.join("Cargo.toml"), &mut result)?;
    Ok(result)
}

/// Documents a package in JSON, which a stable rustdoc only does with `RUSTC_BOOTSTRAP`.
pub(super) fn document(
    project: &Path,
    package: &str,
    target: &Path,
    options: &[&str],
) -> Result<PathBuf, String> {
    let mut cargo = cargo::command("rustdoc", project, &target.join("rustdoc-json"));
    cargo.args(["--lib", "--package", package, "--", "-Zunstable-options", "--output-format=json"]);
    cargo.arg("--cap-lints=allow").args(options).env("RUSTC_BOOTSTRAP", "1");
    cargo::step(&mut cargo, &format!("documenting {package}"))?;
    Ok(target.join("rustdoc-json/doc").join(format!("{}.json", package.replace('-', "_"))))
}

fn report(
    service: &official::Service,
    result: &Comparison,
    kept: &[Kept],
    used: &mut BTreeSet<usize>,
    all: bool,
) -> bool {
    let mut counts = [[0; 2]; 3];
    let mut open: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &result.findings {
        let Finding { kind, path, detail } = finding;
        let key = format!("{} {path}", kind.name());
        let row = kept.iter().position(|row| row.covers(&key, finding));
        used.extend(row);
        let number = *kind as usize;
        counts[number][usize::from(row.is_some())] += 1;
        if row.is_none() && *kind != Kind::Extra {
            open.entry(causes::of(finding)).or_default().push(format!("{key}: {detail}"));
        } else if all {
            let row = row.map_or_else(String::new, |row| format!(" [kept: row {}]", row + 1));
            println!("{key}: {detail}{row}");
        }
    }
    for (cause, items) in &open {
        println!("{cause}: {}", items.len());
        // A few items show a cause.
        let shown = if all { items.len() } else { items.len().min(4) };
        items[..shown].iter().for_each(|item| println!("    {item}"));
        if shown < items.len() {
            println!("    … and {} more: see them with `--all`", items.len() - shown);
        }
    }
    let missed: usize = counts[..2].iter().flatten().sum();
    let matched = result.total.saturating_sub(missed);
    println!(
        "{} {}: {} of {} public items as in the official crate ({:.2}%)",
        service.package,
        service.version,
        matched,
        result.total,
        matched as f64 / result.total.max(1) as f64 * 100.0,
    );
    println!("{:<12}{:>8}{:>18}", "", "open", "kept on purpose");
    for (kind, [open, kept]) in [Kind::Missing, Kind::Different, Kind::Extra].iter().zip(counts) {
        println!("{:<12}{open:>8}{kept:>18}", kind.name());
    }
    counts[0][0] + counts[1][0] == 0
}

/// The rows that match no difference.
fn stale<'a>(kept: &'a [Kept], used: &BTreeSet<usize>) -> Vec<&'a Kept> {
    // The items of a cause may be in services that are not compared.
    let rows = kept.iter().enumerate().filter(|(_, row)| row.cause.is_empty());
    rows.filter(|(index, _)| !used.contains(index)).map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::compare::{Comparison, Finding, Kind};
    use super::{Kept, kept, report, stale};
    use crate::plumbing::official::Service;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    #[test]
    fn a_row_keeps_what_it_names_and_is_stale_without_it() {
        let row = |pattern: &str| Kept {
            pattern: pattern.to_owned(),
            cause: String::new(),
            reason: "a reason".to_owned(),
        };
        let kept = [row("missing a::*"), row("missing gone")];
        let finding =
            |path: &str| Finding { kind: Kind::Missing, path: path.to_owned(), detail: String::new() };
        let service = Service {
            name: String::new(),
            package: String::new(),
            version: String::new(),
            generated: PathBuf::new(),
        };
        let mut used = BTreeSet::new();
        let one = Comparison { total: 2, findings: vec![finding("a::b")] };
        assert!(report(&service, &one, &kept, &mut used, false));
        let patterns: Vec<_> = stale(&kept, &used).into_iter().map(|row| row.pattern.as_str()).collect();
        assert_eq!(patterns, ["missing gone"]);
        let two = Comparison { total: 2, findings: vec![finding("a::b"), finding("b")] };
        assert!(!report(&service, &two, &kept, &mut used, false));
    }

    #[test]
    fn a_row_has_a_reason_and_what_differences_are_known_by() {
        let refused = |row: &str| kept(&format!("[[kept]]\n{row}\n")).err().unwrap_or_default();
        assert_eq!(refused("pattern = \"a\"\nreason = \"r\""), "");
        assert!(refused("pattern = \"a\"\nreason = \" \"").contains("gives no reason"));
        assert!(refused("pattern = \"a\"\ncause = \"b\"\nreason = \"r\"").contains("either"));
        assert!(refused("cause = \"gone\"\nreason = \"r\"").contains("no difference has the cause"));
        assert!(kept(include_str!("../../../../compat.toml")).is_ok());
    }
}

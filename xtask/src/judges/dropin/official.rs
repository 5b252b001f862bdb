//! `cargo xtask dropin official`: the tests that official crates ship, run against ours.
//!
//! The package of an official crate holds its integration tests. They are compiled as a separate package with the
//! dependencies that they were written for, and with our crate instead of the official one.

use super::harness::{Outcome, Project};
use super::place::root_of;
use crate::plumbing::files;
use crate::plumbing::official::{self, Service};
use crate::plumbing::services;
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value as Toml};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Services; all whose official crates have tests worth running if none is named.
    services: Vec<String>,
    /// Run the tests against the official crates instead.
    #[arg(long)]
    theirs: bool,
    /// Generate our crates with the Smithy models of this folder beside botocore's models.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
    /// Only test files with these names.
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    files: Vec<String>,
}

/// The services whose tests are not only about endpoints.
const SERVICES: &[&str] =
    &["s3", "dynamodb", "kms", "sqs", "sts", "iam", "lambda", "cloudwatchlogs", "route53", "timestreamquery"];

/// The names in botocore of services with other names in official crates.
const NAMES: &[(&str, &str)] = &[
    ("bedrockruntime", "bedrock-runtime"),
    ("cloudwatchlogs", "logs"),
    ("timestreamquery", "timestream-query"),
    ("transcribestreaming", "transcribe-streaming"),
];

/// Tests that need not pass, each with its reason.
const ROWS: &str = "tests/judges/dropin/official.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    #[serde(default)]
    row: Vec<Row>,
}

/// Tests, or with `*` all of a file: `s3/express::*`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    tests: Vec<String>,
    reason: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let path = crate::plumbing::root().join(ROWS);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows: Rows = toml::from_str(&text).map_err(|error| format!("{ROWS}: {error}"))?;
    let names: Vec<&str> = if arguments.services.is_empty() {
        SERVICES.to_vec()
    } else {
        arguments.services.iter().map(String::as_str).collect()
    };
    let (mut table, mut used, mut held) = (Vec::new(), BTreeSet::new(), true);
    for name in &names {
        let known = NAMES.iter().find(|(official, _)| official == name);
        let known = known.map_or(*name, |(_, name)| name);
        let service = match &arguments.smithy {
            Some(folder) => services::with_smithy(known, folder, false)?,
            None => services::with_official(known, None)?,
        };
        let outcome = of_service(name, &service, arguments)?;
        for test in &outcome.elsewhere {
            println!("{name}/{test}\n    not run: it calls an address beyond loopback");
        }
        let (mut open, mut kept) = (0, 0);
        let tests = outcome.failed.iter();
        let files = outcome.refused.iter().map(|(file, error)| (file.clone() + "::*", error));
        let all = tests.map(|(test, said)| (test.clone(), said)).chain(files);
        for (test, said) in all {
            let full = format!("{name}/{test}");
            let all = rows.row.iter().flat_map(|row| row.tests.iter().map(|test| (test, &row.reason)));
            match all.filter(|_| !arguments.theirs).find(|(test, _)| covers(test, &full)) {
                Some((row, reason)) => {
                    used.insert(row.clone());
                    kept += 1;
                    println!("{full}\n    left out: {reason}");
                }
                None => {
                    open += 1;
                    println!("{full}\n    {said}");
                }
            }
        }
        held &= open == 0;
        table.push([
            outcome.compiled.len(),
            outcome.refused.len(),
            outcome.passed.len(),
            outcome.failed.len(),
            kept,
            open,
        ]);
    }
    if !arguments.theirs && arguments.files.is_empty() {
        let of_these = |test: &&String| names.iter().any(|name| test.starts_with(&format!("{name}/")));
        for test in rows.row.iter().flat_map(|row| &row.tests).filter(of_these) {
            if !used.contains(test) {
                println!("{ROWS}: `{test}` is stale: it does not fail any more");
                held = false;
            }
        }
    }
    println!(
        "\n{:16}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "", "compile", "do not", "passed", "failed", "left out", "open"
    );
    for (name, row) in names.iter().zip(&table) {
        let cells: String = row.iter().map(|count| format!("{count:>10}")).collect();
        println!("{name:16}{cells}");
    }
    let cells: String =
        (0..6).map(|cell| format!("{:>10}", table.iter().map(|row| row[cell]).sum::<usize>())).collect();
    println!("{:16}{cells}", "all");
    Ok(held)
}

/// Whether a row applies to a test.
fn covers(row: &str, test: &str) -> bool {
    match row.strip_suffix('*') {
        Some(start) => test.starts_with(start),
        None => row == test,
    }
}

fn of_service(name: &str, service: &Service, arguments: &Arguments) -> Result<Outcome, String> {
    let source = official::source(service)?;
    let side = if arguments.theirs { "theirs" } else { "ours" };
    let project = root_of().join("official").join(name).join(side);
    let tests = project.join("tests");
    if tests.exists() {
        fs::remove_dir_all(&tests).map_err(|error| format!("{}: {error}", tests.display()))?;
    }
    files::copy(&source.join("tests"), &tests)?;
    if !arguments.files.is_empty() {
        keep(&tests, &arguments.files)?;
    }
    let manifest = manifest(&source, service, arguments.theirs)?;
    files::write(&project.join("Cargo.toml"), &manifest)?;
    files::write(&project.join("src/lib.rs"), "")?;
    official::lock(&project)?;
    let mut outcome = Outcome::default();
    let project = Project {
        folder: &project,
        cargo: &["build", "--tests"],
        ours: (!arguments.theirs).then_some((service.generated.as_path(), service.package.as_str())),
        alone: false,
    };
    for program in project.compile(&mut outcome)? {
        // The library of the project is empty.
        let path = project.folder.join("tests").join(format!("{}.rs", program.name));
        let Ok(source) = fs::read_to_string(path) else { continue };
        // Tests of endpoints have addresses of all kinds, and a client that only records requests.
        let elsewhere = if program.name == "endpoint_tests" { vec![] } else { beyond_loopback(&source) };
        outcome.elsewhere.extend(elsewhere.iter().map(|test| format!("{}::{test}", program.name)));
        project.execute(&program, &elsewhere, &mut outcome)?;
    }
    outcome.compiled.retain(|target| target != "lib");
    Ok(outcome)
}

/// Removes the Rust files at the top of a folder, except for those that are named.
fn keep(folder: &Path, files: &[String]) -> Result<(), String> {
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        let rust = path.extension().is_some_and(|extension| extension == "rs");
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if rust && !files.iter().any(|file| *file == stem) {
            fs::remove_file(&path).map_err(problem)?;
        }
    }
    Ok(())
}

/// The manifest of the tests: the dependencies of the official crate and of its tests, and the crate itself.
fn manifest(source: &Path, service: &Service, theirs: bool) -> Result<String, String> {
    let path = source.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let official: Table = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let tables = ["dependencies", "dev-dependencies"].map(|key| official.get(key).and_then(Toml::as_table));
    let mut dependencies = Table::new();
    for (name, dependency) in tables.into_iter().flatten().flatten() {
        let mut dependency = dependency.clone();
        if let Some(table) = dependency.as_table_mut() {
            table.remove("optional");
        }
        dependencies.insert(name.clone(), dependency);
    }
    let names: Vec<Toml> = official
        .get("features")
        .and_then(Toml::as_table)
        .into_iter()
        .flat_map(Table::keys)
        .filter(|feature| *feature != "default")
        .map(|feature| Toml::from(feature.clone()))
        .collect();
    // Tests check for features of their own package by these names.
    let features: Table = names
        .iter()
        .filter_map(Toml::as_str)
        .map(|name| (name.to_owned(), Toml::Array(vec![format!("{}/{name}", service.package).into()])))
        .chain([("default".to_owned(), Toml::Array(names.clone()))])
        .collect();
    let itself = Table::from_iter([("version".to_owned(), format!("={}", service.version).into())]);
    dependencies.insert(service.package.clone(), itself.into());
    let package = Table::from_iter([
        ("name".to_owned(), Toml::from("official-tests")),
        ("version".to_owned(), "0.0.0".into()),
        ("edition".to_owned(), official["package"].get("edition").cloned().unwrap_or("2021".into())),
    ]);
    let mut manifest = Table::from_iter([
        ("package".to_owned(), package.into()),
        ("features".to_owned(), features.into()),
        ("dependencies".to_owned(), dependencies.into()),
        ("workspace".to_owned(), Table::new().into()),
    ]);
    let debug = Table::from_iter([("debug".to_owned(), Toml::from(false))]);
    manifest.insert("profile".to_owned(), Table::from_iter([("dev".to_owned(), debug.into())]).into());
    if !theirs {
        let path = Table::from_iter([("path".to_owned(), service.generated.display().to_string().into())]);
        let patch = Table::from_iter([(service.package.clone(), path.into())]);
        manifest
            .insert("patch".to_owned(), Table::from_iter([("crates-io".to_owned(), patch.into())]).into());
    }
    Ok(manifest.to_string())
}

/// The tests of a file that contain an address of another machine, which they would call.
fn beyond_loopback(source: &str) -> Vec<String> {
    let (mut tests, mut current) = (Vec::new(), None);
    for line in source.lines() {
        if let Some((_, rest)) = line.split_once("fn ").filter(|_| !line.starts_with(' ')) {
            current = rest.split(['(', '<']).next().map(str::to_owned);
        }
        let addresses = line.split("://").skip(1).map(|rest| rest.split(['/', ':', '"']).next());
        let beyond = addresses
            .flatten()
            .any(|host| host.parse::<std::net::IpAddr>().is_ok_and(|address| !address.is_loopback()));
        if let Some(test) = current.clone().filter(|test| beyond && !tests.contains(test)) {
            tests.push(test);
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::{beyond_loopback, covers};

    #[test]
    fn addresses_beyond_loopback_are_seen() {
        let source = "#[test]\nfn here() {\n    call(\"http://127.0.0.1:1\", \"https://a.example/\");\n}\n\
                      async fn there() {\n    call(\n        \"http://172.255.255.0:18104\",\n    );\n}\n";
        assert_eq!(beyond_loopback(source), ["there"]);
    }

    #[test]
    fn a_row_is_about_a_test_or_about_all_of_a_file() {
        assert!(covers("s3/express::*", "s3/express::a") && covers("s3/a::b", "s3/a::b"));
        assert!(!covers("s3/a::b", "s3/a::bc") && !covers("s3/express::*", "s3/a::express"));
    }
}

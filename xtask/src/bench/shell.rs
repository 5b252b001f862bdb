//! The time of a shell command, against the AWS CLI.

use super::setting::machine;
use super::table::{Row, Table, columns};
use crate::plumbing::cargo::{self, step};
use crate::plumbing::python;
use smithwright_tests::{Response, Server};
use std::path::Path;
use std::process::{Command as Process, Stdio};

/// A command: its words, and whether it sends a request.
const COMMANDS: &[(&str, &str, bool)] = &[
    ("cognito-sync, a skeleton", "cognito-sync get-bulk-publish-details --generate-cli-skeleton", false),
    ("cognito-sync, a call", "cognito-sync get-bulk-publish-details --identity-pool-id us-east-1:a", true),
    ("ec2, a skeleton", "ec2 describe-instances --generate-cli-skeleton", false),
    ("ec2, a call", "ec2 describe-instances", true),
];

pub(super) fn run(rounds: usize) -> Result<(), String> {
    let root = crate::plumbing::root();
    let mut build = cargo::command("build", &root, &root.join("target"));
    step(build.args(["--release", "--package", "smithwright-cli"]), "building smithwright-call")?;
    let program = root.join("target/release/smithwright-call");
    let (bin, models) = python::aws_cli()?;
    let answer = |request: &smithwright_tests::Request| {
        let form = request.header("content-type").is_some_and(|kind| kind.contains("form"));
        let body = if form {
            "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>"
        } else {
            "{}"
        };
        Response { status: 200, headers: vec![], body: body.into(), missing: 0 }
    };
    let server = Server::answering(answer).map_err(|error| format!("cannot start a server: {error}"))?;
    let mut rows = Vec::new();
    for (name, words, sends) in COMMANDS {
        let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        if *sends {
            words.extend(["--endpoint-url".to_owned(), server.url()]);
        }
        let theirs = measure(&bin, &[&bin.join("python"), &bin.join("aws")], &words, &models, rounds)?;
        let ours = measure(&bin, &[&program], &words, &models, rounds)?;
        rows.push(Row { name: (*name).to_owned(), unit: "ms", values: vec![theirs.0, ours.0] });
        rows.push(Row { name: format!("{name}: memory"), unit: "MB", values: vec![theirs.1, ours.1] });
    }
    let size = std::fs::metadata(&program).map_or(0, |file| file.len()) as f64 / 1e6;
    let title = format!(
        "commands from a shell, median of {rounds}, a server on loopback, the models of the AWS CLI on both sides; \
         smithwright-call is one file of {size:.1} MB; {}",
        machine()
    );
    Table { name: "shell".to_owned(), title, columns: columns(["AWS CLI", "ours"]), rows }.show()
}

/// Milliseconds and megabytes.
fn measure(
    bin: &Path,
    program: &[&Path],
    words: &[String],
    models: &Path,
    rounds: usize,
) -> Result<(f64, f64), String> {
    let root = crate::plumbing::root();
    let mut python = Process::new(bin.join("python"));
    python.arg(root.join("tests/bench/shell.py")).arg(rounds.to_string()).args(program).args(words);
    python.env("SMITHWRIGHT_MODELS", models).env("AWS_EC2_METADATA_DISABLED", "true");
    python.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
    python.env("AWS_REGION", "us-east-1").env("AWS_DEFAULT_REGION", "us-east-1");
    let output = python.stderr(Stdio::inherit()).output().map_err(|error| format!("python: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match figures.as_slice() {
        [milliseconds, megabytes] if output.status.success() => Ok((*milliseconds, *megabytes)),
        _ => Err(format!("`{}` fails", words.join(" "))),
    }
}

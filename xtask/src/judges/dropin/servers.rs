//! `cargo xtask dropin servers`: S3-compatible servers, called through the official crate and through ours.
//!
//! The program `tests/judges/dropin/servers/s3.rs` is run once for each row, with checksums when they are supported and when they
//! are required. What it sends and prints must be the same on both sides.

mod rows;

use super::project::{self, Built};
use super::sent::{described, difference};
use crate::plumbing::services;
use clap::Args;
use rows::{ROWS, Row};
use smithwright_tests::Server;
use std::path::PathBuf;
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Rows of `xtask/src/judges/dropin/servers/rows.rs`; all if none is named.
    rows: Vec<String>,
    /// Generate our crates with the Smithy models of this folder beside botocore's models.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
    /// Print the output of both sides, also if it is equal.
    #[arg(long)]
    print: bool,
}

/// The settings of checksums.
const CHECKSUMS: [&str; 2] = ["when supported", "when required"];

/// The result of a row on one side.
#[derive(Eq, PartialEq)]
struct Side {
    requests: Vec<String>,
    output: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    if let Some(name) = arguments.rows.iter().find(|name| ROWS.iter().all(|row| row.name != **name)) {
        return Err(format!("no row is called `{name}`"));
    }
    let chosen = |row: &&Row| arguments.rows.is_empty() || arguments.rows.iter().any(|name| name == row.name);
    let service = match &arguments.smithy {
        Some(folder) => services::with_smithy("s3", folder, false)?,
        None => services::with_official("s3", None)?,
    };
    let theirs = project::build(&service, "servers/s3", false)?;
    let ours = project::build(&service, "servers/s3", true)?;
    let (mut table, mut held) = (Vec::new(), true);
    for row in ROWS.iter().filter(chosen) {
        for checksums in CHECKSUMS {
            let (theirs, ours) = (call(&theirs, row, checksums, "")?, call(&ours, row, checksums, "")?);
            let equal = theirs.side == ours.side;
            if !equal || arguments.print {
                println!("{}, checksums {checksums}", row.name);
                print("sends", &theirs.side.requests, &ours.side.requests);
                print("prints", &theirs.side.output, &ours.side.output);
            }
            held &= equal && !theirs.side.output.is_empty();
            let verdict = if equal { "the same" } else { "different" };
            let (sent, theirs, ours) = (theirs.side.requests.len(), theirs.refused, ours.refused);
            table.push(format!("{:32}{checksums:16}{sent:>9}{theirs:>21}{ours:>17}  {verdict}", row.name));
        }
        if let Some(setting) = row.setting {
            let Called { side, refused } = call(&ours, row, CHECKSUMS[1], setting)?;
            let sent = side.requests.len();
            held &= refused == 0 && sent > 0;
            table.push(format!(
                "{:32}{setting:16}{sent:>9}{:>21}{refused:>17}  a setting of ours",
                row.name, "-"
            ));
        }
    }
    println!(
        "{:32}{:16}{:>9}{:>21}{:>17}\n{}",
        "server",
        "checksums",
        "requests",
        "refused of official",
        "refused of ours",
        table.join("\n")
    );
    Ok(held)
}

/// Prints the differences of both sides, or the common result.
fn print(what: &str, theirs: &[String], ours: &[String]) {
    match difference(theirs, ours) {
        Some(difference) => println!("{what}\n{difference}"),
        None => println!("{what}\n{}", theirs.join("\n")),
    }
}

struct Called {
    side: Side,
    /// The number of requests that the server rejected.
    refused: usize,
}

/// Runs the program against a server of its own; with a setting, if one is named.
fn call(built: &Built, row: &Row, checksums: &str, setting: &str) -> Result<Called, String> {
    let refused = Arc::new(AtomicUsize::new(0));
    let (counter, answer) = (refused.clone(), row.answer);
    let server = Server::answering(move |request| {
        let response = answer(request);
        counter.fetch_add(usize::from(response.status >= 400), Ordering::Relaxed);
        response
    });
    let server = server.map_err(|error| format!("no port on loopback: {error}"))?;
    let empty = built.project.join("no-such-file");
    let output = Process::new(&built.program)
        .env_clear()
        .envs([
            ("DROPIN_URL", server.url().as_str()),
            ("DROPIN_ROW", row.name),
            ("DROPIN_CHECKSUMS", checksums),
        ])
        .env("DROPIN_SETTING", setting)
        .envs([("AWS_CONFIG_FILE", &empty), ("AWS_SHARED_CREDENTIALS_FILE", &empty)])
        .output()
        .map_err(|error| format!("{}: {error}", built.program.display()))?;
    let port = format!(":{}", server.url().rsplit(':').next().unwrap_or_default());
    let text = String::from_utf8_lossy(&output.stdout).replace(&port, ":PORT");
    if !output.status.success() {
        let problem = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {} fails: {problem}after\n{text}", row.name, built.program.display()));
    }
    let requests = server.requests();
    let sent = requests.iter().map(|request| Ok(described(request, &server)?.replace(&port, ":PORT")));
    let requests = sent.collect::<Result<_, String>>()?;
    let side = Side { requests, output: text.lines().map(str::to_owned).collect() };
    Ok(Called { side, refused: refused.load(Ordering::Relaxed) })
}

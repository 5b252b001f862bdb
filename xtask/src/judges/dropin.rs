//! `cargo xtask dropin`: programs written for the official crates, run against them and against ours.
//!
//! A program is compiled twice from the same source and the same manifest; one of the two has a `[patch.crates-io]`.
//! What it sends to a server on loopback and what it prints must be equal.

mod harness;
mod official;
mod place;
mod project;
mod published;
mod sent;
mod servers;

use crate::plumbing::official::Service;
use crate::plumbing::services;
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use clap::{Args, Subcommand};
use sent::{described, difference};
use serde_json::Value;
use smithwright_tests::{Response, Server};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Services with a program in `tests/judges/dropin/`; by default those of `smithwright.toml`.
    services: Vec<String>,
    /// Generate our crates with the Smithy models of this folder beside botocore's models.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the tests of official crates against ours.
    Official(official::Arguments),
    /// Call S3-compatible servers with the official crate and with ours.
    Servers(servers::Arguments),
    /// Compile and test published packages that use official crates, with the official crates and with ours.
    Published(published::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = match &arguments.command {
        Some(Command::Official(arguments)) => official::run(arguments),
        Some(Command::Servers(arguments)) => servers::run(arguments),
        Some(Command::Published(arguments)) => published::run(arguments),
        None => programs(arguments),
    };
    result.unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
}

fn programs(arguments: &Arguments) -> Result<bool, String> {
    let services = if arguments.services.is_empty() {
        crate::plumbing::official::services(&[])
    } else {
        let service = |name: &String| match &arguments.smithy {
            Some(folder) => services::with_smithy(name, folder, false),
            None => services::with_official(name, None),
        };
        arguments.services.iter().map(service).collect::<Result<Vec<Service>, String>>()
    };
    services?.iter().try_fold(true, |equal, service| Ok(compare(service)? & equal))
}

/// What a program sent and printed, line by line.
struct Run {
    requests: Vec<String>,
    output: Vec<String>,
}

fn compare(service: &Service) -> Result<bool, String> {
    let theirs = run_program(service, false)?;
    let ours = run_program(service, true)?;
    let mut equal = true;
    for (what, theirs, ours) in
        [("sends", &theirs.requests, &ours.requests), ("prints", &theirs.output, &ours.output)]
    {
        if let Some(difference) = difference(theirs, ours) {
            equal = false;
            println!("{} {what}\n{difference}", service.name);
        }
    }
    let (requests, lines) = (theirs.requests.len(), theirs.output.len());
    let verdict = if equal { "equal" } else { "different" };
    println!("{}: {requests} requests and {lines} lines of output, {verdict}", service.name);
    Ok(equal && requests > 0 && lines > 0)
}

fn run_program(service: &Service, ours: bool) -> Result<Run, String> {
    let dropin = crate::plumbing::root().join("tests/judges/dropin");
    let name = if ours { "ours" } else { "official" };
    let built = project::build(service, &service.name, ours)?;
    let server = Server::start(responses(&dropin.join(format!("{}.responses.json", service.name)))?)
        .map_err(|error| format!("no port on loopback: {error}"))?;
    let (profile, empty) = (built.project.join("profile"), built.project.join("no-such-file"));
    let text = format!(
        "[default]\nregion = eu-central-1\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n\
         services = here\n\n[services here]\n{} =\n  endpoint_url = {}\n",
        service.name,
        server.url()
    );
    fs::write(&profile, text).map_err(|error| format!("{}: {error}", profile.display()))?;
    let output = Process::new(&built.program)
        .env_clear()
        .envs([("DROPIN_URL", server.url().as_str()), ("AWS_EC2_METADATA_DISABLED", "true")])
        .envs([("AWS_BEARER_TOKEN_BEDROCK", "environment")])
        .envs([("AWS_CONFIG_FILE", &profile), ("AWS_SHARED_CREDENTIALS_FILE", &empty)])
        .output()
        .map_err(|error| format!("{}: {error}", built.program.display()))?;
    if !output.status.success() {
        let (printed, problem) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        return Err(format!(
            "the program for {}, {name}, fails: {problem}\nafter it printed\n{printed}",
            service.name
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout).replace(&server.url(), "URL");
    let requests = server.requests();
    let requests = requests.iter().map(|request| described(request, &server)).collect::<Result<_, _>>()?;
    Ok(Run { requests, output: text.lines().map(str::to_owned).collect() })
}

/// The responses of the server, in turn. A text is sent unchanged, events are sent in frames; the last bytes of either
/// may be missing.
fn responses(path: &Path) -> Result<Vec<Response>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let responses: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let response = |response: &Value| {
        let status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
        let body = match &response["body"] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let headers = response["headers"].as_object().into_iter().flatten();
        let mut answer = headers.fold(Response::json(status, body), |response, (name, value)| {
            response.with_header(name, value.as_str().unwrap_or_default())
        });
        for event in response["events"].as_array().into_iter().flatten() {
            write_event(event, &mut answer.body).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        let missing =
            response["missing"].as_u64().and_then(|missing| usize::try_from(missing).ok()).unwrap_or(0);
        answer.body.truncate(answer.body.len().saturating_sub(missing));
        Ok(answer)
    };
    responses.as_array().into_iter().flatten().map(response).collect()
}

/// Writes an event of texts as headers and a document as payload.
fn write_event(event: &Value, body: &mut Vec<u8>) -> Result<(), aws_smithy_eventstream::error::Error> {
    let headers = event["headers"].as_object().into_iter().flatten().map(|(name, value)| {
        let value = value.as_str().unwrap_or_default().to_owned();
        Header::new(name.clone(), HeaderValue::String(value.into()))
    });
    let message = headers.fold(Message::new(event["payload"].to_string()), Message::add_header);
    write_message_to(&message, body)
}

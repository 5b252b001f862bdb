//! `cargo xtask dropin`: programs written for the official crates, run against them and against ours.
//!
//! A program is compiled twice from the same source and the same manifest; one of the two has a `[patch.crates-io]`.
//! What it sends to a server on loopback and what it prints must be equal.

mod harness;
mod official;
mod place;
mod published;

use crate::plumbing::cargo;
use crate::plumbing::files;
use crate::plumbing::json::ordered;
use crate::plumbing::official::Service;
use crate::plumbing::services;
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use clap::{Args, Subcommand};
use place::{RUSTFLAGS, root_of, target};
use serde_json::Value;
use smithwright_tests::{Request, Response, Server, signature};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Services that have a program in `tests/judges/dropin/`; those of `smithwright.toml` if none is named.
    services: Vec<String>,
    /// Generate ours with the Smithy models of this folder beside those of botocore.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the tests that official crates ship against ours.
    Official(official::Arguments),
    /// Compile and test published packages that use official crates, with these and with ours.
    Published(published::Arguments),
}

/// The services that `aws-config` calls.
const UNDER_AWS_CONFIG: &[&str] = &["sso", "sso-oidc", "sts"];

/// The programs that call with the HTTP client that the crate makes itself. Others do without, and without TLS.
const WITH_DEFAULT_CLIENT: &[&str] = &["dynamodb"];

/// The programs that call with TLS.
const WITH_TLS: &[&str] = &["transcribe-streaming"];

pub(crate) fn run(arguments: &Arguments) -> bool {
    let result = match &arguments.command {
        Some(Command::Official(arguments)) => official::run(arguments),
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
            None => services::with_official(name),
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
        if theirs == ours {
            continue;
        }
        equal = false;
        let (theirs, ours) = (theirs.join("\n"), ours.join("\n"));
        let difference = similar::TextDiff::from_lines(&theirs, &ours);
        println!("{} {what}\n{}", service.name, difference.unified_diff().header("official", "ours"));
    }
    let (requests, lines) = (theirs.requests.len(), theirs.output.len());
    let verdict = if equal { "equal" } else { "different" };
    println!("{}: {requests} requests and {lines} lines of output, {verdict}", service.name);
    Ok(equal && requests > 0 && lines > 0)
}

fn run_program(service: &Service, ours: bool) -> Result<Run, String> {
    let root = crate::plumbing::root();
    let dropin = root.join("tests/judges/dropin");
    let name = if ours { "ours" } else { "official" };
    let project = project(service, &dropin, name, ours)?;
    let what = format!("building the program for {} against the crate that is {name}", service.name);
    cargo::step(cargo::command("build", &project, &target()).env("RUSTFLAGS", RUSTFLAGS), &what)?;
    let lock = project.join("Cargo.lock");
    let locked = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    if locked.contains("[[patch.unused]]") {
        return Err(format!("our crate for {} has another version than the official one", service.name));
    }
    let server = Server::start(responses(&dropin.join(format!("{}.responses.json", service.name)))?)
        .map_err(|error| format!("no port on loopback: {error}"))?;
    let program = target().join("debug").join(format!("{}-{name}", service.name));
    let (profile, empty) = (project.join("profile"), project.join("no-such-file"));
    let text = format!(
        "[default]\nregion = eu-central-1\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n\
         services = here\n\n[services here]\n{} =\n  endpoint_url = {}\n",
        service.name,
        server.url()
    );
    fs::write(&profile, text).map_err(|error| format!("{}: {error}", profile.display()))?;
    let output = Process::new(&program)
        .env_clear()
        .envs([("DROPIN_URL", server.url().as_str()), ("AWS_EC2_METADATA_DISABLED", "true")])
        .envs([("AWS_BEARER_TOKEN_BEDROCK", "environment")])
        .envs([("AWS_CONFIG_FILE", &profile), ("AWS_SHARED_CREDENTIALS_FILE", &empty)])
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
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

/// Writes the project of a program: the same for both crates but for its name and the patch.
fn project(service: &Service, dropin: &Path, name: &str, ours: bool) -> Result<PathBuf, String> {
    let project = root_of().join(&service.name).join(name);
    fs::create_dir_all(&project).map_err(|error| format!("{}: {error}", project.display()))?;
    let template = dropin.join("Cargo.toml.template");
    let mut manifest =
        fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
    let source = dropin.join(format!("{}.rs", service.name));
    let default_client = WITH_DEFAULT_CLIENT.contains(&service.name.as_str());
    let features = if default_client { ", \"default-https-client\"" } else { "" };
    let tls = if WITH_TLS.contains(&service.name.as_str()) { ", \"rustls-ring\"" } else { "" };
    for (key, value) in [
        ("{program}", format!("{}-{name}", service.name)),
        ("{source}", source.display().to_string()),
        ("{package}", service.package.clone()),
        ("{version}", service.version.clone()),
        ("{features}", features.to_owned()),
        ("{tls}", tls.to_owned()),
    ] {
        manifest = manifest.replace(key, &value);
    }
    // What no other program needs.
    manifest.push_str(&fs::read_to_string(dropin.join(format!("{}.toml", service.name))).unwrap_or_default());
    if ours {
        // The one line.
        manifest.push_str("\n[patch.crates-io]\n");
        let patch = |service: &Service| {
            format!("{} = {{ path = {:?} }}\n", service.package, service.generated.display().to_string())
        };
        manifest.push_str(&patch(service));
        // And one for each crate that `aws-config` stands on, which asks for them without default features.
        for name in UNDER_AWS_CONFIG.iter().filter(|name| **name != service.name) {
            manifest.push_str(&patch(&services::with_official(name)?));
        }
    }
    files::write(&project.join("Cargo.toml"), &manifest)?;
    crate::plumbing::official::lock(&project)?;
    Ok(project)
}

/// What the server answers, in turn. A body that is a text is sent as it is, events are sent in their frames. Of either, the
/// last bytes may be missing.
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

/// Headers that differ from one run to the next.
const VOLATILE: &[&str] = &["amz-sdk-invocation-id", "authorization", "x-amz-date"];

/// The features that a user agent lists (`m/A,B`) in the order of their letters: what reports them comes in any order.
fn with_ordered_features(user_agent: &str) -> String {
    let part = |part: &str| match part.strip_prefix("m/") {
        Some(features) => {
            let mut features: Vec<_> = features.split(',').collect();
            features.sort_unstable();
            format!("m/{}", features.join(","))
        }
        None => part.to_owned(),
    };
    user_agent.split(' ').map(part).collect::<Vec<_>>().join(" ")
}

/// The secret key of all programs.
const SECRET: &str = "secret";

/// A request as text, without what differs from one run to the next: its signature among it, which must be right.
fn described(request: &Request, server: &Server) -> Result<String, String> {
    let events = request.header("content-type") == Some("application/vnd.amazon.eventstream");
    let events = events.then(|| signature::check_events(request, SECRET)).transpose()?;
    if events.is_none() && request.header("authorization").is_some_and(|value| value.starts_with("AWS4-")) {
        signature::check(request, SECRET)?;
    }
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| !VOLATILE.contains(&name.as_str()))
        .map(|(name, value)| {
            let value = value.replace(server.url().trim_start_matches("http://"), "HOST");
            (name.clone(), if name.ends_with("user-agent") { with_ordered_features(&value) } else { value })
        })
        .collect();
    // What is signed is part of the request, the signature is not. A token is.
    let scope = request.header("authorization").map(|value| {
        if value.starts_with("Bearer ") {
            return value.to_owned();
        }
        let scope =
            value.split("Credential=").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
        let without_date: Vec<_> =
            scope.split('/').enumerate().filter(|(index, _)| *index != 1).map(|(_, part)| part).collect();
        let signed = value.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next());
        format!("{} {}", without_date.join("/"), signed.unwrap_or_default())
    });
    headers.sort();
    let body = match (serde_json::from_str(&request.body), &events) {
        (_, Some(events)) => events.iter().map(event).collect::<Vec<_>>().join("; "),
        (Ok(body), None) => ordered(body).to_string(),
        (Err(_), None) => request.body.clone(),
    };
    Ok(format!("{} {} {headers:?} signed {scope:?} {body}", request.method, request.target))
}

/// An event as text. The order of its headers means nothing.
fn event(message: &Message) -> String {
    let mut headers: Vec<_> = message
        .headers()
        .iter()
        .map(|header| format!("{}: {:?}", header.name().as_str(), header.value()))
        .collect();
    headers.sort();
    format!("{headers:?} {}", message.payload().escape_ascii())
}

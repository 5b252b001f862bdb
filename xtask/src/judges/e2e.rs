//! `cargo xtask e2e`: our crates against an independent server, on loopback.

use crate::plumbing::files::write;
use crate::plumbing::services::{self, Endpoints};
use crate::plumbing::{botocore, cargo};
use crate::plumbing::{official, python};
use std::fmt::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

/// Services that are generated for it.
const GENERATED: &[&str] = &["s3", "sqs", "dynamodb", "ec2", "sts", "iam"];

/// The scripts of `tests/judges/e2e/shell`.
const SCRIPTS: &[&str] = &["s3", "sqs", "dynamodb", "ec2"];

/// Services of the workspace.
const COMMITTED: &[&str] = &["pinpoint", "greengrass"];

pub(crate) fn run() -> bool {
    match flows() {
        Ok(passed) => passed,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

/// Ends the server in any case.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn flows() -> Result<bool, String> {
    let root = crate::plumbing::root();
    let directory = root.join("target/e2e");
    let mut dependencies = String::new();
    let mut dependency = |service: &official::Service| {
        // Writing to a `String` cannot fail.
        let path = service.generated.display().to_string();
        let _ = writeln!(dependencies, "{} = {{ path = {path:?} }}", service.package);
    };
    for name in GENERATED {
        dependency(&services::generate(name, Endpoints::OfTheService, None)?.0);
    }
    let committed: Vec<_> = COMMITTED.iter().map(|name| (*name).to_owned()).collect();
    official::services(&committed)?.iter().for_each(&mut dependency);
    let template = root.join("tests/judges/e2e/Cargo.toml.template");
    let manifest =
        std::fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
    let manifest = manifest
        .replace("{dependencies}", dependencies.trim_end())
        .replace("{runtime}", &root.join("runtime").display().to_string())
        .replace("{main}", &root.join("tests/judges/e2e/main.rs").display().to_string());
    write(&directory.join("Cargo.toml"), &manifest)?;
    official::lock(&directory)?;
    let bin =
        python::environment(&directory.join("python"), &root.join("tests/judges/e2e/requirements.txt"))?;
    let target = directory.join("target");
    cargo::step(&mut cargo::command("build", &directory, &target), "building the program")?;
    let (_server, endpoint) = start(&bin)?;
    let status = Process::new(target.join("debug/e2e")).arg(&endpoint).status();
    let passed = status.map_err(|error| format!("the program: {error}"))?.success();
    Ok(shell(&endpoint)? && passed)
}

/// Runs every script of a folder, with the program that calls services on the search path.
fn shell(endpoint: &str) -> Result<bool, String> {
    let root = crate::plumbing::root();
    let mut build = cargo::command("build", &root, &root.join("target"));
    cargo::step(build.args(["--package", "smithwright-cli"]), "building smithwright-call")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(root.join("target/debug")).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).map_err(|error| format!("PATH: {error}"))?;
    let folder = root.join("tests/judges/e2e/shell");
    let models = botocore::models()?;
    let mut passed = true;
    for name in SCRIPTS {
        println!("{name}, from a shell");
        let mut script = Process::new("sh");
        script.arg(folder.join(format!("{name}.sh"))).env_clear().env("PATH", &path);
        script.env("SMITHWRIGHT_MODELS", &models).env("AWS_ENDPOINT_URL", endpoint).env("HOME", &folder);
        script.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
        script.env("AWS_REGION", "us-east-1");
        let status = script.status().map_err(|error| format!("sh: {error}"))?;
        passed &= status.success();
    }
    Ok(passed)
}

/// Starts the server on a free port of loopback and waits until it responds.
fn start(bin: &Path) -> Result<(Server, String), String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = port.map_err(|error| format!("no port is free: {error}"))?.port();
    let child = Process::new(bin.join("moto_server"))
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("moto_server: {error}"))?;
    let server = Server(child);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok((server, format!("http://127.0.0.1:{port}")));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("the server does not answer within a minute".to_owned())
}

//! `cargo xtask cli-compare`: argument lists through `smithwright-call` and the AWS CLI, against one server with canned responses:
//! requests, standard output and exit codes are compared.

mod request;

use crate::plumbing::cargo::{self, step};
use crate::plumbing::python;
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use smithwright_codegen::transform::matches;
use smithwright_tests::{Request, Response, Server};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command as Process, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Services whose operations are all called, in all forms; by default random operations of all services.
    services: Vec<String>,
    /// The seed of the random values.
    #[arg(long, default_value = "1")]
    seed: String,
    /// The maximum number of calls, per named service or of all together.
    #[arg(short, default_value_t = 300)]
    n: usize,
    /// The output format.
    #[arg(long, default_value = "json")]
    output: String,
    /// Return errors as responses.
    #[arg(long)]
    errors: bool,
    /// Call paginated operations, with options for pagination and queries.
    #[arg(long)]
    pages: bool,
    /// Print skeletons instead of calling.
    #[arg(long)]
    skeletons: bool,
    /// Print both sides of each difference.
    #[arg(long)]
    print: bool,
}

/// The file with the intended differences.
const KEPT: &str = "tests/judges/cli/differences.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptFile {
    kept: Vec<Kept>,
}

/// A difference that is kept: a pattern of `SERVICE OPERATION WHAT: OURS | THEIRS`, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    pattern: String,
    reason: String,
}

/// A call.
#[derive(Deserialize)]
struct Case {
    service: String,
    operation: String,
    protocol: String,
    form: String,
    argv: Vec<String>,
    /// The responses, in turn; the last one again.
    responses: Vec<Canned>,
}

/// A response.
#[derive(Deserialize)]
struct Canned {
    status: u16,
    headers: BTreeMap<String, String>,
    body_b64: String,
}

/// The result of a call.
#[derive(Debug)]
struct Outcome {
    requests: Vec<Request>,
    stdout: String,
    stderr: String,
    code: i32,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    match compare(arguments) {
        Ok(equal) => equal,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

fn compare(arguments: &Arguments) -> Result<bool, String> {
    let root = crate::plumbing::root();
    let text = fs::read_to_string(root.join(KEPT)).map_err(|error| format!("{KEPT}: {error}"))?;
    let kept: KeptFile = toml::from_str(&text).map_err(|error| format!("{KEPT}: {error}"))?;
    if let Some(row) = kept.kept.iter().find(|row| row.reason.trim().is_empty()) {
        return Err(format!("{KEPT}: `{}` gives no reason", row.pattern));
    }
    let mut sides = Sides::start(arguments)?;
    let services: Vec<_> = match arguments.services.as_slice() {
        [] => vec![None],
        services => services.iter().map(|service| Some(service.as_str())).collect(),
    };
    let (mut equal, mut counts) = (0, BTreeMap::new());
    let mut open = 0;
    for service in services {
        for mut case in cases(arguments, service)? {
            if arguments.skeletons {
                case.argv.truncate(2);
                case.argv.push("--generate-cli-skeleton".to_owned());
            }
            let (ours, theirs) = (sides.ours(&case)?, sides.theirs(&case)?);
            // The exit code for unknown words, such as operations that it does not have or names otherwise.
            if theirs.code == 2 || theirs.stderr.contains("Unknown options") {
                *counts.entry("the AWS CLI does not take these words".to_owned()).or_insert(0) += 1;
                continue;
            }
            let found = differences(&case, &ours, &theirs);
            let name = format!("{} {} {}", case.service, case.operation, case.form);
            let mut same = true;
            for (what, one, other) in found {
                let line = format!("{} {} {what}: {one} | {other}", case.service, case.operation);
                if let Some(row) = kept.kept.iter().find(|row| matches(&row.pattern, &line)) {
                    *counts.entry(format!("kept: {}", row.reason)).or_insert(0) += 1;
                    continue;
                }
                same = false;
                println!("{name}: {what} differs\n    ours   {}\n    theirs {}", short(&one), short(&other));
            }
            if !same {
                open += 1;
                if arguments.print {
                    println!("    {}\n{ours:#?}\n{theirs:#?}", case.argv.join(" "));
                }
            }
            equal += usize::from(same);
        }
    }
    println!("{equal} calls are the same, {open} differ");
    for (what, count) in counts {
        println!("{count:>6}  {what}");
    }
    Ok(open == 0 && equal > 0)
}

/// The beginning of a text that may be long.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(600).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The differences, on our side and on theirs.
fn differences(case: &Case, ours: &Outcome, theirs: &Outcome) -> Vec<(&'static str, String, String)> {
    let mut found = Vec::new();
    let mut compare = |what, ours: String, theirs: String| {
        if ours != theirs {
            found.push((what, ours, theirs));
        }
    };
    compare("the exit code", ours.code.to_string(), theirs.code.to_string());
    compare("the number of requests", ours.requests.len().to_string(), theirs.requests.len().to_string());
    for (ours, theirs) in ours.requests.iter().zip(&theirs.requests) {
        let (ours, theirs) = (request::Parts::of(ours), request::Parts::of(theirs));
        compare("the method", ours.method, theirs.method);
        compare("the target", ours.target, theirs.target);
        compare("the headers", ours.headers, theirs.headers);
        compare("the body", ours.body, theirs.body);
    }
    if !request::same_json(&ours.stdout, &theirs.stdout) {
        compare("standard output", ours.stdout.clone(), theirs.stdout.clone());
    }
    if case.responses.iter().any(|response| response.status >= 300) {
        let said = |text: &str| {
            let line = text.lines().find(|line| line.contains("An error occurred")).unwrap_or_default();
            // Version 1 prints the number of attempts, version 2 only if there were several.
            line.replace(" (reached max retries: 0)", "").trim_end().to_owned()
        };
        compare("the error", said(&ours.stderr), said(&theirs.stderr));
    }
    found
}

/// The argument lists, with their responses.
fn cases(arguments: &Arguments, service: Option<&str>) -> Result<Vec<Case>, String> {
    let root = crate::plumbing::root();
    let bin = python::environment(
        &root.join("target/oracle/python"),
        &root.join("tests/judges/oracle/requirements.txt"),
    )?;
    let mut command = Process::new(bin.join("python"));
    command.arg(root.join("tests/judges/cli/cases.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.args(["--seed", &arguments.seed, "-n", &arguments.n.to_string()]);
    if arguments.errors {
        command.arg("--errors");
    }
    if arguments.pages {
        command.arg("--pages");
    }
    if let Some(service) = service {
        command.args(["--each", "--service", service]);
    }
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| format!("cases.py: {error}"))?;
    if !output.status.success() {
        return Err("cases.py failed".to_owned());
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let read = |line: &str| serde_json::from_str(line).map_err(|error| format!("cases.py: {error}"));
    lines.lines().map(read).collect()
}

/// Both command lines, and the server that they call.
struct Sides {
    program: PathBuf,
    folder: PathBuf,
    models: PathBuf,
    server: Server,
    answers: Arc<Mutex<Vec<Response>>>,
    output: String,
    _aws: Child,
    to_aws: ChildStdin,
    from_aws: BufReader<ChildStdout>,
}

impl Sides {
    fn start(arguments: &Arguments) -> Result<Self, String> {
        let root = crate::plumbing::root();
        let mut build = cargo::command("build", &root, &root.join("target"));
        build.args(["--package", "smithwright-cli"]);
        step(&mut build, "building smithwright-call")?;
        let (bin, models) = python::aws_cli()?;
        let folder = root.join("target/cli/run");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        // Version 2 prints times as ISO 8601; version 1 does so with a setting.
        let config = "[default]\ncli_timestamp_format = iso8601\nretry_mode = standard\nmax_attempts = 1\n[preview]\nsdb = true\n";
        fs::write(folder.join("config"), config).map_err(|error| error.to_string())?;
        let answers = Arc::new(Mutex::new(Vec::<Response>::new()));
        let shared = answers.clone();
        let server = Server::answering(move |_| {
            let mut answers = shared.lock().unwrap_or_else(PoisonError::into_inner);
            match answers.len() {
                0 => Response::json(200, "{}"),
                1 => answers[0].clone(),
                _ => answers.remove(0),
            }
        });
        let server = server.map_err(|error| format!("cannot start a server: {error}"))?;
        let mut aws = Process::new(bin.join("python"));
        aws.arg(root.join("tests/judges/cli/aws.py"));
        surroundings(&mut aws, &folder);
        let mut aws = aws
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the AWS CLI: {error}"))?;
        let (Some(to_aws), Some(from_aws)) = (aws.stdin.take(), aws.stdout.take()) else {
            return Err("the AWS CLI has no standard input".to_owned());
        };
        Ok(Self {
            program: root.join("target/debug/smithwright-call"),
            folder,
            models,
            server,
            answers,
            output: arguments.output.clone(),
            _aws: aws,
            to_aws,
            from_aws: BufReader::new(from_aws),
        })
    }

    fn words(&self, case: &Case) -> Vec<String> {
        let mut words = case.argv.clone();
        words.extend([
            "--endpoint-url".to_owned(),
            self.server.url(),
            "--output".to_owned(),
            self.output.clone(),
        ]);
        words
    }

    /// Prepares the responses of a case; returns the number of requests before it.
    fn prepare(&self, case: &Case) -> usize {
        let answer = |canned: &Canned| {
            let headers =
                canned.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
            Response {
                status: canned.status,
                headers: headers.map(|(name, value)| (name.clone(), value.clone())).collect(),
                body: aws_smithy_types::base64::decode(&canned.body_b64).unwrap_or_default(),
                missing: 0,
            }
        };
        let answers = case.responses.iter().map(answer).collect();
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
        self.server.requests().len()
    }

    fn ours(&self, case: &Case) -> Result<Outcome, String> {
        let before = self.prepare(case);
        let mut process = Process::new(&self.program);
        process.args(self.words(case)).args(["--cli-protocol", &case.protocol]);
        surroundings(&mut process, &self.folder);
        process.env("SMITHWRIGHT_MODELS", &self.models);
        let output = process.output().map_err(|error| format!("smithwright-call: {error}"))?;
        Ok(Outcome {
            requests: self.server.requests().split_off(before),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        })
    }

    fn theirs(&mut self, case: &Case) -> Result<Outcome, String> {
        let before = self.prepare(case);
        let failed = |error: std::io::Error| format!("the AWS CLI: {error}");
        writeln!(self.to_aws, "{}", json!(self.words(case))).map_err(failed)?;
        let mut line = String::new();
        self.from_aws.read_line(&mut line).map_err(failed)?;
        let answer: Value = serde_json::from_str(&line).map_err(|error| format!("the AWS CLI: {error}"))?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Outcome {
            requests: self.server.requests().split_off(before),
            stdout: text("stdout"),
            stderr: text("stderr"),
            code: answer
                .get("code")
                .and_then(Value::as_i64)
                .and_then(|code| code.try_into().ok())
                .unwrap_or(-1),
        })
    }
}

/// The same environment for both, without the user's own settings.
fn surroundings(process: &mut Process, folder: &Path) {
    let inherited = ["PATH", "LD_LIBRARY_PATH"].map(|name| (name, std::env::var_os(name)));
    process.env_clear().envs(inherited.into_iter().filter_map(|(name, value)| Some((name, value?))));
    process.current_dir(folder).env("HOME", folder).env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
    process.env("AWS_MAX_ATTEMPTS", "1");
    process.env("AWS_CONFIG_FILE", folder.join("config")).env("AWS_EC2_METADATA_DISABLED", "true");
    process.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
    process
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_REGION", "us-east-1")
        .env("PYTHONDONTWRITEBYTECODE", "1");
}

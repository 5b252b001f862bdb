//! Tests of others: compiles as many as possible, runs one program after the other, and reports the result of each.

use super::place::{RUSTFLAGS, target};
use crate::plumbing::cargo;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Error};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The time limit of a program with tests.
const LIMIT: Duration = Duration::from_secs(180);

/// The results of the tests of a package.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The targets that compile, and those that do not with their first error.
    pub(super) compiled: Vec<String>,
    pub(super) refused: BTreeMap<String, String>,
    pub(super) passed: Vec<String>,
    /// Failed tests, each with its message.
    pub(super) failed: BTreeMap<String, String>,
    /// Those that are not run, since they would call an address beyond loopback.
    pub(super) elsewhere: Vec<String>,
}

/// A program with tests.
pub(super) struct Program {
    pub(super) name: String,
    path: PathBuf,
}

/// A project whose tests are compiled and run.
pub(super) struct Project<'a> {
    pub(super) folder: &'a Path,
    /// The arguments of `cargo`: the command and the targets.
    pub(super) cargo: &'a [&'a str],
    /// The folder of a crate that Cargo must use, and its name.
    pub(super) ours: Option<(&'a Path, &'a str)>,
    /// Programs run in a network of their own, which has a loopback and nothing else.
    pub(super) alone: bool,
}

impl Project<'_> {
    /// Compiles the targets of the project, as many as compile; returns the programs with tests.
    ///
    /// # Errors
    ///
    /// Text for the user: Cargo cannot be run, a dependency does not compile, or our crate is not used.
    pub(super) fn compile(&self, outcome: &mut Outcome) -> Result<Vec<Program>, String> {
        let [name, arguments @ ..] = self.cargo else { return Err("no command for Cargo".to_owned()) };
        let mut cargo = cargo::command(name, self.folder, &target());
        cargo.args(arguments).args(["--keep-going", "--message-format=json"]);
        cargo.env("RUSTFLAGS", RUSTFLAGS).env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        let (messages, said) = (self.folder.join("messages.jsonl"), self.folder.join("said.txt"));
        let create = |path: &Path| File::create(path).map_err(|error| format!("{}: {error}", path.display()));
        let status = cargo.stdout(create(&messages)?).stderr(create(&said)?).status();
        let status = status.map_err(|error| format!("cargo: {error}"))?;
        let file = File::open(&messages).map_err(|error| format!("{}: {error}", messages.display()))?;
        let (mut programs, mut ours, mut itself) = (Vec::new(), self.ours.is_none(), false);
        // Cargo names a package by the canonical path of its manifest.
        let real =
            |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
        let (folder, patch) = (real(self.folder), self.ours.map(|(path, _)| real(path)));
        for line in BufReader::new(file).lines().map_while(Result::ok) {
            let message: Value = serde_json::from_str(&line).unwrap_or_default();
            let id = message["package_id"].as_str().unwrap_or_default();
            let of_project = id.contains(&format!("path+file://{folder}#"));
            let name = label(&message["target"]);
            match message["reason"].as_str() {
                Some("compiler-artifact") => {
                    ours |= patch.as_ref().is_some_and(|patch| id.contains(patch));
                    itself |= of_project;
                    let path = message["executable"].as_str();
                    match path.filter(|_| of_project && message["profile"]["test"] == true) {
                        Some(path) => programs.push(Program { name, path: PathBuf::from(path) }),
                        None if of_project => outcome.compiled.push(name),
                        None => {}
                    }
                }
                Some("compiler-message") if message["message"]["level"] == "error" => {
                    let text = message["message"]["message"].as_str().unwrap_or_default();
                    let place = &message["message"]["spans"][0];
                    let file = place["file_name"].as_str().unwrap_or_default();
                    let said = format!("{text} ({file}, line {})", place["line_start"]);
                    if !of_project {
                        return Err(format!("`{name}` does not compile: {said}"));
                    }
                    itself = true;
                    // The last error of a target only counts the others.
                    if !text.starts_with("aborting") {
                        outcome.refused.entry(name).or_insert(said);
                    }
                }
                _ => {}
            }
        }
        if !status.success() && !itself {
            let said = fs::read_to_string(&said).unwrap_or_default();
            return Err(format!("`cargo {name}` fails in {folder}:\n{}", said.trim()));
        }
        if let (false, Some((_, package))) = (ours, self.ours) {
            return Err(format!("Cargo did not take our crate for {package}: see `smithwright doctor`"));
        }
        programs.sort_by(|one, other| one.name.cmp(&other.name));
        outcome.compiled.extend(programs.iter().map(|program| program.name.clone()));
        outcome.compiled.retain(|name| !outcome.refused.contains_key(name));
        outcome.compiled.sort();
        outcome.compiled.dedup();
        Ok(programs)
    }

    /// Runs a program without some of its tests.
    ///
    /// # Errors
    ///
    /// Text for the user: that it cannot be run.
    pub(super) fn execute(
        &self,
        program: &Program,
        skipped: &[String],
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let output = self.folder.join("output.txt");
        let problem = |error: Error| format!("{}: {error}", program.path.display());
        let ended = self.run(program, skipped, &output).map_err(problem)?;
        let text = fs::read(&output).map_err(problem)?;
        let text = String::from_utf8_lossy(&text);
        for line in text.lines() {
            let Some((test, result)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... "))
            else {
                continue;
            };
            let name = test.trim_end_matches(" - should panic");
            let test = format!("{}::{name}", program.name);
            match result {
                "ok" => outcome.passed.push(test),
                "FAILED" => {
                    outcome.failed.insert(test, said(&text, name));
                }
                _ => {}
            }
        }
        let all = format!("{}::*", program.name);
        match ended {
            None => {
                outcome.failed.insert(all, format!("takes longer than {} s", LIMIT.as_secs()));
            }
            Some(_) if text.lines().any(|line| line.starts_with("test result: ")) => {}
            // A program with its own main function.
            Some(status) if status.success() => outcome.passed.push(all),
            Some(status) => {
                let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
                outcome.failed.insert(all, format!("ends with {status}: {last}"));
            }
        }
        Ok(())
    }

    /// Runs a program to its end, or to the limit: `None`.
    fn run(&self, program: &Program, skipped: &[String], output: &Path) -> Result<Option<ExitStatus>, Error> {
        let stdout = File::create(output)?;
        let stderr = stdout.try_clone()?;
        let (empty, home) = (self.folder.join("no-such-file"), self.folder.join("home"));
        let environment = std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with("AWS_"));
        let mut command = if self.alone {
            fs::create_dir_all(&home)?;
            let mut command = Process::new("unshare");
            let script = "ip link set lo up && exec \"$0\" \"$@\"";
            command.args(["--net", "--map-root-user", "--", "sh", "-c", script]).arg(&program.path);
            command
        } else {
            Process::new(&program.path)
        };
        command
            .current_dir(self.folder)
            .args((!skipped.is_empty()).then_some("--exact"))
            .args(skipped.iter().flat_map(|test| ["--skip", test.as_str()]))
            .env_clear()
            .envs(environment)
            .envs([("AWS_EC2_METADATA_DISABLED", "true"), ("RUST_BACKTRACE", "0")])
            .envs([("AWS_CONFIG_FILE", &empty), ("AWS_SHARED_CREDENTIALS_FILE", &empty)])
            .env("CARGO_MANIFEST_DIR", self.folder)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr);
        if self.alone {
            command.env("HOME", &home);
        }
        let mut child = command.spawn()?;
        let start = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if start.elapsed() > LIMIT {
                child.kill().and_then(|()| child.wait())?;
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A target by its name; with its kind before it, unless it is an integration test.
fn label(target: &Value) -> String {
    let name = target["name"].as_str().unwrap_or_default();
    match target["kind"][0].as_str().unwrap_or_default() {
        "test" => name.to_owned(),
        "lib" => "lib".to_owned(),
        kind => format!("{kind} {name}"),
    }
}

/// The first message of a failed test.
fn said(output: &str, test: &str) -> String {
    let after = output.split_once(&format!("---- {test} stdout ----")).map_or("", |(_, after)| after);
    let panicked = after.split_once("panicked at ").map_or(after, |(_, after)| after);
    let mut lines = panicked.lines().map(str::trim).filter(|line| !line.is_empty());
    let place = lines.next().unwrap_or_default();
    let message: Vec<&str> = lines.take(3).collect();
    let text: String = message.join(" ").chars().take(300).collect();
    format!("{place} {text}")
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn what_a_test_says_is_found() {
        let output =
            "---- a stdout ----\n\nthread 'a' panicked at tests/x.rs:1:2:\nno\n  left: 1\n right: 2\nnote\n";
        assert_eq!(said(output, "a"), "tests/x.rs:1:2: no left: 1 right: 2");
    }
}

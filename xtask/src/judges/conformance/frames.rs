//! Messages of event streams, well-formed and malformed: those of botocore's tests, and of aws-smithy-eventstream's.

use crate::plumbing::botocore;
use aws_smithy_types::base64;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// Passes each message to a generated client, and returns whether it reads the expected value.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, or run.
pub(super) fn run() -> Result<bool, String> {
    let root = crate::plumbing::root();
    let mut python = Process::new("python3");
    python.arg("-I").arg(root.join("tests/judges/conformance/frames.py"));
    python.arg(botocore::tests()?.join("unit/test_eventstream.py"));
    let mut lines = output(&mut python)?;
    for path in files(&data()?)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        // Their names say which they are.
        let holds = if name.starts_with("valid") { json!(true) } else { Value::Null };
        let line = json!({"id": name, "bytes": base64::encode(bytes), "holds": holds});
        lines.extend(format!("{line}\n").bytes());
    }
    let mut cargo = Process::new("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "smithwright-tests",
        "--example",
        "frame_conformance",
    ]);
    let failed = |error: std::io::Error| format!("cargo: {error}");
    let mut child = cargo.current_dir(root).stdin(Stdio::piped()).spawn().map_err(failed)?;
    let input = child.stdin.take();
    // A program that ends early reports its own error.
    let _ = input.map(|mut input| input.write_all(&lines));
    Ok(child.wait().map_err(failed)?.success())
}

fn output(program: &mut Process) -> Result<Vec<u8>, String> {
    let output = program.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{}: {error}", program.get_program().display()))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("{} fails: it says above why", program.get_program().display()))
    }
}

/// The test data of the package as cargo has it.
fn data() -> Result<PathBuf, String> {
    let mut cargo = Process::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--locked"]).current_dir(crate::plumbing::root());
    let metadata: Value = serde_json::from_slice(&output(&mut cargo)?).map_err(|error| error.to_string())?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let package = packages.find(|package| package["name"] == "aws-smithy-eventstream");
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    manifest
        .map(|path| Path::new(path).with_file_name("test_data"))
        .ok_or_else(|| "no aws-smithy-eventstream".to_owned())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    Ok(files)
}

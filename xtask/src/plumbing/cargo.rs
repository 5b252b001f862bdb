//! Cargo in scratch workspaces under `target/`.

use std::path::Path;
use std::process::Command as Process;

/// A command of Cargo for a project, with the folder that it builds into.
pub(crate) fn command(name: &str, project: &Path, target: &Path) -> Process {
    let mut cargo = Process::new("cargo");
    cargo.args([name, "--quiet", "--manifest-path"]).arg(project.join("Cargo.toml"));
    cargo.env("CARGO_TARGET_DIR", target);
    cargo
}

/// Runs a command to its end.
///
/// # Errors
///
/// Text for the user: that it cannot be run, or fails.
pub(crate) fn step(command: &mut Process, what: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what} fails: {status}")),
        Err(error) => Err(format!("{what}: {error}")),
    }
}

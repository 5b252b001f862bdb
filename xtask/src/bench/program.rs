//! Programs that call the official crates and ours in one process.

use crate::plumbing::{cargo, files, official, services};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

/// Builds `tests/bench/NAME.rs` for release, and gives the binary. The crates of `services` are `ours_LIBRARY` and
/// `official_LIBRARY` there; `versions` are those of official crates that are not the known ones.
///
/// # Errors
///
/// Text for the user: what cannot be generated, written or built.
pub(super) fn build(
    name: &str,
    services: &[&str],
    versions: &BTreeMap<String, String>,
    features: &[&str],
) -> Result<PathBuf, String> {
    let root = crate::plumbing::root();
    let directory = root.join("target/bench").join(name);
    let mut dependencies = String::new();
    for service in services {
        let known = services::with_official(service, None)?;
        let (package, path) = (&known.package, known.generated.display().to_string());
        let version = versions.get(*service).unwrap_or(&known.version);
        let library = package.trim_start_matches("aws-sdk-");
        dependencies.push_str(&format!(
            "ours_{library} = {{ package = {package:?}, path = {path:?}, default-features = false, features = \
             [\"rt-tokio\"] }}\nofficial_{library} = {{ package = {package:?}, version = \"={version}\", \
             default-features = false, features = [\"rt-tokio\"] }}\n"
        ));
    }
    let template = root.join("tests/bench/Cargo.toml.template");
    let manifest =
        fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
    let manifest = manifest
        .replace("{dependencies}", dependencies.trim_end())
        .replace("{name}", name)
        .replace("{main}", &root.join(format!("tests/bench/{name}.rs")).display().to_string());
    files::write(&directory.join("Cargo.toml"), &manifest)?;
    official::lock(&directory)?;
    // One target for all of them: they share the official crates, which take longest.
    let target = root.join("target/bench/programs");
    let mut command = cargo::command("build", &directory, &target);
    command.args(["--release", "--features", &features.join(",")]);
    cargo::step(&mut command, &format!("building `tests/bench/{name}.rs`"))?;
    Ok(target.join(format!("release/bench-{name}")))
}

/// What a program prints: one line per figure, its cells between tabs.
///
/// # Errors
///
/// Text for the user: that the program cannot be run, or fails.
pub(super) fn lines(binary: &PathBuf, arguments: &[&str]) -> Result<Vec<Vec<String>>, String> {
    let output = Process::new(binary).args(arguments).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{}: {error}", binary.display()))?;
    if !output.status.success() {
        return Err(format!("{} fails: {}", binary.display(), output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

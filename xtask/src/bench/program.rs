//! Programs that call the official crates and ours: in one process, or each in its own.

use super::setting::{machine, median};
use super::table::{Row, Table, columns};
use crate::plumbing::{cargo, files, official, services};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

/// The number of runs per side, in turns; the median counts.
const ROUNDS: usize = 3;

/// Builds `tests/bench/NAME.rs` for release, and returns the binary. The crates of `services` are `ours_LIBRARY` and
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

/// Builds `tests/bench/NAME.rs` twice, with the official crate of a service and with ours as `sdk`, runs both with these
/// arguments in turns, and shows the medians of the figures that they print: lines of a name, a unit and a value. `{service}` in the
/// title is the crate.
///
/// # Errors
///
/// Text for the user: what cannot be generated, written, built or run, or a line that is not a figure.
pub(super) fn sides(name: &str, service: &str, arguments: &[&str], title: &str) -> Result<(), String> {
    let service = services::with_official(service, None)?;
    let (package, version, path) =
        (&service.package, &service.version, service.generated.display().to_string());
    let root = crate::plumbing::root();
    let mut binaries = Vec::new();
    for (side, place) in
        [("official", format!("version = \"={version}\"")), ("ours", format!("path = {path:?}"))]
    {
        let main = root.join(format!("tests/bench/{name}.rs")).display().to_string();
        let manifest = format!(
            "[package]\nname = \"{name}-{side}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[[bin]]\n\
             name = \"{name}-{side}\"\npath = {main:?}\n\n[dependencies]\n\
             sdk = {{ package = {package:?}, {place} }}\n\
             tokio = {{ version = \"1\", features = [\"rt-multi-thread\", \"time\", \"net\"] }}\n\n[workspace]\n"
        );
        let directory = root.join("target/bench").join(name).join(side);
        files::write(&directory.join("Cargo.toml"), &manifest)?;
        official::lock(&directory)?;
        let target = root.join("target/bench/sides");
        let what = format!("building `tests/bench/{name}.rs` with the crate that is {side}");
        cargo::step(cargo::command("build", &directory, &target).arg("--release"), &what)?;
        binaries.push(target.join(format!("release/{name}-{side}")));
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut samples: Vec<Vec<Vec<f64>>> = Vec::new();
    for round in 0..ROUNDS {
        for (side, binary) in binaries.iter().enumerate() {
            for (index, line) in lines(binary, arguments)?.iter().enumerate() {
                let (name, unit, value) = figure(line)?;
                if round == 0 && side == 0 {
                    rows.push(Row { name, unit, values: vec![] });
                    samples.push(vec![vec![]; binaries.len()]);
                }
                samples.get_mut(index).ok_or("the sides print different figures")?[side].push(value);
            }
        }
    }
    for (row, of_sides) in rows.iter_mut().zip(samples) {
        row.values = of_sides.into_iter().map(median).collect();
    }
    let title = format!(
        "{}; median of {ROUNDS} runs in turns; {}",
        title.replace("{service}", &format!("{package} {version}")),
        machine()
    );
    Table { name: name.to_owned(), title, columns: columns(["official", "ours"]), rows }.show()
}

/// A figure of one side: its name, unit and value.
fn figure(line: &[String]) -> Result<(String, &'static str, f64), String> {
    let [name, unit, value] = line else { return Err(format!("{line:?} is no figure")) };
    Ok((name.clone(), known_unit(unit), number(value)?))
}

/// A value that a program prints.
///
/// # Errors
///
/// Text for the user: it is not a number.
pub(super) fn number(cell: &str) -> Result<f64, String> {
    cell.parse().map_err(|_| format!("`{cell}` is no number"))
}

/// The unit of a figure; empty if the program prints none.
pub(super) fn known_unit(unit: &str) -> &'static str {
    ["s", "ms", "µs", "MB", "bytes"].into_iter().find(|known| *known == unit).unwrap_or_default()
}

/// The output of a program: one line per figure, with tabs between its cells.
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

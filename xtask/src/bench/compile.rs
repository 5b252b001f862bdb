//! A service crate alone, its dependencies warm: the official one, ours, and ours with three operations.

use super::setting::{OPERATIONS, machine, median};
use super::table::{Row, Table};
use crate::plumbing::official::{self, Service};
use crate::plumbing::services;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::{Duration, Instant, SystemTime};

/// A crate to build.
struct Side {
    column: String,
    directory: PathBuf,
    flags: Vec<String>,
}

impl Side {
    /// The directories of the packages that count: the crate, and those behind it if it is a family.
    fn packages(&self) -> Vec<PathBuf> {
        let below = fs::read_dir(&self.directory).into_iter().flatten().flatten().map(|entry| entry.path());
        let below = below.filter(|path| path.join("Cargo.toml").exists());
        std::iter::once(self.directory.clone()).chain(below).collect()
    }
}

/// One way of building it.
#[derive(Default)]
struct Build {
    seconds: f64,
    megabytes: f64,
    /// The size of the libraries, in megabytes.
    library: f64,
    lines: f64,
}

pub(super) fn run(name: &str, rounds: usize, release: bool, versions: &[String]) -> Result<(), String> {
    let root = crate::plumbing::root();
    let bench = root.join("target/bench/compile");
    let service = services::with_official(name, Some(1))?;
    let copy = |directory: &str, source: &Path| {
        let copy = bench.join(directory);
        let _ = fs::remove_dir_all(&copy);
        copy_directory(source, &copy).map_err(|error| format!("{}: {error}", source.display()))?;
        let path = copy.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let runtime = root.join("runtime").display().to_string();
        let manifest = manifest.replace("\"../../runtime\"", &format!("{runtime:?}"));
        fs::write(&path, format!("{manifest}\n[workspace]\n")).map_err(|error| error.to_string())?;
        fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).map_err(|error| error.to_string())?;
        Ok::<_, String>(copy)
    };
    let mut ours = copy("ours", &service.generated)?;
    let side = |column: &str, directory| Side { column: column.to_owned(), directory, flags: vec![] };
    let mut sides = vec![side("official", copy("official", &official::source(&service)?)?)];
    for version in versions {
        let other = Service { version: version.clone(), ..service.clone() };
        let column = format!("official {version}");
        let directory = copy(&format!("official-{version}"), &official::source(&other)?)?;
        sides.push(side(&column, directory));
    }
    sides.push(side("ours", ours.clone()));
    // A large one is a family of crates, unless one crate is requested.
    if let Some(family) = services::family(name)? {
        ours = copy("family", &family)?;
        sides.push(side("ours, a family", ours.clone()));
    }
    if let Some((_, operations)) = OPERATIONS.iter().find(|(known, _)| *known == name) {
        let features = format!("https,tokio,{}", operations.join(","));
        let flags = ["--no-default-features", "--features", &features].map(str::to_owned).to_vec();
        sides.push(Side { flags, ..side("ours, 3 operations", ours) });
    }
    let mut builds = Vec::new();
    for side in &sides {
        let mut of_side = vec![build(side, &bench, &["build"], rounds)?];
        of_side.push(build(side, &bench, &["check"], rounds)?);
        if release {
            of_side.push(build(side, &bench, &["build", "--release"], 1)?);
        }
        builds.push(of_side);
    }
    let row = |name: &str, unit, way: usize, figure: fn(&Build) -> f64| Row {
        name: name.to_owned(),
        unit,
        values: builds.iter().map(|builds| figure(&builds[way])).collect(),
    };
    let mut rows = vec![
        row("lines that rustc reads", "", 0, |build| build.lines),
        row("dev build", "s", 0, |build| build.seconds),
        row("dev build, memory", "MB", 0, |build| build.megabytes),
        row("dev library", "MB", 0, |build| build.library),
        row("check", "s", 1, |build| build.seconds),
        row("check, memory", "MB", 1, |build| build.megabytes),
    ];
    if release {
        rows.push(row("release build", "s", 2, |build| build.seconds));
        rows.push(row("release build, memory", "MB", 2, |build| build.megabytes));
        rows.push(row("release library", "MB", 2, |build| build.library));
    }
    let title = format!(
        "{} {}, default features, dependencies warm, median of {rounds}; {}",
        service.package,
        service.version,
        machine()
    );
    let columns = sides.iter().map(|side| side.column.clone()).collect();
    Table { name: format!("compile-{name}"), title, columns, rows }.show()
}

/// Builds a crate with its dependencies, then again after touching its roots, `rounds` times.
fn build(side: &Side, bench: &Path, command: &[&str], rounds: usize) -> Result<Build, String> {
    let target = bench.join("target");
    let cargo = || {
        let mut cargo = Process::new("cargo");
        cargo.args(command).args(["--quiet", "--lib"]).args(&side.flags).current_dir(&side.directory);
        cargo.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS");
        // As a dependency is built: not incrementally.
        cargo.env("CARGO_INCREMENTAL", "0");
        cargo
    };
    let failed = || format!("cargo {} fails in {}", command.join(" "), side.directory.display());
    let built = target.join(if command.contains(&"--release") { "release" } else { "debug" }).join("deps");
    let packages = side.packages();
    let libraries: Vec<_> = packages.iter().map(|package| library(package)).collect::<Result<_, _>>()?;
    let touch = || {
        let touched = packages.iter().try_for_each(|package| {
            let root = package.join("src/lib.rs");
            fs::write(&root, fs::read_to_string(&root)?)
        });
        touched.map_err(|error| error.to_string())
    };
    // The first build is for the memory, since observing it takes time, as do missing dependencies.
    touch()?;
    let first = SystemTime::now();
    let mut child = cargo().spawn().map_err(|error| format!("cargo: {error}"))?;
    let mut peak = 0;
    let success = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status.success();
        }
        peak = peak.max(peak_memory(&libraries));
        std::thread::sleep(Duration::from_millis(5));
    };
    let mut seconds = Vec::new();
    for _ in 0..if success { rounds.max(1) } else { 0 } {
        touch()?;
        let start = Instant::now();
        if cargo().status().is_ok_and(|status| status.success()) {
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    if seconds.is_empty() {
        return Err(failed());
    }
    let seconds = median(seconds);
    let written = |start_of_name: &str, end: &str| {
        let files = fs::read_dir(&built).into_iter().flatten().flatten();
        let names = libraries.iter().map(|library| format!("{start_of_name}{library}-")).collect::<Vec<_>>();
        let files = files.filter(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            names.iter().any(|start| name.strip_prefix(start).is_some_and(|rest| !rest.contains('-')))
                && name.ends_with(end)
                && file.metadata().and_then(|file| file.modified()).is_ok_and(|time| time >= first)
        });
        files.map(|file| file.path()).collect::<Vec<_>>()
    };
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |file| file.len());
    Ok(Build {
        seconds,
        megabytes: (peak / 1024) as f64,
        library: written("lib", ".rlib").iter().map(size).sum::<u64>() as f64 / 1e6,
        lines: written("", ".d").iter().map(|listed| lines(&side.directory, listed)).sum::<usize>() as f64,
    })
}

/// The name of a package's library in rustc.
fn library(package: &Path) -> Result<String, String> {
    let path = package.join("Cargo.toml");
    let manifest = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let manifest: toml::Table =
        toml::from_str(&manifest).map_err(|error| format!("{}: {error}", path.display()))?;
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(|name| name.as_str());
    Ok(name.ok_or_else(|| format!("{} names no package", path.display()))?.replace('-', "_"))
}

/// The peak memory, in KiB, of all rustc processes together that are compiling `libraries`, as Linux counts it; 0
/// elsewhere.
fn peak_memory(libraries: &[String]) -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let peak = |process: fs::DirEntry| {
        let command = fs::read(process.path().join("cmdline")).ok()?;
        let arguments: Vec<&[u8]> = command.split(|byte| *byte == 0).collect();
        arguments.windows(2).find(|pair| {
            pair[0] == b"--crate-name" && libraries.iter().any(|library| pair[1] == library.as_bytes())
        })?;
        let status = fs::read_to_string(process.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    processes.flatten().filter_map(peak).sum::<u64>()
}

/// The lines of the files below `directory` that rustc read, as it lists them for cargo.
fn lines(directory: &Path, listed: &Path) -> usize {
    let text = fs::read_to_string(listed).unwrap_or_default();
    let files = text.lines().next().and_then(|line| line.split_once(": ")).map_or("", |(_, files)| files);
    let own = files.split_whitespace().filter(|file| file.ends_with(".rs") && Path::new(file).is_relative());
    own.filter_map(|file| fs::read_to_string(directory.join(file)).ok())
        .map(|text| text.lines().count())
        .sum()
}

fn copy_directory(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_directory(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

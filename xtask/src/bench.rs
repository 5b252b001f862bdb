//! `cargo xtask bench`: figures, each as a ratio against a peer in the same run.

use crate::official;
use crate::services::{self, Endpoints};
use clap::Subcommand;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::{Duration, Instant};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compile time and memory of a service crate alone, dependencies warm, against the official crate.
    Compile {
        /// A service of `smithwright.toml`.
        #[arg(default_value = "cognito-sync")]
        service: String,
        /// How many times each is built; the median counts.
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Decode and encode throughput of each protocol against the official crate, on the same bytes in one process.
    Codec {
        /// Only cases whose name holds this text.
        #[arg(default_value = "")]
        only: String,
        /// Leave out EC2, whose official crate takes many minutes and gigabytes to build.
        #[arg(long)]
        without_ec2: bool,
    },
}

pub(crate) fn run(command: &Command) -> bool {
    let result = match command {
        Command::Compile { service, rounds } => compile(service, *rounds),
        Command::Codec { only, without_ec2 } => codec(only, *without_ec2),
    };
    match result {
        Ok(()) => true,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

/// The services that the program calls, and the versions of the official crates that ours are measured against.
const CALLED: &[(&str, &str)] = &[
    ("cloudwatch", "1.140.0"),
    ("cognito-sync", "1.120.0"),
    ("dynamodb", "1.136.0"),
    ("ec2", "1.274.0"),
    ("iam", "1.133.0"),
    ("s3", "1.157.0"),
    ("sns", "1.121.0"),
];

/// Builds and runs `tests/bench`.
fn codec(only: &str, without_ec2: bool) -> Result<(), String> {
    let root = crate::root();
    let directory = root.join("target/bench/codec");
    let mut dependencies = String::new();
    for (name, version) in CALLED.iter().filter(|(name, _)| !(without_ec2 && *name == "ec2")) {
        let (service, _) = services::generate(name, Endpoints::OfTheService)?;
        let (package, path) = (&service.package, service.generated.display().to_string());
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
        .replace("{main}", &root.join("tests/bench/main.rs").display().to_string());
    services::write(&directory.join("Cargo.toml"), &manifest)?;
    official::lock(&directory)?;
    let mut cargo = Process::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--manifest-path"]).arg(directory.join("Cargo.toml"));
    if !without_ec2 {
        cargo.args(["--features", "ec2"]);
    }
    cargo.env("CARGO_TARGET_DIR", root.join("target/bench/codec/target")).arg("--").arg(only);
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("the program fails".to_owned()),
    }
}

/// One crate, measured.
struct Measured {
    lines: usize,
    debug: Build,
    check: Build,
}

/// One way of building it.
struct Build {
    seconds: f64,
    megabytes: u64,
}

fn compile(service: &str, rounds: usize) -> Result<(), String> {
    let root = crate::root();
    let bench = root.join("target/bench/compile");
    let services = official::services(&[service.to_owned()])?;
    let [service] = &services[..] else { return Err("one service at a time".to_owned()) };
    let (package, version) = (&service.package, &service.version);
    let official = official::source(service)?;
    let copies = [("ours", service.generated.clone()), ("official", official)];
    let mut measured = Vec::new();
    for (name, source) in copies {
        let copy = bench.join(name);
        let _ = fs::remove_dir_all(&copy);
        copy_directory(&source, &copy).map_err(|error| format!("{}: {error}", source.display()))?;
        let path = copy.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let runtime = root.join("runtime").display().to_string();
        let manifest = manifest.replace("\"../../runtime\"", &format!("{runtime:?}"));
        fs::write(&path, format!("{manifest}\n[workspace]\n")).map_err(|error| error.to_string())?;
        fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).map_err(|error| error.to_string())?;
        measured.push(Measured {
            lines: lines(&copy.join("src")),
            debug: build(&copy, &bench, "build", package, rounds)?,
            check: build(&copy, &bench, "check", package, rounds)?,
        });
    }
    let [ours, official] = &measured[..] else { return Err("two crates are measured".to_owned()) };
    println!("{package} {version}, default features, dependencies warm, median of {rounds}");
    println!("{:<22}{:>12}{:>12}{:>10}", "", "official", "ours", "ratio");
    let row = |name: &str, theirs: f64, ours: f64, digits: usize| {
        println!("{name:<22}{theirs:>12.digits$}{ours:>12.digits$}{:>9.1}x", theirs / ours);
    };
    row("lines", official.lines as f64, ours.lines as f64, 0);
    row("dev build, s", official.debug.seconds, ours.debug.seconds, 2);
    row("dev build, rustc MB", official.debug.megabytes as f64, ours.debug.megabytes as f64, 0);
    row("check, s", official.check.seconds, ours.check.seconds, 2);
    row("check, rustc MB", official.check.megabytes as f64, ours.check.megabytes as f64, 0);
    Ok(())
}

/// Builds a crate until all is warm, then again after touching its root, `rounds` times.
fn build(
    crate_dir: &Path,
    bench: &Path,
    command: &str,
    package: &str,
    rounds: usize,
) -> Result<Build, String> {
    let cargo = || {
        let mut cargo = Process::new("cargo");
        cargo.args([command, "--quiet", "--lib"]).current_dir(crate_dir);
        cargo.env("CARGO_TARGET_DIR", bench.join("target")).env_remove("RUSTFLAGS");
        // As a dependency is built: not incrementally.
        cargo.env("CARGO_INCREMENTAL", "0");
        cargo
    };
    let failed = || format!("cargo {command} fails in {}", crate_dir.display());
    if !cargo().status().is_ok_and(|status| status.success()) {
        return Err(failed());
    }
    let touch = || {
        let root = crate_dir.join("src/lib.rs");
        let text = fs::read_to_string(&root)?;
        fs::write(&root, text)
    };
    let mut seconds = Vec::new();
    for _ in 0..rounds.max(1) {
        touch().map_err(|error| error.to_string())?;
        let start = Instant::now();
        if !cargo().status().is_ok_and(|status| status.success()) {
            return Err(failed());
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    // Once more for the memory: looking on takes time.
    touch().map_err(|error| error.to_string())?;
    let mut child = cargo().spawn().map_err(|error| format!("cargo: {error}"))?;
    let library = package.replace('-', "_");
    let mut peak = 0;
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        peak = peak.max(peak_memory(&library));
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(Build { seconds: seconds[seconds.len() / 2], megabytes: peak / 1024 })
}

/// The peak memory, in KiB, of the rustc that compiles `library` right now, as Linux counts it; 0 elsewhere.
fn peak_memory(library: &str) -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let peak = |process: fs::DirEntry| {
        let command = fs::read(process.path().join("cmdline")).ok()?;
        let arguments: Vec<&[u8]> = command.split(|byte| *byte == 0).collect();
        arguments.windows(2).find(|pair| pair[0] == b"--crate-name" && pair[1] == library.as_bytes())?;
        let status = fs::read_to_string(process.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    };
    processes.flatten().filter_map(peak).max().unwrap_or(0)
}

fn lines(directory: &Path) -> usize {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let count = |path: PathBuf| match path.is_dir() {
        true => lines(&path),
        false => fs::read_to_string(&path).map_or(0, |text| text.lines().count()),
    };
    entries.map(|entry| count(entry.path())).sum()
}

fn copy_directory(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type()?.is_dir() {
            true => copy_directory(&source, &target)?,
            false => drop(fs::copy(&source, &target)?),
        }
    }
    Ok(())
}

//! A service crate alone, its dependencies warm: the official one, ours, and ours with three operations.

use super::table::{Row, Table};
use super::{OPERATIONS, machine};
use crate::{official, services};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::{Duration, Instant};

/// A crate as it is built.
struct Side {
    column: &'static str,
    directory: PathBuf,
    flags: Vec<String>,
}

/// One way of building it.
#[derive(Default)]
struct Build {
    seconds: f64,
    megabytes: f64,
    /// The size of the library, in megabytes.
    library: f64,
    lines: f64,
}

pub(super) fn run(name: &str, rounds: usize, release: bool) -> Result<(), String> {
    let root = crate::root();
    let bench = root.join("target/bench/compile");
    let service = services::with_official(name)?;
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
    let ours = copy("ours", &service.generated)?;
    let mut sides = vec![
        Side {
            column: "official",
            directory: copy("official", &official::source(&service)?)?,
            flags: vec![],
        },
        Side { column: "ours", directory: ours.clone(), flags: vec![] },
    ];
    if let Some((_, operations)) = OPERATIONS.iter().find(|(known, _)| *known == name) {
        let features = format!("https,tokio,{}", operations.join(","));
        let flags = ["--no-default-features", "--features", &features].map(str::to_owned).to_vec();
        sides.push(Side { column: "ours, 3 operations", directory: ours, flags });
    }
    let mut builds = Vec::new();
    for side in &sides {
        let mut of_side = vec![build(side, &bench, &["build"], &service.package, rounds)?];
        of_side.push(build(side, &bench, &["check"], &service.package, rounds)?);
        if release {
            of_side.push(build(side, &bench, &["build", "--release"], &service.package, 1)?);
        }
        builds.push(of_side);
    }
    let row = |name, unit, way: usize, figure: fn(&Build) -> f64| Row {
        name,
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
    let columns = sides.iter().map(|side| side.column).collect();
    Table { name: format!("compile-{name}"), title, columns, rows }.show()
}

/// Builds a crate until all is warm, then again after touching its root, `rounds` times.
fn build(side: &Side, bench: &Path, command: &[&str], package: &str, rounds: usize) -> Result<Build, String> {
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
    let library = format!("lib{}", package.replace('-', "_"));
    let profile = target.join(if command.contains(&"--release") { "release" } else { "debug" });
    let _ = fs::remove_file(profile.join(format!("{library}.rlib")));
    if !cargo().status().is_ok_and(|status| status.success()) {
        return Err(failed());
    }
    let touch = || {
        let root = side.directory.join("src/lib.rs");
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
    let mut peak = 0;
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        peak = peak.max(peak_memory(&library["lib".len()..]));
        std::thread::sleep(Duration::from_millis(5));
    }
    let size = fs::metadata(profile.join(format!("{library}.rlib"))).map_or(0, |file| file.len());
    Ok(Build {
        seconds: seconds[seconds.len() / 2],
        megabytes: (peak / 1024) as f64,
        library: size as f64 / 1e6,
        lines: lines(&profile.join(format!("{library}.d"))) as f64,
    })
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

/// The lines of the files of the crate that rustc read, as it lists them for cargo.
fn lines(listed: &Path) -> usize {
    let text = fs::read_to_string(listed).unwrap_or_default();
    let files = text.split_once(": ").map_or("", |(_, files)| files).split_whitespace();
    let own = files.filter(|file| file.contains("/bench/compile/") && file.ends_with(".rs"));
    own.filter_map(|file| fs::read_to_string(file).ok()).map(|text| text.lines().count()).sum()
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

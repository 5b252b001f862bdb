//! `cargo xtask fuzz`: responses and models from a fuzzer.

use crate::plumbing::official;
use clap::Args;
use std::fs;
use std::process::Command as Process;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The targets in `fuzz/fuzz_targets`; by default all of them.
    targets: Vec<String>,
    /// The time that each target runs.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    targets(arguments).unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
}

/// Builds the targets with `cargo fuzz`, and runs them one after the other.
fn targets(arguments: &Arguments) -> Result<bool, String> {
    let (fuzz, target) = (crate::plumbing::root().join("fuzz"), crate::plumbing::root().join("target/fuzz"));
    let entries = fs::read_dir(fuzz.join("fuzz_targets")).map_err(|error| error.to_string())?;
    let mut known: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    known.sort();
    if let Some(unknown) = arguments.targets.iter().find(|name| !known.contains(name)) {
        return Err(format!("there is no target `{unknown}`; there are {}", known.join(", ")));
    }
    let wanted: Vec<_> = known
        .iter()
        .filter(|name| arguments.targets.is_empty() || arguments.targets.contains(name))
        .collect();
    official::lock(&fuzz)?;
    let mut cargo = Process::new("cargo");
    cargo.args(["fuzz", "build", "--release", "--sanitizer", "none", "--target-dir"]).arg(&target);
    // Coverage is a flag of the compiler that is not stable.
    cargo.env("RUSTC_BOOTSTRAP", "1").current_dir(&fuzz);
    if !cargo.status().is_ok_and(|status| status.success()) {
        return Err("building fails; `cargo install cargo-fuzz` if it is not there".to_owned());
    }
    let mut passed = true;
    for name in wanted {
        let corpus = target.join("corpus").join(name);
        fs::create_dir_all(&corpus).map_err(|error| error.to_string())?;
        println!("{name}");
        let mut cargo = Process::new("cargo");
        cargo.args(["fuzz", "run", "--release", "--sanitizer", "none", "--target-dir"]).arg(&target);
        cargo.arg(name).arg(&corpus).arg(fuzz.join("seeds").join(name)).arg("--");
        cargo.args([
            &format!("-max_total_time={}", arguments.seconds),
            "-timeout=10",
            "-rss_limit_mb=1024",
            "-print_final_stats=1",
        ]);
        cargo.env("RUSTC_BOOTSTRAP", "1").current_dir(&fuzz);
        passed &= cargo.status().map_err(|error| format!("cargo: {error}"))?.success();
    }
    Ok(passed)
}

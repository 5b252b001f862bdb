//! `cargo xtask corpus`: every model of botocore through the whole pipeline, measured; and the crates compiled.

mod examples;
mod secrets;

use crate::plumbing::cargo;
use crate::plumbing::files;
use crate::plumbing::generation::{Run, generate};
use clap::Args;
use rayon::prelude::*;
use smithwright_codegen::cli::batch::STAGES;
use smithwright_codegen::cli::workspace::Job;
use smithwright_codegen::diagnostic::Severity;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The services, by their names in botocore; by default all models of all versions.
    services: Vec<String>,
    /// Run `cargo check` over all crates, with warnings denied.
    #[arg(long)]
    compile: bool,
    /// Compile the examples of models as doctests instead; also accepts services of `smithwright.toml`.
    #[arg(long, conflicts_with_all = ["compile", "jobs"])]
    examples: bool,
    /// Compile only every Nth crate, starting with the Ith: `1/4`.
    #[arg(long, value_name = "I/N", requires = "compile")]
    shard: Option<String>,
    /// The number of services to generate in parallel; by default the number of processors.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    corpus(arguments).unwrap_or_else(|problem| {
        eprintln!("error: {problem}");
        false
    })
}

fn corpus(arguments: &Arguments) -> Result<bool, String> {
    if arguments.examples {
        return examples::run(&arguments.services);
    }
    let shard = arguments.shard.as_deref().map(parse_shard).transpose()?;
    let directory = crate::plumbing::root().join("target/corpus");
    let run = generate(&arguments.services, arguments.jobs, &directory)?;
    report(&run);
    let generated = run.made.iter().all(|made| made.result.is_ok()) & redacted(&run)?;
    if !arguments.compile {
        return Ok(generated);
    }
    let crates: Vec<&Job> =
        run.jobs.iter().zip(&run.made).filter(|(_, made)| made.result.is_ok()).map(|(job, _)| job).collect();
    let (first, step) = shard.unwrap_or((1, 1));
    let crates: Vec<&Job> = crates.into_iter().skip(first - 1).step_by(step).collect();
    Ok(compile(&crates, &directory)? && generated)
}

/// Whether no member that is sensitive in the model is printed.
fn redacted(run: &Run) -> Result<bool, String> {
    let made = run.jobs.iter().zip(&run.made).filter(|(_, made)| made.result.is_ok());
    let made: Vec<&Job> = made.map(|(job, _)| job).collect();
    let outcomes: Vec<secrets::Outcome> =
        made.par_iter().map(|job| secrets::compare(&job.model, &job.out)).collect::<Result<_, _>>()?;
    let sum = |count: fn(&secrets::Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    println!(
        "secrets: {} members are redacted, {} differ; {} structures with such are in no crate",
        sum(|outcome| outcome.redacted),
        sum(|outcome| outcome.problems.len()),
        sum(|outcome| outcome.absent),
    );
    for (job, outcome) in made.iter().zip(&outcomes) {
        for problem in &outcome.problems {
            println!("    {}: {problem}", job.name);
        }
    }
    Ok(sum(|outcome| outcome.problems.len()) == 0)
}

fn parse_shard(text: &str) -> Result<(usize, usize), String> {
    let parts =
        text.split_once('/').and_then(|(first, step)| Some((first.parse().ok()?, step.parse().ok()?)));
    parts.filter(|(first, step)| (1..=*step).contains(first)).ok_or_else(|| {
        format!("invalid value `{}` for `--shard`: it is one of `1/4`, `2/4`, …", text.escape_debug())
    })
}

fn report(run: &Run) {
    let failed = run.made.iter().filter(|made| made.result.is_err()).count();
    let mut kinds: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for made in &run.made {
        for found in made.diagnostics.list() {
            let severity = match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            *kinds.entry((severity, kind(&found.message))).or_default() += 1;
        }
        if made.result.is_err() {
            println!("{}\n", made.problems);
        }
    }
    let generated = run.figures().count();
    println!(
        "{} models: {generated} generated, {} as they were, {failed} failed; {} operations, {} lines, {:.1} MB in {} files",
        run.made.len(),
        run.made.len() - generated - failed,
        run.sum(|figures| figures.operations),
        run.sum(|figures| figures.lines),
        run.sum(|figures| figures.bytes) as f64 / 1e6,
        run.sum(|figures| figures.files),
    );
    for ((severity, kind), count) in kinds {
        println!("{severity}: {count} x {kind}");
    }
    let memory = peak_memory();
    let memory = memory.as_deref().unwrap_or("not known on this system");
    println!("{:.1} s; peak memory {memory}", run.time.as_secs_f64());
    let stages = STAGES.iter().map(|stage| format!("{stage} {:.1} s", run.stage(stage).as_secs_f64()));
    println!("stages, over all threads: {}", stages.collect::<Vec<_>>().join(", "));
    if let Some([parsed, written]) = run.floor {
        println!(
            "floor: reading and parsing the models {:.1} s, writing the same bytes {:.1} s; ratio {:.1}",
            parsed.as_secs_f64(),
            written.as_secs_f64(),
            run.time.as_secs_f64() / (parsed + written).as_secs_f64()
        );
    }
}

/// A message without the names in it.
fn kind(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 0 { part } else { "…" }).collect()
}

/// The peak memory of this process so far.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{:.0} MB", kilobytes / 1024.0))
}

/// Checks crates as members of one workspace.
fn compile(crates: &[&Job], directory: &Path) -> Result<bool, String> {
    let members: Vec<_> = crates.iter().map(|job| format!("crates/{}", job.out_name)).collect();
    let text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\nincremental = false\n"
    );
    files::write(&directory.join("Cargo.toml"), &text)?;
    crate::plumbing::official::lock(directory)?;
    let start = Instant::now();
    let mut cargo = cargo::command("check", directory, &directory.join("target"));
    cargo.args(["--workspace", "--keep-going"]);
    cargo.env("RUSTFLAGS", "-D warnings").stdin(Stdio::null());
    let success = cargo.status().is_ok_and(|status| status.success());
    let verdict = if success { "all compile" } else { "not all compile" };
    println!("cargo check: {} crates, {verdict}, {:.0} s", crates.len(), start.elapsed().as_secs_f64());
    Ok(success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_counted_from_one() {
        assert_eq!(parse_shard("2/4"), Ok((2, 4)));
        for wrong in ["", "0/4", "5/4", "1", "a/b", "1/0"] {
            assert!(parse_shard(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn kinds_have_no_names() {
        assert_eq!(kind("`A` is not `b`, but a"), "… is not …, but a");
    }
}

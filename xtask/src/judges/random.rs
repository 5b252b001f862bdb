//! `cargo xtask random`: crates of random models, compiled.

mod model;
mod values;

use crate::plumbing::{cargo, official, root, services};
use clap::Args;
use fastrand::Rng;
use smithwright_codegen::Request;
use smithwright_codegen::cli::workspace::Job;
use smithwright_codegen::lower::Options;
use std::fs;
use std::path::Path;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The number of models.
    #[arg(short = 'n', long, default_value_t = 60)]
    models: u64,
    /// The seed of the first model; each further one has the next number.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    compile(arguments).map_or_else(
        |problem| {
            eprintln!("error: {problem}");
            false
        },
        |()| true,
    )
}

/// Generates a crate, a family, or types alone of each model, and compiles them, their documentation and its examples.
fn compile(arguments: &Arguments) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let directory = root().join("target/random");
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(|error| failed(&directory, error))?;
    }
    let models = directory.join("models");
    fs::create_dir_all(&models).map_err(|error| failed(&models, error))?;
    let (mut selections, mut whole) = (vec![], vec![]);
    for seed in arguments.seed..arguments.seed.saturating_add(arguments.models) {
        let mut random = Rng::with_seed(seed);
        let model = model::random(&mut random);
        let package = format!("random-{seed}");
        let path = models.join(format!("{package}.json"));
        let text = serde_json::to_string_pretty(&model).map_err(|error| error.to_string())?;
        fs::write(&path, text).map_err(|error| failed(&path, error))?;
        let form = seed % 4;
        let request = Request::new(Options {
            package: Some(package.clone()),
            family: (form == 1).then_some(3),
            types_only: form == 2,
            ..Options::new(services::runtime())
        });
        let job = Job::of_model(&path, &directory.join(&package), request);
        services::made(&mut Job { name: package.clone(), ..job })?;
        match form {
            2 => {}
            3 => selections.push((package, random)),
            _ => whole.push(package),
        }
    }
    let manifest = directory.join("Cargo.toml");
    fs::write(&manifest, "[workspace]\nresolver = \"3\"\nmembers = [\"random-*\"]\n")
        .map_err(|error| failed(&manifest, error))?;
    official::lock(&directory)?;
    let step = |name: &str, more: &[&str], flags: &str, what: &str| {
        let mut cargo = cargo::command(name, &directory, &root().join("target/random-built"));
        // Half of the disk space.
        cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo::step(cargo.args(more).env(flags, "-D warnings"), what)
    };
    step("check", &["--workspace", "--keep-going"], "RUSTFLAGS", "compiling")?;
    step("doc", &["--workspace", "--no-deps", "--keep-going"], "RUSTDOCFLAGS", "documenting")?;
    let packages: Vec<_> = whole.iter().flat_map(|package| ["--package", package]).collect();
    step("test", &[&["--doc", "--no-fail-fast"], &*packages].concat(), "RUSTDOCFLAGS", "compiling examples")?;
    for (package, mut random) in selections {
        let features = operations(&directory.join(&package))?;
        let Some(one) = random.choice(&features) else { continue };
        let selection = ["--package", &package, "--no-default-features", "--features", one];
        step("check", &selection, "RUSTFLAGS", &format!("compiling `{one}` of {package}"))?;
    }
    println!("the crates of {} models compile, with documentation and examples", arguments.models);
    Ok(())
}

/// The features of the operations of a crate.
fn operations(project: &Path) -> Result<Vec<String>, String> {
    let path = project.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let manifest: toml::Table =
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let features = manifest["features"]["all-operations"].as_array().into_iter().flatten();
    Ok(features.filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

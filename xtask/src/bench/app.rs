//! A small application that makes three calls: a cold build, a build after a change, and the size of the binary.

use super::setting::{OPERATIONS, machine};
use super::table::{Row, Table};
use crate::plumbing::files;
use crate::plumbing::official;
use crate::plumbing::services;
use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::time::Instant;

/// An application to build.
struct Side {
    column: &'static str,
    directory: &'static str,
    /// The dependency on the client.
    client: String,
    /// Features of aws-config, and the other dependencies of the application.
    others: String,
    /// How the configuration is loaded.
    config: &'static str,
    /// The crate that replaces the client of STS, which aws-config calls.
    sts: Option<String>,
}

/// The features of aws-config in all applications.
const LOADED: &str = "aws_config::load_from_env()";

/// The same with a connector in the application, which is also the one of our crates.
const LOADED_WITH_RING: &str = "aws_config::from_env()
        .http_client(
            aws_smithy_http_client::Builder::new()
                .tls_provider(aws_smithy_http_client::tls::Provider::Rustls(
                    aws_smithy_http_client::tls::rustls_provider::CryptoMode::Ring,
                ))
                .build_https(),
        )
        .load()";

/// The figures of one side.
struct App {
    crates: usize,
    cold: f64,
    change: f64,
    release: f64,
    /// The size of the release binary, and of it without symbols, in megabytes.
    binary: f64,
    stripped: f64,
}

pub(super) fn run(name: &str) -> Result<(), String> {
    let root = crate::plumbing::root();
    let service = services::with_official(name, None)?;
    let (_, operations) = OPERATIONS
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| format!("there is no application for `{name}` in `tests/bench/app/`"))?;
    let ours = services::family(name)?.unwrap_or_else(|| service.generated.clone());
    let (package, path) = (&service.package, ours.display().to_string());
    let features: Vec<_> = ["https", "tokio"].iter().chain(*operations).collect();
    let aws_config = |feature: &str| {
        format!(
            "aws-config = {{ version = \"1\", default-features = false, features = [\"behavior-version-latest\", \
             \"rt-tokio\"{feature}] }}"
        )
    };
    let with_https = aws_config(", \"default-https-client\"");
    let sides = [
        Side {
            column: "official",
            directory: "official",
            client: format!("{package} = \"={}\"", service.version),
            others: with_https.clone(),
            config: LOADED,
            sts: None,
        },
        Side {
            column: "ours, 1 line changed",
            directory: "ours",
            client: format!("{package} = {{ path = {path:?} }}"),
            others: with_https,
            config: LOADED,
            sts: None,
        },
        Side {
            column: "ours, 3 operations, STS, one connector",
            directory: "ours-small",
            client: format!(
                "{package} = {{ path = {path:?}, default-features = false, features = {features:?} }}"
            ),
            others: format!(
                "{}\naws-smithy-http-client = {{ version = \"1\", features = [\"rustls-ring\"] }}",
                aws_config("")
            ),
            config: LOADED_WITH_RING,
            sts: Some(services::with_official("sts", None)?.generated.display().to_string()),
        },
    ];
    let program = root.join("tests/bench/app").join(format!("{name}.rs"));
    let program = fs::read_to_string(&program).map_err(|error| format!("{}: {error}", program.display()))?;
    let mut apps = Vec::new();
    for side in &sides {
        let directory = root.join("target/bench/app").join(side.directory);
        apps.push(measure(&directory, side, &program.replace(LOADED, side.config))?);
    }
    let row = |name: &str, unit, figure: fn(&App) -> f64| Row {
        name: name.to_owned(),
        unit,
        values: apps.iter().map(figure).collect(),
    };
    let rows = vec![
        row("crates", "", |app| app.crates as f64),
        row("cold dev build", "s", |app| app.cold),
        row("dev build after a change", "s", |app| app.change),
        row("cold release build", "s", |app| app.release),
        row("release binary", "MB", |app| app.binary),
        row("release binary, stripped", "MB", |app| app.stripped),
    ];
    let title = format!("an application with 3 calls of {package} {}; {}", service.version, machine());
    let columns = sides.iter().map(|side| side.column.to_owned()).collect();
    Table { name: format!("app-{name}"), title, columns, rows }.show()
}

fn measure(directory: &Path, side: &Side, program: &str) -> Result<App, String> {
    let manifest = format!(
        "[package]\nname = \"app\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {}\n{}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[workspace]\n{}",
        side.others,
        side.client,
        side.sts
            .iter()
            .map(|path| format!("[patch.crates-io]\naws-sdk-sts = {{ path = {path:?} }}\n"))
            .collect::<String>()
    );
    files::write(&directory.join("Cargo.toml"), &manifest)?;
    let main = directory.join("src/main.rs");
    files::write(&main, program)?;
    official::lock(directory)?;
    let target = directory.join("target");
    let cargo = |flags: &[&str]| -> Result<(f64, usize), String> {
        let start = Instant::now();
        let output = Process::new("cargo")
            .arg("build")
            .args(flags)
            .current_dir(directory)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("RUSTFLAGS")
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            let crates = said.lines().filter(|line| line.trim_start().starts_with("Compiling")).count();
            Ok((start.elapsed().as_secs_f64(), crates))
        } else {
            Err(format!("cargo build fails in {}:\n{said}", directory.display()))
        }
    };
    // Downloads are not part of the build time.
    let fetched = Process::new("cargo").args(["fetch", "--quiet"]).current_dir(directory).status();
    fetched.map_err(|error| format!("cargo: {error}"))?;
    let _ = fs::remove_dir_all(&target);
    let (cold, crates) = cargo(&[])?;
    let mut changes = Vec::new();
    for round in 0..3 {
        let changed = format!("{program}\n// {round}\n");
        fs::write(&main, changed).map_err(|error| format!("{}: {error}", main.display()))?;
        changes.push(cargo(&[])?.0);
    }
    changes.sort_by(f64::total_cmp);
    files::write(&main, program)?;
    let _ = fs::remove_dir_all(&target);
    let (release, _) = cargo(&["--release"])?;
    let size = |path: &Path| fs::metadata(path).map_or(0.0, |file| file.len() as f64 / 1e6);
    let (binary, stripped) = (target.join("release/app"), target.join("release/stripped"));
    let strip = Process::new("strip").arg("-o").arg(&stripped).arg(&binary).status();
    strip.map_err(|error| format!("strip: {error}"))?;
    let app =
        App { crates, cold, change: changes[1], release, binary: size(&binary), stripped: size(&stripped) };
    let _ = fs::remove_dir_all(&target);
    Ok(app)
}

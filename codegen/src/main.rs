//! `smithwright`: the generator on the command line.

use clap::{Args, Parser, Subcommand};
use smithwright_codegen::cli::{artifacts, input, render, workspace};
use smithwright_codegen::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId};
use smithwright_codegen::loader::manifest;
use smithwright_codegen::lower::Options;
use smithwright_codegen::{Renames, Request, generate};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Parser)]
#[command(version, about = "Turns service models into Rust client crates")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the crate of one model.
    Generate(Generate),
}

#[derive(Args)]
struct Generate {
    /// The model: AWS API JSON, plain or `.gz`.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// The endpoint rules of the service; those that stand beside the model if not given.
    #[arg(long, value_name = "FILE")]
    endpoint_rules: Option<PathBuf>,
    /// The directory of the crate: new, empty, or generated before.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The package; `aws-sdk-` and the service id if not given.
    #[arg(long, value_name = "NAME")]
    crate_name: Option<String>,
    /// The version of the package.
    #[arg(long, value_name = "VERSION")]
    crate_version: Option<String>,
    /// Where the crate finds `smithwright-runtime`, instead of by version.
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    /// The protocol, if the service speaks several: `rest-json`, `json-1.0`, …
    #[arg(long, value_name = "NAME")]
    protocol: Option<String>,
    /// A manifest whose service with the same model file gives name, version, renames and customisations.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Command::Generate(arguments) = Arguments::parse().command;
    let mut diagnostics = Diagnostics::default();
    let mut sources = Vec::new();
    let result = run(&arguments, &mut sources, &mut diagnostics);
    let problems = render::render(&diagnostics, &sources, workspace::color());
    if !problems.is_empty() {
        eprintln!("{problems}\n");
    }
    match result {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(
    arguments: &Generate,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<String, Reported> {
    let start = Instant::now();
    let mut request = request(arguments, sources, diagnostics)?;
    let name = arguments.model.display().to_string();
    let source = input::read(&arguments.model, &name, None, diagnostics)?;
    request.source = SourceId(sources.len() as u16);
    sources.push(source.clone());
    let rules = arguments.endpoint_rules.clone().or_else(|| input::endpoint_rules(&arguments.model));
    if let Some(path) = rules {
        let rules = input::read(&path, &path.display().to_string(), None, diagnostics)?;
        request.endpoint_rules = Some((rules.clone(), SourceId(sources.len() as u16)));
        sources.push(rules);
    }
    if request.options.package.is_empty() {
        let model = smithwright_codegen::model(&source, &request, &mut Diagnostics::default());
        let id = model.map(|model| model.service.id).unwrap_or_default();
        let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        request.options.package = format!("aws-sdk-{}", id.to_lowercase());
    }
    let files = generate(&source, &request, diagnostics)?;
    let out = arguments.out.display().to_string();
    let changes = artifacts::compare(&arguments.out, &out, &files, diagnostics)?;
    artifacts::apply(&arguments.out, &files, &changes, diagnostics)?;
    Ok(workspace::summary(&request.options.package, &files, &changes, start.elapsed()))
}

/// What flags and manifest say of the crate; the package is empty if they do not name it.
fn request(
    arguments: &Generate,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<Request, Reported> {
    let file_name = arguments.model.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut request = Request {
        source: SourceId(0),
        endpoint_rules: None,
        protocol: None,
        options: Options {
            package: String::new(),
            version: "0.1.0".to_owned(),
            runtime_dependency: workspace::runtime_dependency(None),
            origin: file_name.clone(),
            renames: Renames::new(),
        },
        customizations: vec![],
    };
    if let Some(path) = &arguments.manifest {
        let source = input::read(path, &path.display().to_string(), None, diagnostics)?;
        sources.push(source.clone());
        let manifest = manifest::load(&source, SourceId(0), diagnostics)?;
        let same_file = |model: &str| model.rsplit('/').next() == Some(&file_name);
        match manifest.services.iter().find(|entry| same_file(&entry.model)) {
            Some(entry) => request = workspace::request(&manifest, entry),
            None => {
                return Err(diagnostics.report(
                    Diagnostic::error(format!("the manifest has no service with the model `{file_name}`"))
                        .help("add the service, or leave out `--manifest`"),
                ));
            }
        }
    }
    if let Some(package) = &arguments.crate_name {
        check("--crate-name", package, manifest::is_package_name(package), diagnostics)?;
        request.options.package.clone_from(package);
    }
    if let Some(version) = &arguments.crate_version {
        check("--crate-version", version, manifest::is_version(version), diagnostics)?;
        request.options.version.clone_from(version);
    }
    if let Some(protocol) = &arguments.protocol {
        let known: Vec<_> = smithwright_codegen::protocol::names().collect();
        if !known.contains(&protocol.as_str()) {
            return Err(diagnostics.report(
                Diagnostic::error(format!("invalid value `{}` for `--protocol`", protocol.escape_debug()))
                    .help(format!("the protocols are {}", known.join(", "))),
            ));
        }
        request.protocol = Some((protocol.clone(), None));
    }
    if let Some(path) = &arguments.runtime_path {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        request.options.runtime_dependency = format!("{{ path = {:?} }}", path.display().to_string());
    }
    Ok(request)
}

fn check(flag: &str, value: &str, valid: bool, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    if valid {
        return Ok(());
    }
    Err(diagnostics.report(
        Diagnostic::error(format!("invalid value `{}` for `{flag}`", value.escape_debug()))
            .help("a name is lower-case letters, digits, `-` and `_`; a version is three numbers"),
    ))
}

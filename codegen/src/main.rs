//! `smithwright`: the generator on the command line.

use clap::{Args, Parser, Subcommand};
use smithwright_codegen::Request;
use smithwright_codegen::cli::folder::{self, Layout};
use smithwright_codegen::cli::form::Form;
use smithwright_codegen::cli::update::Upstream;
use smithwright_codegen::cli::workspace::{self, Action, Job, Outcome};
use smithwright_codegen::cli::{batch, botocore, call, diff, doctor, history, trim, update};
use smithwright_codegen::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId};
use smithwright_codegen::diff::Weight;
use smithwright_codegen::io::{input, render};
use smithwright_codegen::loader::manifest;
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Dependency;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most of the time of a run goes into trees of tokens; this allocator takes a sixth of it less than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(version, about = "Turns service models into Rust client crates")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the crate of one model, or those of services of a folder of models.
    Generate(Box<Generate>),
    /// Find out which operations a program calls, and leave the others out of what it depends on.
    Trim {
        /// The `Cargo.toml` of the program or of its workspace; that of the current directory if not given.
        #[arg(long, value_name = "FILE")]
        manifest_path: Option<PathBuf>,
        /// Write the operations into this `smithwright.toml`, instead of features into `Cargo.toml`.
        #[arg(long, value_name = "FILE")]
        manifest: Option<PathBuf>,
        /// Write nothing; only show what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say which `aws-sdk-*` of a program are generated ones, and why Cargo did not take a patch.
    Doctor {
        /// The `Cargo.toml` of the program or of its workspace; that of the current directory if not given.
        #[arg(long, value_name = "FILE")]
        manifest_path: Option<PathBuf>,
    },
    /// Call an operation of a service: `smithwright call SERVICE OPERATION [options]`.
    #[command(disable_help_flag = true)]
    Call {
        /// The words of the call; `smithwright call help` says which.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Print the documentation of a service: `smithwright docs SERVICE [--format markdown|html]`.
    #[command(disable_help_flag = true)]
    Docs {
        /// The service and options; `smithwright call help` says which.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Say what changed from one version of models to another, and what that means to who uses the crates.
    Diff {
        /// A model, a folder of models, a version of botocore, which is fetched, or `REVISION:PATH` of a Git repository.
        old: String,
        /// The same, of which it is said what changed.
        new: String,
        /// Only these services of folders.
        #[arg(long, value_name = "NAME", value_delimiter = ',')]
        service: Vec<String>,
        /// The form of what is printed.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
        /// Print one line for each service.
        #[arg(long)]
        stat: bool,
        /// Fail if there are changes of this weight or a graver one: documentation, wire, addition, breaking.
        #[arg(long, value_name = "WEIGHT", value_parser = weight)]
        fail_on: Option<Weight>,
    },
    /// Say what changed of a service from each version of botocore to the next, the newest first.
    History {
        /// The service, as the AWS CLI calls it; `SERVICE@VERSION` for a version of its API that is not the newest.
        service: String,
        /// The oldest version of botocore.
        #[arg(long, value_name = "VERSION")]
        from: String,
        /// The newest version of botocore.
        #[arg(long, value_name = "VERSION", default_value = botocore::VERSION)]
        to: String,
        /// How many versions there may be: each is fetched and kept, some 15 MB.
        #[arg(long, value_name = "N", default_value_t = 60)]
        limit: usize,
        /// The form of what is printed.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
        /// Print one line for each version.
        #[arg(long)]
        stat: bool,
        /// Where packages are kept, instead of in the user's cache folder.
        #[arg(long, value_name = "DIR")]
        cache: Option<PathBuf>,
    },
    /// Generate the crates of a manifest, or check that they are up to date.
    Codegen {
        /// The services; all of the manifest if none is named.
        services: Vec<String>,
        /// The manifest.
        #[arg(long, value_name = "FILE", default_value = "smithwright.toml")]
        manifest: PathBuf,
        /// Write nothing; list what is not up to date, and fail if anything is.
        #[arg(long)]
        check: bool,
        /// The form of what `--check` prints: text, markdown, json, or github for annotations and a summary of the job.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named, requires = "check")]
        format: Form,
        /// How many services to generate at a time; as many as there are processors if not given.
        #[arg(long, value_name = "N")]
        jobs: Option<usize>,
    },
    /// Take over what is new in models that others publish: models, crates, versions, changelog.
    Update {
        /// The services of the manifest; all that are published if none is named.
        services: Vec<String>,
        /// The manifest.
        #[arg(long, value_name = "FILE", default_value = "smithwright.toml")]
        manifest: PathBuf,
        /// A folder of botocore's models, or a version of botocore or `newest`, which is fetched.
        #[arg(long, value_name = "DIR|VERSION", default_value = botocore::VERSION)]
        botocore: String,
        /// A folder of AWS's Smithy models as JSON AST, for services whose models are such.
        #[arg(long, value_name = "DIR", conflicts_with = "botocore")]
        smithy: Option<PathBuf>,
        /// Write nothing; fail if something is newer upstream, and say what.
        #[arg(long)]
        check: bool,
        /// Keep the documentation that the models have here, and take none from upstream.
        #[arg(long)]
        own_documentation: bool,
        /// The form of what is printed.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
    },
    /// Look after models.
    #[command(subcommand)]
    Models(Models),
}

#[derive(Subcommand)]
enum Models {
    /// Bring in a package of botocore, and print where its models are: those of all services.
    Fetch {
        /// The version.
        #[arg(long, value_name = "VERSION", default_value = botocore::VERSION)]
        botocore: String,
        /// What the package's wheel must have; known for the default version.
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
        /// Where packages are kept, instead of in the user's cache folder.
        #[arg(long, value_name = "DIR")]
        cache: Option<PathBuf>,
    },
}

#[derive(Args)]
struct Generate {
    /// Services of a folder of models: `s3`, or `cloudfront@2014-05-31` for a version that is not the newest.
    #[arg(value_name = "SERVICE", conflicts_with = "model")]
    services: Vec<String>,
    /// All services of a folder of models, each in its newest version.
    #[arg(long, conflicts_with_all = ["services", "model"])]
    all: bool,
    #[command(flatten)]
    from: From,
    /// The directory of the crate: new, empty, or generated before. With a folder of models, where the directories of
    /// the crates are.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The endpoint rules of the service; those that stand beside the model if not given.
    #[arg(long, value_name = "FILE", requires = "model")]
    endpoint_rules: Option<PathBuf>,
    /// The package; if not given, `aws-sdk-` and the service id for services of AWS, and the name of the service for others.
    #[arg(long, value_name = "NAME", requires = "model")]
    crate_name: Option<String>,
    /// The version of the package; if not given, `1.999.0` for services of AWS, which
    /// dependencies on `1` and on any `1.N` take, and `0.1.0` for others.
    #[arg(long, value_name = "VERSION")]
    crate_version: Option<String>,
    /// Where the crate finds `smithwright-runtime`, instead of by version.
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    /// The id of the service, if the model has several: `example.weather#Weather`.
    #[arg(long, value_name = "ID", requires = "model")]
    service: Option<String>,
    /// The protocol, if the service speaks several: `rest-json`, `json-1.0`, …
    #[arg(long, value_name = "NAME", requires = "model")]
    protocol: Option<String>,
    /// Only these operations, and what they reach: `--operations GetObject,Put*`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    operations: Vec<String>,
    /// Into how many parts crates are divided, each a crate of its own behind the one that is named; 1 for one crate. If
    /// not given, crates of more than 500 operations have 8.
    #[arg(long, value_name = "N")]
    family: Option<usize>,
    /// A manifest whose service with the same model file gives name, version, renames and customisations.
    #[arg(long, value_name = "FILE", requires = "model")]
    manifest: Option<PathBuf>,
    /// How many services to generate at a time; as many as there are processors if not given.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

/// Where models come from.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct From {
    /// The model: Smithy's IDL or JSON AST, or AWS API JSON, plain or `.gz`; or a folder of the IDL and AST files of one model.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// A folder of AWS's Smithy models as JSON AST: the repository of all of them, or one that holds a file per service.
    #[arg(long, value_name = "DIR")]
    smithy: Option<PathBuf>,
    /// A folder of botocore's models, or a version of botocore, which is fetched.
    #[arg(long, value_name = "DIR|VERSION")]
    botocore: Option<String>,
    /// The `apis` folder of the AWS SDK for JavaScript.
    #[arg(long, value_name = "DIR")]
    aws_sdk_js: Option<PathBuf>,
}

fn main() -> ExitCode {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Vec::new();
    let result = match Arguments::parse().command {
        Command::Generate(arguments) => generate(&arguments, &mut sources, &mut diagnostics),
        Command::Trim { manifest_path, manifest, dry_run } => {
            let task = trim::Task { manifest_path, operations_into: manifest, dry_run };
            trim::run(&task, &mut diagnostics).map(|report| (report, true))
        }
        Command::Doctor { manifest_path } => {
            doctor::run(manifest_path.as_deref(), &mut sources, &mut diagnostics)
        }
        Command::Call { words } => match call::run(&words, &mut diagnostics) {
            Ok(code) => return code,
            Err(reported) => Err(reported),
        },
        Command::Docs { words } => {
            let words: Vec<_> = std::iter::once("docs".into()).chain(words).collect();
            match call::run(&words, &mut diagnostics) {
                Ok(code) => return code,
                Err(reported) => Err(reported),
            }
        }
        Command::Diff { old, new, service: services, format: form, stat, fail_on } => {
            let task = diff::Task { old, new, services, form, stat, fail_on };
            diff::run(&task, &mut diagnostics).map(said)
        }
        Command::History { service, from, to, limit, format: form, stat, cache } => {
            let task = history::Task { service, from, to, limit, form, stat, cache };
            history::run(&task, &mut diagnostics).map(said)
        }
        Command::Codegen { services, manifest, check, format: form, jobs } => {
            let action = if check { Action::Check } else { Action::Write };
            let command = "smithwright codegen".to_owned();
            let task = workspace::Task { manifest, services, action, jobs, command, form };
            Ok(said(workspace::run(&task)))
        }
        Command::Update { services, manifest, botocore, smithy, check, own_documentation, format: form } => {
            let from = smithy.map_or_else(|| Upstream::Botocore(botocore), Upstream::Smithy);
            let task = update::Task { manifest, services, from, check, own_documentation, form };
            update::run(&task, &mut sources, &mut diagnostics).map(said)
        }
        Command::Models(Models::Fetch { botocore: version, sha256, cache }) => {
            botocore::fetched(&version, sha256.as_deref(), cache, &mut diagnostics)
                .map(|models| (format!("{}\n", models.display()), true))
        }
    };
    let problems = render::render(&diagnostics, &sources, workspace::color());
    say(&problems);
    match result {
        Ok((report, success)) => {
            let written = std::io::stdout().write_all(report.as_bytes());
            // Whoever reads no further, as in `| head`, has read enough.
            match written.err().filter(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
                Some(error) => {
                    say(&format!("error: cannot write the report: {error}"));
                    ExitCode::FAILURE
                }
                None if success => ExitCode::SUCCESS,
                None => ExitCode::FAILURE,
            }
        }
        Err(_) => ExitCode::FAILURE,
    }
}

/// Says what is wrong, and gives what else there is to say, and whether all is well.
fn said(outcome: Outcome) -> (String, bool) {
    say(&outcome.problems);
    (outcome.report, outcome.success)
}

/// Says what is wrong, if something is. If nobody reads that, there is nobody to tell.
fn say(problems: &str) {
    if !problems.is_empty() {
        let _ = writeln!(std::io::stderr(), "{problems}\n");
    }
}

/// The weight of changes with this name.
fn weight(name: &str) -> Result<Weight, String> {
    let all = [Weight::Documentation, Weight::Wire, Weight::Addition, Weight::Breaking];
    let found = all.into_iter().find(|weight| weight.name() == name);
    found.ok_or_else(|| "there are documentation, wire, addition and breaking".to_owned())
}

/// Gives what there is to say, and whether all crates were made.
fn generate(
    arguments: &Generate,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<(String, bool), Reported> {
    let (folder, layout) = match &arguments.from {
        From { model: Some(model), .. } => return one(arguments, model, sources, diagnostics),
        From { aws_sdk_js: Some(folder), .. } => (folder.clone(), Layout::AwsSdkJs),
        From { smithy: Some(folder), .. } => (folder.clone(), Layout::Smithy),
        From { botocore, .. } => {
            let named = botocore.as_deref().unwrap_or(botocore::VERSION);
            (botocore::named(named, diagnostics)?, Layout::Botocore)
        }
    };
    if arguments.services.is_empty() && !arguments.all {
        return Err(diagnostics.report(
            Diagnostic::error("no service is named")
                .help("name the services that are wanted, or write `--all`"),
        ));
    }
    let found = folder::list(&folder, layout, diagnostics)?;
    let found = folder::select(found, &arguments.services, diagnostics)?;
    let mut jobs = Vec::new();
    for model in found {
        let request = request(arguments, &model.path, sources, diagnostics)?;
        jobs.push(model.job(&arguments.out, request));
    }
    if jobs.len() > 1 && !arguments.operations.is_empty() {
        batch::divide_operations(&mut jobs, &arguments.operations, arguments.jobs, diagnostics)?;
    }
    let made = batch::run(&arguments.out, &jobs, arguments.jobs, diagnostics)?;
    let (mut report, mut unchanged, mut failed) = (String::new(), 0, 0);
    for made in &made {
        say(&made.problems);
        // Writing to a `String` cannot fail.
        let _ = match &made.result {
            Ok(Some(figures)) => {
                writeln!(
                    report,
                    "{}: {}",
                    made.name,
                    workspace::summary(&figures.changes, figures.lines, figures.stages.iter().sum())
                )
            }
            Ok(None) => {
                unchanged += 1;
                Ok(())
            }
            Err(_) => {
                failed += 1;
                writeln!(report, "{}: nothing was written", made.name)
            }
        };
    }
    let _ = writeln!(
        report,
        "{} crates: {} generated, {unchanged} as they were, {failed} failed",
        made.len(),
        made.len() - unchanged - failed
    );
    Ok((report, failed == 0))
}

/// The crate of one model.
fn one(
    arguments: &Generate,
    model: &Path,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<(String, bool), Reported> {
    let request = request(arguments, model, sources, diagnostics)?;
    let mut job = Job::of_model(model, &arguments.out, request);
    if let Some(rules) = &arguments.endpoint_rules {
        job.endpoint_rules = Some(rules.clone());
    }
    let made = batch::make(&mut job, sources, diagnostics)?;
    let figures = &made.figures;
    let summary = workspace::summary(&figures.changes, figures.lines, figures.stages.iter().sum());
    Ok((format!("{}: {summary}\n", made.plan.package), true))
}

/// What flags and manifest say of the crate of a model.
fn request(
    arguments: &Generate,
    model: &Path,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<Request, Reported> {
    let file_name = model.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut request =
        Request::new(Options { origin: file_name.clone(), ..Options::new(workspace::runtime_dependency()) });
    if let Some(path) = &arguments.manifest {
        let source = input::read(path, &path.display().to_string(), None, diagnostics)?;
        sources.push(source.clone());
        let manifest = manifest::load(&source, SourceId(0), diagnostics)?;
        let same_file = |model: &str| model.rsplit('/').next() == Some(&file_name);
        match manifest.services.iter().find(|entry| same_file(&entry.model)) {
            Some(entry) => request = workspace::job(Path::new(""), &manifest, entry).request,
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
        request.options.package = Some(package.clone());
    }
    if let Some(version) = &arguments.crate_version {
        check("--crate-version", version, manifest::is_version(version), diagnostics)?;
        request.options.version = Some(version.clone());
    }
    if let Some(family) = arguments.family {
        check("--family", &family.to_string(), manifest::PARTS.contains(&family), diagnostics)?;
        request.options.family = Some(family);
    }
    if arguments.service.is_some() {
        request.service.clone_from(&arguments.service);
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
    if !arguments.operations.is_empty() {
        request.operations = arguments.operations.iter().map(|pattern| (pattern.clone(), None)).collect();
    }
    if let Some(path) = &arguments.runtime_path {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        request.options.runtime_dependency = Dependency::path(&path);
    }
    Ok(request)
}

fn check(flag: &str, value: &str, valid: bool, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    if valid {
        return Ok(());
    }
    Err(diagnostics.report(
        Diagnostic::error(format!("invalid value `{}` for `{flag}`", value.escape_debug()))
            .help("a name is lower-case letters, digits, `-` and `_`; a version is three numbers; a family has 1 to 64 parts"),
    ))
}

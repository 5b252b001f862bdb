//! Generating the services of a manifest: in parallel, written only when all have succeeded.

use crate::cli::artifacts::{self, Change, ChangeKind};
use crate::cli::check::{self, Checked};
use crate::cli::form::Form;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use crate::io::{input, render};
use crate::loader::manifest::{self, Manifest, ServiceEntry};
use crate::lower::Options;
use crate::{Beside, Files, Request, model, plan};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to do with the services.
#[derive(Clone, Debug)]
pub struct Task {
    /// The manifest.
    pub manifest: PathBuf,
    /// The services, by name; all if empty.
    pub services: Vec<String>,
    /// What to do.
    pub action: Action,
    /// The number of services in parallel; that of the processors if `None`.
    pub jobs: Option<usize>,
    /// The command that writes, for messages.
    pub command: String,
    /// The output format of a comparison.
    pub form: Form,
}

/// What to do with a service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Action {
    /// Write the crate.
    Write,
    /// Compare the crate with the disk; write nothing.
    Check,
    /// Print the shape graph.
    DumpModel,
    /// Print the plan.
    DumpPlan,
}

/// The messages of a run, and whether it succeeded.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// For standard output.
    pub report: String,
    /// For standard error: diagnostics.
    pub problems: String,
    /// Whether the run succeeded.
    pub success: bool,
}

/// A crate to be generated.
#[derive(Clone, Debug)]
pub struct Job {
    /// The service, for people.
    pub name: String,
    /// The model.
    pub model: PathBuf,
    /// The name of the model in diagnostics.
    pub model_name: String,
    /// Where the model is named, if it is.
    pub named_at: Option<Span>,
    /// The endpoint rules, if the service has some.
    pub endpoint_rules: Option<PathBuf>,
    /// The directory of the crate.
    pub out: PathBuf,
    /// The name of the directory in diagnostics.
    pub out_name: String,
    /// What is generated; the sources are filled in when they are read.
    pub request: Request,
}

impl Job {
    /// The crate of a model, with the endpoint rules beside it, in the directory `out`.
    pub fn of_model(model: &Path, out: &Path, request: Request) -> Self {
        Self {
            name: String::new(),
            model: model.to_owned(),
            model_name: model.display().to_string(),
            named_at: None,
            endpoint_rules: input::endpoint_rules(model),
            out: out.to_owned(),
            out_name: out.display().to_string(),
            request,
        }
    }

    /// Reads the model and the files beside it. They are added to `sources`. Returns the model.
    ///
    /// # Errors
    ///
    /// [`Reported`] if a file cannot be read.
    pub fn read(
        &mut self,
        sources: &mut Vec<Source>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Source, Reported> {
        let files = input::Files {
            model: &self.model,
            model_name: &self.model_name,
            named_at: self.named_at,
            endpoint_rules: self.endpoint_rules.as_deref(),
        };
        files.read(&mut self.request, sources, diagnostics)
    }
}

/// The result for one service.
struct Generated {
    files: Files,
    changes: Vec<Change>,
    dump: String,
    time: Duration,
}

/// Runs a task.
pub fn run(task: &Task) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let name = task.manifest.display().to_string();
    let Ok(source) = input::read(&task.manifest, &name, None, &mut diagnostics) else {
        return failed(&diagnostics, &[]);
    };
    let manifest = match manifest::load(&source, SourceId(0), &mut diagnostics) {
        Ok(manifest) => manifest,
        Err(_) => return failed(&diagnostics, &[source]),
    };
    let root = task.manifest.parent().unwrap_or(Path::new(""));
    let entries = select(&manifest, &task.services, &mut diagnostics);
    if diagnostics.checked(()).is_err() {
        return failed(&diagnostics, &[source]);
    }
    let results = in_parallel(
        &entries,
        |entry| entry.name.clone(),
        task.jobs,
        |entry| {
            let mut diagnostics = Diagnostics::default();
            let mut sources = vec![source.clone()];
            let result = service(root, &manifest, entry, task.action, &mut sources, &mut diagnostics).ok();
            (result, render::render(&diagnostics, &sources, color()))
        },
    );
    let mut outcome = Outcome { success: true, ..Outcome::default() };
    for (_, problems) in &results {
        if !problems.is_empty() {
            outcome.problems.push_str(problems);
            outcome.problems.push_str("\n\n");
        }
    }
    if results.iter().any(|(result, _)| result.is_none()) {
        outcome.success = false;
        outcome.problems.push_str("nothing was written\n");
        return outcome;
    }
    let mut checked = Vec::new();
    for (entry, (result, _)) in entries.iter().zip(results) {
        let Some(generated) = result else { continue };
        match task.action {
            Action::DumpModel | Action::DumpPlan => outcome.report.push_str(&generated.dump),
            Action::Check => checked.push(Checked {
                name: entry.name.clone(),
                out: entry.out.clone(),
                changes: generated.changes,
                command: format!("{} {}", task.command, entry.name),
            }),
            Action::Write => {
                let mut diagnostics = Diagnostics::default();
                let directory = root.join(&entry.out);
                let Generated { files, changes, .. } = &generated;
                if artifacts::apply(&directory, files, changes, &mut diagnostics).is_err() {
                    outcome.problems.push_str(&render::render(&diagnostics, &[], color()));
                    outcome.problems.push('\n');
                    outcome.success = false;
                    return outcome;
                }
                written(entry, &generated, &mut outcome);
            }
        }
    }
    if task.action == Action::Check {
        outcome.success = check::clean(&checked);
        outcome.report.push_str(&check::printed(task.form, &checked));
        if task.form == Form::Github
            && let Err(problem) = check::summarize(&checked)
        {
            outcome.success = false;
            let _ = writeln!(outcome.problems, "error: {problem}");
        }
    }
    outcome
}

fn failed(diagnostics: &Diagnostics, sources: &[Source]) -> Outcome {
    let problems = render::render(diagnostics, sources, color()) + "\n\nnothing was written\n";
    Outcome { report: String::new(), problems, success: false }
}

/// Whether diagnostics may be coloured.
pub fn color() -> bool {
    std::io::stderr().is_terminal() && color_wanted()
}

/// Whether the environment lets programs use colours (no-color.org).
pub(super) fn color_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

pub(super) fn select<'a>(
    manifest: &'a Manifest,
    names: &[String],
    diagnostics: &mut Diagnostics,
) -> Vec<&'a ServiceEntry> {
    for name in names {
        if !manifest.services.iter().any(|entry| entry.name == *name) {
            let known: Vec<_> = manifest.services.iter().map(|s| format!("`{}`", s.name)).collect();
            diagnostics.report(
                Diagnostic::error(format!("the manifest has no service `{}`", name.escape_debug()))
                    .note(format!("its services are {}", known.join(", ")))
                    .help("correct the name, or add the service to the manifest"),
            );
        }
    }
    let selected = |entry: &&ServiceEntry| names.is_empty() || names.contains(&entry.name);
    manifest.services.iter().filter(selected).collect()
}

/// Runs `work` for each entry; results have the order of the entries for any number of threads.
pub(super) fn in_parallel<E: Sync, T: Send>(
    entries: &[E],
    name: impl Fn(&E) -> String + Sync,
    jobs: Option<usize>,
    work: impl Fn(&E) -> T + Sync,
) -> Vec<T> {
    let bar = if entries.len() > 1 && std::io::stderr().is_terminal() {
        ProgressBar::new(entries.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let each = |entry: &E| {
        let result = work(entry);
        bar.set_message(name(entry));
        bar.inc(1);
        result
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build();
    let results = match pool {
        Ok(pool) => pool.install(|| entries.par_iter().with_max_len(1).map(each).collect()),
        // Threads cannot be created, so services are processed one after the other.
        Err(_) => entries.iter().map(each).collect(),
    };
    bar.finish_and_clear();
    results
}

/// The crate of a service of a manifest.
pub fn job(root: &Path, manifest: &Manifest, entry: &ServiceEntry) -> Job {
    let model = root.join(&entry.model);
    Job {
        name: entry.name.clone(),
        endpoint_rules: input::endpoint_rules(&model),
        model,
        model_name: entry.model.clone(),
        named_at: Some(entry.model_span),
        out: root.join(&entry.out),
        out_name: entry.out.clone(),
        request: request(manifest, entry),
    }
}

/// The options of a service of a manifest.
fn request(manifest: &Manifest, entry: &ServiceEntry) -> Request {
    let origin = entry.model.rsplit('/').next().unwrap_or(&entry.model).to_owned();
    Request {
        source: SourceId(1),
        beside: Beside::default(),
        service: entry.service.clone(),
        protocol: entry.protocol.clone(),
        options: Options {
            package: Some(entry.package.clone()),
            version: Some(entry.version.clone()),
            runtime_dependency: manifest
                .runtime
                .clone()
                .map_or_else(runtime_dependency, plan::Dependency::from),
            origin,
            renames: entry.renames.clone(),
            family: entry.family,
            module: false,
            types_only: entry.types_only,
        },
        operations: entry.operations.clone(),
        customizations: entry.customizations.clone(),
    }
}

/// The default dependency of a crate on the runtime: the version of this generator.
pub fn runtime_dependency() -> plan::Dependency {
    plan::Dependency::version(env!("CARGO_PKG_VERSION"))
}

fn service(
    root: &Path,
    manifest: &Manifest,
    entry: &ServiceEntry,
    action: Action,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<Generated, Reported> {
    let start = Instant::now();
    let mut job = job(root, manifest, entry);
    let source = job.read(sources, diagnostics)?;
    let request = &job.request;
    let mut generated =
        Generated { files: Files::new(), changes: vec![], dump: String::new(), time: Duration::ZERO };
    match action {
        Action::DumpModel => {
            generated.dump = model::dump(&crate::model(&source, request, diagnostics)?);
        }
        Action::DumpPlan => {
            generated.dump = plan::dump(&crate::plan(&source, request, diagnostics)?);
        }
        Action::Write | Action::Check => {
            generated.files = crate::generate(&source, request, diagnostics)?;
            generated.changes = artifacts::compare(&job.out, &job.out_name, &generated.files, diagnostics)?;
        }
    }
    generated.time = start.elapsed();
    Ok(generated)
}

fn written(entry: &ServiceEntry, generated: &Generated, outcome: &mut Outcome) {
    let lines = generated.files.values().map(|text| text.lines().count()).sum();
    let summary = summary(&generated.changes, lines, generated.time);
    // Writing to a `String` cannot fail.
    let _ = writeln!(outcome.report, "{}: {summary}", entry.name);
}

/// What was written, in short, and how long it took.
pub fn summary(changes: &[Change], lines: usize, time: Duration) -> String {
    format!("{}; {} ms", counts(changes, lines), time.as_millis())
}

/// What was written, in short.
pub(super) fn counts(changes: &[Change], lines: usize) -> String {
    let count = |kind: fn(&ChangeKind) -> bool| changes.iter().filter(|c| kind(&c.kind)).count();
    let files = changes.len() - count(|kind| matches!(kind, ChangeKind::Delete));
    format!(
        "{} created, {} updated, {} deleted, {} unchanged; {lines} lines in {files} files",
        count(|kind| matches!(kind, ChangeKind::Create)),
        count(|kind| matches!(kind, ChangeKind::Update { .. })),
        count(|kind| matches!(kind, ChangeKind::Delete)),
        count(|kind| matches!(kind, ChangeKind::Keep)),
    )
}

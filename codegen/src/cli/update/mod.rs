//! `smithwright update`: updates the models of a manifest to the published ones, and their crates.

mod documentation;
mod texts;
mod upstream;

pub use upstream::FILES;

use super::artifacts::{self, Change};
use super::diff::{self, Compared};
use super::folder::{self, Found, Layout};
use super::form::Form;
use super::sides::Place;
use super::workspace::{self, Outcome};
use super::{archive, botocore};
use crate::Files;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId};
use crate::diff::Advice;
use crate::io::input;
use crate::io::render;
use crate::loader::manifest::{self, Manifest, ServiceEntry};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use upstream::{Format, Wanted};

/// The arguments.
#[derive(Clone, Debug)]
pub struct Task {
    /// The manifest.
    pub manifest: PathBuf,
    /// The services, by name; all that are published upstream if empty.
    pub services: Vec<String>,
    /// The source of the models.
    pub from: Upstream,
    /// Write nothing, and fail if something is newer upstream.
    pub check: bool,
    /// Keep the documentation of the local models, and take none from upstream.
    pub own_documentation: bool,
    /// The output format.
    pub form: Form,
}

/// The source of the models.
#[derive(Clone, Debug)]
pub enum Upstream {
    /// A folder of botocore's models, or a version of botocore, which is fetched.
    Botocore(String),
    /// A folder of AWS's Smithy models as JSON AST.
    Smithy(PathBuf),
}

/// The update of a service.
struct Update {
    entry: ServiceEntry,
    wanted: Wanted,
    compared: Compared,
    /// The version of the crate, if it changes.
    version: Option<String>,
    files: Files,
    changes: Vec<Change>,
}

/// Takes over new versions from upstream.
///
/// # Errors
///
/// [`Reported`] if the manifest or upstream cannot be read, or a file cannot be written.
pub fn run(
    task: &Task,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<Outcome, Reported> {
    let name = task.manifest.display().to_string();
    let source = input::read(&task.manifest, &name, None, diagnostics)?;
    sources.push(source.clone());
    let manifest = manifest::load(&source, SourceId(0), diagnostics)?;
    let entries = workspace::select(&manifest, &task.services, diagnostics);
    diagnostics.checked(())?;
    let (published, of) = published(&task.from, diagnostics)?;
    let root = task.manifest.parent().unwrap_or(Path::new(""));
    let one = |entry: &&ServiceEntry| update(task, root, &manifest, entry, &published, of);
    let results = workspace::in_parallel(&entries, |entry| entry.name.clone(), None, one);
    let mut outcome = Outcome { success: true, ..Outcome::default() };
    let mut updates = Vec::new();
    for (entry, result) in entries.iter().zip(results) {
        match result {
            Ok(Some(update)) => updates.push(update),
            Ok(None) => {}
            // Services without an upstream are skipped unless they are named.
            Err(Problem::Elsewhere(reason)) if task.services.is_empty() => {
                let _ = writeln!(outcome.report, "{}: left as it is: {reason}", entry.name);
            }
            Err(Problem::Shown(problem)) => {
                outcome.success = false;
                let _ =
                    writeln!(outcome.problems, "{problem}\n\nerror: `{}` cannot be updated\n", entry.name);
            }
            Err(Problem::Elsewhere(problem) | Problem::Wrong(problem)) => {
                outcome.success = false;
                let _ = writeln!(outcome.problems, "error: `{}` cannot be updated: {problem}\n", entry.name);
            }
        }
    }
    if !outcome.success {
        outcome.problems.push_str("nothing was written\n");
        return Ok(outcome);
    }
    if !task.check {
        write(task, root, &source.text, &updates, diagnostics)?;
    }
    report(task, &updates, &mut outcome);
    Ok(outcome)
}

/// Why a service is not updated.
enum Problem {
    /// Its model has no upstream.
    Elsewhere(String),
    /// An error, as text for the user.
    Wrong(String),
    /// An error in a model, as rendered diagnostics.
    Shown(String),
}

/// The models that others publish, and their format.
fn published(from: &Upstream, diagnostics: &mut Diagnostics) -> Result<(Vec<Found>, Format), Reported> {
    match from {
        Upstream::Smithy(folder) => Ok((folder::list(folder, Layout::Smithy, diagnostics)?, Format::Ast)),
        Upstream::Botocore(named) => {
            let folder = botocore::named(named, diagnostics)?;
            Ok((folder::list(&folder, Layout::Botocore, diagnostics)?, Format::ApiJson))
        }
    }
}

/// The update of a service; `None` if nothing changed upstream.
fn update(
    task: &Task,
    root: &Path,
    manifest: &Manifest,
    entry: &ServiceEntry,
    published: &[Found],
    of: Format,
) -> Result<Option<Update>, Problem> {
    let model = root.join(&entry.model);
    let format = upstream::format(&model).map_err(Problem::Wrong)?;
    let format = format.map_err(|reason| Problem::Elsewhere(reason.to_owned()))?;
    if format != of {
        let (is, flag) = match format {
            Format::ApiJson => ("AWS API JSON", "--botocore"),
            Format::Ast => ("Smithy's JSON AST", "--smithy"),
        };
        return Err(Problem::Elsewhere(format!("its model is {is}, which `{flag}` brings")));
    }
    let found =
        upstream::find(published, Path::new(&entry.model), &entry.name).map_err(Problem::Elsewhere)?;
    let wanted = upstream::wanted(&model, found, format, task.own_documentation).map_err(Problem::Wrong)?;
    if wanted.files.is_empty() {
        return Ok(None);
    }
    let aside = aside(&model, &wanted).map_err(Problem::Wrong)?;
    let new = aside.path().join(model.file_name().unwrap_or_default());
    let mut job = workspace::job(root, manifest, entry);
    let options = job.request.options.clone();
    let before = Place { path: model.clone(), name: entry.model.clone() };
    let after = Place { path: new.clone(), name: entry.model.clone() };
    let mut compared =
        diff::compare(&entry.name, Some(&before), Some(&after), &options).map_err(Problem::Shown)?;
    compared.name.clone_from(&entry.package);
    let version = match crate::diff::advice(&compared.changes) {
        Advice::None => None,
        advice => Some(texts::next(&entry.version, advice).map_err(Problem::Wrong)?),
    };
    job.endpoint_rules = input::endpoint_rules(&new);
    job.model = new;
    if let Some(version) = &version {
        job.request.options.version = Some(version.clone());
    }
    let mut diagnostics = Diagnostics::default();
    // The number of the first source is that of the manifest.
    let mut sources = vec![Source { name: String::new(), text: String::new() }];
    job.named_at = None;
    let made = job.read(&mut sources, &mut diagnostics).and_then(|source| {
        let files = crate::generate(&source, &job.request, &mut diagnostics)?;
        let changes = artifacts::compare(&job.out, &job.out_name, &files, &mut diagnostics)?;
        Ok((files, changes))
    });
    let (files, changes) =
        made.map_err(|_| Problem::Shown(render::render(&diagnostics, &sources, workspace::color())))?;
    Ok(Some(Update { entry: entry.clone(), wanted, compared, version, files, changes }))
}

/// The updated model and the files beside it, in a folder of their own.
fn aside(model: &Path, wanted: &Wanted) -> Result<tempfile::TempDir, String> {
    let mut files = archive::Files::new();
    let folder = model.parent().unwrap_or(Path::new(""));
    let failed =
        |error: std::io::Error| format!("cannot read `{}`: {}", folder.display(), input::reason(&error));
    let name = model.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.strip_suffix(".normal.json").or_else(|| name.strip_suffix(".json")).unwrap_or(&name);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // In a folder for one service, the files beside the model have fixed names.
        let beside = name == "service-2.json" || file.starts_with(stem);
        if beside && path.is_file() {
            files.insert(PathBuf::from(file), std::fs::read(&path).map_err(failed)?);
        }
    }
    for (name, text) in &wanted.files {
        match text {
            Some(text) => files.insert(PathBuf::from(name), text.clone().into_bytes()),
            None => files.remove(Path::new(name)),
        };
    }
    archive::aside(&files)
}

/// Writes models, manifest, changelog and crates, in this order. No file is ever incomplete.
fn write(
    task: &Task,
    root: &Path,
    manifest: &str,
    updates: &[Update],
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let (mut text, mut entries) = (manifest.to_owned(), String::new());
    for update in updates {
        let Some(version) = &update.version else { continue };
        // Every service of a valid manifest has a version.
        text = texts::with_version(&text, &update.entry.name, version).unwrap_or(text);
        entries.push_str(&texts::entry(&update.entry.package, version, &update.compared.changes));
    }
    let changelog = root.join("CHANGELOG.md");
    let before = match std::fs::read_to_string(&changelog) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Ok(text) => text,
        Err(error) => {
            let problem = format!("cannot read `{}`: {}", changelog.display(), input::reason(&error));
            return Err(diagnostics.report(Diagnostic::error(problem).note("nothing was written")));
        }
    };
    let mut file = |path: &Path, text: Option<&str>| {
        let done = match text {
            Some(text) => artifacts::write(path, text),
            None => std::fs::remove_file(path),
        };
        done.map_err(|error| {
            diagnostics.report(
                Diagnostic::error(format!("cannot write `{}`: {}", path.display(), input::reason(&error)))
                    .note("files written so far are complete; the others are unchanged")
                    .help("free disk space or fix the permissions; then revert what was written, and run the command again"),
            )
        })
    };
    for update in updates {
        let model = root.join(&update.entry.model);
        for (name, text) in &update.wanted.files {
            file(&model.with_file_name(name), text.as_deref())?;
        }
    }
    if text != manifest {
        file(&task.manifest, Some(&text))?;
    }
    if !entries.is_empty() {
        file(&changelog, Some(&texts::with_entries(&before, &entries)))?;
    }
    for update in updates {
        artifacts::apply(&root.join(&update.entry.out), &update.files, &update.changes, diagnostics)?;
    }
    Ok(())
}

/// Reports the changes.
fn report(task: &Task, updates: &[Update], outcome: &mut Outcome) {
    outcome.success = !task.check || updates.is_empty();
    if updates.is_empty() && task.form != Form::Json {
        outcome.report.push_str("nothing is newer upstream\n");
        return;
    }
    if task.form != Form::Text {
        // Messages about unchanged services are for people.
        outcome.report.clear();
    }
    let compared: Vec<&Compared> = updates.iter().map(|update| &update.compared).collect();
    outcome.report.push_str(&diff::printed(task.form, false, &compared));
    if task.form != Form::Text {
        return;
    }
    outcome.report.push('\n');
    for update in updates {
        let Update { entry, wanted, version, files, changes, .. } = update;
        let lines = files.values().map(|text| text.lines().count()).sum();
        let summary = workspace::counts(changes, lines);
        let versions = match version {
            Some(version) => format!("{} -> {version}", entry.version),
            None => format!("{} as before", entry.version),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(outcome.report, "{}: {versions}; {summary}", entry.package);
        let models: Vec<_> = wanted.files.keys().map(String::as_str).collect();
        let _ = writeln!(outcome.report, "  {}", models.join(", "));
        if !wanted.lacking.is_empty() {
            let _ = writeln!(outcome.report, "  {} things lack documentation:", wanted.lacking.len());
            for place in &wanted.lacking {
                let _ = writeln!(outcome.report, "    {place}");
            }
        }
    }
    let last = if task.check {
        "\nnothing was written, because of `--check`\n"
    } else {
        "\nCargo.lock has the old versions until Cargo runs without `--locked`: `cargo check`\n"
    };
    outcome.report.push_str(last);
}

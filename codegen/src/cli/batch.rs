//! Generates many services independently: the failure of one does not prevent others from being written.
//!
//! A file beside the crates records the hashes of each crate's inputs and files: a crate is not generated again if both
//! are unchanged. Files are not read if their sizes and times are as recorded, and the times are older than the record.

use crate::cli::artifacts::{self, Change};
use crate::cli::workspace::{Job, color, in_parallel};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source};
use crate::io::{input, render};
use crate::transform::matches;
use crate::{Files, plan};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

/// The file that records the inputs of crates.
const RECORD: &str = ".smithwright-record";

/// The result of a job.
#[derive(Clone, Debug)]
pub struct Made {
    /// The service.
    pub name: String,
    /// What happened to the crate.
    pub result: Result<Option<Figures>, Reported>,
    /// Its diagnostics, as text.
    pub diagnostics: Diagnostics,
    /// The diagnostics as text.
    pub problems: String,
}

/// Figures about the crate; `None` if inputs and files are unchanged.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The changes of its files.
    pub changes: Vec<Change>,
    /// The number of its operations.
    pub operations: usize,
    /// The number of its files.
    pub files: usize,
    /// The number of lines of all files.
    pub lines: usize,
    /// The number of bytes of all files.
    pub bytes: usize,
    /// The time of each of [`STAGES`].
    pub stages: [Duration; STAGES.len()],
}

/// The stages of generating a crate.
pub const STAGES: [&str; 5] = ["read", "model", "plan", "files", "write"];

/// Generates the crates of `jobs`, whose directories are in `out`; `parallel` at a time.
///
/// # Errors
///
/// [`Reported`] if the record cannot be written. Errors of a crate are part of its result.
pub fn run(
    out: &Path,
    jobs: &[Job],
    parallel: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Made>, Reported> {
    let path = out.join(RECORD);
    let mut record = Record::read(&path);
    let recorded = std::fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
    // Another version of the generator may generate other crates from the same inputs.
    let generator = std::env::current_exe().and_then(std::fs::read).ok();
    let generator = generator.map(|bytes| Sha256::digest(&bytes).to_vec());
    let results = in_parallel(
        jobs,
        |job| job.name.clone(),
        parallel,
        |job| {
            let mut diagnostics = Diagnostics::default();
            let mut sources = Vec::new();
            let inputs = generator.as_ref().and_then(|generator| inputs(job, generator));
            let known = record.0.get(&job.out_name).filter(|known| Some(&known.inputs) == inputs.as_ref());
            let (result, entry) = match known.and_then(|known| as_it_was(&job.out, known, recorded)) {
                Some(known) => (Ok(None), Some(known)),
                None => match make(&mut job.clone(), &mut sources, &mut diagnostics) {
                    Ok(made) => {
                        let (files, stamp) = (hash(&made.files), stamp_of(&job.out));
                        let entry = inputs.map(|inputs| Entry { inputs, files, stamp });
                        (Ok(Some(made.figures)), entry)
                    }
                    Err(reported) => (Err(reported), None),
                },
            };
            let problems = render::render(&diagnostics, &sources, color());
            (Made { name: job.name.clone(), result, diagnostics, problems }, entry)
        },
    );
    let mut all = Vec::new();
    for (job, (made, entry)) in jobs.iter().zip(results) {
        match entry {
            Some(entry) => drop(record.0.insert(job.out_name.clone(), entry)),
            None => drop(record.0.remove(&job.out_name)),
        }
        all.push(made);
    }
    if let Err(error) = artifacts::write(&path, &record.text()) {
        return Err(diagnostics.report(
            Diagnostic::error(format!("cannot write `{}`: {}", path.display(), input::reason(&error)))
                .note("the crates are complete")
                .help("free disk space or fix the permissions, and run the command again"),
        ));
    }
    Ok(all)
}

/// Selects for each service the patterns of operations that match in it. A pattern must match in at least one service.
///
/// # Errors
///
/// [`Reported`] for each pattern that matches nothing.
pub fn divide_operations(
    jobs: &mut [Job],
    patterns: &[String],
    parallel: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let fitting = in_parallel(
        jobs,
        |job| job.name.clone(),
        parallel,
        |job| {
            // Errors of a model are reported when its crate is generated.
            let mut unsaid = Diagnostics::default();
            let mut whole = job.clone();
            whole.request.operations.clear();
            let source = whole.read(&mut Vec::new(), &mut unsaid).ok()?;
            let model = crate::model(&source, &whole.request, &mut unsaid).ok()?;
            let fits = |pattern: &&String| model.operations.keys().any(|name| matches(pattern, name));
            Some(patterns.iter().filter(fits).cloned().collect::<Vec<_>>())
        },
    );
    for pattern in patterns {
        if !fitting.iter().flatten().flatten().any(|fits| fits == pattern) {
            diagnostics.report(
                Diagnostic::error(format!(
                    "no operation of these services is called `{}`",
                    pattern.escape_debug()
                ))
                .help("correct the name, or write `*` for a part of it"),
            );
        }
    }
    for (job, fits) in jobs.iter_mut().zip(fitting) {
        // Without patterns, all operations would be selected. If none fits, all are kept, and generation reports the first.
        if let Some(fits) = fits.filter(|fits| !fits.is_empty()) {
            job.request.operations = fits.into_iter().map(|pattern| (pattern, None)).collect();
        }
    }
    diagnostics.checked(())
}

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// Its plan.
    pub plan: plan::Crate,
    /// Its files.
    pub files: Files,
    /// Figures about it.
    pub figures: Figures,
}

/// Generates one crate.
///
/// # Errors
///
/// [`Reported`] if the model cannot be read or is not valid, or a file cannot be written.
pub fn make(
    job: &mut Job,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<Crate, Reported> {
    let mut stages = [Duration::ZERO; STAGES.len()];
    let mut start = Instant::now();
    let mut stage = 0;
    let mut done = || {
        stages[stage] = start.elapsed();
        start = Instant::now();
        stage += 1;
    };
    let source = job.read(sources, diagnostics)?;
    done();
    let model = crate::model(&source, &job.request, diagnostics)?;
    done();
    let plan = crate::plan_of(&model, &job.request, diagnostics)?;
    done();
    let files = crate::files_of(&plan);
    done();
    let changes = artifacts::compare(&job.out, &job.out_name, &files, diagnostics)?;
    artifacts::apply(&job.out, &files, &changes, diagnostics)?;
    done();
    let figures = Figures {
        changes,
        operations: plan.operations.len(),
        files: files.len(),
        lines: files.values().map(|text| text.lines().count()).sum(),
        bytes: files.values().map(String::len).sum(),
        stages,
    };
    Ok(Crate { plan, files, figures })
}

/// The hash of a crate's inputs; `None` if a file cannot be read.
fn inputs(job: &Job, generator: &[u8]) -> Option<String> {
    let mut hasher = Sha256::new();
    hasher.update(generator);
    hasher.update(format!("{:?}", job.request));
    // The endpoint rules may differ from those beside the model.
    let read: Vec<_> = std::iter::once(job.model.clone()).chain(input::all_beside(&job.model)).collect();
    let extras: Vec<_> = read.iter().map(|path| input::extras(path)).collect();
    let paths = read.into_iter().map(Some).chain(extras).chain([job.endpoint_rules.clone()]);
    for path in paths {
        let bytes = path.map(std::fs::read).transpose().ok()?.unwrap_or_default();
        hasher.update(bytes.len().to_le_bytes());
        hasher.update(bytes);
    }
    Some(hexadecimal(hasher))
}

/// The record of a crate, if its files are as recorded. `recorded` is the time at which the record was written: a file
/// with the same time may have been changed later.
fn as_it_was(directory: &Path, known: &Entry, recorded: Option<SystemTime>) -> Option<Entry> {
    let stamp = artifacts::stamp(directory).ok()?;
    let text = text_of(&stamp);
    if text == known.stamp && stamp.newest.zip(recorded).is_some_and(|(newest, recorded)| newest < recorded) {
        return Some(known.clone());
    }
    let files = artifacts::read(directory).ok()?;
    (hash(&files) == known.files).then(|| Entry { stamp: text, ..known.clone() })
}

/// The stamp of a crate that was just written, as the record has it.
fn stamp_of(directory: &Path) -> String {
    artifacts::stamp(directory).map_or_else(|_| "-".to_owned(), |stamp| text_of(&stamp))
}

fn text_of(stamp: &artifacts::Stamp) -> String {
    let mut hasher = Sha256::new();
    for line in &stamp.lines {
        hasher.update(line.len().to_le_bytes());
        hasher.update(line);
    }
    hexadecimal(hasher)
}

fn hash(files: &Files) -> String {
    let mut hasher = Sha256::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    hexadecimal(hasher)
}

fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hashes of a crate's inputs and of its files.
#[derive(Clone, Debug)]
struct Entry {
    inputs: String,
    /// Of the contents of its files.
    files: String,
    /// Of their sizes and times.
    stamp: String,
}

/// The records of crates, by their directories.
struct Record(BTreeMap<String, Entry>);

impl Record {
    /// A missing or invalid record is an empty one.
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let entry = |line: &str| {
            let mut parts = line.splitn(4, ' ').map(str::to_owned);
            let (inputs, files, stamp) = (parts.next()?, parts.next()?, parts.next()?);
            Some((parts.next()?, Entry { inputs, files, stamp }))
        };
        Self(text.lines().filter_map(entry).collect())
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (name, Entry { inputs, files, stamp }) in &self.0 {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{inputs} {files} {stamp} {name}");
        }
        text
    }
}

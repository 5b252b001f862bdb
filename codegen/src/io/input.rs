//! Reads models and the files beside them from disk.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use crate::{Request, loader};
use std::path::{Path, PathBuf};

#[cfg(feature = "cli")]
/// The maximum size of a decompressed model in bytes; that of EC2 has 4 MB.
const LIMIT: u64 = 256 << 20;

/// Reads a text; a name that ends in `.gz` is decompressed. `named_at` is where the file is named, if it is.
///
/// # Errors
///
/// [`Reported`] if the file cannot be read or is not UTF-8.
pub fn read(
    path: &Path,
    name: &str,
    named_at: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Result<Source, Reported> {
    let mut report = |message: String, help: &str| Err(refused(message, help, named_at, diagnostics));
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let help = "check that the file exists and that you may read it";
            return report(format!("cannot read `{name}`: {}", reason(&error)), help);
        }
    };
    let bytes = if path.extension().is_some_and(|extension| extension == "gz") {
        match decompressed(&bytes) {
            Ok(plain) => plain,
            Err((problem, help)) => return report(format!("cannot decompress `{name}`: {problem}"), help),
        }
    } else {
        bytes
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source { name: name.to_owned(), text }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            report(
                format!("cannot read `{name}`: it is not UTF-8 at byte {at}"),
                "a compressed model must be called `….gz`",
            )
        }
    }
}

/// The decompressed bytes, or the error and its help.
#[cfg(feature = "cli")]
fn decompressed(bytes: &[u8]) -> Result<Vec<u8>, (String, &'static str)> {
    use std::io::Read;

    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(bytes).take(LIMIT + 1);
    if let Err(error) = decoder.read_to_end(&mut plain) {
        return Err((error.to_string(), "the file may be truncated: fetch or write it again"));
    }
    if plain.len() as u64 > LIMIT {
        let problem = format!("it holds more than {} MB", LIMIT >> 20);
        return Err((problem, "no model is as large: look at what the file is"));
    }
    Ok(plain)
}

#[cfg(not(feature = "cli"))]
fn decompressed(_: &[u8]) -> Result<Vec<u8>, (String, &'static str)> {
    Err(("build scripts do not read compressed models".to_owned(), "decompress the file with `gunzip`"))
}

/// Reports a file that cannot be read, and where it is named.
fn refused(message: String, help: &str, named_at: Option<Span>, diagnostics: &mut Diagnostics) -> Reported {
    let mut diagnostic = Diagnostic::error(message);
    if let Some(span) = named_at {
        diagnostic = diagnostic.at(span, "named here");
    }
    diagnostics.report(diagnostic.help(help))
}

/// The endpoint rules beside a model, by the name of the model:
/// `NAME.endpoint-rule-set.json` with `NAME.normal.json`, `endpoint-rule-set-1.json` with `service-2.json`.
pub fn endpoint_rules(model: &Path) -> Option<PathBuf> {
    beside(model, "endpoint-rule-set", "endpoint-rule-set-1.json")
}

/// The JSON AST of the same service beside a model in AWS API JSON: `NAME.smithy.json` with
/// `NAME.normal.json`, `smithy.json` with `service-2.json`.
pub fn ast(model: &Path) -> Option<PathBuf> {
    beside(model, "smithy", "smithy.json")
}

/// The paginators beside a model: `NAME.paginators.json` with `NAME.normal.json`,
/// `paginators-1.json` with `service-2.json`.
pub fn paginators(model: &Path) -> Option<PathBuf> {
    beside(model, "paginators", "paginators-1.json")
}

/// The waiters beside a model: `NAME.waiters2.json` with `NAME.normal.json`, `waiters-2.json` with
/// `service-2.json`.
pub fn waiters(model: &Path) -> Option<PathBuf> {
    beside(model, "waiters2", "waiters-2.json")
}

/// The examples beside a model: `NAME.examples.json` with `NAME.normal.json`, `examples-1.json` with `service-2.json`.
pub fn examples(model: &Path) -> Option<PathBuf> {
    beside(model, "examples", "examples-1.json")
}

/// All files beside a model that are read with it.
pub fn all_beside(model: &Path) -> impl Iterator<Item = PathBuf> {
    [endpoint_rules(model), paginators(model), waiters(model), examples(model), ast(model)]
        .into_iter()
        .flatten()
}

/// A file beside a model in AWS API JSON: `NAME.{kind}.json` with `NAME.normal.json`, `botocore` with `service-2.json`.
fn beside(model: &Path, kind: &str, botocore: &str) -> Option<PathBuf> {
    let name = model.file_name()?.to_str()?;
    let stem = name.strip_suffix(".gz").unwrap_or(name);
    let file = match stem.strip_suffix(".normal.json") {
        Some(stem) => format!("{stem}.{kind}.json"),
        None if stem == "service-2.json" => botocore.to_owned(),
        None => return None,
    };
    let candidates = [model.with_file_name(&file), model.with_file_name(file + ".gz")];
    candidates.into_iter().find(|path| path.exists())
}

/// The additions of a publisher to a model: `NAME.sdk-extras.json` beside `NAME.json`.
pub fn extras(model: &Path) -> Option<PathBuf> {
    let name = model.file_name()?.to_str()?;
    let stem = name.strip_suffix(".gz").unwrap_or(name).strip_suffix(".json")?;
    Some(model.with_file_name(format!("{stem}.sdk-extras.json"))).filter(|path| path.exists())
}

/// The files of a model in a folder and those below it: IDL and JSON, in the order of their names.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let (entry, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
            // Links are not followed, so that no folder can contain itself.
            if kind.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "smithy" || extension == "json")
            {
                files.push(entry);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a folder has the files of a model.
#[cfg(feature = "cli")]
pub(crate) fn is_model(folder: &Path) -> bool {
    files(folder).is_ok_and(|files| !files.is_empty())
}

/// Reads a model, with the extras that stand beside it: a file, or one file of a folder and then the others. `id` is the
/// number that the model has as a source.
///
/// # Errors
///
/// As [`read`]; also if the extras cannot be merged.
pub fn model(
    path: &Path,
    name: &str,
    named_at: Option<Span>,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<(Source, Vec<Source>), Reported> {
    if let Some((file, projection)) = build_file(path) {
        return built(&file, projection.as_deref(), named_at, diagnostics);
    }
    if path.is_dir() {
        return in_folder(path, name, named_at, diagnostics);
    }
    Ok((with_extras(path, name, named_at, id, diagnostics)?, vec![]))
}

/// One file of a folder, and then the others.
fn in_folder(
    path: &Path,
    name: &str,
    named_at: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Result<(Source, Vec<Source>), Reported> {
    let none = || "it has no file `*.smithy` or `*.json`".to_owned();
    let found = files(path).map_err(|error| reason(&error));
    let found = found.and_then(|mut found| found.pop().map(|last| (found, last)).ok_or_else(none));
    let (first, last) = found.map_err(|reason| {
        let help = "name a file, or a folder of the files of one model";
        refused(format!("cannot read the folder `{name}`: {reason}"), help, named_at, diagnostics)
    })?;
    let mut source = |path: PathBuf| read(&path, &path.display().to_string(), named_at, diagnostics);
    let mut models = Vec::new();
    for path in first {
        models.push(source(path)?);
    }
    Ok((source(last)?, models))
}

/// The file `smithy-build.json` that a path names, and the projection after `@`, if there is one.
fn build_file(path: &Path) -> Option<(PathBuf, Option<String>)> {
    let text = path.to_string_lossy();
    let (file, projection) = match text.rsplit_once('@').filter(|_| !path.exists()) {
        Some((file, projection)) => (PathBuf::from(file), Some(projection.to_owned())),
        None => (path.to_owned(), None),
    };
    (file.file_name()? == BUILD_FILE).then_some((file, projection))
}

/// Smithy's name for the file that lists the files of a model.
const BUILD_FILE: &str = "smithy-build.json";

/// Reports errors in texts that are not sources of the run, each with file and line.
fn placed(own: &Diagnostics, sources: &[Source], diagnostics: &mut Diagnostics) {
    for diagnostic in own.list() {
        let place = diagnostic.labels.first().and_then(|(span, _)| {
            let source = sources.get(usize::from(span.source.0))?;
            Some(format!("{}:{}: ", source.name, line_of(source, *span)))
        });
        let message = format!("{}{}", place.unwrap_or_default(), diagnostic.message);
        diagnostics.report(Diagnostic { message, labels: vec![], ..diagnostic.clone() });
    }
}

/// The line of a source in which a place starts, from 1.
pub(crate) fn line_of(source: &Source, span: Span) -> usize {
    source.text.get(..span.range().start).unwrap_or_default().matches('\n').count() + 1
}

/// The files that a `smithy-build.json` names; the model that a projection makes of them.
fn built(
    file: &Path,
    projection: Option<&str>,
    named_at: Option<Span>,
    diagnostics: &mut Diagnostics,
) -> Result<(Source, Vec<Source>), Reported> {
    let said = read(file, &file.display().to_string(), named_at, diagnostics)?;
    let mut own = Diagnostics::default();
    let build = loader::load_build_file(&said, SourceId(0), &mut own);
    let paths = build.and_then(|build| {
        let mut paths = build.models.clone();
        if let Some(projection) = projection {
            paths.extend(build.imports(projection, &mut own)?.iter().cloned());
        }
        Ok((build, paths))
    });
    placed(&own, std::slice::from_ref(&said), diagnostics);
    let (build, paths) = paths?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut sources = Vec::new();
    for path in paths {
        let path = folder.join(path);
        let name = path.display().to_string();
        if path.is_dir() {
            let (source, more) = in_folder(&path, &name, named_at, diagnostics)?;
            sources.push(source);
            sources.extend(more);
        } else {
            sources.push(read(&path, &name, named_at, diagnostics)?);
        }
    }
    if let Some(projection) = projection {
        let mut own = Diagnostics::default();
        let ast = loader::json_ast(&numbered(&sources), &mut own);
        placed(&own, &sources, diagnostics);
        let mut own = Diagnostics::default();
        let text = ast.and_then(|ast| build.project(projection, &ast, &mut own));
        placed(&own, &[said], diagnostics);
        return Ok((Source { name: format!("{}@{projection}", file.display()), text: text? }, vec![]));
    }
    let mut sources = sources.into_iter();
    match sources.next() {
        Some(first) => Ok((first, sources.collect())),
        None => {
            Err(refused("there is no model".to_owned(), "name one under `sources`", named_at, diagnostics))
        }
    }
}

/// Reads a file with the extras beside it.
///
/// # Errors
///
/// As [`model`].
pub(crate) fn with_extras(
    path: &Path,
    name: &str,
    named_at: Option<Span>,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<Source, Reported> {
    let source = read(path, name, named_at, diagnostics)?;
    match extras(path) {
        Some(path) => {
            let extras = read(&path, &path.display().to_string(), None, diagnostics)?;
            loader::merge_extras(&source, &extras, id, diagnostics)
        }
        None => Ok(source),
    }
}

/// The files of a crate's model.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The model: a file, or a folder of the files of one.
    pub model: &'a Path,
    /// The name of the model in diagnostics.
    pub model_name: &'a str,
    /// Where the model is named, if it is.
    pub named_at: Option<Span>,
    /// The endpoint rules, if the service has some.
    pub endpoint_rules: Option<&'a Path>,
}

impl Files<'_> {
    /// Reads the model and the files beside it. All of them are added to `sources`, and their numbers to `request`.
    /// Returns the model.
    ///
    /// # Errors
    ///
    /// [`Reported`] if a file cannot be read.
    pub fn read(
        self,
        request: &mut Request,
        sources: &mut Vec<Source>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Source, Reported> {
        request.source = next_id(sources);
        let (source, more) = model(self.model, self.model_name, self.named_at, request.source, diagnostics)?;
        sources.push(source.clone());
        for source in more {
            request.beside.more.push((source.clone(), next_id(sources)));
            sources.push(source);
        }
        if let Some(path) = self.endpoint_rules {
            let directory = Path::new(self.model_name).parent().unwrap_or(Path::new(""));
            let name = directory.join(path.file_name().unwrap_or_default()).display().to_string();
            let rules = read(path, &name, self.named_at, diagnostics)?;
            request.beside.endpoint_rules = Some((rules.clone(), next_id(sources)));
            sources.push(rules);
        }
        let beside = &mut request.beside;
        for (text, path) in [
            (&mut beside.paginators, paginators(self.model)),
            (&mut beside.waiters, waiters(self.model)),
            (&mut beside.examples, examples(self.model)),
            (&mut beside.ast, ast(self.model)),
        ] {
            let Some(path) = path else { continue };
            let name = path.display().to_string();
            let source = with_extras(&path, &name, None, next_id(sources), diagnostics)?;
            *text = Some((source.clone(), next_id(sources)));
            sources.push(source);
        }
        Ok(source)
    }
}

/// The number of the next source.
pub fn next_id(sources: &[Source]) -> SourceId {
    id(sources.len())
}

/// Sources with their numbers. Those beyond the last number share it: their places are not shown.
pub fn numbered(sources: &[Source]) -> Vec<(&Source, SourceId)> {
    sources.iter().enumerate().map(|(index, source)| (source, id(index))).collect()
}

fn id(index: usize) -> SourceId {
    SourceId(u16::try_from(index).unwrap_or(u16::MAX))
}

/// The reason of an I/O error, without the error number of the operating system.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((reason, _)) => reason.to_lowercase(),
        None => text.to_lowercase(),
    }
}

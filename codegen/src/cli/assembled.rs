//! `smithwright ast` and `smithwright validate`: a model as JSON AST, and the errors in it.

use crate::cli::artifacts;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Severity, Source};
use crate::io::input::{self, Files, numbered};
use crate::lower::Options;
use crate::plan::{self, Dependency};
use crate::{Request, loader, transform};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The files of a model as one JSON AST; or the list of files that were written into the folder `idl`.
///
/// # Errors
///
/// [`Reported`] if a file cannot be read, written, or is not valid.
pub fn ast(
    models: &[PathBuf],
    idl: Option<&Path>,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<String, Reported> {
    read(models, sources, diagnostics)?;
    let ast = loader::json_ast(&numbered(sources), diagnostics)?;
    let Some(folder) = idl else { return Ok(ast) };
    let files = loader::idl_files(&ast, diagnostics)?;
    let mut report = String::new();
    for (namespace, text) in files {
        let path = folder.join(format!("{namespace}.smithy"));
        let problem = if path.exists() {
            Some("it exists already".to_owned())
        } else {
            artifacts::write(&path, &text).err().map(|error| input::reason(&error))
        };
        if let Some(problem) = problem {
            let error = Diagnostic::error(format!("cannot write `{}`: {problem}", path.display()));
            return Err(diagnostics.report(error.help("name a folder that is new or empty")));
        }
        // Writing to a `String` cannot fail.
        let _ = writeln!(report, "{}", path.display());
    }
    Ok(report)
}

/// Returns a line per service that says whether a crate can be generated, and whether this holds for all. Errors are
/// reported.
///
/// # Errors
///
/// [`Reported`] if a file cannot be read, or the files are not one valid model.
pub fn validate(
    models: &[PathBuf],
    service: Option<&str>,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<(String, bool), Reported> {
    read(models, sources, diagnostics)?;
    let smithy = numbered(sources).iter().all(|(source, id)| loader::is_smithy(source, *id));
    let options = Options::new(Dependency::version(env!("CARGO_PKG_VERSION")));
    let (source, request) = match models {
        [model] if !smithy => {
            sources.clear();
            let mut request = Request::new(options);
            let (model_name, rules) = (model.display().to_string(), input::endpoint_rules(model));
            let files =
                Files { model, model_name: &model_name, named_at: None, endpoint_rules: rules.as_deref() };
            (files.read(&mut request, sources, diagnostics)?, request)
        }
        _ => request_of(sources, options, diagnostics)?,
    };
    let ids = match (service, smithy) {
        (Some(service), _) => vec![Some(service.to_owned())],
        (None, true) => loader::services(&numbered(sources), diagnostics)?.into_iter().map(Some).collect(),
        (None, false) => vec![None],
    };
    let (mut report, mut valid) = (String::new(), true);
    if ids.is_empty() {
        report.push_str("the model is valid, and has no service\n");
    }
    for id in ids {
        let mut of_service = Diagnostics::default();
        let request = Request { service: id.clone(), ..request.clone() };
        let result = crate::model(&source, &request, &mut of_service).and_then(|model| {
            transform::check_outputs(&model, &mut of_service);
            crate::plan_of(&model, &request, &mut of_service)
        });
        valid &= result.is_ok();
        let count = |severity| of_service.list().iter().filter(|it| it.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let name = id.or_else(|| Some(sources.first()?.name.clone())).unwrap_or_default();
        // Writing to a `String` cannot fail.
        let _ = match (errors, warnings) {
            (0, 0) => writeln!(report, "{name}: valid"),
            (0, _) => writeln!(report, "{name}: valid, warnings: {warnings}"),
            _ => writeln!(report, "{name}: errors: {errors}, warnings: {warnings}"),
        };
        for diagnostic in of_service.list() {
            // An error in a shape would be reported for each service that reaches it.
            if !diagnostics.list().contains(diagnostic) {
                diagnostics.report(diagnostic.clone());
            }
        }
    }
    Ok((report, valid))
}

/// The plan of the crate of a service, for the model that consists of all sources.
pub(super) fn plan(
    service: Option<&str>,
    sources: &[Source],
    options: Options,
    diagnostics: &mut Diagnostics,
) -> Result<plan::Crate, Reported> {
    let (source, mut request) = request_of(sources, options, diagnostics)?;
    request.service = service.map(str::to_owned);
    crate::plan(&source, &request, diagnostics)
}

/// The first source, and the request that combines it with the others.
fn request_of(
    sources: &[Source],
    options: Options,
    diagnostics: &mut Diagnostics,
) -> Result<(Source, Request), Reported> {
    let numbered = numbered(sources);
    let Some(((first, id), others)) = numbered.split_first() else {
        return Err(diagnostics.report(Diagnostic::error("there is no model")));
    };
    let mut request = Request::new(options);
    request.source = *id;
    request.beside.more = others.iter().map(|(source, id)| ((*source).clone(), *id)).collect();
    Ok(((*first).clone(), request))
}

/// Reads files and folders of a model.
pub(super) fn read(
    models: &[PathBuf],
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    for path in models {
        let name = path.display().to_string();
        let (source, more) = input::model(path, &name, None, input::next_id(sources), diagnostics)?;
        sources.extend(std::iter::once(source).chain(more));
    }
    Ok(())
}

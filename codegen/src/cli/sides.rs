//! The models of one side of a comparison, from any source.

use super::{botocore, folder, git};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::io::input;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A model, and its name for people.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) name: String,
}

/// The models of one side by service; one with an empty name is a model by itself.
#[derive(Debug, Default)]
pub(super) struct Side {
    pub(super) models: BTreeMap<String, Place>,
    /// Their folder, if it exists only for this comparison.
    pub(super) _out: Option<git::Out>,
}

/// Finds a model, a folder of models, a version of botocore, or a model or folder in a revision.
///
/// # Errors
///
/// [`Reported`] if nothing has this name.
pub(super) fn find(side: &str, diagnostics: &mut Diagnostics) -> Result<Side, Reported> {
    let (path, shown) = (Path::new(side), |path: &Path| path.display().to_string());
    if path.exists() {
        return Ok(Side { models: models(path, &shown, diagnostics)?, _out: None });
    }
    if side.contains('.') && botocore::is_version(side) || side == botocore::NEWEST {
        let folder = botocore::fetched(side, None, None, diagnostics)?;
        return Ok(Side { models: models(&folder, &shown, diagnostics)?, _out: None });
    }
    let help = "name the file of a model, a folder of models, a version of botocore, or `REVISION:PATH` of a Git repository";
    let nothing = || format!("there is no model `{}`", side.escape_debug());
    match git::revision(side) {
        Some(Ok(out)) => {
            let named = |path: &Path| match path.strip_prefix(&out.path) {
                Ok(below) if below != Path::new("") => {
                    format!("{}/{}", side.trim_end_matches('/'), below.display())
                }
                Ok(_) | Err(_) => side.to_owned(),
            };
            Ok(Side { models: models(&out.path, &named, diagnostics)?, _out: Some(out) })
        }
        Some(Err(problem)) => Err(diagnostics.report(Diagnostic::error(nothing()).note(problem).help(help))),
        None => Err(diagnostics.report(Diagnostic::error(nothing()).help(help))),
    }
}

fn models(
    path: &Path,
    named: &dyn Fn(&Path) -> String,
    diagnostics: &mut Diagnostics,
) -> Result<BTreeMap<String, Place>, Reported> {
    let place = |path: &Path| Place { path: path.to_owned(), name: named(path) };
    let mut unsaid = Diagnostics::default();
    match folder::list_any(path, &mut unsaid) {
        Ok(found) => Ok(found.into_iter().map(|found| (found.name(), place(&found.path))).collect()),
        // A file, or the files of one model.
        Err(_) if path.is_file() || input::is_model(path) => Ok([(String::new(), place(path))].into()),
        Err(_) => {
            let name = named(path);
            Err(diagnostics.report(
                Diagnostic::error(format!("`{name}` contains no models"))
                    .help("name the folder that holds the models of all services, or the files of one"),
            ))
        }
    }
}

/// The file of the working tree for a name of a revision.
pub(super) fn file(name: &str) -> String {
    match name.split_once(':') {
        Some((_, file)) if !Path::new(name).exists() => file.to_owned(),
        Some(_) | None => name.to_owned(),
    }
}

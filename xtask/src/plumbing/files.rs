//! Files that are written only if they change.

use std::fs;
use std::path::{Path, PathBuf};

/// Writes a file unless it already has this content, so that cargo builds only what changed.
///
/// # Errors
///
/// Text for the user: what cannot be written.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).ok().as_deref() == Some(text) {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// The files below a folder with this suffix, in the order of their paths.
///
/// # Errors
///
/// Text for the user: what cannot be read.
pub(crate) fn below(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(problem)? {
            let path = entry.map_err(problem)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies a folder with all that is below it.
///
/// # Errors
///
/// Text for the user: what cannot be read or written.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let problem = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(to).map_err(|error| problem(to, error))?;
    for entry in fs::read_dir(from).map_err(|error| problem(from, error))? {
        let path = entry.map_err(|error| problem(from, error))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(|error| problem(&path, error))?;
        }
    }
    Ok(())
}

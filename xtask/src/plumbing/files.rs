//! Files that are written only if they change.

use std::fs;
use std::path::Path;

/// Writes a file unless it is there already, so that cargo builds only what changed.
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

//! The contents of a revision of a Git repository.

use super::archive::{self, Format};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A file or a folder of a revision, copied from the repository.
#[derive(Debug)]
pub(super) struct Out {
    /// Its path.
    pub(super) path: PathBuf,
    /// The folder, which is removed when this is dropped.
    pub(super) _folder: TempDir,
}

/// Copies `REVISION:PATH` from the repository, in Git's notation: the path starts at the top of the repository. A file
/// is copied with those beside it. `None` if the text has another form.
///
/// # Errors
///
/// Text for the user: the message of Git.
pub(super) fn revision(text: &str) -> Option<Result<Out, String>> {
    let (revision, path) = text.split_once(':')?;
    // Git would read it as an option.
    (!revision.is_empty() && !revision.starts_with('-')).then(|| bring(revision, path.trim_matches('/')))
}

fn bring(revision: &str, path: &str) -> Result<Out, String> {
    let top = git(Path::new("."), &["rev-parse", "--show-toplevel"])?;
    let top = PathBuf::from(String::from_utf8_lossy(&top).trim_end());
    let object = format!("{revision}:{path}");
    let kind = git(&top, &["cat-file", "-t", &object])?;
    let is_folder = kind.starts_with(b"tree");
    let (folder, file) = match path.rsplit_once('/') {
        _ if is_folder => (path, None),
        Some((folder, file)) => (folder, Some(file)),
        None => ("", Some(path)),
    };
    let tree = format!("{revision}:{folder}");
    let bytes = git(&top, &["archive", "--format=tar.gz", &tree])?;
    let files = archive::files(&bytes, Format::Source, "")?;
    let folder = archive::aside(&files)?;
    let path = file.map_or_else(|| folder.path().to_owned(), |file| folder.path().join(file));
    Ok(Out { path, _folder: folder })
}

/// The output of Git.
fn git(top: &Path, words: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git").arg("-C").arg(top).args(words).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cannot run git: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said: String = String::from_utf8_lossy(&output.stderr).chars().take(500).collect();
    Err(format!("git {}: {}", words.first().unwrap_or(&""), said.trim_end()))
}

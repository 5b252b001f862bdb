//! Compares desired files with the disk: which to create, update and delete. Writing and checking share the computation.
//!
//! Files are replaced in one step (a temporary file, then a rename) and only if their bytes change, so that at any
//! moment each one is either the old or the new. Nothing that does not carry our header is changed or deleted.

use crate::Files;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::header::{Provenance, provenance};
use crate::io::input::reason;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::DirEntry;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What has to happen to one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The path in the crate, with `/`.
    pub path: String,
    /// What has to happen.
    pub kind: ChangeKind,
}

/// Kinds of [`Change`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ChangeKind {
    /// The file is missing.
    Create,
    /// The file differs from the desired one.
    Update {
        /// Whether that is because of a later edit.
        edited: bool,
        /// The first line that differs, from 1.
        line: usize,
        /// That line on disk.
        found: String,
        /// That line as it should be.
        expected: String,
    },
    /// The file is generated and no longer needed.
    Delete,
    /// The file is up to date.
    Keep,
}

const TEMPORARY: &str = ".smithwright-";

/// Compares the files that a crate should have with those in `directory`. `name` is the directory for people.
///
/// # Errors
///
/// [`Reported`] if the directory cannot be read, or contains files that were not generated where ours should be.
pub fn compare(
    directory: &Path,
    name: &str,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Change>, Reported> {
    let mut found = BTreeMap::new();
    if let Err((path, error)) = collect(directory, "", &mut found) {
        let path = path.display();
        return Err(diagnostics.report(
            Diagnostic::error(format!("cannot read `{path}`: {}", reason(&error)))
                .help("check that the directory exists and that you may read it"),
        ));
    }
    let ours = |contents: &Option<String>| {
        // A file that a crash of the system left empty may be overwritten.
        contents.as_ref().is_some_and(|text| text.is_empty() || provenance(text) != Provenance::Foreign)
    };
    let temporary = |path: &str| path.rsplit('/').next().is_some_and(|file| file.starts_with(TEMPORARY));
    let empty = found.keys().all(|path| temporary(path));
    if !empty && !found.get("Cargo.toml").is_some_and(ours) {
        return Err(diagnostics.report(
            Diagnostic::error(format!("`{name}` contains files that were not generated"))
                .note("an output directory is empty, or has a `Cargo.toml` that was generated")
                .help("name an empty or new directory"),
        ));
    }
    // Writing through a link would change another file.
    let folders: BTreeSet<&str> = files
        .keys()
        .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]))
        .filter(|folder| found.contains_key(*folder))
        .collect();
    for folder in folders {
        diagnostics.report(
            Diagnostic::error(format!(
                "`{name}/{folder}` is in the way: it is a link or a file, not a folder"
            ))
            .help("remove it, or name another output directory"),
        );
    }
    let mut changes = Vec::new();
    for (path, expected) in files {
        let kind = match found.get(path) {
            None => ChangeKind::Create,
            Some(Some(text)) if text == expected => ChangeKind::Keep,
            Some(contents) if ours(contents) => difference(contents.as_deref().unwrap_or_default(), expected),
            Some(_) => {
                diagnostics.report(
                    Diagnostic::error(format!("`{name}/{path}` already exists and was not generated"))
                        .help("move the file, or name another output directory"),
                );
                continue;
            }
        };
        changes.push(Change { path: path.clone(), kind });
    }
    for (path, contents) in &found {
        if !files.contains_key(path) && (ours(contents) || temporary(path)) {
            changes.push(Change { path: path.clone(), kind: ChangeKind::Delete });
        }
    }
    diagnostics.checked(changes)
}

fn difference(found: &str, expected: &str) -> ChangeKind {
    // The header always differs, so the first difference is looked for below it.
    let body = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let (found_lines, expected_lines) = (body(found), body(expected));
    let same = found_lines.iter().zip(&expected_lines).take_while(|(a, b)| a == b).count();
    let line = |lines: &[String]| lines.get(same).cloned().unwrap_or_else(|| "(end of file)".to_owned());
    ChangeKind::Update {
        edited: provenance(found) == Provenance::Edited,
        line: same + 2,
        found: line(&found_lines),
        expected: line(&expected_lines),
    }
}

/// Applies the changes.
///
/// # Errors
///
/// [`Reported`] if a file cannot be written or deleted.
pub fn apply(
    directory: &Path,
    files: &Files,
    changes: &[Change],
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    for change in changes {
        let path = directory.join(&change.path);
        let done = match (&change.kind, files.get(&change.path)) {
            (ChangeKind::Create | ChangeKind::Update { .. }, Some(text)) => write(&path, text),
            (ChangeKind::Delete, _) => delete(directory, &path),
            (ChangeKind::Keep | ChangeKind::Create | ChangeKind::Update { .. }, _) => Ok(()),
        };
        if let Err(error) = done {
            let path = path.display();
            return Err(diagnostics.report(
                Diagnostic::error(format!("cannot write `{path}`: {}", reason(&error)))
                    .note("files written so far are complete; the others are unchanged")
                    .help("free disk space or fix the permissions, and run the command again"),
            ));
        }
    }
    Ok(())
}

pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let parent = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The permissions of any new file; those of temporary files are private.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(parent)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Deletes a file and the directories that it leaves empty.
fn delete(root: &Path, path: &Path) -> io::Result<()> {
    std::fs::remove_file(path)?;
    for parent in path.ancestors().skip(1).take_while(|parent| *parent != root) {
        if std::fs::remove_dir(parent).is_err() {
            break;
        }
    }
    Ok(())
}

/// The files of a crate on disk.
pub(super) fn read(directory: &Path) -> io::Result<Files> {
    let mut found = BTreeMap::new();
    collect(directory, "", &mut found).map_err(|(_, error)| error)?;
    Ok(found.into_iter().map(|(path, text)| (path, text.unwrap_or_default())).collect())
}

/// The metadata of a crate's files in the file system, which changes when one of them does.
#[derive(Debug, Default)]
pub(super) struct Stamp {
    /// A line for each file, in the order of their paths: path, size and times.
    pub(super) lines: BTreeSet<String>,
    /// When the newest was changed.
    pub(super) newest: Option<SystemTime>,
}

/// The stamp of a crate on disk.
pub(super) fn stamp(directory: &Path) -> io::Result<Stamp> {
    let mut stamp = Stamp::default();
    walk(directory, "", &mut |path, entry| {
        let metadata = entry.metadata()?;
        let modified = metadata.modified()?;
        stamp.newest = stamp.newest.max(Some(modified));
        // No program can set this time, which changes with the contents, too.
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = ();
        stamp.lines.insert(format!("{path} {} {modified:?} {changed:?}", metadata.len()));
        Ok(())
    })
    .map_err(|(_, error)| error)?;
    Ok(stamp)
}

/// All files below a directory, with their contents where these are text. Cargo's own files are left out.
fn collect(
    directory: &Path,
    prefix: &str,
    found: &mut BTreeMap<String, Option<String>>,
) -> Result<(), (PathBuf, io::Error)> {
    walk(directory, prefix, &mut |path, entry| {
        // Links are not followed, since their targets are not generated.
        let contents = if entry.file_type()?.is_file() { std::fs::read(entry.path())? } else { vec![0xff] };
        found.insert(path, String::from_utf8(contents).ok());
        Ok(())
    })
}

/// Visits all files and links below a directory that are not Cargo's.
fn walk(
    directory: &Path,
    prefix: &str,
    visit: &mut dyn FnMut(String, &DirEntry) -> io::Result<()>,
) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (directory.to_owned(), error);
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let file_name = entry.file_name();
        let name = file_name.to_string_lossy();
        if prefix.is_empty() && (name == "target" || name == "Cargo.lock") {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), visit)?;
        } else {
            visit(path, &entry).map_err(|error| (entry.path(), error))?;
        }
    }
    Ok(())
}

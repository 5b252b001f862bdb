//! Archives, which are unpacked into a folder beside them. The folder is compared with the archive on each use, since a
//! changed file would silently change a crate.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};

/// How an archive is packed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    /// A zip file.
    Wheel,
    /// A compressed tar file.
    Source,
}

/// The maximum size of all files of an archive together, in bytes.
const MAX_BYTES: u64 = 1 << 30;

/// The files below a folder of an archive, by their paths from there.
pub(super) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes `directory` contain the files that the archive has below the folder `below`, and no others.
///
/// # Errors
///
/// Text for the user: what is wrong with the archive, what cannot be written, or which file differs.
pub(super) fn unpack(archive: &[u8], format: Format, below: &str, directory: &Path) -> Result<(), String> {
    let files = files(archive, format, below)?;
    if files.is_empty() {
        return Err(format!("the archive has no files in `{below}`"));
    }
    if !directory.exists() {
        write(&files, directory)?;
    }
    let found = compare(&files, directory, Path::new(""))?;
    if found == files.len() { Ok(()) } else { Err(changed(directory, "files are missing")) }
}

/// The files that the archive has below the folder `below`.
///
/// # Errors
///
/// Text for the user: why the archive is invalid.
pub(super) fn files(archive: &[u8], format: Format, below: &str) -> Result<Files, String> {
    let files = match format {
        Format::Wheel => wheel(archive, below),
        Format::Source => source(archive, below),
    };
    files.map_err(|problem| format!("the archive cannot be read: {problem}"))
}

/// The file at a path of an archive, if that is below the folder.
fn take(
    path: &Path,
    below: &str,
    contents: impl Read,
    files: &mut Files,
    left: &mut u64,
) -> std::io::Result<()> {
    let Ok(path) = path.strip_prefix(below) else { return Ok(()) };
    if path.components().any(|component| !matches!(component, Component::Normal(_))) {
        return Err(std::io::Error::other(format!("`{}` leads out of the archive", path.display())));
    }
    let mut bytes = Vec::new();
    let length = contents.take(*left + 1).read_to_end(&mut bytes)? as u64;
    *left = left
        .checked_sub(length)
        .ok_or_else(|| std::io::Error::other("it unpacks to more than a gigabyte"))?;
    files.insert(path.to_owned(), bytes);
    Ok(())
}

fn wheel(archive: &[u8], below: &str) -> std::io::Result<Files> {
    let (mut files, mut left) = (Files::new(), MAX_BYTES);
    let mut archive = zip::ZipArchive::new(Cursor::new(archive))?;
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        if file.is_file() {
            let path = PathBuf::from(file.name()?.into_owned());
            take(&path, below, file, &mut files, &mut left)?;
        }
    }
    Ok(files)
}

fn source(archive: &[u8], below: &str) -> std::io::Result<Files> {
    let (mut files, mut left) = (Files::new(), MAX_BYTES);
    for entry in tar::Archive::new(flate2::read::GzDecoder::new(archive)).entries()? {
        let entry = entry?;
        if entry.header().entry_type().is_file() {
            let path = entry.path()?.into_owned();
            take(&path, below, entry, &mut files, &mut left)?;
        }
    }
    Ok(files)
}

/// Writes the files beside the folder, then renames that: a run that is stopped leaves no incomplete folder.
fn write(files: &Files, directory: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
    let beside = tempfile::tempdir_in(directory.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    fill(files, beside.path()).map_err(failed)?;
    match fs::rename(beside.path(), directory) {
        Ok(()) => {
            // It has been renamed.
            let _ = beside.keep();
            Ok(())
        }
        // Another run may have created it first.
        Err(_) if directory.exists() => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

/// The files in a folder of their own, which is removed when the returned value is dropped.
///
/// # Errors
///
/// Text for the user: why they cannot be written.
pub(super) fn aside(files: &Files) -> Result<tempfile::TempDir, String> {
    let failed = |error: std::io::Error| format!("cannot write a temporary folder: {error}");
    let folder = tempfile::tempdir().map_err(failed)?;
    fill(files, folder.path()).map_err(failed)?;
    Ok(folder)
}

fn fill(files: &Files, folder: &Path) -> std::io::Result<()> {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, bytes)?;
    }
    Ok(())
}

/// The number of files in a folder, if each of them equals the one in the archive.
fn compare(files: &Files, directory: &Path, folder: &Path) -> Result<usize, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", directory.join(folder).display());
    let mut found = 0;
    for entry in fs::read_dir(directory.join(folder)).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = folder.join(entry.file_name());
        // Of the entry itself, not of the target of a link.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            found += compare(files, directory, &path)?;
            continue;
        }
        let same = kind.is_file()
            && files.get(&path).is_some_and(|bytes| fs::read(entry.path()).ok().as_ref() == Some(bytes));
        if !same {
            return Err(changed(directory, &format!("`{}` is not what the package has", path.display())));
        }
        found += 1;
    }
    Ok(found)
}

fn changed(directory: &Path, problem: &str) -> String {
    format!("{problem}: delete `{}` and run the command again", directory.display())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    pub(in crate::cli) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
            archive.write_all(bytes).expect("its contents");
        }
        archive.finish().expect("an archive").into_inner()
    }

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive =
            tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            archive.append_data(&mut header, name, *bytes).expect("a file");
        }
        archive.into_inner().and_then(|archive| archive.finish()).expect("an archive")
    }

    const FILES: &[(&str, &[u8])] =
        &[("a/data/s/1/model", b"{}"), ("a/data/endpoints", b"[]"), ("a/code", b"")];

    #[test]
    fn both_formats_are_unpacked_from_the_folder_that_is_named() {
        for (archive, format) in [(zip(FILES), Format::Wheel), (tar(FILES), Format::Source)] {
            let cache = tempfile::tempdir().expect("a folder");
            let directory = cache.path().join("d");
            for _ in 0..2 {
                unpack(&archive, format, "a/data", &directory).expect("unpacks");
                assert_eq!(fs::read(directory.join("s/1/model")).expect("a file"), b"{}");
                assert_eq!(fs::read_dir(&directory).expect("a folder").count(), 2);
                assert_eq!(fs::read_dir(cache.path()).expect("a folder").count(), 1);
            }
            assert!(
                unpack(&archive, format, "b", &directory).expect_err("no folder").contains("no files in `b`")
            );
            assert!(unpack(&archive[..archive.len() / 2], format, "a", &directory).is_err());
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_was_changed_since_is_not_used() {
        type Change = fn(&Path) -> std::io::Result<()>;
        let changes: [(&str, Change); 5] = [
            ("`s/1/model` is not what", |d| fs::write(d.join("s/1/model"), "[]")),
            ("`s/2` is not what", |d| fs::write(d.join("s/2"), "{}")),
            ("files are missing", |d| fs::remove_file(d.join("endpoints"))),
            ("`s/1/model` is not what", |d| {
                fs::rename(d.join("s/1/model"), d.with_file_name("elsewhere"))?;
                std::os::unix::fs::symlink(d.with_file_name("elsewhere"), d.join("s/1/model"))
            }),
            ("files are missing", |d| {
                fs::rename(d.join("s"), d.with_file_name("s"))?;
                fs::create_dir(d.join("s"))
            }),
        ];
        for (problem, change) in changes {
            let cache = tempfile::tempdir().expect("a folder");
            let directory = cache.path().join("d");
            unpack(&zip(FILES), Format::Wheel, "a/data", &directory).expect("unpacks");
            change(&directory).expect("changes");
            let error = unpack(&zip(FILES), Format::Wheel, "a/data", &directory).expect_err(problem);
            assert!(error.contains(problem) && error.contains("delete `"), "{error}");
        }
    }

    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        let cache = tempfile::tempdir().expect("a folder");
        let archive = zip(&[("a/data/../../../x", b"")]);
        let error = unpack(&archive, Format::Wheel, "a/data", &cache.path().join("d")).expect_err("no path");
        assert!(error.contains("leads out of the archive"), "{error}");
        assert_eq!(fs::read_dir(cache.path()).expect("a folder").count(), 0);
    }
}

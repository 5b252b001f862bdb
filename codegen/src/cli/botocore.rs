//! botocore, a package of Python that holds the models of all services, and test data of its own: fetched by `pip`,
//! checked against a hash, and kept in the user's own cache.

use super::archive::{self, Format};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// The default version.
pub const VERSION: &str = "1.44.5";

/// The word for the newest version.
pub const NEWEST: &str = "newest";

/// A file of a version of the package.
#[derive(Clone, Copy, Debug)]
struct Distribution<'a> {
    version: &'a str,
    format: Format,
    /// In hexadecimal, if it is known.
    sha256: Option<&'a str>,
    /// The requested folder of the archive.
    contents: &'a str,
}

impl Distribution<'_> {
    fn file_name(self) -> String {
        match self.format {
            Format::Wheel => format!("botocore-{}-py3-none-any.whl", self.version),
            Format::Source => format!("botocore-{}.tar.gz", self.version),
        }
    }
}

/// The file and the hash of [`VERSION`].
const WHEEL_SHA256: &str = "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921";
const SOURCE_SHA256: &str = "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da";

/// The folder with the models of a version: `SERVICE/VERSION/service-2.json.gz` and the files beside them.
/// `sha256` is the expected hash of the wheel; that of [`VERSION`] is known.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, and why.
pub fn models(cache: &Path, version: &str, sha256: Option<&str>) -> Result<PathBuf, String> {
    let sha256 = sha256.or_else(|| (version == VERSION).then_some(WHEEL_SHA256));
    unpacked(cache, Distribution { version, format: Format::Wheel, sha256, contents: "botocore/data" })
}

/// The folder with the tests of [`VERSION`] and their data.
///
/// # Errors
///
/// As [`models`].
pub fn tests(cache: &Path) -> Result<PathBuf, String> {
    let contents = format!("botocore-{VERSION}/tests");
    let (format, sha256) = (Format::Source, Some(SOURCE_SHA256));
    unpacked(cache, Distribution { version: VERSION, format, sha256, contents: &contents })
}

/// The default folder of packages: `smithwright` in the user's cache folder.
///
/// # Errors
///
/// Text for the user, if the environment names no such folder. A folder that all users share is not safe for models.
pub fn user_cache() -> Result<PathBuf, String> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("LOCALAPPDATA"))
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")));
    match cache {
        Some(cache) => Ok(cache.join("smithwright")),
        None => Err("there is no folder to keep packages in: `HOME` is not set".to_owned()),
    }
}

/// Whether a text can be a version of the package.
pub(super) fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn unpacked(cache: &Path, distribution: Distribution<'_>) -> Result<PathBuf, String> {
    let (version, bytes) = (distribution.version, package(cache, distribution)?);
    let what = match distribution.format {
        Format::Wheel => "models",
        Format::Source => "tests",
    };
    let directory = cache.join(format!("botocore-{version}-{what}"));
    archive::unpack(&bytes, distribution.format, distribution.contents, &directory)
        .map_err(|problem| format!("botocore {version}: {problem}"))?;
    Ok(directory)
}

/// The files of one service in a version of the package, by their paths from the folder of the service; none if it has no such
/// service.
///
/// # Errors
///
/// As [`models`].
pub(super) fn of_service(cache: &Path, version: &str, service: &str) -> Result<archive::Files, String> {
    let sha256 = (version == VERSION).then_some(WHEEL_SHA256);
    let contents = format!("botocore/data/{service}");
    let distribution = Distribution { version, format: Format::Wheel, sha256, contents: &contents };
    archive::files(&package(cache, distribution)?, Format::Wheel, &contents)
        .map_err(|problem| format!("botocore {version}: {problem}"))
}

/// The bytes of a package, which is fetched if it is missing.
fn package(cache: &Path, distribution: Distribution<'_>) -> Result<Vec<u8>, String> {
    let version = distribution.version;
    if !is_version(version) {
        let version = version.escape_debug();
        return Err(format!(
            "`{version}` is neither a folder nor a version of botocore, such as `{VERSION}`"
        ));
    }
    make_private(cache)?;
    let file = cache.join(distribution.file_name());
    let expected = || distribution.sha256.map(str::to_owned).or_else(|| recorded(&file));
    // A file without a recorded hash was not fetched by this program.
    if !file.exists() || expected().is_none() {
        fetch(distribution, cache, &file)?;
    }
    let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    if expected().is_some_and(|expected| expected.eq_ignore_ascii_case(&hash(&bytes))) {
        return Ok(bytes);
    }
    let path = file.display();
    Err(format!("`{path}` does not have the expected hash: delete it and run the command again"))
}

/// The published versions from one to another, both included, the oldest first.
///
/// # Errors
///
/// Text for the user: the message of pip, or that there is no such version.
pub(super) fn versions(from: &str, to: &str) -> Result<Vec<String>, String> {
    between(&available()?, from, to)
}

/// The versions that pip knows, with `, ` between them.
fn available() -> Result<String, String> {
    let mut pip = Process::new("python3");
    pip.args(["-I", "-m", "pip", "--disable-pip-version-check", "index", "versions", "botocore"]);
    let output = pip.args(["--retries=1", "--timeout=20"]).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cannot run python3, which lists versions: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let Some(list) = said.lines().find_map(|line| line.strip_prefix("Available versions: ")) else {
        let problem: String = String::from_utf8_lossy(&output.stderr).chars().take(500).collect();
        return Err(format!(
            "pip knows no versions of botocore: this machine seems to be offline\n{}",
            problem.trim_end()
        ));
    };
    Ok(list.to_owned())
}

/// The newest version of a list.
fn newest(list: &str) -> Option<&str> {
    list.split(", ").filter_map(|version| Some((number(version)?, version))).max().map(|(_, version)| version)
}

/// The numbers of a version; none of one that is not released yet.
fn number(version: &str) -> Option<Vec<u32>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

/// The versions of a list from one to another.
fn between(list: &str, from: &str, to: &str) -> Result<Vec<String>, String> {
    let number = |version: &str| version.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().ok();
    let mut known: Vec<(Vec<u32>, &str)> =
        list.split(", ").filter_map(|version| Some((number(version)?, version))).collect();
    known.sort();
    for wanted in [from, to] {
        if !known.iter().any(|(_, version)| *version == wanted) {
            let newest = newest(list).unwrap_or("none");
            let wanted = wanted.escape_debug();
            return Err(format!("there is no botocore {wanted}; the newest version is {newest}"));
        }
    }
    let (Some(from), Some(to)) = (number(from), number(to)) else { return Ok(vec![]) };
    let wanted = known.into_iter().filter(|(number, _)| (&from..=&to).contains(&number));
    Ok(wanted.map(|(_, version)| version.to_owned()).collect())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file with the hash of a package that was fetched without an expected one: pip has compared it with that of the
/// registry.
fn record_of(file: &Path) -> PathBuf {
    file.with_added_extension("sha256")
}

fn recorded(file: &Path) -> Option<String> {
    fs::read_to_string(record_of(file)).ok().map(|hash| hash.trim().to_owned())
}

/// Creates the folder, for the user only. A folder that others can write to is rejected, because their files would be used as models.
fn make_private(cache: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", cache.display());
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(cache).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let folder = fs::metadata(cache).map_err(failed)?;
        // Folders of this program belong to its user.
        let own = tempfile::tempdir_in(cache).and_then(|own| fs::metadata(own.path())).map_err(failed)?;
        if folder.uid() != own.uid() || folder.mode() & 0o022 != 0 {
            return Err(format!(
                "others can write to `{}`, so packages are not kept there: name another folder with `--cache`, or take the \
                 permission from them (`chmod go-w`)",
                cache.display()
            ));
        }
    }
    Ok(())
}

/// Fetches a file into the cache, and notes its hash.
fn fetch(distribution: Distribution<'_>, cache: &Path, file: &Path) -> Result<(), String> {
    let package = format!("botocore=={}", distribution.version);
    let failed = |error: std::io::Error| format!("{}: {error}", cache.display());
    let beside = tempfile::tempdir_in(cache).map_err(failed)?;
    let requirements = beside.path().join("requirements.txt");
    let hash_option = distribution.sha256.map(|sha256| format!(" --hash=sha256:{sha256}"));
    let line = format!("{package}{}\n", hash_option.as_deref().unwrap_or_default());
    fs::write(&requirements, line).map_err(failed)?;
    let mut pip = Process::new("python3");
    // `-I` ignores a file `pip.py` in the current directory.
    pip.args(["-I", "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]);
    pip.arg(match distribution.format {
        Format::Wheel => "--only-binary=:all:",
        Format::Source => "--no-binary=:all:",
    });
    pip.args(["--retries=1", "--timeout=20", "--dest"]).arg(beside.path());
    pip.args(hash_option.is_some().then_some("--require-hashes"));
    let by_hand = format!("a folder of models is taken too: unpack {package} and name its `botocore/data`");
    match pip.arg("--requirement").arg(&requirements).stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            // If there is no such version, pip lists all versions.
            let said = String::from_utf8_lossy(&output.stderr);
            let lines: Vec<String> =
                said.trim_end().lines().map(|line| line.chars().take(200).collect()).collect();
            return Err(format!(
                "cannot fetch {package}: this machine seems to be offline, or pip has no such package; {by_hand}\n{}",
                lines.join("\n")
            ));
        }
        Err(error) => return Err(format!("cannot run python3, which fetches {package}: {error}; {by_hand}")),
    }
    let fetched = beside.path().join(distribution.file_name());
    let bytes = fs::read(&fetched)
        .map_err(|_| format!("pip fetched another file than `{}`", distribution.file_name()))?;
    fs::write(record_of(file), hash(&bytes)).and_then(|()| fs::rename(&fetched, file)).map_err(failed)
}

/// The folder of the models of a package, which is fetched into the user's cache, or another one, if it is not there. `newest` is
/// the newest version that pip knows.
///
/// # Errors
///
/// [`Reported`] if there is no such package, or it cannot be fetched or kept.
pub fn fetched(
    version: &str,
    sha256: Option<&str>,
    cache: Option<PathBuf>,
    diagnostics: &mut Diagnostics,
) -> Result<PathBuf, Reported> {
    let found = || {
        let cache = cache.map_or_else(user_cache, Ok)?;
        if version != NEWEST {
            return models(&cache, version, sha256);
        }
        let list = available()?;
        let version = newest(&list).ok_or("pip knows no version of botocore")?;
        models(&cache, version, sha256)
    };
    found().map_err(|problem| {
        let help = "name a folder with `models fetch --cache DIR`, or a folder of models that you have";
        diagnostics.report(Diagnostic::error(problem).help(help))
    })
}

/// The folder of models that a text names: itself, or that of a version of the package.
///
/// # Errors
///
/// As [`fetched`].
pub fn named(text: &str, diagnostics: &mut Diagnostics) -> Result<PathBuf, Reported> {
    let folder = Path::new(text);
    if folder.is_dir() { Ok(folder.to_owned()) } else { fetched(text, None, None, diagnostics) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Nothing is fetched here: the package is in the cache.
    #[test]
    fn a_package_is_what_was_fetched_or_what_is_asked_for() {
        let cache = tempfile::tempdir().expect("a folder");
        let bytes = archive::tests::zip(&[("botocore/data/s/1/service-2.json", b"{}")]);
        let file = cache.path().join("botocore-9.9.9-py3-none-any.whl");
        fs::write(&file, &bytes).expect("a file");
        let models = |sha256: Option<&str>| models(cache.path(), "9.9.9", sha256);
        fs::set_permissions(cache.path(), fs::Permissions::from_mode(0o700)).expect("permissions");
        let right = hash(&bytes);
        let folder = models(Some(&right)).expect("models");
        assert_eq!(fs::read(folder.join("s/1/service-2.json")).expect("a model"), b"{}");
        assert!(models(Some(&right.replace('1', "2"))).expect_err("another hash").contains("expected hash"));
        fs::write(record_of(&file), &right).expect("a record");
        assert_eq!(models(None), Ok(folder));
        fs::write(&file, b"another").expect("a file");
        assert!(models(None).expect_err("another file").contains("expected hash"));
        for mode in [0o777, 0o770, 0o702] {
            fs::set_permissions(cache.path(), fs::Permissions::from_mode(mode)).expect("permissions");
            assert!(models(Some(&right)).expect_err("not private").contains("others can write"), "{mode:o}");
        }
    }

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let list = "1.44.0, 1.43.10, 1.43.9, 1.43.2, 1.43.0, 1.43.0rc1";
        assert_eq!(
            between(list, "1.43.2", "1.44.0").expect("versions"),
            ["1.43.2", "1.43.9", "1.43.10", "1.44.0"]
        );
        assert_eq!(between(list, "1.44.0", "1.43.0").expect("versions"), Vec::<String>::new());
        assert_eq!(newest(list), Some("1.44.0"));
        assert_eq!(newest("1.9.0, 1.10.0, 1.11.0rc1"), Some("1.10.0"));
        let error = between(list, "1.43.1", "1.44.0").expect_err("none");
        assert_eq!(error, "there is no botocore 1.43.1; the newest version is 1.44.0");
    }

    #[test]
    fn a_new_cache_is_private() {
        let parent = tempfile::tempdir().expect("a folder");
        let cache = parent.path().join("a/b");
        make_private(&cache).expect("a cache");
        let mode = fs::metadata(&cache).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

//! botocore, a package of Python that holds the models of all services, and test data of its own: fetched by `pip`,
//! checked against a hash, and kept in a cache.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// The version that is fetched if no other is asked for.
pub const VERSION: &str = "1.44.5";

/// A file of a version of the package.
#[derive(Clone, Copy, Debug)]
struct Distribution<'a> {
    version: &'a str,
    /// The end of the name of the file.
    suffix: &'static str,
    /// In hexadecimal, if it is known.
    sha256: Option<&'a str>,
    /// What tells pip which of the files to fetch.
    format: &'static str,
    /// What is asked for, once it is unpacked.
    contents: &'static str,
    /// The module of Python that unpacks it.
    unpack: &'static str,
}

/// What [`VERSION`] is known by.
const WHEEL_SHA256: &str = "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921";
const SOURCE_SHA256: &str = "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da";

/// The folder with the models of a version: `SERVICE/VERSION/service-2.json.gz` and what stands beside them.
/// `sha256` is what the wheel must have; that of [`VERSION`] is known.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, and why.
pub fn models(cache: &Path, version: &str, sha256: Option<&str>) -> Result<PathBuf, String> {
    unpacked(
        cache,
        Distribution {
            version,
            suffix: "-py3-none-any.whl",
            sha256: sha256.or_else(|| (version == VERSION).then_some(WHEEL_SHA256)),
            format: "--only-binary=:all:",
            contents: "botocore/data",
            unpack: "zipfile",
        },
    )
}

/// The folder with the tests of [`VERSION`] and their data.
///
/// # Errors
///
/// As [`models`].
pub fn tests(cache: &Path) -> Result<PathBuf, String> {
    unpacked(
        cache,
        Distribution {
            version: VERSION,
            suffix: ".tar.gz",
            sha256: Some(SOURCE_SHA256),
            format: "--no-binary=:all:",
            contents: "tests",
            unpack: "tarfile",
        },
    )
}

/// Where packages are kept if no other place is named: `smithwright` in the user's cache folder.
///
/// # Errors
///
/// Text for the user, if the environment names no such folder: one that all users share is none for models.
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
fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn unpacked(cache: &Path, distribution: Distribution<'_>) -> Result<PathBuf, String> {
    let Distribution { version, suffix, unpack, .. } = distribution;
    if !is_version(version) {
        let version = version.escape_debug();
        return Err(format!(
            "`{version}` is neither a folder nor a version of botocore, such as `{VERSION}`"
        ));
    }
    let file = cache.join(format!("botocore-{version}{suffix}"));
    if !file.exists() {
        fetch(distribution, cache)?;
    }
    let bytes = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if distribution.sha256.is_some_and(|expected| !expected.eq_ignore_ascii_case(&hash)) {
        let path = file.display();
        return Err(format!("`{path}` does not have the expected hash: delete it and run the command again"));
    }
    let directory = cache.join(format!("{version}-{unpack}"));
    // Unpacked beside, then renamed: a run that is stopped leaves nothing half done.
    if !directory.exists() {
        let beside = cache.join(format!("{version}-{unpack}.{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&beside);
        let mut python = Process::new("python3");
        python.args(["-I", "-m", unpack, "-e"]).arg(&file).arg(&beside).stdin(Stdio::null());
        if !python.status().is_ok_and(|status| status.success()) {
            return Err(format!("cannot unpack `{}` with python3: the disk may be full", file.display()));
        }
        // Another run may have been faster.
        if std::fs::rename(&beside, &directory).is_err() && !directory.exists() {
            return Err(format!("cannot write `{}`", directory.display()));
        }
    }
    let top = directory.join(format!("botocore-{version}"));
    let top = if top.is_dir() { top } else { directory };
    Ok(top.join(distribution.contents))
}

fn fetch(distribution: Distribution<'_>, cache: &Path) -> Result<(), String> {
    let package = format!("botocore=={}", distribution.version);
    std::fs::create_dir_all(cache).map_err(|error| format!("{}: {error}", cache.display()))?;
    let requirements = cache.join("requirements.txt");
    let hash = distribution.sha256.map(|sha256| format!(" --hash=sha256:{sha256}"));
    let line = format!("{package}{}\n", hash.as_deref().unwrap_or_default());
    std::fs::write(&requirements, line).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let mut pip = Process::new("python3");
    // `-I`: a file `pip.py` of the current directory is not what is meant.
    pip.args(["-I", "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]);
    pip.args([distribution.format, "--retries=1", "--timeout=20", "--dest"]).arg(cache);
    pip.args(hash.is_some().then_some("--require-hashes"));
    match pip.arg("--requirement").arg(&requirements).stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "cannot fetch {package}: this machine seems to be offline, or pip has no such package\n{}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        )),
        Err(error) => Err(format!("cannot run python3, which fetches {package}: {error}")),
    }
}

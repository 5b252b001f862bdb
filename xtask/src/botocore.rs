//! botocore, an independent copy of AWS's models with test data of its own: fetched by `pip` under a fixed version
//! and hashes, and kept under `target/`.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

/// The package.
pub(crate) const PACKAGE: &str = "botocore==1.44.5";

/// A file of the package's version.
struct Distribution {
    file: &'static str,
    sha256: &'static str,
    /// What tells pip which of the files to fetch.
    format: &'static str,
    /// What is there once it is unpacked.
    contents: &'static str,
    /// The module of Python that unpacks it.
    unpack: &'static str,
}

const WHEEL: Distribution = Distribution {
    file: "botocore-1.44.5-py3-none-any.whl",
    sha256: "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921",
    format: "--only-binary=:all:",
    contents: "botocore/data",
    unpack: "zipfile",
};

const SOURCE: Distribution = Distribution {
    file: "botocore-1.44.5.tar.gz",
    sha256: "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da",
    format: "--no-binary=:all:",
    contents: "botocore-1.44.5/tests",
    unpack: "tarfile",
};

/// The directory with the models: `SERVICE/VERSION/service-2.json.gz` and what stands beside them.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, and why.
pub(crate) fn models() -> Result<PathBuf, String> {
    unpacked(&WHEEL)
}

/// The directory with the tests and their data.
///
/// # Errors
///
/// As [`models`].
pub(crate) fn tests() -> Result<PathBuf, String> {
    unpacked(&SOURCE)
}

fn unpacked(distribution: &Distribution) -> Result<PathBuf, String> {
    let cache = crate::root().join("target/botocore");
    let file = cache.join(distribution.file);
    if !file.exists() {
        fetch(distribution, &cache)?;
    }
    let bytes = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if hash != distribution.sha256 {
        let path = file.display();
        return Err(format!("`{path}` does not have the expected hash: delete it and run the command again"));
    }
    let contents = cache.join(distribution.contents);
    // Unpacked beside, then renamed: a run that is stopped leaves nothing half done.
    if !contents.exists() {
        let beside = cache.join(format!("{}.unpacking", distribution.unpack));
        let _ = std::fs::remove_dir_all(&beside);
        let mut python = Process::new("python3");
        python.args(["-m", distribution.unpack, "-e"]).arg(&file).arg(&beside).stdin(Stdio::null());
        if !python.status().is_ok_and(|status| status.success()) {
            return Err(format!("cannot unpack `{}` with python3", file.display()));
        }
        let first = Path::new(distribution.contents).components().next();
        let top = first.map(|first| first.as_os_str().to_owned()).unwrap_or_default();
        std::fs::rename(beside.join(&top), cache.join(&top)).map_err(|error| error.to_string())?;
    }
    Ok(contents)
}

fn fetch(distribution: &Distribution, cache: &Path) -> Result<(), String> {
    std::fs::create_dir_all(cache).map_err(|error| format!("{}: {error}", cache.display()))?;
    let requirements = cache.join("requirements.txt");
    let line = format!("{PACKAGE} --hash=sha256:{}\n", distribution.sha256);
    std::fs::write(&requirements, line).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let pip = Process::new("python3")
        .args(["-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"])
        .args([distribution.format, "--require-hashes", "--retries=1", "--timeout=20", "--dest"])
        .arg(cache)
        .arg("--requirement")
        .arg(&requirements)
        .stdin(Stdio::null())
        .output();
    match pip {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "cannot fetch {PACKAGE}: this machine seems to be offline, or pip has no such package\n{}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        )),
        Err(error) => Err(format!("cannot run python3, which fetches {PACKAGE}: {error}")),
    }
}

//! botocore's models and tests, kept under `target/`.

use smithwright_codegen::cli::botocore::{self, VERSION};
use std::path::PathBuf;
use std::sync::OnceLock;

fn cache() -> PathBuf {
    crate::plumbing::root().join("target/botocore")
}

/// The folder with the models: `SERVICE/VERSION/service-2.json.gz` and the files beside them.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, and why.
pub(crate) fn models() -> Result<PathBuf, String> {
    // Once per run, because each time all unpacked files are verified.
    static MODELS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    MODELS.get_or_init(|| botocore::models(&cache(), VERSION, None)).clone()
}

/// The folder with the models of any version; `sha256` is the expected hash of the wheel.
///
/// # Errors
///
/// As [`models`].
pub(crate) fn fetch(version: &str, sha256: Option<&str>) -> Result<PathBuf, String> {
    botocore::models(&cache(), version, sha256)
}

/// The folder with the tests and their data.
///
/// # Errors
///
/// As [`models`].
pub(crate) fn tests() -> Result<PathBuf, String> {
    botocore::tests(&cache())
}

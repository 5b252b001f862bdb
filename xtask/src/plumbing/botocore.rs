//! botocore's models and tests, kept under `target/`.

use smithwright_codegen::cli::botocore::{self, VERSION};
use std::path::PathBuf;
use std::sync::OnceLock;

fn cache() -> PathBuf {
    crate::plumbing::root().join("target/botocore")
}

/// The folder with the models: `SERVICE/VERSION/service-2.json.gz` and what stands beside them.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, and why.
pub(crate) fn models() -> Result<PathBuf, String> {
    // Once per run: each time, all that lies unpacked is looked at.
    static MODELS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    MODELS.get_or_init(|| botocore::models(&cache(), VERSION, None)).clone()
}

/// The folder with the models of any version; `sha256` is what the wheel must have.
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

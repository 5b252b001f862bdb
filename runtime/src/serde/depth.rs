//! How deep values may be nested.

use crate::types::SerdeError;

/// The most structures, lists and maps in each other: as many as `serde_json` reads. A stack of two megabytes, as threads of
/// Tokio have it, holds more than twice as many in a build without optimization.
const MAX_DEPTH: usize = 128;

/// One level more.
///
/// # Errors
///
/// If there are too many.
pub(super) fn deeper(depth: usize) -> Result<usize, SerdeError> {
    if depth < MAX_DEPTH {
        return Ok(depth + 1);
    }
    Err(SerdeError::invalid_input(format!("values are nested more than {MAX_DEPTH} levels deep")))
}

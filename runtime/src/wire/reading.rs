//! What the readers of all formats share: marks, depth, numbers.

use crate::types::SerdeError;

/// A byte-order mark, which is no part of a document (RFC 8259, 8.1; XML 1.0, 4.3.3).
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// A number as text, which must be in the range of the type: a number that is too large is not infinite.
pub(super) fn number(text: &str) -> Result<f64, SerdeError> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(too_large(text)),
        Err(error) => Err(SerdeError::invalid_input(format!("{error}: `{text}`"))),
    }
}

/// How deep values that are read may be nested.
pub(super) const MAX_DEPTH: usize = 128;

pub(super) fn too_deep() -> SerdeError {
    SerdeError::invalid_input(format!("values are nested beyond the depth of {MAX_DEPTH}"))
}

/// The same number in half as many bits.
pub(super) fn single(value: f64) -> Result<f32, SerdeError> {
    let single = value as f32;
    if single.is_infinite() && value.is_finite() { Err(too_large(&value.to_string())) } else { Ok(single) }
}

fn too_large(number: &str) -> SerdeError {
    SerdeError::invalid_input(format!("a number is too large: {number:.40}"))
}

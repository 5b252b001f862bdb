//! A deserializer of serde → structures.

use super::found::Found;
use super::seed::{Position, Visit, Wanted};
use crate::shape::{Structure, read_members, whole};
use serde_core::de::{Deserializer, Error};

/// Deserializes a structure.
///
/// # Errors
///
/// What the format reports; a value of another type than that of its member; a missing required member, or a member
/// that occurs twice; a union with more than one variant; values that are nested too deep.
pub fn deserialize_structure<'de, T: Structure, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut value = T::empty();
    let mut problem = None;
    let mut position = Position::new(deserializer, 0, &mut problem);
    let read = whole(|| read_members(&mut value, &mut position));
    match read {
        Ok(()) => Ok(value),
        Err(error) => Err(problem.unwrap_or_else(|| D::Error::custom(error))),
    }
}

/// Deserializes text, as enums are.
///
/// # Errors
///
/// What the format reports; a value that is not text.
pub fn deserialize_text<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    match deserializer.deserialize_any(Visit { wanted: Wanted::Value, depth: 0 })? {
        Found::Text(text) => Ok(T::from(&text)),
        found => Err(D::Error::custom(found.instead_of("a string", &aws_smithy_schema::prelude::STRING))),
    }
}

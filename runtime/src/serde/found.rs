//! What a deserializer of serde finds instead of a value.
//!
//! Values are read with `deserialize_any`, and the errors are created here, so that none contains a value, which may be a secret.

use crate::shape::timestamp::parse;
use crate::types::{DateTime, DateTimeFormat, Document, Schema, SerdeError};
use aws_smithy_types::Number;

/// A value that is not a container of a model, or a value in place of one.
#[derive(Debug)]
pub(super) enum Found {
    Null,
    Boolean(bool),
    /// A scalar of any type.
    Integer(i128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Document(Document),
    /// A list or map, read to its end.
    Container,
    /// An unexpected value.
    List,
    Map,
}

impl Found {
    fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number with a fraction",
            Self::Text(_) => "a string",
            Self::Bytes(_) => "bytes",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Document(_) | Self::Container => "a value",
        }
    }

    /// The error of a value that does not match its schema.
    pub(super) fn instead_of(&self, expected: &str, schema: &Schema<'_>) -> SerdeError {
        let of = schema.member_name().map(|name| format!("`{name}`: ")).unwrap_or_default();
        SerdeError::type_mismatch(format!("{of}expected {expected}, found {}", self.name()))
    }

    pub(super) fn integer<T: TryFrom<i128>>(&self, schema: &Schema<'_>) -> Result<T, SerdeError> {
        match self {
            Self::Integer(number) => {
                (*number).try_into().map_err(|_| self.instead_of("an integer of fewer bits", schema))
            }
            _ => Err(self.instead_of("an integer", schema)),
        }
    }

    pub(super) fn float(&self, schema: &Schema<'_>) -> Result<f64, SerdeError> {
        match self {
            Self::Float(number) => Ok(*number),
            Self::Integer(number) => Ok(*number as f64),
            Self::Text(text) if text == "NaN" => Ok(f64::NAN),
            Self::Text(text) if text == "Infinity" => Ok(f64::INFINITY),
            Self::Text(text) if text == "-Infinity" => Ok(f64::NEG_INFINITY),
            _ => Err(self.instead_of("a number", schema)),
        }
    }

    pub(super) fn timestamp(&self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let read = match self {
            Self::Text(text) => parse(text, DateTimeFormat::DateTimeWithOffset),
            Self::Integer(number) => i64::try_from(*number).ok().map(DateTime::from_secs),
            Self::Float(number) => parse(&number.to_string(), DateTimeFormat::EpochSeconds),
            _ => None,
        };
        read.ok_or_else(|| self.instead_of("an RFC 3339 timestamp or seconds since 1970", schema))
    }

    /// The document, or a value that a document cannot hold: bytes, and integers of more than 64 bits.
    pub(super) fn document(self) -> Result<Document, Self> {
        Ok(match self {
            Self::Null => Document::Null,
            Self::Boolean(value) => Document::Bool(value),
            Self::Integer(number) => match (u64::try_from(number), i64::try_from(number)) {
                (Ok(number), _) => Document::Number(Number::PosInt(number)),
                (Err(_), Ok(number)) => Document::Number(Number::NegInt(number)),
                (Err(_), Err(_)) => return Err(self),
            },
            Self::Float(number) => Document::Number(Number::Float(number)),
            Self::Text(text) => Document::String(text),
            Self::Document(document) => document,
            Self::Bytes(_) | Self::Container | Self::List | Self::Map => return Err(self),
        })
    }
}

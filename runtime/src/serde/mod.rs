//! `Serialize` and `Deserialize` of serde for the types of a service: one implementation, which walks over the table of
//! members.
//!
//! Members have the names of the model. Timestamps are RFC 3339 text, or seconds since 1970 ([`EpochSeconds`]); both
//! are read. Blobs are base64 in formats for people and bytes in others, and numbers that are not finite are text in
//! formats for people. Bodies and events that are streamed, and the metadata of a response are left out. Sensitive
//! members are written. A union with an unknown variant is an empty map, and an empty map is read as one. Formats must
//! be self-describing, as JSON, CBOR, MessagePack, YAML and TOML do.

mod depth;
mod found;
mod read;
mod seed;
mod write;

pub use read::{deserialize_structure, deserialize_text};
pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
pub use write::{serialize_structure, serialize_text};

use crate::error::{ErrorKind, PlainError, PlainMessage};
use crate::shape::Structure;
use std::fmt;
use write::serialize;

/// A structure whose timestamps are serialized as numbers of seconds since 1970 instead of text.
///
/// Fractions are kept to about a microsecond. Structures are deserialized from either form, without this wrapper.
pub struct EpochSeconds<'a, T>(pub &'a T);

impl<T: fmt::Debug> fmt::Debug for EpochSeconds<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Structure> Serialize for EpochSeconds<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self.0, true, serializer)
    }
}

impl<K: ErrorKind, M: PlainMessage> Serialize for PlainError<K, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_structure(self, serializer)
    }
}

impl<'de, K: ErrorKind, M: PlainMessage> Deserialize<'de> for PlainError<K, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_structure(deserializer)
    }
}

/// Implements `Serialize` and `Deserialize` for a type, by two functions of [`expanded`](crate::expanded).
#[doc(hidden)]
#[macro_export]
macro_rules! serde_traits {
    ($name:ident, $serialize:ident, $deserialize:ident) => {
        impl $crate::expanded::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::expanded::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::expanded::$serialize(self, serializer)
            }
        }
        impl<'de> $crate::expanded::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::expanded::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::expanded::$deserialize(deserializer)
            }
        }
    };
}

//! String enums that stay open: an unknown value is kept unchanged.

use std::fmt;

/// The value of an enum variant that this version of a crate does not know. Opaque on purpose: match with a
/// wildcard and use `as_str()`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnknownVariantValue(String);

impl UnknownVariantValue {
    /// The value `text`.
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The value on the wire.
    #[doc(hidden)]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownVariantValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An enum value that this version of a crate does not know.
#[derive(Debug)]
pub struct UnknownVariantError {
    value: String,
}

impl UnknownVariantError {
    /// The error for `value`.
    #[doc(hidden)]
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into() }
    }
}

impl fmt::Display for UnknownVariantError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown enum variant: '{}'", self.value)
    }
}

impl std::error::Error for UnknownVariantError {}

/// The variant with this value. A table costs the compiler less than a `match` of texts.
#[doc(hidden)]
pub fn known<T: Clone>(known: &[(&str, T)], value: &str) -> Option<T> {
    known.iter().find(|(known, _)| *known == value).map(|(_, variant)| variant.clone())
}

/// Implements the conversions and the serde of a string enum.
///
/// A row is `Variant = "value"`; the enum also has a variant `Unknown(UnknownVariantValue)`.
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $value:literal,)* }) => {
        impl $name {
            /// Returns the value as it is sent.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
            /// Returns all values known to this version, as they are sent.
            #[inline]
            pub const fn values() -> &'static [&'static str] {
                &[$($value),*]
            }
            /// Parses a value that this version knows.
            ///
            /// # Errors
            ///
            /// [`UnknownVariantError`](crate::error::UnknownVariantError) if it does not; the error holds the value.
            #[inline]
            pub fn try_parse(value: &str) -> ::std::result::Result<Self, $crate::UnknownVariantError> {
                match Self::from(value) {
                    Self::Unknown(_) => Err($crate::UnknownVariantError::new(value)),
                    known => ::std::result::Result::Ok(known),
                }
            }
        }
        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                const KNOWN: &[(&str, $name)] = &[$(($value, $name::$variant)),*];
                $crate::expanded::known(KNOWN, value)
                    .unwrap_or_else(|| Self::Unknown($crate::UnknownVariantValue::new(value)))
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;
            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }
        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
        $crate::serde_traits! { $name, serialize_text, deserialize_text }
        impl $crate::MapKey for $name {}
        impl $crate::Value for $name {
            #[inline]
            fn empty() -> Self {
                $crate::expanded::unset_enum()
            }
            #[inline]
            fn write(
                &self,
                schema: &$crate::types::Schema<'_>,
                serializer: &mut dyn $crate::types::ShapeSerializer,
            ) -> ::std::result::Result<(), $crate::types::SerdeError> {
                serializer.write_string(schema, self.as_str())
            }
            #[inline]
            fn read(
                schema: &$crate::types::Schema<'_>,
                deserializer: &mut dyn $crate::types::ShapeDeserializer,
            ) -> ::std::result::Result<Self, $crate::types::SerdeError> {
                deserializer.read_string(schema).map(|text| Self::from(text.as_str()))
            }
        }
    };
}

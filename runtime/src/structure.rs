//! The macro that turns a table of members into the implementations of a structure.

/// Implements [`Structure`](crate::Structure) and `Debug` for a structure.
///
/// A row is `index field = "schema line"`, in the order of the model. `_request_id` or `meta` after the rows
/// names the field of an operation output or an error that holds what is not modelled.
///
/// ```text
/// structure! { Dataset {
///     0 identity_id = "IdentityId: String",
///     1 num_records = "NumRecords: Long",
/// } }
/// ```
#[macro_export]
macro_rules! structure {
    ($name:ident { $($index:literal $field:ident = $line:literal,)* } $($extra:ident)?) => {
        impl $crate::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::Shape {
                static SHAPE: $crate::Shape = $crate::Shape::new(
                    stringify!($name),
                    &[$($crate::schema::Member::new(stringify!($field), $line)),*],
                );
                &SHAPE
            }
            #[inline]
            fn field(&self, index: usize) -> ::std::option::Option<&dyn $crate::Field> {
                match index {
                    $($index => ::std::option::Option::Some(&self.$field),)*
                    _ => ::std::option::Option::None,
                }
            }
            #[inline]
            fn field_mut(&mut self, index: usize) -> ::std::option::Option<&mut dyn $crate::Field> {
                match index {
                    $($index => ::std::option::Option::Some(&mut self.$field),)*
                    _ => ::std::option::Option::None,
                }
            }
            #[inline]
            fn empty() -> Self {
                Self {
                    $($field: $crate::Value::empty(),)*
                    $($extra: ::std::default::Default::default(),)?
                }
            }
            $($crate::structure_extra! { $extra })?
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::serde::debug(self, stringify!($name), formatter)
            }
        }
    };
}

/// Implements [`Structure`](crate::Structure) and `Debug` for a union: an enum with a variant a member, and
/// `Unknown`. A row is `index Variant = "schema line"`.
#[macro_export]
macro_rules! union {
    ($name:ident { $($index:literal $variant:ident = $line:literal,)* }) => {
        impl $crate::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::Shape {
                static SHAPE: $crate::Shape = $crate::Shape::new(
                    stringify!($name),
                    &[$($crate::schema::Member::new(stringify!($variant), $line)),*],
                );
                &SHAPE
            }
            #[inline]
            fn field(&self, index: usize) -> ::std::option::Option<&dyn $crate::Field> {
                match (self, index) {
                    $((Self::$variant(value), $index) => ::std::option::Option::Some(value),)*
                    _ => ::std::option::Option::None,
                }
            }
            #[inline]
            fn field_mut(&mut self, index: usize) -> ::std::option::Option<&mut dyn $crate::Field> {
                *self = match index {
                    $($index => Self::$variant($crate::Value::empty()),)*
                    _ => return ::std::option::Option::None,
                };
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(value),)*
                    Self::Unknown => ::std::option::Option::None,
                }
            }
            #[inline]
            fn empty() -> Self {
                Self::Unknown
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::serde::debug_union(self, formatter)
            }
        }
    };
}

/// The part of [`structure!`] that depends on what a structure holds beside its members.
#[doc(hidden)]
#[macro_export]
macro_rules! structure_extra {
    (_request_id) => {
        #[inline]
        fn extra(&self) -> ::std::option::Option<(&'static str, &dyn ::std::fmt::Debug)> {
            ::std::option::Option::Some(("_request_id", &self._request_id))
        }
        #[inline]
        fn set_request_id(&mut self, request_id: ::std::option::Option<::std::string::String>) {
            self._request_id = request_id;
        }
    };
    (meta) => {
        #[inline]
        fn extra(&self) -> ::std::option::Option<(&'static str, &dyn ::std::fmt::Debug)> {
            ::std::option::Option::Some(("meta", &self.meta))
        }
        #[inline]
        fn set_error_metadata(&mut self, metadata: $crate::types::ErrorMetadata) {
            self.meta = metadata;
        }
    };
}

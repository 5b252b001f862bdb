//! Structures: members by index, and the macros that turn a table of members into the implementation.

use super::schema::Shape;
use super::value::Field;
use std::any::Any;
use std::fmt;

/// What is done with the members of a structure.
#[doc(hidden)]
pub trait Visit<'a> {
    /// Takes all members.
    fn visit(&mut self, fields: &[&'a dyn Field]);
}

impl<'a, F: FnMut(&[&'a dyn Field])> Visit<'a> for F {
    fn visit(&mut self, fields: &[&'a dyn Field]) {
        self(fields);
    }
}

/// A structure: its schema, and its members by index.
///
/// Implemented by the [`structure!`](crate::structure!) macro.
#[doc(hidden)]
pub trait Structure: fmt::Debug + Any + Send + Sync {
    /// The names and schema of the structure.
    fn shape(&self) -> &'static Shape;

    /// Calls `visit` with the members in the order of their indexes, and then the fields that are not modelled
    /// ([`Shape::extras`]); with none for a union.
    fn fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        visit.visit(&[]);
    }

    /// The member or field with this index; `None` past the last and for variants of a union that are not set.
    fn field<'a>(&'a self, index: usize) -> Option<&'a dyn Field> {
        let mut found = None;
        self.fields(&mut |fields: &[&'a dyn Field]| found = fields.get(index).copied());
        found
    }

    /// The same, to be changed. A union changes to this variant.
    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Field>;

    /// A structure with stand-ins as its required members, and no other members.
    fn empty() -> Self
    where
        Self: Sized;

    /// Of a union: the member that is set, and its index.
    fn variant(&self) -> Option<(usize, &dyn Field)> {
        None
    }
}

// A structure that contains itself does so in a box.
impl<T: Structure> Structure for Box<T> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
    }

    fn fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        (**self).fields(visit);
    }

    fn field(&self, index: usize) -> Option<&dyn Field> {
        (**self).field(index)
    }

    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        (**self).field_mut(index)
    }

    fn empty() -> Self {
        Box::new(T::empty())
    }

    fn variant(&self) -> Option<(usize, &dyn Field)> {
        (**self).variant()
    }
}

/// The value of a variant without data (Smithy, "Unit type").
impl Structure for () {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape::structure("Unit\n");
        &SHAPE
    }

    fn field_mut(&mut self, _: usize) -> Option<&mut dyn Field> {
        None
    }

    fn empty() -> Self {}
}

/// A place for the value of a variant without data.
#[doc(hidden)]
pub fn unit() -> &'static mut dyn Field {
    // A type without size needs no allocation.
    Box::leak(Box::new(()))
}

/// Implements [`Structure`](crate::Structure) and `Debug` for a structure.
///
/// A row is `index field = "schema line"`, in the order of the model. After the rows stand the fields that hold what is
/// not modelled, with the indexes that follow: `_request_id` and `_extended_request_id` of the output of an operation,
/// `meta` of an error; and after `given` those of an input that hold a body until it is built. A structure that is a document
/// may have traits after its name.
///
/// ```text
/// structure! { Dataset {
///     0 identity_id = "IdentityId: String",
///     1 num_records = "NumRecords: Long",
/// } }
/// ```
#[macro_export]
macro_rules! structure {
    (
        $name:ident $(: $traits:literal)? { $($index:literal $field:ident = $line:literal,)* }
        $($at:literal $extra:ident)* $(given $given:ident)*
    ) => {
        impl $crate::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::Shape {
                static SHAPE: $crate::Shape = $crate::Shape::structure(concat!(
                    stringify!($name), $($traits,)? "\n",
                    $(stringify!($field), " ", $line, "\n",)*
                    $(stringify!($extra), "\n",)*
                ));
                &SHAPE
            }
            #[inline]
            fn fields<'a>(&'a self, visit: &mut dyn $crate::Visit<'a>) {
                visit.visit(&[$(&self.$field,)* $(&self.$extra,)*]);
            }
            #[inline]
            fn field_mut(&mut self, index: usize) -> ::std::option::Option<&mut dyn $crate::Field> {
                match index {
                    $($index => ::std::option::Option::Some(&mut self.$field),)*
                    $($at => ::std::option::Option::Some(&mut self.$extra),)*
                    _ => ::std::option::Option::None,
                }
            }
            #[inline]
            fn empty() -> Self {
                Self {
                    $($field: $crate::Value::empty(),)*
                    $($extra: ::std::default::Default::default(),)*
                    $($given: ::std::default::Default::default(),)*
                }
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::expanded::debug(self, stringify!($name), formatter)
            }
        }
        $($crate::structure_extra! { $extra $name })*
        $crate::serde_traits! { $name, serialize_structure, deserialize_structure }
    };
}

/// Implements [`Structure`](crate::Structure) and `Debug` for a union: an enum with one variant per member, and
/// `Unknown`. A row is `index Variant = "schema line"`; those of variants without data have braces of their own.
#[macro_export]
macro_rules! union {
    (
        $name:ident { $($index:literal $variant:ident = $line:literal,)* }
        $({ $($at:literal $unit:ident = $unit_line:literal,)* })?
    ) => {
        impl $crate::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::Shape {
                static SHAPE: $crate::Shape = $crate::Shape::union(concat!(
                    stringify!($name), "\n",
                    $(stringify!($variant), " ", $line, "\n",)*
                    $($(stringify!($unit), " ", $unit_line, "\n",)*)?
                ));
                &SHAPE
            }
            #[inline]
            fn field(&self, index: usize) -> ::std::option::Option<&dyn $crate::Field> {
                self.variant().filter(|(variant, _)| *variant == index).map(|(_, value)| value)
            }
            #[inline]
            fn field_mut(&mut self, index: usize) -> ::std::option::Option<&mut dyn $crate::Field> {
                if self.variant().is_none_or(|(variant, _)| variant != index) {
                    *self = match index {
                        $($index => Self::$variant($crate::Value::empty()),)*
                        $($($at => Self::$unit,)*)?
                        _ => return ::std::option::Option::None,
                    };
                }
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(value),)*
                    $($(Self::$unit => ::std::option::Option::Some($crate::expanded::unit()),)*)?
                    Self::Unknown => ::std::option::Option::None,
                }
            }
            #[inline]
            fn variant(&self) -> ::std::option::Option<(usize, &dyn $crate::Field)> {
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(($index, value)),)*
                    $($(Self::$unit => ::std::option::Option::Some(($at, &())),)*)?
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
                $crate::expanded::debug_union(self, formatter)
            }
        }
        $crate::serde_traits! { $name, serialize_structure, deserialize_structure }
    };
}

/// The part of [`structure!`] that depends on fields that are not modelled.
#[doc(hidden)]
#[macro_export]
macro_rules! structure_extra {
    (_request_id $name:ident) => {
        impl $crate::types::RequestId for $name {
            #[inline]
            fn request_id(&self) -> ::std::option::Option<&str> {
                self._request_id.as_deref()
            }
        }
    };
    (_extended_request_id $name:ident) => {
        $crate::extended_request_id! { output $name }
    };
    (meta $name:ident) => {};
}

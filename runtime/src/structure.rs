//! Structures: members by index, the walkers that need no more than that, and the macros that turn a table of
//! members into the implementation.

use crate::config::Settings;
use crate::s3::RequestIdExt;
use crate::schema::Shape;
use crate::serde::Field;
use crate::types::{
    ErrorMetadata, HttpResponse, RequestId, Schema, SerdeError, ShapeDeserializer, ShapeSerializer,
};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_schema::prelude::STRING;
use aws_smithy_schema::serde::SerializableStruct;
use std::any::Any;
use std::cell::Cell;
use std::fmt;

// A structure that contains itself holds itself in a box.
impl<T: Structure> Structure for Box<T> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
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

/// A structure: its schema, and its members by index.
///
/// Implemented by the [`structure!`](crate::structure!) macro.
pub trait Structure: fmt::Debug + Any + Send + Sync {
    /// The names and schema of the structure.
    fn shape(&self) -> &'static Shape;

    /// The member with this index, or what the structure holds beside its members ([`Shape::extras`]); `None` past the
    /// last and for variants of a union that are not set.
    fn field(&self, index: usize) -> Option<&dyn Field>;

    /// The same, to be changed. A union changes to this variant.
    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Field>;

    /// A structure whose required members hold stand-ins and whose other members are unset.
    fn empty() -> Self
    where
        Self: Sized;

    /// Of a union: the member that is set, and its index.
    fn variant(&self) -> Option<(usize, &dyn Field)> {
        None
    }
}

/// Writes a structure at a member or element position.
///
/// # Errors
///
/// As [`Value::write`](crate::Value::write).
pub fn write_structure(
    value: &dyn Structure,
    schema: &Schema<'_>,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), SerdeError> {
    // A payload is the document itself: its own schema carries no member name that a codec would write. In XML the
    // member says what the document is called.
    if schema.http_payload().is_some() && schema.xml_name().is_none() {
        return serializer.write_struct(value.shape().schema(), &Members(value));
    }
    serializer.write_struct(schema, &Members(value))
}

/// Reads the members of a structure in place; unknown ones are skipped.
///
/// # Errors
///
/// As [`Value::read`](crate::Value::read); a union that has no variant, or more than one.
pub fn read_members(
    value: &mut dyn Structure,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), SerdeError> {
    let schema = value.shape().schema();
    let is_union = schema.shape_type() == ShapeType::Union;
    // Of a union: the variant that is set; one of the future has no index.
    let mut variant = None;
    deserializer.read_struct(schema, &mut |member, deserializer| {
        let index = member.member_index();
        if index.is_some() && deserializer.is_null() && member.shape_type() != ShapeType::Document {
            return deserializer.read_null();
        }
        if is_union
            && let Some(before) = variant.replace(index)
            && (before != index || !member.xml_flattened())
        {
            return Err(invalid_union(value, "more than one variant"));
        }
        match index.and_then(|index| value.field_mut(index)) {
            Some(field) => field.read(member, deserializer),
            None => deserializer.skip_value(),
        }
    })?;
    if is_union && variant.is_none() {
        return Err(invalid_union(value, "no variant"));
    }
    fill_required(value);
    Ok(())
}

fn invalid_union(value: &dyn Structure, problem: &str) -> SerdeError {
    SerdeError::invalid_input(format!("the union `{}` has {problem}", value.shape().name()))
}

/// Puts stand-ins in the place of required members that a response leaves out, although clients are ready for that
/// (Smithy, "Client error correction").
pub(crate) fn fill_required(value: &mut dyn Structure) {
    for &index in &value.shape().decoded().required {
        if let Some(field) = value.field_mut(index) {
            field.fill();
        }
    }
}

/// A structure as codecs take it.
#[derive(Clone, Copy)]
pub struct Members<'a>(pub &'a dyn Structure);

impl SerializableStruct for Members<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.shape().schema()
    }

    // What is on the way into nested values takes little stack: what does not nest has functions of its own.
    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        let Some(_level) = Level::enter() else { return Err(too_deep()) };
        match variant_of(self.0) {
            Some((member, field)) => field.write(member, serializer),
            None if self.0.shape().schema().shape_type() == ShapeType::Union => Err(unknown_variant(self.0)),
            None => write_members(self.0, serializer),
        }
    }
}

/// The variant of a union, and its schema.
fn variant_of(value: &dyn Structure) -> Option<(&'static Schema<'static>, &dyn Field)> {
    let (index, field) = value.variant()?;
    Some((value.shape().schema().members().get(index)?, field))
}

fn write_members(value: &dyn Structure, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
    let decoded = value.shape().decoded();
    for (index, member) in decoded.schema.members().iter().enumerate() {
        let Some(field) = value.field(index) else { continue };
        let left_out = decoded.defaults.get(index) == Some(&true) && field.is_zero();
        if !left_out {
            field.write(member, serializer)?;
        }
    }
    Ok(())
}

/// The error of a union that came with a variant of the future.
fn unknown_variant(value: &dyn Structure) -> SerdeError {
    let name = value.shape().name();
    SerdeError::invalid_input(format!("cannot write the unknown variant of `{name}`"))
}

/// How deep values that are written may be nested. No service takes as many levels, and a stack of two megabytes, as threads
/// of Tokio have it, holds them in a build without optimization.
pub(crate) const MAX_DEPTH: usize = 512;

/// A level of a value that is being written. Codecs call each other through traits that have no place for a number, but none
/// of them leaves its thread.
struct Level;

thread_local! {
    static LEVELS: Cell<usize> = const { Cell::new(0) };
}

impl Level {
    /// One level more; `None` if there are too many.
    fn enter() -> Option<Self> {
        let levels = LEVELS.get() + 1;
        (levels <= MAX_DEPTH).then(|| {
            LEVELS.set(levels);
            Self
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        LEVELS.set(LEVELS.get() - 1);
    }
}

/// The error of a value that is nested too deep to be written.
pub(crate) fn too_deep() -> SerdeError {
    SerdeError::write_failed(format!("values are nested more than {MAX_DEPTH} levels deep"))
}

/// What is printed instead of a sensitive value. The text is that of the official crates: people search logs for it.
const REDACTED: &str = "*** Sensitive Data Redacted ***";

/// Prints a structure as `derive(Debug)` would, with sensitive members redacted.
///
/// # Errors
///
/// What the formatter reports.
pub fn debug(value: &dyn Structure, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = formatter.debug_struct(name);
    let shape = value.shape();
    for (index, member) in shape.schema().members().iter().enumerate() {
        if let (Some(names), Some(field)) = (shape.members().get(index), value.field(index)) {
            if member.sensitive().is_some() {
                output.field(names.field, &REDACTED);
            } else {
                output.field(names.field, field);
            }
        }
    }
    for (index, name) in shape.extras() {
        let Some(field) = value.field(index) else { continue };
        match field.metadata().filter(|_| has_sensitive_message(shape)) {
            Some(metadata) => output.field(name, &without_message(metadata)),
            None => output.field(name, field),
        };
    }
    output.finish()
}

/// Whether the message of an error must not be printed.
fn has_sensitive_message(shape: &'static Shape) -> bool {
    let members = shape.schema().members().iter();
    let is_message = |name: &str| name.eq_ignore_ascii_case("message");
    members
        .filter(|member| member.member_name().is_some_and(is_message))
        .any(|member| member.sensitive().is_some())
}

/// What is known of a response, as it is printed beside a message that must not be.
fn without_message(metadata: &ErrorMetadata) -> ErrorMetadata {
    match metadata.message() {
        Some(_) => metadata.clone().into_builder().message(REDACTED).build(),
        None => metadata.clone(),
    }
}

/// Prints an error as the official crates do: its name, and its message if there is one that may be printed.
///
/// # Errors
///
/// What the formatter reports.
pub fn display(
    error: &dyn Structure,
    message: Option<&str>,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    formatter.write_str(error.shape().name())?;
    match message.map(|message| if has_sensitive_message(error.shape()) { REDACTED } else { message }) {
        Some(message) => write!(formatter, ": {message}"),
        None => Ok(()),
    }
}

/// Prints a union as `derive(Debug)` would, with a sensitive member redacted.
///
/// # Errors
///
/// What the formatter reports.
pub fn debug_union(value: &dyn Structure, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match printed_variant(value) {
        Some((name, field)) => formatter.debug_tuple(name).field(field).finish(),
        None => formatter.write_str("Unknown"),
    }
}

/// The name of the variant of a union, and what is printed of it. A function of its own, so that it takes no stack while what
/// is in the variant is printed.
fn printed_variant(value: &dyn Structure) -> Option<(&'static str, &dyn fmt::Debug)> {
    let (index, field) = value.variant()?;
    let shape = value.shape();
    let name = shape.members().get(index)?.field;
    let sensitive = shape.schema().members().get(index)?.sensitive().is_some();
    Some((name, if sensitive { &REDACTED } else { field }))
}

/// Gives an output the ids of its request, as far as it has room for them.
pub(crate) fn set_request_ids(output: &mut dyn Structure, response: &HttpResponse) -> Result<(), SerdeError> {
    for (index, name) in output.shape().extras() {
        let id = match name {
            "_extended_request_id" => response.extended_request_id(),
            _ => response.request_id(),
        };
        if let (Some(id), Some(field)) = (id, output.field_mut(index)) {
            field.read(&STRING, &mut HttpStringDeserializer::new(id))?;
        }
    }
    Ok(())
}

/// Gives an error the metadata of its response.
pub(crate) fn set_metadata(error: &mut dyn Structure, metadata: ErrorMetadata) {
    for (index, _) in error.shape().extras() {
        if let Some(place) = error.field_mut(index).and_then(|field| field.metadata_mut()) {
            *place = metadata;
            return;
        }
    }
}

/// Fills in the idempotency tokens of an input that are not set: as the settings of the call or else of the client say,
/// or each with a random UUID.
pub(crate) fn fill_tokens(
    input: &mut dyn Structure,
    overrides: Option<&Settings>,
    settings: &Settings,
) -> Result<(), SerdeError> {
    let decoded = input.shape().decoded();
    // Invariant: these are indexes of members.
    for &index in &decoded.tokens {
        let schema = decoded.schema.members()[index];
        let Some(field) = input.field_mut(index) else { continue };
        if field.label(schema)?.is_none() {
            let fixed = overrides.and_then(Settings::idempotency_token).or(settings.idempotency_token());
            let token = fixed.map_or_else(random_uuid, str::to_owned);
            field.read(schema, &mut HttpStringDeserializer::new(&token))?;
        }
    }
    Ok(())
}

/// A random UUID (RFC 9562, version 4).
fn random_uuid() -> String {
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Implements [`Structure`](crate::Structure) and `Debug` for a structure.
///
/// A row is `index field = "schema line"`, in the order of the model. After the rows stand the fields that hold what is
/// not modelled, with the indexes that follow: `_request_id` and `_extended_request_id` of the output of an operation,
/// `meta` of an error. A structure that is a document may have traits after its name.
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
        $($at:literal $extra:ident)*
    ) => {
        impl $crate::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::Shape {
                static SHAPE: $crate::Shape = $crate::Shape::with_traits(
                    stringify!($name),
                    concat!($($traits)?),
                    &[$($crate::schema::Member::new(stringify!($field), $line)),*],
                    &[$(stringify!($extra)),*],
                );
                &SHAPE
            }
            #[inline]
            fn field(&self, index: usize) -> ::std::option::Option<&dyn $crate::Field> {
                match index {
                    $($index => ::std::option::Option::Some(&self.$field),)*
                    $($at => ::std::option::Option::Some(&self.$extra),)*
                    _ => ::std::option::Option::None,
                }
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
                }
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::structure::debug(self, stringify!($name), formatter)
            }
        }
        $($crate::structure_extra! { $extra $name })*
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
                static SHAPE: $crate::Shape = $crate::Shape::union(
                    stringify!($name),
                    &[$($crate::schema::Member::new(stringify!($variant), $line)),*],
                );
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
                        _ => return ::std::option::Option::None,
                    };
                }
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(value),)*
                    Self::Unknown => ::std::option::Option::None,
                }
            }
            #[inline]
            fn variant(&self) -> ::std::option::Option<(usize, &dyn $crate::Field)> {
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(($index, value)),)*
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
                $crate::structure::debug_union(self, formatter)
            }
        }
    };
}

/// The part of [`structure!`] that depends on what a structure holds beside its members.
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
        impl $crate::s3::RequestIdExt for $name {
            #[inline]
            fn extended_request_id(&self) -> ::std::option::Option<&str> {
                self._extended_request_id.as_deref()
            }
        }
    };
    (meta $name:ident) => {};
}

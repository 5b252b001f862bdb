//! The walkers over the members of a structure, which read and write all structures.

use super::schema::Decoded;
use super::structure::Structure;
use super::value::{Field, Value};
use crate::types::{Document, Schema, SerdeError, ShapeDeserializer, ShapeSerializer};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;
use aws_smithy_schema::document::DocumentShapeDeserializer;
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_schema::serde::SerializableStruct;
use std::cell::Cell;
use std::collections::HashMap;

/// Writes a structure at a member or element position.
///
/// # Errors
///
/// As [`Value::write`](crate::Value::write).
pub(super) fn write_structure(
    value: &dyn Structure,
    schema: &Schema<'_>,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), SerdeError> {
    // A payload is the document itself: its own schema carries no member name that a codec would write. In XML, the
    // member has the name of the root element.
    if schema.http_payload().is_some() && schema.xml_name().is_none() && !WHOLE.get() {
        return serializer.write_struct(value.shape().schema(), &Members(value));
    }
    serializer.write_struct(schema, &Members(value))
}

/// Reads the members of an empty structure in place; unknown ones are skipped, and those with a default have it if they are
/// left out.
///
/// # Errors
///
/// As [`Value::read`](crate::Value::read); a union that has no variant, or more than one.
pub fn read_members(
    value: &mut dyn Structure,
    deserializer: &mut dyn ShapeDeserializer,
) -> Result<(), SerdeError> {
    let decoded = value.shape().decoded();
    let is_union = decoded.schema.shape_type() == ShapeType::Union;
    set_defaults(value, decoded)?;
    // The variant of a union; an unknown one has no index.
    let mut variant = None;
    #[cfg(feature = "serde")]
    let mut seen = Seen::default();
    deserializer.read_struct(&decoded.schema, &mut |member, deserializer| {
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
        #[cfg(feature = "serde")]
        seen.add(member)?;
        match index.and_then(|index| value.field_mut(index)) {
            Some(field) => field.read(member, deserializer),
            None => deserializer.skip_value(),
        }
    })?;
    if is_union && variant.is_none() && !WHOLE.get() {
        return Err(invalid_union(value, "no variant"));
    }
    #[cfg(feature = "serde")]
    if WHOLE.get() {
        return seen.check(value);
    }
    fill_required(value, decoded);
    Ok(())
}

/// Which members of a structure were read, if it is read outside a response.
#[cfg(feature = "serde")]
#[derive(Default)]
struct Seen(Vec<bool>);

#[cfg(feature = "serde")]
impl Seen {
    fn add(&mut self, member: &Schema<'_>) -> Result<(), SerdeError> {
        let Some(index) = member.member_index().filter(|_| WHOLE.get()) else { return Ok(()) };
        if self.has(index) {
            let name = member.member_name().unwrap_or_default();
            return Err(SerdeError::invalid_input(format!("the member `{name}` comes twice")));
        }
        if self.0.len() <= index {
            self.0.resize(index + 1, false);
        }
        self.0[index] = true;
        Ok(())
    }

    fn has(&self, index: usize) -> bool {
        self.0.get(index) == Some(&true)
    }

    /// # Errors
    ///
    /// A member that always has a value, neither read nor with a default.
    fn check(&self, value: &mut dyn Structure) -> Result<(), SerdeError> {
        let shape = value.shape();
        let decoded = shape.decoded();
        if decoded.schema.shape_type() == ShapeType::Union {
            return Ok(());
        }
        for (index, member) in decoded.schema.members().iter().enumerate() {
            let default = decoded.defaults.get(index).copied().flatten();
            let missing = default.is_none() && !self.has(index);
            if missing && value.field_mut(index).is_some_and(|field| field.is_required()) {
                let name = member.member_name().unwrap_or_default();
                return Err(SerdeError::missing_member(format!("`{name}` of `{}`", shape.name())));
            }
        }
        Ok(())
    }
}

fn invalid_union(value: &dyn Structure, problem: &str) -> SerdeError {
    SerdeError::invalid_input(format!("the union `{}` has {problem}", value.shape().name()))
}

/// Gives the members of a structure of which nothing is set yet their defaults other than zero.
///
/// # Errors
///
/// A default that is not valid for its member, which the generator never writes.
fn set_defaults(value: &mut dyn Structure, decoded: &'static Decoded) -> Result<(), SerdeError> {
    for &(index, default) in &decoded.initial {
        if let (Some(field), Some(schema)) = (value.field_mut(index), decoded.schema.members().get(index)) {
            match schema.shape_type() {
                ShapeType::BigDecimal
                | ShapeType::BigInteger
                | ShapeType::Blob
                | ShapeType::Document
                | ShapeType::Timestamp => {
                    field.read(schema, &mut DocumentShapeDeserializer::new(&document(default)))?;
                }
                _ => field.read(schema, &mut HttpStringDeserializer::new(default))?,
            }
        }
    }
    Ok(())
}

/// The default of a member that holds bytes, a timestamp, a number of any size or a document, as it stands in the schema
/// line. An invalid value, which the generator never writes, becomes the stand-in of the type.
pub fn default_value<T: Value>(node: &str) -> T {
    T::read(&DOCUMENT, &mut DocumentShapeDeserializer::new(&document(node))).unwrap_or_else(|_| T::empty())
}

/// A document that is not a list or map with elements; a text follows a quotation mark.
fn document(node: &str) -> Document {
    if let Some(text) = node.strip_prefix('"') {
        return Document::String(text.to_owned());
    }
    match node {
        "true" => Document::Bool(true),
        "false" => Document::Bool(false),
        "[]" => Document::Array(vec![]),
        "{}" => Document::Object(HashMap::new()),
        number => match (number.parse::<u64>(), number.parse::<i64>(), number.parse::<f64>()) {
            (Ok(number), ..) => number.into(),
            (_, Ok(number), _) => number.into(),
            (.., Ok(number)) => number.into(),
            _ => Document::Null,
        },
    }
}

/// The stand-in of a structure.
pub(super) fn stand_in<T: Structure>() -> T {
    let mut value = T::empty();
    // An error cannot occur: the lines of a crate are checked when it is generated.
    let decoded = value.shape().decoded();
    set_defaults(&mut value, decoded).ok();
    fill_required(&mut value, decoded);
    value
}

/// Sets required members that a response leaves out to stand-ins (Smithy, "Client error correction").
fn fill_required(value: &mut dyn Structure, decoded: &'static Decoded) {
    for &index in &decoded.required {
        if let Some(field) = value.field_mut(index) {
            field.fill();
        }
    }
}

/// A structure as codecs take it.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a>(pub(crate) &'a dyn Structure);

impl SerializableStruct for Members<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.shape().schema()
    }

    // Functions on the way into nested values must take little stack, so all other work is in functions of its own.
    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        let Some(_level) = Level::enter() else { return Err(too_deep()) };
        let decoded = self.0.shape().decoded();
        if decoded.schema.shape_type() != ShapeType::Union {
            // A result is as large as an error, so only an error is moved.
            let mut failure = None;
            self.0.fields(&mut |fields: &[&dyn Field]| {
                if let Err(error) = write_members(fields, decoded, serializer) {
                    failure = Some(Box::new(error));
                }
            });
            return match failure {
                None => Ok(()),
                Some(error) => Err(*error),
            };
        }
        match variant_of(self.0, decoded) {
            Some((member, field)) => field.write(member, serializer),
            None if WHOLE.get() => Ok(()),
            None => Err(unknown_variant(self.0)),
        }
    }
}

/// The variant of a union, and its schema.
fn variant_of<'a>(
    value: &'a dyn Structure,
    decoded: &'static Decoded,
) -> Option<(&'static Schema<'static>, &'a dyn Field)> {
    let (index, field) = value.variant()?;
    Some((decoded.schema.members().get(index)?, field))
}

fn write_members(
    fields: &[&dyn Field],
    decoded: &'static Decoded,
    serializer: &mut dyn ShapeSerializer,
) -> Result<(), SerdeError> {
    // Outside requests, members that equal their defaults are written too.
    let whole = WHOLE.get();
    for ((field, member), default) in fields.iter().zip(decoded.schema.members()).zip(&decoded.defaults) {
        match default {
            Some(default) if !whole && field.is_default(default) => {}
            _ => field.write(member, serializer)?,
        }
    }
    Ok(())
}

/// The error of a union with an unknown variant.
fn unknown_variant(value: &dyn Structure) -> SerdeError {
    let name = value.shape().name();
    SerdeError::invalid_input(format!("cannot write the unknown variant of `{name}`"))
}

/// The maximum nesting depth of values that are written. No service accepts as many levels, and the two megabytes of
/// stack of Tokio's threads suffice for them without optimization.
pub(crate) const MAX_DEPTH: usize = 512;

/// A level of a value that is being written. Codecs call each other through traits that cannot pass a number on, but
/// they stay on one thread.
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

thread_local! {
    static WHOLE: Cell<bool> = const { Cell::new(false) };
}

/// Does `work`, in which structures are written and read outside requests and responses: members that equal their
/// defaults are written, all members have their names in the model, a missing required member is an error, and a union
/// with an unknown variant has no member.
pub(crate) fn whole<T>(work: impl FnOnce() -> T) -> T {
    struct Before(bool);

    impl Drop for Before {
        fn drop(&mut self) {
            WHOLE.set(self.0);
        }
    }

    let _before = Before(WHOLE.replace(true));
    work()
}

/// The error of a value that is nested too deep to be written.
pub(crate) fn too_deep() -> SerdeError {
    SerdeError::write_failed(format!("values are nested more than {MAX_DEPTH} levels deep"))
}

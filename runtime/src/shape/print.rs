//! `Debug` of structures and unions: as `derive` would print them, without sensitive values.

use super::schema::Shape;
use super::structure::Structure;
use super::value::Field;
use crate::types::ErrorMetadata;
use std::borrow::Cow;
use std::fmt;

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
    value.fields(&mut |fields: &[&dyn Field]| {
        let mut fields = fields.iter();
        let members = shape.members().iter().zip(shape.schema().members());
        for ((names, member), field) in members.zip(&mut fields) {
            if member.sensitive().is_some() {
                output.field(names.field, &REDACTED);
            } else {
                output.field(names.field, field);
            }
        }
        for ((_, name), field) in shape.extras().zip(&mut fields) {
            match field.metadata() {
                Some(metadata) => output.field(name, &printable(shape, metadata)),
                None => output.field(name, field),
            };
        }
    });
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

/// The metadata of an error's response, without a message that must not be printed.
pub(crate) fn printable<'a>(error: &'static Shape, metadata: &'a ErrorMetadata) -> Cow<'a, ErrorMetadata> {
    match metadata.message() {
        Some(_) if has_sensitive_message(error) => {
            Cow::Owned(metadata.clone().into_builder().message(REDACTED).build())
        }
        _ => Cow::Borrowed(metadata),
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
        Some((name, Some(field))) => formatter.debug_tuple(name).field(field).finish(),
        Some((name, None)) => formatter.write_str(name),
        None => formatter.write_str("Unknown"),
    }
}

/// The name of the variant of a union, and what is printed of it. It is a separate function so that it takes no stack
/// while the value of the variant is printed.
fn printed_variant(value: &dyn Structure) -> Option<(&'static str, Option<&dyn fmt::Debug>)> {
    let (index, field) = value.variant()?;
    let shape = value.shape();
    let member = shape.members().get(index)?;
    let sensitive = shape.schema().members().get(index)?.sensitive().is_some();
    let printed: &dyn fmt::Debug = if sensitive { &REDACTED } else { field };
    Some((member.field, (!member.is_unit).then_some(printed)))
}

//! Texts that become part of a URI, changed before they are sent.

use crate::shape::Structure;
use crate::types::SerdeError;
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;

/// Replaces each text of an input that becomes a label or a parameter of the query by the result of `change`, if there
/// is one. `change` takes the name of the member and its text, which is empty if it is unset.
///
/// # Errors
///
/// What codecs report.
pub(super) fn change(
    input: &mut dyn Structure,
    change: impl Fn(&str, &str) -> Option<String>,
) -> Result<(), SerdeError> {
    for (index, schema) in input.shape().schema().members().iter().enumerate() {
        let in_uri = schema.http_label().is_some() || schema.http_query().is_some();
        let is_text = schema.shape_type() == ShapeType::String;
        let Some(field) = input.field_mut(index).filter(|_| in_uri && is_text) else { continue };
        let text = field.label(schema)?.unwrap_or_default();
        if let Some(text) = change(schema.member_name().unwrap_or_default(), &text) {
            field.read(schema, &mut HttpStringDeserializer::new(&text))?;
        }
    }
    Ok(())
}

//! Requests of `aws.protocols#ec2Query`: a form whose names are paths of members.
//!
//! No published crate has it. Differs from `awsQuery` in names (`ec2QueryName`, or the name in XML with a capital at its
//! start) and in that lists are always flattened and empty ones left out (Smithy, "AWS EC2 query protocol").

use crate::shape::timestamp;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::http_protocol::percent_encode;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::{BigDecimal, BigInteger};
use std::fmt::Write;

/// Writes a form.
#[derive(Debug)]
pub(crate) struct Ec2QuerySerializer {
    form: String,
    /// The path of the value that is being written.
    path: String,
    /// For each list that is open: how many of its elements are written.
    lists: Vec<usize>,
}

impl Ec2QuerySerializer {
    /// The form of a request.
    pub(crate) fn write(
        action: &str,
        version: &str,
        input: &dyn SerializableStruct,
    ) -> Result<String, SerdeError> {
        let form = format!("Action={}&Version={}", percent_encode(action), percent_encode(version));
        let mut serializer = Self { form, path: String::new(), lists: Vec::new() };
        input.serialize_members(&mut serializer)?;
        Ok(serializer.form)
    }

    /// Goes to the place of a value: a member by its name, an element by its number. Gives the length of the path
    /// before.
    fn enter(&mut self, schema: &Schema<'_>) -> usize {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        match schema.member_name() {
            Some(member) => {
                let own = schema.json_name().map(|name| name.value());
                let name = own.or(schema.xml_name().map(|name| name.value())).unwrap_or(member);
                let mut characters = name.chars();
                match (own, characters.next()) {
                    (None, Some(first)) => {
                        self.path.extend(first.to_uppercase());
                        self.path.push_str(characters.as_str());
                    }
                    _ => self.path.push_str(name),
                }
            }
            None => {
                if let Some(count) = self.lists.last_mut() {
                    *count += 1;
                    // Writing to a `String` cannot fail.
                    let _ = write!(self.path, "{count}");
                }
            }
        }
        length
    }

    fn text(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        let length = self.enter(schema);
        self.form.push('&');
        self.form.push_str(&percent_encode(&self.path));
        self.form.push('=');
        self.form.push_str(&percent_encode(value));
        self.path.truncate(length);
        Ok(())
    }
}

/// The text of a number, with Smithy's words for infinity and NaN.
fn number(value: f64, text: String) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => text,
    }
}

impl ShapeSerializer for Ec2QuerySerializer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        let length = self.enter(schema);
        let lists = std::mem::take(&mut self.lists);
        value.serialize_members(self)?;
        self.lists = lists;
        self.path.truncate(length);
        Ok(())
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let length = self.enter(schema);
        self.lists.push(0);
        write_elements(self)?;
        self.lists.pop();
        self.path.truncate(length);
        Ok(())
    }

    fn write_map(
        &mut self,
        _: &Schema<'_>,
        _: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported("requests of the EC2 protocol cannot hold maps"))
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.text(schema, if value { "true" } else { "false" })
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.text(schema, &value.to_string())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.text(schema, &value.to_string())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.text(schema, &value.to_string())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.text(schema, &value.to_string())
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.text(schema, &number(value.into(), value.to_string()))
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.text(schema, &number(value, value.to_string()))
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.text(schema, value.as_ref())
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.text(schema, value.as_ref())
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.text(schema, value)
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.text(schema, &aws_smithy_types::base64::encode(value))
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        let format = timestamp::format(schema, TimestampFormat::DateTime);
        let text = value.fmt(format).map_err(|error| SerdeError::write_failed(error.to_string()))?;
        self.text(schema, &text)
    }

    fn write_document(&mut self, _: &Schema<'_>, _: &Document) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported("requests of the EC2 protocol cannot hold documents"))
    }

    fn write_null(&mut self, _: &Schema<'_>) -> Result<(), SerdeError> {
        Ok(())
    }
}

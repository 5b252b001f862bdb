//! A value as a tree, for JMESPath expressions, which use the names of members.

use super::structure::Structure;
use super::walk::{Members, whole};
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};

/// A value without its type. Timestamps are seconds since 1970, and bytes are text in base64, as in Smithy's JMESPath.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the values of JSON")]
pub enum Node {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// The members of a structure that have a value, by their names in the model.
///
/// # Errors
///
/// Values that are nested too deep.
pub(crate) fn tree(value: &dyn Structure) -> Result<Node, SerdeError> {
    let mut members = Vec::new();
    whole(|| members_of(&Members(value), &mut members))?;
    Ok(Node::Object(members))
}

fn members_of(value: &dyn SerializableStruct, into: &mut Vec<(String, Node)>) -> Result<(), SerdeError> {
    value.serialize_members(&mut Writer { place: Place::Members(into), key: None })
}

/// The place of the next value.
enum Place<'a> {
    /// Into an object, under the name of its member.
    Members(&'a mut Vec<(String, Node)>),
    /// Into an object: a key, then its value.
    Pairs(&'a mut Vec<(String, Node)>),
    Elements(&'a mut Vec<Node>),
}

struct Writer<'a> {
    place: Place<'a>,
    /// The key of the pair whose value is next.
    key: Option<String>,
}

impl Writer<'_> {
    fn put(&mut self, schema: &Schema<'_>, node: Node) -> Result<(), SerdeError> {
        match &mut self.place {
            Place::Members(members) => {
                members.push((schema.member_name().unwrap_or_default().to_owned(), node));
            }
            Place::Pairs(pairs) => match (self.key.take(), node) {
                (Some(key), node) => pairs.push((key, node)),
                (None, Node::Text(key)) => self.key = Some(key),
                (None, _) => return Err(SerdeError::write_failed("a key of a map is no text")),
            },
            Place::Elements(elements) => elements.push(node),
        }
        Ok(())
    }

    fn number(&mut self, schema: &Schema<'_>, number: f64) -> Result<(), SerdeError> {
        self.put(schema, Node::Number(number))
    }
}

impl ShapeSerializer for Writer<'_> {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        let mut members = Vec::new();
        members_of(value, &mut members)?;
        self.put(schema, Node::Object(members))
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let mut elements = Vec::new();
        write(&mut Writer { place: Place::Elements(&mut elements), key: None })?;
        self.put(schema, Node::List(elements))
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let mut pairs = Vec::new();
        write(&mut Writer { place: Place::Pairs(&mut pairs), key: None })?;
        self.put(schema, Node::Object(pairs))
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.put(schema, Node::Text(value.to_owned()))
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.put(schema, Node::Boolean(value))
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.number(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.number(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.number(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.number(schema, value as f64)
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.number(schema, value.into())
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.number(schema, value)
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.number(schema, value.as_ref().parse().unwrap_or(f64::NAN))
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.number(schema, value.as_ref().parse().unwrap_or(f64::NAN))
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.put(schema, Node::Text(base64::encode(value)))
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        self.number(schema, value.as_secs_f64())
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.put(schema, of_document(value))
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.put(schema, Node::Null)
    }
}

/// Documents of a service are not nested deeper than its codec reads.
fn of_document(document: &Document) -> Node {
    match document {
        Document::Null => Node::Null,
        Document::Bool(value) => Node::Boolean(*value),
        Document::Number(Number::PosInt(number)) => Node::Number(*number as f64),
        Document::Number(Number::NegInt(number)) => Node::Number(*number as f64),
        Document::Number(Number::Float(number)) => Node::Number(*number),
        Document::String(text) => Node::Text(text.clone()),
        Document::Array(elements) => Node::List(elements.iter().map(of_document).collect()),
        Document::Object(members) => {
            Node::Object(members.iter().map(|(name, value)| (name.clone(), of_document(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, tree};

    struct Counts {
        running: i32,
        wanted: i32,
    }

    crate::structure! { Counts {
        0 running = "running: Integer @default",
        1 wanted = "wanted: Integer @default(1)",
    } }

    #[test]
    fn members_that_equal_their_default_are_there() {
        let value = Counts { running: 0, wanted: 1 };
        let number = |name: &str, number| (name.to_owned(), Node::Number(number));
        let expected = Node::Object(vec![number("running", 0.0), number("wanted", 1.0)]);
        assert_eq!(tree(&value).expect("a tree"), expected);
    }
}

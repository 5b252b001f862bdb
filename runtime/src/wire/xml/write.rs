//! Writing XML documents by schema (Smithy, "XML bindings").
//!
//! The published writer asks most structures for their members twice, because attributes come first, and compares each
//! character of a text with nine others.

use super::names::{name_of, part_name};
use crate::shape::timestamp;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeSerializer};
use aws_smithy_schema::codec::FinishSerializer;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::primitive::Encoder;
use aws_smithy_types::{BigDecimal, BigInteger, base64};
use std::fmt::Display;
use std::ops::Range;

/// The place of the next value, which names its element.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// The document itself, or a member of a structure: the schema of the value names it.
    Named,
    /// An element of a list.
    Element(Tag),
    /// A key of a map.
    Key(Entry),
    /// The value after a key.
    Value(Entry),
}

/// An element to come, in the tags of the writer: from the first to the second index its name, up to the third the
/// declaration of its namespace.
#[derive(Clone, Copy, Debug)]
struct Tag(usize, usize, usize);

#[derive(Clone, Copy, Debug)]
struct Entry {
    entry: Tag,
    key: Tag,
    value: Tag,
}

/// Writes an XML document by schema.
#[derive(Debug)]
pub(crate) struct XmlSerializer {
    text: String,
    /// Whether the text ends within a start tag.
    in_tag: bool,
    place: Place,
    /// The names of elements to come, and their namespaces.
    tags: String,
    /// Whether only members that are attributes are written, or only the others.
    attributes: Option<bool>,
    /// The name of the root element, if it is not that of its schema.
    root: Option<String>,
    /// The namespace of the root element and its prefix, if its schema has none.
    namespace: Option<(String, Option<String>)>,
}

/// Adds the declaration of a namespace to a start tag.
fn declare(text: &mut String, uri: &str, prefix: Option<&str>) {
    text.push_str(" xmlns");
    if let Some(prefix) = prefix {
        text.extend([":", prefix]);
    }
    text.push_str("=\"");
    escape(text, uri);
    text.push('"');
}

fn declare_own(text: &mut String, schema: &Schema<'_>) {
    if let Some(namespace) = schema.xml_namespace() {
        declare(text, namespace.uri(), namespace.prefix());
    }
}

/// Adds a text with references for the characters that mean something in XML, and for line ends, which readers would
/// change (XML 1.1, 2.11 and 3.3.3).
fn escape(text: &mut String, value: &str) {
    let special = |byte: u8| {
        u8::from(matches!(byte, b'&' | b'\'' | b'"' | b'<' | b'>' | b'\r' | b'\n') || !byte.is_ascii())
    };
    // All bytes are looked at, so that the compiler can do so for many at once.
    if value.bytes().fold(0, |found, byte| found | special(byte)) == 0 {
        return text.push_str(value);
    }
    for character in value.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '\'' => text.push_str("&apos;"),
            '"' => text.push_str("&quot;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '\r' => text.push_str("&#xD;"),
            '\n' => text.push_str("&#xA;"),
            '\u{85}' => text.push_str("&#x85;"),
            '\u{2028}' => text.push_str("&#x2028;"),
            other => text.push(other),
        }
    }
}

impl XmlSerializer {
    /// With the name of the root element, if it is not that of its schema, and with the namespace of documents without one
    /// of their own.
    pub(crate) fn new(root: Option<String>, namespace: Option<(String, Option<String>)>) -> Self {
        Self {
            text: String::new(),
            in_tag: false,
            place: Place::Named,
            tags: String::new(),
            attributes: None,
            root,
            namespace,
        }
    }

    /// Adds an element to come.
    fn tag(&mut self, name: &str, schema: Option<&Schema<'_>>) -> Tag {
        let start = self.tags.len();
        self.tags.push_str(name);
        let end = self.tags.len();
        schema.into_iter().for_each(|schema| declare_own(&mut self.tags, schema));
        Tag(start, end, self.tags.len())
    }

    fn end_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.text.push('>');
        }
    }

    /// Starts an element, and returns the place of its name.
    fn open(&mut self, name: impl FnOnce(&mut Self)) -> Range<usize> {
        self.end_tag();
        self.text.push('<');
        let start = self.text.len();
        name(self);
        self.in_tag = true;
        start..self.text.len()
    }

    fn open_tag(&mut self, Tag(start, end, _): Tag) -> Range<usize> {
        self.open(|this| this.text.push_str(&this.tags[start..end]))
    }

    /// Starts the element of a value, and that of the entry before a key.
    fn start(&mut self, schema: &Schema<'_>) -> Range<usize> {
        let tag = match self.place {
            Place::Named => {
                // Only the first element finds these.
                let (root, namespace) = (self.root.take(), self.namespace.take());
                let name = self.open(|this| this.text.push_str(root.as_deref().unwrap_or(name_of(schema))));
                match namespace.filter(|_| schema.xml_namespace().is_none()) {
                    Some((uri, prefix)) => declare(&mut self.text, &uri, prefix.as_deref()),
                    None => declare_own(&mut self.text, schema),
                }
                return name;
            }
            Place::Key(entry) => {
                self.open_tag(entry.entry);
                entry.key
            }
            Place::Value(entry) => entry.value,
            Place::Element(tag) => tag,
        };
        let name = self.open_tag(tag);
        self.text.push_str(&self.tags[tag.1..tag.2]);
        name
    }

    /// Ends the element of a value, and that of the entry after a value.
    fn end(&mut self, name: Range<usize>) {
        self.end_tag();
        self.text.push_str("</");
        self.text.extend_from_within(name);
        self.text.push('>');
        match self.place {
            Place::Key(entry) => self.place = Place::Value(entry),
            Place::Value(entry) => {
                self.text.extend(["</", &self.tags[entry.entry.0..entry.entry.1], ">"]);
                self.place = Place::Key(entry);
            }
            Place::Named | Place::Element(_) => {}
        }
    }

    /// Writes a value that has no elements, as an attribute or an element.
    fn simple(&mut self, schema: &Schema<'_>, write: impl FnOnce(&mut String)) -> Result<(), SerdeError> {
        if self.attributes.is_some_and(|attributes| attributes != schema.xml_attribute()) {
            return Ok(());
        }
        if schema.xml_attribute() && self.in_tag {
            self.text.extend([" ", name_of(schema), "=\""]);
            let mut value = String::new();
            write(&mut value);
            // Readers turn a tab in an attribute into a space (XML 1.0, 3.3.3).
            self.text.extend([&value.replace('\t', "&#x9;"), "\""]);
            return Ok(());
        }
        let name = self.start(schema);
        self.end_tag();
        write(&mut self.text);
        self.end(name);
        Ok(())
    }

    fn float(
        &mut self,
        schema: &Schema<'_>,
        finite: bool,
        number: impl Display + Into<Encoder>,
    ) -> Result<(), SerdeError> {
        self.simple(schema, |text| {
            if finite { text.push_str(&number.to_string()) } else { text.push_str(number.into().encode()) }
        })
    }

    /// Writes what a list, map or structure contains, each at this place; in an element of its own, if it has one.
    fn nested(
        &mut self,
        schema: &Schema<'_>,
        flattened: bool,
        place: impl FnOnce(&mut Self) -> Place,
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        if schema.xml_attribute() {
            return Err(SerdeError::unsupported("an attribute that is a list, map or structure"));
        }
        if self.attributes == Some(true) {
            return Ok(());
        }
        let name = (!flattened || matches!(self.place, Place::Value(_))).then(|| self.start(schema));
        let (attributes, tags) = (self.attributes, self.tags.len());
        let inside = place(self);
        let outside = std::mem::replace(&mut self.place, inside);
        write(self)?;
        self.place = outside;
        self.attributes = attributes;
        self.tags.truncate(tags);
        name.into_iter().for_each(|name| self.end(name));
        Ok(())
    }
}

impl FinishSerializer for XmlSerializer {
    fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

impl ShapeSerializer for XmlSerializer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.nested(
            schema,
            false,
            |_| Place::Named,
            |this| {
                if value.schema().members().iter().any(|member| member.xml_attribute()) {
                    this.attributes = Some(true);
                    value.serialize_members(this)?;
                }
                this.attributes = Some(false);
                value.serialize_members(this)
            },
        )
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let flattened = schema.xml_flattened();
        let element = |this: &mut Self| {
            let name = if flattened { name_of(schema) } else { part_name(schema.member(), "member") };
            Place::Element(this.tag(name, schema.member()))
        };
        self.nested(schema, flattened, element, |this| write_elements(this))
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write_entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let flattened = schema.xml_flattened();
        let entry = |this: &mut Self| {
            Place::Key(Entry {
                entry: this.tag(if flattened { name_of(schema) } else { "entry" }, None),
                key: this.tag(part_name(schema.key(), "key"), schema.key()),
                value: this.tag(part_name(schema.member(), "value"), schema.member()),
            })
        };
        self.nested(schema, flattened, entry, |this| write_entries(this))
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.simple(schema, |text| text.push_str(if value { "true" } else { "false" }))
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.write_long(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.write_long(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.write_long(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.simple(schema, |text| text.push_str(Encoder::from(value).encode()))
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.float(schema, value.is_finite(), value)
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.float(schema, value.is_finite(), value)
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.simple(schema, |text| text.push_str(value.as_ref()))
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.simple(schema, |text| text.push_str(value.as_ref()))
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.simple(schema, |text| escape(text, value))
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.simple(schema, |text| text.push_str(&base64::encode(value)))
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        let format = timestamp::format(schema, TimestampFormat::DateTime);
        let written = value.fmt(format).map_err(|error| SerdeError::write_failed(error.to_string()))?;
        self.simple(schema, |text| text.push_str(&written))
    }

    fn write_document(&mut self, _: &Schema<'_>, _: &Document) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported("a document in XML"))
    }

    /// An element of a list has none; the value after a key is empty.
    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        match self.place {
            Place::Value(_) => self.simple(schema, |_| ()),
            Place::Named | Place::Element(_) | Place::Key(_) => Ok(()),
        }
    }
}

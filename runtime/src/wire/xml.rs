//! Reading XML documents by schema, in one pass.
//!
//! The published reader reads a document again for each level of nesting, which makes it two to three times slower than
//! the official crates on pages of S3, IAM and EC2. This one reads events from quick-xml, and visits each element once.
//! Names are compared without their prefixes, as AWS's services use them (Smithy, restXml: namespaces are for those who
//! validate).

mod names;
pub(super) mod write;
#[cfg(test)]
mod write_tests;

use super::reading::{MARK, MAX_DEPTH, number, single, too_deep};
use crate::shape::timestamp;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::{BigDecimal, BigInteger, base64};
use names::{part_name, wire_name};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::str::FromStr;

/// The place of the next value.
#[derive(Clone, Debug)]
enum Place<'a> {
    /// In the document: nothing is read yet.
    Document,
    /// In this element, whose start tag is read.
    Element(BytesStart<'a>),
    /// In an attribute.
    Attribute(String),
    /// The value has been read, including its end tag.
    Done,
}

/// Reads an XML document by schema.
#[derive(Debug)]
pub(super) struct XmlDeserializer<'a> {
    reader: Reader<&'a [u8]>,
    place: Place<'a>,
    depth: usize,
    /// The document and the number of elements that are open around the value, until the end of the document has been
    /// checked.
    rest: Option<(&'a [u8], usize)>,
}

fn invalid(error: impl std::fmt::Display) -> SerdeError {
    SerdeError::invalid_input(format!("invalid XML: {error}"))
}

/// Whether a tag has this local name.
fn is(start: &BytesStart<'_>, name: &str) -> bool {
    start.local_name().as_ref() == name
}

impl<'a> XmlDeserializer<'a> {
    /// Reads the root of a document.
    pub(super) fn new(document: &'a [u8]) -> Self {
        let mut reader = Reader::from_reader(document.strip_prefix(MARK).unwrap_or(document));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, place: Place::Document, depth: 0, rest: Some((document, 0)) }
    }

    /// Reads the root of a document, which must have this name, so that a page from a proxy is not read as an output
    /// without members.
    ///
    /// # Errors
    ///
    /// A root with another name, no root, or malformed XML.
    pub(super) fn with_root(document: &'a [u8], name: &str) -> Result<Self, SerdeError> {
        let mut this = Self::new(document);
        match this.start()? {
            Some(start) if is(&start, name) => {
                this.place = Place::Element(start);
                Ok(this)
            }
            Some(start) => {
                let name_of_other: String = start.local_name().as_ref().chars().take(100).collect();
                Err(invalid(format!("the root is `{}`, not `{name}`", name_of_other.escape_debug())))
            }
            None => Err(invalid(format!("the document is empty, without its root `{name}`"))),
        }
    }

    /// Goes to the first element below the place that has this name.
    ///
    /// # Errors
    ///
    /// There is none, or the XML is malformed.
    #[cfg(feature = "query")]
    pub(super) fn must_enter(mut self, name: &str) -> Result<Self, SerdeError> {
        if self.find(|other| other == name)? {
            Ok(self)
        } else {
            Err(invalid(format!("there is no element `{name}` in the root")))
        }
    }

    /// Goes to the first element below the place whose name `wanted` accepts; if there is none, stays where it is.
    pub(super) fn enter(mut self, wanted: impl Fn(&str) -> bool) -> Self {
        let (reader, place) = (self.reader.clone(), self.place.clone());
        let mut inside = Self { reader, place, depth: self.depth, rest: self.rest };
        if let Ok(true) = inside.find(wanted) {
            self = inside;
        }
        self
    }

    fn find(&mut self, wanted: impl Fn(&str) -> bool) -> Result<bool, SerdeError> {
        if self.start()?.is_none() {
            return Ok(false);
        }
        while let Some(start) = self.next_element()? {
            if wanted(start.local_name().as_ref()) {
                self.place = Place::Element(start);
                self.rest = self.rest.map(|(document, around)| (document, around + 1));
                return Ok(true);
            }
            self.skip(&start)?;
        }
        Ok(false)
    }

    /// The element of the value that is to be read, which is the root if nothing is read yet; `None` if the document
    /// is empty.
    fn start(&mut self) -> Result<Option<BytesStart<'a>>, SerdeError> {
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Element(start) => Ok(Some(start)),
            Place::Document => loop {
                match self.reader.read_event().map_err(invalid)? {
                    Event::Start(start) => return Ok(Some(start)),
                    Event::Eof => return Ok(None),
                    Event::Text(text) if !text.trim_ascii().is_empty() => {
                        return Err(invalid("text where an element should be"));
                    }
                    _ => {}
                }
            },
            Place::Attribute(_) => Err(invalid("an attribute where an element should be")),
            Place::Done => Err(invalid("a value that is read already")),
        }
    }

    /// The next element in the one that is open, whose end tag is read if there is none.
    fn next_element(&mut self) -> Result<Option<BytesStart<'a>>, SerdeError> {
        loop {
            match self.reader.read_event().map_err(invalid)? {
                Event::Start(start) => return Ok(Some(start)),
                Event::End(_) => return Ok(None),
                Event::Eof => return Err(invalid("the document ends too early")),
                _ => {}
            }
        }
    }

    fn skip(&mut self, start: &BytesStart<'a>) -> Result<(), SerdeError> {
        self.reader.read_to_end(start.name()).map(drop).map_err(invalid)
    }

    /// Lets `read` read the value in an element, and skips to its end.
    fn value(
        &mut self,
        start: BytesStart<'a>,
        read: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.place = Place::Element(start);
        read(self)?;
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Element(start) => self.skip(&start),
            Place::Document | Place::Attribute(_) | Place::Done => Ok(()),
        }
    }

    /// One level down.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, SerdeError>) -> Result<T, SerdeError> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// The text of the element, or the attribute.
    fn text(&mut self) -> Result<Cow<'a, str>, SerdeError> {
        if let Place::Attribute(text) = &mut self.place {
            let text = std::mem::take(text);
            self.place = Place::Done;
            return Ok(text.into());
        }
        if self.start()?.is_none() {
            return Err(invalid("the document is empty"));
        }
        let mut text = Cow::Borrowed("");
        let mut add =
            |part: Cow<'a, str>| if text.is_empty() { text = part } else { text.to_mut().push_str(&part) };
        loop {
            match self.reader.read_event().map_err(invalid)? {
                Event::Text(part) => add(part.xml_content(XmlVersion::Implicit1_0)),
                Event::CData(part) => add(part.xml_content(XmlVersion::Implicit1_0)),
                Event::GeneralRef(reference) => add(resolve(&reference)?),
                Event::End(_) => return Ok(text),
                Event::Start(_) => return Err(invalid("an element where text should be")),
                Event::Eof => return Err(invalid("the document ends too early")),
                _ => {}
            }
        }
    }

    fn parse<T: FromStr<Err: std::fmt::Display>>(&mut self) -> Result<T, SerdeError> {
        let text = self.text()?;
        text.trim().parse().map_err(|error| SerdeError::invalid_input(format!("{error}: `{text}`")))
    }

    fn float(&mut self) -> Result<f64, SerdeError> {
        let text = self.text()?;
        match text.trim() {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            // Rust's own names for these values are not Smithy's.
            text if text.ends_with(|last: char| last.is_ascii_alphabetic()) => {
                Err(SerdeError::invalid_input(format!("not a number: `{text}`")))
            }
            text => number(text),
        }
    }

    /// The members that are attributes of the element of their structure.
    fn attributes(
        &mut self,
        start: &BytesStart<'a>,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        for member in schema.members().iter().filter(|member| member.xml_attribute()) {
            let attribute =
                start.try_get_attribute(wire_name(member).unwrap_or_default()).map_err(invalid)?;
            if let Some(attribute) = attribute {
                self.place = Place::Attribute(
                    attribute.normalized_value(XmlVersion::Implicit1_0).map_err(invalid)?.into_owned(),
                );
                consumer(member, self)?;
            }
        }
        Ok(())
    }

    fn entry(
        &mut self,
        names: (&str, &str),
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let (mut key, mut early) = (None, None);
        while let Some(start) = self.next_element()? {
            if is(&start, names.0) {
                self.place = Place::Element(start);
                let text = self.text()?.into_owned();
                match early.take() {
                    // The value came before its key.
                    Some((reader, start)) => {
                        let (place, depth) = (Place::Element(start), self.depth);
                        let mut value = Self { reader, place, depth, rest: None };
                        consumer(text, &mut value)?;
                    }
                    None => key = Some(text),
                }
            } else if is(&start, names.1) {
                match key.take() {
                    Some(key) => self.value(start, |this| consumer(key, this))?,
                    None => {
                        let reader = self.reader.clone();
                        self.skip(&start)?;
                        early = Some((reader, start));
                    }
                }
            } else {
                self.skip(&start)?;
            }
        }
        Ok(())
    }
}

/// The text of a reference: a character by its number, or one of the five entities of XML.
fn resolve<'a>(reference: &BytesRef<'a>) -> Result<Cow<'a, str>, SerdeError> {
    if let Some(character) = reference.resolve_char_ref().map_err(invalid)? {
        return Ok(character.to_string().into());
    }
    let name: &str = reference;
    resolve_xml_entity(name).map(Cow::Borrowed).ok_or_else(|| invalid(format!("unknown entity `{name}`")))
}

impl XmlDeserializer<'_> {
    fn members(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        // A response without a body has no members.
        let Some(start) = self.start()? else { return Ok(()) };
        if schema.xml_unwrapped_output()
            && let Some(member) = schema.members().first()
        {
            return self.value(start, |this| consumer(member, this));
        }
        self.nested(|this| {
            if !start.attributes_raw().is_empty() {
                this.attributes(&start, schema, consumer)?;
            }
            let members = schema.members();
            // Members mostly come in the order of the model: the search starts where the last one was found.
            let mut next = 0;
            while let Some(start) = this.next_element()? {
                let name = start.local_name();
                let mut order = (next..members.len()).chain(0..next.min(members.len()));
                let found =
                    order.find(|index| wire_name(members[*index]).is_some_and(|wire| wire == name.as_ref()));
                match found {
                    Some(index) => {
                        // A flattened list has several elements.
                        next = index;
                        this.value(start, |this| consumer(members[index], this))?;
                    }
                    // As in the published readers, which report unknown members to unions.
                    None if schema.shape_type() == ShapeType::Union => {
                        this.value(start, |this| consumer(&DOCUMENT, this))?;
                    }
                    None => this.skip(&start)?,
                }
            }
            this.place = Place::Done;
            Ok(())
        })
    }

    /// Goes to the end of the document, where `around` elements are open: it must be well-formed, although nothing more is
    /// read of it.
    fn end(&mut self, document: &[u8], mut around: usize) -> Result<(), SerdeError> {
        loop {
            match self.reader.read_event().map_err(invalid)? {
                Event::Start(_) if around == 0 => return Err(invalid("a second root")),
                Event::Start(_) => around += 1,
                Event::End(_) => around = around.saturating_sub(1),
                Event::Text(text) if around > 0 || text.trim_ascii().is_empty() => {}
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if around == 0 => {
                    return Err(invalid("text after the root"));
                }
                Event::Eof if around > 0 => return Err(invalid("the document ends too early")),
                Event::Eof => break,
                _ => {}
            }
        }
        // XML 1.0, section 2.2.
        let control = |byte: &u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31);
        if document.iter().any(control) { Err(invalid("a control character")) } else { Ok(()) }
    }
}

impl ShapeDeserializer for XmlDeserializer<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let rest = self.rest.take();
        self.members(schema, consumer)?;
        rest.map_or(Ok(()), |(document, around)| self.end(document, around))
    }

    fn read_list(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nested(|this| {
            // The element is an item itself.
            if schema.xml_flattened() {
                return consumer(this);
            }
            if this.start()?.is_none() {
                return Ok(());
            }
            // Another element is none of the list (Smithy, restXml, "List and set serialization").
            let name = part_name(schema.member(), "member");
            while let Some(start) = this.next_element()? {
                if is(&start, name) { this.value(start, |this| consumer(this))? } else { this.skip(&start)? }
            }
            this.place = Place::Done;
            Ok(())
        })
    }

    fn read_map(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        let (key, value) = (part_name(schema.key(), "key"), part_name(schema.member(), "value"));
        self.nested(|this| {
            if this.start()?.is_none() {
                return Ok(());
            }
            // The element is an entry itself.
            if schema.xml_flattened() {
                this.entry((key, value), consumer)?;
            } else {
                while this.next_element()?.is_some() {
                    this.entry((key, value), consumer)?;
                }
            }
            this.place = Place::Done;
            Ok(())
        })
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        self.parse()
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        self.parse()
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        self.parse()
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        self.parse()
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.parse()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        single(self.float()?)
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        self.float()
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        self.parse()
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        self.parse()
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.text().map(Cow::into_owned)
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        base64::decode(self.text()?.trim()).map(Blob::new).map_err(invalid)
    }

    fn read_timestamp(&mut self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let text = self.text()?;
        timestamp::parse(&text, timestamp::format(schema, TimestampFormat::DateTime))
            .ok_or_else(|| invalid(format!("`{text}` is no time")))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        Err(SerdeError::unsupported("documents have no form in XML"))
    }

    fn is_null(&self) -> bool {
        false
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        match std::mem::replace(&mut self.place, Place::Done) {
            Place::Element(start) => self.skip(&start),
            Place::Document | Place::Attribute(_) | Place::Done => Ok(()),
        }
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

/// Whether the root of a document is called `name`.
pub(crate) fn root_is(body: &[u8], name: &str) -> bool {
    matches!(XmlDeserializer::new(body).start(), Ok(Some(start)) if is(&start, name))
}

//! Structures whose members are known only at run time.

use super::schema::Shape;
use super::stream::{Events, Stream};
use super::structure::{Structure, Visit};
use super::value::{Field, Value};
use super::walk::{read_members, write_structure};
use crate::types::{
    BigDecimal, BigInteger, Blob, ByteStream, DateTime, Document, ErrorMetadata, Schema, SerdeError,
    ShapeDeserializer, ShapeSerializer,
};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::serde::capped_container_size;
use std::fmt;
use std::sync::OnceLock;

/// What a value is.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named as Smithy's types are")]
pub enum Kind {
    BigDecimal,
    BigInteger,
    Blob,
    Boolean,
    Byte,
    Document,
    Double,
    Float,
    Integer,
    Long,
    Short,
    /// Also an enum.
    String,
    Timestamp,
    /// A structure or union.
    Structure(&'static RecordType),
    List {
        element: Box<Kind>,
        sparse: bool,
    },
    Map {
        value: Box<Kind>,
        sparse: bool,
    },
    /// A body that is streamed.
    Stream,
    /// Events that go with a request, each of a union.
    SentEvents(&'static RecordType),
    /// The event stream of a response.
    ReceivedEvents(&'static dyn Receiver),
}

/// The types of the events of a response.
pub trait Receiver: fmt::Debug + Sync {
    /// What receives them.
    fn receiver(&'static self) -> Box<dyn Events>;
}

/// The type of structures: a shape, and what its members are. Types may refer to each other in a cycle, so a type is
/// created first and gets its members later.
#[derive(Debug, Default)]
pub struct RecordType {
    parts: OnceLock<(Shape, Vec<Kind>)>,
}

impl RecordType {
    /// A type without members yet. It lives as long as the program, since a program loads a model once.
    pub fn leaked() -> &'static Self {
        Box::leak(Box::default())
    }

    /// The type of a variant without data.
    pub fn unit() -> &'static Self {
        static UNIT: RecordType = RecordType { parts: OnceLock::new() };
        &UNIT
    }

    /// Gives the type its members: a name for messages, traits of the structure as a document, and for each member its
    /// schema line, in the grammar at the top of `shape/schema.rs`, and what it is. A type that already has members
    /// does not change. Unlike in generated structures, unset members have no values: defaults are left to the service.
    ///
    /// # Errors
    ///
    /// Text that names the line that does not follow the grammar.
    pub fn define(
        &self,
        name: &str,
        union: bool,
        traits: &str,
        members: Vec<(String, Kind)>,
    ) -> Result<(), String> {
        let mut text = format!("{name}{traits}\n");
        let mut kinds = Vec::new();
        for (line, kind) in members {
            let field = line.split_once(": ").map_or(&*line, |(name, _)| name);
            text.push_str(&format!("{field} {line}\n"));
            kinds.push(kind);
        }
        let shape = Shape::at_run_time(union, text.leak())?;
        self.parts.get_or_init(|| (shape, kinds));
        Ok(())
    }

    // A type without members, also one that was never defined, is the unit type.
    fn parts(&self) -> &(Shape, Vec<Kind>) {
        self.parts.get_or_init(|| (Shape::structure("Unit\n"), vec![]))
    }

    /// The names and the schema.
    pub fn shape(&'static self) -> &'static Shape {
        &self.parts().0
    }

    /// What the members are, in their order.
    pub fn kinds(&'static self) -> &'static [Kind] {
        &self.parts().1
    }

    /// The members by name: index and kind.
    pub fn member(&'static self, name: &str) -> Option<(usize, &'static Kind)> {
        let index = self.shape().members().iter().position(|member| member.field == name)?;
        Some((index, self.kinds().get(index)?))
    }
}

/// A value.
#[derive(Debug)]
#[expect(missing_docs, reason = "named as Smithy's types are")]
pub enum Datum {
    /// Of a sparse list or map.
    Null,
    BigDecimal(BigDecimal),
    BigInteger(BigInteger),
    Blob(Blob),
    Boolean(bool),
    Byte(i8),
    Document(Document),
    Double(f64),
    Float(f32),
    Integer(i32),
    Long(i64),
    Short(i16),
    String(String),
    Timestamp(DateTime),
    Structure(Record),
    List(Vec<Datum>),
    /// In the order in which it was written or read.
    Map(Vec<(String, Datum)>),
    Stream(ByteStream),
    Events(Box<dyn Events>),
}

/// A structure or union of a type that is known only at run time.
pub struct Record {
    of: &'static RecordType,
    slots: Vec<Slot>,
}

/// A member.
struct Slot {
    kind: &'static Kind,
    datum: Option<Datum>,
}

impl Record {
    /// A structure of which nothing is set.
    pub fn new(of: &'static RecordType) -> Self {
        Self { of, slots: of.kinds().iter().map(|kind| Slot { kind, datum: None }).collect() }
    }

    /// The type.
    pub fn of(&self) -> &'static RecordType {
        self.of
    }

    /// The members that are set, in the order of the type, and their names.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &Datum)> {
        let names = self.of.shape().members().iter().map(|member| member.field);
        names.zip(&self.slots).filter_map(|(name, slot)| Some((name, slot.datum.as_ref()?)))
    }

    /// Sets a member by its index.
    pub fn set(&mut self, index: usize, datum: Datum) {
        if let Some(slot) = self.slots.get_mut(index) {
            slot.datum = Some(datum);
        }
    }

    /// Takes a member by its name.
    pub fn take(&mut self, name: &str) -> Option<Datum> {
        let (index, _) = self.of.member(name)?;
        self.slots.get_mut(index)?.datum.take()
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::print::debug(self, self.of.shape().name(), formatter)
    }
}

impl Structure for Record {
    fn shape(&self) -> &'static Shape {
        self.of.shape()
    }

    fn fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        let slots: Vec<&dyn Field> = self.slots.iter().map(|slot| slot as &dyn Field).collect();
        visit.visit(if self.is_union() { &[] } else { &slots });
    }

    fn field(&self, index: usize) -> Option<&dyn Field> {
        let slot = self.slots.get(index)?;
        (slot.datum.is_some() || !self.is_union()).then_some(slot)
    }

    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        if self.is_union() {
            let others = self.slots.iter_mut().enumerate().filter(|(other, _)| *other != index);
            others.for_each(|(_, slot)| slot.datum = None);
        }
        Some(self.slots.get_mut(index)?)
    }

    fn variant(&self) -> Option<(usize, &dyn Field)> {
        let mut set = self.slots.iter().enumerate().filter(|(_, slot)| slot.datum.is_some());
        set.next().filter(|_| self.is_union()).map(|(index, slot)| (index, slot as &dyn Field))
    }

    /// A structure without members, since only a type knows its members.
    fn empty() -> Self {
        Self::new(RecordType::unit())
    }
}

impl Record {
    fn is_union(&self) -> bool {
        self.shape().schema().shape_type() == ShapeType::Union
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.datum.fmt(formatter)
    }
}

impl Field for Slot {
    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        match &self.datum {
            Some(datum) => datum.write(schema, serializer),
            None => Ok(()),
        }
    }

    fn read(
        &mut self,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<(), SerdeError> {
        let read = Datum::read(self.kind, schema, deserializer)?;
        // A flattened list or map has several parts.
        match (&mut self.datum, read) {
            (Some(Datum::List(all)), Datum::List(more)) if schema.xml_flattened() => all.extend(more),
            (Some(Datum::Map(all)), Datum::Map(more)) if schema.xml_flattened() => all.extend(more),
            (datum, read) => *datum = Some(read),
        }
        Ok(())
    }

    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError> {
        self.datum.as_ref().map_or(Ok(None), |datum| datum.label(schema))
    }

    fn is_default(&self, _: &str) -> bool {
        false
    }

    fn fill(&mut self) {}

    #[cfg(feature = "serde")]
    fn is_required(&mut self) -> bool {
        false
    }

    fn stream(&mut self) -> Option<Stream<'_>> {
        let datum = match self.kind {
            Kind::Stream => self.datum.get_or_insert_with(|| Datum::Stream(ByteStream::default())),
            Kind::ReceivedEvents(types) => self.datum.get_or_insert_with(|| Datum::Events(types.receiver())),
            _ => self.datum.as_mut()?,
        };
        match datum {
            Datum::Stream(body) => Some(Stream::Bytes(body)),
            Datum::Events(events) => Some(Stream::Events(&mut **events)),
            _ => None,
        }
    }

    fn metadata(&self) -> Option<&ErrorMetadata> {
        None
    }

    fn metadata_mut(&mut self) -> Option<&mut ErrorMetadata> {
        None
    }
}

/// The schema of the elements of a list or the values of a map.
fn element_of<'a>(schema: &'a Schema<'_>) -> &'a Schema<'a> {
    schema.member().unwrap_or(&aws_smithy_schema::prelude::DOCUMENT)
}

impl Datum {
    fn write(&self, schema: &Schema<'_>, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        match self {
            Self::Null => serializer.write_null(schema),
            Self::BigDecimal(value) => Value::write(value, schema, serializer),
            Self::BigInteger(value) => Value::write(value, schema, serializer),
            Self::Blob(value) => Value::write(value, schema, serializer),
            Self::Boolean(value) => Value::write(value, schema, serializer),
            Self::Byte(value) => Value::write(value, schema, serializer),
            Self::Document(value) => Value::write(value, schema, serializer),
            Self::Double(value) => Value::write(value, schema, serializer),
            Self::Float(value) => Value::write(value, schema, serializer),
            Self::Integer(value) => Value::write(value, schema, serializer),
            Self::Long(value) => Value::write(value, schema, serializer),
            Self::Short(value) => Value::write(value, schema, serializer),
            Self::String(value) => Value::write(value, schema, serializer),
            Self::Timestamp(value) => Value::write(value, schema, serializer),
            Self::Stream(value) => Value::write(value, schema, serializer),
            // Events are not part of a document.
            Self::Events(_) => Ok(()),
            Self::Structure(record) => write_structure(record, schema, serializer),
            Self::List(elements) => {
                let element = element_of(schema);
                serializer.write_list_with_length(schema, elements.len(), &|serializer| {
                    elements.iter().try_for_each(|datum| datum.write(element, serializer))
                })
            }
            Self::Map(entries) => {
                let (value, key_of) = (element_of(schema), schema.key());
                let key_of = key_of.unwrap_or(&aws_smithy_schema::prelude::STRING);
                serializer.write_map_with_length(schema, entries.len(), &|serializer| {
                    entries.iter().try_for_each(|(key, datum)| {
                        serializer.write_string(key_of, key)?;
                        datum.write(value, serializer)
                    })
                })
            }
        }
    }

    fn label(&self, schema: &Schema<'_>) -> Result<Option<String>, SerdeError> {
        match self {
            Self::Timestamp(value) => Value::label(value, schema),
            _ => {
                let mut serializer = aws_smithy_schema::codec::http_string::HttpStringSerializer::new();
                self.write(schema, &mut serializer)?;
                Ok(Some(serializer.finish()))
            }
        }
    }

    fn read(
        kind: &'static Kind,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<Self, SerdeError> {
        Ok(match kind {
            Kind::BigDecimal => Self::BigDecimal(Value::read(schema, deserializer)?),
            Kind::BigInteger => Self::BigInteger(Value::read(schema, deserializer)?),
            Kind::Blob => Self::Blob(Value::read(schema, deserializer)?),
            Kind::Boolean => Self::Boolean(Value::read(schema, deserializer)?),
            Kind::Byte => Self::Byte(Value::read(schema, deserializer)?),
            Kind::Document => Self::Document(Value::read(schema, deserializer)?),
            Kind::Double => Self::Double(Value::read(schema, deserializer)?),
            Kind::Float => Self::Float(Value::read(schema, deserializer)?),
            Kind::Integer => Self::Integer(Value::read(schema, deserializer)?),
            Kind::Long => Self::Long(Value::read(schema, deserializer)?),
            Kind::Short => Self::Short(Value::read(schema, deserializer)?),
            Kind::String => Self::String(Value::read(schema, deserializer)?),
            Kind::Timestamp => Self::Timestamp(Value::read(schema, deserializer)?),
            Kind::Stream => Self::Stream(Value::read(schema, deserializer)?),
            Kind::ReceivedEvents(types) => {
                deserializer.skip_value()?;
                Self::Events(types.receiver())
            }
            Kind::SentEvents(_) => return Err(SerdeError::invalid_input("events that are sent do not come")),
            Kind::Structure(of) => {
                let mut record = Record::new(of);
                read_members(&mut record, deserializer)?;
                Self::Structure(record)
            }
            Kind::List { element, sparse } => {
                let of = element_of(schema);
                let mut elements = Vec::new();
                deserializer.read_list(schema, &mut |deserializer| {
                    elements.extend(Self::read_element(element, *sparse, of, deserializer)?);
                    Ok(())
                })?;
                Self::List(elements)
            }
            Kind::Map { value, sparse } => {
                let of = element_of(schema);
                let capacity = capped_container_size(deserializer.container_size().unwrap_or(0));
                let mut entries = Vec::with_capacity(capacity);
                deserializer.read_map(schema, &mut |key, deserializer| {
                    let datum = Self::read_element(value, *sparse, of, deserializer)?;
                    entries.extend(datum.map(|datum| (key, datum)));
                    Ok(())
                })?;
                Self::Map(entries)
            }
        })
    }

    /// Reads an element of a list or value of a map; `None` for a `null` that a dense one drops.
    fn read_element(
        kind: &'static Kind,
        sparse: bool,
        schema: &Schema<'_>,
        deserializer: &mut dyn ShapeDeserializer,
    ) -> Result<Option<Self>, SerdeError> {
        if deserializer.is_null() {
            deserializer.read_null()?;
            return Ok(sparse.then_some(Self::Null));
        }
        Self::read(kind, schema, deserializer).map(Some)
    }
}

//! Members → message.

use crate::shape::{Members, Structure};
use crate::types::{
    Blob, DateTime, Document, Header, HeaderValue, Message, Schema, SerdeError, ShapeSerializer, StrBytes,
};
use aws_smithy_schema::codec::{DynCodec, PayloadSerializer};
use aws_smithy_schema::protocol::SharedClientProtocol;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::{BigDecimal, BigInteger};
use bytes::Bytes;

/// The media type of documents in a protocol, as messages name it.
fn document_type(protocol: &str) -> &'static str {
    match protocol {
        "restXml" => "application/xml",
        "rpcv2Cbor" => "application/cbor",
        _ => "application/json",
    }
}

fn text(name: &'static str, value: impl Into<StrBytes>) -> Header {
    Header::new(name, HeaderValue::String(value.into()))
}

/// The message of an event, which is the variant of a union.
///
/// # Errors
///
/// What the codec reports; an event that is unknown to this version.
pub(super) fn event(union: &dyn Structure, protocol: &SharedClientProtocol) -> Result<Message, SerdeError> {
    let unknown = || {
        let name = union.shape().name();
        SerdeError::invalid_input(format!("cannot write the unknown variant of `{name}`"))
    };
    let (index, field) = union.variant().ok_or_else(unknown)?;
    let member = *union.shape().schema().members().get(index).ok_or_else(unknown)?;
    let name = member.member_name().unwrap_or_default().to_owned();
    let mut writer = EventSerializer::new(protocol);
    field.write(member, &mut writer)?;
    Ok(writer.message(vec![text(":message-type", "event"), text(":event-type", name)]))
}

/// The message of an error instead of an event: its member of the union and the error itself, if the model describes
/// it. Other errors are not sent in detail, as in the official crates.
///
/// # Errors
///
/// What the codec reports.
pub(super) fn error(
    error: Option<(&'static str, &dyn Structure)>,
    protocol: &SharedClientProtocol,
) -> Result<Message, SerdeError> {
    let kind = text(":message-type", "exception");
    let Some((name, error)) = error else { return Ok(Message::new_from_parts(vec![kind], Bytes::new())) };
    let mut writer = EventSerializer::new(protocol);
    writer.write_struct(error.shape().schema(), &Members(error))?;
    Ok(writer.message(vec![kind, text(":exception-type", name)]))
}

/// The message with the other members of an input (Smithy, "Initial messages").
pub(crate) fn initial_request(protocol: &SharedClientProtocol, document: Vec<u8>) -> Message {
    let headers = vec![
        text(":message-type", "event"),
        text(":event-type", "initial-request"),
        text(":content-type", document_type(protocol.protocol_id().shape_name())),
    ];
    Message::new_from_parts(headers, document)
}

/// Writes an event: first its structure, then the members, into headers or the payload.
struct EventSerializer<'a> {
    protocol: &'a SharedClientProtocol,
    /// Whether it has reached the members.
    within: bool,
    headers: Vec<Header>,
    payload: Option<Payload>,
}

/// A payload and its media type; `None` for types that cannot be a payload.
type Payload = Option<(&'static str, Bytes)>;

fn document(
    protocol: &SharedClientProtocol,
    write: impl FnOnce(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
) -> Result<(&'static str, Bytes), SerdeError> {
    let no_events = || SerdeError::invalid_input("the protocol has no events");
    let codec: &dyn DynCodec = protocol.payload_codec().ok_or_else(no_events)?;
    let mut serializer: Box<dyn PayloadSerializer> = codec.create_serializer();
    write(&mut *serializer)?;
    Ok((document_type(protocol.protocol_id().shape_name()), serializer.finish_boxed().into()))
}

/// Implements methods of a serializer through `$do`, which gets the schema and the value.
macro_rules! each {
    ($self:ident, $schema:ident, $value:ident => $($method:ident($type:ty) $do:expr;)*) => {$(
        fn $method(&mut $self, $schema: &Schema<'_>, $value: $type) -> Result<(), SerdeError> {
            $do
        }
    )*};
}

impl<'a> EventSerializer<'a> {
    fn new(protocol: &'a SharedClientProtocol) -> Self {
        Self { protocol, within: false, headers: Vec::new(), payload: None }
    }

    fn message(self, mut headers: Vec<Header>) -> Message {
        let (media_type, payload) = self.payload.flatten().unzip();
        headers.extend(media_type.map(|media_type| text(":content-type", media_type)));
        headers.extend(self.headers);
        Message::new_from_parts(headers, payload.unwrap_or_default())
    }

    fn header(&mut self, schema: &Schema<'_>, value: HeaderValue) {
        if schema.event_header().is_some() {
            let name = schema.member_name().unwrap_or_default().to_owned();
            self.headers.push(Header::new(name, value));
        }
    }

    /// The payload of an event without a payload member. If all members are headers, there is none; if there are no
    /// members, it is an empty document.
    fn rest(&self, event: &dyn SerializableStruct) -> Result<Payload, SerdeError> {
        let schema = event.schema();
        let members = schema.members();
        let headers = members.iter().filter(|member| member.event_header().is_some()).count();
        if members.iter().any(|member| member.event_payload().is_some()) {
            // A payload that is not set is empty.
            Ok(Some(("application/octet-stream", Bytes::new())))
        } else if headers == 0 {
            document(self.protocol, |serializer| serializer.write_struct(schema, event)).map(Some)
        } else if headers < members.len() {
            document(self.protocol, |serializer| serializer.write_struct(schema, &Rest(event))).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl ShapeSerializer for EventSerializer<'_> {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        if !std::mem::replace(&mut self.within, true) {
            value.serialize_members(self)?;
            if self.payload.is_none() {
                self.payload = Some(self.rest(value)?);
            }
        } else if schema.event_payload().is_some() {
            let write = |serializer: &mut dyn ShapeSerializer| serializer.write_struct(value.schema(), value);
            self.payload = Some(Some(document(self.protocol, write)?));
        }
        Ok(())
    }

    fn write_list(
        &mut self,
        _: &Schema<'_>,
        _: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Ok(())
    }

    fn write_map(
        &mut self,
        _: &Schema<'_>,
        _: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Ok(())
    }

    each! { self, schema, value =>
        write_boolean(bool) { self.header(schema, HeaderValue::Bool(value)); Ok(()) };
        write_byte(i8) { self.header(schema, HeaderValue::Byte(value)); Ok(()) };
        write_short(i16) { self.header(schema, HeaderValue::Int16(value)); Ok(()) };
        write_integer(i32) { self.header(schema, HeaderValue::Int32(value)); Ok(()) };
        write_long(i64) { self.header(schema, HeaderValue::Int64(value)); Ok(()) };
        write_timestamp(&DateTime) { self.header(schema, HeaderValue::Timestamp(*value)); Ok(()) };
        write_string(&str) {
            self.header(schema, HeaderValue::String(value.to_owned().into()));
            if schema.event_payload().is_some() {
                self.payload = Some(Some(("text/plain", Bytes::copy_from_slice(value.as_bytes()))));
            }
            Ok(())
        };
        write_blob(Blob) {
            let value = value.into_bytes();
            if schema.event_payload().is_some() {
                self.payload = Some(Some(("application/octet-stream", value)));
            } else {
                self.header(schema, HeaderValue::ByteArray(value));
            }
            Ok(())
        };
    }

    each! { self, _schema, _value =>
        write_float(f32) Ok(());
        write_double(f64) Ok(());
        write_big_integer(&BigInteger) Ok(());
        write_big_decimal(&BigDecimal) Ok(());
        write_document(&Document) Ok(());
    }

    fn write_null(&mut self, _: &Schema<'_>) -> Result<(), SerdeError> {
        Ok(())
    }
}

/// The members of an event that are not in headers.
struct Rest<'a>(&'a dyn SerializableStruct);

impl SerializableStruct for Rest<'_> {
    fn schema(&self) -> &Schema<'_> {
        self.0.schema()
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        self.0.serialize_members(&mut Skip(serializer))
    }
}

/// Leaves out the members in headers.
struct Skip<'a>(&'a mut dyn ShapeSerializer);

macro_rules! skip {
    ($($method:ident($type:ty))*) => {$(
        fn $method(&mut self, schema: &Schema<'_>, value: $type) -> Result<(), SerdeError> {
            if schema.event_header().is_some() { Ok(()) } else { self.0.$method(schema, value) }
        }
    )*};
}

impl ShapeSerializer for Skip<'_> {
    skip! {
        write_struct(&dyn SerializableStruct)
        write_list(&dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>)
        write_map(&dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>)
        write_boolean(bool)
        write_byte(i8)
        write_short(i16)
        write_integer(i32)
        write_long(i64)
        write_float(f32)
        write_double(f64)
        write_big_integer(&BigInteger)
        write_big_decimal(&BigDecimal)
        write_string(&str)
        write_blob(Blob)
        write_timestamp(&DateTime)
        write_document(&Document)
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.0.write_null(schema)
    }
}

//! Values: JSON → records of the runtime, and back.

use aws_smithy_types::date_time::Format;
use aws_smithy_types::{Blob, DateTime, Document, Number};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use smithwright_codegen::model::{HttpBinding, Member};
use smithwright_runtime::dynamic::{Datum, Kind, Record, RecordType};
use smithwright_runtime::types::Schema;
use std::str::FromStr;

/// Decodes a text in base64.
pub fn blob(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Bytes in base64.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Parses a time: RFC 3339, with or without a time of day (then in UTC), or seconds since 1970.
pub fn timestamp(text: &str) -> Option<DateTime> {
    if let Ok(seconds) = text.parse::<f64>() {
        return seconds.is_finite().then(|| DateTime::from_secs_f64(seconds));
    }
    let parse = |text: &str| DateTime::from_str(text, Format::DateTimeWithOffset).ok();
    parse(text)
        .or_else(|| parse(&format!("{text}Z")))
        .or_else(|| parse(&format!("{text}T00:00:00Z")))
        .or_else(|| DateTime::from_str(text, Format::HttpDate).ok())
}

/// Converts a JSON object to a structure. It has passed [`problems`](crate::check::problems).
///
/// # Errors
///
/// Text that names a member whose value is not of its type.
pub fn record(of: &'static RecordType, input: &Value) -> Result<Record, String> {
    let mut record = Record::new(of);
    for (name, value) in input.as_object().into_iter().flatten() {
        if value.is_null() {
            continue;
        }
        let unfit = || format!("`{name}` does not take this value");
        let (index, kind) = of.member(name).ok_or_else(unfit)?;
        let schema = of.shape().schema().members().get(index).copied();
        let datum = if schema.is_some_and(is_json) {
            Some(Datum::String(json_text(value)))
        } else {
            datum(kind, value)?
        };
        record.set(index, datum.ok_or_else(unfit)?);
    }
    Ok(record)
}

fn datum(kind: &'static Kind, value: &Value) -> Result<Option<Datum>, String> {
    Ok(match kind {
        Kind::BigDecimal => big_number(value).map(Datum::BigDecimal),
        Kind::BigInteger => big_number(value).map(Datum::BigInteger),
        Kind::Blob => value.as_str().and_then(blob).map(|bytes| Datum::Blob(Blob::new(bytes))),
        Kind::Boolean => value.as_bool().map(Datum::Boolean),
        Kind::Byte => value.as_i64().and_then(|number| number.try_into().ok()).map(Datum::Byte),
        Kind::Short => value.as_i64().and_then(|number| number.try_into().ok()).map(Datum::Short),
        Kind::Integer => value.as_i64().and_then(|number| number.try_into().ok()).map(Datum::Integer),
        Kind::Long => value.as_i64().map(Datum::Long),
        Kind::Float => float(value).map(|number| Datum::Float(number as f32)),
        Kind::Double => float(value).map(Datum::Double),
        Kind::String => value.as_str().map(|text| Datum::String(text.to_owned())),
        Kind::Document => Some(Datum::Document(document(value))),
        Kind::Timestamp => match value {
            Value::Number(number) => number.as_f64().map(DateTime::from_secs_f64),
            _ => value.as_str().and_then(timestamp),
        }
        .map(Datum::Timestamp),
        Kind::Structure(of) => Some(Datum::Structure(record(of, value)?)),
        Kind::List { element, sparse } => match value.as_array() {
            Some(elements) => {
                let elements = elements.iter().map(|value| self::element(element, *sparse, value));
                elements.collect::<Result<Option<Vec<_>>, _>>()?.map(Datum::List)
            }
            None => None,
        },
        Kind::Map { value: of, sparse } => match value.as_object() {
            Some(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| Ok(element(of, *sparse, value)?.map(|datum| (key.clone(), datum))));
                entries.collect::<Result<Option<Vec<_>>, String>>()?.map(Datum::Map)
            }
            None => None,
        },
        // Bodies are not part of the JSON.
        Kind::Stream | Kind::SentEvents(_) | Kind::ReceivedEvents(_) => None,
    })
}

fn element(kind: &'static Kind, sparse: bool, value: &Value) -> Result<Option<Datum>, String> {
    if sparse && value.is_null() { Ok(Some(Datum::Null)) } else { datum(kind, value) }
}

/// A number of any size: a text, or a number that was read with all its digits.
pub(crate) fn big_number<T: FromStr>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) if !number.is_f64() => number.to_string().parse().ok(),
        _ => None,
    }
}

fn float(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    }
}

fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(value) => Document::Bool(*value),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Number::PosInt(number),
            (None, Some(number)) => Number::NegInt(number),
            (None, None) => Number::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(elements) => Document::Array(elements.iter().map(document).collect()),
        Value::Object(members) => {
            Document::Object(members.iter().map(|(name, value)| (name.clone(), document(value))).collect())
        }
    }
}

/// The members of a structure that are set, without bodies.
pub fn object(record: &Record) -> Map<String, Value> {
    let members = record.members().filter(|(_, datum)| !matches!(datum, Datum::Stream(_) | Datum::Events(_)));
    let schema = |name: &str| {
        let (index, _) = record.of().member(name)?;
        record.of().shape().schema().members().get(index).copied()
    };
    let value = |name: &str, datum: &Datum| match datum {
        Datum::String(text) if schema(name).is_some_and(is_json) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.clone().into())
        }
        _ => value(datum),
    };
    members.map(|(name, datum)| (name.to_owned(), value(name, datum))).collect()
}

/// The media type of a header with a value as JSON.
const JSON: &str = "application/json";

/// Whether a member is a header with a value as JSON.
pub fn holds_json(member: &Member) -> bool {
    let header = matches!(member.traits.http, Some(HttpBinding::Header(_)));
    header && member.traits.media_type.as_deref() == Some(JSON)
}

/// The same by its schema, which has media types of headers only.
fn is_json(schema: &Schema<'_>) -> bool {
    schema.media_type().is_some_and(|media_type| media_type.value() == JSON)
}

/// JSON in ASCII, as the AWS CLI writes it.
fn json_text(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            let mut units = [0; 2];
            text.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    text
}

fn value(datum: &Datum) -> Value {
    match datum {
        Datum::Null | Datum::Stream(_) | Datum::Events(_) => Value::Null,
        Datum::BigDecimal(number) => number.as_ref().into(),
        Datum::BigInteger(number) => number.as_ref().into(),
        Datum::Blob(blob) => base64(blob.as_ref()).into(),
        Datum::Boolean(value) => (*value).into(),
        Datum::Byte(value) => (*value).into(),
        Datum::Short(value) => (*value).into(),
        Datum::Integer(value) => (*value).into(),
        Datum::Long(value) => (*value).into(),
        Datum::Float(value) => number(f64::from(*value), &value.to_string()),
        Datum::Double(value) => number(*value, &value.to_string()),
        Datum::String(text) => text.clone().into(),
        Datum::Timestamp(time) => iso_8601(time).into(),
        Datum::Document(document) => of_document(document),
        Datum::Structure(record) => Value::Object(object(record)),
        Datum::List(elements) => elements.iter().map(value).collect(),
        Datum::Map(entries) => {
            Value::Object(entries.iter().map(|(key, datum)| (key.clone(), value(datum))).collect())
        }
    }
}

/// A number, in as few digits as possible.
fn number(value: f64, text: &str) -> Value {
    if value.is_finite() { json!(text.parse::<f64>().unwrap_or(value)) } else { text.into() }
}

/// A time as version 2 of the AWS CLI writes it, in UTC: `2014-06-30T12:00:00+00:00`.
fn iso_8601(time: &DateTime) -> String {
    let micros = time.subsec_nanos() / 1_000;
    let whole = DateTime::from_secs(time.secs()).fmt(Format::DateTime);
    let Ok(whole) = whole else { return time.as_secs_f64().to_string() };
    let whole = whole.trim_end_matches('Z');
    if micros == 0 { format!("{whole}+00:00") } else { format!("{whole}.{micros:06}+00:00") }
}

fn of_document(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(value) => (*value).into(),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(value)) => number(*value, &value.to_string()),
        Document::String(text) => text.clone().into(),
        Document::Array(elements) => elements.iter().map(of_document).collect(),
        Document::Object(members) => {
            // Documents do not keep the order of their members.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members.into_iter().map(|(name, value)| (name.clone(), of_document(value)));
            Value::Object(members.collect())
        }
    }
}

//! Reading JSON documents by schema, and the JSON protocols with responses read by it.
//!
//! The published reader is not faster than the official crates; this one borrows what it can and looks at each byte once.
//! It also reads numbers of seconds as the decimals that they are, without the detour of a double.

use crate::types::{
    Blob, DateTime, DateTimeFormat, Document, HttpRequest, HttpResponse, Schema, SerdeError,
    ShapeDeserializer,
};
use aws_smithy_json::protocol::aws_json_rpc::AwsJsonRpcProtocol;
use aws_smithy_json::protocol::aws_rest_json_1::AwsRestJsonProtocol;
use aws_smithy_schema::http_protocol::{http_error_deserializer, http_output_deserializer};
use aws_smithy_schema::protocol::ClientProtocolInner;
use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_schema::{ShapeId, ShapeType};
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::metadata::Builder;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};
use std::borrow::Cow;

/// How deep values may be nested: as deep as in the other codecs.
const MAX_DEPTH: usize = 128;

/// `aws.protocols#restJson1`.
#[derive(Debug)]
pub(super) struct RestJson(pub(super) AwsRestJsonProtocol);

impl ClientProtocolInner for RestJson {
    to_inner!(0);

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        schema: &Schema<'_>,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = JsonDeserializer::new(response.body().bytes().unwrap_or_default(), true)?;
        Ok(http_output_deserializer(body, response, schema, config))
    }

    fn parse_error_metadata(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        self.0.parse_error_metadata(response, config)
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        config: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        let body = JsonDeserializer::new(response.body().bytes().unwrap_or_default(), true)?;
        Ok(http_error_deserializer(body, response, config))
    }
}

/// `aws.protocols#awsJson1_0` and `awsJson1_1`.
#[derive(Debug)]
pub(super) struct AwsJson(pub(super) AwsJsonRpcProtocol);

impl ClientProtocolInner for AwsJson {
    to_inner!(0);

    fn deserialize_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &Schema<'_>,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(JsonDeserializer::new(response.body().bytes().unwrap_or_default(), false)?))
    }

    fn parse_error_metadata(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Builder, SerdeError> {
        self.0.parse_error_metadata(response, config)
    }

    fn deserialize_error_response<'a>(
        &self,
        response: &'a HttpResponse,
        _: &'a ConfigBag,
    ) -> Result<Box<dyn ShapeDeserializer + 'a>, SerdeError> {
        Ok(Box::new(JsonDeserializer::new(response.body().bytes().unwrap_or_default(), false)?))
    }
}

/// Reads a JSON document by schema.
#[derive(Debug)]
struct JsonDeserializer<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Whether members have the names that `jsonName` gives them.
    json_names: bool,
}

impl<'a> JsonDeserializer<'a> {
    fn new(body: &'a [u8], json_names: bool) -> Result<Self, SerdeError> {
        let text = std::str::from_utf8(body)
            .map_err(|error| SerdeError::invalid_input(format!("invalid JSON: {error}")))?;
        Ok(Self { text, at: 0, depth: 0, json_names })
    }

    fn invalid(&self, problem: impl std::fmt::Display) -> SerdeError {
        SerdeError::invalid_input(format!("invalid JSON at byte {}: {problem}", self.at))
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), SerdeError> {
        match self.eat(byte) {
            true => Ok(()),
            false => Err(self.unexpected(&format!("`{}`", char::from(byte)))),
        }
    }

    fn unexpected(&mut self, expected: &str) -> SerdeError {
        match self.peek() {
            Some(_) => {
                let found = self.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                self.invalid(format!("expected {expected}, found {found:?}"))
            }
            None => self.invalid(format!("expected {expected}, but the document ends")),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        self.peek();
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if found {
            self.at += word.len();
        }
        found
    }

    /// A string; borrowed if there are no escapes in it.
    fn string(&mut self) -> Result<Cow<'a, str>, SerdeError> {
        if !self.eat(b'"') {
            return Err(self.unexpected("a string"));
        }
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        let mut unescaped = String::new();
        loop {
            let end = bytes[self.at..].iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            let Some(end) = end else {
                self.at = bytes.len();
                return Err(self.unexpected("the end of a string"));
            };
            self.at += end;
            let part = &self.text[start..self.at];
            match bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Ok(match unescaped.is_empty() {
                        true => Cow::Borrowed(part),
                        false => Cow::Owned(unescaped + part),
                    });
                }
                b'\\' => {
                    unescaped.push_str(part);
                    unescaped.push(self.escape()?);
                    start = self.at;
                }
                _ => return Err(self.invalid("a control character in a string")),
            }
        }
    }

    /// The character of an escape, which starts here.
    fn escape(&mut self) -> Result<char, SerdeError> {
        let letter = self.text.as_bytes().get(self.at + 1).copied();
        self.at += 2;
        Ok(match letter {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.hex()?;
                let low = (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u");
                let code = match low {
                    true => {
                        self.at += 2;
                        let low = self.hex()?;
                        // Two halves make a character, or what is no character.
                        match (0xdc00..0xe000).contains(&low) {
                            true => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00),
                            false => high,
                        }
                    }
                    false => high,
                };
                char::from_u32(code).ok_or_else(|| self.invalid("half a character"))?
            }
            _ => {
                self.at = self.at.min(self.text.len());
                return Err(self.invalid("an unknown escape"));
            }
        })
    }

    fn hex(&mut self) -> Result<u32, SerdeError> {
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.invalid("four hexadecimal digits should be here"))?;
        self.at += 4;
        Ok(code)
    }

    /// The text of a number.
    fn number(&mut self) -> Result<&'a str, SerdeError> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.unexpected("a number"));
        }
        let rest = &self.text[self.at..];
        let end =
            rest.bytes().position(|byte| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
        let number = &rest[..end.unwrap_or(rest.len())];
        self.at += number.len();
        Ok(number)
    }

    fn integer(&mut self) -> Result<i64, SerdeError> {
        let number = self.number()?;
        // Some write `1.0` for 1.
        let whole = || number.parse::<f64>().ok().filter(|value| value.fract() == 0.0 && value.abs() < 9e15);
        number
            .parse()
            .ok()
            .or_else(|| whole().map(|value| value as i64))
            .ok_or_else(|| self.invalid(format!("`{number}` is no integer of this size")))
    }

    fn small<T: TryFrom<i64>>(&mut self) -> Result<T, SerdeError> {
        let integer = self.integer()?;
        T::try_from(integer).map_err(|_| self.invalid(format!("`{integer}` is too large")))
    }

    fn float(&mut self) -> Result<f64, SerdeError> {
        if self.peek() == Some(b'"') {
            return match &*self.string()? {
                "NaN" => Ok(f64::NAN),
                "Infinity" => Ok(f64::INFINITY),
                "-Infinity" => Ok(f64::NEG_INFINITY),
                _ => Err(self.invalid("a text where a number should be")),
            };
        }
        let number = self.number()?;
        number.parse().map_err(|_| self.invalid(format!("`{number}` is no number")))
    }

    /// Goes past a value.
    fn skip(&mut self) -> Result<(), SerdeError> {
        match self.peek() {
            Some(b'{') => self.entries(|this, _| this.skip()),
            Some(b'[') => self.elements(Self::skip),
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ if self.word("true") || self.word("false") || self.word("null") => Ok(()),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Lets `read` read a value, and goes past it if that has not been done.
    fn value(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        self.peek();
        let start = self.at;
        read(self)?;
        if self.at == start { self.skip() } else { Ok(()) }
    }

    /// The entries of an object, one level down.
    fn entries(
        &mut self,
        mut entry: impl FnMut(&mut Self, Cow<'a, str>) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.expect(b'{')?;
        self.nested(|this| {
            if this.eat(b'}') {
                return Ok(());
            }
            loop {
                this.peek();
                let key = this.string()?;
                this.expect(b':')?;
                this.value(|this| entry(this, key))?;
                if !this.eat(b',') {
                    return this.expect(b'}');
                }
            }
        })
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        if self.depth == MAX_DEPTH {
            return Err(self.invalid("maximum nesting depth exceeded"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn elements(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.expect(b'[')?;
        self.nested(|this| {
            if this.eat(b']') {
                return Ok(());
            }
            loop {
                this.value(&mut element)?;
                if !this.eat(b',') {
                    return this.expect(b']');
                }
            }
        })
    }

    fn document(&mut self) -> Result<Document, SerdeError> {
        Ok(match self.peek() {
            Some(b'{') => {
                let mut entries = std::collections::HashMap::new();
                self.entries(|this, key| {
                    entries.insert(key.into_owned(), this.document()?);
                    Ok(())
                })?;
                Document::Object(entries)
            }
            Some(b'[') => {
                let mut values = Vec::new();
                self.elements(|this| {
                    values.push(this.document()?);
                    Ok(())
                })?;
                Document::Array(values)
            }
            Some(b'"') => Document::String(self.string()?.into_owned()),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                Document::Number(match (number.parse(), number.parse(), number.parse()) {
                    (Ok(number), _, _) => Number::PosInt(number),
                    (_, Ok(number), _) => Number::NegInt(number),
                    (_, _, Ok(number)) => Number::Float(number),
                    _ => return Err(self.invalid(format!("`{number}` is no number"))),
                })
            }
            _ if self.word("true") => Document::Bool(true),
            _ if self.word("false") => Document::Bool(false),
            _ if self.word("null") => Document::Null,
            _ => return Err(self.unexpected("a value")),
        })
    }

    /// After the outermost value there is nothing.
    fn end(&mut self) -> Result<(), SerdeError> {
        match self.depth == 0 && self.peek().is_some() {
            true => Err(self.unexpected("the end of the document")),
            false => Ok(()),
        }
    }
}

impl ShapeDeserializer for JsonDeserializer<'_> {
    fn read_struct(
        &mut self,
        schema: &Schema<'_>,
        consumer: &mut dyn FnMut(&Schema<'_>, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        // A response without a body has no members.
        if self.depth == 0 && (self.peek().is_none() || self.word("null")) {
            return self.end();
        }
        let (members, json_names) = (schema.members(), self.json_names);
        // Members mostly come in one order: the search starts after the last one that was found.
        let mut next = 0;
        self.entries(|this, key| {
            let named = |member: &Schema<'_>| {
                let name = member.json_name().filter(|_| json_names).map(|name| name.value());
                name.or(member.member_name()) == Some(&*key)
            };
            let found = (next..members.len()).chain(0..next).find(|index| named(members[*index]));
            let Some(index) = found else { return this.skip() };
            next = index + 1;
            let member = members[index];
            if member.shape_type() != ShapeType::Document && this.peek() == Some(b'n') && this.word("null") {
                return Ok(());
            }
            consumer(member, this)
        })?;
        self.end()
    }

    fn read_list(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(&mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.elements(|this| consumer(this))?;
        self.end()
    }

    fn read_map(
        &mut self,
        _: &Schema<'_>,
        consumer: &mut dyn FnMut(String, &mut dyn ShapeDeserializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.entries(|this, key| consumer(key.into_owned(), this))?;
        self.end()
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        match (self.word("true"), self.word("false")) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    fn read_byte(&mut self, _: &Schema<'_>) -> Result<i8, SerdeError> {
        self.small()
    }

    fn read_short(&mut self, _: &Schema<'_>) -> Result<i16, SerdeError> {
        self.small()
    }

    fn read_integer(&mut self, _: &Schema<'_>) -> Result<i32, SerdeError> {
        self.small()
    }

    fn read_long(&mut self, _: &Schema<'_>) -> Result<i64, SerdeError> {
        self.integer()
    }

    fn read_float(&mut self, _: &Schema<'_>) -> Result<f32, SerdeError> {
        self.float().map(|value| value as f32)
    }

    fn read_double(&mut self, _: &Schema<'_>) -> Result<f64, SerdeError> {
        self.float()
    }

    fn read_big_integer(&mut self, _: &Schema<'_>) -> Result<BigInteger, SerdeError> {
        self.number()?.parse().map_err(|_| self.invalid("no integer"))
    }

    fn read_big_decimal(&mut self, _: &Schema<'_>) -> Result<BigDecimal, SerdeError> {
        self.number()?.parse().map_err(|_| self.invalid("no number"))
    }

    fn read_string(&mut self, _: &Schema<'_>) -> Result<String, SerdeError> {
        self.string().map(Cow::into_owned)
    }

    fn read_blob(&mut self, _: &Schema<'_>) -> Result<Blob, SerdeError> {
        let text = self.string()?;
        base64::decode(&*text).map(Blob::new).map_err(|error| self.invalid(error))
    }

    fn read_timestamp(&mut self, schema: &Schema<'_>) -> Result<DateTime, SerdeError> {
        let format = match schema.timestamp_format().map(|format| format.format()) {
            Some(TimestampFormat::DateTime) => DateTimeFormat::DateTimeWithOffset,
            Some(TimestampFormat::HttpDate) => DateTimeFormat::HttpDate,
            _ => DateTimeFormat::EpochSeconds,
        };
        if self.peek() == Some(b'"') && format != DateTimeFormat::EpochSeconds {
            let text = self.string()?;
            return DateTime::from_str(&text, format).map_err(|error| self.invalid(error));
        }
        let number = self.number()?;
        // `1.7E9` is a double and nothing else.
        let double = || {
            let seconds = number.parse::<f64>().ok().filter(|seconds| seconds.is_finite())?;
            Some(DateTime::from_secs_f64(seconds))
        };
        DateTime::from_str(number, DateTimeFormat::EpochSeconds)
            .ok()
            .or_else(double)
            .ok_or_else(|| self.invalid(format!("`{number}` is no time")))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        let document = self.document()?;
        self.end()?;
        Ok(document)
    }

    fn is_null(&self) -> bool {
        self.text.get(self.at..).is_some_and(|rest| {
            let rest = rest.trim_start_matches([' ', '\n', '\r', '\t']);
            rest.starts_with("null")
        })
    }

    fn read_null(&mut self) -> Result<(), SerdeError> {
        match self.word("null") {
            true => Ok(()),
            false => Err(self.unexpected("`null`")),
        }
    }

    fn skip_value(&mut self) -> Result<(), SerdeError> {
        self.skip()
    }

    fn container_size(&self) -> Option<usize> {
        None
    }
}

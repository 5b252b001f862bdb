//! Reading JSON documents by schema: what can be is borrowed, and each byte is looked at once.

use super::plain;
use crate::protocol::{MARK, number, single};
use crate::timestamp;
use crate::types::{Blob, DateTime, Document, Schema, SerdeError, ShapeDeserializer};
use aws_smithy_schema::ShapeType;
use aws_smithy_schema::prelude::DOCUMENT;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::{BigDecimal, BigInteger, Number, base64};
use std::borrow::Cow;

/// How deep values may be nested: as deep as in the other codecs.
const MAX_DEPTH: usize = 128;

/// Reads a JSON document by schema.
#[derive(Debug)]
pub(crate) struct JsonDeserializer<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Whether members have the names that `jsonName` gives them.
    json_names: bool,
    /// Whether the whole body is text.
    utf8: bool,
}

impl<'a> JsonDeserializer<'a> {
    pub(super) fn new(body: &'a [u8], json_names: bool) -> Self {
        // What is no text ends the document: it is found where it is read, like any other mistake.
        let body = body.strip_prefix(MARK).unwrap_or(body);
        let text = std::str::from_utf8(body)
            .unwrap_or_else(|error| std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default());
        let mut document = Self { text, at: 0, depth: 0, json_names, utf8: text.len() == body.len() };
        document.peek();
        document
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
            None if self.utf8 => self.invalid(format!("expected {expected}, but the document ends")),
            None => self.invalid("not UTF-8"),
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
            self.at += plain(&bytes[self.at..]);
            let part = &self.text[start..self.at];
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    if unescaped.is_empty() {
                        return Ok(Cow::Borrowed(part));
                    }
                    unescaped.push_str(part);
                    return Ok(Cow::Owned(unescaped));
                }
                Some(b'\\') => {
                    unescaped.reserve(2 * part.len() + 16);
                    unescaped.push_str(part);
                    unescaped.push(self.escape()?);
                    start = self.at;
                }
                Some(_) => return Err(self.invalid("a control character in a string")),
                None => return Err(self.unexpected("the end of a string")),
            }
        }
    }

    /// A key and its colon.
    fn any_key(&mut self) -> Result<Cow<'a, str>, SerdeError> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Goes past the key `name` and its colon, if it is what comes next and has no escapes.
    fn key(&mut self, name: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).and_then(|rest| rest.strip_prefix(b"\""));
        let rest = rest.and_then(|rest| rest.strip_prefix(name.as_bytes()));
        let found = rest.is_some_and(|rest| rest.starts_with(b"\":"));
        if found {
            self.at += name.len() + 3;
        }
        found
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

    /// The text of a number (RFC 8259, section 6).
    fn number(&mut self) -> Result<&'a str, SerdeError> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.unexpected("a number"));
        }
        let start = self.at;
        self.at += usize::from(self.text.as_bytes()[start] == b'-');
        // There is no digit after a zero at the beginning.
        match self.text.as_bytes().get(self.at) {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.text.as_bytes().get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.text.as_bytes().get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.text.as_bytes().get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), SerdeError> {
        let rest = &self.text.as_bytes()[self.at..];
        match rest.iter().take_while(|byte| byte.is_ascii_digit()).count() {
            0 => Err(self.unexpected("a digit")),
            count => {
                self.at += count;
                Ok(())
            }
        }
    }

    fn integer(&mut self) -> Result<i64, SerdeError> {
        let number = self.number()?;
        // Some write `1.0` for 1.
        let whole = || number.parse::<f64>().ok().filter(|value| value.fract() == 0.0 && value.abs() < 9e15);
        match number.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => whole()
                .map(|value| value as i64)
                .ok_or_else(|| self.invalid(format!("`{number}` is no integer of this size"))),
        }
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
        number(self.number()?)
    }

    /// Goes past a value, however deep: what is open takes a byte a level, not a frame of the stack.
    fn skip(&mut self) -> Result<(), SerdeError> {
        let mut open = Vec::new();
        loop {
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.at += 1;
                    let close = if bracket == b'{' { b'}' } else { b']' };
                    if !self.eat(close) {
                        open.push(close);
                        if close == b'}' {
                            self.any_key()?;
                        }
                        continue;
                    }
                }
                Some(b'"') => drop(self.string()?),
                Some(b'-' | b'0'..=b'9') => drop(self.number()?),
                _ if self.word("true") || self.word("false") || self.word("null") => {}
                _ => return Err(self.unexpected("a value")),
            }
            // A value is whole, and with it perhaps what it is the last part of.
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                if self.eat(b',') {
                    if close == b'}' {
                        self.any_key()?;
                    }
                    break;
                }
                self.expect(close)?;
                open.pop();
            }
        }
    }

    /// Lets `read` read a value, and goes past it if that has not been done.
    fn value(&mut self, read: impl FnOnce(&mut Self) -> Result<(), SerdeError>) -> Result<(), SerdeError> {
        self.peek();
        let start = self.at;
        read(self)?;
        if self.at == start { self.skip() } else { Ok(()) }
    }

    /// The entries of an object, one level down; `entry` reads the key, the colon and the value.
    fn entries(
        &mut self,
        mut entry: impl FnMut(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.expect(b'{')?;
        self.nested(|this| {
            if this.eat(b'}') {
                return Ok(());
            }
            loop {
                this.peek();
                entry(this)?;
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
                self.entries(|this| {
                    entries.insert(this.any_key()?.into_owned(), this.document()?);
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
                Document::Number(match (number.parse(), number.parse()) {
                    (Ok(number), _) => Number::PosInt(number),
                    (_, Ok(number)) => Number::NegInt(number),
                    _ => Number::Float(crate::protocol::number(number)?),
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
        match self.depth == 0 && (self.peek().is_some() || !self.utf8) {
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
        let is_union = schema.shape_type() == ShapeType::Union;
        let (members, json_names) = (schema.members(), self.json_names);
        let name = |index: usize| {
            let member: &Schema<'_> = members[index];
            let name = member.json_name().filter(|_| json_names).map(|name| name.value());
            name.or(member.member_name()).unwrap_or_default()
        };
        // Members mostly come in one order: the next one is the one after the last.
        let mut next = 0;
        self.entries(|this| {
            if next == members.len() || !this.key(name(next)) {
                let key = this.any_key()?;
                match (next..members.len()).chain(0..next).find(|index| name(*index) == key) {
                    Some(index) => next = index,
                    // As the published readers, which tell unions of what is unknown.
                    None if is_union && key != "__type" && this.peek() != Some(b'n') => {
                        return this.value(|this| consumer(&DOCUMENT, this));
                    }
                    None => return this.skip(),
                }
            }
            let member = members[next];
            next += 1;
            if member.shape_type() != ShapeType::Document && this.peek() == Some(b'n') && this.word("null") {
                return Ok(());
            }
            this.value(|this| consumer(member, this))
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
        self.entries(|this| {
            let key = this.any_key()?.into_owned();
            this.value(|this| consumer(key, this))
        })?;
        self.end()
    }

    fn read_boolean(&mut self, _: &Schema<'_>) -> Result<bool, SerdeError> {
        if self.word("true") {
            Ok(true)
        } else if self.word("false") {
            Ok(false)
        } else {
            Err(self.unexpected("a boolean"))
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
        single(self.float()?)
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
        let text = match self.peek() {
            Some(b'"') => self.string()?,
            _ => Cow::Borrowed(self.number()?),
        };
        timestamp::parse(&text, timestamp::format(schema, TimestampFormat::EpochSeconds))
            .ok_or_else(|| self.invalid(format!("`{text}` is no time")))
    }

    fn read_document(&mut self, _: &Schema<'_>) -> Result<Document, SerdeError> {
        let document = self.document()?;
        self.end()?;
        Ok(document)
    }

    fn is_null(&self) -> bool {
        // Values start where this is asked: white space has been gone past.
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(b"null"))
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

//! The grammar of JSON (RFC 8259): values are borrowed where possible, and each byte is read once.

use super::plain::plain;
use crate::types::SerdeError;
use crate::wire::reading::MARK;
use std::borrow::Cow;

/// Reads a JSON document by schema.
#[derive(Debug)]
pub(crate) struct JsonDeserializer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: usize,
    /// Whether members have the names of `jsonName`.
    pub(super) json_names: bool,
    /// Whether the whole body is text.
    pub(super) utf8: bool,
}

impl<'a> JsonDeserializer<'a> {
    pub(super) fn new(body: &'a [u8], json_names: bool) -> Self {
        // The document ends before invalid UTF-8, which is reported when the reader gets there, like any other error.
        let body = body.strip_prefix(MARK).unwrap_or(body);
        let text = std::str::from_utf8(body)
            .unwrap_or_else(|error| std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default());
        let mut document = Self { text, at: 0, depth: 0, json_names, utf8: text.len() == body.len() };
        document.peek();
        document
    }

    pub(super) fn invalid(&self, problem: impl std::fmt::Display) -> SerdeError {
        SerdeError::invalid_input(format!("invalid JSON at byte {}: {problem}", self.at))
    }

    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, byte: u8) -> Result<(), SerdeError> {
        if self.eat(byte) { Ok(()) } else { Err(self.unexpected(&format!("`{}`", char::from(byte)))) }
    }

    pub(super) fn unexpected(&mut self, expected: &str) -> SerdeError {
        match self.peek() {
            Some(_) => {
                let found = self.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                self.invalid(format!("expected {expected}, found {found:?}"))
            }
            None if self.utf8 => self.invalid(format!("expected {expected}, but the document ends")),
            None => self.invalid("not UTF-8"),
        }
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        self.peek();
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if found {
            self.at += word.len();
        }
        found
    }

    /// A string; borrowed if there are no escapes in it.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, SerdeError> {
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
    pub(super) fn any_key(&mut self) -> Result<Cow<'a, str>, SerdeError> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Skips the key `name` and its colon, if it is next and has no escapes.
    pub(super) fn key(&mut self, name: &str) -> bool {
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
                let code = if low {
                    self.at += 2;
                    let low = self.hex()?;
                    // Two surrogates may form a character.
                    if (0xdc00..0xe000).contains(&low) {
                        0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
                    } else {
                        high
                    }
                } else {
                    high
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
    pub(super) fn number(&mut self) -> Result<&'a str, SerdeError> {
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

    /// Skips a value at any depth: each open level takes one byte, not a frame of the stack.
    pub(super) fn skip(&mut self) -> Result<(), SerdeError> {
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
            // A value is complete, and possibly the containers that it ends.
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

    /// Nothing follows the outermost value.
    pub(super) fn end(&mut self) -> Result<(), SerdeError> {
        if self.depth == 0 && (self.peek().is_some() || !self.utf8) {
            Err(self.unexpected("the end of the document"))
        } else {
            Ok(())
        }
    }
}

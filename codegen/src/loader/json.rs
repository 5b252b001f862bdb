//! JSON with places: each value knows its bytes in the source.
//!
//! The whole text is checked once by `serde_json`; after that, values are split into their parts only on demand, so
//! depth costs nothing and cannot overflow the stack.

use super::places::Written;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A JSON value and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    source: SourceId,
    text: &'a str,
    raw: &'a str,
    /// The origin of the text, if it is not a source itself.
    written: Option<&'a Written>,
}

/// A key of an object, its place, and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) key_span: Span,
    pub(super) value: Node<'a>,
}

/// Parses a text.
///
/// # Errors
///
/// [`Reported`] if it is not JSON.
pub(super) fn parse<'a>(
    source: &'a Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<Node<'a>, Reported> {
    match serde_json::from_str::<&RawValue>(&source.text) {
        Ok(raw) => Ok(Node { source: id, text: &source.text, raw: raw.get(), written: None }),
        Err(error) => Err(diagnostics.report(invalid_json(source, id, &error))),
    }
}

/// The value of a text that is composed of others.
///
/// # Errors
///
/// [`Reported`] if it is not JSON.
pub(super) fn of_written<'a>(
    written: &'a Written,
    diagnostics: &mut Diagnostics,
) -> Result<Node<'a>, Reported> {
    let text = written.text.as_str();
    match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => Ok(Node { source: SourceId::default(), text, raw: raw.get(), written: Some(written) }),
        Err(error) => {
            let span = written.span(0, 0);
            Err(diagnostics
                .report(Diagnostic::error(format!("invalid JSON: {error}")).at(span, "in this model")))
        }
    }
}

/// The numbers in a text of JSON.
fn numbers(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = json;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())?;
            let found = &rest[start..];
            if let Some(string) = found.strip_prefix('"') {
                let mut escaped = false;
                let end = string.find(|c| {
                    !std::mem::take(&mut escaped)
                        && (c == '"' || {
                            escaped = c == '\\';
                            false
                        })
                })?;
                rest = &string[end + 1..];
                continue;
            }
            let end = found.find(|c: char| !matches!(c, '+' | '-' | '.' | 'E' | 'e') && !c.is_ascii_digit());
            let (number, after) = found.split_at(end.unwrap_or(found.len()));
            rest = after;
            return Some(number);
        }
    })
}

/// Whether a number keeps its value: as an integer of 64 bits, or as a double, whose shortest text then has the
/// same digits.
fn is_kept(number: &str) -> bool {
    let double = || number.parse::<f64>().ok().filter(|double| double.is_finite());
    number.parse::<i64>().is_ok()
        || number.parse::<u64>().is_ok()
        || double().is_some_and(|double| decimal(number) == decimal(&format!("{double:e}")))
}

/// The digits of a number without zeros at the ends, and the exponent of the last one; none if it is too large.
fn decimal(number: &str) -> Option<(String, i64)> {
    let (mantissa, exponent) = number.split_once(['E', 'e']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let zeros = digits.len() - significant.len();
    let exponent = exponent.parse::<i64>().ok()?;
    let exponent =
        exponent.checked_add(i64::try_from(zeros).ok()?)?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let significant = significant.trim_start_matches('-').trim_start_matches('0');
    Some((significant.to_owned(), if significant.is_empty() { 0 } else { exponent }))
}

fn invalid_json(source: &Source, id: SourceId, error: &serde_json::Error) -> Diagnostic {
    let lines = source.text.split_inclusive('\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(str::len).sum();
    // serde_json counts the bytes of the line up to and with the offending one.
    let mut at = (before + error.column().saturating_sub(1)).min(source.text.len());
    while !source.text.is_char_boundary(at) {
        at -= 1;
    }
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    if error.is_eof() {
        let end = source.text.trim_end().len();
        let start = source.text[..end].char_indices().next_back().map_or(0, |(index, _)| index);
        return Diagnostic::error("the file ends in the middle of a JSON value")
            .at(Span::new(id, start..end), "the text stops here")
            .help("the file may be truncated: fetch or write it again");
    }
    let end = source.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    Diagnostic::error("invalid JSON")
        .at(Span::new(id, at..end), reason)
        .help("correct the syntax here; a JSON validator shows the same place")
}

impl<'a> Node<'a> {
    /// The bytes of the value.
    pub(super) fn span(&self) -> Span {
        self.span_of(self.raw)
    }

    /// The text of the value.
    pub(super) fn raw(&self) -> &'a str {
        self.raw
    }

    fn span_of(&self, part: &str) -> Span {
        // Parts are always borrowed from the text, so the difference of addresses is the offset.
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.span_at(start, part.len())
    }

    fn span_at(&self, start: usize, length: usize) -> Span {
        match self.written {
            Some(written) => written.span(start, start + length),
            None => Span::new(self.source, start..start + length),
        }
    }

    /// The first number of the value that is one neither of 64 bits nor of a double.
    pub(super) fn rounded(&self) -> Option<&'a str> {
        numbers(self.raw).find(|number| !is_kept(number))
    }

    /// The type of the value, in JSON's terms.
    pub(super) fn kind(&self) -> &'static str {
        match self.raw.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    /// The entries, if the value is an object.
    pub(super) fn object(&self) -> Option<Vec<Entry<'a>>> {
        let entries = serde_json::from_str::<Object<'a>>(self.raw).ok()?;
        let entry = |(key, raw): (Key<'a>, &'a RawValue)| {
            let value = Node { raw: raw.get(), ..*self };
            let key_span = match &key.0 {
                Cow::Borrowed(borrowed) => {
                    let start = (borrowed.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize + 1);
                    // With its quotes, which are not in the part.
                    self.span_at(start, borrowed.len() + 2)
                }
                // A key with escapes is a copy; the value is the nearest place that is known.
                Cow::Owned(_) => value.span(),
            };
            Entry { key: key.0, key_span, value }
        };
        Some(entries.0.into_iter().map(entry).collect())
    }

    /// The value of a key, if the value is an object that has it.
    pub(super) fn field(&self, key: &str) -> Option<Node<'a>> {
        Some(self.object()?.into_iter().find(|entry| entry.key == key)?.value)
    }

    /// The entries of the object under a key; none if there is none.
    pub(super) fn entries(&self, key: &str) -> Vec<Entry<'a>> {
        self.field(key).and_then(|value| value.object()).unwrap_or_default()
    }

    /// The elements, if the value is an array.
    pub(super) fn array(&self) -> Option<Vec<Node<'a>>> {
        let elements = serde_json::from_str::<Vec<&'a RawValue>>(self.raw).ok()?;
        Some(elements.into_iter().map(|raw| Node { raw: raw.get(), ..*self }).collect())
    }

    /// The text, if the value is a string.
    pub(super) fn string(&self) -> Option<String> {
        serde_json::from_str(self.raw).ok()
    }

    /// The number, if the value is one.
    pub(super) fn number(&self) -> Option<f64> {
        serde_json::from_str(self.raw).ok()
    }

    /// The boolean, if the value is one.
    pub(super) fn boolean(&self) -> Option<bool> {
        serde_json::from_str(self.raw).ok()
    }
}

struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

struct Object<'a>(Vec<(Key<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_kept, numbers};

    #[test]
    fn numbers_are_found_outside_strings() {
        let json = r#"{"a-1": [-1.5E+3, "2", "\\\"3", 4],"b\\":5}"#;
        assert_eq!(numbers(json).collect::<Vec<_>>(), ["-1.5E+3", "4", "5"]);
        assert_eq!(numbers("7").collect::<Vec<_>>(), ["7"]);
    }

    #[test]
    fn numbers_of_64_bits_and_doubles_are_kept() {
        for number in [
            "0",
            "-0.00",
            "1.50",
            "15e-1",
            "0.1",
            "1e2",
            "-9223372036854775808",
            "18446744073709551615",
            "100000000000000000000",
        ] {
            assert!(is_kept(number), "{number}");
        }
        for number in
            ["12345678901234567890123", "1.0000000000000000000001", "1e400", "0.3000000000000000000000000001"]
        {
            assert!(!is_kept(number), "{number}");
        }
    }
}

//! Decodes a line of endpoint rules.

use super::functions::Function;
use super::rules::{
    Condition, EndpointTemplate, Expression, Outcome, Part, Property, Reference, Step, Template,
};
use aws_smithy_json::deserialize::{Token, json_token_iter, token};
use aws_smithy_types::{Document, Number};
use std::sync::OnceLock;

pub(super) fn is_outcome(line: &str) -> bool {
    ["error", "endpoint"].into_iter().any(|word| after_word(line, word).is_some())
}

/// The text after the first word of a line, unless this word is the name to which a condition assigns its value.
pub(super) fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    line.strip_prefix(word)?.strip_prefix(' ').filter(|rest| !rest.starts_with("= "))
}

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_name_part)
}

pub(super) fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A part of a name, a number or the name of a function.
fn is_word_part(byte: u8) -> bool {
    is_name_part(byte) || matches!(byte, b'.' | b'-')
}

/// A JSON value.
pub(super) fn json(text: &str) -> Option<Document> {
    token::expect_document(&mut json_token_iter(text.as_bytes()).peekable()).ok()
}

/// The rest of a line, and the names that it may use.
pub(super) struct Cursor<'a> {
    pub(super) rest: &'a str,
    pub(super) names: &'a [String],
}

impl<'a> Cursor<'a> {
    pub(super) fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes the bytes that `is_part` accepts, which are some ASCII bytes or all but some; `None` if there are none.
    pub(super) fn word(&mut self, is_part: impl Fn(u8) -> bool) -> Option<&'a str> {
        let end = self.rest.bytes().position(|byte| !is_part(byte)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// The endpoint or error of this line; `None` if it is neither, `Some(None)` if it is malformed.
    pub(super) fn outcome(&mut self) -> Option<Option<Outcome>> {
        if let Some(rest) = after_word(self.rest, "error") {
            self.rest = rest;
            return Some(self.argument().filter(|_| self.rest.is_empty()).map(Outcome::Error));
        }
        self.rest = after_word(self.rest, "endpoint")?;
        Some(self.endpoint())
    }

    fn endpoint(&mut self) -> Option<Outcome> {
        let url = self.argument()?;
        let mut endpoint = EndpointTemplate { url, headers: vec![], properties: vec![] };
        if self.eat(" ") {
            let details = json(self.rest)?;
            let details = details.as_object()?;
            if let Some(properties) = details.get("properties") {
                endpoint.properties = self.object(properties.as_object()?)?;
            }
            if let Some(headers) = details.get("headers") {
                for (name, values) in sorted(headers.as_object()?) {
                    let templates = values.as_array()?.iter().map(|value| self.template(value.as_string()?));
                    let templates = templates.map(|template| template.map(Expression::Template));
                    endpoint.headers.push((name.to_owned(), templates.collect::<Option<_>>()?));
                }
            }
        } else if !self.rest.is_empty() {
            return None;
        }
        Some(Outcome::Endpoint(Box::new(endpoint)))
    }

    /// The first of the conditions in the rest of the text, which ends at the byte `end`.
    pub(super) fn condition(&mut self, end: usize) -> Option<Condition> {
        let (keep, value) = match self.word(is_word_part) {
            Some(name) if self.eat(" = ") => (Some(self.name(name)?), self.argument()?),
            Some(word) => (None, self.after_word(word)?),
            None => (None, self.argument()?),
        };
        let is_last = self.rest.is_empty();
        if !(is_last || self.eat(" and ")) {
            return None;
        }
        let rest = (!is_last).then(|| end - self.rest.len()..end);
        Some(Condition { value, keep, rest, next: OnceLock::new() })
    }

    /// The number of a name.
    fn name(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    fn argument(&mut self) -> Option<Expression> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            if let Some((text, after)) = rest.split_once('"').filter(|(text, _)| !text.contains('\\')) {
                self.rest = after;
                return self.template(text).map(Expression::Template);
            }
            let text = match json_token_iter(self.rest.as_bytes()).next()?.ok()? {
                Token::ValueString { value, .. } => value,
                _ => return None,
            };
            self.rest = &self.rest[text.as_escaped_str().len() + 2..];
            return self.template(&text.to_unescaped().ok()?).map(Expression::Template);
        }
        let word = self.word(is_word_part)?;
        self.after_word(word)
    }

    /// The argument that starts with a word, which is read already.
    fn after_word(&mut self, word: &str) -> Option<Expression> {
        if self.eat("(") {
            let (function, arity) = Function::named(word)?;
            let mut arguments = Vec::with_capacity(arity);
            arguments.push(self.argument()?);
            while self.eat(", ") {
                arguments.push(self.argument()?);
            }
            let complete = self.eat(")") && arguments.len() == arity;
            let call = complete.then_some(Expression::Call(function, arguments))?;
            let path = self.path()?;
            return Some(if path.is_empty() { call } else { Expression::AttributeOf(Box::new(call), path) });
        }
        if let Ok(integer) = word.parse() {
            return Some(Expression::Integer(integer));
        }
        match word {
            "true" => Some(Expression::Boolean(true)),
            "false" => Some(Expression::Boolean(false)),
            name => self.reference(name).map(Expression::Reference),
        }
    }

    /// A known name, which is read already, and the path of an attribute after it.
    fn reference(&mut self, name: &str) -> Option<Reference> {
        Some(Reference { name: self.name(name)?, path: self.path()? })
    }

    /// The path of an attribute, if one follows.
    fn path(&mut self) -> Option<Vec<Step>> {
        let mut path = Vec::new();
        if self.eat("#") {
            while !self.rest.is_empty() {
                if self.eat("[") {
                    let digits = self.word(|byte| byte.is_ascii_digit() || byte == b'-')?;
                    path.push(Step::Index(digits.parse().ok().filter(|_| self.eat("]"))?));
                } else if path.is_empty() || self.eat(".") {
                    let attribute = self.word(is_name_part)?;
                    path.push(Step::Attribute(attribute.to_owned()));
                } else {
                    break;
                }
            }
        }
        Some(path)
    }

    /// Text in which `{Name}` is a value, and `{{` and `}}` are braces.
    fn template(&mut self, text: &str) -> Option<Template> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            literal.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                literal.push_str(brace);
                rest = after;
                continue;
            }
            let (inner, after) = rest.split_once('}').filter(|_| brace == "{")?;
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            let mut cursor = Cursor { rest: inner, names: self.names };
            let name = cursor.word(is_name_part)?;
            let reference = cursor.reference(name)?;
            if !cursor.rest.is_empty() {
                return None;
            }
            parts.push(Part::Reference(reference));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(Part::Text(literal));
        }
        Some(Template(parts))
    }

    fn property(&mut self, value: &Document) -> Option<Property> {
        Some(match value {
            Document::String(text) => Property::Template(self.template(text)?),
            Document::Array(values) => {
                let values = values.iter().map(|value| self.property(value));
                Property::Array(values.collect::<Option<_>>()?)
            }
            Document::Object(entries) => Property::Object(self.object(entries)?),
            Document::Bool(_) | Document::Null | Document::Number(Number::PosInt(_)) => {
                Property::Fixed(value.clone())
            }
            Document::Number(_) => return None,
        })
    }

    fn object(
        &mut self,
        entries: &std::collections::HashMap<String, Document>,
    ) -> Option<Vec<(String, Property)>> {
        let entries = sorted(entries).into_iter();
        entries.map(|(name, value)| Some((name.to_owned(), self.property(value)?))).collect()
    }
}

fn sorted(entries: &std::collections::HashMap<String, Document>) -> Vec<(&str, &Document)> {
    let mut entries: Vec<_> = entries.iter().map(|(name, value)| (name.as_str(), value)).collect();
    entries.sort_by_key(|(name, _)| *name);
    entries
}

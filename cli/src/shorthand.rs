//! Shorthand syntax: `Key=a,Values=b,c`, with `[…]`, `{…}`, quotes, and `@=` for the contents of a file.

use serde_json::{Map, Value};
use std::iter::Peekable;
use std::str::CharIndices;

/// The maximum nesting depth of lists and objects.
const MAX_DEPTH: usize = 64;

/// Parses an object in shorthand syntax. All values in it are texts, lists or objects; `file` reads the file of a text
/// such as `file://NAME` after `@=`.
///
/// # Errors
///
/// Text that shows the place of the error, and what is expected there.
pub fn parse(text: &str, file: &dyn Fn(&str) -> Result<String, String>) -> Result<Value, String> {
    let mut parser = Parser { text, rest: text.char_indices().peekable(), file, depth: 0 };
    let mut object = Map::new();
    loop {
        parser.entry(&mut object, true)?;
        if parser.peek().is_none() {
            return Ok(Value::Object(object));
        }
        parser.expect(',')?;
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
    file: &'a dyn Fn(&str) -> Result<String, String>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&mut self) -> Option<char> {
        self.rest.peek().map(|(_, character)| *character)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if(|(_, character)| *character == wanted).is_some()
    }

    fn skip_space(&mut self) {
        while self.rest.next_if(|(_, character)| character.is_whitespace()).is_some() {}
    }

    fn at(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn problem<T>(&mut self, problem: &str) -> Result<T, String> {
        let at = self.at();
        // The marker is under the line of the error.
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline);
        let column = self.text[start..at].chars().count();
        Err(format!("{problem}\n{}\n{}^", &self.text[start..end], " ".repeat(column)))
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        self.skip_space();
        if self.eat(wanted) {
            self.skip_space();
            return Ok(());
        }
        match self.peek() {
            Some(found) => self.problem(&format!("expected `{wanted}`, found `{found}`")),
            None => self.problem(&format!("expected `{wanted}`, but the text ends")),
        }
    }

    fn key(&mut self) -> String {
        let is_key = |c: char| c.is_ascii_alphanumeric() || "-_.#/:".contains(c);
        let mut key = String::new();
        while let Some((_, character)) = self.rest.next_if(|(_, character)| is_key(*character)) {
            key.push(character);
        }
        key
    }

    /// `key=value`, or `key@=file://NAME`.
    fn entry(&mut self, object: &mut Map<String, Value>, top: bool) -> Result<(), String> {
        let key = self.key();
        self.skip_space();
        let from_file = self.eat('@');
        self.expect('=')?;
        if object.contains_key(&key) {
            return self
                .problem(&format!("`{key}` is set twice: objects are separated by spaces, not by `,`"));
        }
        let value = if top { self.values()? } else { self.value()? };
        let value = if from_file { self.resolved(value)? } else { value };
        object.insert(key, value);
        Ok(())
    }

    fn resolved(&self, value: Value) -> Result<Value, String> {
        match value {
            Value::String(text) => Ok(Value::String((self.file)(&text)?)),
            Value::Array(values) => values.into_iter().map(|value| self.resolved(value)).collect(),
            other => Ok(other),
        }
    }

    /// The value after `=` outside brackets: `a`, or `a,b,c` up to the next key.
    fn values(&mut self) -> Result<Value, String> {
        if matches!(self.peek(), Some('[' | '{') | None) {
            return if self.peek().is_none() { Ok(Value::String(String::new())) } else { self.value() };
        }
        let first = self.value()?;
        self.skip_space();
        let mut values = vec![first];
        while self.peek() == Some(',') {
            // A comma may also end the values: then a key follows.
            let before = self.rest.clone();
            self.eat(',');
            self.skip_space();
            let next = self.word("=")?;
            self.skip_space();
            match self.peek() {
                None | Some(',') => values.push(Value::String(next)),
                Some(_) => {
                    self.rest = before;
                    break;
                }
            }
        }
        match values.len() {
            1 => Ok(values.remove(0)),
            _ => Ok(Value::Array(values)),
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.peek() {
            Some(open @ ('[' | '{')) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return self.problem("lists and objects are nested too deep");
                }
                self.expect(open)?;
                let value = if open == '[' { self.list()? } else { self.object()? };
                self.depth -= 1;
                Ok(value)
            }
            _ => self.word("").map(Value::String),
        }
    }

    fn list(&mut self) -> Result<Value, String> {
        let mut values = Vec::new();
        while !self.eat(']') {
            if !values.is_empty() {
                self.expect(',')?;
                if self.eat(']') {
                    break;
                }
            }
            if self.peek().is_none() {
                return self.problem("expected `]`, but the text ends");
            }
            values.push(self.value()?);
            self.skip_space();
        }
        Ok(Value::Array(values))
    }

    fn object(&mut self) -> Result<Value, String> {
        let mut object = Map::new();
        while !self.eat('}') {
            if !object.is_empty() {
                self.expect(',')?;
                if self.eat('}') {
                    break;
                }
            }
            self.entry(&mut object, false)?;
            self.skip_space();
        }
        Ok(Value::Object(object))
    }

    /// A text: in quotes, or up to a comma, a closing bracket, or one of `ends`. `\,` is a comma.
    fn word(&mut self, ends: &str) -> Result<String, String> {
        if let Some(quote @ ('\'' | '"')) = self.peek() {
            self.eat(quote);
            return self.quoted(quote);
        }
        let mut word = String::new();
        while let Some(character) = self.peek() {
            if character == '\\' {
                let mut ahead = self.rest.clone();
                ahead.next();
                if ahead.peek().is_some_and(|(_, next)| *next == ',') {
                    self.rest = ahead;
                    self.rest.next();
                    word.push(',');
                    continue;
                }
            }
            let closes = matches!(character, ']' | '}') && self.depth > 0;
            if character == ',' || closes || ends.contains(character) {
                break;
            }
            self.rest.next();
            word.push(character);
        }
        Ok(word.trim_end().to_owned())
    }

    fn quoted(&mut self, quote: char) -> Result<String, String> {
        let mut text = String::new();
        while let Some((_, character)) = self.rest.next() {
            match character {
                '\\' if self.peek().is_some_and(|next| next == quote || next == '\\') => {
                    text.extend(self.rest.next().map(|(_, next)| next));
                }
                _ if character == quote => return Ok(text),
                _ => text.push(character),
            }
        }
        self.problem(&format!("expected `{quote}`, but the text ends"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(text: &str) -> Value {
        parse(text, &|name| Ok(format!("<{name}>"))).expect(text)
    }

    /// The expected values are those of the AWS CLI's parser.
    #[test]
    fn objects_are_read_as_the_aws_cli_reads_them() {
        for (text, expected) in [
            ("Name=a", json!({"Name": "a"})),
            ("Name=a,Values=b,c", json!({"Name": "a", "Values": ["b", "c"]})),
            ("Values=b,c,Name=a", json!({"Values": ["b", "c"], "Name": "a"})),
            ("a=", json!({"a": ""})),
            ("a=b c,d=e", json!({"a": "b c", "d": "e"})),
            ("a=[b,c]", json!({"a": ["b", "c"]})),
            ("a=[]", json!({"a": []})),
            ("a=[{b=c},{d=[e,f]}]", json!({"a": [{"b": "c"}, {"d": ["e", "f"]}]})),
            ("a={b=c,d={e=f}},g=h", json!({"a": {"b": "c", "d": {"e": "f"}}, "g": "h"})),
            ("a='b, c',d=\"e=f\"", json!({"a": "b, c", "d": "e=f"})),
            ("a='it\\'s'", json!({"a": "it's"})),
            ("a=b\\,c", json!({"a": "b,c"})),
            ("a@=file://x,b=c", json!({"a": "<file://x>", "b": "c"})),
            ("a = b , c = d", json!({"a": "b", "c": "d"})),
            ("a=b=c", json!({"a": "b=c"})),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        let refused = |text: &str| parse(text, &|name| Ok(name.to_owned())).expect_err(text);
        assert_eq!(refused("a"), "expected `=`, but the text ends\na\n ^");
        assert_eq!(
            refused("a=b,a=c").lines().next(),
            Some("`a` is set twice: objects are separated by spaces, not by `,`")
        );
        assert_eq!(refused("a=[b"), "expected `,`, but the text ends\na=[b\n    ^");
        assert!(refused("a='b").starts_with("expected `'`"));
        assert!(refused(&format!("a={}", "[".repeat(100))).contains("too deep"));
    }
}

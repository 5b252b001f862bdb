//! The text of an IDL file, read from front to back: white space, line ends, names, numbers and strings (Smithy, "Smithy IDL",
//! "Grammar").

use crate::diagnostic::{Diagnostic, Source, SourceId, Span};

/// The result of a rule of the grammar, or an error.
pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// A place in a text.
pub(super) struct Text<'a> {
    id: SourceId,
    text: &'a str,
    pub(super) at: usize,
}

/// A name or other text, and its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Span,
}

impl<'a> Text<'a> {
    pub(super) fn new(source: &'a Source, id: SourceId) -> Self {
        Self { id, text: &source.text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        Span::new(self.id, start..self.at)
    }

    /// Reads past `text`, if it is next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let next = self.rest().starts_with(text);
        self.at += if next { text.len() } else { 0 };
        next
    }

    /// Reads past a word, if it is next and ends there.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let next = self.word() == word;
        self.at += if next { word.len() } else { 0 };
        next
    }

    /// The letters, digits and underscores that are next.
    pub(super) fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        &rest[..end]
    }

    /// An error at the next character.
    pub(super) fn expected(&self, what: &str) -> Box<Diagnostic> {
        let next = self.peek();
        let found = match next {
            Some('\n' | '\r') => "the end of the line".to_owned(),
            Some(c) => format!("`{}`", c.escape_debug()),
            None => "the end of the file".to_owned(),
        };
        let end = self.at + next.filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
        let error = Diagnostic::error(format!("expected {what}, found {found}"));
        Box::new(error.at(Span::new(self.id, self.at..end), format!("{what} must be here")))
    }

    pub(super) fn require(&mut self, text: &str) -> Parsed<()> {
        if self.eat(text) { Ok(()) } else { Err(self.expected(&format!("`{text}`"))) }
    }

    /// Spaces and tabs.
    pub(super) fn spaces(&mut self) -> bool {
        let start = self.at;
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        self.at > start
    }

    pub(super) fn required_spaces(&mut self) -> Parsed<()> {
        if self.spaces() { Ok(()) } else { Err(self.expected("a space")) }
    }

    fn newline(&mut self) -> bool {
        self.eat("\r\n") || self.eat("\n") || self.eat("\r")
    }

    /// A comment to the end of the line, if one is next.
    fn comment(&mut self) -> bool {
        let comment = self.rest().starts_with("//");
        if comment {
            self.at += self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
        }
        comment
    }

    /// White space, including commas, line ends and comments. Returns the last documentation in it.
    pub(super) fn space(&mut self) -> Option<Name> {
        let mut documentation: Option<Name> = None;
        loop {
            if self.rest().starts_with("///") {
                let start = self.at;
                self.comment();
                let line = self.text[start + 3..self.at].strip_prefix(' ');
                let line = line.unwrap_or(&self.text[start + 3..self.at]).trim_end_matches('\r');
                documentation = Some(match documentation {
                    Some(known) => {
                        let span = Span { end: self.span_from(start).end, ..known.span };
                        Name { text: format!("{}\n{line}", known.text), span }
                    }
                    None => Name { text: line.to_owned(), span: self.span_from(start) },
                });
            } else if !(self.comment() || self.newline() || self.spaces() || self.eat(",")) {
                return documentation;
            }
        }
    }

    /// The end of a statement: of the line, or of the file. The text before the next statement is not consumed.
    pub(super) fn line_end(&mut self) -> Parsed<()> {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t', ',']).len();
        if self.comment() || self.newline() || self.rest().is_empty() {
            Ok(())
        } else {
            Err(self.expected("the end of the line"))
        }
    }

    /// Reads on to the line that a statement seems to begin.
    pub(super) fn recover(&mut self) {
        const STATEMENTS: &[&str] = &[
            "apply",
            "bigDecimal",
            "bigInteger",
            "blob",
            "boolean",
            "byte",
            "document",
            "double",
            "enum",
            "float",
            "intEnum",
            "integer",
            "list",
            "long",
            "map",
            "operation",
            "resource",
            "service",
            "set",
            "short",
            "string",
            "structure",
            "timestamp",
            "union",
        ];
        loop {
            self.at += self.rest().find('\n').map_or(self.rest().len(), |end| end + 1);
            let rest = self.rest();
            let begins = rest.starts_with(['@', '$'])
                || rest.starts_with("///")
                || STATEMENTS.contains(&self.word()) && rest[self.word().len()..].starts_with([' ', '\t']);
            if begins || rest.is_empty() {
                return;
            }
        }
    }

    /// A name: underscores, a letter, then letters, digits and underscores.
    pub(super) fn identifier(&mut self) -> Parsed<Name> {
        let (word, start) = (self.word(), self.at);
        if word.trim_start_matches('_').starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.at += word.len();
            return Ok(Name { text: word.to_owned(), span: self.span_from(start) });
        }
        let underscores = word.len() - word.trim_start_matches('_').len();
        self.at += underscores;
        Err(self.expected("a name"))
    }

    /// `a.b.c`.
    pub(super) fn namespace(&mut self) -> Parsed<Name> {
        let start = self.at;
        let mut text = self.identifier()?.text;
        while self.eat(".") {
            text = format!("{text}.{}", self.identifier()?.text);
        }
        Ok(Name { text, span: self.span_from(start) })
    }

    /// `Name`, `name.space#Name`, either with `$member`.
    pub(super) fn shape_id(&mut self) -> Parsed<Name> {
        let start = self.at;
        let mut text = self.root_id()?.text;
        if self.eat("$") {
            text = format!("{text}${}", self.identifier()?.text);
        }
        Ok(Name { text, span: self.span_from(start) })
    }

    /// `Name` or `name.space#Name`.
    pub(super) fn root_id(&mut self) -> Parsed<Name> {
        let start = self.at;
        let mut text = self.namespace()?.text;
        if text.contains('.') || self.rest().starts_with('#') {
            self.require("#")?;
            text = format!("{text}#{}", self.identifier()?.text);
        }
        Ok(Name { text, span: self.span_from(start) })
    }

    /// A number, as it is written.
    pub(super) fn number(&mut self) -> Parsed<Name> {
        let start = self.at;
        self.eat("-");
        let zero = self.rest().starts_with('0');
        let digits = self.digits()?;
        if zero && digits > 1 {
            self.at -= digits - 1;
            return Err(self.expected("no digit after a zero"));
        }
        if self.eat(".") {
            self.digits()?;
        }
        if self.eat("e") || self.eat("E") {
            let _ = self.eat("+") || self.eat("-");
            self.digits()?;
        }
        Ok(Name { text: self.text[start..self.at].to_owned(), span: self.span_from(start) })
    }

    fn digits(&mut self) -> Parsed<usize> {
        let rest = self.rest();
        let count = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        self.at += count;
        if count > 0 { Ok(count) } else { Err(self.expected("a digit")) }
    }

    /// A string in quotes, or a block of text in three of them.
    pub(super) fn quoted(&mut self) -> Parsed<Name> {
        let start = self.at;
        let block = self.eat("\"\"\"");
        if !block {
            self.require("\"")?;
        } else {
            self.spaces();
            if !self.newline() {
                return Err(self.expected("the end of the line after `\"\"\"`"));
            }
        }
        let end = if block { "\"\"\"" } else { "\"" };
        let mut raw = String::new();
        // Line ends become `\n`; escapes are not replaced until the indentation of blocks is removed.
        while !self.rest().starts_with(end) {
            if self.newline() {
                raw.push('\n');
                continue;
            }
            let Some(next) = self.peek() else {
                let unclosed = Diagnostic::error("the string is not terminated");
                return Err(Box::new(
                    unclosed
                        .at(Span::new(self.id, start..start + end.len()), "begins here")
                        .help(format!("add `{end}`")),
                ));
            };
            self.at += next.len_utf8();
            raw.push(next);
            if next == '\\' {
                if self.newline() {
                    raw.push('\n');
                } else if let Some(escaped) = self.peek() {
                    self.at += escaped.len_utf8();
                    raw.push(escaped);
                }
            }
        }
        self.at += end.len();
        let raw = if block { without_indentation(&raw) } else { raw };
        let span = self.span_from(start);
        match unescaped(&raw) {
            Ok(text) => Ok(Name { text, span }),
            Err(escape) => {
                let error =
                    Diagnostic::error(format!("`{}` is not an escape sequence", escape.escape_debug()));
                let help = "write one of `\\\\`, `\\\"`, `\\n`, `\\t`, `\\r`, `\\b`, `\\f`, `\\/` and `\\u` with four digits";
                Err(Box::new(error.at(span, "in this string").help(help)))
            }
        }
    }
}

/// A block of text without the white space at the start of all of its lines and at their ends (Smithy, "Text blocks").
fn without_indentation(raw: &str) -> String {
    let lines: Vec<&str> = raw.split('\n').collect();
    let last = lines.len() - 1;
    let blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let counts = lines.iter().enumerate().filter(|(index, line)| *index == last || !blank(line));
    let indentation = counts.map(|(_, line)| line.len() - line.trim_start_matches([' ', '\t']).len()).min();
    let indentation = indentation.unwrap_or(0);
    let line =
        |line: &&str| line.get(indentation..).unwrap_or_default().trim_end_matches([' ', '\t']).to_owned();
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A text with its escapes replaced; the error is the invalid escape.
fn unescaped(raw: &str) -> Result<String, String> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    let unit = |rest: &mut std::str::Chars<'_>| {
        let digits: String = rest.by_ref().take(4).collect();
        let hex = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = hex.then(|| u32::from_str_radix(&digits, 16).ok()).flatten();
        value.ok_or(format!("\\u{digits}"))
    };
    while let Some(next) = rest.next() {
        if next != '\\' {
            text.push(next);
            continue;
        }
        match rest.next() {
            Some(same @ ('"' | '\\' | '/')) => text.push(same),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('\n') => {}
            Some('u') => {
                let first = unit(&mut rest)?;
                // Two units of UTF-16 may be one character.
                let character = match first {
                    0xD800..=0xDBFF => {
                        let low = rest.as_str().starts_with("\\u").then(|| {
                            rest.nth(1);
                            unit(&mut rest)
                        });
                        match low.transpose()? {
                            Some(low @ 0xDC00..=0xDFFF) => {
                                char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00))
                            }
                            _ => None,
                        }
                    }
                    other => char::from_u32(other),
                };
                text.push(character.ok_or(format!("\\u{first:04X}"))?);
            }
            other => return Err(format!("\\{}", other.map_or(String::new(), |c| c.to_string()))),
        }
    }
    Ok(text)
}

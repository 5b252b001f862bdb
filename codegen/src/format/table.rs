//! Calls of our own table macros → text, a row a line.

use super::items::is_punct;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Adds a call: its braces open a table, and each comma at the top of the table ends a row.
pub(super) fn push(text: &mut String, path: &[TokenTree], tokens: TokenStream) {
    text.extend(path.iter().map(ToString::to_string));
    text.push_str(" {\n");
    let mut line = Line::new(1);
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                line.word("{");
                line.end(text);
                let mut row = Line::new(2);
                for token in group.stream() {
                    let comma = is_punct(&token, ',');
                    row.token(token);
                    if comma {
                        row.end(text);
                    }
                }
                row.end(text);
                line.word("}");
            }
            other => line.token(other),
        }
    }
    line.end(text);
    text.push_str("}\n");
}

/// A line that is being written, with spaces between words.
struct Line {
    depth: usize,
    text: String,
    /// Whether the next token follows without a space.
    glued: bool,
}

impl Line {
    fn new(depth: usize) -> Self {
        Self { depth, text: String::new(), glued: true }
    }

    fn word(&mut self, word: &str) {
        if !self.glued && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.glued = false;
    }

    fn token(&mut self, token: TokenTree) {
        match token {
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                let tight = matches!(sign, ',' | ':' | '.' | '&' | '|' | '<' | '>');
                self.glued |= tight && !matches!(sign, '&' | '|');
                self.word(&sign.to_string());
                self.glued = punct.spacing() == Spacing::Joint || matches!(sign, ':' | '.' | '&' | '<');
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                self.glued = true;
                self.word(open);
                self.glued = true;
                for token in group.stream() {
                    self.token(token);
                }
                self.glued = true;
                self.word(close);
            }
            TokenTree::Literal(literal) => {
                self.after_colon();
                self.word(&literal.to_string());
            }
            TokenTree::Ident(ident) => {
                self.after_colon();
                self.word(&ident.to_string());
            }
        }
    }

    /// A space after `field:`, but not after `path::`.
    fn after_colon(&mut self) {
        if self.text.ends_with(':') && !self.text.ends_with("::") {
            self.glued = false;
        }
    }

    fn end(&mut self, out: &mut String) {
        if !self.text.is_empty() {
            out.push_str(&"    ".repeat(self.depth));
            out.push_str(&self.text);
            out.push('\n');
        }
        self.text.clear();
        self.glued = true;
    }
}

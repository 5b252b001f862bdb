//! Tokens → text.
//!
//! Items are printed by prettyplease. The calls of our own table macros are not Rust that it knows, so they are
//! printed here, a row a line.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::{File, Item, ItemMacro};

/// The text of a file.
///
/// # Panics
///
/// If the tokens are not a file of Rust, which emitters only ever make.
pub fn format(tokens: TokenStream) -> String {
    let file: File =
        syn::parse2(tokens).unwrap_or_else(|error| panic!("invariant: emitters make files of Rust: {error}"));
    let mut text = String::new();
    push(&mut text, &unparse(file.attrs, vec![]));
    let mut declarations = false;
    for item in file.items {
        // Declarations of modules and uses stand together; everything else is set apart.
        let declaration =
            matches!(&item, Item::Use(_)) || matches!(&item, Item::Mod(item) if item.content.is_none());
        let printed = match &item {
            Item::Macro(call) if call.mac.path.segments.len() > 1 => table(call),
            _ => unparse(vec![], vec![item]),
        };
        match declaration && declarations {
            true => text.push_str(&printed),
            false => push(&mut text, &printed),
        }
        declarations = declaration;
    }
    text
}

fn unparse(attrs: Vec<syn::Attribute>, items: Vec<Item>) -> String {
    prettyplease::unparse(&File { shebang: None, attrs, items })
}

/// Adds a part after an empty line.
fn push(text: &mut String, part: &str) {
    if !text.is_empty() && !part.is_empty() {
        text.push('\n');
    }
    text.push_str(part);
}

/// A call of a table macro: its braces open a table, and each comma at the top of the table ends a row.
fn table(call: &ItemMacro) -> String {
    let path: Vec<String> = call.mac.path.segments.iter().map(|part| part.ident.to_string()).collect();
    let mut text = attributes(&call.attrs);
    text.push_str(&format!("{}! {{\n", path.join("::")));
    let mut line = Line::new(1);
    for token in call.mac.tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                line.word("{");
                line.end(&mut text);
                let mut row = Line::new(2);
                for token in group.stream() {
                    let comma = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
                    row.token(token);
                    if comma {
                        row.end(&mut text);
                    }
                }
                row.end(&mut text);
                line.word("}");
            }
            other => line.token(other),
        }
    }
    line.end(&mut text);
    text.push_str("}\n");
    text
}

/// Attributes, each in a line, as they stand before an item.
fn attributes(attrs: &[syn::Attribute]) -> String {
    let item: syn::ItemMod = syn::parse_quote!(#(#attrs)* mod item;);
    unparse(vec![], vec![Item::Mod(item)]).trim_end().trim_end_matches("mod item;").to_owned()
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

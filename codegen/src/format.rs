//! Tokens → text.
//!
//! Items are printed by prettyplease, see `format/forms.rs`. The calls of our own table macros are not Rust that it knows, so
//! they are printed by `format/table.rs`.

mod forms;
mod items;
mod table;
#[cfg(test)]
mod tests;

use items::{Block, Item, Kind};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The text of a file.
///
/// # Panics
///
/// If the tokens are not a Rust file, which emitters never produce.
pub fn format(tokens: TokenStream) -> String {
    let (docs, attributes, items) = items::of_file(tokens);
    let mut text = String::new();
    push_docs(&mut text, "//!", &docs);
    for attribute in attributes {
        forms::push(&mut text, attribute, &[]);
        text.push('\n');
    }
    let mut declarations = false;
    for item in items {
        // Declarations of modules and uses are grouped; all other items are separated.
        let declaration = item.kind == Kind::Declaration;
        if !(text.is_empty() || declaration && declarations) {
            text.push('\n');
        }
        push(&mut text, item, &[]);
        declarations = declaration;
    }
    text
}

/// Adds an item.
fn push(text: &mut String, item: Item, place: &[Block]) {
    let Item { kind, docs, mut tokens } = item;
    let indent = "    ".repeat(place.len());
    push_docs(text, &format!("{indent}///"), &docs);
    match (kind, tokens.pop()) {
        (Kind::Table, Some(TokenTree::Group(rows))) if place.is_empty() => {
            let path = tokens.split_off(items::attributes(&tokens));
            if !tokens.is_empty() {
                forms::push_attributes(text, tokens);
            }
            table::push(text, &path, rows.stream());
        }
        (Kind::Block(block), Some(TokenTree::Group(group))) => {
            let (items, inside) = match items::of_block(block, group) {
                Ok(items) => (items, TokenStream::new()),
                Err(inside) => (vec![], inside),
            };
            tokens.push(TokenTree::Group(Group::new(Delimiter::Brace, inside)));
            forms::push(text, tokens, place);
            if !items.is_empty() {
                // Invariant: the printed text ends with its empty block.
                text.truncate(text.len() - "}\n".len());
                text.push('\n');
                let inside = [place, &[block]].concat();
                items.into_iter().for_each(|item| push(text, item, &inside));
                text.extend([&indent, "}\n"]);
            }
        }
        (_, last) => {
            tokens.extend(last);
            forms::push(text, tokens, place);
        }
    }
}

/// Adds the lines of a comment, each after its sign.
fn push_docs(text: &mut String, sign: &str, docs: &[String]) {
    for part in docs {
        // A text without lines is an empty one.
        let lines = part.lines().chain(part.is_empty().then_some(""));
        lines.for_each(|line| text.extend([sign, line.trim_end_matches(' '), "\n"]));
    }
}

//! Tokens → the items of a file or of a block, without parsing them.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use std::vec::IntoIter;

/// The kind of an item, as far as it affects the layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// `use …;` or `mod …;`.
    Declaration,
    /// An item that ends with a block of items.
    Block(Block),
    /// A call of a macro by its path.
    Table,
    /// Anything else.
    Other,
}

/// The owner of the items of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Block {
    Enum,
    Impl,
    Mod,
    Struct,
}

/// An item; also a field or a variant.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// The parts of the comment that it begins with: lines without `///`.
    pub(super) docs: Vec<String>,
    /// All other tokens.
    pub(super) tokens: Vec<TokenTree>,
}

/// A file: its own comment, its own other attributes, and its items.
pub(super) fn of_file(tokens: TokenStream) -> (Vec<String>, Vec<Vec<TokenTree>>, Vec<Item>) {
    let mut tokens = tokens.into_iter().collect::<Vec<_>>().into_iter();
    let (mut docs, mut attributes) = (vec![], vec![]);
    while is_inner_attribute(tokens.as_slice()) {
        let attribute: Vec<_> = tokens.by_ref().take(3).collect();
        if let Err(attribute) = doc(attribute, &mut docs) {
            attributes.push(attribute);
        }
    }
    (docs, attributes, items(tokens, item))
}

fn is_inner_attribute(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [hash, bang, TokenTree::Group(_), ..] if is_punct(hash, '#') && is_punct(bang, '!'))
}

/// The items of a block; its tokens if it has attributes of its own.
pub(super) fn of_block(block: Block, group: Group) -> Result<Vec<Item>, TokenStream> {
    let tokens = inside(group);
    if is_inner_attribute(&tokens) {
        return Err(tokens.into_iter().collect());
    }
    let tokens = tokens.into_iter();
    Ok(match block {
        Block::Enum | Block::Struct => items(tokens, field),
        Block::Impl | Block::Mod => items(tokens, item),
    })
}

fn inside(group: Group) -> Vec<TokenTree> {
    let tokens = group.stream();
    // The last owner of tokens need not copy them.
    drop(group);
    tokens.into_iter().collect()
}

/// Tokens as items. A function adds the tokens of each to those of the attribute that follows its comment.
fn items(
    mut tokens: IntoIter<TokenTree>,
    read: fn(&mut Vec<TokenTree>, &mut IntoIter<TokenTree>) -> Kind,
) -> Vec<Item> {
    let mut items = vec![];
    while tokens.len() > 0 {
        let (mut docs, mut item) = (vec![], vec![]);
        while item.is_empty()
            && let [hash, TokenTree::Group(_), ..] = tokens.as_slice()
            && is_punct(hash, '#')
        {
            let attribute = tokens.by_ref().take(2).collect();
            item = doc(attribute, &mut docs).err().unwrap_or_default();
        }
        let kind = read(&mut item, &mut tokens);
        items.push(Item { kind, docs, tokens: item });
    }
    items
}

/// A field or a variant: all up to a comma that is not between angle brackets.
fn field(field: &mut Vec<TokenTree>, tokens: &mut IntoIter<TokenTree>) -> Kind {
    let mut depth = 0;
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            _ => {}
        }
        let ends = depth == 0 && is_punct(&token, ',');
        field.push(token);
        if ends {
            break;
        }
    }
    Kind::Other
}

fn item(item: &mut Vec<TokenTree>, tokens: &mut IntoIter<TokenTree>) -> Kind {
    let mut words = vec![];
    for token in tokens {
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let value = matches!(words[..], ["use" | "static" | "type", ..])
                    || matches!(words[..], ["const", name] if name != "fn");
                group.delimiter() == Delimiter::Brace && !value
            }
            TokenTree::Ident(ident) => {
                if words.len() < 2 && ident != "pub" {
                    words.push(ident.to_string());
                }
                false
            }
            TokenTree::Literal(_) => false,
        };
        item.push(token);
        if ends {
            break;
        }
    }
    match (words.first().map(String::as_str), item.as_slice()) {
        (Some("use"), _) | (Some("mod"), [.., TokenTree::Punct(_)]) => Kind::Declaration,
        (Some("enum"), [.., TokenTree::Group(_)]) => Kind::Block(Block::Enum),
        (Some("impl"), [.., TokenTree::Group(_)]) => Kind::Block(Block::Impl),
        (Some("mod"), [.., TokenTree::Group(_)]) => Kind::Block(Block::Mod),
        (Some("struct"), [.., TokenTree::Group(_)]) => Kind::Block(Block::Struct),
        (_, [path @ .., bang, TokenTree::Group(_)])
            if is_punct(bang, '!') && path.iter().any(|token| is_punct(token, ':')) =>
        {
            Kind::Table
        }
        _ => Kind::Other,
    }
}

/// Adds the part of a comment that an attribute is.
///
/// # Errors
///
/// The attribute, if it is another one.
fn doc(mut attribute: Vec<TokenTree>, docs: &mut Vec<String>) -> Result<(), Vec<TokenTree>> {
    let Some(TokenTree::Group(group)) = attribute.pop() else { return Err(attribute) };
    let delimiter = group.delimiter();
    let inside = inside(group);
    if let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] = &*inside
        && name == "doc"
        && let Some(text) = value(text).filter(|text| text.lines().all(|line| !line.starts_with('/')))
    {
        docs.push(text);
        return Ok(());
    }
    attribute.push(TokenTree::Group(Group::new(delimiter, inside.into_iter().collect())));
    Err(attribute)
}

/// The text that a literal is.
fn value(literal: &Literal) -> Option<String> {
    let mut written = literal.to_string();
    let raw = written.strip_prefix('r').unwrap_or(&written).trim_matches('#');
    // Most have no escapes to decode.
    let plain = raw.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if let Some(text) = plain.filter(|text| written.starts_with('r') || !text.contains('\\')) {
        let (start, len) = ((written.len() - text.len()).div_ceil(2), text.len());
        written.truncate(start + len);
        written.drain(..start);
        return Some(written);
    }
    let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else { return None };
    Some(text.value())
}

/// How many tokens of an item are attributes.
pub(super) fn attributes(tokens: &[TokenTree]) -> usize {
    tokens.chunks(2).take_while(|chunk| is_punct(&chunk[0], '#')).count() * 2
}

pub(super) fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

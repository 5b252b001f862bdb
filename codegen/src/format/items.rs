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
    /// The lines of the comment that it begins with, without `///`.
    pub(super) docs: Vec<String>,
    /// All other tokens.
    pub(super) tokens: Vec<TokenTree>,
}

/// A file: its own comment, its own other attributes, and its items.
pub(super) fn of_file(tokens: TokenStream) -> (Vec<String>, Vec<Vec<TokenTree>>, Vec<Item>) {
    let mut tokens = tokens.into_iter().collect::<Vec<_>>().into_iter();
    let (mut docs, mut attributes) = (vec![], vec![]);
    while let [hash, bang, TokenTree::Group(attribute), ..] = tokens.as_slice()
        && is_punct(hash, '#')
        && is_punct(bang, '!')
    {
        let doc = doc(attribute);
        let attribute: Vec<_> = tokens.by_ref().take(3).collect();
        match doc {
            Some(line) => docs.push(line),
            None => attributes.push(attribute),
        }
    }
    (docs, attributes, items(tokens, item))
}

/// The items of a block.
pub(super) fn of_block(block: Block, group: Group) -> Vec<Item> {
    let tokens = group.stream();
    // The last owner of tokens need not copy them.
    drop(group);
    let tokens = tokens.into_iter().collect::<Vec<_>>().into_iter();
    match block {
        Block::Enum | Block::Struct => items(tokens, field),
        Block::Impl | Block::Mod => items(tokens, item),
    }
}

/// Tokens as items, each without its comment read by a function.
fn items(
    mut tokens: IntoIter<TokenTree>,
    read: fn(&mut IntoIter<TokenTree>) -> (Kind, Vec<TokenTree>),
) -> Vec<Item> {
    let mut items = vec![];
    while tokens.len() > 0 {
        let mut docs = vec![];
        while let [hash, TokenTree::Group(attribute), ..] = tokens.as_slice()
            && is_punct(hash, '#')
            && let Some(line) = doc(attribute)
        {
            docs.push(line);
            tokens.nth(1);
        }
        let (kind, tokens) = read(&mut tokens);
        items.push(Item { kind, docs, tokens });
    }
    items
}

/// A field or a variant: all up to a comma that is not between angle brackets.
fn field(tokens: &mut IntoIter<TokenTree>) -> (Kind, Vec<TokenTree>) {
    let mut depth = 0;
    let mut field = vec![];
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
    (Kind::Other, field)
}

fn item(tokens: &mut IntoIter<TokenTree>) -> (Kind, Vec<TokenTree>) {
    let mut item = vec![];
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
    let block = |block, group| if has_inner_attributes(group) { Kind::Other } else { Kind::Block(block) };
    let kind = match (words.first().map(String::as_str), item.as_slice()) {
        (Some("use"), _) | (Some("mod"), [.., TokenTree::Punct(_)]) => Kind::Declaration,
        (Some("enum"), [.., TokenTree::Group(group)]) => block(Block::Enum, group),
        (Some("impl"), [.., TokenTree::Group(group)]) => block(Block::Impl, group),
        (Some("mod"), [.., TokenTree::Group(group)]) => block(Block::Mod, group),
        (Some("struct"), [.., TokenTree::Group(group)]) => block(Block::Struct, group),
        (_, [path @ .., bang, TokenTree::Group(_)])
            if is_punct(bang, '!') && path.iter().any(|token| is_punct(token, ':')) =>
        {
            Kind::Table
        }
        _ => Kind::Other,
    };
    (kind, item)
}

/// The line of a comment that an attribute is.
fn doc(attribute: &Group) -> Option<String> {
    let mut attribute = attribute.stream().into_iter();
    let (Some(TokenTree::Ident(name)), Some(_), Some(TokenTree::Literal(line)), None) =
        (attribute.next(), attribute.next(), attribute.next(), attribute.next())
    else {
        return None;
    };
    if name != "doc" {
        return None;
    }
    let mut line = text(&line)?;
    line.truncate(line.trim_end_matches(' ').len());
    (!line.starts_with('/') && !line.contains('\n')).then_some(line)
}

/// The text that a literal is.
fn text(literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    // Most have no escapes to decode.
    let plain = written.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if let Some(text) = plain.filter(|text| !text.contains('\\')) {
        return Some(text.to_owned());
    }
    let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else { return None };
    Some(text.value())
}

fn has_inner_attributes(block: &Group) -> bool {
    let mut tokens = block.stream().into_iter();
    let [hash, bang] = [tokens.next(), tokens.next()];
    hash.is_some_and(|token| is_punct(&token, '#')) && bang.is_some_and(|token| is_punct(&token, '!'))
}

/// How many tokens of an item are attributes.
pub(super) fn attributes(tokens: &[TokenTree]) -> usize {
    tokens.chunks(2).take_while(|chunk| is_punct(&chunk[0], '#')).count() * 2
}

pub(super) fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

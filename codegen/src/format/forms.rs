//! Items → text, by prettyplease.
//!
//! A crate repeats the same few items for thousands of members. The output of prettyplease depends on names and strings
//! only by their width, so an item is a form with gaps: prettyplease prints the first item of each form, and its output
//! is filled in for the others.

use super::items::{Block, is_punct};
use proc_macro2::{Delimiter, Spacing, TokenTree};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

thread_local! {
    /// The forms by the hashes of their keys, which are compared in fewer steps; nothing is read from their order.
    static FORMS: RefCell<BTreeMap<u32, Known>> = const { RefCell::new(BTreeMap::new()) };
    /// The buffers of the previous item, which the next one reuses.
    static ITEM: RefCell<Item> = RefCell::default();
}

/// The maximum number of forms per thread.
const KEPT: usize = 1 << 16;

/// Adds an item.
pub(super) fn push(text: &mut String, tokens: Vec<TokenTree>, place: &[Block]) {
    let mut item = ITEM.take();
    item.read(tokens, place);
    let hash = crc32fast::hash(item.key.as_bytes());
    FORMS.with_borrow_mut(|forms| match forms.get(&hash).filter(|known| *known.key == *item.key) {
        Some(Known { layout: Some(layout), .. }) => layout.fill(text, &item),
        Some(Known { layout: None, .. }) => text.push_str(&print(&item.leaves().source, place)),
        None => {
            let leaves = item.leaves();
            let printed = print(&leaves.source, place);
            text.push_str(&printed);
            if forms.len() == KEPT {
                forms.clear();
            }
            forms
                .insert(hash, Known { key: item.key.as_str().into(), layout: Layout::of(&leaves, &printed) });
        }
    });
    ITEM.set(item);
}

/// Adds the attributes of an item that prettyplease does not print.
pub(super) fn push_attributes(text: &mut String, attributes: Vec<TokenTree>) {
    let mut item = Item::default();
    item.read(attributes, &[]);
    let printed = print(&format!("{} mod after;", item.leaves().source), &[]);
    text.push_str(printed.trim_end_matches("mod after;\n"));
}

/// The output of prettyplease for an item: the blocks around it without their first and last lines. Invariant: there is
/// an item, not only a comment, so these are separate lines.
fn print(source: &str, place: &[Block]) -> String {
    let around = place.iter().map(|block| match block {
        Block::Enum => "enum Around {",
        Block::Impl => "impl Around {",
        Block::Mod => "mod around {",
        Block::Struct => "struct Around {",
    });
    let around = around.collect::<String>();
    let file = syn::parse_file(&format!("{around}{source}{}", "}".repeat(place.len())));
    let file = file.unwrap_or_else(|error| panic!("invariant: emitters make files of Rust: {error}"));
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines[place.len()..lines.len() - place.len()].concat()
}

/// A form and its key; no layout if the leaves to fill in were not found in the printed text.
struct Known {
    key: Box<str>,
    layout: Option<Layout>,
}

/// A printed text without the leaves to fill in.
struct Layout {
    text: Box<str>,
    /// Where they belong in it, and their widths.
    gaps: Box<[(usize, usize)]>,
}

impl Layout {
    /// Finds the gaps in the output. Between the tokens of the item there may be white space, and commas where a list
    /// was put on one line or on several.
    fn of(leaves: &Leaves, printed: &str) -> Option<Self> {
        let (mut text, mut gaps) = (String::new(), vec![]);
        let (mut from, mut at) = (0, 0);
        for (leaf, filled_in) in &leaves.leaves {
            let leaf = &leaves.source[leaf.clone()];
            let rest = printed[at..].trim_start();
            let rest = match rest.strip_prefix(',') {
                Some(after) if leaf != "," => after.trim_start(),
                _ => rest,
            };
            if !rest.starts_with(leaf) {
                if leaf == "," {
                    continue;
                }
                return None;
            }
            at = printed.len() - rest.len();
            if *filled_in {
                text.push_str(&printed[from..at]);
                gaps.push((text.len(), leaf.len()));
                from = at + leaf.len();
            }
            at += leaf.len();
        }
        text.push_str(&printed[from..]);
        Some(Self { text: text.into(), gaps: gaps.into() })
    }

    fn fill(&self, text: &mut String, item: &Item) {
        let (mut from, mut names) = (0, &*item.names);
        for &(gap, width) in &self.gaps {
            let (name, rest) = names.split_at(width);
            text.extend([&self.text[from..gap], name]);
            (from, names) = (gap, rest);
        }
        text.push_str(&self.text[from..]);
    }
}

/// The tokens of an item, delimiters among them.
#[derive(Default)]
struct Leaves {
    /// All of them as source text.
    source: String,
    /// The place of each in the source, and whether it is a gap.
    leaves: Vec<(Range<usize>, bool)>,
}

/// The end of a leaf in a key, that of a leaf that the next one follows without a space, and a gap, which its width follows.
/// No leaf has these characters: literals escape them.
const END: char = '\0';
const JOINT: char = '\x01';
const GAP: char = '\x02';

/// An item, ready to be filled in.
#[derive(Default)]
struct Item {
    /// The form: the place of the item, the tokens, and the widths of those that are filled in.
    key: String,
    /// What is filled in, without anything between.
    names: String,
}

impl Item {
    fn read(&mut self, tokens: Vec<TokenTree>, place: &[Block]) {
        self.key.clear();
        self.names.clear();
        self.key.extend(place.iter().map(|block| match block {
            Block::Enum => 'e',
            Block::Impl => 'i',
            Block::Mod => 'm',
            Block::Struct => 's',
        }));
        self.key.push(END);
        self.extend(tokens.into_iter(), false);
    }

    /// Adds tokens; names of attributes are not filled in.
    fn extend(&mut self, tokens: impl Iterator<Item = TokenTree>, attribute: bool) {
        let mut tokens = tokens.peekable();
        let mut hash = false;
        while let Some(token) = tokens.next() {
            let follows_hash = std::mem::take(&mut hash);
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    let inside = group.stream();
                    // The last owner of tokens need not copy them.
                    drop(group);
                    self.key.push_str(open);
                    self.key.push(END);
                    self.extend(inside.into_iter(), attribute || follows_hash);
                    self.key.push_str(close);
                    self.key.push(END);
                }
                TokenTree::Punct(punct) => {
                    let sign = punct.as_char();
                    hash = sign == '#' || sign == '!' && follows_hash;
                    self.key.extend([sign, if punct.spacing() == Spacing::Alone { END } else { JOINT }]);
                }
                TokenTree::Ident(ident) => {
                    // Each macro of the standard library has its own layout.
                    let call = tokens.peek().is_some_and(|next| is_punct(next, '!'));
                    let start = self.names.len();
                    // Writing to a `String` cannot fail.
                    let _ = write!(self.names, "{ident}");
                    let filled_in = !attribute && !call && !is_keyword(&self.names[start..]);
                    self.end(start, filled_in);
                }
                TokenTree::Literal(literal) => {
                    let start = self.names.len();
                    let _ = write!(self.names, "{literal}");
                    let literal = &self.names[start..];
                    let filled_in = literal.starts_with('"') && !literal.contains('\n');
                    self.end(start, filled_in);
                }
            }
        }
    }

    /// Ends the leaf that starts there in the names.
    fn end(&mut self, start: usize, filled_in: bool) {
        let leaf = &self.names[start..];
        match u8::try_from(leaf.len()).ok().filter(|_| filled_in && leaf.is_ascii()) {
            Some(width) => self.key.extend([GAP, char::from(width)]),
            None => {
                self.key.push_str(leaf);
                self.key.push(END);
                self.names.truncate(start);
            }
        }
    }

    /// The tokens, from the key and what is filled in.
    fn leaves(&self) -> Leaves {
        let (mut source, mut leaves, mut start) = (String::new(), vec![], 0);
        let (mut names, mut signs) = (&*self.names, self.key.chars().skip_while(|sign| *sign != END).skip(1));
        while let Some(sign) = signs.next() {
            match sign {
                GAP => {
                    let (name, rest) = names.split_at(signs.next().map_or(0, |width| width as usize));
                    source.push_str(name);
                    names = rest;
                }
                END | JOINT => {}
                sign => {
                    source.push(sign);
                    continue;
                }
            }
            leaves.push((start..source.len(), sign == GAP));
            if sign != JOINT {
                source.push(' ');
            }
            start = source.len();
        }
        Leaves { source, leaves }
    }
}

/// Whether syn may not parse a word as a name.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "Self"
            | "_"
            | "abstract"
            | "as"
            | "async"
            | "auto"
            | "await"
            | "become"
            | "box"
            | "break"
            | "builtin"
            | "const"
            | "continue"
            | "crate"
            | "default"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "raw"
            | "ref"
            | "return"
            | "safe"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "union"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

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
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

thread_local! {
    /// The forms by the hashes of their keys, which are compared in fewer steps; nothing is read from their order.
    static FORMS: RefCell<BTreeMap<u64, Known>> = const { RefCell::new(BTreeMap::new()) };
    /// The buffers of the previous item, which the next one reuses.
    static LEAVES: RefCell<Leaves> = RefCell::default();
}

/// A form and its key; no form if the leaves to fill in were not found in the printed text.
struct Known {
    key: Box<str>,
    form: Option<Form>,
}

/// The maximum number of forms per thread.
const KEPT: usize = 1 << 16;

/// Adds an item.
pub(super) fn push(text: &mut String, tokens: Vec<TokenTree>, place: &[Block]) {
    let mut leaves = LEAVES.take();
    leaves.read(tokens, place);
    let mut hasher = DefaultHasher::new();
    hasher.write(leaves.key.as_bytes());
    let hash = hasher.finish();
    FORMS.with_borrow_mut(|forms| match forms.get(&hash).filter(|known| *known.key == *leaves.key) {
        Some(Known { form: Some(form), .. }) => form.fill(text, &leaves),
        Some(Known { form: None, .. }) => text.push_str(&print(&leaves.source, place)),
        None => {
            let printed = print(&leaves.source, place);
            text.push_str(&printed);
            if forms.len() == KEPT {
                forms.clear();
            }
            let form = Form::of(&leaves, &printed);
            forms.insert(hash, Known { key: leaves.key.as_str().into(), form });
        }
    });
    LEAVES.set(leaves);
}

/// Adds the attributes of an item that prettyplease does not print.
pub(super) fn push_attributes(text: &mut String, attributes: Vec<TokenTree>) {
    let mut leaves = Leaves::default();
    leaves.read(attributes, &[]);
    let printed = print(&format!("{} mod after;", leaves.source), &[]);
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

/// A printed text without the leaves to fill in.
struct Form {
    /// The text before each leaf to fill in.
    before: Vec<Box<str>>,
    /// The text at the end.
    end: Box<str>,
}

impl Form {
    /// Finds the gaps in the output. Between the tokens of the item there may be white space, and commas where a list
    /// was put on one line or on several.
    fn of(leaves: &Leaves, printed: &str) -> Option<Self> {
        let mut before = vec![];
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
                before.push(printed[from..at].into());
                from = at + leaf.len();
            }
            at += leaf.len();
        }
        Some(Self { before, end: printed[from..].into() })
    }

    fn fill(&self, text: &mut String, leaves: &Leaves) {
        let filled_in = leaves.leaves.iter().filter(|(_, filled_in)| *filled_in);
        for (before, (leaf, _)) in self.before.iter().zip(filled_in) {
            text.push_str(before);
            text.push_str(&leaves.source[leaf.clone()]);
        }
        text.push_str(&self.end);
    }
}

/// The tokens of an item, delimiters among them.
#[derive(Default)]
struct Leaves {
    /// All of them as source text.
    source: String,
    /// The place of each in the source, and whether it is a gap.
    leaves: Vec<(Range<usize>, bool)>,
    /// The form: the place of the item, the tokens, and the widths of those that are filled in.
    key: String,
}

impl Leaves {
    fn read(&mut self, tokens: Vec<TokenTree>, place: &[Block]) {
        self.source.clear();
        self.leaves.clear();
        self.key.clear();
        self.key.extend(place.iter().map(|block| match block {
            Block::Enum => 'e',
            Block::Impl => 'i',
            Block::Mod => 'm',
            Block::Struct => 's',
        }));
        self.key.push('\0');
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
                    self.push(open, " ", false);
                    self.extend(inside.into_iter(), attribute || follows_hash);
                    self.push(close, " ", false);
                }
                TokenTree::Punct(punct) => {
                    hash = punct.as_char() == '#' || punct.as_char() == '!' && follows_hash;
                    let space = if punct.spacing() == Spacing::Alone { " " } else { "" };
                    self.push(punct.as_char().encode_utf8(&mut [0; 4]), space, false);
                }
                TokenTree::Ident(ident) => {
                    // Each macro of the standard library has its own layout.
                    let call = tokens.peek().is_some_and(|next| is_punct(next, '!'));
                    let start = self.source.len();
                    // Writing to a `String` cannot fail.
                    let _ = write!(self.source, "{ident}");
                    let name = &self.source[start..];
                    let filled_in = !attribute && !call && !is_keyword(name);
                    self.end(start, " ", filled_in);
                }
                TokenTree::Literal(literal) => {
                    let start = self.source.len();
                    let _ = write!(self.source, "{literal}");
                    let literal = &self.source[start..];
                    let filled_in = literal.starts_with('"') && !literal.contains('\n');
                    self.end(start, " ", filled_in);
                }
            }
        }
    }

    fn push(&mut self, leaf: &str, space: &str, filled_in: bool) {
        let start = self.source.len();
        self.source.push_str(leaf);
        self.end(start, space, filled_in);
    }

    /// Adds the text of the source from `start` on.
    fn end(&mut self, start: usize, space: &str, filled_in: bool) {
        let leaf = &self.source[start..];
        let width = u8::try_from(leaf.len()).ok().filter(|_| filled_in && leaf.is_ascii());
        self.leaves.push((start..self.source.len(), width.is_some()));
        match width {
            Some(width) => self.key.extend(['\0', char::from(width)]),
            None => self.key.extend([leaf, space]),
        }
        self.source.push_str(space);
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

//! Items → text, by prettyplease.
//!
//! A crate says the same few things of thousands of members. What prettyplease prints depends on names and strings only
//! as far as they are wide, so an item is a form that is filled in: the first of each form is printed, and what came of
//! it is filled in for the others.

use super::items::{Block, is_punct};
use proc_macro2::{Delimiter, Spacing, TokenTree};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

thread_local! {
    /// The forms by their keys; nothing if what is to be filled in was not found again in what was printed.
    static FORMS: RefCell<BTreeMap<String, Option<Form>>> = const { RefCell::new(BTreeMap::new()) };
}

/// How many forms a thread keeps.
const KEPT: usize = 1 << 16;

/// Adds an item.
pub(super) fn push(text: &mut String, tokens: Vec<TokenTree>, place: &[Block]) {
    let leaves = Leaves::of(tokens, place);
    FORMS.with_borrow_mut(|forms| match forms.get(&leaves.key) {
        Some(Some(form)) => form.fill(text, &leaves),
        Some(None) => text.push_str(&print(&leaves.source, place)),
        None => {
            let printed = print(&leaves.source, place);
            text.push_str(&printed);
            if forms.len() == KEPT {
                forms.clear();
            }
            forms.insert(leaves.key.clone(), Form::of(&leaves, &printed));
        }
    });
}

/// Adds the attributes of what prettyplease does not print.
pub(super) fn push_attributes(text: &mut String, attributes: Vec<TokenTree>) {
    let attributes = Leaves::of(attributes, &[]).source;
    let printed = print(&format!("{attributes} mod after;"), &[]);
    text.push_str(printed.trim_end_matches("mod after;\n"));
}

/// What prettyplease makes of an item: what is left of blocks around it without their first and last lines. That these
/// are lines of their own relies on the invariant that there is an item, not a comment alone.
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

/// What was printed, but for what is filled in.
struct Form {
    /// What stands before each of what is filled in.
    before: Vec<Box<str>>,
    /// What stands at the end.
    end: Box<str>,
}

impl Form {
    /// Finds again what is to be filled in. Between the tokens of the item may be white space, and commas where a list
    /// was put on one line or on many.
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
    /// Where each stands in the source, and whether it is filled in.
    leaves: Vec<(Range<usize>, bool)>,
    /// The form: where the item stands, the tokens, and the widths of those that are filled in.
    key: String,
}

impl Leaves {
    fn of(tokens: Vec<TokenTree>, place: &[Block]) -> Self {
        let mut leaves = Self { key: format!("{place:?}"), ..Self::default() };
        leaves.extend(tokens.into_iter(), false);
        leaves
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
                    let name = ident.to_string();
                    // Macros of the standard library are printed each in its way.
                    let call = tokens.peek().is_some_and(|next| is_punct(next, '!'));
                    let filled_in = !attribute && !call && KEYWORDS.binary_search(&name.as_str()).is_err();
                    self.push(&name, " ", filled_in);
                }
                TokenTree::Literal(literal) => {
                    let literal = literal.to_string();
                    self.push(&literal, " ", literal.starts_with('"') && !literal.contains('\n'));
                }
            }
        }
    }

    fn push(&mut self, leaf: &str, space: &str, filled_in: bool) {
        let width = u8::try_from(leaf.len()).ok().filter(|_| filled_in && leaf.is_ascii());
        self.leaves.push((self.source.len()..self.source.len() + leaf.len(), width.is_some()));
        match width {
            Some(width) => self.key.extend(['\0', char::from(width)]),
            None => self.key.extend([leaf, space]),
        }
        self.source.extend([leaf, space]);
    }
}

/// The words that syn may take for something else than a name, in order.
const KEYWORDS: [&str; 59] = [
    "Self", "_", "abstract", "as", "async", "auto", "await", "become", "box", "break", "builtin", "const",
    "continue", "crate", "default", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for",
    "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv",
    "pub", "raw", "ref", "return", "safe", "self", "static", "struct", "super", "trait", "true", "try",
    "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_are_in_order() {
        assert!(super::KEYWORDS.is_sorted());
    }
}

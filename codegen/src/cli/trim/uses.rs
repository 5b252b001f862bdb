//! Source text → the names by which it could reach a generated crate. Knows nothing of any crate.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The places of a name: files, by their names for people.
pub(super) type Places = BTreeSet<String>;

/// The names in a crate's sources.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    /// Methods that are called without arguments, as those of clients are.
    pub(super) methods: BTreeMap<String, Places>,
    /// Paths of two segments and more, with those of `use` taken apart. A `use` under another name, or of a whole
    /// module, ends in `*`.
    pub(super) paths: BTreeMap<Vec<String>, Places>,
    /// Paths that `pub use` shows to others.
    pub(super) shown: BTreeMap<Vec<String>, Places>,
    /// Single names in the arguments of a macro.
    pub(super) given_to_macros: BTreeMap<String, Places>,
    /// Any name.
    pub(super) all: BTreeMap<String, Places>,
    /// What cannot be analysed, as sentences.
    pub(super) unseen: Vec<String>,
}

impl Uses {
    /// Adds the names of a file of a package whose directory is given.
    pub(super) fn add(&mut self, package: &Path, file: &Path, name: &str, text: &str) {
        // A first line of `#!` is the shell's, not Rust's.
        let body = match text.strip_prefix("#!") {
            Some(rest) if !rest.trim_start().starts_with('[') => {
                rest.split_once('\n').map_or("", |(_, body)| body)
            }
            _ => text,
        };
        match body.parse::<TokenStream>() {
            Ok(tokens) => Reader { uses: self, package, file, name }.read(tokens, false),
            Err(error) => self.unseen.push(format!("`{name}` is not Rust: {error}")),
        }
    }
}

struct Reader<'a> {
    uses: &'a mut Uses,
    package: &'a Path,
    file: &'a Path,
    name: &'a str,
}

impl Reader<'_> {
    fn read(&mut self, tokens: TokenStream, in_macro: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            let name = match &tokens[at] {
                TokenTree::Group(group) => {
                    let inside = group.stream();
                    if in_macro && group.delimiter() == Delimiter::Bracket && is_pasted(&inside) {
                        self.uses.unseen.push(format!("a macro in `{}` puts names together", self.name));
                    }
                    self.read(inside, in_macro || is_macro(&tokens[..at]));
                    at += 1;
                    continue;
                }
                TokenTree::Ident(name) => plain(name),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    at += 1;
                    continue;
                }
            };
            if name == "use" {
                let shown = at > 0 && is_name(&tokens[at - 1], "pub");
                at += 1 + 2 * usize::from(is_separator(&tokens, at + 1));
                at = self.path(vec![], &tokens, at, shown);
                continue;
            }
            if name == "include" && is(tokens.get(at + 1), '!') {
                self.included(tokens.get(at + 2));
            }
            let after_dot = at > 0 && is(tokens.get(at - 1), '.');
            let end = self.path(vec![], &tokens, at, false);
            if end == at + 1 {
                if after_dot && is_empty_call(tokens.get(end)) {
                    note(&mut self.uses.methods, name, self.name);
                } else if in_macro && !after_dot {
                    note(&mut self.uses.given_to_macros, name, self.name);
                }
            }
            at = end;
        }
    }

    /// Reads the path at an index, after the segments of `path`; returns the index after it.
    fn path(&mut self, mut path: Vec<String>, tokens: &[TokenTree], mut at: usize, shown: bool) -> usize {
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(name)) => {
                    let name = plain(name);
                    note(&mut self.uses.all, name.clone(), self.name);
                    path.push(name);
                }
                Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => path.push("*".to_owned()),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                    for tree in inside.split(|token| is(Some(token), ',')).filter(|tree| !tree.is_empty()) {
                        self.path(path.clone(), tree, 0, shown);
                    }
                    return at + 1;
                }
                _ => break,
            }
            at += 1;
            if is_separator(tokens, at) { at += 2 } else { break }
        }
        if tokens.get(at).is_some_and(|token| is_name(token, "as")) {
            path.push("*".to_owned());
        }
        if shown {
            note(&mut self.uses.shown, path.clone(), self.name);
        }
        if path.len() > 1 {
            note(&mut self.uses.paths, path, self.name);
        }
        at
    }

    /// A file that `include!` names: it is read with the others if it is Rust in the package.
    fn included(&mut self, argument: Option<&TokenTree>) {
        let Some(TokenTree::Group(group)) = argument else { return };
        let text = group.stream().to_string();
        let literal = text.trim_end_matches(',').trim().trim_matches('"');
        let path = self.file.parent().unwrap_or(self.package).join(literal);
        let inside = path.canonicalize().is_ok_and(|path| {
            path.starts_with(self.package) && path.extension().is_some_and(|extension| extension == "rs")
        });
        if !inside {
            self.uses.unseen.push(format!("`{}` includes a file from elsewhere: {text}", self.name));
        }
    }
}

fn note<K: Ord>(names: &mut BTreeMap<K, Places>, name: K, place: &str) {
    names.entry(name).or_default().insert(place.to_owned());
}

/// A name without the mark of raw ones.
fn plain(name: &proc_macro2::Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn is(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

fn is_name(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

/// Whether `::` is at an index.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is(tokens.get(at), ':') && is(tokens.get(at + 1), ':')
}

fn is_empty_call(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group))
        if group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty())
}

/// Whether the arguments or the definition of a macro follow.
fn is_macro(before: &[TokenTree]) -> bool {
    match before {
        [.., bang, TokenTree::Ident(_)] | [.., bang] => is(Some(bang), '!'),
        [] => false,
    }
}

/// `[<get_ $name>]`, as crates that paste names together have it.
fn is_pasted(inside: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = inside.clone().into_iter().collect();
    is(tokens.first(), '<') && is(tokens.last(), '>')
}

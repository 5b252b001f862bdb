//! The files of a crate → those of a module at any place in another crate.

use super::file::{Content, File};
use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// The files of a crate → those of a module, whose root is `mod.rs`. There is no manifest: that of the other crate is its author's.
pub fn module(files: impl Iterator<Item = File>) -> impl Iterator<Item = File> {
    files.filter_map(|file| {
        let path = file.path.strip_prefix("src/")?;
        let path = if path == "lib.rs" { "mod.rs" } else { path };
        let content = match file.content {
            Content::Rust(tokens) if path == "mod.rs" => Content::Rust(root(relative(tokens, 0))),
            Content::Rust(tokens) => Content::Rust(relative(tokens, path.split('/').count())),
            Content::Text(text) => Content::Text(text),
        };
        Some(File { path: path.to_owned(), content })
    })
}

/// The root without attributes that only a crate can have, and without warnings about unused items.
fn root(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |index: usize, mark: char| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    let is_block = |index: usize| matches!(tokens.get(index), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
    let mut out = TokenStream::new();
    let (mut index, mut starts) = (0, true);
    while let Some(token) = tokens.get(index) {
        if is(index, '#') && is(index + 1, '!') {
            index += 3;
            continue;
        }
        if starts {
            out.extend(quote!(#[allow(dead_code, unreachable_pub, unused_imports)]));
        }
        starts = is(index, ';') || is_block(index) && !is(index + 1, ';');
        out.extend([token.clone()]);
        index += 1;
    }
    out
}

/// Paths from the root of the crate as paths from a module `depth` levels below.
fn relative(tokens: TokenStream, depth: usize) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    for (index, token) in tokens.iter().enumerate() {
        let follows = |word: &str| matches!(index.checked_sub(2).and_then(|before| tokens.get(before)), Some(TokenTree::Ident(ident)) if ident == word);
        match token {
            TokenTree::Ident(ident) if ident == "crate" && is_path(tokens.get(index + 1)) => {
                out.extend(root_from(depth, ident));
            }
            TokenTree::Group(group) => {
                let is_module = group.delimiter() == Delimiter::Brace && follows("mod");
                let inner = relative(group.stream(), depth + usize::from(is_module));
                out.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            TokenTree::Literal(literal) if follows("doc") => {
                out.extend([TokenTree::Literal(docs(literal, depth))]);
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => out.extend([token.clone()]),
        }
    }
    out
}

/// Whether the next token continues a path.
fn is_path(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

/// `super::super`, or `self`.
fn root_from(depth: usize, at: &Ident) -> TokenStream {
    if depth == 0 {
        return Ident::new("self", at.span()).into_token_stream();
    }
    let levels = (0..depth).map(|_| Ident::new("super", at.span()));
    quote!(#(#levels)::*)
}

/// A line of documentation, whose links are paths, and whose examples are written for a crate.
fn docs(literal: &Literal, depth: usize) -> Literal {
    let root = if depth == 0 { "self".to_owned() } else { vec!["super"; depth].join("::") };
    let text =
        literal.to_string().replace("](crate::", &format!("]({root}::")).replace("```no_run", "```ignore");
    text.parse().unwrap_or_else(|_| literal.clone())
}

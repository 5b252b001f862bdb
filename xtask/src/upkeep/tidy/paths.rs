//! Source text → its paths, including those in macros.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The paths of a file that begin with a name of its own or another crate, `crate`, `self` or `super`; groups in `use`
/// are expanded. Each comes with the number of inline modules that it stands in. Modules of tests are included if
/// `tests` is set.
///
/// Paths that begin with `$crate`, or stand in `quote!`, are left out: they belong to another crate.
pub(super) fn of(tokens: TokenStream, tests: bool) -> Vec<(Vec<String>, usize)> {
    let mut paths = Vec::new();
    collect(tokens, (0, tests), &mut paths);
    paths
}

fn collect(tokens: TokenStream, (depth, tests): (usize, bool), paths: &mut Vec<(Vec<String>, usize)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut index = 0;
    let mut test = false;
    while let Some(token) = tokens.get(index) {
        match token {
            TokenTree::Group(group) => {
                let text = group.stream().to_string();
                test |= group.delimiter() == Delimiter::Bracket && text.replace(' ', "") == "cfg(test)";
                let module = index >= 2 && is_ident(&tokens[index - 2], "mod");
                let quoted =
                    index >= 2 && is_ident(&tokens[index - 2], "quote") && follows(&tokens, index, '!');
                if !quoted && (tests || !(test && module)) {
                    collect(group.stream(), (depth + usize::from(module), tests), paths);
                }
                test &= !module;
                index += 1;
            }
            TokenTree::Ident(first) if !follows(&tokens, index, '$') => {
                let (mut path, mut next) = (vec![first.to_string()], index + 1);
                while separator(&tokens, next) {
                    match tokens.get(next + 2) {
                        Some(TokenTree::Ident(name)) => path.push(name.to_string()),
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            let mut inner = Vec::new();
                            collect(group.stream(), (depth, tests), &mut inner);
                            // A single name is also a path here.
                            paths.extend(
                                inner
                                    .into_iter()
                                    .chain(alone(group.stream(), depth))
                                    .map(|(rest, depth)| (path.iter().cloned().chain(rest).collect(), depth)),
                            );
                            path.clear();
                        }
                        _ => break,
                    }
                    next += 3;
                }
                if path.len() > 1 {
                    paths.push((path, depth));
                }
                index = next;
            }
            // The rest of a path that begins with `$crate`.
            TokenTree::Ident(_) => {
                index += 1;
                while separator(&tokens, index) && matches!(tokens.get(index + 2), Some(TokenTree::Ident(_)))
                {
                    index += 3;
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => index += 1,
        }
    }
}

/// The single names in a group of `use`.
fn alone(group: TokenStream, depth: usize) -> Vec<(Vec<String>, usize)> {
    let tokens: Vec<TokenTree> = group.into_iter().collect();
    let by_itself =
        |index: usize| !separator(&tokens, index + 1) && (index < 2 || !separator(&tokens, index - 2));
    let names = tokens.iter().enumerate().filter(|(index, _)| by_itself(*index));
    names
        .filter_map(|(_, token)| match token {
            TokenTree::Ident(name) => Some((vec![name.to_string()], depth)),
            _ => None,
        })
        .collect()
}

/// The module that a file is: `call/send.rs` and `call/send/mod.rs` are `call::send`.
pub(super) fn module_of(file: &str) -> Vec<String> {
    let stem = file.trim_end_matches(".rs");
    let stem = if stem == "lib" { "" } else { stem.trim_end_matches("/mod") };
    stem.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A path from the root of its crate; `None` if it begins with another name than `crate`, `self` or `super`. It stands in
/// `depth` inline modules of the file that is `module`.
pub(super) fn absolute(module: &[String], path: &[String], depth: usize) -> Option<Vec<String>> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    let (base, rest) = match path.first()?.as_str() {
        "crate" => (&[][..], &path[1..]),
        // Within an inline module the first steps lead back to the file.
        "super" => {
            let length = (module.len() + depth).checked_sub(supers)?;
            (&module[..length.min(module.len())], &path[supers..])
        }
        "self" => (module, &path[1..]),
        _ => return None,
    };
    Some([base, rest].concat())
}

fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

fn separator(tokens: &[TokenTree], index: usize) -> bool {
    is_punct(tokens.get(index), ':') && is_punct(tokens.get(index + 1), ':')
}

fn follows(tokens: &[TokenTree], index: usize, character: char) -> bool {
    index > 0 && is_punct(tokens.get(index - 1), character)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn paths_are_taken_apart() {
        let source = "use crate::a::{self, B, c::D}; mod inner { fn f() { super::e::F::new(x.y, G) } }\n\
                      m!{ ($x:ident) => { $crate::h::I; crate::j::K } }\n#[cfg(test)] mod tests { use crate::l; }\n\
                      fn g() { quote!(crate::n::O) }";
        let paths: Vec<String> = of(source.parse().expect("Rust"), false)
            .into_iter()
            .map(|(path, depth)| format!("{}{}", path.join("::"), "+".repeat(depth)))
            .collect();
        assert_eq!(
            paths,
            ["crate::a::c::D", "crate::a::self", "crate::a::B", "super::e::F::new+", "crate::j::K"]
        );
    }
}

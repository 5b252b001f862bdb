//! Names only, without a build: the types and members in the sources of an official crate and of ours.
//!
//! Both are read by one reader. Where a type is defined does not matter, but types and operations may have the same names.

use super::causes;
use crate::plumbing::{official, services};
use proc_macro2::{TokenStream, TokenTree};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Expr, Fields, ImplItem, Item, Lit, Pat, Stmt, Type as Syntax, Visibility};

/// The names of a crate's types.
#[derive(Debug, Default)]
struct Api {
    types: BTreeMap<Name, Type>,
    /// Aliases and their types.
    aliases: BTreeMap<Name, Name>,
}

/// The name of a type, and whether it belongs to an operation.
type Name = (bool, String);

/// The members of a type.
#[derive(Debug, Default)]
struct Type {
    /// Whether it is a structure or an enum, if its definition was read.
    kind: &'static str,
    /// `.field`, `::Variant` and `::method`.
    items: BTreeSet<String>,
    /// The variants of an enum of strings, by value.
    values: BTreeMap<String, String>,
}

/// Methods of ours from macros and generic types of the runtime.
const FIXED: &[&str] = &[
    "::as_input",
    "::as_str",
    "::build",
    "::builder",
    "::config_override",
    "::customize",
    "::generic",
    "::meta",
    "::send",
    "::send_with",
    "::set_meta",
    "::try_parse",
    "::unhandled",
    "::values",
];

impl Api {
    /// Reads the types and operations of a crate, and one file beside.
    fn read(sources: &Path, beside: Option<PathBuf>) -> Result<Self, String> {
        let mut files = Vec::from_iter(beside);
        for root in ["types", "types.rs", "operation", "operation.rs", "error_sets.rs", "error_meta.rs"] {
            collect(&sources.join(root), &mut files)?;
        }
        let read = |path: &PathBuf| {
            let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
            let text = fs::read_to_string(path).map_err(|error| problem(&error))?;
            let of_operation = !path.starts_with(sources.join("types"));
            let mut reader = Reader { api: Self::default(), of_operation };
            reader.items(&syn::parse_file(&text).map_err(|error| problem(&error))?.items);
            Ok(reader.api)
        };
        let parts = files.par_iter().map(read).collect::<Result<Vec<_>, String>>()?;
        let mut api = Self::default();
        for part in parts {
            api.aliases.extend(part.aliases);
            for (name, part) in part.types {
                let found = api.types.entry(name).or_default();
                found.kind = if part.kind.is_empty() { found.kind } else { part.kind };
                found.items.extend(part.items);
                found.values.extend(part.values);
            }
        }
        Ok(api)
    }

    /// A type by its name, or by that of an alias.
    fn get(&self, name: &Name) -> Option<&Type> {
        let name = self.aliases.get(name).unwrap_or(name);
        // An alias of a type may stand for one of the runtime, which is read with the operations.
        self.types.get(name).or_else(|| self.types.get(&(true, name.1.clone())))
    }
}

/// Reads one file.
struct Reader {
    api: Api,
    of_operation: bool,
}

impl Reader {
    fn items(&mut self, items: &[Item]) {
        let public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
        for item in items {
            match item {
                Item::Mod(item) => self.items(item.content.as_ref().map_or(&[][..], |(_, items)| items)),
                Item::Struct(item) if public(&item.vis) => {
                    let found = self.named(&item.ident.to_string());
                    found.kind = "structure";
                    let Fields::Named(fields) = &item.fields else { continue };
                    let fields = fields.named.iter().filter(|field| public(&field.vis));
                    found.items.extend(fields.filter_map(|it| Some(format!(".{}", it.ident.as_ref()?))));
                }
                Item::Enum(item) if public(&item.vis) => {
                    let found = self.named(&item.ident.to_string());
                    found.kind = "enum";
                    found.items.extend(item.variants.iter().map(|variant| format!("::{}", variant.ident)));
                }
                Item::Type(item) if public(&item.vis) => {
                    if let Some(target) = name(&item.ty) {
                        let alias = (self.of_operation, item.ident.to_string());
                        self.api.aliases.insert(alias, (self.of_operation, target));
                    }
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let Some(of) = name(&item.self_ty) else { continue };
                    let found = self.named(&of);
                    for item in &item.items {
                        let ImplItem::Fn(method) = item else { continue };
                        if public(&method.vis) {
                            found.items.insert(format!("::{}", method.sig.ident));
                        }
                        if method.sig.ident == "as_str" {
                            found.values.extend(values(&method.block.stmts));
                        }
                    }
                }
                Item::Macro(item) => self.table(item.mac.tokens.clone()),
                _ => {}
            }
        }
    }

    fn named(&mut self, name: &str) -> &mut Type {
        self.api.types.entry((self.of_operation, name.to_owned())).or_default()
    }

    /// The rows of one of our macros: `Name { Variant = "value", Variant is_variant "code", … }`.
    fn table(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let [TokenTree::Ident(name), .., TokenTree::Group(rows)] = &tokens[..] else { return };
        let found = self.named(&name.to_string());
        let rows: Vec<_> = rows.stream().into_iter().collect();
        for row in rows.windows(3) {
            match row {
                [TokenTree::Ident(variant), TokenTree::Punct(_), TokenTree::Literal(value)] => {
                    if let Lit::Str(value) = Lit::new(value.clone()) {
                        found.values.insert(value.value(), variant.to_string());
                    }
                }
                [TokenTree::Ident(_), TokenTree::Ident(method), TokenTree::Literal(_)] => {
                    found.items.insert(format!("::{method}"));
                }
                _ => {}
            }
        }
    }
}

/// All Rust files below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
        for entry in entries.filter_map(Result::ok) {
            collect(&entry.path(), files)?;
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") && path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}

/// The name of a type. The builders of ours are generic types: they are named after what they build.
fn name(ty: &Syntax) -> Option<String> {
    let Syntax::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let builder = ["Builder", "TypeBuilder"].iter().any(|builder| last.ident == builder);
    let argument = match &last.arguments {
        syn::PathArguments::AngleBracketed(list) if builder => list.args.first(),
        _ => None,
    };
    match argument {
        Some(syn::GenericArgument::Type(built)) => Some(format!("builder of {}", name(built)?)),
        _ => Some(last.ident.to_string()),
    }
}

/// The values of an enum of strings, from the body of `as_str`.
fn values(body: &[Stmt]) -> Vec<(String, String)> {
    let Some(Stmt::Expr(Expr::Match(body), _)) = body.first() else { return vec![] };
    let arm = |arm: &syn::Arm| {
        let Pat::Path(variant) = &arm.pat else { return None };
        Some((literal(&arm.body)?, variant.path.segments.last()?.ident.to_string()))
    };
    body.arms.iter().filter_map(arm).collect()
}

/// A text, in a block if it is long.
fn literal(expression: &Expr) -> Option<String> {
    if let Expr::Block(block) = expression
        && let [Stmt::Expr(inner, None)] = &block.block.stmts[..]
    {
        return literal(inner);
    }
    let Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) = expression else { return None };
    Some(text.value())
}

/// The facts of a model, besides the crate that was generated from it.
struct Words {
    /// The members and values of shapes; operations and the ends of operations are shapes as well.
    shapes: BTreeMap<String, BTreeSet<String>>,
}

impl Words {
    fn of(model: &Value) -> Self {
        let mut shapes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, shape) in model["shapes"].as_object().into_iter().flatten() {
            let members = shape["members"].as_object().into_iter().flatten().map(|(name, _)| plain(name));
            let values = shape["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).map(plain);
            shapes.insert(plain(name), members.chain(values).collect());
        }
        for (name, operation) in model["operations"].as_object().into_iter().flatten() {
            for (end, suffix) in [("input", "Input"), ("output", "Output")] {
                let shape = operation[end]["shape"].as_str().and_then(|name| shapes.get(&plain(name)));
                shapes.insert(plain(&format!("{name}{suffix}")), shape.cloned().unwrap_or_default());
            }
            let errors = operation["errors"].as_array().into_iter().flatten();
            let errors = errors.filter_map(|error| Some(plain(error["shape"].as_str()?))).collect();
            shapes.insert(plain(&format!("{name}Error")), errors);
            shapes.entry(plain(name)).or_default();
        }
        let errors = shapes.keys().cloned().collect();
        shapes.insert("error".to_owned(), errors);
        Self { shapes }
    }

    /// The shape of a type.
    fn shape(&self, name: &str) -> Option<&BTreeSet<String>> {
        let input = name.strip_suffix("FluentBuilder").map(|name| plain(&format!("{name}Input")));
        let built = name.strip_suffix("Builder").map(plain);
        [Some(plain(name)), input, built].into_iter().flatten().find_map(|name| self.shapes.get(&name))
    }
}

/// Letters and digits in lower case: the same for all ways to write a name.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

const ANOTHER_MODEL: &str = "the model in API JSON has no such shape, member or value";
const TEXTS: &str = "enums whose values have no names, which official crates have as texts";
const VALUES: &str = "names of the values of enums, which API JSON has not";

/// Why the official crate has a name that ours lacks; `None` if the cause is unknown.
fn cause(ours: &Api, words: &Words, name: &Name, item: &str, value: Option<&str>) -> Option<&'static str> {
    if let Some(cause) = causes::by_item(&format!("missing {}{item}", name.1)) {
        return Some(cause);
    }
    let Some(shape) = words.shape(&name.1) else { return Some(ANOTHER_MODEL) };
    if item.is_empty() {
        return None;
    }
    if let Some(value) = value {
        let known = ours.get(name)?.values.contains_key(value);
        return Some(if known { VALUES } else { ANOTHER_MODEL });
    }
    let stem = item.trim_start_matches(['.', ':']);
    let prefixes = ["set_", "get_", "is_", "as_"];
    let bare = prefixes.iter().find_map(|prefix| stem.strip_prefix(prefix)).unwrap_or(stem);
    let ours = [stem, bare].map(|name| name.strip_suffix("_value").unwrap_or(name));
    let known = ours.iter().chain(&[stem, bare]).any(|name| shape.contains(&plain(name)));
    (!known).then_some(ANOTHER_MODEL)
}

/// A name that only the official crate has, and why if that is known.
struct Missing {
    path: String,
    cause: Option<&'static str>,
}

/// The number of names of the official crate, and those that ours lacks.
fn compare(official: &Api, ours: &Api, words: &Words) -> (usize, Vec<Missing>) {
    let (mut total, mut missing) = (0, Vec::new());
    for (name, theirs) in &official.types {
        let items = theirs.items.iter().filter(|item| !FIXED.contains(&item.as_str()));
        total += 1 + items.clone().count();
        let Some(found) = ours.get(name) else {
            // An alias of a type of the runtime that is not read is compared by name only.
            if !ours.aliases.contains_key(name) {
                let cause = cause(ours, words, name, "", None);
                missing.push(Missing { path: name.1.clone(), cause });
            }
            continue;
        };
        if !theirs.kind.is_empty() && !found.kind.is_empty() && theirs.kind != found.kind {
            let path = format!("{}: official {}, ours {}", name.1, theirs.kind, found.kind);
            let text = theirs.kind == "structure" && !found.values.is_empty();
            missing.push(Missing { path, cause: text.then_some(TEXTS) });
            continue;
        }
        for item in items.filter(|item| !found.items.contains(*item)) {
            let variant = item.strip_prefix("::");
            let value = theirs.values.iter().find(|(_, it)| variant == Some(it));
            let cause = cause(ours, words, name, item, value.map(|(value, _)| value.as_str()));
            missing.push(Missing { path: format!("{}{item}", name.1), cause });
        }
    }
    (total, missing)
}

/// Compares the names of services, all that have a version in `official.rs` if none is named; returns whether each
/// missing name has a known cause. `all` also prints those with one.
///
/// # Errors
///
/// Text for the user: what cannot be fetched, generated or read.
pub(super) fn run(names: &[String], all: bool) -> Result<bool, String> {
    let all_known = || {
        // Some have a Smithy model only.
        official::names().into_iter().filter(|name| services::model(name).is_ok()).collect()
    };
    let names: Vec<String> = if names.is_empty() { all_known() } else { names.to_vec() };
    let generate = |name: &String| Ok((name.clone(), services::to_compare(name)?));
    let found = names.par_iter().map(generate).collect::<Result<Vec<_>, String>>()?;
    let packages: Vec<_> = found.iter().map(|(name, service)| (name.as_str(), service)).collect();
    let sources = official::sources(&packages)?;
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut of_all, mut open) = (0, 0);
    for ((name, service), source) in found.iter().zip(sources) {
        let runtime = crate::plumbing::root().join("runtime/src/error/plain.rs");
        let ours = Api::read(&service.generated.join("src"), Some(runtime))?;
        let theirs = Api::read(&source.join("src"), None)?;
        let words = Words::of(&services::json(&services::model(name)?)?);
        let (total, missing) = compare(&theirs, &ours, &words);
        let unknown = missing.iter().filter(|missing| missing.cause.is_none()).count();
        println!("{name:<32}{total:>8} names{:>7} missing{unknown:>6} open", missing.len());
        for item in &missing {
            let cause = item.cause.unwrap_or("open");
            *causes.entry(cause).or_default() += 1;
            if all || item.cause.is_none() {
                println!("    {} ({cause})", item.path);
            }
        }
        (of_all, open) = (of_all + total, open + unknown);
    }
    println!("{} services, {of_all} names; missing by cause:", names.len());
    causes.iter().for_each(|(cause, count)| println!("{count:>8} {cause}"));
    Ok(open == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Api {
        let mut reader = Reader { api: Api::default(), of_operation: false };
        reader.items(&syn::parse_file(text).expect("Rust").items);
        reader.api
    }

    #[test]
    fn what_ours_lacks_is_found_with_its_cause() {
        let official = read(
            r#"
            pub struct Severity { pub original: String, pub(crate) own: String }
            impl Severity { pub fn original(&self) {} pub fn pages(&self) {} fn own(&self) {} }
            pub struct SeverityBuilder;
            impl SeverityBuilder { pub fn original(self) {} pub fn build(self) {} }
            pub enum Choice { A(u8) }
            pub enum Kind { On, Off, New }
            impl Kind {
                pub fn as_str(&self) -> &str {
                    match self { Kind::On => "on", Kind::Off => { "o-f-f" } Kind::New => "new", Kind::Unknown(v) => v.as_str() }
                }
            }
            pub struct Frame;
            pub enum Error { Frame(u8) }
            pub struct Tomorrow;
            pub struct Unnamed(String);
            "#,
        );
        let ours = read(
            r#"
            pub struct Severity { pub original_value: String }
            impl Severity { pub fn original_value(&self) {} }
            pub type SeverityBuilder = crate::client::TypeBuilder<Severity>;
            impl crate::client::TypeBuilder<Severity> { pub fn original(self) {} }
            pub struct Choice { pub a: u8 }
            pub enum Error {}
            pub enum Kind { On, OFF }
            pub enum Unnamed { A }
            runtime::string_enum! { Unnamed { A = "a", } }
            runtime::string_enum! { Kind { On = "on", OFF = "o-f-f", } }
            "#,
        );
        let model = serde_json::json!({ "shapes": {
            "Severity": { "members": { "Original": { "shape": "Text" } } },
            "Choice": {}, "Kind": { "enum": ["on", "o-f-f"] },
            "Stream": { "eventstream": true, "members": { "frame": { "shape": "Frame" } } },
            "Frame": {},
        }});
        let (total, missing) = compare(&official, &ours, &Words::of(&model));
        let missing: Vec<_> = missing.iter().map(|missing| (missing.path.as_str(), missing.cause)).collect();
        assert_eq!(total, 17);
        assert_eq!(
            missing,
            [
                ("Choice: official enum, ours structure", None),
                ("Error::Frame", None),
                ("Frame", None),
                ("Kind::New", Some(ANOTHER_MODEL)),
                ("Kind::Off", Some(VALUES)),
                ("Severity.original", None),
                ("Severity::original", None),
                ("Severity::pages", Some(ANOTHER_MODEL)),
                ("Tomorrow", Some(ANOTHER_MODEL)),
                ("Unnamed: official structure, ours enum", Some(TEXTS)),
            ]
        );
    }
}

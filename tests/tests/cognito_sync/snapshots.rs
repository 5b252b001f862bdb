//! The Cognito Sync crate as text: shows the effect of a change of the generator or the model.

use smithwright_codegen::cli::form::Form;
use smithwright_codegen::cli::workspace::{Action, Task, run};
use std::path::{Path, PathBuf};
use syn::{ImplItem, Item, UseTree, Visibility};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn plan() {
    // URI templates, enums and errors are lines of it.
    let outcome = run(&Task {
        manifest: root().join("smithwright.toml"),
        services: vec!["cognito-sync".to_owned()],
        action: Action::DumpPlan,
        jobs: None,
        command: String::new(),
        form: Form::Text,
    });
    assert!(outcome.success, "{}", outcome.problems);
    insta::assert_snapshot!(outcome.report);
}

#[test]
fn one_operation() {
    let path = root().join("generated/cognito-sync/src/operation/get_bulk_publish_details.rs");
    insta::assert_snapshot!(std::fs::read_to_string(path).expect("a text"));
}

#[test]
fn public_items() {
    let mut items = Vec::new();
    module(&root().join("generated/cognito-sync/src"), "lib", "", &mut items);
    items.sort();
    insta::assert_snapshot!(items.join("\n"));
}

/// Lists the public items of the file of a module, and of the files of its modules.
fn module(directory: &Path, file: &str, path: &str, found: &mut Vec<String>) {
    let text = std::fs::read_to_string(directory.join(format!("{file}.rs"))).expect("a text");
    let inner = if file == "lib" { directory.to_owned() } else { directory.join(file) };
    items(&syn::parse_file(&text).expect("Rust").items, &inner, path, found);
}

fn items(list: &[Item], directory: &Path, path: &str, found: &mut Vec<String>) {
    let public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
    for item in list {
        match item {
            Item::Mod(item) => {
                let name = item.ident.to_string();
                let path = format!("{path}::{name}");
                if public(&item.vis) {
                    found.push(format!("mod {path}"));
                }
                match &item.content {
                    Some((_, inner)) => items(inner, directory, &path, found),
                    None => module(directory, name.trim_start_matches("r#"), &path, found),
                }
            }
            Item::Struct(item) if public(&item.vis) => {
                found.push(format!("struct {path}::{}", item.ident));
                for field in item.fields.iter().filter(|field| public(&field.vis)) {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    found.push(format!("struct {path}::{} . {name}", item.ident));
                }
            }
            Item::Enum(item) if public(&item.vis) => {
                found.push(format!("enum {path}::{}", item.ident));
                let variants = item.variants.iter().map(|variant| &variant.ident);
                found.extend(variants.map(|variant| format!("enum {path}::{}::{variant}", item.ident)));
            }
            Item::Type(item) if public(&item.vis) => found.push(format!("type {path}::{}", item.ident)),
            Item::Static(item) if public(&item.vis) => found.push(format!("static {path}::{}", item.ident)),
            Item::Use(item) if public(&item.vis) => reexport(&item.tree, path, String::new(), found),
            Item::Impl(item) if item.trait_.is_none() => {
                let syn::Type::Path(ty) = &*item.self_ty else { continue };
                let ty: Vec<_> = ty.path.segments.iter().map(|part| part.ident.to_string()).collect();
                for method in &item.items {
                    if let ImplItem::Fn(method) = method
                        && public(&method.vis)
                    {
                        found.push(format!("fn {path}::{}.{}", ty.join("::"), method.sig.ident));
                    }
                }
            }
            _ => {}
        }
    }
}

fn reexport(tree: &UseTree, path: &str, prefix: String, found: &mut Vec<String>) {
    match tree {
        UseTree::Path(inner) => reexport(&inner.tree, path, format!("{prefix}{}::", inner.ident), found),
        UseTree::Name(name) => found.push(format!("use {path}::{} = {prefix}{}", name.ident, name.ident)),
        UseTree::Rename(rename) => {
            found.push(format!("use {path}::{} = {prefix}{}", rename.rename, rename.ident))
        }
        UseTree::Glob(_) => found.push(format!("use {path}::* = {prefix}*")),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| reexport(tree, path, prefix.clone(), found))
        }
    }
}

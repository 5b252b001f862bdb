//! The text of a `Cargo.toml` or `smithwright.toml` → the same with other features or operations, as its author wrote it.

use std::collections::BTreeSet;
use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

/// Sets the features of each dependency on `package` to the result of `features` on its current ones, and turns off the
/// default features. Dependencies that are inherited from the workspace only lose features that would enable more.
///
/// # Errors
///
/// What is wrong with the text.
pub(super) fn with_features(
    text: &str,
    package: &str,
    mut features: impl FnMut(&Listed) -> BTreeSet<String>,
) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    for dependency in dependencies(document.as_table_mut(), package) {
        let listed = listed(dependency);
        let array: Array = features(&listed).into_iter().collect();
        if let Item::Value(Value::String(version)) = dependency {
            let mut table = InlineTable::new();
            table.insert("version", Value::String(version.clone()));
            *dependency = Item::Value(Value::InlineTable(table));
        }
        let Some(table) = dependency.as_table_like_mut() else { continue };
        if listed.default {
            table.remove("default_features");
            table.insert("default-features", toml_edit::value(false));
        }
        if !listed.inherited || table.contains_key("features") {
            table.insert("features", toml_edit::value(array));
        }
        if let Some(table) = dependency.as_inline_table_mut() {
            table.fmt();
        }
    }
    Ok(document.to_string())
}

/// Sets the operations of each service with this package in a `smithwright.toml`; `None` if there is no such service.
///
/// # Errors
///
/// What is wrong with the text.
pub(super) fn with_operations(
    text: &str,
    package: &str,
    operations: &BTreeSet<String>,
) -> Result<Option<String>, String> {
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    let mut found = false;
    let services = document.get_mut("service").and_then(Item::as_table_like_mut);
    for (_, service) in services.into_iter().flat_map(|services| services.iter_mut()) {
        if service.get("package").and_then(Item::as_str) == Some(package)
            && let Some(service) = service.as_table_like_mut()
        {
            service.insert("operations", toml_edit::value(operations.iter().collect::<Array>()));
            found = true;
        }
    }
    Ok(found.then(|| document.to_string()))
}

/// The features of a dependency.
#[derive(Debug)]
pub(super) struct Listed {
    /// Whether the default features are on.
    pub(super) default: bool,
    /// Features by name.
    pub(super) features: Vec<String>,
    /// Whether the rest is inherited from the workspace.
    pub(super) inherited: bool,
}

fn listed(dependency: &Item) -> Listed {
    let boolean = |key: &str| dependency.get(key).and_then(Item::as_bool);
    let features = dependency.get("features").and_then(Item::as_array);
    let inherited = boolean("workspace") == Some(true);
    Listed {
        default: !inherited && boolean("default-features").or(boolean("default_features")) != Some(false),
        features: features.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        inherited,
    }
}

/// The dependencies on a package, wherever a manifest can have them.
fn dependencies<'a>(root: &'a mut dyn TableLike, package: &str) -> Vec<&'a mut Item> {
    let mut found = Vec::new();
    for (key, item) in root.iter_mut() {
        let Some(table) = item.as_table_like_mut() else { continue };
        match key.get() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                found.extend(table.iter_mut().filter_map(|(key, dependency)| {
                    let name = dependency.get("package").and_then(Item::as_str).unwrap_or(key.get());
                    (name == package).then_some(dependency)
                }));
            }
            "workspace" => found.extend(dependencies(table, package)),
            "target" => {
                for (_, target) in table.iter_mut() {
                    if let Some(target) = target.as_table_like_mut() {
                        found.extend(dependencies(target, package));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

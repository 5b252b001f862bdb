//! How a crate is divided into a family of crates.

use super::names;
use crate::plan::{Family, Ident, Operation, Part};
use std::collections::{BTreeMap, BTreeSet};

/// A type: the operations that reach it, by their names in the model, and how much there is to compile of it.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) name: Ident,
    pub(super) operations: Vec<String>,
    pub(super) weight: usize,
}

/// The functions of a structure or union with so many members, about.
pub(super) fn structure_weight(members: usize) -> usize {
    9 + 4 * members
}

/// The functions of an enum, about.
pub(super) const ENUM_WEIGHT: usize = 19;

/// Divides operations into `count` parts of about the same weight. Operations about the same thing stay together, and a
/// type that only one part reaches belongs to it.
pub(super) fn divide(
    operations: &[Operation],
    types: Vec<Type>,
    count: usize,
    runtime_dependency: &str,
) -> Family {
    let mut own: BTreeMap<&str, usize> = BTreeMap::new();
    for ty in &types {
        if let [only] = &ty.operations[..] {
            *own.entry(only).or_default() += ty.weight;
        }
    }
    let weight = |operation: &Operation| {
        let structures = [&operation.input, &operation.output];
        let structures = structures.map(|structure| structure_weight(structure.fields.len()));
        let own = own.get(operation.wire_name.as_str()).copied().unwrap_or_default();
        structures.iter().sum::<usize>() + own
    };
    let mut sorted: Vec<&Operation> = operations.iter().collect();
    sorted.sort_by_cached_key(|operation| {
        (names::operation_group(&operation.wire_name), operation.wire_name.clone())
    });
    let total: usize = sorted.iter().map(|operation| weight(operation)).sum();
    let mut parts: Vec<Part> = (0..count).map(|_| Part::default()).collect();
    let mut part_of = BTreeMap::new();
    let mut before = 0;
    for operation in sorted {
        let weight = weight(operation);
        // The part that holds the middle of the operation, if all stand in a row.
        let part = ((before + weight / 2) * count / total.max(1)).min(count - 1);
        before += weight;
        parts[part].operations.insert(operation.module.clone());
        part_of.insert(operation.wire_name.as_str(), part);
    }
    for ty in types {
        let reached_by: BTreeSet<_> =
            ty.operations.iter().filter_map(|operation| part_of.get(operation.as_str())).collect();
        if let [only] = reached_by.into_iter().collect::<Vec<_>>()[..] {
            parts[*only].types.insert(ty.name);
        }
    }
    parts.retain(|part| !part.operations.is_empty());
    Family { parts, runtime_dependency: one_level_down(runtime_dependency) }
}

/// A dependency as a crate in a directory below names it.
fn one_level_down(dependency: &str) -> String {
    let Ok(mut table) = toml::from_str::<toml::Table>(&format!("dependency = {dependency}")) else {
        return dependency.to_owned();
    };
    if let Some(toml::Value::String(path)) =
        table.get_mut("dependency").and_then(|table| table.get_mut("path"))
        && std::path::Path::new(path).is_relative()
    {
        path.insert_str(0, "../");
    }
    table.remove("dependency").map_or_else(|| dependency.to_owned(), |value| value.to_string())
}

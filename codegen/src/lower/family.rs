//! How a crate is divided into a family of crates.

use super::names;
use crate::plan::{Dependency, Family, Ident, Operation, Part};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A type: the operations that reach it, by their names in the model, and its cost to compile.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) name: Ident,
    pub(super) operations: Vec<String>,
    pub(super) weight: usize,
}

/// The approximate number of functions of a structure or union with this many members.
pub(super) fn structure_weight(members: usize) -> usize {
    9 + 4 * members
}

/// The approximate cost of an enum with this many values, in functions.
pub(super) fn enum_weight(values: usize) -> usize {
    18 + values / 2
}

/// The approximate number of functions of the largest part, which takes rustc 2 to 3 seconds.
const LARGEST: usize = 6_500;

/// The maximum number of parts. More are no faster even for the largest services, since all of them wait for the base.
const MOST: usize = 8;

/// The approximate number of functions from which a crate is divided. One of 2,700 takes rustc 1.3 seconds, and 0.9 in two
/// parts.
const DIVIDED: usize = 2_500;

/// The default number of parts of a crate; 1 is a crate that is not divided.
pub(super) fn parts(operations: &[Operation], types: &[Type]) -> usize {
    match weight(operations, types) {
        ..DIVIDED => 1,
        weight => weight.div_ceil(LARGEST).clamp(2, MOST),
    }
}

/// The approximate cost of a crate, in functions.
fn weight(operations: &[Operation], types: &[Type]) -> usize {
    let own: usize = operations.iter().map(operation_weight).sum();
    own + types.iter().map(|ty| ty.weight).sum::<usize>()
}

fn operation_weight(operation: &Operation) -> usize {
    structure_weight(operation.input.fields.len()) + structure_weight(operation.output.fields.len())
}

/// Divides operations into `count` parts of about the same weight. Operations on the same kind of resource stay
/// together, as do those that reach the same types as long as they fit into one part; a type that only one part reaches
/// belongs to it.
///
/// `count` is not 0: the loader of manifests and the command line take 1 to 64. Every operation has a cluster from the start and
/// a part in the end, which is what the indexing below relies on.
pub(super) fn divide(
    operations: &[Operation],
    types: Vec<Type>,
    count: usize,
    runtime_dependency: &Dependency,
) -> Family {
    // Clusters of operations by their numbers, and the clusters that reach each type.
    let groups: BTreeSet<_> = operations.iter().map(group).collect();
    let numbers: BTreeMap<_, _> = groups.into_iter().zip(0..).collect();
    let mut cluster_of: BTreeMap<&str, usize> = operations
        .iter()
        .map(|operation| (operation.wire_name.as_str(), numbers[&group(operation)]))
        .collect();
    let mut reached_by: Vec<BTreeSet<usize>> = types.iter().map(|ty| places(ty, &cluster_of)).collect();
    let mut own = vec![0; numbers.len()];
    for operation in operations {
        own[cluster_of[operation.wire_name.as_str()]] += operation_weight(operation);
    }
    let limit = weight(operations, &types).div_ceil(count);
    // The cost of clusters and of the types that only they reach.
    let weight = |clusters: &BTreeSet<usize>, own: &[usize], reached_by: &[BTreeSet<usize>]| {
        let types = types.iter().zip(reached_by).filter(|(_, by)| !by.is_empty() && by.is_subset(clusters));
        clusters.iter().map(|cluster| own[*cluster]).sum::<usize>()
            + types.map(|(ty, _)| ty.weight).sum::<usize>()
    };
    // The heaviest types first: each should belong to one cluster, unless that would be too large for a part.
    let mut heaviest: Vec<usize> = (0..types.len()).collect();
    heaviest.sort_by_key(|index| (Reverse(types[*index].weight), &types[*index].name));
    for index in heaviest {
        let joined = reached_by[index].clone();
        let Some(&first) = joined.first() else { continue };
        if weight(&joined, &own, &reached_by) > limit {
            continue;
        }
        own[first] = joined.iter().map(|cluster| std::mem::take(&mut own[*cluster])).sum();
        cluster_of
            .values_mut()
            .filter(|cluster| joined.contains(cluster))
            .for_each(|cluster| *cluster = first);
        for by in reached_by.iter_mut().filter(|by| !by.is_disjoint(&joined)) {
            by.retain(|cluster| !joined.contains(cluster));
            by.insert(first);
        }
    }
    // The heaviest clusters first, each to the lightest part so far.
    let clusters: BTreeSet<usize> = cluster_of.values().copied().collect();
    let mut clusters: Vec<(usize, usize)> = clusters
        .into_iter()
        .map(|cluster| (weight(&BTreeSet::from([cluster]), &own, &reached_by), cluster))
        .collect();
    clusters.sort_by_key(|&(weight, cluster)| (Reverse(weight), cluster));
    let mut weights = vec![0; count];
    let mut part_of = BTreeMap::new();
    for (weight, cluster) in clusters {
        let lightest = (0..count).min_by_key(|part| weights[*part]).unwrap_or_default();
        weights[lightest] += weight;
        part_of.insert(cluster, lightest);
    }
    let part_of: BTreeMap<&str, usize> =
        cluster_of.into_iter().map(|(operation, cluster)| (operation, part_of[&cluster])).collect();
    let mut parts: Vec<Part> = (0..count).map(|_| Part::default()).collect();
    for operation in operations {
        parts[part_of[operation.wire_name.as_str()]].operations.insert(operation.module.clone());
    }
    for ty in types {
        if let [only] = places(&ty, &part_of).into_iter().collect::<Vec<_>>()[..] {
            parts[only].types.insert(ty.name);
        }
    }
    parts.retain(|part| !part.operations.is_empty());
    Family { parts, runtime_dependency: runtime_dependency.one_level_down() }
}

/// The resource of an operation, by its name.
fn group(operation: &Operation) -> String {
    names::operation_group(&operation.wire_name).unwrap_or_else(|| operation.wire_name.clone())
}

/// The parts of the operations that reach a type.
fn places(ty: &Type, place: &BTreeMap<&str, usize>) -> BTreeSet<usize> {
    ty.operations.iter().filter_map(|operation| place.get(operation.as_str()).copied()).collect()
}

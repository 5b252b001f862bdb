//! Which members need indirection because their structure contains itself.

use crate::model::graph::{self, Graph};
use crate::model::{Model, ShapeId, ShapeKind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A member, by the id of its structure or union and its name.
type MemberId = (ShapeId, String);

/// The members behind an indirection, so that no structure or union contains itself by value. Lists and maps are
/// indirections already.
///
/// One member per cycle, as in the official crates: the one whose id is the first, without regard to case. Cycles are
/// processed in the order of their first shapes, short ones first, and cycles that an earlier indirection broke are
/// skipped.
pub fn boxed(model: &Model) -> BTreeSet<MemberId> {
    let by_value = |kind: &ShapeKind| matches!(kind, ShapeKind::Structure { .. } | ShapeKind::Union { .. });
    let mut graph = Graph::new(model, |shape, _, target| by_value(&shape.kind) && by_value(&target.kind));
    let mut boxed = BTreeSet::new();
    // A cycle consists of shapes that reach each other. When its first shape is in no cycle any more, the rest is
    // divided further.
    let mut waiting = graph.components();
    while let Some(mut nodes) = waiting.pop() {
        nodes.sort_unstable();
        let Some((&first, rest)) = nodes.split_first() else { continue };
        while let Some(cycle) = cycle(&graph, &nodes, first) {
            let id =
                |&(node, edge): &(usize, usize)| (&graph.shapes[node].id, &graph.edges[node][edge].0.name);
            let order = |place: &(usize, usize)| {
                let (shape, member) = id(place);
                format!("{shape}${member}").to_lowercase()
            };
            let Some(place) = cycle.into_iter().min_by_key(order) else { break };
            let (shape, member) = id(&place);
            boxed.insert((shape.clone(), member.clone()));
            graph.edges[place.0].remove(place.1);
        }
        if !rest.is_empty() {
            let edges = (0..).zip(rest).flat_map(|(from, node)| {
                let inside = graph.edges[*node].iter().filter_map(|(_, to)| rest.binary_search(to).ok());
                inside.map(move |to| (from, to))
            });
            let parts = graph::components(rest.len(), edges).into_iter();
            waiting.extend(parts.map(|part| part.into_iter().map(|node| rest[node]).collect::<Vec<_>>()));
        }
    }
    boxed
}

/// The edges of the shortest way from a node to itself among `nodes`, which are sorted: each by its node and its position.
fn cycle(graph: &Graph<'_>, nodes: &[usize], start: usize) -> Option<Vec<(usize, usize)>> {
    let mut waiting = VecDeque::from([start]);
    // How each node was reached.
    let mut reached: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    while let Some(node) = waiting.pop_front()
        && !reached.contains_key(&start)
    {
        for (position, (_, target)) in graph.edges[node].iter().enumerate() {
            if !reached.contains_key(target) && nodes.binary_search(target).is_ok() {
                reached.insert(*target, (node, position));
                waiting.push_back(*target);
            }
        }
    }
    let mut cycle = vec![];
    let mut at = start;
    while let Some(&(from, position)) = reached.get(&at) {
        cycle.push((from, position));
        at = from;
        if at == start {
            return Some(cycle);
        }
    }
    None
}

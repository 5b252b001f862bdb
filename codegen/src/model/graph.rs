//! Shapes and the members between them as a graph: which shapes reach themselves, and the order of the others.

use super::service::{Member, Model, Shape};
use super::shape_id::ShapeId;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

/// A graph of shapes.
#[derive(Debug)]
pub(crate) struct Graph<'a> {
    /// The shapes, in the order of their ids; a node is a position here.
    pub(crate) shapes: Vec<&'a Shape>,
    /// The edges of each node: members and their targets.
    pub(crate) edges: Vec<Vec<(&'a Member, usize)>>,
}

impl<'a> Graph<'a> {
    /// The shapes of a model, and of their members those for which `is_edge` holds: given the shape that has the
    /// member, the member and its target. Members with an unresolved target are not edges.
    pub(crate) fn new(model: &'a Model, is_edge: impl Fn(&Shape, &Member, &Shape) -> bool) -> Self {
        let ids: Vec<&ShapeId> = model.shapes.keys().collect();
        let shapes: Vec<&Shape> = model.shapes.values().collect();
        let edges = shapes.iter().map(|shape| {
            let members = shape.kind.members().into_iter();
            let edge = |member: &'a Member| {
                let target = ids.binary_search(&&member.target.target).ok()?;
                is_edge(shape, member, shapes[target]).then_some((member, target))
            };
            members.filter_map(edge).collect()
        });
        let edges = edges.collect();
        Self { shapes, edges }
    }

    /// The nodes, grouped by those that reach each other; targets of edges come first.
    pub(crate) fn components(&self) -> Vec<Vec<usize>> {
        let edges = (0..).zip(&self.edges);
        let edges = edges.flat_map(|(from, edges)| edges.iter().map(move |(_, to)| (from, *to)));
        components(self.shapes.len(), edges)
    }

    /// For each node the number of the set of nodes that reach each other and itself; `None` if it does not reach itself.
    pub(crate) fn cycles(&self) -> Vec<Option<usize>> {
        let mut cycles = vec![None; self.shapes.len()];
        for (number, component) in self.components().into_iter().enumerate() {
            let own = |node: &usize| self.edges[*node].iter().any(|(_, to)| to == node);
            if component.len() > 1 || component.iter().any(own) {
                for node in component {
                    cycles[node] = Some(number);
                }
            }
        }
        cycles
    }
}

/// The nodes of a graph, those that reach each other together; what an edge leads to comes first.
pub(crate) fn components(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), (), usize>::default();
    for _ in 0..nodes {
        graph.add_node(());
    }
    graph.extend_with_edges(edges);
    let components = kosaraju_scc(&graph).into_iter();
    components.map(|nodes| nodes.into_iter().map(|node| node.index()).collect()).collect()
}

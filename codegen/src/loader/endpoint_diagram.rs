//! Endpoint rules in the form of a decision diagram (Smithy, "`endpointBdd` trait") → [`EndpointRules`].

use super::fields::{Fields, Reader};
use super::json::Node;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Diagram, DiagramNode, EndpointRules, Outcome, Target};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// The offset of references to results.
const RESULTS: i32 = 100_000_000;

/// The bytes of a node: a condition and two references, each a number of 32 bits, the most significant byte first.
const NODE: usize = 12;

impl Reader<'_> {
    pub(super) fn endpoint_diagram(&mut self, root: Node<'_>) -> Option<EndpointRules> {
        if !self.is_shallow(root) {
            return None;
        }
        let mut fields = self.fields("the endpoint diagram", root)?;
        let (parameters, mut scope) = self.endpoint_parameters(&mut fields);
        let mut conditions = Vec::new();
        let entry = self.required(&mut fields, "conditions");
        let listed = entry.map_or_else(Vec::new, |entry| self.elements(&entry));
        for node in &listed {
            conditions.extend(self.condition(*node, &mut scope));
        }
        let mut results = Vec::new();
        let entry = self.required(&mut fields, "results");
        for node in entry.map_or_else(Vec::new, |entry| self.elements(&entry)) {
            let Some(mut fields) = self.fields("a result", node) else { continue };
            for key in ["conditions", "documentation"] {
                fields.take(key);
            }
            let outcome = self.outcome(&mut fields, &mut scope);
            if let Some(Outcome::Rules(_)) = outcome {
                self.wrong_type("a result", node, "an error or an endpoint");
            }
            self.finish(fields);
            results.push(outcome?);
        }
        let nodes = self.nodes(&mut fields, (conditions.len(), results.len()));
        self.finish(fields);
        let (root, nodes) = nodes?;
        (conditions.len() == listed.len()).then_some(())?;
        let diagram = Diagram { conditions, results, nodes, root };
        Some(EndpointRules { parameters, rules: vec![], diagram: Some(diagram) })
    }

    /// The root and the nodes of a diagram with so many conditions and results.
    fn nodes(
        &mut self,
        fields: &mut Fields<'_>,
        counts: (usize, usize),
    ) -> Option<(Target, Vec<DiagramNode>)> {
        let root = self.required(fields, "root")?;
        let count = self.number(fields, "nodeCount");
        let entry = self.required(fields, "nodes")?;
        let span = entry.value.span();
        let text = self.string_value("nodes", entry.value)?;
        let Ok(bytes) = BASE64_STANDARD.decode(text) else {
            return self.no_nodes(span, "not in Base64");
        };
        let (chunks, []) = bytes.as_chunks::<NODE>() else {
            return self.no_nodes(span, "not a whole number of nodes");
        };
        if count.is_some_and(|count| count != chunks.len() as f64) {
            return self.no_nodes(span, "another number of nodes than `nodeCount` says");
        }
        let mut nodes: Vec<(usize, [i32; 2])> = Vec::new();
        // The first node is the terminal of both truth values.
        for chunk in chunks.iter().skip(1) {
            let number =
                |at: usize| i32::from_be_bytes([chunk[at], chunk[at + 1], chunk[at + 2], chunk[at + 3]]);
            match usize::try_from(number(0)) {
                Ok(condition) if condition < counts.0 => nodes.push((condition, [number(4), number(8)])),
                _ => return self.no_nodes(span, "a node names a condition that is not there"),
            }
        }
        let target = |reference: i32| {
            Some(match reference {
                -1 | 1 => Target::Nowhere,
                RESULTS => Target::Nowhere,
                result if result > RESULTS => {
                    let index = usize::try_from(result - RESULTS - 1).ok()?;
                    (index < counts.1).then_some(Target::Result(index))?
                }
                node => {
                    let index = usize::try_from(node).ok()?.checked_sub(2)?;
                    (index < nodes.len()).then_some(Target::Node(index))?
                }
            })
        };
        let mut found = Vec::new();
        for (condition, [high, low]) in &nodes {
            let (Some(high), Some(low)) = (target(*high), target(*low)) else {
                return self.no_nodes(span, "a node leads to nothing that is there, or is complemented");
            };
            let later = |target: Target| match target {
                Target::Node(index) => nodes[index].0 > *condition,
                Target::Result(_) | Target::Nowhere => true,
            };
            if !later(high) || !later(low) {
                return self.no_nodes(span, "a node leads back to a condition before its own");
            }
            found.push(DiagramNode { condition: *condition, high, low });
        }
        let first = root.value.number().filter(|number| number.fract() == 0.0 && number.abs() < 2e9);
        match first.and_then(|number| target(number as i32)) {
            Some(root) => Some((root, found)),
            None => self.no_nodes(root.value.span(), "leads to nothing that is there, or is complemented"),
        }
    }

    fn no_nodes<T>(&mut self, span: Span, problem: &str) -> Option<T> {
        self.diagnostics.report(
            Diagnostic::error("the endpoint diagram is not valid")
                .at(span, problem)
                .help("fetch the model again, or give endpoint rules with `--endpoint-rules FILE`"),
        );
        None
    }
}

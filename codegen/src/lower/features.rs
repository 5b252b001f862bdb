//! Which feature of the crate each operation and type belongs to.

use super::family::Type;
use super::names;
use crate::knowledge::closure;
use crate::knowledge::discovery::endpoint_operation;
use crate::model::{Model, ShapeId, ShapeKind};
use crate::plan::{ErrorSet, Feature, Ident, SOME};
use std::collections::{BTreeMap, BTreeSet};

/// Crates with more operations than this have features for groups of them.
const MANY: usize = 300;

/// The features, and the shapes that belong to each.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// The features, in the order of the manifest.
    pub(super) all: Vec<Feature>,
    /// The operations that reach a shape, except for shapes that are always there.
    shapes: BTreeMap<ShapeId, Vec<String>>,
    /// The features of shapes that several operations need.
    shared: BTreeMap<Vec<String>, String>,
    /// The features of operations, by the name in the model.
    operations: BTreeMap<String, String>,
}

/// Whether a shape becomes a type of `types`.
fn has_type(model: &Model, id: &ShapeId) -> bool {
    let kind = &model.shape(id).kind;
    let named =
        matches!(kind, ShapeKind::Structure { .. } | ShapeKind::Union { .. } | ShapeKind::Enum { .. });
    named && !id.is_synthetic()
}

impl Features {
    /// The feature of a shape; `None` if it is always there.
    pub(super) fn of_shape(&self, id: &ShapeId) -> Option<String> {
        self.of_operations(self.shapes.get(id)?)
    }

    /// The operations that reach the type of a shape; none if it is always there.
    pub(super) fn reach(&self, id: &ShapeId, name: &Ident, weight: usize) -> Option<Type> {
        let operations = self.shapes.get(id)?.clone();
        Some(Type { name: name.clone(), operations, weight })
    }

    /// The feature of shapes that these operations need; `None` if they are always there.
    pub(super) fn of_operations(&self, operations: &[String]) -> Option<String> {
        match operations {
            [one] if self.operations.len() > 1 => self.operations.get(one).cloned(),
            several => self.shared.get(several).cloned(),
        }
    }

    /// Shapes that one operation reaches belong to it. Shapes that a set of operations reaches have a feature of their own,
    /// which these operations enable, and so have the operations of each of `sets`. Errors and the shapes that they reach are
    /// always there.
    pub(super) fn new(
        model: &Model,
        modules: &BTreeMap<&str, Ident>,
        sets: &[(ErrorSet, Vec<String>)],
    ) -> Self {
        let mut shapes: BTreeMap<ShapeId, Vec<String>> = BTreeMap::new();
        for (name, operation) in &model.operations {
            let roots = operation.input.iter().chain(&operation.output).map(|reference| &reference.target);
            for id in closure::of_shapes(model, roots).into_iter().filter(|id| has_type(model, id)) {
                shapes.entry(id).or_default().push(name.clone());
            }
        }
        // An error that no operation lists can be an event or a member.
        let errors = model.shapes.values().filter(|shape| shape.traits.error.is_some());
        let always = closure::of_shapes(model, errors.map(|error| &error.id));
        shapes.retain(|id, _| !always.contains(id));
        let feature = |name: &str| names::operation_feature(&modules[name]);
        let everyone = model.operations.len();
        let several = |operations: &&Vec<String>| operations.len() > 1 && operations.len() < everyone;
        let sets = sets.iter().map(|(_, operations)| operations);
        let shared: BTreeSet<&Vec<String>> = shapes.values().chain(sets).filter(several).collect();
        let shared: BTreeMap<Vec<String>, String> = shared
            .into_iter()
            .enumerate()
            .map(|(index, operations)| (operations.clone(), format!("_types-{}", index + 1)))
            .collect();
        let mut enables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (operations, name) in &shared {
            for operation in operations {
                enables.entry(operation).or_default().push(name.clone());
            }
        }
        if let Some(endpoints) = endpoint_operation(model) {
            for operation in model.operations.values().filter(|it| it.requires_discovery().is_some()) {
                enables.entry(&operation.name).or_default().push(feature(&endpoints.name));
            }
        }
        let operations: Vec<_> = model
            .operations
            .keys()
            .map(|name| Feature {
                name: feature(name),
                operation: Some(name.clone()),
                enables: std::iter::once(SOME.to_owned())
                    .chain(enables.remove(name.as_str()).unwrap_or_default())
                    .collect(),
            })
            .collect();
        let list =
            |name: &str, enables: Vec<String>| Feature { name: name.to_owned(), operation: None, enables };
        let names = operations.iter().map(|feature| feature.name.clone()).collect();
        let mut all = vec![list("all-operations", names)];
        if everyone > MANY {
            let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for name in model.operations.keys() {
                if let Some(group) = names::operation_group(name) {
                    groups.entry(group).or_default().push(feature(name));
                }
            }
            all.extend(groups.into_iter().map(|(name, members)| list(&name, members)));
        }
        all.extend(operations);
        all.extend(shared.values().map(|name| list(name, vec![])));
        let operations = model.operations.keys().map(|name| (name.clone(), feature(name))).collect();
        Self { all, shapes, shared, operations }
    }
}

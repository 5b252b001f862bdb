//! Facts that AWS API JSON and Smithy have in different places: passes over all shapes of a model.

use crate::model::{HttpBinding, Operation, Shape, ShapeId, ShapeKind, XmlNamespace};
use std::collections::{BTreeMap, BTreeSet};

/// In Smithy shapes and operations share their names. AWS's Smithy models add `Shape` to a structure with the name of
/// an operation.
pub(super) fn rename_clashes(shapes: &mut [Shape], operations: &mut [Operation]) {
    let names: BTreeSet<String> = operations.iter().map(|operation| operation.name.clone()).collect();
    let rename = |id: &mut ShapeId| {
        if names.contains(id.name()) {
            *id = id.renamed(format!("{}Shape", id.name()));
        }
    };
    for shape in shapes {
        rename(&mut shape.id);
        for member in shape.kind.members_mut() {
            rename(&mut member.target.target);
        }
    }
    for operation in operations {
        let references = operation.input.iter_mut().chain(&mut operation.output).chain(&mut operation.errors);
        references.for_each(|reference| rename(&mut reference.target));
    }
}

/// A query parameter whose target is a map is a set of query parameters (Smithy, `httpQueryParams`).
pub(super) fn query_maps(shapes: &mut [Shape]) {
    let is_map = |shape: &&Shape| matches!(shape.kind, ShapeKind::Map { .. });
    let maps: BTreeSet<ShapeId> = shapes.iter().filter(is_map).map(|shape| shape.id.clone()).collect();
    for shape in shapes {
        let ShapeKind::Structure { members } = &mut shape.kind else { continue };
        for member in members {
            let query = matches!(member.traits.http, Some(HttpBinding::Query(_)));
            if query && maps.contains(&member.target.target) {
                member.traits.http = Some(HttpBinding::QueryParams);
            }
        }
    }
}

/// Moves facts that API JSON has on a shape and Smithy on the members that target it: whether a list or map is
/// flattened, and the namespace of a structure. If the list itself is flattened, its elements have the name from the
/// list, unless the member has one (SimpleDB has its names only there).
pub(super) fn xml(shapes: &mut [Shape], flattened: &BTreeSet<String>) {
    let elements: BTreeMap<ShapeId, Option<String>> = shapes
        .iter()
        .filter_map(|shape| match &shape.kind {
            ShapeKind::List { member } => Some((shape.id.clone(), member.traits.xml_name.clone())),
            ShapeKind::Map { .. } => Some((shape.id.clone(), None)),
            ShapeKind::Simple(_)
            | ShapeKind::Enum { .. }
            | ShapeKind::Structure { .. }
            | ShapeKind::Union { .. } => None,
        })
        .collect();
    let namespaces: BTreeMap<ShapeId, XmlNamespace> = shapes
        .iter()
        .filter_map(|shape| Some((shape.id.clone(), shape.traits.xml_namespace.clone()?)))
        .collect();
    for shape in shapes {
        let (ShapeKind::Structure { members } | ShapeKind::Union { members }) = &mut shape.kind else {
            continue;
        };
        for member in members {
            let target = &member.target.target;
            let by_target = flattened.contains(target.name());
            if by_target
                && member.traits.xml_name.is_none()
                && let Some(Some(element)) = elements.get(target)
            {
                member.traits.xml_name = Some(element.clone()).filter(|element| *element != member.name);
            }
            member.traits.xml_flattened |= by_target;
            member.traits.xml_flattened &= elements.contains_key(target);
            if member.traits.xml_namespace.is_none() {
                member.traits.xml_namespace = namespaces.get(target).cloned();
            }
        }
    }
}

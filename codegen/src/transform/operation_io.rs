//! Gives every operation an input and an output structure of its own.
//!
//! Several operations may share a structure, or use it elsewhere as a nested one; the crate has separate types for
//! each. The structures are called `synthetic#<Operation>Input` and `synthetic#<Operation>Output`.

use crate::model::{Model, Reference, Shape, ShapeId, ShapeKind, ShapeTraits};

pub(super) fn run(model: &mut Model) {
    let Model { operations, shapes, .. } = model;
    for operation in operations.values_mut() {
        for (reference, suffix) in [(&mut operation.input, "Input"), (&mut operation.output, "Output")] {
            let id = ShapeId::synthetic(format!("{}{suffix}", operation.name));
            let span = operation.span;
            let original = reference.as_ref().and_then(|reference| shapes.get(&reference.target));
            let shape = match original {
                Some(original) => {
                    let mut shape = Shape { id: id.clone(), ..original.clone() };
                    // The root name of an input is the name of the shape, which is not that of the type.
                    if suffix == "Input" {
                        let (name, namespace) = &operation.input_document;
                        shape.traits.xml_name = shape.traits.xml_name.or_else(|| name.clone());
                        shape.traits.xml_namespace = shape.traits.xml_namespace.or_else(|| namespace.clone());
                    }
                    shape.traits.xml_name.get_or_insert_with(|| original.id.name().to_owned());
                    shape
                }
                None => Shape {
                    id: id.clone(),
                    kind: ShapeKind::Structure { members: vec![] },
                    traits: ShapeTraits::default(),
                    span,
                },
            };
            shapes.insert(id.clone(), shape);
            *reference = Some(Reference { target: id, span });
        }
    }
}

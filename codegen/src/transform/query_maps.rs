//! A query parameter whose target is a map becomes query parameters of its own (`httpQueryParams`).

use crate::model::{HttpBinding, Model, ShapeKind};

pub(super) fn run(model: &mut Model) {
    let maps: Vec<_> = model
        .shapes
        .values()
        .filter(|shape| matches!(shape.kind, ShapeKind::Map { .. }))
        .map(|shape| shape.id.clone())
        .collect();
    for shape in model.shapes.values_mut() {
        let ShapeKind::Structure { members } = &mut shape.kind else { continue };
        for member in members {
            let query = matches!(member.traits.http, Some(HttpBinding::Query(_)));
            if query && maps.contains(&member.target.target) {
                member.traits.http = Some(HttpBinding::QueryParams);
            }
        }
    }
}

//! Every error has a `message`: the protocols define one, even if the model does not list it.

use crate::model::{Member, MemberTraits, Model, Reference, Shape, ShapeId, ShapeKind, ShapeTraits, Simple};

pub(super) fn run(model: &mut Model) {
    let text = ShapeId::new("smithy.api", "String");
    let mut added = None;
    for shape in model.shapes.values_mut().filter(|shape| shape.traits.error.is_some()) {
        let span = shape.span;
        let ShapeKind::Structure { members } = &mut shape.kind else { continue };
        if members.iter().any(|member| member.name.eq_ignore_ascii_case("message")) {
            continue;
        }
        let target = Reference { target: text.clone(), span };
        let traits =
            MemberTraits { documentation: Some("The error message.".to_owned()), ..MemberTraits::default() };
        members.push(Member { name: "message".to_owned(), target, traits, span });
        added = Some(span);
    }
    if let Some(span) = added {
        let kind = ShapeKind::Simple(Simple::String);
        let traits = ShapeTraits::default();
        model.shapes.insert(text.clone(), Shape { id: text, kind, traits, span });
    }
}

//! A JSON AST beside AWS API JSON of the same service.
//!
//! API JSON determines which operations, members and values exist; everything else about them comes from the AST if it
//! has them too. Documentation comes from API JSON where it has some. Shapes are matched by their names without
//! namespaces, and inputs and outputs by their operations.

use super::{json, smithy_ast};
use crate::diagnostic::{Diagnostics, Reported, Source, SourceId};
use crate::model::{
    EndpointRules, EnumValue, Fragment, Member, Operation, Reference, Shape, ShapeId, ShapeKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// Adds the facts of an AST to a model in API JSON; returns its endpoint rules, if it has some.
///
/// # Errors
///
/// As [`load_model`](super::load_model).
pub fn merge_ast(
    fragment: &mut Fragment,
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<Option<EndpointRules>, Reported> {
    let (ast, rules) = smithy_ast::load(json::parse(source, id, diagnostics)?, None, diagnostics)?;
    let ids = matched(fragment, &ast);
    let mut left: BTreeMap<ShapeId, Shape> =
        ast.shapes.into_iter().map(|shape| (shape.id.clone(), shape)).collect();
    let mut shapes = Vec::new();
    for mut shape in std::mem::take(&mut fragment.shapes) {
        for member in shape.kind.members_mut() {
            rename(&mut member.target, &ids);
        }
        // A second shape of API JSON with the same name is reported when shapes are assembled.
        shapes.push(match ids.get(&shape.id).and_then(|id| left.remove(id)) {
            Some(known) => merge_shape(shape, known),
            None => shape,
        });
    }
    let mut known: BTreeMap<String, Operation> =
        ast.operations.into_iter().map(|operation| (operation.name.clone(), operation)).collect();
    for operation in &mut fragment.operations {
        let references = operation.input.iter_mut().chain(&mut operation.output).chain(&mut operation.errors);
        references.for_each(|reference| rename(reference, &ids));
        if let Some(known) = known.remove(&operation.name) {
            merge_operation(operation, known);
        }
    }
    add_targets(&mut shapes, &fragment.operations, left);
    fragment.shapes = shapes;
    if !ast.service.protocols.is_empty() {
        let documentation = fragment.service.documentation.take().or(ast.service.documentation);
        fragment.service =
            crate::model::Service { documentation, span: fragment.service.span, ..ast.service };
    }
    Ok(rules)
}

/// The ids of API JSON's shapes that the AST also has, and their ids there.
fn matched(fragment: &Fragment, ast: &Fragment) -> BTreeMap<ShapeId, ShapeId> {
    let mut names: BTreeMap<&str, &Shape> = BTreeMap::new();
    // A shape of the model takes precedence over one of the prelude.
    let (prelude, own): (Vec<_>, Vec<_>) = ast.shapes.iter().partition(|shape| shape.id.in_prelude());
    for shape in own.into_iter().chain(prelude) {
        names.entry(shape.id.name()).or_insert(shape);
    }
    let mut ids = BTreeMap::new();
    for operation in &ast.operations {
        let Some(same) = fragment.operations.iter().find(|other| other.name == operation.name) else {
            continue;
        };
        for (from, to) in [(&same.input, &operation.input), (&same.output, &operation.output)] {
            if let (Some(from), Some(to)) = (from, to) {
                ids.insert(from.target.clone(), to.target.clone());
            }
        }
    }
    for shape in &fragment.shapes {
        if let Some(known) = names.get(shape.id.name()).filter(|known| alike(&shape.kind, &known.kind)) {
            ids.entry(shape.id.clone()).or_insert_with(|| known.id.clone());
        }
    }
    ids
}

/// Whether two kinds of shapes can correspond in the two formats: API JSON has structures for some unions,
/// strings for some enums, and the other way round.
fn alike(a: &ShapeKind, b: &ShapeKind) -> bool {
    let kind = |kind: &ShapeKind| match kind {
        ShapeKind::Simple(_) | ShapeKind::Enum { .. } => 0,
        ShapeKind::List { .. } => 1,
        ShapeKind::Map { .. } => 2,
        ShapeKind::Structure { .. } | ShapeKind::Union { .. } => 3,
    };
    kind(a) == kind(b)
}

fn rename(reference: &mut Reference, ids: &BTreeMap<ShapeId, ShapeId>) {
    if let Some(id) = ids.get(&reference.target) {
        reference.target = id.clone();
    }
}

fn merge_shape(api: Shape, mut ast: Shape) -> Shape {
    ast.span = api.span;
    ast.traits.documentation = api.traits.documentation.or(ast.traits.documentation);
    match (&mut ast.kind, api.kind) {
        (
            ShapeKind::Structure { members } | ShapeKind::Union { members },
            ShapeKind::Structure { members: listed } | ShapeKind::Union { members: listed },
        ) => merge_members(members, listed, ast.traits.error.is_some()),
        (ShapeKind::Enum { values }, ShapeKind::Enum { values: listed }) => merge_values(values, listed),
        (ShapeKind::List { member }, ShapeKind::List { member: listed }) => documented(member, &listed),
        (ShapeKind::Map { key, value }, ShapeKind::Map { key: listed_key, value: listed_value }) => {
            documented(key, &listed_key);
            documented(value, &listed_value);
        }
        (
            ShapeKind::Simple(_)
            | ShapeKind::Enum { .. }
            | ShapeKind::List { .. }
            | ShapeKind::Map { .. }
            | ShapeKind::Structure { .. }
            | ShapeKind::Union { .. },
            _,
        ) => {}
    }
    ast
}

fn documented(ast: &mut Member, api: &Member) {
    let documentation = api.traits.documentation.clone();
    ast.traits.documentation = documentation.or(ast.traits.documentation.take());
}

/// The members of API JSON, with the facts of the AST, then the members that only the AST has. API JSON leaves out the
/// messages of many errors.
fn merge_members(members: &mut Vec<Member>, listed: Vec<Member>, error: bool) {
    let mut listed: Vec<Option<Member>> = listed.into_iter().map(Some).collect();
    let is = |member: &Member, other: &Option<Member>| {
        other.as_ref().is_some_and(|other| other.name == member.name)
    };
    members.retain_mut(|member| {
        let same = listed.iter_mut().find(|other| is(member, other)).and_then(Option::take);
        if let Some(same) = &same {
            documented(member, same);
        }
        same.is_some() || error && member.name.eq_ignore_ascii_case("message")
    });
    members.extend(listed.into_iter().flatten());
}

fn merge_values(values: &mut Vec<EnumValue>, listed: Vec<EnumValue>) {
    values.retain(|value| listed.iter().any(|other| other.value == value.value));
    let more: Vec<EnumValue> =
        listed.into_iter().filter(|value| !values.iter().any(|known| known.value == value.value)).collect();
    values.extend(more);
}

fn merge_operation(api: &mut Operation, ast: Operation) {
    let documentation = api.documentation.take().or(ast.documentation);
    let mut errors = ast.errors;
    let more = api.errors.drain(..).filter(|error| !errors.iter().any(|known| known.target == error.target));
    errors.extend(more.collect::<Vec<_>>());
    let beside = std::mem::take(&mut api.examples);
    let examples = if beside.is_empty() { ast.examples } else { beside };
    *api = Operation { documentation, errors, examples, span: api.span, ..ast };
}

/// Adds the shapes of the AST that members of others target, and operations.
fn add_targets(shapes: &mut Vec<Shape>, operations: &[Operation], mut left: BTreeMap<ShapeId, Shape>) {
    let targets = |shape: &Shape| -> Vec<ShapeId> {
        shape.kind.members().into_iter().map(|member| member.target.target.clone()).collect()
    };
    let references = operations
        .iter()
        .flat_map(|operation| operation.input.iter().chain(&operation.output).chain(&operation.errors));
    let mut wanted: BTreeSet<ShapeId> = shapes.iter().flat_map(targets).collect();
    wanted.extend(references.map(|reference| reference.target.clone()));
    while let Some(id) = wanted.pop_first() {
        if let Some(shape) = left.remove(&id) {
            wanted.extend(targets(&shape));
            shapes.push(shape);
        }
    }
}

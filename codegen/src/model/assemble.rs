//! Fragment → [`Model`]: every reference resolved, every shape of the kind that its use requires.

use super::endpoint_rules::{EndpointRules, EndpointSource, ParameterKind, ParameterValue};
use super::graph::Graph;
use super::pagination;
use super::path::PathStep;
use super::service::{Fragment, Member, Model, Operation, Reference, Shape, ShapeKind, Simple, Words};
use super::shape_id::ShapeId;
use super::traits::{HttpBinding, is_token};
use super::uri::SegmentKind;
use super::waiter;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use std::collections::BTreeMap;

/// Checks a fragment and converts it to a model.
///
/// # Errors
///
/// [`Reported`] if a reference leads nowhere or to the wrong kind of shape, or a name is defined twice, or an
/// operation's URI and members do not fit together. All of them are reported.
pub fn assemble(
    fragment: Fragment,
    endpoint_rules: EndpointRules,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Reported> {
    let mut shapes = BTreeMap::new();
    for shape in fragment.shapes {
        let span = shape.span;
        if let Some(earlier) = shapes.insert(shape.id.clone(), shape) {
            let name = earlier.id.name();
            diagnostics.report(
                Diagnostic::error(format!("shape `{name}` is defined twice"))
                    .at(span, "defined again here")
                    .at(earlier.span, "first defined here")
                    .help("remove one of the definitions"),
            );
        }
    }
    let mut operations: BTreeMap<String, Operation> = BTreeMap::new();
    for operation in fragment.operations {
        if let Some(earlier) = operations.get(&operation.name) {
            diagnostics.report(
                Diagnostic::error(format!("operation `{}` is defined twice", operation.name))
                    .at(operation.span, "defined again here")
                    .at(earlier.span, "first defined here")
                    .help("rename or remove one of the operations"),
            );
            continue;
        }
        operations.insert(operation.name.clone(), operation);
    }
    let words = fragment.words;
    let mut model = Model { service: fragment.service, operations, shapes, endpoint_rules };
    let mut checker = Checker { model: &model, words, unknown: 0, diagnostics };
    for shape in model.shapes.values() {
        for member in shape.kind.members() {
            checker.member(shape, member);
        }
    }
    for operation in model.operations.values() {
        checker.operation(operation);
    }
    diagnostics.checked(())?;
    // These checks need all targets to exist.
    no_required_cycle(&model, diagnostics);
    diagnostics.checked(())?;
    unions_end(&model, diagnostics);
    finite(&model, diagnostics);
    diagnostics.checked(())?;
    endpoint_params(&mut model, diagnostics);
    pagination::check(&mut model, diagnostics);
    waiter::check(&model, diagnostics);
    diagnostics.checked(model)
}

/// A structure that must hold itself has no value (Smithy, "Recursive shape definitions").
fn no_required_cycle(model: &Model, diagnostics: &mut Diagnostics) {
    let structure = |shape: &Shape| matches!(shape.kind, ShapeKind::Structure { .. });
    let graph = Graph::new(model, |shape, member, target| {
        member.traits.required && structure(shape) && structure(target)
    });
    for (member, target) in cyclic_edges(&graph) {
        diagnostics.report(
            Diagnostic::error(format!("structure `{}` must contain itself", target.id.name()))
                .at(member.span, "required, and leads back to the same structure")
                .help("make one of the members in the cycle optional"),
        );
    }
}

/// A union of which each variant leads back to it has no value (Smithy, "Recursive shape definitions"). Structures that must
/// hold themselves are reported by then.
fn unions_end(model: &Model, diagnostics: &mut Diagnostics) {
    let union = |shape: &Shape| matches!(shape.kind, ShapeKind::Union { .. });
    let structure = |shape: &Shape| matches!(shape.kind, ShapeKind::Structure { .. });
    let graph = Graph::new(model, |shape, member, target| {
        let needed = union(shape) || structure(shape) && member.traits.required;
        needed && (union(target) || structure(target))
    });
    let mut needed_by = vec![vec![]; graph.shapes.len()];
    // The number of members that a value still needs: all required ones, or one of a union.
    let mut waits = vec![0; graph.shapes.len()];
    for (node, edges) in graph.edges.iter().enumerate() {
        edges.iter().for_each(|(_, target)| needed_by[*target].push(node));
        let shape = graph.shapes[node];
        waits[node] = if union(shape) {
            usize::from(!edges.is_empty() && edges.len() == shape.kind.members().len())
        } else {
            edges.len()
        };
    }
    let mut done: Vec<usize> = (0..waits.len()).filter(|node| waits[*node] == 0).collect();
    while let Some(node) = done.pop() {
        for other in &needed_by[node] {
            waits[*other] = usize::saturating_sub(waits[*other], 1);
        }
        done.extend(needed_by[node].drain(..).filter(|other| waits[*other] == 0));
    }
    for (shape, _) in graph.shapes.iter().zip(waits).filter(|(shape, waits)| union(shape) && *waits > 0) {
        diagnostics.report(
            Diagnostic::error(format!("every value of union `{}` is infinite", shape.id.name()))
                .at(shape.span, "each variant leads back to it")
                .help("add a variant of another type, or make a member in the cycle optional"),
        );
    }
}

/// The maximum nesting depth of lists and maps without a structure in between. Rust types have the same depth, and
/// rustc fails at 32 maps.
const MAX_NESTING: usize = 16;

/// A list or map may contain itself only by way of a structure, or no value of it could be written down
/// (Smithy, "Recursive shape definitions").
fn finite(model: &Model, diagnostics: &mut Diagnostics) {
    let collection = |shape: &Shape| matches!(shape.kind, ShapeKind::List { .. } | ShapeKind::Map { .. });
    let graph = Graph::new(model, |shape, _, target| collection(shape) && collection(target));
    let cyclic = cyclic_edges(&graph);
    for (member, target) in &cyclic {
        let (name, kind) = (target.id.name(), target.kind.name());
        diagnostics.report(
            Diagnostic::error(format!("{kind} `{name}` contains itself"))
                .at(member.target.span, "leads back to the same shape")
                .help("put a structure in between"),
        );
    }
    if !cyclic.is_empty() {
        return;
    }
    let mut depths = vec![0; graph.shapes.len()];
    // Targets precede the shapes that refer to them.
    for node in graph.components().into_iter().flatten() {
        let shape = graph.shapes[node];
        let inside = graph.edges[node].iter().map(|(_, target)| depths[*target]).max().unwrap_or(0);
        depths[node] = usize::from(collection(shape)) + inside;
        if depths[node] == MAX_NESTING + 1 {
            let (name, kind) = (shape.id.name(), shape.kind.name());
            diagnostics.report(
                Diagnostic::error(format!(
                    "{kind} `{name}` holds more than {MAX_NESTING} lists and maps in each other"
                ))
                .at(shape.span, "the outermost level that exceeds the limit")
                .help("put a structure in between"),
            );
        }
    }
}

/// The edges that are part of a cycle, with their targets, in the order of the targets.
fn cyclic_edges<'a>(graph: &Graph<'a>) -> Vec<(&'a Member, &'a Shape)> {
    let cycles = graph.cycles();
    let edges = graph.edges.iter().zip(&cycles).filter(|(_, cycle)| cycle.is_some());
    let edges = edges.flat_map(|(edges, cycle)| edges.iter().map(move |edge| (edge, cycle)));
    let mut cyclic: Vec<_> =
        edges.filter(|((_, to), cycle)| cycles[*to] == **cycle).map(|(edge, _)| edge).collect();
    cyclic.sort_by_key(|(_, to)| *to);
    cyclic.into_iter().map(|(member, to)| (*member, graph.shapes[*to])).collect()
}

/// Adds endpoint parameters from members to those that operations set, and drops those that the endpoint rules do not
/// have.
fn endpoint_params(model: &mut Model, diagnostics: &mut Diagnostics) {
    let Model { operations, shapes, endpoint_rules, .. } = model;
    for operation in operations.values_mut() {
        let input = operation.input.as_ref().and_then(|input| shapes.get(&input.target));
        for member in input.map_or_else(Vec::new, |shape| shape.kind.members()) {
            if let Some((param, span)) = &member.traits.context_param {
                let source = EndpointSource::Member(member.name.clone());
                operation.endpoint_params.push((param.clone(), source, *span));
            }
        }
        let kind = |source: &EndpointSource| match source {
            EndpointSource::Static(ParameterValue::Boolean(_)) => Some(ParameterKind::Boolean),
            EndpointSource::Static(ParameterValue::String(_)) => Some(ParameterKind::String),
            EndpointSource::Static(ParameterValue::StringArray(_)) => Some(ParameterKind::StringArray),
            EndpointSource::Member(name) => kind_at(shapes, input?, &[PathStep::Member(name.clone())]),
            EndpointSource::Path(steps) => kind_at(shapes, input?, steps),
        };
        operation.endpoint_params.retain(|(name, source, span)| {
            let Some(parameter) = endpoint_rules.parameters.iter().find(|known| known.name == *name) else {
                diagnostics.report(
                    Diagnostic::warning(format!(
                        "the endpoint rules have no parameter `{}`",
                        name.escape_debug()
                    ))
                    .at(*span, "has no effect")
                    .help("give the endpoint rules of the service, or remove it"),
                );
                return false;
            };
            let fits = kind(source) == Some(parameter.kind);
            if !fits {
                diagnostics.report(
                    Diagnostic::error(format!(
                        "the value of the endpoint parameter `{name}` has another type"
                    ))
                    .at(*span, "given here")
                    .at(parameter.span, "the parameter")
                    .help("both must be of the same type: strings, booleans, or lists of strings"),
                );
            }
            fits
        });
    }
}

/// The kind of the values at a path; `None` if the path is invalid, or its values cannot be a parameter.
fn kind_at(shapes: &BTreeMap<ShapeId, Shape>, shape: &Shape, steps: &[PathStep]) -> Option<ParameterKind> {
    let target = |member: &Member| shapes.get(&member.target.target);
    match (steps.split_first(), &shape.kind) {
        (None, ShapeKind::Simple(Simple::String) | ShapeKind::Enum { .. }) => Some(ParameterKind::String),
        (None, ShapeKind::Simple(Simple::Boolean)) => Some(ParameterKind::Boolean),
        (None, _) => None,
        (
            Some((PathStep::Member(name), rest)),
            ShapeKind::Structure { members } | ShapeKind::Union { members },
        ) => {
            let member = members.iter().find(|member| member.name == *name)?;
            kind_at(shapes, target(member)?, rest)
        }
        // Each element is one value, so the result is a list.
        (Some((PathStep::Each, rest)), ShapeKind::List { member }) => {
            kind_at(shapes, target(member)?, rest)?;
            Some(ParameterKind::StringArray)
        }
        (Some((PathStep::Keys, [])), ShapeKind::Map { .. }) => Some(ParameterKind::StringArray),
        (Some((PathStep::Any(paths), [])), _) => {
            paths.iter().try_for_each(|steps| kind_at(shapes, shape, steps).map(drop))?;
            Some(ParameterKind::StringArray)
        }
        (Some((PathStep::Member(_) | PathStep::Each | PathStep::Keys | PathStep::Any(_), _)), _) => None,
    }
}

/// The maximum number of unknown shapes for which a similar name is searched, since each search compares all names.
const MAX_GUESSES: usize = 10;

struct Checker<'a> {
    model: &'a Model,
    words: &'static Words,
    /// The number of unresolved references so far.
    unknown: usize,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Checker<'a> {
    fn member(&mut self, shape: &Shape, member: &Member) {
        let owner = format!("member `{}` of `{}`", member.name, shape.id.name());
        let Some(target) = self.resolve(&owner, &member.target) else { return };
        let string = matches!(target.kind, ShapeKind::Enum { .. } | ShapeKind::Simple(Simple::String));
        if matches!(shape.kind, ShapeKind::Map { .. }) && member.name == "key" && !string {
            self.wrong_kind(&owner, &member.target, target, "a string");
        }
        let scalar = matches!(target.kind, ShapeKind::Simple(_) | ShapeKind::Enum { .. });
        let list = matches!(target.kind, ShapeKind::List { .. });
        let map = matches!(target.kind, ShapeKind::Map { .. });
        let (fits, expected) = match &member.traits.http {
            Some(HttpBinding::Label) => (scalar, "a string, number, boolean or timestamp"),
            Some(HttpBinding::Query(_)) => (scalar || list, "a scalar or a list of scalars"),
            Some(HttpBinding::Header(_)) => (scalar || list, "a scalar or a list of scalars"),
            Some(HttpBinding::PrefixHeaders(_) | HttpBinding::QueryParams) => (map, "a map"),
            Some(HttpBinding::ResponseCode) => (scalar, "an integer"),
            Some(HttpBinding::Payload) | None => (true, ""),
        };
        if !fits {
            self.wrong_kind(&owner, &member.target, target, expected);
        }
        if let Some(HttpBinding::Header(name) | HttpBinding::PrefixHeaders(name)) = &member.traits.http {
            let may_be_empty = matches!(member.traits.http, Some(HttpBinding::PrefixHeaders(_)));
            if !(is_token(name) || may_be_empty && name.is_empty()) {
                self.no_token("the name of a header", name, member.span);
            }
        }
    }

    fn operation(&mut self, operation: &Operation) {
        if !is_token(&operation.method) {
            self.no_token("a method of HTTP", &operation.method, operation.span);
        }
        let owner = |role: &str| format!("the {role} of `{}`", operation.name);
        for (role, reference) in [("input", &operation.input), ("output", &operation.output)] {
            let Some(reference) = reference else { continue };
            self.structure(&owner(role), reference);
        }
        self.labels(operation);
        for reference in &operation.errors {
            let owner = owner("error");
            let Some(target) = self.structure(&owner, reference) else { continue };
            if target.traits.error.is_none() {
                self.diagnostics.report(
                    Diagnostic::error(format!(
                        "`{}`, an error of `{}`, is not marked as one",
                        target.id.name(),
                        operation.name
                    ))
                    .at(reference.span, "used as an error here")
                    .at(target.span, format!("has no `{}`", self.words.error))
                    .help(format!("{}, or name another one", self.words.make_error)),
                );
            }
        }
    }

    /// Smithy, `httpLabel` trait: labels and label members correspond, and a label is always set.
    fn labels(&mut self, operation: &Operation) {
        let input = operation.input.as_ref().and_then(|input| self.model.shapes.get(&input.target));
        let members: &[Member] = match input.map(|shape| &shape.kind) {
            Some(ShapeKind::Structure { members }) => members,
            _ => &[],
        };
        let bound = |member: &&Member| member.traits.http == Some(HttpBinding::Label);
        for label in operation.uri.labels() {
            let name = &label.text;
            match members.iter().filter(bound).find(|member| member.name == *name) {
                Some(member) if !member.traits.required => {
                    self.diagnostics.report(
                        Diagnostic::error(format!(
                            "member `{name}` is a label of the URI of `{}`, but is not required",
                            operation.name
                        ))
                        .at(member.span, "not required")
                        .at(label.span, "the label")
                        .help(self.words.make_required.replace("{}", name)),
                    );
                }
                Some(_) => {}
                None => {
                    self.diagnostics.report(
                        Diagnostic::error(format!(
                            "label `{{{name}}}` in the URI of `{}` has no member",
                            operation.name
                        ))
                        .at(label.span, "no member of the input is bound to this label")
                        .help(self.words.bind_label.replace("{}", name)),
                    );
                }
            }
        }
        for label in operation.host_prefix.iter().flat_map(|prefix| &prefix.parts) {
            let name = &label.text;
            let string = |member: &&Member| {
                let target = self.model.shapes.get(&member.target.target).map(|shape| &shape.kind);
                matches!(target, Some(ShapeKind::Simple(Simple::String) | ShapeKind::Enum { .. }))
            };
            let fits = |member: &&Member| member.name == *name && member.traits.required && string(member);
            if label.kind == SegmentKind::Label && !members.iter().any(|member| fits(&member)) {
                self.diagnostics.report(
                    Diagnostic::error(format!(
                        "label `{{{name}}}` in the host prefix of `{}` has no member",
                        operation.name
                    ))
                    .at(label.span, "no required string of the input has this name")
                    .help("add the member, or make it required"),
                );
            }
        }
        for member in members.iter().filter(bound) {
            if !operation.uri.labels().any(|label| label.text == member.name) {
                self.diagnostics.report(
                    Diagnostic::error(format!(
                        "member `{}` is bound to the URI of `{}`, which has no such label",
                        member.name, operation.name
                    ))
                    .at(member.span, "bound to the URI")
                    .at(operation.uri.span, "no such label here")
                    .help(self.words.free_label),
                );
            }
        }
    }

    fn structure(&mut self, owner: &str, reference: &Reference) -> Option<&'a Shape> {
        let target = self.resolve(owner, reference)?;
        if !matches!(target.kind, ShapeKind::Structure { .. }) {
            self.wrong_kind(owner, reference, target, "a structure");
            return None;
        }
        Some(target)
    }

    fn resolve(&mut self, owner: &str, reference: &Reference) -> Option<&'a Shape> {
        let name = reference.target.name();
        let found = self.model.shapes.get(&reference.target);
        if found.is_none() {
            let diagnostic = Diagnostic::error(format!("{owner} refers to an unknown shape `{name}`"))
                .at(reference.span, "no such shape");
            self.unknown += 1;
            let closest = (self.unknown <= MAX_GUESSES).then(|| self.closest(name)).flatten();
            self.diagnostics.report(match closest {
                Some(closest) => diagnostic.help(format!("did you mean `{closest}`?")),
                None => diagnostic.help(format!("define `{name}` in the model")),
            });
        }
        found
    }

    /// The shape with the most similar name, if it is similar enough for a typing error.
    fn closest(&self, name: &str) -> Option<&'a str> {
        let most = 1 + name.len() / 5;
        let near = |id: &&ShapeId| id.name().len().abs_diff(name.len()) <= most;
        let distance = |id: &&ShapeId| strsim::levenshtein(id.name(), name);
        let closest = self.model.shapes.keys().filter(near).min_by_key(distance)?;
        (distance(&closest) <= most).then(|| closest.name())
    }

    fn no_token(&mut self, what: &str, text: &str, span: Span) {
        self.diagnostics.report(
            Diagnostic::error(format!("`{}` is not {what}", text.escape_debug()))
                .at(span, "cannot be sent")
                .help("use letters, digits and `-`"),
        );
    }

    fn wrong_kind(&mut self, owner: &str, reference: &Reference, target: &Shape, expected: &str) {
        let (name, kind) = (target.id.name(), target.kind.name());
        let article = if kind.starts_with(['e', 'i']) { "an" } else { "a" };
        self.diagnostics.report(
            Diagnostic::error(format!("{owner} must be {expected}, but `{name}` is {article} {kind}"))
                .at(reference.span, format!("must be {expected}"))
                .at(target.span, format!("{article} {kind}"))
                .help("name another shape, or correct the `type` of this one"),
        );
    }
}

//! What changed of shapes.

use super::change::{Change, Kind, Subject};
use super::operations::Found;
use crate::knowledge::nullability::{self, Container, Nullability};
use crate::knowledge::{closure, recursion};
use crate::model::{EnumValue, Member, MemberTraits, Model, Operation, Shape, ShapeId, ShapeKind};
use std::collections::{BTreeMap, BTreeSet};

/// What changed of the shapes that both models have, or that have another name in the new one.
pub(super) fn of_shapes(old: &Model, new: &Model) -> Vec<Change> {
    let compare = Compare::new(old, new);
    let mut changes = Vec::new();
    for (from, to) in &compare.renamed {
        let Some((old, new)) = compare.old.get(from).zip(compare.new.get(to)) else { continue };
        // Other shapes have no type of their own; inputs and outputs are called as their operations are.
        let has_type = matches!(
            old.kind,
            ShapeKind::Enum { .. } | ShapeKind::Structure { .. } | ShapeKind::Union { .. }
        );
        if !has_type || compare.ends.contains(to) {
            continue;
        }
        let change = Change::new(
            Kind::ShapeRenamed,
            Subject::Shape(old.id.clone()),
            format!("the {} has the name `{}` now", old.kind.name(), new.id.name()),
        );
        changes.push(change.at(Some(old.span), Some(new.span)));
    }
    for (name, old) in &compare.old {
        let Some(new) = compare.new.get(compare.renamed.get(name).unwrap_or(name)) else { continue };
        changes.extend(compare.shape(old, new));
    }
    together(compare.moved(changes))
}

/// Members that lead to another shape for one reason are one change.
fn together(changes: Vec<Change>) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    for change in changes {
        // Of members: what is said of them names what they led to and what they lead to.
        let of_targets = |change: &Change| {
            matches!(change.kind, Kind::ConstraintChanged | Kind::MemberTargetChanged)
                && matches!(change.subject, Subject::Member(..))
        };
        let mut others = all.iter_mut().filter(|other| of_targets(other));
        match others.find(|other| other.kind == change.kind && other.text == change.text) {
            Some(first) => first.places.push(change.subject.to_string()),
            None => all.push(change),
        }
    }
    all
}

struct Compare<'a> {
    models: (&'a Model, &'a Model),
    old: BTreeMap<Key<'a>, &'a Shape>,
    new: BTreeMap<Key<'a>, &'a Shape>,
    /// Old names and new ones of shapes that are the same otherwise.
    renamed: BTreeMap<Key<'a>, Key<'a>>,
    /// The inputs of operations.
    inputs: BTreeSet<Key<'a>>,
    /// Inputs and outputs.
    ends: BTreeSet<Key<'a>>,
    /// The members that are in boxes.
    boxed: (Boxed, Boxed),
    /// The shapes that inputs lead to.
    asked: BTreeSet<ShapeId>,
}

/// What a shape is known by: formats differ in the namespace of a service. The input of an operation may have the name of
/// another shape.
type Key<'a> = (bool, &'a str);

fn key(id: &ShapeId) -> Key<'_> {
    (id.is_synthetic(), id.name())
}

/// Members, by their shapes and names.
type Boxed = BTreeSet<(ShapeId, String)>;

fn by_key(model: &Model) -> BTreeMap<Key<'_>, &Shape> {
    model.shapes.iter().filter(|(id, _)| !id.in_prelude()).map(|(id, shape)| (key(id), shape)).collect()
}

impl<'a> Compare<'a> {
    fn new(old: &'a Model, new: &'a Model) -> Self {
        let inputs: Vec<&ShapeId> =
            new.operations.values().filter_map(|operation| Some(&operation.input.as_ref()?.target)).collect();
        let outputs =
            new.operations.values().filter_map(|operation| Some(key(&operation.output.as_ref()?.target)));
        let mut compare = Self {
            models: (old, new),
            old: by_key(old),
            new: by_key(new),
            renamed: BTreeMap::new(),
            inputs: inputs.iter().map(|id| key(id)).collect(),
            ends: inputs.iter().map(|id| key(id)).chain(outputs).collect(),
            boxed: (recursion::boxed(old), recursion::boxed(new)),
            asked: closure::of_shapes(new, inputs.into_iter()),
        };
        compare.renamed = compare.renames();
        compare
    }

    /// Shapes that are gone, and those that are new, at the same place and with the same members.
    fn renames(&self) -> BTreeMap<Key<'a>, Key<'a>> {
        let mut renamed = BTreeMap::new();
        let mut pair = |from: &'a ShapeId, to: &'a ShapeId| {
            let (from, to) = (key(from), key(to));
            let stayed = self.new.contains_key(&from) || self.old.contains_key(&to);
            if let Some((old, new)) = self.old.get(&from).zip(self.new.get(&to))
                && !stayed
                && same_parts(old, new)
            {
                renamed.entry(from).or_insert(to);
            }
        };
        let (old, new) = self.models;
        for (name, operation) in &old.operations {
            let Some(other) = new.operations.get(name) else { continue };
            let parts = |of: &'a Operation| [of.input.as_ref(), of.output.as_ref()];
            for (from, to) in parts(operation).into_iter().zip(parts(other)) {
                if let (Some(from), Some(to)) = (from, to) {
                    pair(&from.target, &to.target);
                }
            }
        }
        for (name, shape) in &self.old {
            let Some(other) = self.new.get(name) else { continue };
            let (members, others) = (shape.kind.members(), other.kind.members());
            for member in members {
                if let Some(other) = others.iter().find(|other| other.name == member.name) {
                    pair(&member.target.target, &other.target.target);
                }
            }
        }
        renamed
    }

    fn shape(&self, old: &'a Shape, new: &'a Shape) -> Vec<Change> {
        let subject = Subject::Shape(old.id.clone());
        let mut found = Found { changes: Vec::new(), subject, at: (old.span, new.span) };
        match (&old.kind, &new.kind) {
            (ShapeKind::Simple(a), ShapeKind::Simple(b)) if a == b => {}
            (ShapeKind::Enum { values: a }, ShapeKind::Enum { values: b }) => values(&mut found, a, b),
            (ShapeKind::List { .. }, ShapeKind::List { .. })
            | (ShapeKind::Map { .. }, ShapeKind::Map { .. })
            | (ShapeKind::Structure { .. }, ShapeKind::Structure { .. })
            | (ShapeKind::Union { .. }, ShapeKind::Union { .. }) => self.members(&mut found, old, new),
            (a, b) => found.texts(Kind::KindChanged, "the type", a.name(), b.name()),
        }
        self.builder(&mut found, old, new);
        self.streams(&mut found, old, new);
        let (a, b) = (&old.traits, &new.traits);
        found.values(Kind::SensitiveChanged, "whether values are sensitive", &a.sensitive, &b.sensitive);
        found.values(Kind::SparseChanged, "whether there may be nulls", &a.sparse, &b.sparse);
        found.values(Kind::StreamingChanged, "whether it is streamed", &a.streaming, &b.streaming);
        found.values(
            Kind::StreamingChanged,
            "whether it is a stream of events",
            &a.event_stream,
            &b.event_stream,
        );
        found.values(Kind::ConstraintChanged, "the bounds", &a.bounds, &b.bounds);
        found.values(Kind::ConstraintChanged, "the pattern", &a.pattern, &b.pattern);
        found.values(Kind::ErrorTraitChanged, "code, status or retries of the error", &a.error, &b.error);
        let format = "the format of timestamps";
        found.values(Kind::TimestampFormatChanged, format, &a.timestamp_format, &b.timestamp_format);
        found.values(Kind::WireNameChanged, "the name of the element", &a.xml_name, &b.xml_name);
        found.values(
            Kind::WireNameChanged,
            "the namespace of the element",
            &a.xml_namespace,
            &b.xml_namespace,
        );
        found.documentation(a.documentation.as_ref(), b.documentation.as_ref());
        found.deprecated(a.deprecated.as_ref(), b.deprecated.as_ref());
        found.changes
    }

    /// What left a structure for one that it holds, or that holds it, is one change.
    fn moved(&self, mut changes: Vec<Change>) -> Vec<Change> {
        let of = |kinds: &[Kind], changes: &[Change]| -> Vec<(usize, ShapeId, String)> {
            let found = changes.iter().enumerate().filter(|(_, change)| kinds.contains(&change.kind));
            found
                .filter_map(|(index, change)| match &change.subject {
                    Subject::Member(shape, member) => Some((index, shape.clone(), member.clone())),
                    Subject::Service | Subject::Operation(_) | Subject::Shape(_) => None,
                })
                .collect()
        };
        let left = of(&[Kind::MemberRemoved], &changes);
        let came = of(&[Kind::MemberAdded, Kind::RequiredMemberAdded], &changes);
        let mut gone = BTreeSet::new();
        for (index, from, member) in &left {
            let alike =
                |list: &[(usize, ShapeId, String)]| list.iter().filter(|(.., name)| name == member).count();
            let Some((other, to, _)) = came.iter().find(|(.., name)| name == member) else { continue };
            if alike(&left) == 1 && alike(&came) == 1 && self.same_member((from, to), member) {
                let text = format!("the member is one of `{}` now", to.name());
                let moved = Change::new(Kind::MemberMoved, changes[*index].subject.clone(), text);
                changes[*index] = moved.at(changes[*index].old, changes[*other].new);
                gone.insert(*other);
            }
        }
        let kept = changes.into_iter().enumerate().filter(|(index, _)| !gone.contains(index));
        kept.map(|(_, change)| change).collect()
    }

    /// Whether the old shape had, and the new one has, this member with the same type, and one of the two holds the other.
    fn same_member(&self, (from, to): (&ShapeId, &ShapeId), member: &str) -> bool {
        let (old, new) = self.models;
        let new_id = |id: &ShapeId| {
            let known = self.renamed.get(&key(id)).copied().unwrap_or(key(id));
            self.new.get(&known).map(|shape| shape.id.clone())
        };
        let target = |model: &Model, id: &ShapeId| {
            let members = model.shapes.get(id)?.kind.members();
            let member = members.iter().find(|known| known.name == member)?;
            Some(member.target.target.name().to_owned())
        };
        let Some((new_from, new_to)) = new_id(from).zip(new_id(to)) else { return false };
        let same = target(old, from).is_some() && target(old, from) == target(new, &new_to);
        let holds = |model: &Model, a: &ShapeId, b: &ShapeId| {
            model.shapes.contains_key(a) && closure::of_shapes(model, [a].into_iter()).contains(b)
        };
        same && (holds(new, &new_from, &new_to) || holds(old, to, from))
    }

    /// A structure that holds a stream has no `Clone` and no `PartialEq`.
    fn streams(&self, found: &mut Found, old: &Shape, new: &Shape) {
        let streams = |model: &Model, shape: &Shape| {
            let mut members = shape.kind.members().into_iter();
            members.any(|member| {
                let target = &model.shape(&member.target.target).traits;
                member.traits.streaming || target.streaming || target.event_stream
            })
        };
        let both =
            matches!((&old.kind, &new.kind), (ShapeKind::Structure { .. }, ShapeKind::Structure { .. }));
        let said = found.changes.iter().any(|change| change.kind == Kind::StreamingChanged);
        if both && !said && streams(self.models.0, old) != streams(self.models.1, new) {
            found.add(Kind::StreamingChanged, "whether it holds a stream changed".to_owned());
        }
    }

    /// A builder that can fail now for want of a member, or no longer can. Those of inputs always can.
    fn builder(&self, found: &mut Found, old: &Shape, new: &Shape) {
        let fails = |model: &Model, shape: &Shape| {
            let members =
                if let ShapeKind::Structure { members } = &shape.kind { members.as_slice() } else { &[] };
            members.iter().any(|member| {
                nullability::of_member(model, Container::Other, member) == Nullability::Required
            })
        };
        let both =
            matches!((&old.kind, &new.kind), (ShapeKind::Structure { .. }, ShapeKind::Structure { .. }));
        if !both || self.inputs.contains(&key(&new.id)) {
            return;
        }
        match (fails(self.models.0, old), fails(self.models.1, new)) {
            (false, true) => found.add(Kind::BuilderChanged, "its builder can fail now".to_owned()),
            (true, false) => found.add(Kind::BuilderChanged, "its builder can no longer fail".to_owned()),
            (false, false) | (true, true) => {}
        }
    }

    fn members(&self, found: &mut Found, old: &'a Shape, new: &'a Shape) {
        let (members, others) = (old.kind.members(), new.kind.members());
        let subject = |member: &Member| Subject::Member(old.id.clone(), member.name.clone());
        for member in &members {
            match others.iter().find(|other| other.name == member.name) {
                Some(other) => {
                    found.changes.extend(self.member(subject(member), (old, new), (member, other)))
                }
                None => {
                    let change = Change::new(Kind::MemberRemoved, subject(member), "the member was removed");
                    found.changes.push(change.at(Some(member.span), Some(new.span)));
                }
            }
        }
        for member in others.iter().filter(|member| !members.iter().any(|other| other.name == member.name)) {
            // Only what clients make has a builder that can fail for want of it, or is refused without it.
            let asked = member.traits.required && self.asked.contains(&new.id);
            let (kind, text) = if asked {
                (Kind::RequiredMemberAdded, "the member was added, and is required")
            } else {
                (Kind::MemberAdded, "the member was added")
            };
            let change = Change::new(kind, subject(member), text);
            found.changes.push(change.at(Some(old.span), Some(member.span)));
        }
    }

    fn member(
        &self,
        subject: Subject,
        (of, other): (&Shape, &Shape),
        (old, new): (&Member, &Member),
    ) -> Vec<Change> {
        let mut found = Found { changes: Vec::new(), subject, at: (old.span, new.span) };
        let (from, to) = (key(&old.target.target), key(&new.target.target));
        if self.renamed.get(&from).unwrap_or(&from) != &to {
            self.target(&mut found, (old, new));
        }
        let (a, b) = (&old.traits, &new.traits);
        let presence = |model: &Model, member: &Member| {
            let container =
                if self.inputs.contains(&key(&of.id)) { Container::Input } else { Container::Other };
            match nullability::of_member(model, container, member) {
                Nullability::Required | Nullability::Defaulted => false,
                Nullability::Optional => true,
            }
        };
        let optional = (presence(self.models.0, old), presence(self.models.1, new));
        let other_type = matches!(of.kind, ShapeKind::Structure { .. }) && optional.0 != optional.1;
        if other_type {
            let text = match (optional.1, a.required != b.required) {
                (true, true) => "it is no longer required, and an `Option`",
                (true, false) => "it is an `Option` now",
                (false, true) => "it is required now, and no `Option`",
                (false, false) => "it is no `Option` any more",
            };
            found.add(Kind::OptionalityChanged, text.to_owned());
        }
        // What follows from a change is no change of its own.
        if a.required != b.required && !other_type {
            let (kind, text) = if b.required {
                (Kind::RequiredAdded, "it is required now")
            } else {
                (Kind::RequiredRemoved, "it is no longer required")
            };
            found.add(kind, text.to_owned());
        }
        let is_boxed = |boxed: &Boxed, of: &Shape, member: &Member| {
            boxed.contains(&(of.id.clone(), member.name.clone()))
        };
        let boxed = (is_boxed(&self.boxed.0, of, old), is_boxed(&self.boxed.1, other, new));
        found.values(Kind::BoxedChanged, "whether it holds itself", &boxed.0, &boxed.1);
        found.values(Kind::DefaultChanged, "the default", &a.default, &b.default);
        found.values(Kind::MemberBindingChanged, "the place in requests and responses", &a.http, &b.http);
        found.values(Kind::MemberBindingChanged, "the place in events", &a.event, &b.event);
        for (what, a, b) in [
            ("the name in JSON", &a.json_name, &b.json_name),
            ("the name in XML and forms", &a.xml_name, &b.xml_name),
            ("the name in forms of EC2", &a.ec2_query_name, &b.ec2_query_name),
        ] {
            found.values(Kind::WireNameChanged, what, a, b);
        }
        let layout = |traits: &MemberTraits| {
            (traits.xml_flattened, traits.xml_attribute, traits.xml_namespace.clone())
        };
        found.values(Kind::WireNameChanged, "the form in XML", &layout(a), &layout(b));
        let format = "the format of timestamps";
        found.values(Kind::TimestampFormatChanged, format, &a.timestamp_format, &b.timestamp_format);
        found.values(Kind::StreamingChanged, "whether it is streamed", &a.streaming, &b.streaming);
        found.documentation(a.documentation.as_ref(), b.documentation.as_ref());
        found.deprecated(a.deprecated.as_ref(), b.deprecated.as_ref());
        found.changes
    }

    /// Whether two shapes are the same type in Rust: lists, maps and simple shapes have no types of their own.
    fn same_type(&self, from: &ShapeId, to: &ShapeId) -> bool {
        let [a, b] = [self.models.0.shape(from), self.models.1.shape(to)];
        let member = |a: &Member, b: &Member| self.same_type(&a.target.target, &b.target.target);
        match (&a.kind, &b.kind) {
            (ShapeKind::Simple(x), ShapeKind::Simple(y)) => x == y,
            (ShapeKind::List { member: x }, ShapeKind::List { member: y }) => {
                a.traits.sparse == b.traits.sparse && member(x, y)
            }
            (ShapeKind::Map { key, value }, ShapeKind::Map { key: other_key, value: other }) => {
                a.traits.sparse == b.traits.sparse && member(key, other_key) && member(value, other)
            }
            _ => self.renamed.get(&key(from)).copied().unwrap_or(key(from)) == key(to),
        }
    }

    /// A member that leads to another shape. That the Rust type is the same is no change of it.
    fn target(&self, found: &mut Found, (old, new): (&Member, &Member)) {
        let (from, to) = (&old.target.target, &new.target.target);
        let [a, b] = [self.models.0.shape(from), self.models.1.shape(to)];
        match (&a.kind, &b.kind) {
            (ShapeKind::Simple(x), ShapeKind::Simple(y)) if x == y => {
                let streaming = (a.traits.streaming, b.traits.streaming);
                found.values(Kind::StreamingChanged, "whether it is streamed", &streaming.0, &streaming.1);
                let format = (a.traits.timestamp_format, b.traits.timestamp_format);
                found.values(Kind::TimestampFormatChanged, "the format of timestamps", &format.0, &format.1);
                let bounds = (a.traits.bounds != b.traits.bounds).then_some("bounds");
                let pattern = (a.traits.pattern != b.traits.pattern).then_some("pattern");
                let other: Vec<_> = bounds.into_iter().chain(pattern).collect();
                if !other.is_empty() {
                    let (from, to, other) = (from.name(), to.name(), other.join(" and "));
                    found.add(
                        Kind::ConstraintChanged,
                        format!("it is a `{to}` now, no `{from}`, with another {other}"),
                    );
                }
            }
            _ if self.same_type(from, to) => {}
            _ => found.texts(Kind::MemberTargetChanged, "the type", from.name(), to.name()),
        }
    }
}

/// Whether two shapes have the same members, or the same values.
fn same_parts(old: &Shape, new: &Shape) -> bool {
    let members = |shape: &Shape| -> Vec<String> {
        shape.kind.members().iter().map(|member| member.name.clone()).collect()
    };
    let values = |shape: &Shape| -> Vec<String> {
        if let ShapeKind::Enum { values } = &shape.kind {
            values.iter().map(|value| value.value.clone()).collect()
        } else {
            vec![]
        }
    };
    old.kind.name() == new.kind.name() && members(old) == members(new) && values(old) == values(new)
}

fn values(found: &mut Found, old: &[EnumValue], new: &[EnumValue]) {
    let Some(shape) = found.subject.shape().cloned() else { return };
    let subject = |value: &EnumValue| Subject::Member(shape.clone(), value.value.clone());
    for value in old.iter().filter(|value| !new.iter().any(|other| other.value == value.value)) {
        let change = Change::new(Kind::EnumValueRemoved, subject(value), "the value was removed");
        found.changes.push(change.at(Some(value.span), Some(found.at.1)));
    }
    for (value, other) in
        old.iter().filter_map(|value| Some((value, new.iter().find(|other| other.value == value.value)?)))
    {
        // Formats that have no names say nothing of them.
        if let (Some(from), Some(to)) = (&value.name, &other.name)
            && from != to
        {
            let text = format!("the value has the name `{to}` now, not `{from}`");
            let change = Change::new(Kind::EnumValueRenamed, subject(value), text);
            found.changes.push(change.at(Some(value.span), Some(other.span)));
        }
    }
    for value in new.iter().filter(|value| !old.iter().any(|other| other.value == value.value)) {
        let change = Change::new(Kind::EnumValueAdded, subject(value), "the value was added");
        found.changes.push(change.at(Some(found.at.0), Some(value.span)));
    }
}

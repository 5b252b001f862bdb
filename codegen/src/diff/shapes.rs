//! The changes of shapes.

use super::change::{Change, Kind, Subject};
use super::operations::Found;
use crate::knowledge::nullability::{self, Container, Nullability};
use crate::knowledge::{closure, recursion};
use crate::model::{EnumValue, Model, Operation, Shape, ShapeId, ShapeKind, ShapeTraits};
use std::collections::{BTreeMap, BTreeSet};

/// The changes of shapes that both models have, or that are renamed in the new one.
pub(super) fn of_shapes(old: &Model, new: &Model) -> Vec<Change> {
    let compare = Compare::new(old, new);
    let mut changes = Vec::new();
    for (from, to) in &compare.renamed {
        let Some((old, new)) = compare.old.get(from).zip(compare.new.get(to)) else { continue };
        // Other shapes have no type of their own; inputs and outputs are named after their operations.
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
    compare.moved(changes)
}

pub(super) struct Compare<'a> {
    pub(super) models: (&'a Model, &'a Model),
    old: BTreeMap<Key<'a>, &'a Shape>,
    new: BTreeMap<Key<'a>, &'a Shape>,
    /// Old and new names of renamed shapes.
    pub(super) renamed: BTreeMap<Key<'a>, Key<'a>>,
    /// The inputs of operations.
    pub(super) inputs: BTreeSet<Key<'a>>,
    /// Inputs and outputs.
    ends: BTreeSet<Key<'a>>,
    /// The members that are in boxes.
    pub(super) boxed: (Boxed, Boxed),
    /// The shapes that inputs reach.
    pub(super) asked: BTreeSet<ShapeId>,
}

/// The key of a shape: its name, since formats differ in the namespace of a service, and whether it is synthetic, since
/// the input of an operation may have the name of another shape.
pub(super) type Key<'a> = (bool, &'a str);

pub(super) fn key(id: &ShapeId) -> Key<'_> {
    (id.is_synthetic(), id.name())
}

/// Members, by their shapes and names.
pub(super) type Boxed = BTreeSet<(ShapeId, String)>;

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

    /// Pairs of a removed and an added shape at the same place and with the same members.
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
        let b = &new.traits;
        // Each trait has a line below.
        let ShapeTraits {
            documentation,
            sensitive,
            sparse,
            timestamp_format,
            xml_name,
            xml_namespace,
            xml_unwrapped_output,
            xml_any_root,
            media_type,
            streaming,
            requires_length,
            event_stream,
            error,
            bounds,
            pattern,
            deprecated,
        } = &old.traits;
        found.values(Kind::SensitiveChanged, "whether values are sensitive", sensitive, &b.sensitive);
        found.values(Kind::SparseChanged, "whether there may be nulls", sparse, &b.sparse);
        found.values(Kind::StreamingChanged, "whether it is streamed", streaming, &b.streaming);
        let events = "whether it is a stream of events";
        found.values(Kind::StreamingChanged, events, event_stream, &b.event_stream);
        found.values(Kind::ConstraintChanged, "the bounds", bounds, &b.bounds);
        found.values(Kind::ConstraintChanged, "the pattern", pattern, &b.pattern);
        let length = "whether the length must be known";
        found.values(Kind::ConstraintChanged, length, requires_length, &b.requires_length);
        found.values(Kind::ErrorTraitChanged, "code, status or retries of the error", error, &b.error);
        let format = "the format of timestamps";
        found.values(Kind::TimestampFormatChanged, format, timestamp_format, &b.timestamp_format);
        found.values(Kind::MediaTypeChanged, "the media type", media_type, &b.media_type);
        found.values(Kind::WireNameChanged, "the name of the element", xml_name, &b.xml_name);
        let namespace = "the namespace of the element";
        found.values(Kind::WireNameChanged, namespace, xml_namespace, &b.xml_namespace);
        let layout = (xml_unwrapped_output, xml_any_root);
        found.values(
            Kind::WireNameChanged,
            "the form in XML",
            &layout,
            &(&b.xml_unwrapped_output, &b.xml_any_root),
        );
        found.documentation(documentation.as_ref(), b.documentation.as_ref());
        found.deprecated(deprecated.as_ref(), b.deprecated.as_ref());
        found.changes
    }

    /// A member that moved into a structure inside the old one, or around it, is one change.
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

    /// Whether both shapes have this member with the same type, and one of the two contains the other.
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

    /// A structure with a stream has no `Clone` and no `PartialEq`.
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

    /// A builder that can now fail because of an unset member, or no longer can. Builders of inputs always can.
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
        // A format without names does not remove names.
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

//! The changes of the members of a shape.

use super::change::{Change, Kind, Subject};
use super::operations::Found;
use super::shapes::{Boxed, Compare, key};
use crate::knowledge::nullability::{self, Container, Nullability};
use crate::model::{Member, MemberTraits, Model, Shape, ShapeId, ShapeKind};

impl<'a> Compare<'a> {
    pub(super) fn members(&self, found: &mut Found, old: &'a Shape, new: &'a Shape) {
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
            // Only structures that clients create have a builder that can fail without it, or are rejected without it.
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
        // A consequence of another change is not listed.
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
        // Each trait has a line below, or one above.
        let MemberTraits {
            documentation,
            required: _,
            client_optional: _,
            default,
            http,
            media_type,
            json_name,
            xml_name,
            ec2_query_name,
            xml_namespace,
            xml_attribute,
            xml_flattened,
            idempotency_token,
            streaming,
            event,
            timestamp_format,
            context_param: _, // the operation has it
            deprecated,
        } = a;
        found.values(Kind::DefaultChanged, "the default", default, &b.default);
        found.values(Kind::MemberBindingChanged, "the place in requests and responses", http, &b.http);
        found.values(Kind::MemberBindingChanged, "the place in events", event, &b.event);
        // The media type of a shape applies to the members that target it.
        let of_shape =
            |model: &Model, member: &Member| model.shape(&member.target.target).traits.media_type.clone();
        if of_shape(self.models.0, old) == of_shape(self.models.1, new) {
            found.values(Kind::MediaTypeChanged, "the media type", media_type, &b.media_type);
        }
        for (what, a, b) in [
            ("the name in JSON", json_name, &b.json_name),
            ("the name in XML and forms", xml_name, &b.xml_name),
            ("the name in forms of EC2", ec2_query_name, &b.ec2_query_name),
        ] {
            found.values(Kind::WireNameChanged, what, a, b);
        }
        let layout = (xml_flattened, xml_attribute, xml_namespace);
        let other = (&b.xml_flattened, &b.xml_attribute, &b.xml_namespace);
        found.values(Kind::WireNameChanged, "the form in XML", &layout, &other);
        let format = "the format of timestamps";
        found.values(Kind::TimestampFormatChanged, format, timestamp_format, &b.timestamp_format);
        found.values(Kind::StreamingChanged, "whether it is streamed", streaming, &b.streaming);
        let token = "whether a token is made if none is set";
        found.values(Kind::IdempotencyChanged, token, idempotency_token, &b.idempotency_token);
        found.documentation(documentation.as_ref(), b.documentation.as_ref());
        found.deprecated(deprecated.as_ref(), b.deprecated.as_ref());
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

    /// A member that leads to another shape. If the Rust type is the same, that is not a change.
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

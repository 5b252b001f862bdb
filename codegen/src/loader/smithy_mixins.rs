//! The shapes of a JSON AST by id, with what mixins and `apply` add to them (Smithy, "Mixins", "Applying traits").

use super::fields::{Fields, Reader};
use super::json::Entry;
use crate::diagnostic::{Diagnostic, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The definition of a shape.
#[derive(Clone, Debug)]
pub(super) struct Definition<'a> {
    /// The id.
    pub(super) id: Cow<'a, str>,
    /// The type of shape, as in the format.
    pub(super) type_name: String,
    /// The place of the id.
    pub(super) key_span: Span,
    span: Span,
    /// What is neither type, traits nor members. A list from several mixins occurs several times.
    fields: Vec<Entry<'a>>,
    traits: Vec<Entry<'a>>,
    /// The members of any shape, also `member`, `key` and `value`.
    pub(super) members: Vec<MemberDefinition<'a>>,
    mixins: Vec<(String, Span)>,
}

/// A member.
#[derive(Clone, Debug)]
pub(super) struct MemberDefinition<'a> {
    /// The name.
    pub(super) name: Cow<'a, str>,
    /// The place of the name.
    pub(super) key_span: Span,
    span: Span,
    /// Its target; empty if it only adds traits to a member of a mixin.
    fields: Vec<Entry<'a>>,
    traits: Vec<Entry<'a>>,
}

impl<'a> Definition<'a> {
    /// What is neither type, traits nor members.
    pub(super) fn fields(&self) -> Fields<'a> {
        Fields { span: self.span, entries: self.fields.clone() }
    }

    /// The traits.
    pub(super) fn traits(&self) -> Fields<'a> {
        Fields { span: self.span, entries: self.traits.clone() }
    }

    /// A trait, by its name without `smithy.api#`.
    pub(super) fn trait_named(&self, name: &str) -> Option<&Entry<'a>> {
        self.traits.iter().find(|entry| entry.key == name)
    }

    fn has_trait(&self, name: &str) -> bool {
        self.trait_named(name).is_some()
    }

    /// Whether it is a mixin.
    pub(super) fn is_mixin(&self) -> bool {
        self.has_trait("mixin")
    }
}

impl<'a> MemberDefinition<'a> {
    /// The id of its target, if it has one.
    pub(super) fn target_id(&self) -> Option<String> {
        self.target()?.value.string()
    }

    fn target(&self) -> Option<&Entry<'a>> {
        self.fields.iter().find(|entry| entry.key == "target")
    }

    /// A trait, by its name without `smithy.api#`.
    pub(super) fn trait_named(&self, name: &str) -> Option<&Entry<'a>> {
        self.traits.iter().find(|entry| entry.key == name)
    }

    pub(super) fn has_trait(&self, name: &str) -> bool {
        self.trait_named(name).is_some()
    }

    /// All entries except the traits.
    pub(super) fn fields(&self) -> Fields<'a> {
        Fields { span: self.span, entries: self.fields.clone() }
    }

    /// The traits.
    pub(super) fn traits(&self) -> Fields<'a> {
        Fields { span: self.span, entries: self.traits.clone() }
    }
}

/// The shapes of a model.
pub(super) struct Shapes<'a>(pub(super) BTreeMap<String, Definition<'a>>);

impl<'a> Shapes<'a> {
    /// The shape with this id, if it is of this type.
    pub(super) fn get(&self, id: &str, type_name: &str) -> Option<&Definition<'a>> {
        self.0.get(id).filter(|found| found.type_name == type_name)
    }

    /// The type of a shape, also of one of the prelude.
    pub(super) fn type_of(&self, id: &str) -> Option<String> {
        if let Some(found) = self.0.get(id) {
            return Some(found.type_name.clone());
        }
        let name = id.strip_prefix("smithy.api#")?;
        let name = name.strip_prefix("Primitive").unwrap_or(name);
        let mut letters = name.chars();
        let first = letters.next()?.to_ascii_lowercase();
        Some(match name {
            "Unit" => "structure".to_owned(),
            _ => format!("{first}{}", letters.as_str()),
        })
    }
}

/// Replaces entries with the same key, and appends the others.
fn merge<'a>(into: &mut Vec<Entry<'a>>, entries: &[Entry<'a>]) {
    for entry in entries {
        match into.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => *known = entry.clone(),
            None => into.push(entry.clone()),
        }
    }
}

/// The lists of services, operations and resources that mixins add to.
const LISTS: &[&str] = &["collectionOperations", "errors", "operations", "resources"];

impl Reader<'_> {
    /// The shapes under `shapes`.
    pub(super) fn shapes<'a>(&mut self, entry: &Entry<'a>) -> Shapes<'a> {
        let mut shapes = BTreeMap::new();
        let mut applied = Vec::new();
        for entry in self.entries(entry) {
            let Some(definition) = self.definition(entry) else { continue };
            if definition.type_name == "apply" {
                applied.push(definition);
            } else {
                shapes.insert(definition.id.to_string(), definition);
            }
        }
        for definition in applied {
            self.apply(definition, &mut shapes);
        }
        self.mix(&mut shapes);
        let shapes = Shapes(shapes);
        self.check_shapes(&shapes);
        self.check_members(&shapes);
        shapes
    }

    fn definition<'a>(&mut self, entry: Entry<'a>) -> Option<Definition<'a>> {
        let Entry { key: id, key_span, value } = entry;
        let mut fields = self.fields(&format!("`{id}`"), value)?;
        let type_name = fields.take("type").and_then(|entry| entry.value.string()).unwrap_or_default();
        let traits = self.traits(&mut fields).entries;
        let mut members = fields.take("members").map_or_else(Vec::new, |entry| self.entries(&entry));
        if matches!(type_name.as_str(), "list" | "map" | "set") {
            members.extend(["member", "key", "value"].iter().filter_map(|part| fields.take(part)));
        }
        let members = members.into_iter().filter_map(|entry| self.member_definition(entry)).collect();
        let mixins = self.references(&mut fields, "mixins");
        let mixins = mixins.into_iter().map(|mixin| (mixin.target.to_string(), mixin.span)).collect();
        let span = fields.span;
        Some(Definition { id, type_name, key_span, span, fields: fields.entries, traits, members, mixins })
    }

    fn member_definition<'a>(&mut self, entry: Entry<'a>) -> Option<MemberDefinition<'a>> {
        let Entry { key: name, key_span, value } = entry;
        let mut fields = self.fields(&format!("member `{name}`"), value)?;
        let traits = self.traits(&mut fields).entries;
        Some(MemberDefinition { name, key_span, span: fields.span, fields: fields.entries, traits })
    }

    /// Adds the traits of an `apply` to its target.
    fn apply<'a>(&mut self, applied: Definition<'a>, shapes: &mut BTreeMap<String, Definition<'a>>) {
        let Definition { id, key_span, span, traits, .. } = applied;
        let (shape, member) = match id.split_once('$') {
            Some((shape, member)) => (shape, Some(member)),
            None => (&*id, None),
        };
        let Some(definition) = shapes.get_mut(shape) else {
            self.diagnostics.report(
                Diagnostic::error(format!(
                    "traits are applied to `{}`, which is not there",
                    id.escape_debug()
                ))
                .at(key_span, "no such shape")
                .help("remove the traits, or add the shape"),
            );
            return;
        };
        let Some(member) = member else { return merge(&mut definition.traits, &traits) };
        match definition.members.iter_mut().find(|known| known.name == member) {
            Some(known) => merge(&mut known.traits, &traits),
            // A member of a mixin; one that does not exist is reported later, since it has no target.
            None => {
                let name = Cow::Owned(member.to_owned());
                definition.members.push(MemberDefinition { name, key_span, span, fields: vec![], traits });
            }
        }
    }

    /// Adds the members and traits of mixins to each shape; shapes without mixins come first.
    fn mix(&mut self, shapes: &mut BTreeMap<String, Definition<'_>>) {
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
        for (id, definition) in shapes.iter().filter(|(_, definition)| !definition.mixins.is_empty()) {
            for (mixin, span) in &definition.mixins {
                match shapes.get(mixin) {
                    Some(found) if found.is_mixin() && found.type_name == definition.type_name => {
                        users.entry(mixin.clone()).or_default().push(id.clone());
                        *waiting.entry(id.clone()).or_default() += 1;
                    }
                    found => {
                        let problem = match found {
                            Some(found) if found.is_mixin() => "is another type of shape",
                            Some(_) => "has no trait `mixin`",
                            None => "is not there",
                        };
                        self.diagnostics.report(
                            Diagnostic::error(format!("the mixin `{}` {problem}", mixin.escape_debug()))
                                .at(*span, "used as a mixin here")
                                .help("name a shape with the trait `smithy.api#mixin`"),
                        );
                    }
                }
            }
        }
        let mut ready: Vec<String> = users.keys().filter(|id| !waiting.contains_key(*id)).cloned().collect();
        while let Some(id) = ready.pop() {
            for user in users.remove(&id).unwrap_or_default() {
                let Some(left) = waiting.get_mut(&user) else { continue };
                *left -= 1;
                if *left == 0 {
                    waiting.remove(&user);
                    if let Some(mut definition) = shapes.remove(&user) {
                        for (name, span, first) in add_mixins(&mut definition, shapes) {
                            self.diagnostics.report(
                                Diagnostic::error(format!(
                                    "the member `{}` has two targets",
                                    name.escape_debug()
                                ))
                                .at(span, "another target")
                                .at(first, "that of a mixin")
                                .help("give both the same target, or one of them another name"),
                            );
                        }
                        shapes.insert(user.clone(), definition);
                    }
                    ready.push(user);
                }
            }
        }
        for definition in waiting.keys().filter_map(|id| shapes.get(id)) {
            self.diagnostics.report(
                Diagnostic::error(format!("`{}` is a mixin of itself", definition.id))
                    .at(definition.key_span, "leads back to itself")
                    .help("remove one of the mixins on the way"),
            );
        }
    }
}

/// Adds the members and traits of the mixins of a shape, which are already complete. Returns members with different
/// targets, and the places of the targets.
fn add_mixins<'a>(
    definition: &mut Definition<'a>,
    shapes: &BTreeMap<String, Definition<'a>>,
) -> Vec<(Cow<'a, str>, Span, Span)> {
    let mut conflicts = Vec::new();
    let (mut traits, mut fields) = (Vec::new(), Vec::new());
    let mut members: Vec<MemberDefinition<'a>> = Vec::new();
    let mut places: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
    let mut add = |member: &MemberDefinition<'a>| match places.get(&member.name) {
        Some(&place) => {
            let known = &mut members[place];
            if let (Some(first), Some(other)) = (known.target(), member.target())
                && first.value.string() != other.value.string()
            {
                conflicts.push((member.name.clone(), other.value.span(), first.value.span()));
            }
            merge(&mut known.fields, &member.fields);
            merge(&mut known.traits, &member.traits);
        }
        None => {
            places.insert(member.name.clone(), members.len());
            members.push(member.clone());
        }
    };
    for mixin in definition.mixins.iter().filter_map(|(id, _)| shapes.get(id)) {
        let local = mixin.trait_named("mixin");
        let local: Vec<String> = local
            .and_then(|entry| entry.value.object())
            .and_then(|entries| entries.into_iter().find(|entry| entry.key == "localTraits")?.value.array())
            .map_or_else(Vec::new, |nodes| nodes.iter().filter_map(|node| node.string()).collect());
        let own = |entry: &&Entry<'_>| {
            let listed = |name: &String| name.strip_prefix("smithy.api#").unwrap_or(name) == entry.key;
            entry.key == "mixin" || local.iter().any(listed)
        };
        let given: Vec<Entry<'a>> = mixin.traits.iter().filter(|entry| !own(entry)).cloned().collect();
        merge(&mut traits, &given);
        for entry in &mixin.fields {
            if LISTS.contains(&&*entry.key) {
                fields.push(entry.clone());
            } else {
                merge(&mut fields, std::slice::from_ref(entry));
            }
        }
        mixin.members.iter().for_each(&mut add);
    }
    definition.members.iter().for_each(&mut add);
    let (lists, others): (Vec<_>, Vec<_>) =
        definition.fields.drain(..).partition(|entry| LISTS.contains(&&*entry.key));
    merge(&mut fields, &others);
    fields.extend(lists);
    merge(&mut traits, &definition.traits);
    (definition.fields, definition.traits, definition.members) = (fields, traits, members);
    conflicts
}

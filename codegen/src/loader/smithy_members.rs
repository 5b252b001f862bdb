//! Checks of the members of a shape together (Smithy, "HTTP binding traits", "Event streams", "Streaming", "Unit type",
//! "Enum", "`jsonName` trait"), whether a service reaches them or not.

use super::fields::Reader;
use super::json::Node;
use super::smithy_mixins::{Definition, MemberDefinition, Shapes};
use crate::diagnostic::{Diagnostic, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The traits for the place of a member in a request or response; a member has at most one.
const BINDINGS: &[&str] = &[
    "httpHeader",
    "httpLabel",
    "httpPayload",
    "httpPrefixHeaders",
    "httpQuery",
    "httpQueryParams",
    "httpResponseCode",
];

/// Traits that at most one member of a structure may have.
const ONE: &[&str] = &[
    "eventPayload",
    "httpPayload",
    "httpPrefixHeaders",
    "httpQueryParams",
    "httpResponseCode",
    "idempotencyToken",
];

/// The valid targets of members with a trait.
const TARGETS: &[(&str, &[&str])] = &[
    (
        "eventHeader",
        &["blob", "boolean", "byte", "enum", "intEnum", "integer", "long", "short", "string", "timestamp"],
    ),
    ("eventPayload", &["blob", "enum", "string", "structure", "union"]),
    ("httpPrefixHeaders", &["map"]),
    ("httpQueryParams", &["map"]),
    ("httpResponseCode", &["intEnum", "integer"]),
    ("idempotencyToken", &["enum", "string"]),
];

impl Definition<'_> {
    fn member_with(&self, name: &str) -> Option<&MemberDefinition<'_>> {
        self.members.iter().find(|member| member.has_trait(name))
    }
}

/// The shapes of a model, and its streaming shapes.
struct Known<'s> {
    shapes: &'s Shapes<'s>,
    /// The ids of streaming bodies and events.
    streams: BTreeSet<&'s str>,
    /// The ids of structures that have such a member.
    holders: BTreeSet<&'s str>,
}

impl<'s> Known<'s> {
    fn of(shapes: &'s Shapes<'s>) -> Self {
        let ids = |of: &dyn Fn(&Definition<'_>) -> bool| -> BTreeSet<&'s str> {
            shapes.0.values().filter(|definition| of(definition)).map(|definition| &*definition.id).collect()
        };
        let streams = ids(&|definition| definition.trait_named("streaming").is_some());
        let known = Self { shapes, streams, holders: BTreeSet::new() };
        let holders = ids(&|definition| {
            definition.type_name == "structure"
                && definition.members.iter().any(|member| known.is_stream(member))
        });
        Self { holders, ..known }
    }

    fn is_stream(&self, member: &MemberDefinition<'_>) -> bool {
        !self.streams.is_empty() && member.target_id().is_some_and(|id| self.streams.contains(id.as_str()))
    }
}

impl Reader<'_> {
    /// Reports members that conflict, and members that are invalid in their operations.
    pub(super) fn check_members(&mut self, shapes: &Shapes<'_>) {
        let known = Known::of(shapes);
        for definition in shapes.0.values().filter(|definition| !definition.is_mixin()) {
            match definition.type_name.as_str() {
                "structure" => self.check_structure(&known, definition),
                "union" => {
                    self.check_names(definition);
                    self.check_not_empty(definition);
                }
                "enum" | "intEnum" => {
                    self.check_not_empty(definition);
                    self.check_values(definition);
                }
                "list" | "set" => self.check_parts(definition, &["member"]),
                "map" => self.check_parts(definition, &["key", "value"]),
                "operation" => self.check_operation(&known, definition),
                _ => {}
            }
        }
    }

    fn check_structure(&mut self, known: &Known<'_>, definition: &Definition<'_>) {
        self.check_no_unit(definition);
        self.check_names(definition);
        let streams = |member: &&MemberDefinition<'_>| known.is_stream(member);
        for name in ONE {
            let having = definition.members.iter().filter(|member| member.has_trait(name));
            self.check_one(definition, &format!("have the trait `{name}`"), having.collect());
        }
        self.check_one(definition, "be streamed", definition.members.iter().filter(streams).collect());
        for member in &definition.members {
            let mut bindings = BINDINGS.iter().filter(|name| member.has_trait(name));
            if let (Some(first), Some(second)) = (bindings.next(), bindings.next()) {
                self.wrong(
                    definition,
                    member,
                    &format!("has both `{first}` and `{second}`"),
                    "take one away",
                );
            }
            let target = member.target_id().unwrap_or_default();
            for (name, types) in TARGETS.iter().filter(|(name, _)| member.has_trait(name)) {
                let kind = known.shapes.type_of(&target);
                if let Some(kind) = kind.filter(|kind| !types.contains(&kind.as_str())) {
                    let help = format!("the trait stands on members that target one of {}", types.join(", "));
                    self.wrong(
                        definition,
                        member,
                        &format!("has the trait `{name}`, and targets a {kind}"),
                        &help,
                    );
                }
            }
            if known.holders.contains(target.as_str()) {
                let help = "streams are members of inputs and outputs themselves";
                self.wrong(definition, member, "targets a structure that holds a stream", help);
            }
        }
        if definition.member_with("eventPayload").is_some() {
            let unbound = |member: &&MemberDefinition<'_>| {
                !member.has_trait("eventPayload") && !member.has_trait("eventHeader")
            };
            for member in definition.members.iter().filter(unbound) {
                let help = "give it the trait `eventHeader`: the payload is another member";
                self.wrong(definition, member, "has no place in the event", help);
            }
        }
    }

    fn check_operation(&mut self, known: &Known<'_>, operation: &Definition<'_>) {
        let Some(http) = operation.trait_named("http") else { return };
        let of = |key: &str| {
            let io = operation.fields().take(key)?.value.field("target")?.string()?;
            known.shapes.get(&io, "structure")
        };
        let (input, output) = (of("input"), of("output"));
        for structure in [input, output].into_iter().flatten() {
            self.check_message(known, structure);
        }
        let Some(input) = input else { return };
        if let Some(member) = input.member_with("httpResponseCode") {
            let help = "a request has no status: take the trait away";
            self.wrong(input, member, "of an input has the trait `httpResponseCode`", help);
        }
        let uri = http.value.field("uri").and_then(|uri| uri.string()).unwrap_or_default();
        let query = uri.split_once('?').map_or("", |(_, query)| query);
        let literals: BTreeSet<&str> =
            query.split('&').map(|part| part.split_once('=').map_or(part, |(key, _)| key)).collect();
        for member in &input.members {
            let key = member.trait_named("httpQuery").and_then(|entry| entry.value.string());
            if key.is_some_and(|key| !key.is_empty() && literals.contains(key.as_str())) {
                let problem = format!("stands in the query twice: the URI of `{}` has it, too", operation.id);
                self.wrong(input, member, &problem, "take it out of the URI, or the trait away");
            }
        }
    }

    /// Reports members of inputs and outputs that would be lost in HTTP.
    fn check_message(&mut self, known: &Known<'_>, structure: &Definition<'_>) {
        let payload = structure.member_with("httpPayload").is_some();
        let unbound = |member: &&MemberDefinition<'_>| {
            !member.has_trait("hostLabel") && !BINDINGS.iter().any(|name| member.has_trait(name))
        };
        for member in structure.members.iter().filter(unbound) {
            if payload {
                let help = "the body is another member: bind this one to a header, the query or the URI";
                self.wrong(structure, member, "has no place in the message", help);
            } else if known.is_stream(member) {
                self.wrong(
                    structure,
                    member,
                    "is streamed, and is not the body",
                    "give it the trait `httpPayload`",
                );
            }
        }
    }

    fn check_one(&mut self, definition: &Definition<'_>, what: &str, members: Vec<&MemberDefinition<'_>>) {
        let [first, second, ..] = &members[..] else { return };
        let problem = format!("only one member of `{}` may {what}", definition.id.escape_debug());
        self.diagnostics.report(
            Diagnostic::error(problem).at(second.key_span, "another one").at(first.key_span, "the first one"),
        );
    }

    fn check_no_unit(&mut self, definition: &Definition<'_>) {
        for member in &definition.members {
            if member.target_id().as_deref() == Some("smithy.api#Unit") {
                let help = "only members of unions have no data; use a structure without members";
                self.wrong(definition, member, "targets `Unit`", help);
            }
        }
    }

    fn check_parts(&mut self, definition: &Definition<'_>, parts: &[&str]) {
        self.check_no_unit(definition);
        for part in parts.iter().filter(|part| definition.members.iter().all(|it| it.name != **part)) {
            let (kind, id) = (&definition.type_name, definition.id.escape_debug());
            self.diagnostics.report(
                Diagnostic::error(format!("the {kind} `{id}` has no `{part}`"))
                    .at(definition.key_span, "needs one"),
            );
        }
    }

    /// Reports members with the same name in JSON.
    fn check_names(&mut self, definition: &Definition<'_>) {
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        for member in &definition.members {
            let name = member.trait_named("jsonName").and_then(|entry| entry.value.string());
            let name = name.unwrap_or_else(|| member.name.to_string());
            if let Some(earlier) = names.insert(name.clone(), member.key_span) {
                let id = definition.id.escape_debug();
                let problem = format!("two members of `{id}` are called `{}` in JSON", name.escape_debug());
                self.diagnostics.report(
                    Diagnostic::error(problem).at(member.key_span, "this one").at(earlier, "and this one"),
                );
            }
        }
    }

    fn check_not_empty(&mut self, definition: &Definition<'_>) {
        if definition.members.is_empty() {
            let id = definition.id.escape_debug();
            self.diagnostics.report(
                Diagnostic::error(format!("the {} `{id}` has no members", definition.type_name))
                    .at(definition.key_span, "needs at least one"),
            );
        }
    }

    fn check_values(&mut self, definition: &Definition<'_>) {
        let numbers = definition.type_name == "intEnum";
        for member in &definition.members {
            let value = member.trait_named("enumValue").map(|entry| &entry.value);
            let fits = match value {
                Some(value) if numbers => value.number().is_some_and(|number| {
                    number.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number)
                }),
                Some(value) => value.string().is_some_and(|text| !text.is_empty()),
                None => !numbers,
            };
            if !fits {
                let wanted = if numbers { "an integer of 32 bits" } else { "a string with characters" };
                let problem = format!("the value of an {} is {wanted}", definition.type_name);
                let span = value.map_or(member.key_span, Node::span);
                self.diagnostics.report(Diagnostic::error(problem).at(span, "not one"));
            }
        }
    }

    fn wrong(&mut self, owner: &Definition<'_>, member: &MemberDefinition<'_>, problem: &str, help: &str) {
        let on = format!("{}${}", owner.id, member.name);
        self.diagnostics.report(
            Diagnostic::error(format!("the member `{}` {problem}", on.escape_debug()))
                .at(member.key_span, "this member")
                .help(help),
        );
    }
}

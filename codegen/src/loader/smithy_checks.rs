//! Checks of single shapes of a JSON AST, whether a service reaches them or not (Smithy, "Default trait validation" and
//! the selectors of traits).

use super::fields::Reader;
use super::json::{Entry, Node};
use super::smithy_mixins::{Definition, MemberDefinition, Shapes};
use crate::diagnostic::Diagnostic;

/// The valid places of a trait.
enum Place {
    /// On shapes of these types.
    Shapes(&'static [&'static str]),
    /// On shapes of these types, and on members that target such.
    ShapesAndMembers(&'static [&'static str]),
    /// On members of shapes of these types.
    MembersOf(&'static [&'static str]),
}

use Place::{MembersOf, Shapes as On, ShapesAndMembers};

const NUMBERS: &[&str] =
    &["bigDecimal", "bigInteger", "byte", "double", "float", "intEnum", "integer", "long", "short"];

/// The valid places of traits of the prelude, as far as they depend on types.
const PLACES: &[(&str, Place)] = &[
    ("auth", On(&["operation", "service"])),
    ("cors", On(&["service"])),
    ("endpoint", On(&["operation"])),
    ("enum", On(&["string"])),
    ("enumValue", MembersOf(&["enum", "intEnum"])),
    ("error", On(&["structure"])),
    ("eventHeader", MembersOf(&["structure"])),
    ("eventPayload", MembersOf(&["structure"])),
    ("hostLabel", MembersOf(&["structure"])),
    ("http", On(&["operation"])),
    ("httpApiKeyAuth", On(&["service"])),
    ("httpBasicAuth", On(&["service"])),
    ("httpBearerAuth", On(&["service"])),
    ("httpChecksumRequired", On(&["operation"])),
    ("httpDigestAuth", On(&["service"])),
    ("httpError", On(&["structure"])),
    ("httpHeader", MembersOf(&["structure"])),
    ("httpLabel", MembersOf(&["structure"])),
    ("httpPayload", MembersOf(&["structure"])),
    ("httpPrefixHeaders", MembersOf(&["structure"])),
    ("httpQuery", MembersOf(&["structure"])),
    ("httpQueryParams", MembersOf(&["structure"])),
    ("httpResponseCode", MembersOf(&["structure"])),
    ("idempotencyToken", MembersOf(&["structure"])),
    ("idempotent", On(&["operation"])),
    ("jsonName", MembersOf(&["structure", "union"])),
    ("length", ShapesAndMembers(&["blob", "enum", "list", "map", "set", "string"])),
    ("optionalAuth", On(&["operation"])),
    ("paginated", On(&["operation", "service"])),
    ("pattern", ShapesAndMembers(&["enum", "string"])),
    ("range", ShapesAndMembers(NUMBERS)),
    ("readonly", On(&["operation"])),
    ("requestCompression", On(&["operation"])),
    ("required", MembersOf(&["structure"])),
    ("retryable", On(&["structure"])),
    ("sparse", On(&["list", "map", "set"])),
    ("streaming", On(&["blob", "union"])),
    ("timestampFormat", ShapesAndMembers(&["timestamp"])),
    ("uniqueItems", On(&["list", "set"])),
    ("xmlAttribute", MembersOf(&["structure"])),
    ("xmlFlattened", MembersOf(&["structure", "union"])),
];

impl Reader<'_> {
    /// Reports traits in invalid places, and defaults that are not values of their types.
    pub(super) fn check_shapes(&mut self, shapes: &Shapes<'_>) {
        for definition in shapes.0.values() {
            for entry in &definition.traits().entries {
                self.check_place(definition, None, entry, "");
            }
            for member in &definition.members {
                let target = member.target_id();
                // A shape that does not exist is reported when references are resolved.
                let kind = target.as_deref().and_then(|target| shapes.type_of(target));
                for entry in &member.traits().entries {
                    self.check_place(definition, Some(member), entry, kind.as_deref().unwrap_or_default());
                    if let Some(kind) = kind.as_deref().filter(|_| entry.key == "default") {
                        let on = format!("{}${}", definition.id, member.name);
                        if definition.type_name != "structure" {
                            self.refuse(
                                &entry.key,
                                &on,
                                entry,
                                "it stands on members of structures, and on shapes",
                            );
                        }
                        self.check_default(&on, kind, entry);
                        let target = target.as_deref().and_then(|target| shapes.0.get(target));
                        self.check_length(&on, member, target, entry);
                        let target = target.filter(|target| target.type_name == "enum");
                        target.into_iter().for_each(|target| self.check_value(&on, target, entry));
                    }
                }
            }
            for entry in definition.traits().entries.iter().filter(|entry| entry.key == "default") {
                self.check_default(&definition.id, &definition.type_name, entry);
            }
        }
    }

    fn check_place(
        &mut self,
        definition: &Definition<'_>,
        member: Option<&MemberDefinition<'_>>,
        entry: &Entry<'_>,
        target: &str,
    ) {
        let Some((_, place)) = PLACES.iter().find(|(name, _)| entry.key == *name) else { return };
        let type_name = definition.type_name.as_str();
        let (fits, wanted) = match (place, member) {
            (On(types), None) | (ShapesAndMembers(types), None) => (types.contains(&type_name), types),
            (On(types), Some(_)) => (false, types),
            (ShapesAndMembers(types), Some(_)) => (target.is_empty() || types.contains(&target), types),
            (MembersOf(types), None) => (false, types),
            (MembersOf(types), Some(_)) => (types.contains(&type_name), types),
        };
        if fits {
            return;
        }
        let what = match place {
            On(_) => "it stands on these",
            ShapesAndMembers(_) => "it stands on these, and on members that target one",
            MembersOf(_) => "it stands on members of these",
        };
        let member = member.map(|member| format!("${}", member.name)).unwrap_or_default();
        let on = format!("{}{member}", definition.id);
        self.refuse(&entry.key, &on, entry, &format!("{what}: {}", wanted.join(", ")));
    }

    fn refuse(&mut self, name: &str, on: &str, entry: &Entry<'_>, help: &str) {
        let (name, on) = (name.escape_debug(), on.escape_debug());
        let problem = format!("the trait `{name}` cannot be applied to `{on}`");
        self.diagnostics.report(Diagnostic::error(problem).at(entry.key_span, "applied here").help(help));
    }

    /// Reports a default that is not a value of its enum.
    fn check_value(&mut self, on: &str, target: &Definition<'_>, entry: &Entry<'_>) {
        let Some(default) = entry.value.string() else { return };
        let mut values = target.members.iter().map(|member| {
            let value = member.trait_named("enumValue");
            value.map_or_else(|| Some(member.name.to_string()), |entry| entry.value.string())
        });
        if !values.any(|value| value.as_ref() == Some(&default)) {
            let problem = format!("the default of `{}` is not a value of its enum", on.escape_debug());
            self.diagnostics
                .report(Diagnostic::error(problem).at(entry.value.span(), "not one of its values"));
        }
    }

    /// Reports a default that is shorter or longer than the `length` of its member or target allows.
    fn check_length(
        &mut self,
        on: &str,
        member: &MemberDefinition<'_>,
        target: Option<&Definition<'_>>,
        default: &Entry<'_>,
    ) {
        let of_target = || target?.trait_named("length");
        let Some(length) = member.trait_named("length").or_else(of_target) else { return };
        let bound = |key: &str| length.value.field(key)?.number();
        let (min, max) = (bound("min").unwrap_or(0.0), bound("max").unwrap_or(f64::INFINITY));
        let is_blob = target.is_some_and(|target| target.type_name == "blob");
        let found = match default.value.string() {
            Some(text) if is_blob => text.trim_end_matches('=').len() * 3 / 4,
            Some(text) => text.chars().count(),
            None if default.value.array().is_some() || default.value.object().is_some() => 0,
            None => return,
        };
        if !(min..=max).contains(&(found as f64)) {
            let problem =
                format!("the default of `{}` is of a length that it must not have", on.escape_debug());
            self.diagnostics.report(
                Diagnostic::error(problem)
                    .at(default.value.span(), format!("{found} long"))
                    .at(length.key_span, "not allowed here"),
            );
        }
    }

    fn check_default(&mut self, on: &str, kind: &str, entry: &Entry<'_>) {
        if !fits(kind, &entry.value) {
            self.diagnostics.report(
                Diagnostic::error(format!(
                    "the default of `{}` is not a value of its type",
                    on.escape_debug()
                ))
                .at(entry.value.span(), format!("not a value of `{kind}`"))
                .help("lists and maps may have empty ones as defaults, structures and unions none"),
            );
        }
    }
}

/// Whether a value can be the default of a type; `null` removes the default of the target.
fn fits(kind: &str, value: &Node<'_>) -> bool {
    let within = |min: f64, max: f64| {
        value.number().is_some_and(|number| number.fract() == 0.0 && (min..=max).contains(&number))
    };
    if value.raw().trim() == "null" {
        return true;
    }
    match kind {
        "boolean" => value.boolean().is_some(),
        "byte" => within(i8::MIN.into(), i8::MAX.into()),
        "short" => within(i16::MIN.into(), i16::MAX.into()),
        "integer" | "intEnum" => within(i32::MIN.into(), i32::MAX.into()),
        "long" | "bigInteger" => within(f64::MIN, f64::MAX),
        "float" | "double" | "bigDecimal" => value.number().is_some(),
        "string" | "enum" | "blob" => value.string().is_some(),
        "timestamp" => value.string().is_some() || value.number().is_some(),
        "list" | "set" => value.array().is_some_and(|values| values.is_empty()),
        "map" => value.object().is_some_and(|entries| entries.is_empty()),
        "structure" | "union" => false,
        // Any value is a document, but only empty lists and maps are defaults.
        "document" => {
            value.array().is_none_or(|values| values.is_empty())
                && value.object().is_none_or(|entries| entries.is_empty())
        }
        _ => true,
    }
}

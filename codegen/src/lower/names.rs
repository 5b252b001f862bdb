//! Names: every identifier of a generated crate is decided here, eagerly, from the shape and its scope.
//!
//! A name never depends on its siblings. A collision in a scope is an error that prints the row to add to the manifest. This is
//! the only module that changes case, through `case`.

use super::case::{camel, snake};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::Service;
use crate::plan::{Ident, TYPES};
use crate::renames::Renames;
use std::collections::{BTreeMap, BTreeSet};

/// Decides names and remembers which renames were used.
#[derive(Debug)]
pub(super) struct Names<'a> {
    renames: &'a Renames,
    used: BTreeSet<&'a str>,
}

/// The keywords of Rust 2024 that can be raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["_", "crate", "self", "super"];

/// Members that the official generator renames, since structures, builders or errors have methods with these names.
/// Setters keep the name of the member (smithy-rs, `StructureGenerator` and `RustReservedWords`).
const MEMBERS: &[(&str, &str)] = &[
    ("build", "build_value"),
    ("builder", "builder_value"),
    ("customize", "customize_value"),
    ("default", "default_value"),
    ("make_operation", "make_operation_value"),
    ("meta", "meta_value"),
    ("presigned", "presigned_value"),
    ("send", "send_value"),
];

/// Members of inputs with the name of a method of their builder. The official generator has no names for them: its output does
/// not compile.
const MEMBERS_OF_INPUTS: &[(&str, &str)] = &[
    ("as_input", "as_input_value"),
    ("config_override", "config_override_value"),
    ("send_with", "send_with_value"),
];

/// Variants of enums and unions with the name of the variant for unknown values, and variants with the replaced names
/// (smithy-rs, `ClientReservedWords`).
const VARIANTS: &[(&str, &str)] = &[("Unknown", "UnknownValue"), ("UnknownValue", "UnknownValue_")];

/// Types and variants with names that Rust does not allow, and those with the replaced names (smithy-rs,
/// `RustReservedWords`).
const TYPES_AND_VARIANTS: &[(&str, &str)] = &[("Self", "SelfValue"), ("SelfValue", "SelfValue_")];

/// The replacement of a name in a table.
fn instead(table: &'static [(&str, &str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(reserved, _)| *reserved == name).map(|(_, instead)| *instead)
}

/// The kind of a structure, as far as the names of its members depend on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner {
    Input,
    Error,
    Other,
}

impl<'a> Names<'a> {
    pub(super) fn new(renames: &'a Renames) -> Self {
        Self { renames, used: BTreeSet::new() }
    }

    /// The type of the shape or operation `name`, with `suffix` after it.
    pub(super) fn type_name(&mut self, name: &str, suffix: &str) -> Ident {
        let text = match self.renamed(name) {
            Some(renamed) => renamed,
            None => camel(name),
        };
        identifier(format!("{text}{suffix}"), Case::Type)
    }

    /// The module, and the method of the client, for the operation `name`.
    pub(super) fn operation_module(&mut self, name: &str) -> Ident {
        let text = snake(&self.renamed(name).unwrap_or_else(|| name.to_owned()));
        let reserved = ["config", "from_conf", "new"].contains(&text.as_str());
        identifier(if reserved { format!("{text}_value") } else { text }, Case::Value)
    }

    /// The field for `member` of `shape`.
    pub(super) fn field(&mut self, shape: &str, member: &str, owner: Owner) -> Ident {
        if let Some(renamed) = self.renamed(&format!("{shape}${member}")) {
            return identifier(renamed, Case::Value);
        }
        let text = snake(member);
        let of_inputs = || instead(MEMBERS_OF_INPUTS, &text).filter(|_| owner == Owner::Input);
        match instead(MEMBERS, &text).or_else(of_inputs) {
            Some(instead) => fixed(instead),
            None => identifier(text, Case::Value),
        }
    }

    /// The builder's `set_` and `get_` of the field called `field`. They keep the name of a member if only the field
    /// must be renamed, as in the official crates; but the builder of an error has a `set_meta` of its own.
    pub(super) fn accessors(&self, field: &Ident, shape: &str, member: &str, owner: Owner) -> (Ident, Ident) {
        let text = snake(member);
        let renamed = self.renames.contains_key(&format!("{shape}${member}"));
        let of_error = owner == Owner::Error && text == "meta";
        let stem = match instead(MEMBERS, &text) {
            Some(_) if !renamed && !of_error => &text,
            _ => field.stem(),
        };
        (Ident::new(format!("set_{stem}")), Ident::new(format!("get_{stem}")))
    }

    /// The type of the operation `name`, with `suffix` after it. Unlike those of shapes it keeps the case of the
    /// model, as in the official crates: `SendOTPMessage` beside `SendOtpMessageInput`.
    pub(super) fn operation_type(&mut self, name: &str, suffix: &str) -> Ident {
        let text = match self.renamed(name) {
            Some(renamed) => renamed,
            // Rust's lints want no `_` in the name of a type.
            None if name.contains('_') => camel(name),
            None => name.to_owned(),
        };
        let mut characters = text.chars();
        let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
        identifier(format!("{first}{}{suffix}", characters.as_str()), Case::Type)
    }

    /// The variant for `value` of the enum `shape`, by its name if it has one.
    pub(super) fn variant(&mut self, shape: &str, value: &str, name: Option<&str>) -> Ident {
        if let Some(renamed) = self.renamed(&format!("{shape}${value}")) {
            return identifier(renamed, Case::Type);
        }
        // Characters that identifiers cannot contain separate words.
        let words: String =
            name.unwrap_or(value).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let text = camel(&words);
        match instead(VARIANTS, &text) {
            Some(instead) => fixed(instead),
            None => identifier(text, Case::Type),
        }
    }

    fn renamed(&mut self, key: &str) -> Option<String> {
        let (key, (renamed, _)) = self.renames.get_key_value(key)?;
        self.used.insert(key);
        Some(renamed.clone())
    }

    /// Reports renames that nothing used.
    pub(super) fn report_unused(&self, diagnostics: &mut Diagnostics) {
        for (key, (_, span)) in self.renames {
            if !self.used.contains(key.as_str()) {
                diagnostics.report(
                    Diagnostic::error(format!("the rename of `{key}` does not apply"))
                        .at(*span, "nothing of the service has this name")
                        .help("remove the row, or correct the name"),
                );
            }
        }
    }
}

/// The file for a type: its name, with `_` before it so that it cannot collide with the fixed modules.
pub(super) fn type_module(name: &Ident) -> Ident {
    Ident::new(format!("_{}", snake(name.stem())))
}

/// `is_` and the variant, as a method.
pub(super) fn is_method(variant: &Ident) -> Ident {
    Ident::new(format!("is_{}", snake(variant.stem())))
}

/// `as_` and the variant of a union, as a method.
pub(super) fn as_method(variant: &Ident) -> Ident {
    Ident::new(format!("as_{}", snake(variant.stem())))
}

/// `set_` and the field, as a method.
pub(super) fn setter(field: &Ident) -> Ident {
    Ident::new(format!("set_{}", field.stem()))
}

/// Reports an error whose variant would be called like the one for errors that the model does not describe.
pub(super) fn check_error(name: &Ident, key: &str, span: Span, diagnostics: &mut Diagnostics) {
    if name.as_str() == "Unhandled" {
        diagnostics.report(
            Diagnostic::error(format!("the error `{key}` would be called `Unhandled`"))
                .at(span, "error enums have a variant of this name for other errors")
                .help(format!("give it another name in the manifest: {}", rename(key))),
        );
    }
}

/// The row of the manifest that gives another name to `key`.
fn rename(key: &str) -> String {
    format!("`rename = {{ \"{}\" = \"…\" }}`", key.escape_debug())
}

/// A fixed name of the generator.
pub(super) fn fixed(name: &str) -> Ident {
    Ident::new(name.to_owned())
}

/// Features that every crate has.
const FEATURES: &[&str] = &[
    "all-operations",
    "aws-lc",
    "behavior-version-latest",
    "default",
    "default-https-client",
    "gated-tests",
    "http-02x",
    "http-1x",
    "https",
    "legacy-https-client",
    "legacy-test-util",
    "rt-tokio",
    "rustls",
    "serde",
    "sigv4a",
    "test-util",
    "tokio",
    TYPES,
];

/// The feature of the operation in this module.
pub(super) fn operation_feature(module: &Ident) -> String {
    let name = module.stem().replace('_', "-");
    if FEATURES.contains(&name.as_str()) { format!("{name}-operation") } else { name }
}

/// The feature for the operations on the same kind of resource, which is the word after the verb: `group-vpc` for
/// `CreateVpcEndpoint` and `DescribeVpcs`.
pub(super) fn operation_group(name: &str) -> Option<String> {
    let words = snake(name);
    let thing = words.split('_').nth(1)?;
    Some(format!("group-{}", thing.strip_suffix('s').unwrap_or(thing)))
}

/// The package of a service: as the official one if it is AWS's, or by its name with `-` between words.
pub(super) fn package(service: &Service) -> String {
    if service.of_aws {
        return official_package(&service.id);
    }
    let name = snake(&service.id);
    let suffix = if NEVER_RAW.contains(&name.as_str()) { "-service" } else { "" };
    name.replace('_', "-") + suffix
}

/// The package of the official crate of a service: its id in lower case without spaces, without `service` at its end,
/// and then without `api` at its end.
pub fn official_package(service_id: &str) -> String {
    let id: String = service_id.chars().filter(char::is_ascii_alphanumeric).collect();
    let id = id.to_ascii_lowercase();
    let id = id.strip_suffix("service").unwrap_or(&id);
    let id = id.strip_suffix("api").unwrap_or(id);
    format!("aws-sdk-{id}")
}

/// The library of a package.
pub fn library(package: &str) -> Ident {
    identifier(package.replace('-', "_"), Case::Value)
}

/// Whether a name is that of a type or variant, or of a field, method or module.
#[derive(Clone, Copy)]
enum Case {
    Type,
    Value,
}

/// Converts a text to an identifier: a raw one for a keyword, or another one where raw identifiers are not possible.
fn identifier(text: String, case: Case) -> Ident {
    match (text.as_str(), case) {
        ("", Case::Type) => return fixed("Value"),
        ("" | "_", Case::Value) => return fixed("value"),
        (name, Case::Type) => {
            if let Some(instead) = instead(TYPES_AND_VARIANTS, name) {
                return fixed(instead);
            }
        }
        (name, Case::Value) if NEVER_RAW.contains(&name) => return Ident::new(format!("{name}_")),
        (_, Case::Value) => {}
    }
    if KEYWORDS.contains(&text.as_str()) {
        return Ident::new(format!("r#{text}"));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        Ident::new(format!("_{text}"))
    } else {
        Ident::new(text)
    }
}

/// The names of one scope, each with its origin.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: BTreeMap<String, (String, Span)>,
    reported: BTreeSet<(String, String)>,
}

impl Scope {
    /// Claims `name` for `key`, its name in the manifest; reports a name that is already taken.
    pub(super) fn take(&mut self, name: &Ident, key: &str, span: Span, diagnostics: &mut Diagnostics) {
        let Some((other, other_span)) = self.taken.get(name.stem()) else {
            self.taken.insert(name.stem().to_owned(), (key.to_owned(), span));
            return;
        };
        // The setters of a reported pair need no report of their own.
        if !self.reported.insert((key.to_owned(), other.clone())) {
            return;
        }
        // The manifest has the same key for shapes of two namespaces.
        let (problem, help) = if key == other {
            (
                format!("two shapes that the service reaches are called `{key}`"),
                "give one of them another name in `rename` of the service (Smithy, \"Service closure\")"
                    .to_owned(),
            )
        } else {
            (
                format!("`{key}` and `{other}` would both be called `{name}`"),
                format!("give one of them another name in the manifest: {}", rename(key)),
            )
        };
        diagnostics.report(
            Diagnostic::error(problem).at(span, "this one").at(*other_span, "and this one").help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[(&str, &str)], name: impl Fn(&mut Names<'_>, &str) -> Ident) {
        let renames = Renames::new();
        for (input, expected) in names {
            assert_eq!(name(&mut Names::new(&renames), input).as_str(), *expected, "{input}");
        }
    }

    #[test]
    fn types_are_upper_camel_case() {
        let names = [
            ("Dataset", "Dataset"),
            ("ACLConfig", "AclConfig"),
            ("__Item", "Item"),
            ("self", "SelfValue"),
            ("SelfValue", "SelfValue_"),
            ("3D", "_3D"),
        ];
        check(&names, |names, input| names.type_name(input, ""));
    }

    #[test]
    fn fields_are_snake_case_and_never_keywords_or_builder_methods() {
        let names = [
            ("IdentityPoolId", "identity_pool_id"),
            ("S3Key", "s3_key"),
            ("Type", "r#type"),
            ("Self", "self_"),
            ("Send", "send_value"),
            ("Build", "build_value"),
            ("Meta", "meta_value"),
            ("2D", "_2_d"),
            ("_", "value"),
            ("crate", "crate_"),
        ];
        check(&names, |names, input| names.field("Shape", input, Owner::Other));
    }

    /// Security Hub's `Severity` has an `original`, Neptune's `ExecuteGremlinQueryOutput` a `meta`.
    #[test]
    fn reserved_members_are_those_of_the_official_generator() {
        for (reserved, instead) in MEMBERS {
            let renames = Renames::new();
            let mut names = Names::new(&renames);
            let field = names.field("Shape", reserved, Owner::Other);
            assert_eq!(field.as_str(), *instead);
            let (set, get) = names.accessors(&field, "Shape", reserved, Owner::Other);
            assert_eq!([set.as_str(), get.as_str()], [format!("set_{reserved}"), format!("get_{reserved}")]);
        }
        for (owner, member, expected) in [
            (Owner::Other, "Original", "original"),
            (Owner::Other, "ConfigOverride", "config_override"),
            (Owner::Input, "ConfigOverride", "config_override_value"),
            (Owner::Input, "AsInput", "as_input_value"),
            (Owner::Input, "SendWith", "send_with_value"),
        ] {
            let renames = Renames::new();
            assert_eq!(Names::new(&renames).field("Shape", member, owner).as_str(), expected);
        }
        let renames = Renames::new();
        let (set, get) = Names::new(&renames).accessors(&fixed("meta_value"), "Shape", "meta", Owner::Error);
        assert_eq!([set.as_str(), get.as_str()], ["set_meta_value", "get_meta_value"]);
    }

    #[test]
    fn variants_are_upper_camel_case_of_the_value() {
        let names = [
            ("APNS_SANDBOX", "ApnsSandbox"),
            ("NOT_STARTED", "NotStarted"),
            ("replace", "Replace"),
            ("Unknown", "UnknownValue"),
            ("UnknownValue", "UnknownValue_"),
            ("unknown_value", "UnknownValue_"),
            ("Self", "SelfValue"),
            ("self_value", "SelfValue_"),
            ("2xlarge", "_2xlarge"),
            ("a.b/c d", "ABCD"),
            ("", "Value"),
        ];
        check(&names, |names, input| names.variant("Shape", input, None));
        let renames = Renames::new();
        let named = Names::new(&renames).variant("Shape", "error", Some("OAUTH_ERROR"));
        assert_eq!(named.as_str(), "OauthError");
    }

    /// Every service of AWS whose package is not its id; each name is one of the registry.
    #[test]
    fn packages_are_called_as_the_official_crates() {
        let names = [
            ("ApiGatewayManagementApi", "apigatewaymanagement"),
            ("Application Discovery Service", "applicationdiscovery"),
            ("Cognito Sync", "cognitosync"),
            ("Config Service", "config"),
            ("Cost and Usage Report Service", "costandusagereport"),
            ("Database Migration Service", "databasemigration"),
            ("Directory Service", "directory"),
            ("Directory Service Data", "directoryservicedata"),
            ("Elasticsearch Service", "elasticsearch"),
            ("Lex Model Building Service", "lexmodelbuilding"),
            ("Lex Runtime Service", "lexruntime"),
            ("Marketplace Entitlement Service", "marketplaceentitlement"),
            ("Resource Groups Tagging API", "resourcegroupstagging"),
            ("ServiceDiscovery", "servicediscovery"),
            ("SSO OIDC", "ssooidc"),
        ];
        for (id, name) in names {
            assert_eq!(official_package(id), format!("aws-sdk-{name}"), "{id}");
        }
    }

    #[test]
    fn operations_are_grouped_by_what_they_are_about() {
        for (name, group) in [
            ("CreateVpcEndpoint", Some("group-vpc")),
            ("DescribeVpcs", Some("group-vpc")),
            ("GetAddressAttribute", Some("group-addres")),
            ("ListAddresses", Some("group-addresse")),
            ("Ping", None),
        ] {
            assert_eq!(operation_group(name).as_deref(), group, "{name}");
        }
    }

    #[test]
    fn operations_are_modules() {
        let names =
            [("GetBulkPublishDetails", "get_bulk_publish_details"), ("Move", "r#move"), ("New", "new_value")];
        check(&names, |names, input| names.operation_module(input));
    }

    #[test]
    fn a_rename_wins_and_one_that_is_not_used_is_an_error() {
        let row = |text: &str| (text.to_owned(), Span::default());
        let renames = Renames::from([
            ("Dataset".to_owned(), row("DataSet")),
            ("Dataset$Key".to_owned(), row("record_key")),
            ("Gone".to_owned(), row("Here")),
        ]);
        let mut names = Names::new(&renames);
        assert_eq!(names.type_name("Dataset", "").as_str(), "DataSet");
        assert_eq!(names.field("Dataset", "Key", Owner::Other).as_str(), "record_key");
        let mut diagnostics = Diagnostics::default();
        names.report_unused(&mut diagnostics);
        assert_eq!(diagnostics.list().len(), 1);
    }

    #[test]
    fn a_taken_name_is_reported_with_the_row_to_add() {
        let mut diagnostics = Diagnostics::default();
        let mut scope = Scope::default();
        for key in ["Shape$Key", "Shape$key"] {
            scope.take(&fixed("key"), key, Span::default(), &mut diagnostics);
        }
        assert!(diagnostics.list()[0].helps[0].contains("rename = { \"Shape$key\""));
    }
}

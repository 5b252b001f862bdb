//! `smithwright.toml`: which models become which crates, with which options.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use crate::model::is_version;
use crate::renames::Renames;
use crate::transform::{Change, Customization, Pattern};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// The manifest of a workspace.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The dependency of crates on the runtime. Paths in it are relative to the crate.
    pub runtime: Option<toml::Table>,
    /// The services, by name.
    pub services: Vec<ServiceEntry>,
}

/// A service of the manifest.
#[derive(Clone, Debug)]
pub struct ServiceEntry {
    /// Its name, which is also its directory unless `out` says otherwise.
    pub name: String,
    /// The model, relative to the manifest.
    pub model: String,
    /// Where the model is named.
    pub model_span: Span,
    /// The id of the service in the model, if that has several.
    pub service: Option<String>,
    /// The directory of the crate, relative to the manifest.
    pub out: String,
    /// The package.
    pub package: String,
    /// The version of the package.
    pub version: String,
    /// The protocol, if the manifest chooses it.
    pub protocol: Option<(String, Option<Span>)>,
    /// The operations, by name or pattern; all if there is none.
    pub operations: Vec<Pattern>,
    /// The number of parts of the crate, if the manifest sets it.
    pub family: Option<usize>,
    /// Whether the crate has types only, and no client.
    pub types_only: bool,
    /// Names that replace those that the generator would choose.
    pub renames: Renames,
    /// The customizations of the model.
    pub customizations: Vec<Customization>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    runtime: Option<toml::Table>,
    #[serde(default)]
    service: BTreeMap<Spanned<String>, Service>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    model: Spanned<String>,
    service: Option<String>,
    out: Option<Spanned<String>>,
    package: Spanned<String>,
    version: Spanned<String>,
    protocol: Option<Spanned<String>>,
    #[serde(default)]
    operations: Vec<Spanned<String>>,
    family: Option<Spanned<usize>>,
    #[serde(default, rename = "types-only")]
    types_only: bool,
    #[serde(default)]
    rename: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    customize: Vec<Spanned<Customize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Customize {
    shape: Option<String>,
    #[serde(default)]
    zero_default: bool,
    #[serde(default)]
    client_optional: bool,
    error: Option<String>,
    operations: Option<String>,
    reason: String,
}

/// Reads a manifest.
///
/// # Errors
///
/// [`Reported`] if it is not TOML, has an unknown key or a value of the wrong type, or an invalid name.
pub fn load(source: &Source, id: SourceId, diagnostics: &mut Diagnostics) -> Result<Manifest, Reported> {
    let root: Root = match toml::from_str(&source.text) {
        Ok(root) => root,
        Err(error) => {
            let mut diagnostic = Diagnostic::error("invalid manifest");
            if let Some(range) = error.span() {
                diagnostic = diagnostic.at(Span::new(id, range), error.message());
            }
            let help = "`[service.NAME]` has `model`, `package`, `version` and optionally `out`, `protocol`, `operations`, \
                        `family`, `types-only`, `rename`, `customize`; `[runtime]` is a Cargo dependency";
            return Err(diagnostics.report(diagnostic.help(help)));
        }
    };
    let mut reader = Reader { id, diagnostics };
    let mut services = Vec::new();
    for (name, service) in root.service {
        services.push(reader.service(&name, service));
    }
    diagnostics.checked(Manifest { runtime: root.runtime, services })
}

struct Reader<'d> {
    id: SourceId,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.id, range)
    }

    fn service(&mut self, name: &Spanned<String>, service: Service) -> ServiceEntry {
        self.check(name, is_package_name(name.get_ref()), "the name of a service", PACKAGE_NAME);
        let package = &service.package;
        self.check(package, is_package_name(package.get_ref()), "the name of a package", PACKAGE_NAME);
        let version = &service.version;
        self.check(
            version,
            is_version(version.get_ref()),
            "a version",
            "three numbers without leading zeros, such as `1.120.0`",
        );
        if let Some(out) = &service.out {
            let inside = is_inside(out.get_ref());
            self.check(out, inside, "a directory below the manifest", "a relative path without `..`");
        }
        if let Some(family) = &service.family {
            self.check(
                family,
                PARTS.contains(family.get_ref()),
                "a number of parts",
                "a number from 1 to 64",
            );
        }
        let model_span = self.span(service.model.span());
        let operations = service.operations.into_iter().map(|pattern| {
            let span = self.span(pattern.span());
            (pattern.into_inner(), Some(span))
        });
        let operations = operations.collect();
        let renames = service.rename.into_iter().map(|(key, value)| {
            let span = self.span(key.span());
            self.check(&value, is_identifier(value.get_ref()), "an identifier", "letters, digits and `_`");
            (key.into_inner(), (value.into_inner(), span))
        });
        let renames = renames.collect();
        let mut customizations = Vec::new();
        for row in service.customize {
            let span = self.span(row.span());
            let Customize { shape, zero_default, client_optional, error, operations, reason } =
                row.into_inner();
            let change = match (zero_default, client_optional, error, &shape, operations) {
                (true, false, None, _, None) => Some(Change::ZeroDefault),
                (false, true, None, _, None) => Some(Change::ClientOptional),
                (false, false, Some(name), None, operations) if is_identifier(&name) => {
                    Some(Change::Error { name, operations })
                }
                _ => None,
            };
            match change.filter(|_| !reason.trim().is_empty()) {
                Some(change) => customizations.push(Customization { shape, reason, change, span }),
                None => drop(
                    self.diagnostics.report(
                        Diagnostic::error("a customization does not say what it does, or gives no reason")
                            .at(span, "this row")
                            .help(
                                "set `zero-default = true` or `client-optional = true`, or `error` to the name of an error \
                                 and `operations` to a pattern of their names, and say why in `reason`; or remove the row",
                            ),
                    ),
                ),
            }
        }
        let out = service.out.map_or_else(|| format!("generated/{}", name.get_ref()), Spanned::into_inner);
        ServiceEntry {
            name: name.get_ref().clone(),
            model: service.model.into_inner(),
            model_span,
            service: service.service.clone(),
            out,
            package: service.package.into_inner(),
            version: service.version.into_inner(),
            protocol: service.protocol.map(|name| (name.get_ref().clone(), Some(self.span(name.span())))),
            operations,
            family: service.family.map(Spanned::into_inner),
            types_only: service.types_only,
            renames,
            customizations,
        }
    }

    fn check<T: ToString>(&mut self, value: &Spanned<T>, valid: bool, what: &str, expected: &str) {
        if !valid {
            let span = self.span(value.span());
            self.diagnostics.report(
                Diagnostic::error(format!("`{}` is not {what}", value.get_ref().to_string().escape_debug()))
                    .at(span, format!("must be {expected}"))
                    .help(format!("write {expected}")),
            );
        }
    }
}

/// The numbers of parts that a crate can be divided into.
pub const PARTS: std::ops::RangeInclusive<usize> = 1..=64;

const PACKAGE_NAME: &str = "lower-case letters, digits, `-` and `_`, starting with a letter";

/// Whether a text can be the name of a package, and so also of a directory.
pub fn is_package_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether a path stays below the directory that it is relative to.
fn is_inside(path: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', ':', '\0']) && path.split('/').all(part)
}

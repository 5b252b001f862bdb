//! `smithwright doctor`: which `aws-sdk-*` crates of a program are generated, and why Cargo does not use a patch.
//!
//! Cargo uses a crate of `[patch.crates-io]` only if its name, version and features satisfy the dependency, and the
//! lock file does not name another version. Otherwise it uses the crate of the registry, and only warns that a patch
//! was not used.

use super::trim::{dependents, is_generated, metadata};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use cargo_metadata::semver::{Version, VersionReq};
use cargo_metadata::{Dependency, Metadata, Package};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml_edit::{Document, Item, TableLike};

/// The prefix of the packages of AWS's services.
const PREFIX: &str = "aws-sdk-";

/// Examines the program of a manifest, or of the current directory. Returns a line for each `aws-sdk-*` in its build,
/// and whether Cargo uses every patch; `sources` are the manifests that diagnostics point into.
///
/// # Errors
///
/// [`Reported`] if Cargo cannot list the dependencies.
pub fn run(
    manifest_path: Option<&Path>,
    sources: &mut Vec<Source>,
    diagnostics: &mut Diagnostics,
) -> Result<(String, bool), Reported> {
    let metadata = metadata(manifest_path, diagnostics)?;
    let mut report = String::new();
    let mut packages: Vec<&Package> =
        metadata.packages.iter().filter(|package| package.name.starts_with(PREFIX)).collect();
    packages.sort_by_key(|package| (&package.name, &package.version));
    for package in &packages {
        // The parts of a family are behind the named crate.
        if is_part(package, &packages) {
            continue;
        }
        let (name, version) = (&package.name, &package.version);
        // Writing to a `String` cannot fail.
        let _ = if is_generated(package) {
            writeln!(report, "{name} {version}: ours, {}", folder(package).display())
        } else {
            let asked: Vec<_> =
                asking(package, &metadata).map(|(dependent, _)| dependent.name.as_str()).collect();
            writeln!(report, "{name} {version}: the official crate, for {}", asked.join(", "))
        };
    }
    if packages.is_empty() {
        report.push_str("the program depends on no `aws-sdk-*`\n");
    }
    let mut manifests = Manifests { root: metadata.workspace_root.as_std_path(), sources };
    for patch in manifests.patches() {
        patch.examine(&metadata, &packages, &mut manifests, diagnostics);
    }
    Ok((report, diagnostics.checked(()).is_ok()))
}

fn folder(package: &Package) -> &Path {
    package.manifest_path.parent().map_or(Path::new(""), |folder| folder.as_std_path())
}

fn is_part(package: &Package, packages: &[&Package]) -> bool {
    is_generated(package)
        && packages.iter().any(|front| folder(package).parent() == Some(folder(front)) && is_generated(front))
}

/// The packages that depend on another one, with their requirements.
fn asking<'a>(
    package: &'a Package,
    metadata: &'a Metadata,
) -> impl Iterator<Item = (&'a Package, &'a Dependency)> {
    dependents(metadata, |other| other.id == package.id).flat_map(|dependent| {
        let asks = dependent.dependencies.iter().filter(|dependency| dependency.name == *package.name);
        asks.map(move |dependency| (dependent, dependency))
    })
}

/// The manifests that diagnostics point into.
struct Manifests<'a> {
    root: &'a Path,
    sources: &'a mut Vec<Source>,
}

impl Manifests<'_> {
    /// The text of a manifest, as a source; `None` if it cannot be read.
    fn read(&mut self, path: &Path) -> Option<(SourceId, String)> {
        let name = path.strip_prefix(self.root).unwrap_or(path).display().to_string();
        let known = self.sources.iter().position(|source| source.name == name);
        let index = match known {
            Some(index) => index,
            None => {
                let text = std::fs::read_to_string(path).ok()?;
                self.sources.push(Source { name, text });
                self.sources.len() - 1
            }
        };
        Some((SourceId(u16::try_from(index).ok()?), self.sources[index].text.clone()))
    }

    /// The patches of the registry that name a folder.
    fn patches(&mut self) -> Vec<Patch> {
        let mut found = Vec::new();
        for file in ["Cargo.toml", ".cargo/config.toml"] {
            let root = self.root.to_owned();
            let Some((source, text)) = self.read(&root.join(file)) else { continue };
            let Ok(document) = Document::parse(text.as_str()) else { continue };
            let patches = document.get("patch").and_then(|patch| patch.get("crates-io"));
            for (key, item) in patches.and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter) {
                let Some(path) = item.get("path").and_then(Item::as_str) else { continue };
                let name = item.get("package").and_then(Item::as_str).unwrap_or(key);
                let span = item.span().unwrap_or_default();
                let path = root.join(path);
                found.push(Patch { name: name.to_owned(), path, span: Span::new(source, span) });
            }
        }
        found
    }

    /// The place where a package depends on another one.
    fn asked_at(&mut self, dependent: &Package, name: &str) -> Option<Span> {
        let root = self.root.join("Cargo.toml");
        let own = dependent.manifest_path.as_std_path();
        // The user cannot change the dependencies of other packages.
        own.starts_with(self.root).then_some(())?;
        [own, &root].into_iter().find_map(|path| {
            let (source, text) = self.read(path)?;
            let document = Document::parse(text.as_str()).ok()?;
            Some(Span::new(source, asked_in(document.as_table(), name)?))
        })
    }
}

/// The place of a dependency in a manifest, unless it is inherited from the workspace.
fn asked_in(table: &dyn TableLike, name: &str) -> Option<Range<usize>> {
    table.iter().find_map(|(key, item)| {
        let inside = item.as_table_like()?;
        match key {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                inside.iter().find_map(|(key, dependency)| {
                    let package = dependency.get("package").and_then(Item::as_str).unwrap_or(key);
                    let inherited = dependency.get("workspace").is_some();
                    (package == name && !inherited).then(|| dependency.span())?
                })
            }
            "workspace" => asked_in(inside, name),
            "target" => inside.iter().find_map(|(_, target)| asked_in(target.as_table_like()?, name)),
            _ => None,
        }
    })
}

/// A folder that replaces a package of the registry.
#[derive(Debug)]
struct Patch {
    name: String,
    path: PathBuf,
    span: Span,
}

/// The manifest of a patch.
struct Manifest {
    version: Version,
    features: BTreeSet<String>,
}

impl Manifest {
    /// `None` if it is not one, which Cargo reports.
    fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let document = Document::parse(text.as_str()).ok()?;
        let version = document.get("package")?.get("version")?.as_str()?.parse().ok()?;
        let features = document.get("features").and_then(Item::as_table_like);
        let names = features.into_iter().flat_map(TableLike::iter).map(|(name, _)| name.to_owned());
        Some(Self { version, features: names.collect() })
    }
}

impl Patch {
    /// Reports why Cargo uses another package than this one, if it does.
    fn examine(
        &self,
        metadata: &Metadata,
        packages: &[&Package],
        manifests: &mut Manifests<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(ours) = Manifest::read(&self.path.join("Cargo.toml")) else { return };
        let same_name = || packages.iter().filter(|package| *package.name == *self.name);
        let not_taken =
            |why: &str| Diagnostic::error(format!("Cargo does not use the patch for `{}`: {why}", self.name));
        if same_name().next().is_none() {
            let mut diagnostic =
                not_taken("no package that is built has this name").at(self.span, "this patch is not used");
            let official = packages.iter().filter(|package| !is_generated(package));
            let near = official.map(|package| package.name.as_str()).find(|name| is_near(name, &self.name));
            diagnostic = match near {
                Some(near) => diagnostic.help(format!(
                    "did you mean `{near}`? generate the crate again with `--crate-name {near}`, and name it so here"
                )),
                None => diagnostic.help("remove it, or correct the name"),
            };
            diagnostics.report(diagnostic);
            return;
        }
        for official in same_name().filter(|package| !is_generated(package)) {
            let mut explained = false;
            for (dependent, asks) in asking(official, metadata) {
                let asked_at = manifests.asked_at(dependent, &self.name);
                let point = |diagnostic: Diagnostic, text: &str| match asked_at {
                    Some(span) => diagnostic.at(span, text),
                    None => diagnostic.at(self.span, "this patch is not used"),
                };
                if !asks.req.matches(&ours.version) {
                    let why = format!(
                        "it has version {}, and `{}` requires `{}`",
                        ours.version, dependent.name, asks.req
                    );
                    let mut diagnostic = point(not_taken(&why), "another version is required").help(format!(
                        "generate the crate with the required version: `--crate-version {}`, or `version` in \
                         `smithwright.toml`",
                        official.version
                    ));
                    if is_exact(&asks.req) && asked_at.is_some() {
                        diagnostic = diagnostic.help(format!(
                            "or require `{}` and compatible versions, without `=`",
                            official.version
                        ));
                    }
                    diagnostics.report(diagnostic);
                    explained = true;
                }
                for feature in asks.features.iter().filter(|feature| !ours.features.contains(*feature)) {
                    let why = format!("it has no feature `{feature}`, which `{}` requires", dependent.name);
                    diagnostics.report(point(not_taken(&why), "requires the feature").help(
                        "do without the feature, or generate the crate again with a newer Smithwright",
                    ));
                    explained = true;
                }
            }
            if !explained {
                let why = format!("`Cargo.lock` holds version {} of the registry", official.version);
                diagnostics.report(
                    not_taken(&why)
                        .at(self.span, "this patch is not used")
                        .note("name, version and features satisfy the requirement")
                        .help(format!("run `cargo update --package {}@{}`", self.name, official.version)),
                );
            }
        }
    }
}

/// Whether a requirement accepts exactly one version.
fn is_exact(requirement: &VersionReq) -> bool {
    requirement.to_string().starts_with('=')
}

/// Whether two packages are probably meant to be the same.
fn is_near(one: &str, other: &str) -> bool {
    let letters = |name: &str| {
        let name = name.strip_prefix(PREFIX).unwrap_or(name);
        name.replace('-', "").to_lowercase()
    };
    let (one, other) = (letters(one), letters(other));
    let shorter = one.len().min(other.len());
    shorter >= 3 && (one.starts_with(&other) || other.starts_with(&one))
}

//! `smithwright trim`: finds the operations that a program calls, and limits its dependencies on generated crates to
//! these.
//!
//! Sources are read as tokens, so that names in macros are found too. A name that could mean an operation counts as a
//! use of it: the result may contain too many operations, never too few.

mod generated;
mod manifest;
mod uses;

use crate::cli::artifacts;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported};
use crate::header::{self, Provenance};
use crate::io::input::reason;
use crate::plan::TYPES;
use cargo_metadata::semver::Version;
use cargo_metadata::{Dependency, Metadata, MetadataCommand, Package, TargetKind};
use generated::Generated;
use similar::TextDiff;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use uses::{Places, Uses};

/// The arguments.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The `Cargo.toml` of the program or of its workspace; that of the current directory if `None`.
    pub manifest_path: Option<PathBuf>,
    /// The `smithwright.toml` that gets the operations, instead of features in `Cargo.toml`.
    pub operations_into: Option<PathBuf>,
    /// Whether files stay as they are.
    pub dry_run: bool,
}

/// Trims the dependencies of a program, or of all members of a workspace, on generated crates. Returns a report with
/// the changes of each file.
///
/// # Errors
///
/// [`Reported`] if Cargo cannot list the dependencies, or a file cannot be read or written.
pub fn run(task: &Task, diagnostics: &mut Diagnostics) -> Result<String, Reported> {
    let metadata = metadata(task.manifest_path.as_deref(), diagnostics)?;
    let members = metadata.workspace_packages();
    let found = generated(&metadata, diagnostics);
    if found.is_empty() {
        return Err(diagnostics.checked(()).err().unwrap_or_else(|| {
            let message = "nothing here depends on a crate that Smithwright generated";
            let help = "name the folder of the crate in `[patch.crates-io]`, or as the `path` of the dependency; Cargo \
                        uses a patch only if its version satisfies the requirement of the dependency";
            diagnostics.report(Diagnostic::error(message).help(help))
        }));
    }
    let mut of_members = Uses::default();
    for member in members.iter().filter(|member| !is_generated(member)) {
        if let Some(directory) = member.manifest_path.parent() {
            read(member, directory.as_std_path(), &metadata, &mut of_members, diagnostics);
        }
    }
    diagnostics.checked(())?;
    let root = metadata.workspace_root.as_std_path();
    let mut files = Manifests { root, texts: BTreeMap::new() };
    let mut report = String::new();
    for crate_ in &found {
        let mut uses = of_members.clone();
        // Operations that they call must stay, since Cargo unifies features.
        let of_others = dependents(&metadata, |package| package.name == crate_.package)
            .filter(|other| !metadata.workspace_members.contains(&other.id) && !is_generated(other));
        for dependent in of_others {
            if let Some(sources) = library_sources(dependent) {
                read(dependent, sources, &metadata, &mut uses, diagnostics);
            }
        }
        let choice = choose(crate_, &found, &uses, &metadata);
        report.push_str(&choice.report(crate_));
        if choice.undecided {
            continue;
        }
        match &task.operations_into {
            None => features(crate_, &choice, &members, &mut files, diagnostics)?,
            Some(path) => operations(crate_, &choice, path, &mut files, diagnostics)?,
        }
    }
    files.finish(task.dry_run, &mut report, diagnostics)?;
    Ok(report)
}

/// Cargo's metadata of a program: that of a manifest, or of the current directory.
///
/// # Errors
///
/// [`Reported`] if Cargo cannot list the dependencies.
pub(super) fn metadata(
    manifest_path: Option<&Path>,
    diagnostics: &mut Diagnostics,
) -> Result<Metadata, Reported> {
    let mut command = MetadataCommand::new();
    if let Some(path) = manifest_path {
        command.manifest_path(path);
    }
    command.exec().map_err(|error| {
        let message = "cannot find out what the program depends on";
        diagnostics.report(Diagnostic::error(message).note(error.to_string().trim().to_owned()))
    })
}

/// The generated crates that members of the workspace depend on.
fn generated(metadata: &Metadata, diagnostics: &mut Diagnostics) -> Vec<Generated> {
    let mut found = Vec::new();
    // The dependencies of a family's own crates are not trimmed.
    let programs = metadata.workspace_packages().into_iter().filter(|member| !is_generated(member));
    let named: BTreeSet<&str> =
        programs.flat_map(|member| &member.dependencies).map(|dependency| dependency.name.as_str()).collect();
    for package in metadata.packages.iter().filter(|package| is_generated(package)) {
        let named = named.contains(package.name.as_str());
        let library = package.targets.iter().find(|target| target.kind.contains(&TargetKind::Lib));
        let Some(library) = library.filter(|_| named) else { continue };
        let sources = library.src_path.as_std_path().with_file_name("");
        let library = library.name.replace('-', "_");
        match Generated::read(&package.name, &library, package.features.clone(), sources) {
            Ok(crate_) => found.push(crate_),
            Err(problem) => {
                let message = format!("cannot trim `{}`: {problem}", package.name);
                diagnostics.report(Diagnostic::error(message));
            }
        }
    }
    found
}

/// Whether a package is one that Smithwright generated.
pub(super) fn is_generated(package: &Package) -> bool {
    std::fs::read_to_string(&package.manifest_path)
        .is_ok_and(|text| header::provenance(&text) != Provenance::Foreign)
}

/// The packages of a build that depend on one that `wanted` accepts.
pub(super) fn dependents(
    metadata: &Metadata,
    wanted: impl Fn(&Package) -> bool,
) -> impl Iterator<Item = &Package> {
    // Invariant: Cargo lists every package of its resolved graph.
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    nodes
        .filter(move |node| node.dependencies.iter().any(|id| wanted(&metadata[id])))
        .map(|node| &metadata[&node.id])
}

/// The folder of the library of a package: its tests and examples are not built with a program.
fn library_sources(package: &Package) -> Option<&Path> {
    let library = package.targets.iter().find(|target| target.kind.contains(&TargetKind::Lib))?;
    library.src_path.parent().map(|folder| folder.as_std_path())
}

/// Reads the sources of a package: all Rust in `folder` that is not another package's.
fn read(
    package: &Package,
    folder: &Path,
    metadata: &Metadata,
    uses: &mut Uses,
    diagnostics: &mut Diagnostics,
) {
    let Some(directory) = package.manifest_path.parent() else { return };
    let member = metadata.workspace_members.contains(&package.id);
    let target = metadata.target_directory.as_std_path();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("cannot read `{}`: {}", folder.display(), reason(&error));
                diagnostics.report(Diagnostic::error(message));
                continue;
            }
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden || path == target {
                continue;
            }
            if path.is_dir() && !path.is_symlink() {
                if !path.join("Cargo.toml").exists() {
                    left.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(if member { &metadata.workspace_root } else { directory });
                let name = inside.unwrap_or(&path).display().to_string();
                let name = if member { name } else { format!("{}: {name}", package.name) };
                match std::fs::read_to_string(&path) {
                    Ok(text) => uses.add(directory.as_std_path(), &path, &name, &text),
                    Err(error) => uses.unseen.push(format!("cannot read `{name}`: {}", reason(&error))),
                }
            }
        }
    }
    for target in package.targets.iter().filter(|_| member) {
        if !target.src_path.starts_with(directory) {
            uses.unseen.push(format!("`{}` lies outside of the package `{}`", target.src_path, package.name));
        }
    }
}

/// What a program needs of a crate.
#[derive(Debug, Default)]
struct Choice {
    /// Modules of operations, and where they are named.
    operations: BTreeMap<String, Places>,
    /// The names of these operations in the model.
    names: BTreeSet<String>,
    /// Features: those of the operations, and others that are needed.
    features: BTreeSet<String>,
    /// Whether all operations stay, since others may be called.
    undecided: bool,
    notes: Vec<String>,
}

/// The feature for conversions from and to `http` 0.2.
const OLD_HTTP: &str = "http-02x";

/// Whether a member names types of `http` 0.2, so that it may convert them.
fn names_old_http(members: &[&Package]) -> bool {
    let old = |dependency: &Dependency| {
        dependency.name == "http" && dependency.req.matches(&Version::new(0, 2, 12))
    };
    members.iter().flat_map(|member| &member.dependencies).any(old)
}

/// The modules and types through which a `pub use` exposes operations.
const SHOWN: &[&str] = &["*", "Client", "client", "operation", "self"];

fn choose(crate_: &Generated, all: &[Generated], uses: &Uses, metadata: &Metadata) -> Choice {
    let mut choice = Choice::default();
    for (module, feature) in &crate_.operations {
        let names = crate_.names_of(module);
        let called = names.iter().filter_map(|name| uses.methods.get(name)).flatten();
        let named = paths(uses, crate_, all, |path| path.iter().any(|segment| names.contains(segment)));
        let given = names.iter().filter_map(|name| uses.given_to_macros.get(name)).flatten();
        if uses.methods.contains_key(module) {
            let others: Vec<_> = all
                .iter()
                .filter(|other| other.package != crate_.package && other.operations.contains_key(module))
                .map(|other| format!("`{}`", other.package))
                .collect();
            if !others.is_empty() {
                let others = others.join(", ");
                choice.notes.push(format!("`{module}()` is an operation of {others} too; it stays in each"));
            }
        } else if called.clone().next().is_none() && named.is_empty() && given.clone().next().is_some() {
            choice.notes.push(format!("`{module}` is given to a macro, which may call it; it stays"));
        }
        let places: Places = called.cloned().chain(named).chain(given.cloned()).collect();
        if !places.is_empty() {
            choice.features.insert(feature.clone());
            match crate_.operation(module) {
                Ok(name) => drop(choice.names.insert(name)),
                Err(problem) => choice.notes.push(problem),
            }
            choice.operations.insert(module.clone(), places);
        }
    }
    types(crate_, all, uses, &mut choice);
    // A crate without any feature for operations has all of them.
    if choice.features.is_empty() && crate_.features.contains_key(TYPES) {
        choice.features.insert(TYPES.to_owned());
    }
    for path in uses.shown.keys().filter(|path| path.first() == Some(&crate_.library)) {
        if path.iter().skip(1).all(|segment| SHOWN.contains(&segment.as_str())) {
            let path = path.join("::");
            choice.undecided = true;
            choice.notes.push(format!("`pub use {path}` lets others call operations: all of them stay"));
        }
    }
    for unseen in &uses.unseen {
        choice.undecided = true;
        choice.notes.push(format!("{unseen}: it may call any operation, so all of them stay"));
    }
    for package in &metadata.packages {
        let member = metadata.workspace_members.contains(&package.id);
        let turns_on = package.dependencies.iter().any(|dependency| {
            dependency.name == crate_.package
                && (dependency.uses_default_features
                    || dependency.features.iter().any(|feature| crate_.has_all(feature)))
        });
        if !member && turns_on {
            let note =
                format!("`{}` turns on all operations, so nothing is won before it does not", package.name);
            choice.notes.push(note);
        }
        let forwards = package.features.values().flatten().filter_map(|feature| feature.split_once('/'));
        for (dependency, feature) in forwards {
            if member && dependency.trim_end_matches('?') == crate_.package && crate_.has_all(feature) {
                let note = format!(
                    "a feature of `{}` turns on `{dependency}/{feature}`, and so all operations",
                    package.name
                );
                choice.notes.push(note);
            }
        }
    }
    choice
}

/// Adds features for named types that no operation enables so far.
fn types(crate_: &Generated, all: &[Generated], uses: &Uses, choice: &mut Choice) {
    let in_types = |segment: &String| matches!(segment.as_str(), "types" | "builders");
    // With a `use` of all types, or of their module under another name, any name may be one of them.
    let any = !paths(uses, crate_, all, |path| {
        path.ends_with(&["types".to_owned(), "*".to_owned()])
            || path.ends_with(&["builders".to_owned(), "*".to_owned()])
    })
    .is_empty();
    for (name, features) in &crate_.types {
        let named = any && uses.all.contains_key(name)
            || !paths(uses, crate_, all, |path| {
                path.windows(2).any(|pair| in_types(&pair[0]) && pair[1] == *name)
            })
            .is_empty();
        let on = crate_.turned_on(choice.features.iter().map(String::as_str));
        let Some(feature) = features.iter().find(|feature| !on.contains(feature.as_str())).filter(|_| named)
        else {
            continue;
        };
        // A feature for types has a number that may change with the model, so an operation that enables it is
        // preferred.
        let operation = if feature.starts_with("_types") {
            crate_
                .operations
                .values()
                .find(|operation| crate_.turned_on([operation.as_str()]).contains(feature.as_str()))
        } else {
            Some(feature)
        };
        if let Some(operation) = operation {
            choice.notes.push(format!("`{operation}` stays for the type `{name}`"));
            choice.features.insert(operation.clone());
            let modules = crate_.operations.iter().filter(|(_, feature)| *feature == operation);
            choice.names.extend(modules.filter_map(|(module, _)| crate_.operation(module).ok()));
        }
    }
}

/// The files whose paths could refer to a crate; those of another generated crate cannot.
fn paths(uses: &Uses, crate_: &Generated, all: &[Generated], wanted: impl Fn(&[String]) -> bool) -> Places {
    let elsewhere = |path: &[String]| {
        all.iter().any(|other| other.package != crate_.package && path.first() == Some(&other.library))
    };
    let found = uses.paths.iter().filter(|(path, _)| wanted(path) && !elsewhere(path));
    found.flat_map(|(_, places)| places.clone()).collect()
}

impl Choice {
    fn report(&self, crate_: &Generated) -> String {
        let mut text = String::new();
        let (called, all) = (self.operations.len(), crate_.operations.len());
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{}: {called} of {all} operations are called", crate_.package);
        let width = self.operations.keys().map(String::len).max().unwrap_or(0);
        for (module, places) in &self.operations {
            let places: Vec<_> = places.iter().map(String::as_str).collect();
            let _ = writeln!(text, "    {module:width$}  {}", places.join(", "));
        }
        for note in &self.notes {
            let _ = writeln!(text, "  note: {note}");
        }
        text
    }
}

/// Files that change: their old and their new texts.
struct Manifests<'a> {
    root: &'a Path,
    texts: BTreeMap<PathBuf, (String, String)>,
}

impl Manifests<'_> {
    fn edit(
        &mut self,
        path: &Path,
        diagnostics: &mut Diagnostics,
        edit: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<(), Reported> {
        let (before, after) = match self.texts.remove(path) {
            Some(texts) => texts,
            None => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    let message = format!("cannot read `{}`: {}", path.display(), reason(&error));
                    diagnostics.report(Diagnostic::error(message))
                })?;
                (text.clone(), text)
            }
        };
        let after = edit(&after).map_err(|problem| {
            let message = format!("cannot change `{}`", path.display());
            diagnostics.report(Diagnostic::error(message).note(problem.trim().to_owned()))
        })?;
        self.texts.insert(path.to_owned(), (before, after));
        Ok(())
    }

    fn finish(
        self,
        dry_run: bool,
        report: &mut String,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Reported> {
        let mut changed = 0;
        for (path, (before, after)) in self.texts.iter().filter(|(_, (before, after))| before != after) {
            let name = path.strip_prefix(self.root).unwrap_or(path).display().to_string();
            let diff = TextDiff::from_lines(before, after);
            let _ = write!(report, "\n{}", diff.unified_diff().header(&name, &name));
            changed += 1;
            if !dry_run {
                artifacts::write(path, after).map_err(|error| {
                    let message = format!("cannot write `{}`: {}", path.display(), reason(&error));
                    diagnostics.report(Diagnostic::error(message))
                })?;
            }
        }
        let done = match (changed, dry_run) {
            (0, _) => "\nnothing to change\n",
            (_, true) => "\nnothing was written, because of `--dry-run`\n",
            (_, false) => "",
        };
        report.push_str(done);
        Ok(())
    }
}

/// Writes features into the manifests of the members and of their workspace.
fn features(
    crate_: &Generated,
    choice: &Choice,
    members: &[&Package],
    files: &mut Manifests<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let of_members = members.iter().filter(|member| !is_generated(member));
    let mut paths: BTreeSet<PathBuf> =
        of_members.map(|member| member.manifest_path.as_std_path().to_owned()).collect();
    paths.insert(files.root.join("Cargo.toml"));
    for path in paths {
        files.edit(&path, diagnostics, |text| {
            manifest::with_features(text, &crate_.package, |listed| {
                let mut before = listed.features.clone();
                before.extend(listed.default.then(|| "default".to_owned()));
                let mut features = crate_.others(&before);
                if !listed.features.iter().any(|feature| feature == OLD_HTTP) && !names_old_http(members) {
                    features.remove(OLD_HTTP);
                }
                if !listed.inherited {
                    features.extend(choice.features.iter().cloned());
                }
                features
            })
        })?;
    }
    Ok(())
}

/// Writes operations into a `smithwright.toml`.
fn operations(
    crate_: &Generated,
    choice: &Choice,
    path: &Path,
    files: &mut Manifests<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    files.edit(path, diagnostics, |text| {
        manifest::with_operations(text, &crate_.package, &choice.names)?
            .ok_or_else(|| format!("no service has the package `{}`", crate_.package))
    })
}

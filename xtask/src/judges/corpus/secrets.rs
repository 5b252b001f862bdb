//! Whether all that a model calls sensitive is redacted: the lines of generated structures against the JSON of the
//! model, which is read independently of the generator.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What was compared in a crate.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Members that must not be printed, and are not.
    pub(super) redacted: usize,
    /// Structures with such members that the crate does not have: nothing reaches them, or they have no members there.
    pub(super) absent: usize,
    /// The differences.
    pub(super) problems: Vec<String>,
}

/// Compares the crate in a folder with its model.
///
/// # Errors
///
/// Text for the user: a file that cannot be read.
pub(super) fn compare(model: &Path, directory: &Path) -> Result<Outcome, String> {
    let model = crate::plumbing::services::json(model)?;
    let mut tables = Tables::new();
    collect(directory, &mut tables).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut outcome = Outcome::default();
    let names = names(&model);
    for (name, shape) in model["shapes"].as_object().into_iter().flatten() {
        if shape["type"] != "structure" {
            continue;
        }
        let whole = shape["sensitive"] == true;
        let mut members: BTreeMap<&str, bool> = BTreeMap::new();
        for (member, reference) in shape["members"].as_object().into_iter().flatten() {
            let secret =
                whole || reference["sensitive"] == true || holds(&model, reference, &mut BTreeSet::new());
            // A label has its name in the URI.
            let label = reference["locationName"].as_str().filter(|_| reference["location"] == "uri");
            members.insert(member, secret);
            members.insert(label.unwrap_or(member), secret);
        }
        let own = vec![name.clone()];
        // The name of a shape may equal that of an operation's input in Rust.
        let others = names.iter().any(|(shape, names)| shape != name && names[1..].contains(name));
        let called = names.get(name).unwrap_or(&own).iter();
        let called = called.filter(|called| *called != name || !others);
        let found: Vec<_> = called.filter_map(|name| tables.get(&plain(name))).collect();
        if found.is_empty() && members.values().any(|secret| *secret) {
            outcome.absent += 1;
        }
        for (member, redacted) in found.into_iter().flatten() {
            match members.get(member.as_str()) {
                Some(secret) if secret == redacted => outcome.redacted += usize::from(*secret),
                Some(true) => outcome.problems.push(format!("{name}${member} is printed")),
                Some(false) => outcome.problems.push(format!("{name}${member} is redacted without need")),
                // The message of an error that has none in the model, or the region of a snapshot's source.
                None if whole == *redacted => {}
                None => outcome
                    .problems
                    .push(format!("{name}${member}, which the model does not have, is printed")),
            }
        }
    }
    Ok(outcome)
}

/// Whether the target of a reference is sensitive, or a list or map of sensitive values.
fn holds<'m>(model: &'m Value, reference: &'m Value, seen: &mut BTreeSet<&'m str>) -> bool {
    let Some(name) = reference["shape"].as_str() else { return false };
    let shape = &model["shapes"][name];
    shape["sensitive"] == true
        || seen.insert(name)
            && ["member", "key", "value"].iter().any(|part| holds(model, &shape[*part], seen))
}

/// The names of inputs and outputs in Rust, which follow from their operations.
fn names(model: &Value) -> BTreeMap<String, Vec<String>> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (operation, facts) in model["operations"].as_object().into_iter().flatten() {
        for (role, end) in [("input", "Input"), ("output", "Output")] {
            if let Some(shape) = facts[role]["shape"].as_str() {
                // It may be a type as well.
                let names = names.entry(shape.to_owned()).or_insert_with(|| vec![shape.to_owned()]);
                names.push(format!("{operation}{end}"));
            }
        }
    }
    names
}

/// By the name of a structure or union, its members and whether they are redacted.
type Tables = BTreeMap<String, Vec<(String, bool)>>;

/// A name without case and separators.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Reads the tables of all sources of a crate.
fn collect(directory: &Path, tables: &mut Tables) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, tables)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path)?;
            let mut lines = text.lines().map(str::trim);
            while let Some(line) = lines.next() {
                if !matches!(line, "smithwright_runtime::structure! {" | "smithwright_runtime::union! {") {
                    continue;
                }
                let name = lines.next().unwrap_or_default().split([' ', ':']).next().unwrap_or_default();
                let rows = lines.by_ref().take_while(|line| !line.starts_with('}'));
                let members = rows.filter_map(|row| {
                    let (member, rest) = row.split_once("= \"")?.1.split_once(": ")?;
                    Some((member.to_owned(), rest.contains(" @sensitive")))
                });
                let members = members.collect();
                tables.insert(plain(name), members);
            }
        }
    }
    Ok(())
}

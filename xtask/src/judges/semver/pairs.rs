//! Services as they changed from one version of botocore to the next.

use super::crates::{Version, judge};
use super::matrix::Matrix;
use crate::plumbing::changes::{self, Said};

use smithwright_codegen::cli::botocore;
use smithwright_codegen::cli::folder::{self, Found, Layout};
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::{input, render};
use std::collections::BTreeMap;
use std::path::Path;

/// Versions, a dozen releases apart.
const VERSIONS: [&str; 11] = [
    "1.43.0", "1.43.13", "1.43.26", "1.43.39", "1.43.52", "1.43.65", "1.43.78", "1.43.91", "1.43.104",
    "1.43.117", "1.44.5",
];

/// The number of services per pair from which some are chosen by `diff`.
const CANDIDATES: usize = 40;

/// The number of chosen services per pair.
const SERVICES: usize = 3;

/// The maximum size of a compressed model, since larger crates take minutes.
const MAX_BYTES: u64 = 40_000;

pub(super) fn run(matrix: &mut Matrix) -> Result<(), String> {
    let mut versions = Vec::new();
    for version in VERSIONS {
        let mut diagnostics = Diagnostics::default();
        let models = botocore::fetched(version, None, None, &mut diagnostics)
            .and_then(|folder| folder::list(&folder, Layout::Botocore, &mut diagnostics));
        versions.push((version, models.map_err(|_| render::render(&diagnostics, &[], false))?));
    }
    let mut seen: Vec<String> = Vec::new();
    for pair in versions.windows(2) {
        let [(from, old), (to, new)] = pair else { continue };
        let mut candidates: Vec<(u64, &Found, &Found)> = old
            .iter()
            .filter_map(|old| Some((old, new.iter().find(|new| new.newest && new.name() == old.name())?)))
            .filter(|(old, new)| old.newest && differ(&old.path, &new.path))
            .map(|(old, new)| (std::fs::metadata(&new.path).map_or(u64::MAX, |data| data.len()), old, new))
            .filter(|(bytes, ..)| *bytes <= MAX_BYTES)
            .collect();
        // The smallest ones, each service once.
        candidates.sort_by_key(|(bytes, _, new)| (seen.contains(&new.service), *bytes));
        candidates.truncate(CANDIDATES);
        let names = candidates.iter().map(|(.., new)| new.name()).collect();
        let advice = advice(from, to, names)?;
        candidates.retain(|(.., new)| advice.contains_key(&new.name()));
        // One with a breaking change, if there is one, and others without.
        let breaks = |new: &Found| advice.get(&new.name()).is_some_and(|advice| advice == "major");
        let (breaking, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|(.., new)| breaks(new));
        let rest = breaking.iter().skip(1).cloned();
        let wanted = breaking.first().cloned().into_iter().chain(others).chain(rest);
        for (_, old, new) in wanted.take(SERVICES) {
            seen.push(new.service.clone());
            let name = format!("{} {from} -> {to}", new.service);
            let (before, after) = (Version::new(&old.path, "before")?, Version::new(&new.path, "after")?);
            let own = after.errors_with(&after)?;
            if !own.is_empty() {
                return Err(format!(
                    "{name}: the program of a crate does not compile with it:\n{}",
                    own.join("\n")
                ));
            }
            matrix.add(name, judge(&before, &after)?);
        }
    }
    Ok(())
}

/// The next version of each of these services by `diff`, if more than documentation changed.
fn advice(old: &str, new: &str, services: Vec<String>) -> Result<BTreeMap<String, String>, String> {
    let said: Vec<Said> = changes::between(old, new, services)?;
    let read = |said: &Said| said.changes.iter().any(|change| change.weight != "documentation");
    Ok(said.into_iter().filter(read).map(|said| (said.service, said.advice)).collect())
}

/// Whether two models have different texts. The bytes of compressed files differ each time they are written.
fn differ(old: &Path, new: &Path) -> bool {
    let read = |path: &Path| {
        let source = input::read(path, "", None, &mut Diagnostics::default());
        source.map(|source| source.text).unwrap_or_default()
    };
    read(old) != read(new)
}

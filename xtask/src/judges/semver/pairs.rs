//! Services as they changed from one version of botocore to the next.

use super::crates::{Version, judge};
use super::matrix::Matrix;

use smithwright_codegen::cli::folder::{self, Found, Layout};
use smithwright_codegen::cli::{botocore, render};
use smithwright_codegen::diagnostic::Diagnostics;
use std::path::Path;

/// Versions, a dozen releases apart.
const VERSIONS: [&str; 11] = [
    "1.43.0", "1.43.13", "1.43.26", "1.43.39", "1.43.52", "1.43.65", "1.43.78", "1.43.91", "1.43.104",
    "1.43.117", "1.44.5",
];

/// How many services of each pair are looked at.
const SERVICES: usize = 3;

/// Compressed models that are larger are left to others: crates of theirs take minutes.
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
        // Those whose models became smaller have lost something. Then the smallest ones; each service once.
        let lost = |old: &Found, new: &Found| {
            let bytes = |found: &Found| std::fs::metadata(&found.path).map_or(0, |data| data.len());
            bytes(old) > bytes(new)
        };
        candidates.sort_by_key(|(bytes, old, new)| (seen.contains(&new.service), !lost(old, new), *bytes));
        for (_, old, new) in candidates.into_iter().take(SERVICES) {
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

/// Whether two files have other bytes.
fn differ(old: &Path, new: &Path) -> bool {
    let read = |path: &Path| std::fs::read(path).unwrap_or_default();
    read(old) != read(new)
}

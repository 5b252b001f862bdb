//! `cargo xtask changelog DIR`: compares the output of `smithwright diff` for releases of botocore with their changelogs.
//!
//! A folder `.changes` of botocore's repository has a file for each release, `VERSION.json`, with the services whose models
//! changed. Packages of botocore do not have it.

use crate::plumbing::changes;
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder `.changes` of a checkout of botocore, or a folder with some of its files.
    folder: PathBuf,
    /// The number of releases to compare, the newest first.
    #[arg(long, value_name = "N", default_value_t = 30)]
    releases: usize,
}

/// An entry of a release.
#[derive(Deserialize)]
struct Entry {
    /// The service between two backticks on either side.
    category: String,
    r#type: String,
}

/// The names in releases of changes to files that are not models of a service.
const NO_SERVICES: &[&str] = &["endpoint-rules", "endpoints"];

pub(crate) fn run(arguments: &Arguments) -> bool {
    match judge(arguments) {
        Ok(equal) => equal,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

fn judge(arguments: &Arguments) -> Result<bool, String> {
    let folder = &arguments.folder;
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut releases = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        releases.extend(numbers(&stem).map(|numbers| (numbers, path)));
    }
    releases.sort();
    releases.reverse();
    if releases.is_empty() {
        return Err(format!("{}: there is no file called as a version", folder.display()));
    }
    let (mut both, mut theirs_only, mut ours_only) = (0, 0, 0);
    let mut looked_at = 0;
    for ([major, minor, patch], path) in releases.into_iter().take(arguments.releases) {
        // The number of the release before the first one of a line is unknown.
        let Some(before) = patch.checked_sub(1) else { continue };
        let version = format!("{major}.{minor}.{patch}");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let theirs = announced(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let ours = found(&format!("{major}.{minor}.{before}"), &version)?;
        looked_at += 1;
        both += theirs.intersection(&ours).count();
        for service in theirs.difference(&ours) {
            println!("{version}: {service}: announced, and nothing is found");
            theirs_only += 1;
        }
        for service in ours.difference(&theirs) {
            println!("{version}: {service}: found, and not announced");
            ours_only += 1;
        }
    }
    println!(
        "{looked_at} releases: {both} changes of services announced and found, {theirs_only} only announced, {ours_only} only found"
    );
    Ok(theirs_only == 0)
}

fn numbers(version: &str) -> Option<[u32; 3]> {
    let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// The changed services in the changelog of a release.
fn announced(text: &str) -> Result<BTreeSet<String>, serde_json::Error> {
    let entries: Vec<Entry> = serde_json::from_str(text)?;
    let changes = entries.into_iter().filter(|entry| entry.r#type == "api-change");
    let services = changes.map(|entry| entry.category.trim_matches('`').to_owned());
    Ok(services.filter(|service| !NO_SERVICES.contains(&service.as_str())).collect())
}

/// The services in which `diff` finds a change.
fn found(old: &str, new: &str) -> Result<BTreeSet<String>, String> {
    let said = changes::between(old, new, vec![])?;
    // An older version of an API is a model of its own.
    Ok(said.into_iter().map(|said| said.service.split('@').next().unwrap_or_default().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_releases_and_categories_are_services() {
        assert_eq!(numbers("1.43.5"), Some([1, 43, 5]));
        assert_eq!(numbers("1.43"), None);
        assert_eq!(numbers("next-release"), None);
        let text = r#"[{"category": "``s3``", "type": "api-change", "description": ""},
            {"category": "``endpoint-rules``", "type": "api-change", "description": ""},
            {"category": "Retries", "type": "enhancement", "description": ""}]"#;
        assert_eq!(announced(text).expect("entries"), ["s3".to_owned()].into());
        assert!(announced("{").is_err());
    }
}

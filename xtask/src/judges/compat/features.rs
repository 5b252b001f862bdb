//! Features of manifests: their names, and what they enable in the crates that official ones and ours share.

use super::compare::{Comparison, Finding, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// The features of a manifest, each with what it enables: features of its own, and `CRATE/FEATURE` of others.
type Features = BTreeMap<String, Vec<String>>;

/// The crate between ours and those that they share with the official ones.
const RUNTIME: &str = "smithwright-runtime";

/// The features that ours always enables.
#[derive(Debug)]
struct Runtime {
    features: Features,
    always: BTreeSet<String>,
}

/// Compares the features of a crate, and what each enables.
///
/// # Errors
///
/// Text for the user: a manifest that cannot be read.
pub(super) fn compare(official: &Path, ours: &Path, result: &mut Comparison) -> Result<(), String> {
    let (official, ours) = (features(&read(official)?), features(&read(ours)?));
    let runtime = runtime()?;
    result.total += official.len();
    let mut find = |kind, name: &str, detail: String| {
        result.findings.push(Finding { kind, path: format!("feature {name}"), detail });
    };
    for name in official.keys() {
        if !ours.contains_key(name) {
            find(Kind::Missing, name, "a feature of the manifest".to_owned());
            continue;
        }
        let theirs = turned_on(&official, name);
        let here = turned_on(&ours, name);
        let of_runtime = here.iter().filter_map(|on| on.strip_prefix(RUNTIME)?.strip_prefix('/'));
        let mut here: BTreeSet<String> =
            of_runtime.flat_map(|feature| turned_on(&runtime.features, feature)).collect();
        here.extend(runtime.always.iter().cloned());
        let lacking: Vec<_> = theirs.difference(&here).map(String::as_str).collect();
        if !lacking.is_empty() {
            find(Kind::Different, name, format!("official turns on {}, ours does not", lacking.join(", ")));
        }
    }
    for name in ours.keys().filter(|name| !official.contains_key(*name)) {
        find(Kind::Extra, name, "a feature of the manifest".to_owned());
    }
    Ok(())
}

fn read(path: &Path) -> Result<Table, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn list(value: Option<&Value>) -> impl Iterator<Item = String> + '_ {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned)
}

fn features(manifest: &Table) -> Features {
    let table = manifest.get("features").and_then(Value::as_table);
    table.into_iter().flatten().map(|(name, on)| (name.clone(), list(Some(on)).collect())).collect()
}

fn runtime() -> Result<Runtime, String> {
    let manifest = read(&crate::plumbing::root().join("runtime/Cargo.toml"))?;
    let workspace = read(&crate::plumbing::root().join("Cargo.toml"))?;
    let shared = workspace["workspace"].get("dependencies").and_then(Value::as_table);
    let optional = |name: &String| {
        let dependency = manifest.get("dependencies").and_then(|all| all.get(name));
        dependency.is_none_or(|found| found.get("optional").is_some())
    };
    let always = shared
        .into_iter()
        .flatten()
        .filter(|(name, _)| !optional(name))
        .flat_map(|(name, it)| list(it.get("features")).map(move |feature| format!("{name}/{feature}")));
    Ok(Runtime { features: features(&manifest), always: always.collect() })
}

/// The features of other crates that a feature enables, directly or through others of its crate.
fn turned_on(features: &Features, name: &str) -> BTreeSet<String> {
    let (mut on, mut seen, mut left) = (BTreeSet::new(), BTreeSet::new(), vec![name.to_owned()]);
    while let Some(feature) = left.pop() {
        if !seen.insert(feature.clone()) {
            continue;
        }
        for enabled in features.get(&feature).into_iter().flatten() {
            match enabled.split_once('/') {
                Some((dependency, feature)) => {
                    on.insert(format!("{}/{feature}", dependency.trim_end_matches('?')));
                }
                None => left.push(enabled.clone()),
            }
        }
    }
    on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_feature_turns_on_is_followed() {
        let manifest = "[features]\na = [\"b\", \"dep:x\"]\nb = [\"a\", \"x?/y\", \"z/w\"]\n";
        let features = features(&toml::from_str(manifest).expect("a manifest"));
        assert_eq!(turned_on(&features, "a"), ["x/y", "z/w"].map(str::to_owned).into());
        assert!(turned_on(&features, "c").is_empty());
    }

    #[test]
    fn the_runtime_turns_on_what_it_says() {
        let runtime = runtime().expect("the manifest of the runtime");
        assert!(runtime.always.contains("aws-smithy-runtime-api/http-1x"), "{runtime:?}");
        let legacy = turned_on(&runtime.features, "legacy-https-client");
        assert_eq!(legacy, ["aws-smithy-runtime/tls-rustls".to_owned()].into());
    }
}

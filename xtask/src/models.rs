//! `cargo xtask models`: the models against an independent copy.
//!
//! The copy is botocore's.

use crate::botocore;
use clap::Subcommand;
use serde_json::Value;
use smithwright_codegen::cli::botocore::VERSION;
use smithwright_codegen::cli::{folder, input};
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::loader::manifest;
use std::path::Path;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Bring in a package of botocore, and print where its models are: those of all services.
    Fetch {
        /// The version.
        #[arg(long, value_name = "VERSION", default_value = VERSION)]
        botocore: String,
        /// What the package's wheel must have; known for the default version.
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
    },
    /// Compare the models in `models/` with those of a pinned botocore package: everything but
    /// documentation must be equal.
    Verify,
}

pub(crate) fn run(command: &Command) -> bool {
    let result = match command {
        Command::Fetch { botocore, sha256 } => botocore::fetch(botocore, sha256.as_deref())
            .map(|models| println!("{}", models.display()))
            .map(|()| true),
        Command::Verify => verify(),
    };
    match result {
        Ok(success) => success,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

fn verify() -> Result<bool, String> {
    let data = botocore::models()?;
    let root = crate::root();
    let read = |path: &Path| {
        let name = path.display().to_string();
        let mut diagnostics = Diagnostics::default();
        input::read(path, &name, None, &mut diagnostics).map_err(|_| format!("cannot read `{name}`"))
    };
    let source = read(&root.join("smithwright.toml"))?;
    let manifest = manifest::load(&source, SourceId(0), &mut Diagnostics::default())
        .map_err(|_| "`smithwright.toml` is not valid: run `cargo xtask codegen`".to_owned())?;
    let mut equal = true;
    // Models elsewhere are the tests' own.
    for entry in manifest.services.into_iter().filter(|entry| entry.model.starts_with("models/")) {
        let file = entry.model.rsplit('/').next().unwrap_or_default().to_owned();
        let stem = file.strip_suffix(".normal.json").unwrap_or(&file);
        let (name, version) = folder::split_version(stem)
            .ok_or_else(|| format!("`{file}` is not called `NAME-YYYY-MM-DD.normal.json`"))?;
        let parse = |path: &Path| -> Result<Value, String> {
            let text = read(path)?.text;
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
        };
        let directory = data.join(name).join(version);
        for (kind, theirs) in FILES {
            let ours = root.join("models").join(format!("{stem}.{kind}.json"));
            let theirs =
                [format!("{theirs}.json"), format!("{theirs}.json.gz")].map(|file| directory.join(file));
            let theirs = theirs.into_iter().find(|path| path.exists());
            let file = format!("{stem}.{kind}.json");
            let Some(theirs) = theirs else {
                if ours.exists() {
                    println!("{file}: botocore {VERSION} has no such file");
                    equal = false;
                }
                continue;
            };
            let ours = without_documentation(parse(&ours)?);
            let theirs = without_documentation(parse(&theirs)?);
            let mut differences = Vec::new();
            compare("", &ours, &theirs, &mut differences);
            for difference in &differences {
                println!("{file}: {difference}");
            }
            let counts = if *kind == "normal" { format!(" ({})", counts(&ours)) } else { String::new() };
            match differences.len() {
                0 => println!("{file}: equal to botocore {VERSION}, documentation aside{counts}"),
                count => println!("{file}: {count} differences from botocore {VERSION}"),
            }
            equal &= differences.is_empty();
        }
    }
    Ok(equal)
}

/// What stands beside a model, and what it is called in the package.
const FILES: &[(&str, &str)] = &[
    ("normal", "service-2"),
    ("endpoint-rule-set", "endpoint-rule-set-1"),
    ("paginators", "paginators-1"),
    ("waiters2", "waiters-2"),
    ("examples", "examples-1"),
];

fn counts(model: &Value) -> String {
    let size = |value: &Value| value.as_object().map_or(0, serde_json::Map::len);
    let members: usize =
        model["shapes"].as_object().into_iter().flatten().map(|(_, shape)| size(&shape["members"])).sum();
    format!("{} operations, {} shapes, {members} members", size(&model["operations"]), size(&model["shapes"]))
}

fn without_documentation(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.into_iter().filter(|(key, value)| key != "documentation" || !value.is_string());
            Value::Object(kept.map(|(key, value)| (key, without_documentation(value))).collect())
        }
        Value::Array(array) => Value::Array(array.into_iter().map(without_documentation).collect()),
        other => other,
    }
}

/// Adds a line for each place where two values differ. The order of members is part of a model.
fn compare(path: &str, ours: &Value, theirs: &Value, differences: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                match right.get(key) {
                    Some(other) => compare(&format!("{path}/{key}"), value, other, differences),
                    None => differences.push(format!("{path}/{key}: only ours: {value}")),
                }
            }
            for (key, value) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                differences.push(format!("{path}/{key}: only theirs: {value}"));
            }
            if left.len() == right.len() && left.keys().ne(right.keys()) && path.ends_with("/members") {
                differences.push(format!("{path}: members in another order"));
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (value, other)) in left.iter().zip(right).enumerate() {
                compare(&format!("{path}/{index}"), value, other, differences);
            }
        }
        _ if ours == theirs => {}
        _ => differences.push(format!("{path}: ours {ours}, theirs {theirs}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_but_documentation_is_found() {
        let parse = |text: &str| without_documentation(serde_json::from_str(text).expect("JSON"));
        let ours = parse(r#"{"documentation": "a", "x": {"members": {"a": 1, "b": [1, 2]}}, "only": 1}"#);
        let theirs = parse(r#"{"documentation": "b", "x": {"members": {"b": [1, 3], "a": 1}}}"#);
        let mut differences = Vec::new();
        compare("", &ours, &theirs, &mut differences);
        assert_eq!(
            differences,
            [
                "/x/members/b/1: ours 2, theirs 3",
                "/x/members: members in another order",
                "/only: only ours: 1"
            ]
        );
        // `documentation` that is not a text is a member of that name.
        assert_ne!(parse(r#"{"documentation": {}}"#), parse("{}"));
    }
}

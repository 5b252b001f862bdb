//! `cargo xtask models`: the models against an independent copy.
//!
//! The copy is botocore's.

mod beside;
mod facts;

use crate::plumbing::botocore;
use clap::Subcommand;
use serde_json::Value;
use smithwright_codegen::cli::botocore::VERSION;
use smithwright_codegen::cli::form::Form;
use smithwright_codegen::cli::update::{self, Task, Upstream};
use smithwright_codegen::cli::{folder, workspace};
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::io::{input, render};
use smithwright_codegen::loader::manifest;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List what Smithy models say alone, but not beside API JSON of the same service.
    Beside {
        /// A folder of Smithy models as JSON AST, one file per service.
        folder: PathBuf,
    },
    /// List what Smithy models say about shapes, but API JSON with the facts of `transform/aws/facts.rs` does not.
    Facts {
        /// A folder of Smithy models as JSON AST, one file per service.
        folder: PathBuf,
    },
    /// Fetch a package of botocore, which has the models of all services, and print the path of the models.
    Fetch {
        /// The version.
        #[arg(long, value_name = "VERSION", default_value = VERSION)]
        botocore: String,
        /// The expected SHA-256 of the package's wheel; known for the default version.
        #[arg(long, value_name = "HEX")]
        sha256: Option<String>,
    },
    /// Update models (with our documentation), crates, versions and changelog to what is published upstream.
    Update {
        /// The services; by default all that are published upstream.
        services: Vec<String>,
        /// A folder of botocore's models, a version of botocore, or `newest`; versions are fetched.
        #[arg(long, value_name = "DIR|VERSION", default_value = VERSION)]
        botocore: String,
        /// A folder of AWS's Smithy models as JSON AST, for services whose models have this format.
        #[arg(long, value_name = "DIR", conflicts_with = "botocore")]
        smithy: Option<PathBuf>,
        /// List what is newer upstream, write nothing, and fail if there is anything.
        #[arg(long)]
        check: bool,
        /// The output format.
        #[arg(long, value_name = "FORM", default_value = "text", value_parser = Form::named)]
        format: Form,
    },
    /// Compare the models in `models/` with those of a pinned botocore package: everything except
    /// documentation must be equal, and documentation must be in our own words.
    Verify,
}

pub(crate) fn run(command: &Command) -> bool {
    let result = match command {
        Command::Fetch { botocore, sha256 } => botocore::fetch(botocore, sha256.as_deref())
            .map(|models| println!("{}", models.display()))
            .map(|()| true),
        Command::Beside { folder } => beside::check(folder),
        Command::Facts { folder } => facts::check(folder),
        Command::Verify => verify(),
        Command::Update { services, botocore, smithy, check, format } => {
            let from = smithy.clone().map_or_else(|| Upstream::Botocore(botocore.clone()), Upstream::Smithy);
            let task = Task {
                manifest: crate::plumbing::root().join("smithwright.toml"),
                services: services.clone(),
                from,
                check: *check,
                own_documentation: true,
                form: *format,
            };
            Ok(updated(&task))
        }
    };
    match result {
        Ok(success) => success,
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

fn updated(task: &Task) -> bool {
    let (mut sources, mut diagnostics) = (Vec::new(), Diagnostics::default());
    let outcome = update::run(task, &mut sources, &mut diagnostics);
    eprint!("{}", render::render(&diagnostics, &sources, workspace::color()));
    match outcome {
        Ok(outcome) => {
            eprint!("{}", outcome.problems);
            print!("{}", outcome.report);
            outcome.success
        }
        Err(_) => false,
    }
}

fn verify() -> Result<bool, String> {
    let data = botocore::models()?;
    let root = crate::plumbing::root();
    let read = |path: &Path| {
        let name = path.display().to_string();
        let mut diagnostics = Diagnostics::default();
        input::read(path, &name, None, &mut diagnostics).map_err(|_| format!("cannot read `{name}`"))
    };
    let source = read(&root.join("smithwright.toml"))?;
    let manifest = manifest::load(&source, SourceId(0), &mut Diagnostics::default())
        .map_err(|_| "`smithwright.toml` is not valid: run `cargo xtask codegen`".to_owned())?;
    let mut equal = true;
    // Models in other folders belong to tests.
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
        for (theirs, kind) in update::FILES {
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
            let (ours, theirs) = (parse(&ours)?, parse(&theirs)?);
            for path in same_words(&ours, &theirs) {
                println!("{file}: {path}: the documentation is botocore's");
                equal = false;
            }
            let (ours, theirs) = (without_documentation(ours), without_documentation(theirs));
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

/// The places where our documentation has the same words as theirs.
fn same_words(ours: &Value, theirs: &Value) -> Vec<String> {
    let known: BTreeSet<String> = texts("", theirs).into_iter().map(|(_, text)| text).collect();
    let same = texts("", ours).into_iter().filter(|(_, text)| known.contains(text));
    same.map(|(path, _)| path).collect()
}

/// The documentation of a model: its place, and its words without tags.
fn texts(path: &str, model: &Value) -> Vec<(String, String)> {
    let inside = |(key, value): (String, &Value)| match value.as_str().filter(|_| key == "documentation") {
        Some(html) => {
            let parts: Vec<_> =
                html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
            let words = parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            // Empty documentation is not compared.
            if words.is_empty() { vec![] } else { vec![(path.to_owned(), words)] }
        }
        None => texts(&format!("{path}/{key}"), value),
    };
    match model {
        Value::Object(object) => {
            object.iter().flat_map(|(key, value)| inside((key.clone(), value))).collect()
        }
        Value::Array(array) => {
            array.iter().enumerate().flat_map(|(index, value)| inside((index.to_string(), value))).collect()
        }
        _ => vec![],
    }
}

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
    fn documentation_in_the_same_words_is_found() {
        let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let ours =
            parse(r#"{"a": {"documentation": "<p>The  name.</p>"}, "b": [{"documentation": "Ours."}]}"#);
        let theirs = parse(r#"{"c": {"documentation": "the <b>name.</b>"}, "documentation": ""}"#);
        assert_eq!(same_words(&ours, &theirs), ["/a"]);
        assert!(same_words(&ours, &ours).len() == 2);
    }

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

//! The published files of a service → ours.

use super::documentation;
use crate::cli::folder::{self, Found};
use crate::diagnostic::{Diagnostics, Source};
use crate::io::input;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};
use std::collections::BTreeMap;
use std::path::Path;

/// The format of a model.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    /// AWS API JSON, as botocore has it.
    ApiJson,
    /// Smithy's JSON AST.
    Ast,
}

/// The files of a model in API JSON: their names in botocore, and their suffixes in `NAME.normal.json`.
pub const FILES: &[(&str, &str)] = &[
    ("service-2", "normal"),
    ("service-2.sdk-extras", "normal.sdk-extras"),
    ("endpoint-rule-set-1", "endpoint-rule-set"),
    ("paginators-1", "paginators"),
    ("paginators-1.sdk-extras", "paginators.sdk-extras"),
    ("waiters-2", "waiters2"),
    ("waiters-2.sdk-extras", "waiters2.sdk-extras"),
];

/// The file that consists of documentation only, in the same form.
const EXAMPLES: (&str, &str) = ("examples-1", "examples");

/// The files of a model, by name, as they should be: `None` for a file that should no longer exist.
pub(super) type Files = BTreeMap<String, Option<String>>;

/// The new files of a model.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The files that change.
    pub(super) files: Files,
    /// The places that have no documentation now.
    pub(super) lacking: Vec<String>,
}

/// The format of the model of a manifest.
///
/// # Errors
///
/// Text for the user: there is no such model, it is not JSON, or models of this format have no upstream.
pub(super) fn format(model: &Path) -> Result<Result<Format, &'static str>, String> {
    let name = model.file_name().unwrap_or_default().to_string_lossy();
    if model.is_dir() || name.ends_with(".smithy") {
        return Ok(Err("it is written by hand in Smithy's IDL"));
    }
    if name.ends_with(".gz") {
        return Ok(Err("it is compressed: decompress it first"));
    }
    let text = text(model)?;
    let json: Value = serde_json::from_str(&text).map_err(|error| format!("it is no JSON: {error}"))?;
    match (json.get("smithy").is_some(), json.get("metadata").is_some()) {
        (true, _) => Ok(Ok(Format::Ast)),
        (false, true) => Ok(Ok(Format::ApiJson)),
        (false, false) => Err("it is neither Smithy's JSON AST nor AWS API JSON".to_owned()),
    }
}

/// The model that others publish for the one at `model`: by the service and the version that its path has, or by the name of the
/// manifest.
pub(super) fn find<'a>(published: &'a [Found], model: &Path, name: &str) -> Result<&'a Found, String> {
    let file = model.file_name().unwrap_or_default().to_string_lossy();
    let stem = file.strip_suffix(".json").unwrap_or(&file);
    let stem = stem.strip_suffix(".normal").unwrap_or(stem);
    let mut folders = model.ancestors().skip(1).filter_map(|folder| folder.file_name()?.to_str());
    let folders = (folders.next(), folders.next());
    let (service, version) = match (stem, folders) {
        ("service-2", (Some(version), Some(service))) => (service, Some(version)),
        _ => match folder::split_version(stem) {
            Some((service, version)) => (service, Some(version)),
            None => (stem, None),
        },
    };
    let of = |service: &str| published.iter().filter(|found| found.service == service).collect::<Vec<_>>();
    let (found, version) = match of(service) {
        found if found.is_empty() => (of(name), None),
        found => (found, version),
    };
    let fits = |found: &&&Found| {
        version.map_or(found.newest, |version| found.version.is_empty() || found.version == version)
    };
    if let Some(found) = found.iter().find(fits) {
        return Ok(found);
    }
    let versions: Vec<_> = found.iter().map(|found| found.version.as_str()).collect();
    Err(if versions.is_empty() {
        format!("there is no `{}` upstream", service.escape_debug())
    } else {
        let service = service.escape_debug();
        let version = version.unwrap_or_default().escape_debug();
        format!("upstream has no version {version} of `{service}`; its versions are {}", versions.join(", "))
    })
}

/// The files of a model as they are published, with our own documentation if `own` is set.
///
/// # Errors
///
/// Text for the user: which file cannot be read, or is not JSON.
pub(super) fn wanted(model: &Path, found: &Found, format: Format, own: bool) -> Result<Wanted, String> {
    let mut wanted = Wanted::default();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = name(model);
    for (theirs, ours) in names(&file, &name(&found.path), format, own) {
        let theirs = [found.path.with_file_name(&theirs), found.path.with_file_name(format!("{theirs}.gz"))];
        let theirs = theirs.into_iter().find(|path| path.is_file());
        let path = model.with_file_name(&ours);
        let before = if path.is_file() { Some(text(&path)?) } else { None };
        let after = theirs.map(|theirs| text(&theirs)).transpose()?;
        let change = match (before, after) {
            (None, None) => continue,
            (Some(_), None) => None,
            (before, Some(after)) => {
                let parse = |text: &str, whose: &str| -> Result<Value, String> {
                    serde_json::from_str(text)
                        .map_err(|error| format!("{whose} `{ours}` is no JSON: {error}"))
                };
                let mut json = parse(&after, "the published")?;
                let old = before.as_ref().map(|before| parse(before, "our")).transpose()?;
                if own {
                    let nothing = Value::Null;
                    let lacking = documentation::keep(&mut json, old.as_ref().unwrap_or(&nothing));
                    wanted.lacking.extend(lacking.into_iter().map(|place| format!("{ours}: {place}")));
                }
                if old.as_ref().is_some_and(|old| same(old, &json, false)) {
                    continue;
                }
                Some(if own { printed(&json, before.as_deref())? } else { after })
            }
        };
        wanted.files.insert(ours, change);
    }
    Ok(wanted)
}

/// The names of files there and here; without examples, which are documentation, if the documentation is our `own`.
fn names(ours: &str, theirs: &str, format: Format, own: bool) -> Vec<(String, String)> {
    let files = FILES.iter().chain((!own).then_some(&EXAMPLES));
    let extras = |name: &str| format!("{}.sdk-extras.json", name.strip_suffix(".json").unwrap_or(name));
    match (format, ours.strip_suffix(".normal.json")) {
        (Format::ApiJson, Some(stem)) => {
            files.map(|(theirs, ours)| (format!("{theirs}.json"), format!("{stem}.{ours}.json"))).collect()
        }
        (Format::ApiJson, None) if ours == "service-2.json" => {
            files.map(|(theirs, _)| (format!("{theirs}.json"), format!("{theirs}.json"))).collect()
        }
        (Format::ApiJson, None) => vec![("service-2.json".to_owned(), ours.to_owned())],
        (Format::Ast, _) => vec![(theirs.to_owned(), ours.to_owned()), (extras(theirs), extras(ours))],
    }
}

/// Whether two values are equal. The order of `members` is that of fields; any other order has no meaning.
fn same(a: &Value, b: &Value, ordered: bool) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let inside = |(key, value): (&String, &Value)| {
                b.get(key).is_some_and(|other| same(value, other, key == "members"))
            };
            a.len() == b.len() && a.iter().all(inside) && (!ordered || a.keys().eq(b.keys()))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, false))
        }
        (a, b) => a == b,
    }
}

/// JSON with the indentation of the previous text.
fn printed(json: &Value, before: Option<&str>) -> Result<String, String> {
    let second = before.and_then(|before| before.lines().nth(1)).unwrap_or("  ");
    let indent: String = second.chars().take_while(|character| matches!(character, ' ' | '\t')).collect();
    let indent = if indent.is_empty() { "  " } else { &indent };
    let mut bytes = Vec::new();
    let mut serializer =
        Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(indent.as_bytes()));
    serde::Serialize::serialize(json, &mut serializer).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map(|text| text + "\n").map_err(|error| error.to_string())
}

fn text(path: &Path) -> Result<String, String> {
    let name = path.display().to_string();
    let mut diagnostics = Diagnostics::default();
    let read = input::read(path, &name, None, &mut diagnostics);
    let said = || diagnostics.list().first().map_or_else(String::new, |said| said.message.clone());
    read.map(|Source { text, .. }| text).map_err(|_| said())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(models: &[(&str, &str, bool)]) -> Vec<Found> {
        let found = models.iter().map(|(service, version, newest)| Found {
            service: (*service).to_owned(),
            version: (*version).to_owned(),
            path: std::path::PathBuf::new(),
            newest: *newest,
        });
        found.collect()
    }

    #[test]
    fn a_model_is_found_by_its_path_or_by_its_name() {
        let all = published(&[
            ("ec2", "2016-11-15", true),
            ("sqs", "2010-01-01", false),
            ("sqs", "2012-11-05", true),
            ("weather", "", true),
        ]);
        for (path, name, expected) in [
            ("models/sqs-2012-11-05.normal.json", "x", "sqs"),
            ("models/sqs-2010-01-01.normal.json", "x", "sqs@2010-01-01"),
            ("models/sqs/2010-01-01/service-2.json", "x", "sqs@2010-01-01"),
            ("models/sqs.json", "x", "sqs"),
            ("models/queues.json", "sqs", "sqs"),
            ("models/weather-2012-11-05.json", "x", "weather"),
        ] {
            assert_eq!(find(&all, Path::new(path), name).map(Found::name), Ok(expected.to_owned()), "{path}");
        }
        let unknown = |path: &str| find(&all, Path::new(path), "x").map(Found::name).expect_err(path);
        assert_eq!(unknown("models/a-2012-11-05.normal.json"), "there is no `a` upstream");
        assert_eq!(
            unknown("sqs-2026-11-05.normal.json"),
            "upstream has no version 2026-11-05 of `sqs`; its versions are 2010-01-01, 2012-11-05"
        );
    }

    #[test]
    fn json_is_printed_as_what_was_there() {
        let json: Value = serde_json::from_str(r#"{"b":1,"a":{"c":1.5}}"#).expect("JSON");
        let four = printed(&json, Some("{\n    \"a\": 1\n}")).expect("text");
        assert_eq!(four, "{\n    \"b\": 1,\n    \"a\": {\n        \"c\": 1.5\n    }\n}\n");
        assert!(printed(&json, Some("{}")).expect("text").starts_with("{\n  \"b\""));
    }
}

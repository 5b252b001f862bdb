//! The result of `codegen --check` in the requested format.

use super::artifacts::{Change, ChangeKind};
use super::form::Form;
use crate::diff::annotation;
use crate::io::input::reason;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The version of the JSON that is printed.
const FORMAT: u32 = 1;

/// The result for a service.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    /// The service.
    pub(super) name: String,
    /// The directory of its crate.
    pub(super) out: String,
    /// The files of the crate.
    pub(super) changes: Vec<Change>,
    /// The command that updates the crate.
    pub(super) command: String,
}

/// A file that differs: its state, its path, and the first difference.
struct Wrong<'a> {
    state: &'static str,
    path: String,
    differs: Option<(usize, &'a str, &'a str)>,
}

impl Checked {
    fn wrong(&self) -> Vec<Wrong<'_>> {
        let wrong = self.changes.iter().filter_map(|change| {
            let (state, differs) = match &change.kind {
                ChangeKind::Keep => return None,
                ChangeKind::Create => ("missing", None),
                ChangeKind::Delete => ("orphaned", None),
                ChangeKind::Update { edited, line, found, expected } => {
                    let state = if *edited { "hand-edited" } else { "stale" };
                    (state, Some((*line, found.as_str(), expected.as_str())))
                }
            };
            Some(Wrong { state, path: format!("{}/{}", self.out, change.path), differs })
        });
        wrong.collect()
    }
}

/// Whether all files are up to date.
pub(super) fn clean(all: &[Checked]) -> bool {
    all.iter().all(|checked| checked.wrong().is_empty())
}

/// The report.
pub(super) fn printed(form: Form, all: &[Checked]) -> String {
    match form {
        Form::Text => all.iter().map(text).collect(),
        Form::Markdown => summary(all),
        Form::Json => json(all),
        Form::Github => all.iter().map(annotations).collect(),
    }
}

fn text(checked: &Checked) -> String {
    let (mut text, wrong) = (String::new(), checked.wrong());
    for Wrong { state, path, differs } in &wrong {
        // Writing to a `String` cannot fail.
        let _ = match differs {
            None => writeln!(text, "{state:<13}{path}"),
            Some((line, found, expected)) => {
                writeln!(text, "{state:<13}{path}:{line}\n    found    {found}\n    expected {expected}")
            }
        };
    }
    let _ = if wrong.is_empty() {
        writeln!(text, "{}: up to date", checked.name)
    } else {
        writeln!(text, "{}: run `{}`", checked.name, checked.command)
    };
    text
}

fn json(all: &[Checked]) -> String {
    let of = |checked: &Checked| {
        let file = |wrong: Wrong<'_>| {
            let (line, found, expected) = wrong.differs.map_or_else(
                || (Value::Null, Value::Null, Value::Null),
                |(line, found, expected)| (line.into(), found.into(), expected.into()),
            );
            json!({"state": wrong.state, "path": wrong.path, "line": line, "found": found, "expected": expected})
        };
        let files: Vec<_> = checked.wrong().into_iter().map(file).collect();
        json!({"service": checked.name, "upToDate": files.is_empty(), "command": checked.command, "files": files})
    };
    let services: Vec<_> = all.iter().map(of).collect();
    format!("{:#}\n", json!({"format": FORMAT, "services": services}))
}

fn annotations(checked: &Checked) -> String {
    let one = |wrong: &Wrong<'_>| {
        let title = format!("{}: {}", checked.name, wrong.state);
        let (line, differs) = match wrong.differs {
            Some((line, found, expected)) => (line, format!("found    {found}\nexpected {expected}\n")),
            None => (1, String::new()),
        };
        let message = format!("{} is {}\n{differs}run `{}`", wrong.path, wrong.state, checked.command);
        annotation("error", Some((&wrong.path, line)), &title, &message)
    };
    checked.wrong().iter().map(one).collect()
}

/// A summary as Markdown.
fn summary(all: &[Checked]) -> String {
    let mut text = "## Generated crates\n\n| crate | |\n| --- | --- |\n".to_owned();
    for checked in all {
        let wrong = checked.wrong();
        let count = |state: &str| {
            let count = wrong.iter().filter(|wrong| wrong.state == state).count();
            (count > 0).then(|| format!("{count} {state}"))
        };
        let counts: Vec<_> =
            ["missing", "orphaned", "stale", "hand-edited"].into_iter().filter_map(count).collect();
        let said = if wrong.is_empty() {
            "up to date".to_owned()
        } else {
            format!("{}: run `{}`", counts.join(", "), checked.command)
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "| `{}` | {said} |", checked.out);
    }
    text
}

/// Adds the summary to the one of the job, if there is a job.
///
/// # Errors
///
/// Text for the user: why the file cannot be written.
pub(super) fn summarize(all: &[Checked]) -> Result<(), String> {
    let path = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from);
    path.map_or(Ok(()), |path| append(&path, &summary(all)))
}

fn append(path: &Path, text: &str) -> Result<(), String> {
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| format!("cannot write the summary `{}`: {}", path.display(), reason(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked() -> Vec<Checked> {
        let change = |path: &str, kind: ChangeKind| Change { path: path.to_owned(), kind };
        let (found, expected) = ("a,\r".to_owned(), "100% b".to_owned());
        let changes = vec![
            change("Cargo.toml", ChangeKind::Keep),
            change("src/lib.rs", ChangeKind::Update { edited: true, line: 7, found, expected }),
            change("src/new.rs", ChangeKind::Create),
            change("src/old.rs", ChangeKind::Delete),
        ];
        let of = |name: &str, changes| Checked {
            name: name.to_owned(),
            out: format!("generated/{name}"),
            changes,
            command: format!("make {name}"),
        };
        vec![of("a", changes), of("b", vec![])]
    }

    #[test]
    fn each_form_says_what_is_wrong_and_where() {
        let all = checked();
        assert!(!clean(&all));
        assert!(clean(&all[1..]));
        assert_eq!(
            printed(Form::Text, &all),
            "hand-edited  generated/a/src/lib.rs:7\n    found    a,\r\n    expected 100% b\n\
             missing      generated/a/src/new.rs\norphaned     generated/a/src/old.rs\n\
             a: run `make a`\nb: up to date\n"
        );
        assert_eq!(
            printed(Form::Github, &all),
            "::error file=generated/a/src/lib.rs,line=7,title=a%3A hand-edited::generated/a/src/lib.rs is hand-edited%0A\
             found    a,%0D%0Aexpected 100%25 b%0Arun `make a`\n\
             ::error file=generated/a/src/new.rs,line=1,title=a%3A missing::generated/a/src/new.rs is missing%0Arun `make a`\n\
             ::error file=generated/a/src/old.rs,line=1,title=a%3A orphaned::generated/a/src/old.rs is orphaned%0Arun `make a`\n"
        );
        let json: Value = serde_json::from_str(&printed(Form::Json, &all)).expect("JSON");
        assert_eq!(json["format"], 1);
        assert_eq!(json["services"][0]["files"][0]["expected"], "100% b");
        assert_eq!(json["services"][0]["files"][1]["line"], Value::Null);
        assert_eq!(json["services"][1]["upToDate"], true);
    }

    #[test]
    fn a_summary_is_added_to_what_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("summary.md");
        append(&path, "before\n").expect("written");
        append(&path, &summary(&checked())).expect("written");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(
            text,
            "before\n## Generated crates\n\n| crate | |\n| --- | --- |\n\
             | `generated/a` | 1 missing, 1 orphaned, 1 hand-edited: run `make a` |\n| `generated/b` | up to date |\n"
        );
        assert!(append(folder.path(), "").expect_err("a folder").starts_with("cannot write the summary"));
    }
}

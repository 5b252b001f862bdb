//! Smithy's own tests of its differ: pairs of models, and the events of each.

use crate::plumbing::files::below;
use clap::Args;
use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::lower::Options;
use smithwright_codegen::model::Model;
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::{Request, diff};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with files `NAME.a.smithy`, `NAME.b.smithy` and `NAME.events`.
    folder: PathBuf,
}

/// Events by severity and the beginning of their id, and the matching kind of change; `None` if it does not matter to a
/// client.
const EVENTS: &[(&str, &str, Option<&str>)] = &[
    ("ERROR", "TraitBreakingChange.Update.smithy.api#jsonName", Some("wire-name-changed")),
    ("ERROR", "RemovedOperationBinding.FromService", Some("operation-removed")),
    // The service still has it.
    ("NOTE", "RemovedOperationBinding.FromService", None),
    ("ERROR", "RemovedOperationBinding.FromResource", None),
    ("NOTE", "AddedOperationBinding", None),
    // A client has operations, whichever resource binds them; these resources bind none.
    ("ERROR", "RemovedResourceBinding", None),
    ("NOTE", "ModifiedTrait.Update.smithy.api#tags", None),
];

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let (mut equal, mut different, mut events) = (0, 0, 0);
    for path in below(&arguments.folder, "events")? {
        let read =
            |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
        let expected = expected(&read(&path)?).map_err(|problem| format!("{}: {problem}", path.display()))?;
        events += expected.len();
        let model = |side: &str| model(&read(&path.with_extension(side))?);
        let changes = diff::changes(&model("a.smithy")?, &model("b.smithy")?, &options());
        let ours: BTreeSet<_> = changes.iter().map(|change| change.kind.name()).collect();
        let wanted: BTreeSet<_> = expected.into_iter().flatten().collect();
        if ours == wanted {
            equal += 1;
        } else {
            different += 1;
            println!("{}: expected {wanted:?}, ours {ours:?}", path.display());
        }
    }
    println!("{equal} pairs with {events} events as expected, {different} others");
    Ok(different == 0 && equal > 0)
}

/// The kinds of changes of events.
fn expected(events: &str) -> Result<Vec<Option<&'static str>>, String> {
    let mut kinds = Vec::new();
    // A message may have several lines; its last one ends with the id.
    for event in events.split("\n-----\n").filter(|event| !event.trim().is_empty()) {
        let id = event.trim_end().rsplit(" | ").next().unwrap_or_default();
        let severity = event.trim_start().strip_prefix('[').and_then(|rest| rest.split(']').next());
        let known = EVENTS.iter().find(|(of, start, _)| severity == Some(of) && id.starts_with(start));
        let (.., kind) = known.ok_or_else(|| format!("no row for the event {severity:?} {id}"))?;
        kinds.push(*kind);
    }
    Ok(kinds)
}

/// The model of a text, with what a client requires: a service with an operation that reaches its structures.
fn model(text: &str) -> Result<Model, String> {
    let structures = text.lines().filter_map(|line| line.strip_prefix("structure ")?.split(' ').next());
    let mut whole = text.to_owned();
    let mut members = String::new();
    for (index, name) in structures.enumerate() {
        // Writing to a `String` cannot fail.
        let _ = write!(members, "m{index}: {name} ");
    }
    match text.split_once("service Service {") {
        None => whole.push_str("\nservice Service { version: \"1\", operations: [Filler] }\n"),
        Some((before, after)) => {
            let (service, rest) = after.split_once('}').ok_or("the service has no end")?;
            let service = match service.split_once("operations: [") {
                Some((start, end)) => format!("{start}operations: [Filler, {end}"),
                None => format!("{service}    operations: [Filler]\n"),
            };
            whole = format!("{before}service Service {{{service}}}{rest}");
        }
    }
    let _ = write!(whole, "\noperation Filler {{ input := {{ {members}}} }}\n");
    let mut diagnostics = Diagnostics::default();
    let source = Source { name: "model.smithy".to_owned(), text: whole };
    let model = smithwright_codegen::model(&source, &Request::new(options()), &mut diagnostics);
    model.map_err(|_| format!("{}\n{:?}", source.text, diagnostics.list()))
}

fn options() -> Options {
    Options::new(Dependency::path(Path::new("runtime")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_is_known_or_refused() {
        let events = "[NOTE] a#B: Changed\n```\n[]\n```\n | ModifiedTrait.Update.smithy.api#tags\n-----\n[ERROR] a#S: gone | RemovedOperationBinding.FromService.O\n";
        assert_eq!(expected(events), Ok(vec![None, Some("operation-removed")]));
        assert_eq!(expected(""), Ok(vec![]));
        let unknown = expected("[DANGER] a#B: x | ChangedDefault").expect_err("unknown");
        assert_eq!(unknown, "no row for the event Some(\"DANGER\") ChangedDefault");
    }

    #[test]
    fn a_model_has_a_service_with_an_operation() {
        let text = "$version: \"2\"\nnamespace a\nstructure A { x: String }\n";
        assert_eq!(model(text).expect("a model").operations.len(), 1);
        let text = "$version: \"2\"\nnamespace a\nservice Service { version: \"1\"\n operations: [B] }\noperation B {}\n";
        assert_eq!(model(text).expect("a model").operations.len(), 2);
    }
}

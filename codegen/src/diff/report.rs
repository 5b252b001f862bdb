//! Changes as text, Markdown and JSON.

use super::advice::advice;
use super::change::{Change, Subject, Weight};
use crate::diagnostic::{Source, Span};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The version of the JSON that [`json`](json()) gives.
const FORMAT: u32 = 1;

/// Weights, the gravest first.
const WEIGHTS: [Weight; 4] = [Weight::Breaking, Weight::Addition, Weight::Wire, Weight::Documentation];

/// The line of a place, counted from 1, as `file:line`.
fn place(sources: &[Source], span: Option<Span>) -> Option<String> {
    let span = span?;
    let source = sources.get(usize::from(span.source.0))?;
    let before = source.text.get(..span.range().start)?;
    Some(format!("{}:{}", source.name, before.matches('\n').count() + 1))
}

/// How many changes of each weight there are, in one line.
pub fn stat(name: &str, changes: &[Change]) -> String {
    let counts = WEIGHTS.iter().map(|weight| {
        let count = changes.iter().filter(|change| change.kind.weight() == *weight).count();
        format!("{count} {}", weight.name())
    });
    format!("{name}: {} ({})", counts.collect::<Vec<_>>().join(", "), advice(changes).name())
}

/// Changes for people, the gravest first. `sources` are those of the old and of the new model, by id.
pub fn text(name: &str, changes: &[Change], sources: &[Vec<Source>; 2]) -> String {
    let mut text = stat(name, changes) + "\n";
    for weight in WEIGHTS {
        let these: Vec<_> = changes.iter().filter(|change| change.kind.weight() == weight).collect();
        if these.is_empty() {
            continue;
        }
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\n{}", weight.name());
        // Nobody reads which documentation changed.
        if weight == Weight::Documentation {
            let _ = writeln!(text, "  {} changes of documentation and deprecation", these.len());
            continue;
        }
        for change in these {
            let _ = writeln!(text, "  {}: {}", change.subject, change.text);
            let meaning = change.kind.meaning();
            if !meaning.is_empty() {
                let _ = writeln!(text, "      {meaning}");
            }
            if !change.places.is_empty() {
                let _ = writeln!(text, "      also {}", short(&change.places));
            }
            if !change.operations.is_empty() {
                let _ = writeln!(text, "      in {}", short(&change.operations));
            }
            let [old, new] = sources;
            for (sign, place) in [("-", place(old, change.old)), ("+", place(new, change.new))] {
                if let Some(place) = place {
                    let _ = writeln!(text, "      {sign} {place}");
                }
            }
        }
    }
    text
}

/// Some of many names.
fn short<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut names = names.into_iter();
    let some = names.by_ref().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = names.count();
    if more == 0 { some } else { format!("{some} and {more} more") }
}

/// Changes as a section of a changelog, or the text of a pull request.
pub fn markdown(name: &str, changes: &[Change]) -> String {
    let mut text = format!("## {name}\n\nNext version: **{}**.\n", advice(changes).name());
    for weight in WEIGHTS {
        let these = changes.iter().filter(|change| change.kind.weight() == weight);
        let mut grouped: BTreeMap<&Subject, Vec<&Change>> = BTreeMap::new();
        these.for_each(|change| grouped.entry(&change.subject).or_default().push(change));
        if grouped.is_empty() {
            continue;
        }
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\n### {}\n", weight.name());
        if weight == Weight::Documentation {
            let _ = writeln!(text, "{} subjects are documented otherwise.", grouped.len());
            continue;
        }
        for (subject, changes) in grouped {
            let said: Vec<_> = changes.iter().map(|change| change.text.as_str()).collect();
            let reached: BTreeSet<&String> = changes.iter().flat_map(|change| &change.operations).collect();
            let operations =
                if reached.is_empty() { String::new() } else { format!(" (in {})", short(reached)) };
            // A backtick would end the code.
            let subject = subject.to_string().replace('`', "'");
            let _ = writeln!(text, "- `{subject}`: {}{operations}", said.join("; "));
        }
    }
    text
}

/// Changes for programs: a list with an object for each service, with `format`, the version of this form, `advice`, and `changes`.
/// Of each service its name, its changes, and the sources of the old and of the new model, by id.
pub fn json<'a>(services: impl Iterator<Item = (&'a str, &'a [Change], &'a [Vec<Source>; 2])>) -> String {
    let list: Vec<_> = services.map(|(name, changes, sources)| of_service(name, changes, sources)).collect();
    format!("{:#}\n", Value::from(list))
}

fn of_service(name: &str, changes: &[Change], [old, new]: &[Vec<Source>; 2]) -> Value {
    let of = |change: &Change| {
        json!({
            "kind": change.kind.name(),
            "weight": change.kind.weight().name(),
            "subject": change.subject.to_string(),
            "text": change.text,
            "meaning": change.kind.meaning(),
            "places": change.places,
            "operations": change.operations,
            "old": place(old, change.old),
            "new": place(new, change.new),
        })
    };
    json!({
        "format": FORMAT,
        "service": name,
        "advice": advice(changes).name(),
        "changes": changes.iter().map(of).collect::<Vec<_>>(),
    })
}

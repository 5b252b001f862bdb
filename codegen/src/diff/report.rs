//! Changes as text, Markdown and JSON.

use super::advice::advice;
use super::change::{Change, Subject, Weight};
use crate::diagnostic::{Source, Span};
use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The version of the output of [`json`](json()).
const FORMAT: u32 = 1;

/// The weights, the highest first.
const WEIGHTS: [Weight; 4] = [Weight::Breaking, Weight::Addition, Weight::Wire, Weight::Documentation];

/// The file of a place, and its line, counted from 1.
fn place(sources: &[Source], span: Option<Span>) -> Option<(&str, usize)> {
    let span = span?;
    let source = sources.get(usize::from(span.source.0))?;
    let before = source.text.get(..span.range().start)?;
    Some((&source.name, before.matches('\n').count() + 1))
}

/// The number of changes of each weight, in one line.
pub fn stat(name: &str, changes: &[Change]) -> String {
    let counts = WEIGHTS.iter().map(|weight| {
        let count = changes.iter().filter(|change| change.kind.weight() == *weight).count();
        format!("{count} {}", weight.name())
    });
    format!("{name}: {} ({})", counts.collect::<Vec<_>>().join(", "), advice(changes).name())
}

/// Changes for people, by operation, the highest weight first. `sources` are those of the old and of the new model, by
/// id; `color` says whether the text may contain colours.
pub fn text(name: &str, changes: &[Change], sources: &[Vec<Source>; 2], color: bool) -> String {
    let mut text = stat(name, changes) + "\n";
    // Changes of documentation are only counted.
    let read = |change: &&Change| change.kind.weight() != Weight::Documentation;
    let (said, unsaid): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(read);
    let mut groups: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    said.into_iter().for_each(|change| groups.entry(group(change)).or_default().push(change));
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, changes)| Reverse(changes.iter().map(|change| change.kind.weight()).max()));
    for (name, mut changes) in groups {
        changes.sort_by_key(|change| Reverse(change.kind.weight()));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\n{}", styled(&name, Style::new().bold(), color));
        for change in changes {
            one(&mut text, change, sources, color);
        }
    }
    if !unsaid.is_empty() {
        let _ = writeln!(text, "\n{} changes of documentation and deprecation", unsaid.len());
    }
    text
}

/// The heading of a change: its operation, if there is one.
fn group(change: &Change) -> String {
    match (&change.subject, change.operations.first()) {
        (Subject::Operation(name), _) => name.clone(),
        (Subject::Shape(_) | Subject::Member(..), Some(name)) if change.operations.len() == 1 => name.clone(),
        (Subject::Shape(_) | Subject::Member(..), _) => "several operations".to_owned(),
        (Subject::Service, _) => "the service".to_owned(),
    }
}

/// A change with its details.
fn one(text: &mut String, change: &Change, [old, new]: &[Vec<Source>; 2], color: bool) {
    let weight = change.kind.weight();
    let ink = match weight {
        Weight::Breaking => AnsiColor::Red,
        Weight::Addition => AnsiColor::Green,
        Weight::Wire => AnsiColor::Yellow,
        Weight::Documentation => AnsiColor::White,
    };
    let word = styled(&format!("{:<8}", weight.name()), Style::new().fg_color(Some(ink.into())), color);
    // Writing to a `String` cannot fail.
    let _ = match change.subject {
        Subject::Shape(_) | Subject::Member(..) => {
            writeln!(text, "  {word}  {}: {}", change.subject, change.text)
        }
        Subject::Service | Subject::Operation(_) => writeln!(text, "  {word}  {}", change.text),
    };
    let mut line = |line: &str| {
        let _ = writeln!(text, "            {line}");
    };
    if !change.kind.meaning().is_empty() {
        line(change.kind.meaning());
    }
    if let Some(item) = &change.item {
        line(item);
    }
    if !change.places.is_empty() {
        line(&format!("also {}", short(&change.places)));
    }
    if change.operations.len() > 1 {
        line(&format!("in {}", short(&change.operations)));
    }
    for (sign, place) in [("-", place(old, change.old)), ("+", place(new, change.new))] {
        if let Some((file, number)) = place {
            line(&format!("{sign} {file}:{number}"));
        }
    }
}

fn styled(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// A list of names, shortened if there are many.
fn short<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let mut names = names.into_iter();
    let some = names.by_ref().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = names.count();
    if more == 0 { some } else { format!("{some} and {more} more") }
}

/// Changes as a section of a changelog, or the text of a pull request.
pub fn markdown(name: &str, changes: &[Change]) -> String {
    format!("## {name}\n\nNext version: **{}**.\n{}", advice(changes).name(), entries(changes))
}

/// Changes as Markdown, with a heading of the third level for each weight.
pub fn entries(changes: &[Change]) -> String {
    let mut text = String::new();
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
            // A backtick would end the inline code.
            let subject = subject.to_string().replace('`', "'");
            let item = changes.iter().find_map(|change| change.item.as_ref());
            let item = item.map_or_else(String::new, |item| format!(" (`{item}`)"));
            let _ = writeln!(text, "- `{subject}`{item}: {}{operations}", said.join("; "));
        }
    }
    text
}

/// Changes as annotations of GitHub's workflow commands, at the lines of the new model, or of the old one for what is
/// gone. Documentation is left out. The highest weight comes first, and ten changes of each kind are shown.
pub fn github(name: &str, changes: &[Change], [old, new]: &[Vec<Source>; 2]) -> String {
    let mut text = String::new();
    for weight in WEIGHTS.into_iter().filter(|weight| *weight != Weight::Documentation) {
        for change in changes.iter().filter(|change| change.kind.weight() == weight) {
            let command = if weight == Weight::Breaking { "warning" } else { "notice" };
            let place = place(new, change.new).or_else(|| place(old, change.old));
            let title = format!("{name}: {} ({})", change.subject, weight.name());
            let item = change.item.as_deref().map_or_else(String::new, |item| format!("\n{item}"));
            let message = format!("{}: {}{item}", change.text, change.kind.meaning());
            text.push_str(&annotation(command, place, &title, &message));
        }
    }
    text
}

/// A line that GitHub shows at a place of a file: `command` is `error`, `warning` or `notice`.
pub fn annotation(command: &str, place: Option<(&str, usize)>, title: &str, message: &str) -> String {
    // GitHub's documentation, "Workflow commands": characters that would end a value or a command.
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let value = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let place = place.map_or_else(String::new, |(file, line)| format!("file={},line={line},", value(file)));
    format!("::{command} {place}title={}::{}\n", value(title), data(message))
}

/// Changes for programs: a list with an object for each service, with `format`, the version of this form, `advice`, and
/// `changes`. The argument has, for each service, its name, its changes, and the sources of the old and of the new
/// model, by id.
pub fn json<'a>(services: impl Iterator<Item = (&'a str, &'a [Change], &'a [Vec<Source>; 2])>) -> String {
    let list: Vec<_> = services.map(|(name, changes, sources)| of_service(name, changes, sources)).collect();
    format!("{:#}\n", Value::from(list))
}

fn of_service(name: &str, changes: &[Change], [old, new]: &[Vec<Source>; 2]) -> Value {
    let place = |sources, span| place(sources, span).map(|(file, line)| format!("{file}:{line}"));
    let of = |change: &Change| {
        json!({
            "kind": change.kind.name(),
            "weight": change.kind.weight().name(),
            "subject": change.subject.to_string(),
            "text": change.text,
            "meaning": change.kind.meaning(),
            "item": change.item,
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

//! Diagnostics → text for a terminal.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Source};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// The maximum number of diagnostics shown: each takes a search through its source.
const MAX_SHOWN: usize = 100;

/// The text of the first hundred diagnostics, errors before warnings, with the lines of source that they point at, and
/// the number of further ones. `sources` are by id.
pub fn render(diagnostics: &Diagnostics, sources: &[Source], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    // Long lines, such as a model on a single one, are cut around the place.
    let renderer = renderer.term_width(140);
    let mut shown: Vec<&Diagnostic> = diagnostics.list().iter().collect();
    let beside = shown.len().saturating_sub(MAX_SHOWN);
    if beside > 0 {
        shown.sort_by_key(|diagnostic| diagnostic.severity == Severity::Warning);
        shown.truncate(MAX_SHOWN);
    }
    let mut rendered: Vec<_> =
        shown.into_iter().map(|diagnostic| one(diagnostic, sources, &renderer)).collect();
    if beside > 0 {
        let text = format!("{beside} more errors and warnings are not shown");
        rendered.push(renderer.render(&[Group::with_title(Level::NOTE.primary_title(text))]).to_string());
    }
    rendered.join("\n\n")
}

fn one(diagnostic: &Diagnostic, sources: &[Source], renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()));
    for (index, source) in sources.iter().enumerate() {
        let labels = diagnostic.labels.iter().enumerate();
        let here = labels.filter(|(_, (span, _))| usize::from(span.source.0) == index);
        let annotations: Vec<_> = here
            .map(|(position, (span, text))| {
                let kind = match position {
                    0 => AnnotationKind::Primary,
                    _ => AnnotationKind::Context,
                };
                let end = span.range().end.min(source.text.len());
                kind.span(span.range().start.min(end)..end).label(text.as_str())
            })
            .collect();
        if !annotations.is_empty() {
            let snippet = Snippet::source(source.text.as_str()).path(source.name.as_str());
            group = group.element(snippet.annotations(annotations));
        }
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group]).to_string()
}

//! Keeps the selected operations and the shapes that they reach.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Span};
use crate::model::{Model, Operation};

/// A pattern for names of operations, in which `*` is any text, and its place.
pub type Pattern = (String, Option<Span>);

/// Keeps the operations that one of the patterns names, and the one that returns their endpoints; all if there
/// are none.
pub(super) fn run(
    model: &mut Model,
    patterns: &[Pattern],
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    for (pattern, span) in patterns {
        if model.operations.keys().any(|name| matches(pattern, name)) {
            continue;
        }
        let mut diagnostic =
            Diagnostic::error(format!("no operation of the service is called `{}`", pattern.escape_debug()));
        if let Some(span) = span {
            diagnostic = diagnostic.at(*span, "named here");
        }
        let word = pattern.to_lowercase();
        let word = word.trim_matches('*');
        let near: Vec<_> = model
            .operations
            .keys()
            .filter(|name| {
                let name = name.to_lowercase();
                !word.is_empty() && (name.contains(word) || word.contains(&name))
            })
            .take(5)
            .map(|name| format!("`{name}`"))
            .collect();
        if !near.is_empty() {
            diagnostic = diagnostic.note(format!("there are {}", near.join(", ")));
        }
        diagnostics.report(diagnostic.help("correct the name, or write `*` for a part of it"));
    }
    diagnostics.checked(())?;
    let wanted =
        |name: &String| patterns.is_empty() || patterns.iter().any(|(pattern, _)| matches(pattern, name));
    let discovers =
        |(name, operation): (&String, &Operation)| operation.requires_discovery().is_some() && wanted(name);
    let discovers = model.operations.iter().any(discovers);
    model.operations.retain(|name, operation| wanted(name) || operation.gives_endpoints && discovers);
    Ok(())
}

/// Whether a text matches a pattern; `*` is any text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("GetObject", "GetObject"));
        assert!(!matches("GetObject", "GetObjectAcl"));
        assert!(matches("Get*", "GetObject") && !matches("Get*", "PutObject"));
        assert!(matches("*a*b", "xaab") && matches("*", ""));
        assert!(!matches("*a*a", "xa"));
    }
}

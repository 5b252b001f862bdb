//! Endpoint rules: from their text to lines that are decoded when they are evaluated. `rules` has the grammar.

use super::line::{Cursor, after_word, is_name, is_outcome, json};
use super::rules::{Content, DefaultValue, Diagram, Line, Parameter, ParameterKind, Rules, Target};
use aws_smithy_types::Document;
use std::borrow::Cow;
use std::sync::OnceLock;

impl Rules {
    /// Decodes rules, all of them.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar.
    pub fn decode(text: &str) -> Result<Self, String> {
        let rules = Self::scan(Cow::Owned(text.to_owned()))?;
        rules.lines.iter().try_for_each(|line| rules.content(line).map(drop))?;
        if let Some(diagram) = &rules.diagram {
            let misplaced = |line| Err(format!("`{}`", rules.text_of(line)));
            for line in &diagram.conditions {
                if !matches!(rules.content(line)?, Content::Conditions(all) if all.len() == 1) {
                    return misplaced(line);
                }
            }
            for line in &diagram.results {
                if !matches!(rules.content(line)?, Content::Outcome(_)) {
                    return misplaced(line);
                }
            }
        }
        Ok(rules)
    }

    /// Finds parameters, names and lines. A line is decoded when it is first evaluated, because a request evaluates few of them.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar.
    pub(super) fn scan(text: Cow<'static, str>) -> Result<Self, String> {
        // One pass over the text, which is long: this is a part of the first call of a process.
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut of_rules: Vec<Indented> = Vec::with_capacity(text.len() / 128);
        let mut names: Vec<String> = Vec::new();
        let mut at = 0;
        for whole in text.split_inclusive('\n') {
            let start = at;
            at += whole.len();
            let indent = whole.bytes().take_while(|byte| *byte == b' ').count();
            let line = whole[indent..].trim_end_matches(['\r', '\n']);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if of_rules.is_empty() && is_parameter(line) {
                let parameter = parameter(line).ok_or_else(|| format!("`{line}`"))?;
                names.push(parameter.name.clone());
                parameters.push(parameter);
                continue;
            }
            of_rules.push((indent / 4, start + indent..start + indent + line.len()));
            if !is_outcome(line) {
                kept_names(line, &mut names);
            }
        }
        let is_diagram = matches!(
            of_rules.first(),
            Some((0, line)) if after_word(&text[line.clone()], "diagram").is_some()
        );
        let (mut lines, mut decides) = (vec![], None);
        if is_diagram {
            decides = Some(diagram(&text, of_rules)?);
        } else {
            lines = tree(&text, of_rules)?;
        }
        Ok(Self { parameters, lines, diagram: decides, names, text })
    }

    fn text_of(&self, line: &Line) -> &str {
        &self.text[line.text.clone()]
    }

    /// The decoded line.
    ///
    /// # Errors
    ///
    /// Text that names the line, which does not follow the grammar.
    pub(super) fn content<'a>(&'a self, line: &'a Line) -> Result<&'a Content, String> {
        if let Some(content) = line.content.get() {
            return Ok(content);
        }
        let text = self.text_of(line);
        let mut cursor = Cursor { rest: text, names: &self.names };
        let content = match cursor.outcome() {
            Some(outcome) => outcome.map(Content::Outcome),
            None if text == "otherwise" => Some(Content::Conditions(vec![])),
            None => cursor.conditions().map(Content::Conditions),
        };
        let content = content.ok_or_else(|| format!("`{text}`"))?;
        Ok(line.content.get_or_init(|| Box::new(content)))
    }
}

/// Adds the names to which the conditions of a line assign their values.
fn kept_names(line: &str, names: &mut Vec<String>) {
    for (at, _) in line.match_indices('=') {
        let around = (line[..at].strip_suffix(' '), line.as_bytes().get(at + 1));
        if let (Some(before), Some(b' ')) = around {
            let start = before.bytes().rposition(|byte| byte == b' ').map_or(0, |space| space + 1);
            let name = &before[start..];
            if is_name(name) && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
    }
}

/// The indentation of a line, and its place in the text.
type Indented = (usize, std::ops::Range<usize>);

fn line(text: std::ops::Range<usize>) -> Line {
    Line { text, next: 0, content: OnceLock::new() }
}

/// The lines of rules; each has the number of the next line that is not below it.
fn tree(text: &str, indented: Vec<Indented>) -> Result<Vec<Line>, String> {
    let mut lines: Vec<Line> = Vec::with_capacity(indented.len());
    // The lines that the next one may be below.
    let mut above: Vec<usize> = Vec::new();
    for (depth, place) in indented {
        let content = &text[place.clone()];
        if depth > above.len() {
            return Err(format!("`{content}`"));
        }
        for done in above.drain(depth..) {
            lines[done].next = lines.len();
        }
        if !is_outcome(content) {
            above.push(lines.len());
        }
        lines.push(Line { next: lines.len() + 1, ..line(place) });
    }
    for done in above {
        lines[done].next = lines.len();
    }
    Ok(lines)
}

fn is_parameter(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(name, _)| is_name(name))
}

fn parameter(line: &str) -> Option<Parameter> {
    let (name, rest) = line.split_once(": ")?;
    // The default is last, because it may contain any text.
    let (rest, default) = match rest.split_once(" @default(") {
        Some((rest, default)) => (rest, Some(default.strip_suffix(')')?)),
        None => (rest, None),
    };
    let mut words = rest.split(" @");
    let kind = match words.next()? {
        "Boolean" => ParameterKind::Boolean,
        "String" => ParameterKind::String,
        "StringArray" => ParameterKind::StringArray,
        _ => return None,
    };
    let (mut built_in, mut required) = (None, false);
    for word in words {
        let argument = |name: &str| word.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if word == "required" {
            required = true;
        } else if let Some(name) = argument("builtIn") {
            built_in = Some(name.to_owned());
        } else {
            return None;
        }
    }
    let default = match default.map(json) {
        None => None,
        Some(value) => Some(match value? {
            Document::Bool(value) => DefaultValue::Boolean(value),
            Document::String(value) => DefaultValue::String(value),
            Document::Array(values) => {
                let texts = values.into_iter().map(|value| value.as_string().map(str::to_owned));
                DefaultValue::StringArray(texts.collect::<Option<_>>()?)
            }
            _ => return None,
        }),
    };
    Some(Parameter { name: name.to_owned(), kind, built_in, required, default })
}

/// The diagram of these lines.
fn diagram(text: &str, indented: Vec<Indented>) -> Result<Diagram, String> {
    let mut diagram = Diagram { conditions: vec![], results: vec![], nodes: vec![], root: Target::Nowhere };
    for (depth, place) in indented {
        let content = &text[place.clone()];
        let invalid = || format!("`{content}`");
        if depth > 0 {
            return Err(invalid());
        }
        if let Some(root) = after_word(content, "diagram") {
            diagram.root = target(root).ok_or_else(invalid)?;
        } else if let Some(condition) = content.strip_prefix("if ") {
            diagram.conditions.push(line(place.end - condition.len()..place.end));
        } else if is_outcome(content) {
            diagram.results.push(line(place));
        } else {
            diagram.nodes.push(node(content).ok_or_else(invalid)?);
        }
    }
    let condition_of = |target: &Target| match target {
        Target::Node(index) => diagram.nodes.get(*index).map(|(condition, ..)| *condition),
        Target::Result(_) | Target::Nowhere => Some(usize::MAX),
    };
    let later = |(condition, high, low): &(usize, Target, Target)| {
        [high, low].into_iter().all(|target| condition_of(target).is_some_and(|later| later > *condition))
    };
    if diagram.nodes.iter().all(later) {
        Ok(diagram)
    } else {
        Err("a node leads back, or nowhere".to_owned())
    }
}

fn node(line: &str) -> Option<(usize, Target, Target)> {
    let mut words = line.strip_prefix("node ")?.split(' ');
    let node = (words.next()?.parse().ok()?, target(words.next()?)?, target(words.next()?)?);
    words.next().is_none().then_some(node)
}

fn target(text: &str) -> Option<Target> {
    Some(match text.strip_prefix('=') {
        Some(result) => Target::Result(result.parse().ok()?),
        None if text == "-" => Target::Nowhere,
        None => Target::Node(text.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_be_kept_under_any_name() {
        for name in ["diagram", "error", "endpoint", "otherwise", "if", "node"] {
            let text = format!("A: String\n\n{name} = uriEncode(A)\n    endpoint \"https://{{{name}}}\"\n");
            let rules = Rules::decode(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rules.diagram.is_none() && rules.lines.len() == 2, "{name}");
            let text =
                format!("A: String\n\ndiagram 0\nif {name} = uriEncode(A)\nendpoint {name}\nnode 0 =0 -\n");
            assert!(Rules::decode(&text).is_ok(), "{name}");
        }
    }

    #[test]
    fn malformed_lines_are_named() {
        let parameter = "A: String\n";
        for line in [
            "A String",
            "isSet(B)",
            "isSet(A",
            "isSet()",
            "isSet(A, A)",
            "unknown(A)",
            "isSet(A) or isSet(A)",
            "error \"{B}\"",
            "error \"{A\"",
            "error \"}\"",
            "error \"a\" b",
            "endpoint",
            "endpoint A {",
            "endpoint A {\"headers\": 1}",
            "    error \"too deep\"",
        ] {
            let error = Rules::decode(&format!("{parameter}{line}")).expect_err(line);
            assert!(error.contains(line.trim_start()), "{line}: {error}");
        }
        for diagram in [
            "diagram",
            "if isSet(A) and isSet(A)",
            "node 0 0 -",
            "node 0 1",
            "node 0 - - -",
            "node 0 = -",
            "node 0 5 -",
        ] {
            let text = format!("A: String\n\ndiagram 0\nif isSet(A)\nerror \"no\"\n{diagram}\n");
            assert!(Rules::decode(&text).is_err(), "{diagram}");
        }
        assert!(Rules::decode("A: Text\n").is_err());
        assert!(Rules::decode("A: String @default(1)\n").is_err());
        let below_an_outcome = "A: String\n\nerror \"a\"\n    error \"b\"\n";
        assert!(Rules::decode(below_an_outcome).is_err());
    }
}

//! Endpoint rules: from their text to lines that are decoded when they are evaluated. `rules` has the grammar.

use super::line::{Cursor, after_word, is_name, is_name_part, is_outcome, json};
use super::rules::{
    Condition, Content, DefaultValue, Diagram, Line, Parameter, ParameterKind, Rules, Target,
};
use aws_smithy_types::Document;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

impl Rules {
    /// Decodes rules, all of them.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar.
    pub fn decode(text: &str) -> Result<Self, String> {
        let rules = Self::scan(Cow::Owned(text.to_owned()))?;
        rules.check(rules.first()?)?;
        if let Some(diagram) = &rules.diagram {
            let misplaced = |line| Err(format!("`{}`", rules.text_of(line)));
            for line in &diagram.conditions {
                if !matches!(rules.content(line)?, Content::Conditions(Some(only)) if only.rest.is_none()) {
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

    /// Decodes a line, those after it, and those below all of them.
    fn check<'a>(&'a self, mut next: Option<&'a Line>) -> Result<(), String> {
        while let Some(line) = next {
            let end = self.scanned_end_of(line);
            let is_right = match self.content(line)? {
                Content::Conditions(first) => {
                    let mut condition = first.as_ref();
                    while let Some(before) = condition {
                        condition = self.next(before)?;
                    }
                    line.length.is_none_or(|length| end - line.end == length)
                }
                Content::Outcome(_) => end == line.end,
            };
            if !is_right {
                return Err(format!("what is below `{}`", self.text_of(line)));
            }
            self.check(self.below(line)?)?;
            next = self.after(line)?;
        }
        Ok(())
    }

    /// Finds parameters and names. Lines are found and decoded when they are first evaluated: the text is long, and a request
    /// evaluates few of them.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar.
    pub(super) fn scan(text: Cow<'static, str>) -> Result<Self, String> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut kept: Vec<&str> = Vec::new();
        let mut start = 0;
        while let Some(found) = found(&text, start) {
            let line = &text[found.text];
            if let Some(parameter) = parameter(line) {
                parameters.push(parameter);
            } else if let Some(names) = after_word(line, "keep") {
                kept.extend(names.split(' '));
            } else if is_parameter(line) {
                return Err(format!("`{line}`"));
            } else {
                break;
            }
            start = found.end;
        }
        let names = parameters.iter().map(|parameter| parameter.name.clone());
        let names = names.chain(kept.into_iter().map(str::to_owned)).collect();
        let is_diagram =
            found(&text, start).is_some_and(|line| after_word(&text[line.text], "diagram").is_some());
        let diagram = if is_diagram { Some(diagram(&text, start)?) } else { None };
        let start = if is_diagram { text.len() } else { start };
        Ok(Self { parameters, start, first: OnceLock::new(), diagram, names, text })
    }

    /// The first rule.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar; likewise below.
    pub(super) fn first(&self) -> Result<Option<&Line>, String> {
        self.line(&self.first, self.start, 0)
    }

    /// The first of the lines below a line.
    pub(super) fn below<'a>(&'a self, line: &'a Line) -> Result<Option<&'a Line>, String> {
        self.line(&line.below, line.end, line.depth + 1)
    }

    /// The next line beside a line.
    pub(super) fn after<'a>(&'a self, line: &'a Line) -> Result<Option<&'a Line>, String> {
        self.line(&line.after, self.end_of(line), line.depth)
    }

    /// The line that starts at this byte, unless it is less deep.
    fn line<'a>(
        &self,
        known: &'a OnceLock<Option<Box<Line>>>,
        start: usize,
        depth: usize,
    ) -> Result<Option<&'a Line>, String> {
        if let Some(line) = known.get() {
            return Ok(line.as_deref());
        }
        let line = match found(&self.text, start) {
            Some(found) if found.depth > depth => return Err(format!("`{}`", &self.text[found.text])),
            Some(found) if found.depth == depth => Some(Box::new(Line::of(&self.text, found))),
            _ => None,
        };
        Ok(known.get_or_init(|| line).as_deref())
    }

    /// The byte after all lines below a line.
    fn end_of(&self, line: &Line) -> usize {
        let said = line.length.and_then(|length| line.end.checked_add(length));
        said.filter(|end| self.is_end_of(line, *end)).unwrap_or_else(|| self.scanned_end_of(line))
    }

    /// Whether a line that is not below this one starts at this byte. It does not if someone changed the ends of lines.
    fn is_end_of(&self, line: &Line, end: usize) -> bool {
        let (before, after) = self.text.as_bytes().split_at_checked(end).unwrap_or_default();
        let indent = after.iter().take_while(|byte| **byte == b' ').count();
        before.ends_with(b"\n") && indent <= 4 * line.depth
    }

    fn scanned_end_of(&self, line: &Line) -> usize {
        let mut end = line.end;
        while let Some(found) = found(&self.text, end).filter(|found| found.depth > line.depth) {
            end = found.end;
        }
        end
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
            None if text == "otherwise" => Some(Content::Conditions(None)),
            None => cursor.condition(line.text.end).map(|first| Content::Conditions(Some(first))),
        };
        let content = content.ok_or_else(|| format!("`{text}`"))?;
        Ok(line.content.get_or_init(|| Box::new(content)))
    }

    /// The decoded condition after one of the same line.
    ///
    /// # Errors
    ///
    /// Text that names the rest of the line, which does not follow the grammar.
    pub(super) fn next<'a>(&'a self, condition: &'a Condition) -> Result<Option<&'a Condition>, String> {
        let Some(rest) = &condition.rest else { return Ok(None) };
        if let Some(next) = condition.next.get() {
            return Ok(Some(next));
        }
        let text = &self.text[rest.clone()];
        let next = Cursor { rest: text, names: &self.names }.condition(rest.end);
        let next = next.ok_or_else(|| format!("`{text}`"))?;
        Ok(Some(condition.next.get_or_init(|| Box::new(next))))
    }
}

/// A line that is neither empty nor a comment.
struct Found {
    depth: usize,
    /// Its place in the text, without the indentation.
    text: Range<usize>,
    /// The start of the next line.
    end: usize,
}

/// The line at or after a byte.
fn found(text: &str, mut start: usize) -> Option<Found> {
    loop {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = rest[..length].trim_end_matches(['\r', '\n']);
        let content = line.trim_start_matches(' ');
        if !(content.is_empty() || content.starts_with('#')) {
            let indent = line.len() - content.len();
            let text = start + indent..start + line.len();
            return Some(Found { depth: indent / 4, text, end: start + length });
        }
        start += length;
    }
}

impl Line {
    fn of(text: &str, found: Found) -> Self {
        let Found { depth, text: Range { start, end: line_end }, end } = found;
        let line = &text[start..line_end];
        let digits = line.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (before, digits) = line.split_at(line.len() - digits);
        let before = before.strip_suffix(" +").filter(|_| !is_outcome(line));
        let length = before.and_then(|before| Some((before.len(), digits.parse().ok()?)));
        let (line, length) = length.map_or((line.len(), None), |(line, length)| (line, Some(length)));
        let mut line = Self::alone(start..start + line);
        (line.depth, line.end, line.length) = (depth, end, length);
        line
    }

    /// A line of a diagram, which has no lines below it.
    fn alone(text: Range<usize>) -> Self {
        Self {
            text,
            depth: 0,
            end: 0,
            length: None,
            content: OnceLock::new(),
            below: OnceLock::new(),
            after: OnceLock::new(),
        }
    }
}

impl Drop for Line {
    // A chain of lines is as long as a model makes it, too long for one call within the other.
    fn drop(&mut self) {
        let mut next = self.after.take().flatten();
        while let Some(mut line) = next {
            next = line.after.take().flatten();
        }
    }
}

impl Drop for Condition {
    // As for lines.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut condition) = next {
            next = condition.next.take();
        }
    }
}

fn is_parameter(line: &str) -> bool {
    line.find(':').is_some_and(|end| is_name(&line[..end]) && line[end..].starts_with(": "))
}

fn parameter(line: &str) -> Option<Parameter> {
    let mut cursor = Cursor { rest: line, names: &[] };
    let name = cursor.word(is_name_part).filter(|_| cursor.eat(": "))?;
    let kind = match cursor.word(is_name_part)? {
        "Boolean" => ParameterKind::Boolean,
        "String" => ParameterKind::String,
        "StringArray" => ParameterKind::StringArray,
        _ => return None,
    };
    let mut built_in = None;
    if cursor.eat(" @builtIn(") {
        built_in = Some(cursor.word(|byte| byte != b')').filter(|_| cursor.eat(")"))?.to_owned());
    }
    let required = cursor.eat(" @required");
    // The default is last, because it may contain any text.
    let default = match cursor.rest.strip_prefix(" @default(") {
        Some(default) => Some(default.strip_suffix(')')?),
        None if cursor.rest.is_empty() => None,
        None => return None,
    };
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

/// The diagram that starts at a byte.
fn diagram(text: &str, mut start: usize) -> Result<Diagram, String> {
    let mut diagram = Diagram { conditions: vec![], results: vec![], nodes: vec![], root: Target::Nowhere };
    while let Some(found) = found(text, start) {
        start = found.end;
        let place = found.text.clone();
        let content = &text[place.clone()];
        let invalid = || format!("`{content}`");
        if found.depth > 0 {
            return Err(invalid());
        }
        if let Some(root) = after_word(content, "diagram") {
            diagram.root = target(root).ok_or_else(invalid)?;
        } else if let Some(condition) = content.strip_prefix("if ") {
            let text = place.end - condition.len()..place.end;
            diagram.conditions.push(Line::alone(text));
        } else if is_outcome(content) {
            diagram.results.push(Line::alone(place));
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
        for name in ["diagram", "error", "keep", "endpoint", "otherwise", "if", "node"] {
            let text = format!(
                "A: String\nkeep {name}\n\n{name} = uriEncode(A)\n    endpoint \"https://{{{name}}}\"\n"
            );
            let rules = Rules::decode(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let first = rules.first().expect("a line").expect("a line");
            assert!(rules.diagram.is_none() && rules.below(first).is_ok_and(|line| line.is_some()), "{name}");
            let text = format!(
                "A: String\nkeep {name}\n\ndiagram 0\nif {name} = uriEncode(A)\nendpoint {name}\nnode 0 =0 -\n"
            );
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
        let unknown = "A: String\n\nb = uriEncode(A)\n    error \"{b}\"\n";
        assert!(Rules::decode(unknown).is_err());
    }

    #[test]
    fn lines_say_how_much_is_below_them_or_not() {
        const INNER: &str = "        error \"+1\"\n";
        const AFTER_INNER: &str = "    error \"ä\"\n";
        let rules = |inner: &str, outer: &str| {
            let inner = format!("    isSet(A){inner}\n{INNER}");
            format!("A: String\n\nisSet(A){outer}\n{inner}{AFTER_INNER}error \"c\"\n")
        };
        let read = |text: &str| {
            let rules = Rules::scan(Cow::Owned(text.to_owned())).expect("rules");
            let first = rules.first().expect("a line").expect("a line");
            let below = rules.below(first).expect("a line").expect("a line");
            [rules.after(first), rules.below(below), rules.after(below)]
                .map(|line| line.expect("a line").map(|line| rules.text_of(line).to_owned()))
                .map(Option::unwrap_or_default)
        };
        let expected = ["error \"c\"", "error \"+1\"", "error \"ä\""];
        let (inner, outer) = (INNER.len(), "    isSet(A)\n".len() + INNER.len() + AFTER_INNER.len());
        for text in [
            rules("", ""),
            rules(&format!(" +{inner}"), ""),
            rules("", &format!(" +{outer}")),
            rules(&format!(" +{inner}"), &format!(" +{}", outer + 4)),
        ] {
            assert!(Rules::decode(&text).is_ok(), "{text}");
            assert_eq!(read(&text), expected, "{text}");
            assert_eq!(read(&text.replace('\n', "\r\n")), expected, "{text}");
        }
        for wrong in [0, 1, 13, inner - 1, outer - 1, outer + 1, 1000, usize::MAX] {
            let text = rules("", &format!(" +{wrong}"));
            assert!(Rules::decode(&text).is_err(), "{text}");
            assert_eq!(read(&text), expected, "{text}");
        }
    }

    #[test]
    fn long_chains_are_dropped() {
        let text = format!("A: String\n\n{}", "isSet(A)\n    error \"a\"\n".repeat(100_000));
        assert!(Rules::decode(&text).is_ok());
        let text = format!("A: String\n\nisSet(A){}\n    error \"a\"\n", " and isSet(A)".repeat(100_000));
        assert!(Rules::decode(&text).is_ok());
    }
}

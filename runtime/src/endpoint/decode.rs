//! Endpoint rules: from their text to the form that is evaluated. The grammar stands in `rules`.

use super::functions::Function;
use super::rules::{
    Condition, DefaultValue, Diagram, EndpointTemplate, Expression, Outcome, Parameter, ParameterKind, Part,
    Property, Reference, Rule, Rules, Step, Target, Template,
};
use aws_smithy_json::deserialize::{Token, json_token_iter, token};
use aws_smithy_types::{Document, Number};

impl Rules {
    /// Decodes rules.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar.
    pub fn decode(text: &str) -> Result<Self, String> {
        let mut lines = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let content = line.trim_start_matches(' ');
            lines.push(((line.len() - content.len()) / 4, content));
        }
        let first = lines.iter().position(|(_, line)| !is_parameter(line)).unwrap_or(lines.len());
        let mut names = Vec::new();
        let mut parameters = Vec::new();
        for (_, line) in &lines[..first] {
            let parameter = parameter(line).ok_or_else(|| format!("`{line}`"))?;
            names.push(parameter.name.clone());
            parameters.push(parameter);
        }
        let mut rest = &lines[first..];
        let diagram = match rest.first() {
            Some((0, line)) if after_word(line, "diagram").is_some() => Some(diagram(&mut rest, &mut names)?),
            _ => None,
        };
        let rules = rules(&mut rest, 0, &mut names)?;
        match rest.first() {
            Some((_, line)) => Err(format!("`{line}`")),
            None => Ok(Self { parameters, rules, diagram, names: names.len() }),
        }
    }
}

/// What follows a word that a line begins with, unless the word is the name that a condition keeps its value under.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    line.strip_prefix(word)?.strip_prefix(' ').filter(|rest| !rest.starts_with("= "))
}

fn is_parameter(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(name, _)| is_name(name))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn parameter(line: &str) -> Option<Parameter> {
    let (name, rest) = line.split_once(": ")?;
    // The default stands last: it may hold any text.
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

/// Deeper than any rule set (the deepest of AWS's has 18 levels).
const MAX_DEPTH: usize = 100;

/// The rules at this depth, up to the first line that is less deep.
fn rules(lines: &mut &[(usize, &str)], depth: usize, names: &mut Vec<String>) -> Result<Vec<Rule>, String> {
    let mut found = Vec::new();
    while let [(level, line), rest @ ..] = *lines
        && *level == depth
    {
        *lines = rest;
        let invalid = || format!("`{line}`");
        let mut cursor = Cursor { rest: line, names };
        found.push(match cursor.outcome() {
            Some(outcome) => Rule { conditions: vec![], outcome: outcome.ok_or_else(invalid)? },
            None => {
                let conditions = match line {
                    &"otherwise" => vec![],
                    _ => cursor.conditions().ok_or_else(invalid)?,
                };
                if depth > MAX_DEPTH {
                    return Err("the rules are nested too deeply".to_owned());
                }
                Rule { conditions, outcome: Outcome::Rules(rules(lines, depth + 1, names)?) }
            }
        });
    }
    Ok(found)
}

/// The diagram that begins at the first of these lines.
fn diagram(lines: &mut &[(usize, &str)], names: &mut Vec<String>) -> Result<Diagram, String> {
    let mut diagram = Diagram { conditions: vec![], results: vec![], nodes: vec![], root: Target::Nowhere };
    while let [(0, line), rest @ ..] = *lines {
        let invalid = || format!("`{line}`");
        let mut cursor = Cursor { rest: line, names };
        if let Some(root) = after_word(line, "diagram") {
            diagram.root = target(root).ok_or_else(invalid)?;
        } else if cursor.eat("if ") {
            let condition = cursor.conditions().and_then(|all| <[Condition; 1]>::try_from(all).ok());
            let [condition] = condition.ok_or_else(invalid)?;
            diagram.conditions.push(condition);
        } else if let Some(outcome) = cursor.outcome() {
            diagram.results.push(outcome.ok_or_else(invalid)?);
        } else {
            diagram.nodes.push(node(line).ok_or_else(invalid)?);
        }
        *lines = rest;
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

/// A JSON value.
fn json(text: &str) -> Option<Document> {
    token::expect_document(&mut json_token_iter(text.as_bytes()).peekable()).ok()
}

struct Cursor<'a> {
    rest: &'a str,
    names: &'a mut Vec<String>,
}

impl<'a> Cursor<'a> {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes the characters that `is_part` accepts; `None` if the first one is not.
    fn word(&mut self, is_part: impl Fn(char) -> bool) -> Option<&'a str> {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// The endpoint or error of this line; `None` if it is neither, `Some(None)` if it is malformed.
    fn outcome(&mut self) -> Option<Option<Outcome>> {
        if let Some(rest) = after_word(self.rest, "error") {
            self.rest = rest;
            return Some(self.argument().filter(|_| self.rest.is_empty()).map(Outcome::Error));
        }
        self.rest = after_word(self.rest, "endpoint")?;
        Some(self.endpoint())
    }

    fn endpoint(&mut self) -> Option<Outcome> {
        let url = self.argument()?;
        let mut endpoint = EndpointTemplate { url, headers: vec![], properties: vec![] };
        if self.eat(" ") {
            let details = json(self.rest)?;
            let details = details.as_object()?;
            if let Some(properties) = details.get("properties") {
                endpoint.properties = self.object(properties.as_object()?)?;
            }
            if let Some(headers) = details.get("headers") {
                for (name, values) in sorted(headers.as_object()?) {
                    let templates = values.as_array()?.iter().map(|value| self.template(value.as_string()?));
                    let templates = templates.map(|template| template.map(Expression::Template));
                    endpoint.headers.push((name.to_owned(), templates.collect::<Option<_>>()?));
                }
            }
        } else if !self.rest.is_empty() {
            return None;
        }
        Some(Outcome::Endpoint(Box::new(endpoint)))
    }

    fn conditions(&mut self) -> Option<Vec<Condition>> {
        let mut conditions = Vec::new();
        loop {
            let keep = match self.rest.split_once(" = ") {
                Some((name, rest)) if is_name(name) => {
                    self.rest = rest;
                    Some(name)
                }
                _ => None,
            };
            let value = self.argument()?;
            let keep = keep.map(|name| self.name(name));
            conditions.push(Condition { value, keep });
            if self.rest.is_empty() {
                return Some(conditions);
            }
            if !self.eat(" and ") {
                return None;
            }
        }
    }

    /// The number of a name, which gets one if it is new.
    fn name(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    fn argument(&mut self) -> Option<Expression> {
        if self.rest.starts_with('"') {
            let text = match json_token_iter(self.rest.as_bytes()).next()?.ok()? {
                Token::ValueString { value, .. } => value,
                _ => return None,
            };
            self.rest = &self.rest[text.as_escaped_str().len() + 2..];
            return self.template(&text.to_unescaped().ok()?).map(Expression::Template);
        }
        let word = self.word(|c| c.is_ascii_alphanumeric() || "._-".contains(c))?;
        if self.eat("(") {
            let (function, arity) = Function::named(word)?;
            let mut arguments = vec![self.argument()?];
            while self.eat(", ") {
                arguments.push(self.argument()?);
            }
            let complete = self.eat(")") && arguments.len() == arity;
            let call = complete.then_some(Expression::Call(function, arguments))?;
            let path = self.path()?;
            return Some(if path.is_empty() { call } else { Expression::AttributeOf(Box::new(call), path) });
        }
        if let Ok(integer) = word.parse() {
            return Some(Expression::Integer(integer));
        }
        match word {
            "true" => Some(Expression::Boolean(true)),
            "false" => Some(Expression::Boolean(false)),
            name => self.reference(name).map(Expression::Reference),
        }
    }

    /// A known name, which is read already, and the path of an attribute after it.
    fn reference(&mut self, name: &str) -> Option<Reference> {
        let name = self.names.iter().position(|known| known == name)?;
        Some(Reference { name, path: self.path()? })
    }

    /// The path of an attribute, if one follows.
    fn path(&mut self) -> Option<Vec<Step>> {
        let mut path = Vec::new();
        if self.eat("#") {
            while !self.rest.is_empty() {
                if self.eat("[") {
                    let digits = self.word(|c| c.is_ascii_digit() || c == '-')?;
                    path.push(Step::Index(digits.parse().ok().filter(|_| self.eat("]"))?));
                } else if path.is_empty() || self.eat(".") {
                    let attribute = self.word(|c| c.is_ascii_alphanumeric() || c == '_')?;
                    path.push(Step::Attribute(attribute.to_owned()));
                } else {
                    break;
                }
            }
        }
        Some(path)
    }

    /// Text in which `{Name}` stands for a value, and `{{` and `}}` for braces.
    fn template(&mut self, text: &str) -> Option<Template> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            literal.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                literal.push_str(brace);
                rest = after;
                continue;
            }
            let (inner, after) = rest.split_once('}').filter(|_| brace == "{")?;
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            let mut cursor = Cursor { rest: inner, names: self.names };
            let name = cursor.word(|c| c.is_ascii_alphanumeric() || c == '_')?;
            let reference = cursor.reference(name)?;
            if !cursor.rest.is_empty() {
                return None;
            }
            parts.push(Part::Reference(reference));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(Part::Text(literal));
        }
        Some(Template(parts))
    }

    fn property(&mut self, value: &Document) -> Option<Property> {
        Some(match value {
            Document::String(text) => Property::Template(self.template(text)?),
            Document::Array(values) => {
                let values = values.iter().map(|value| self.property(value));
                Property::Array(values.collect::<Option<_>>()?)
            }
            Document::Object(entries) => Property::Object(self.object(entries)?),
            Document::Bool(_) | Document::Null | Document::Number(Number::PosInt(_)) => {
                Property::Fixed(value.clone())
            }
            Document::Number(_) => return None,
        })
    }

    fn object(
        &mut self,
        entries: &std::collections::HashMap<String, Document>,
    ) -> Option<Vec<(String, Property)>> {
        let entries = sorted(entries).into_iter();
        entries.map(|(name, value)| Some((name.to_owned(), self.property(value)?))).collect()
    }
}

fn sorted(entries: &std::collections::HashMap<String, Document>) -> Vec<(&str, &Document)> {
    let mut entries: Vec<_> = entries.iter().map(|(name, value)| (name.as_str(), value)).collect();
    entries.sort_by_key(|(name, _)| *name);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_be_kept_under_any_name() {
        for name in ["diagram", "error", "endpoint", "otherwise", "if", "node"] {
            let text = format!("A: String\n\n{name} = uriEncode(A)\n    endpoint \"https://{{{name}}}\"\n");
            let rules = Rules::decode(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rules.diagram.is_none() && rules.rules.len() == 1, "{name}");
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
        let deep: String = (0..200).map(|depth| format!("{}otherwise\n", "    ".repeat(depth))).collect();
        assert!(Rules::decode(&deep).is_err());
    }
}

//! Endpoint rules in JSON (`endpoint-rule-set-1.json`, Smithy's `endpointRuleSet` trait) → [`EndpointRules`].

use super::fields::{Fields, Format, Reader};
use super::json::{self, Entry, Node};
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source, SourceId, Span};
use crate::model::{
    Condition, Endpoint, EndpointParameter, EndpointRules, Expression, FUNCTIONS, Outcome, ParameterKind,
    ParameterValue, Property, Rule,
};

/// Reads endpoint rules.
///
/// # Errors
///
/// [`Reported`] if the text is not JSON, a key has a value of the wrong type, or a rule names a function, parameter
/// or value that does not exist. All of them are reported.
pub fn load(source: &Source, id: SourceId, diagnostics: &mut Diagnostics) -> Result<EndpointRules, Reported> {
    let root = json::parse(source, id, diagnostics)?;
    let mut reader = Reader::new(diagnostics, Format::EndpointRules);
    let rules = reader.endpoint_rules(root);
    let rules = reader.diagnostics.checked(rules)?;
    rules.ok_or_else(|| diagnostics.report(Diagnostic::error("the endpoint rules are empty")))
}

/// The maximum nesting of objects and arrays. A rule has two levels.
const MAX_DEPTH: usize = 180;

/// The nesting of objects and arrays.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The names that an expression may use.
pub(super) type Scope = Vec<String>;

impl Reader<'_> {
    pub(super) fn endpoint_rules(&mut self, root: Node<'_>) -> Option<EndpointRules> {
        if !self.is_shallow(root) {
            return None;
        }
        let mut fields = self.fields("the endpoint rules", root)?;
        fields.take("documentation");
        let (parameters, mut scope) = self.endpoint_parameters(&mut fields);
        let entry = self.required(&mut fields, "rules");
        let rules = entry.map_or_else(Vec::new, |entry| self.rules(&entry, &mut scope));
        self.finish(fields);
        Some(EndpointRules { parameters, rules, diagram: None })
    }

    /// Whether objects and arrays are not nested too deep.
    pub(super) fn is_shallow(&mut self, root: Node<'_>) -> bool {
        let shallow = depth(root.raw()) <= MAX_DEPTH;
        if !shallow {
            let span = root.span();
            self.diagnostics.report(
                Diagnostic::error("the endpoint rules are nested too deeply")
                    .at(
                        Span { end: span.start, ..span },
                        format!("more than {MAX_DEPTH} objects and arrays in each other"),
                    )
                    .help("no service of AWS needs more than 40"),
            );
        }
        shallow
    }

    /// The parameters of rules or of a diagram, and their names.
    pub(super) fn endpoint_parameters(&mut self, fields: &mut Fields<'_>) -> (Vec<EndpointParameter>, Scope) {
        fields.take("version");
        let entry = self.required(fields, "parameters");
        let parameters: Vec<EndpointParameter> = entry.map_or_else(Vec::new, |entry| {
            let entries = self.entries(&entry);
            entries.iter().filter_map(|entry| self.endpoint_parameter(entry)).collect()
        });
        let scope = parameters.iter().map(|parameter| parameter.name.clone()).collect();
        (parameters, scope)
    }

    fn endpoint_parameter(&mut self, entry: &Entry<'_>) -> Option<EndpointParameter> {
        let name = self.identifier(&entry.key, entry.key_span)?;
        let mut fields = self.fields(&format!("parameter `{name}`"), entry.value)?;
        let kind = self.required(&mut fields, "type")?;
        let kind = match self.string_value("type", kind.value)?.to_ascii_lowercase().as_str() {
            "boolean" => ParameterKind::Boolean,
            "string" => ParameterKind::String,
            "stringarray" => ParameterKind::StringArray,
            _ => {
                self.unknown(kind.value.span(), "a type of parameters", "`string`, `boolean`, `stringArray`");
                return None;
            }
        };
        let built_in = fields.take("builtIn");
        let built_in = built_in.and_then(|entry| {
            let name = self.string_value("builtIn", entry.value)?;
            let valid = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':');
            if !valid {
                let span = entry.value.span();
                self.unknown(span, "the name of a setting", "names such as `AWS::Region`");
            }
            valid.then_some(name)
        });
        let required = self.boolean(&mut fields, "required");
        let default = fields.take("default").and_then(|entry| self.parameter_value(&entry.key, entry.value));
        let documentation = self.string(&mut fields, "documentation");
        fields.take("deprecated");
        self.finish(fields);
        let span = entry.key_span;
        Some(EndpointParameter { name, kind, built_in, required, default, documentation, span })
    }

    /// A value of a parameter, as its default or from an operation.
    pub(super) fn parameter_value(&mut self, key: &str, node: Node<'_>) -> Option<ParameterValue> {
        if let Some(boolean) = node.boolean() {
            return Some(ParameterValue::Boolean(boolean));
        }
        if let Some(nodes) = node.array() {
            let texts = nodes.into_iter().map(|node| self.string_value(key, node));
            return texts.collect::<Option<_>>().map(ParameterValue::StringArray);
        }
        let text = node.string();
        if text.is_none() {
            self.wrong_type(&format!("`{key}`"), node, "a string, a boolean or an array of strings");
        }
        text.map(ParameterValue::String)
    }

    fn rules(&mut self, entry: &Entry<'_>, scope: &mut Scope) -> Vec<Rule> {
        let nodes = self.elements(entry);
        nodes.into_iter().filter_map(|node| self.rule(node, scope)).collect()
    }

    fn rule(&mut self, node: Node<'_>, scope: &mut Scope) -> Option<Rule> {
        let mut fields = self.fields("a rule", node)?;
        fields.take("documentation");
        let known = scope.len();
        let mut conditions = Vec::new();
        if let Some(entry) = fields.take("conditions") {
            for node in self.elements(&entry) {
                conditions.extend(self.condition(node, scope));
            }
        }
        let outcome = self.outcome(&mut fields, scope);
        // A value that a rule assigns is visible in its later conditions and in the rules below it.
        scope.truncate(known);
        self.finish(fields);
        Some(Rule { conditions, outcome: outcome? })
    }

    pub(super) fn condition(&mut self, node: Node<'_>, scope: &mut Scope) -> Option<Condition> {
        let mut fields = self.fields("a condition", node)?;
        let assign = fields.take("assign");
        let call = self.call(&mut fields, scope);
        self.finish(fields);
        let assign = assign.and_then(|entry| {
            let name = self.string_value("assign", entry.value)?;
            self.identifier(&name, entry.value.span())
        });
        scope.extend(assign.clone());
        Some(Condition { call: call?, assign })
    }

    pub(super) fn outcome(&mut self, fields: &mut Fields<'_>, scope: &mut Scope) -> Option<Outcome> {
        let kind = self.required(fields, "type")?;
        Some(match self.string_value("type", kind.value)?.as_str() {
            "tree" => {
                let entry = self.required(fields, "rules")?;
                Outcome::Rules(self.rules(&entry, scope))
            }
            "error" => {
                let entry = self.required(fields, "error")?;
                Outcome::Error(self.expression(entry.value, scope)?)
            }
            "endpoint" => {
                let entry = self.required(fields, "endpoint")?;
                Outcome::Endpoint(self.endpoint(entry.value, scope)?)
            }
            _ => {
                self.unknown(kind.value.span(), "a type of rules", "`tree`, `error` and `endpoint`");
                return None;
            }
        })
    }

    fn endpoint(&mut self, node: Node<'_>, scope: &Scope) -> Option<Endpoint> {
        let mut fields = self.fields("an endpoint", node)?;
        let url = self.required(&mut fields, "url");
        let mut headers = Vec::new();
        if let Some(entry) = fields.take("headers") {
            for header in self.entries(&entry) {
                let values = self.elements(&header);
                let values = values.into_iter().filter_map(|node| self.header(node, scope));
                headers.push((header.key.to_string(), values.collect()));
            }
        }
        let mut properties = Vec::new();
        if let Some(entry) = fields.take("properties") {
            for property in self.entries(&entry) {
                properties.push((property.key.to_string(), self.property(property.value, scope)?));
            }
        }
        self.finish(fields);
        Some(Endpoint { url: self.expression(url?.value, scope)?, headers, properties })
    }

    /// The value of a header, as a template.
    fn header(&mut self, node: Node<'_>, scope: &Scope) -> Option<String> {
        match self.expression(node, scope)? {
            Expression::Template(text) => Some(text),
            Expression::Reference(name) => Some(format!("{{{name}}}")),
            Expression::Attribute(name, path) => Some(format!("{{{name}#{path}}}")),
            Expression::Boolean(_)
            | Expression::Integer(_)
            | Expression::AttributeOf(..)
            | Expression::Call(..) => {
                self.wrong_type("a header", node, "a string, a reference or `getAttr`");
                None
            }
        }
    }

    fn property(&mut self, node: Node<'_>, scope: &Scope) -> Option<Property> {
        if let Some(entries) = node.object() {
            let entries = entries.into_iter();
            let entries =
                entries.map(|entry| Some((entry.key.to_string(), self.property(entry.value, scope)?)));
            return entries.collect::<Option<_>>().map(Property::Object);
        }
        if let Some(nodes) = node.array() {
            let values = nodes.into_iter().map(|node| self.property(node, scope));
            return values.collect::<Option<_>>().map(Property::Array);
        }
        if let Some(boolean) = node.boolean() {
            return Some(Property::Boolean(boolean));
        }
        match node.number() {
            Some(number) => self.integer(number, node).map(Property::Integer),
            None => self.template("a property", node, scope).map(Property::String),
        }
    }

    fn integer(&mut self, number: f64, node: Node<'_>) -> Option<i64> {
        let integer = number as i64;
        let exact = integer as f64 == number && integer >= 0;
        if !exact {
            self.diagnostics.report(
                Diagnostic::error(format!("`{number}` is not a whole number, 0 or more"))
                    .at(node.span(), "not a position")
                    .help("write a whole number here"),
            );
        }
        exact.then_some(integer)
    }

    fn expression(&mut self, node: Node<'_>, scope: &Scope) -> Option<Expression> {
        if let Some(boolean) = node.boolean() {
            return Some(Expression::Boolean(boolean));
        }
        if let Some(number) = node.number() {
            return self.integer(number, node).map(Expression::Integer);
        }
        if node.string().is_some() {
            return self.template("a text", node, scope).map(Expression::Template);
        }
        let mut fields = self.fields("an expression", node)?;
        let expression = match fields.take("ref") {
            Some(entry) => {
                let name = self.string_value("ref", entry.value)?;
                self.in_scope(&name, entry.value.span(), scope).then_some(Expression::Reference(name))
            }
            None => self.call(&mut fields, scope),
        };
        self.finish(fields);
        expression
    }

    fn call(&mut self, fields: &mut Fields<'_>, scope: &Scope) -> Option<Expression> {
        let function = self.required(fields, "fn")?;
        let name = self.string_value("fn", function.value)?;
        let entry = self.required(fields, "argv")?;
        let nodes = self.elements(&entry);
        let arguments: Vec<_> = nodes.iter().map(|node| self.expression(*node, scope)).collect();
        let arguments = arguments.into_iter().collect::<Option<Vec<_>>>()?;
        let expected = match name.as_str() {
            "getAttr" => match &*arguments {
                [Expression::Reference(name), Expression::Template(path)] if is_path(path) => {
                    return Some(Expression::Attribute(name.clone(), path.clone()));
                }
                [Expression::Call(..), Expression::Template(path)] if is_path(path) => {
                    let path = path.clone();
                    return Some(Expression::AttributeOf(Box::new(arguments.into_iter().next()?), path));
                }
                _ => "a reference and the path of an attribute".to_owned(),
            },
            _ => match FUNCTIONS.iter().find(|(known, _)| *known == name) {
                Some((_, count)) if *count == arguments.len() => {
                    return Some(Expression::Call(name, arguments));
                }
                Some((_, count)) => format!("{count} argument{}", if *count == 1 { "" } else { "s" }),
                None => {
                    let known: Vec<_> = FUNCTIONS.iter().map(|(name, _)| format!("`{name}`")).collect();
                    let span = function.value.span();
                    self.unknown(span, "a function of endpoint rules", &known.join(", "));
                    return None;
                }
            },
        };
        self.diagnostics.report(
            Diagnostic::error(format!("`{name}` takes {expected}"))
                .at(entry.value.span(), "other arguments")
                .help("correct the arguments"),
        );
        None
    }

    /// A text whose references are known.
    fn template(&mut self, owner: &str, node: Node<'_>, scope: &Scope) -> Option<String> {
        let text = self.string_value(owner, node)?;
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                rest = after;
                continue;
            }
            let reference = rest.split_once('}').filter(|_| brace == "{");
            let Some((reference, after)) = reference else {
                self.diagnostics.report(
                    Diagnostic::error("a brace of a template has no counterpart")
                        .at(node.span(), "in this text")
                        .help("write `{{` and `}}` for literal braces"),
                );
                return None;
            };
            let (name, path) = reference.split_once('#').unwrap_or((reference, "x"));
            if !self.in_scope(name, node.span(), scope) {
                return None;
            }
            if !is_path(path) {
                self.unknown(node.span(), "the path of an attribute", "paths such as `resourceId[0]`");
                return None;
            }
            rest = after;
        }
        Some(text)
    }

    fn in_scope(&mut self, name: &str, span: Span, scope: &Scope) -> bool {
        let known = scope.iter().any(|known| known == name);
        if !known {
            self.diagnostics.report(
                Diagnostic::error(format!("`{}` has no value here", name.escape_debug()))
                    .at(span, "neither a parameter nor assigned by a condition")
                    .help("name a parameter, or a value that a condition of this rule or of an outer one assigns"),
            );
        }
        known
    }

    fn unknown(&mut self, span: Span, what: &str, known: &str) {
        self.diagnostics.report(
            Diagnostic::error(format!("this is not {what}"))
                .at(span, "not known")
                .help(format!("known: {known}")),
        );
    }
}

/// Whether a text is the path of an attribute: `a`, `a.b`, `a[0]`, `[0]`, `[-1]`.
fn is_path(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let mut parts = text.split('.').enumerate();
    !text.is_empty()
        && parts.all(|(index, part)| match part.split_once('[') {
            Some((name, rest)) => {
                let position = rest.strip_suffix(']');
                let digits = |text: &str| text.len() < 9 && text.bytes().all(|b| b.is_ascii_digit());
                (is_name(name) || index == 0 && name.is_empty())
                    && position.is_some_and(|text| {
                        // From the end, if it is negative.
                        let text = text.strip_prefix('-').unwrap_or(text);
                        !text.is_empty() && digits(text)
                    })
            }
            None => is_name(part),
        })
}

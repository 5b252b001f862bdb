//! Evaluating endpoint rules (Smithy, "Rules engine specification").

use super::rules::{
    Condition, Content, Diagram, EndpointTemplate, Expression, Outcome, Part, Property, Reference, Rules,
    Step, Target, Template,
};
use super::value::{Value, Values, attribute};
use aws_smithy_http::endpoint::error::ResolveEndpointError;
use aws_smithy_types::Document;
use aws_smithy_types::endpoint::{Endpoint, EndpointAuthScheme};
use std::borrow::Cow;

impl Rules {
    /// The endpoint for these values, in the order of the parameters.
    ///
    /// # Errors
    ///
    /// The error that the rules return for these values; a required parameter without a value; no rule that applies.
    pub fn resolve(&self, values: &Values) -> Result<Endpoint, ResolveEndpointError> {
        let mut scope = Scope { rules: self, values: vec![None; self.names.len()] };
        for (index, parameter) in self.parameters.iter().enumerate() {
            let value = values.get(index).map(Value::borrowed);
            if value.is_none() && parameter.required {
                return Err(ResolveEndpointError::message(format!(
                    "endpoint parameter `{}` is missing",
                    parameter.name
                )));
            }
            scope.values[index] = value;
        }
        match &self.diagram {
            Some(diagram) => scope.diagram(diagram),
            None => scope.lines(),
        }
    }
}

struct Scope<'a> {
    rules: &'a Rules,
    values: Vec<Option<Value<'a>>>,
}

impl<'a> Scope<'a> {
    /// The outcome of the first rule whose conditions are true. The siblings of a rule that was entered are not evaluated.
    fn lines(&mut self) -> Result<Endpoint, ResolveEndpointError> {
        let rules = self.rules;
        let mut next = rules.first().map_err(malformed)?;
        while let Some(line) = next {
            next = match rules.content(line).map_err(malformed)? {
                Content::Outcome(outcome) => return self.outcome(outcome),
                Content::Conditions(first) if self.all_hold(first.as_ref())? => rules.below(line),
                Content::Conditions(_) => rules.after(line),
            }
            .map_err(malformed)?;
        }
        Err(no_match())
    }

    /// The result that the nodes lead to. Each leads to later conditions, so this ends.
    fn diagram(&mut self, diagram: &'a Diagram) -> Result<Endpoint, ResolveEndpointError> {
        let mut target = diagram.root;
        loop {
            let (line, leads) = match target {
                Target::Node(index) => {
                    let &(condition, high, low) = diagram.nodes.get(index).ok_or_else(no_match)?;
                    (diagram.conditions.get(condition), Some((high, low)))
                }
                Target::Result(index) => (diagram.results.get(index), None),
                Target::Nowhere => (None, None),
            };
            let content = self.rules.content(line.ok_or_else(no_match)?).map_err(malformed)?;
            target = match (content, leads) {
                (Content::Conditions(first), Some((high, low))) => {
                    if self.all_hold(first.as_ref())? {
                        high
                    } else {
                        low
                    }
                }
                (Content::Outcome(outcome), _) => return self.outcome(outcome),
                (Content::Conditions(_), None) => return Err(no_match()),
            };
        }
    }

    fn outcome(&mut self, outcome: &'a Outcome) -> Result<Endpoint, ResolveEndpointError> {
        match outcome {
            Outcome::Endpoint(endpoint) if let Some(value) = self.leaves_host(&endpoint.url) => {
                Err(ResolveEndpointError::message(format!("`{value}` cannot be part of a host name")))
            }
            Outcome::Endpoint(endpoint) => self.endpoint(endpoint).ok_or_else(|| {
                ResolveEndpointError::message("an endpoint rule names a value that is not set")
            }),
            Outcome::Error(message) => {
                let message = self.text(message).map_or_else(String::new, Cow::into_owned);
                Err(ResolveEndpointError::message(message))
            }
        }
    }

    /// Whether this condition and those after it are true.
    fn all_hold(&mut self, mut next: Option<&'a Condition>) -> Result<bool, ResolveEndpointError> {
        while let Some(condition) = next {
            if !self.holds(condition) {
                return Ok(false);
            }
            next = self.rules.next(condition).map_err(malformed)?;
        }
        Ok(true)
    }

    fn holds(&mut self, condition: &'a Condition) -> bool {
        let value = self.expression(&condition.value);
        let holds = !matches!(value, None | Some(Value::Boolean(false)));
        if let Some(name) = condition.keep {
            self.values[name] = value;
        }
        holds
    }

    fn expression(&self, expression: &'a Expression) -> Option<Value<'a>> {
        match expression {
            Expression::Boolean(boolean) => Some(Value::Boolean(*boolean)),
            Expression::Integer(integer) => Some(Value::Integer(*integer)),
            Expression::Template(template) => self.template(template).map(Value::String),
            Expression::Reference(reference) => self.reference(reference),
            Expression::AttributeOf(value, path) => follow(self.expression(value)?, path),
            Expression::Call(function, arguments) => {
                function.call(|index| self.expression(arguments.get(index)?))
            }
        }
    }

    fn text(&self, expression: &'a Expression) -> Option<Cow<'a, str>> {
        match self.expression(expression) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    fn reference(&self, reference: &Reference) -> Option<Value<'a>> {
        follow(self.values[reference.name].clone()?, &reference.path)
    }

    fn template(&self, template: &'a Template) -> Option<Cow<'a, str>> {
        if let [Part::Text(text)] = &*template.0 {
            return Some(Cow::Borrowed(text));
        }
        let mut text = String::with_capacity(64);
        for part in &template.0 {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Reference(reference) => match self.reference(reference)? {
                    Value::String(value) => text.push_str(&value),
                    Value::Boolean(value) => text.push_str(if value { "true" } else { "false" }),
                    Value::Integer(_) | Value::StringArray(_) | Value::Partition(_) | Value::Record(_) => {
                        return None;
                    }
                },
            }
        }
        Some(Cow::Owned(text))
    }

    /// A value that is part of the host name of a URL and would end it. Whatever the rules check, a request must not go
    /// to another host.
    fn leaves_host(&self, url: &'a Expression) -> Option<Cow<'a, str>> {
        let Expression::Template(template) = url else { return None };
        let is_path =
            |step: &Step| matches!(step, Step::Attribute(name) if name == "path" || name == "normalizedPath");
        let ends = |c: char| matches!(c, '/' | '?' | '#' | '@' | '\\' | ' ') || c.is_control();
        let mut before = String::new();
        for part in &template.0 {
            let in_host = before.split_once("://").is_some_and(|(_, host)| !host.contains('/'));
            match part {
                Part::Text(text) => before.push_str(text),
                // The path of a parsed URL begins with a slash.
                Part::Reference(reference) if reference.path.last().is_some_and(is_path) => before.push('/'),
                Part::Reference(reference) => match self.reference(reference) {
                    Some(Value::String(value)) if in_host && value.contains(ends) => return Some(value),
                    _ => {}
                },
            }
        }
        None
    }

    fn endpoint(&self, template: &'a EndpointTemplate) -> Option<Endpoint> {
        let mut endpoint = Endpoint::builder().url(self.text(&template.url)?.into_owned());
        for (name, values) in &template.headers {
            for value in values {
                endpoint = endpoint.header(name.clone(), self.text(value)?.into_owned());
            }
        }
        for (name, property) in &template.properties {
            endpoint = match (name.as_str(), self.property(property)?) {
                ("authSchemes", Document::Array(schemes)) => schemes
                    .into_iter()
                    .filter_map(auth_scheme)
                    .fold(endpoint, |e, scheme| e.auth_scheme(scheme)),
                (_, value) => endpoint.property(name.clone(), value),
            };
        }
        Some(endpoint.build())
    }

    fn property(&self, property: &'a Property) -> Option<Document> {
        Some(match property {
            Property::Fixed(value) => value.clone(),
            Property::Template(template) => Document::String(self.template(template)?.into_owned()),
            Property::Array(values) => {
                let values = values.iter().map(|value| self.property(value));
                Document::Array(values.collect::<Option<_>>()?)
            }
            Property::Object(entries) => {
                let entries = entries.iter().map(|(name, value)| Some((name.clone(), self.property(value)?)));
                Document::Object(entries.collect::<Option<_>>()?)
            }
        })
    }
}

/// The value at a path in a value.
fn follow<'a>(mut value: Value<'a>, path: &[Step]) -> Option<Value<'a>> {
    for step in path {
        value = match (step, value) {
            (Step::Attribute(name), Value::Partition(partition)) => attribute(partition, name)?,
            (Step::Attribute(name), Value::Record(attributes)) => {
                attributes.iter().find(|(key, _)| key == name)?.1.clone()
            }
            (Step::Index(index), Value::StringArray(texts)) => {
                let index = match usize::try_from(*index) {
                    Ok(index) => index,
                    Err(_) => texts.len().checked_sub(index.unsigned_abs())?,
                };
                match texts {
                    Cow::Borrowed(texts) => Value::text(texts.get(index)?.as_str()),
                    Cow::Owned(texts) => Value::text(texts.get(index)?.clone()),
                }
            }
            _ => return None,
        };
    }
    Some(value)
}

/// The error of rules that the generator did not write.
fn malformed(line: String) -> ResolveEndpointError {
    ResolveEndpointError::message(format!("the endpoint rules are malformed: {line}"))
}

/// The text is that of the official crates: programs compare it.
fn no_match() -> ResolveEndpointError {
    ResolveEndpointError::message("No endpoint rule matched")
}

/// An element of `authSchemes`, in the form that the orchestrator looks for first.
fn auth_scheme(scheme: Document) -> Option<EndpointAuthScheme> {
    let Document::Object(mut entries) = scheme else { return None };
    let name = entries.remove("name")?.as_string()?.to_owned();
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    let scheme = EndpointAuthScheme::with_capacity(name, entries.len());
    Some(entries.into_iter().fold(scheme, |scheme, (key, value)| scheme.put(key, value)))
}

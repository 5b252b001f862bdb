//! Endpoint rules: the text that a crate carries, and the parameters that it names.
//!
//! The grammar is that of `smithwright_runtime::endpoint`, which reads the text.

use super::context::Lowering;
use super::docs;
use super::names::{self, Scope};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Condition, Diagram, DiagramNode, Endpoint, EndpointRules, Expression, Outcome, ParameterKind,
    ParameterValue, Property, Rule, Target,
};
use crate::plan;
use std::fmt::Write;

/// The settings of a client that the runtime knows.
const BUILT_INS: &[&str] = &[
    "AWS::Auth::AccountId",
    ACCOUNT_ID_ENDPOINT_MODE,
    "AWS::Region",
    "AWS::S3::Accelerate",
    "AWS::S3::DisableMultiRegionAccessPoints",
    "AWS::S3::ForcePathStyle",
    "AWS::S3::UseArnRegion",
    "AWS::S3Control::UseArnRegion",
    "AWS::UseDualStack",
    "AWS::UseFIPS",
    "SDK::Endpoint",
];

/// The settings that clients never set, as the official ones by default: without them the rules return the regional
/// endpoint.
const UNSET: &[&str] = &["AWS::S3::UseGlobalEndpoint", "AWS::STS::UseGlobalEndpoint"];

/// The parameter for the use of the account id, a setting of the services whose endpoints depend on it.
const ACCOUNT_ID_ENDPOINT_MODE: &str = "AWS::Auth::AccountIdEndpointMode";

impl Lowering<'_> {
    /// Whether endpoints depend on the account of the credentials.
    pub(super) fn has_account_id_endpoint_mode(&self) -> bool {
        let parameters = &self.model.endpoint_rules.parameters;
        parameters.iter().any(|parameter| parameter.built_in.as_deref() == Some(ACCOUNT_ID_ENDPOINT_MODE))
    }

    /// The parameters, for the types that callers name.
    pub(super) fn endpoint_params(&mut self) -> Vec<plan::EndpointParam> {
        let mut scope = Scope::default();
        let mut params = Vec::new();
        for parameter in &self.model.endpoint_rules.parameters {
            if let Some(name) = parameter.built_in.as_deref()
                && !BUILT_INS.contains(&name)
                && !UNSET.contains(&name)
            {
                self.diagnostics.report(
                    Diagnostic::error(format!("endpoints depend on `{name}`, which is not supported yet"))
                        .at(parameter.span, "by this parameter")
                        .note(format!("supported: {}", BUILT_INS.join(", ")))
                        .help("leave this service out for now"),
                );
            }
            let name = self.names.field("", &parameter.name, names::Owner::Other);
            scope.take(&name, &parameter.name, parameter.span, self.diagnostics);
            let mut docs = self.docs(parameter.documentation.as_deref());
            if docs.is_empty() {
                docs = format!("The endpoint parameter {}.", docs::code(&parameter.name));
            }
            if let Some(default) = &parameter.default {
                let default = match default {
                    ParameterValue::Boolean(value) => value.to_string(),
                    ParameterValue::String(value) => json(value),
                    ParameterValue::StringArray(values) => array(values),
                };
                docs.push_str(&format!("\n\nIf it is not set: {}.", docs::code(&default)));
            }
            params.push(plan::EndpointParam {
                setter: names::setter(&name),
                name,
                kind: names::fixed(kind(parameter.kind)),
                docs,
            });
        }
        params
    }
}

fn kind(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Boolean => "Boolean",
        ParameterKind::String => "String",
        ParameterKind::StringArray => "StringArray",
    }
}

/// The text of endpoint rules.
pub fn text(rules: &EndpointRules) -> String {
    let mut out = String::new();
    for parameter in &rules.parameters {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{}: {}", parameter.name, kind(parameter.kind));
        if let Some(built_in) = &parameter.built_in {
            let _ = write!(out, " @builtIn({built_in})");
        }
        if parameter.required {
            out.push_str(" @required");
        }
        if let Some(default) = &parameter.default {
            let default = match default {
                ParameterValue::Boolean(value) => value.to_string(),
                ParameterValue::String(value) => json(value),
                ParameterValue::StringArray(values) => array(values),
            };
            let _ = write!(out, " @default({default})");
        }
        out.push('\n');
    }
    let mut kept = Vec::new();
    keep(&mut kept, &rules.rules);
    rules.diagram.iter().for_each(|diagram| keep_of(&mut kept, &diagram.conditions));
    kept.retain(|name| rules.parameters.iter().all(|parameter| parameter.name != *name));
    if !kept.is_empty() {
        let _ = writeln!(out, "keep {}", kept.join(" "));
    }
    out.push('\n');
    rules.rules.iter().for_each(|rule| self::rule(&mut out, rule, 0));
    if let Some(diagram) = &rules.diagram {
        self::diagram(&mut out, diagram);
    }
    out
}

fn diagram(out: &mut String, diagram: &Diagram) {
    let target = |target: Target| match target {
        Target::Node(index) => index.to_string(),
        Target::Result(index) => format!("={index}"),
        Target::Nowhere => "-".to_owned(),
    };
    let _ = writeln!(out, "diagram {}", target(diagram.root));
    for condition in &diagram.conditions {
        let _ = writeln!(out, "if {}", self::condition(condition));
    }
    for result in &diagram.results {
        outcome(out, result, 0);
    }
    for DiagramNode { condition, high, low } in &diagram.nodes {
        let _ = writeln!(out, "node {condition} {} {}", target(*high), target(*low));
    }
}

fn condition(condition: &Condition) -> String {
    match &condition.assign {
        Some(name) => format!("{name} = {}", expression(&condition.call)),
        None => expression(&condition.call),
    }
}

/// Adds the names to which conditions assign their values, each once.
fn keep<'a>(names: &mut Vec<&'a str>, rules: &'a [Rule]) {
    for rule in rules {
        keep_of(names, &rule.conditions);
        if let Outcome::Rules(rules) = &rule.outcome {
            keep(names, rules);
        }
    }
}

fn keep_of<'a>(names: &mut Vec<&'a str>, conditions: &'a [Condition]) {
    for name in conditions.iter().filter_map(|condition| condition.assign.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

fn rule(out: &mut String, rule: &Rule, depth: usize) {
    match (&*rule.conditions, &rule.outcome) {
        // An endpoint or error without conditions needs no line for them.
        ([], Outcome::Endpoint(_) | Outcome::Error(_)) => outcome(out, &rule.outcome, depth),
        (conditions, _) => {
            let conditions = conditions.iter().map(condition).collect::<Vec<_>>().join(" and ");
            let line = if conditions.is_empty() { "otherwise" } else { &conditions };
            let mut below = String::new();
            outcome(&mut below, &rule.outcome, depth + 1);
            let _ = write!(out, "{}{line} +{}\n{below}", "    ".repeat(depth), below.len());
        }
    }
}

fn outcome(out: &mut String, outcome: &Outcome, depth: usize) {
    let indent = "    ".repeat(depth);
    let _ = match outcome {
        Outcome::Rules(rules) => {
            rules.iter().for_each(|rule| self::rule(out, rule, depth));
            Ok(())
        }
        Outcome::Error(message) => writeln!(out, "{indent}error {}", expression(message)),
        Outcome::Endpoint(endpoint) => writeln!(out, "{indent}endpoint {}", self::endpoint(endpoint)),
    };
}

fn endpoint(endpoint: &Endpoint) -> String {
    let mut details = Vec::new();
    if !endpoint.properties.is_empty() {
        details.push(format!("\"properties\":{}", object(&endpoint.properties)));
    }
    if !endpoint.headers.is_empty() {
        let headers =
            endpoint.headers.iter().map(|(name, values)| format!("{}:{}", json(name), array(values)));
        details.push(format!("\"headers\":{{{}}}", headers.collect::<Vec<_>>().join(",")));
    }
    let url = expression(&endpoint.url);
    if details.is_empty() { url } else { format!("{url} {{{}}}", details.join(",")) }
}

fn expression(expression: &Expression) -> String {
    match expression {
        Expression::Boolean(value) => value.to_string(),
        Expression::Integer(value) => value.to_string(),
        Expression::Template(text) => json(text),
        Expression::Reference(name) => name.clone(),
        Expression::Attribute(name, path) => format!("{name}#{path}"),
        Expression::AttributeOf(value, path) => format!("{}#{path}", self::expression(value)),
        Expression::Call(function, arguments) => {
            let arguments: Vec<_> = arguments.iter().map(self::expression).collect();
            format!("{function}({})", arguments.join(", "))
        }
    }
}

fn property(property: &Property) -> String {
    match property {
        Property::Boolean(value) => value.to_string(),
        Property::Integer(value) => value.to_string(),
        Property::String(text) => json(text),
        Property::Array(values) => {
            format!("[{}]", values.iter().map(self::property).collect::<Vec<_>>().join(","))
        }
        Property::Object(entries) => object(entries),
    }
}

fn object(entries: &[(String, Property)]) -> String {
    let entries = entries.iter().map(|(name, value)| format!("{}:{}", json(name), property(value)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

fn array(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| json(text)).collect::<Vec<_>>().join(","))
}

/// A string in JSON (RFC 8259, section 7).
fn json(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        let _ = match c {
            '"' | '\\' => write!(quoted, "\\{c}"),
            c if c.is_control() => {
                c.encode_utf16(&mut [0; 2]).iter().try_for_each(|u| write!(quoted, "\\u{u:04x}"))
            }
            c => write!(quoted, "{c}"),
        };
    }
    quoted.push('"');
    quoted
}

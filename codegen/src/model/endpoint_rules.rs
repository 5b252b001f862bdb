//! Endpoint rules: Smithy's `endpointRuleSet` trait, with every name resolved.

use super::path::PathStep;
use crate::diagnostic::Span;

/// The endpoint rules of a service.
#[derive(Clone, Debug)]
pub struct EndpointRules {
    /// The parameters of the rules.
    pub parameters: Vec<EndpointParameter>,
    /// The rules, of which the first one that applies decides.
    pub rules: Vec<Rule>,
    /// The decision diagram that replaces the rules, if there is one.
    pub diagram: Option<Diagram>,
}

/// A decision diagram (Smithy, "`endpointBdd` trait").
#[derive(Clone, Debug)]
pub struct Diagram {
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// The results: errors and endpoints.
    pub results: Vec<Outcome>,
    /// The nodes.
    pub nodes: Vec<DiagramNode>,
    /// The reference to the first node.
    pub root: Target,
}

/// A node: a condition, and its references for true and false. Nodes only refer to later conditions.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "named as in Smithy")]
pub struct DiagramNode {
    pub condition: usize,
    pub high: Target,
    pub low: Target,
}

/// The target of a node, by index.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Target {
    /// To another node.
    Node(usize),
    /// To a result.
    Result(usize),
    /// To no endpoint.
    Nowhere,
}

impl EndpointRules {
    /// Whether an endpoint has an authentication scheme of this name among its `authSchemes`.
    pub fn names_auth_scheme(&self, name: &str) -> bool {
        fn named(property: &Property, name: &str) -> bool {
            match property {
                Property::Array(schemes) => schemes.iter().any(|scheme| named(scheme, name)),
                Property::Object(parts) => {
                    let is = |part: &Property| matches!(part, Property::String(text) if text == name);
                    parts.iter().any(|(key, part)| key == "name" && is(part))
                }
                Property::Boolean(_) | Property::Integer(_) | Property::String(_) => false,
            }
        }
        let results = self.diagram.iter().flat_map(|diagram| &diagram.results);
        let mut left: Vec<&Outcome> = self.rules.iter().map(|rule| &rule.outcome).chain(results).collect();
        while let Some(outcome) = left.pop() {
            match outcome {
                Outcome::Rules(rules) => left.extend(rules.iter().map(|rule| &rule.outcome)),
                Outcome::Endpoint(endpoint) => {
                    let mut schemes = endpoint.properties.iter().filter(|(key, _)| key == "authSchemes");
                    if schemes.any(|(_, schemes)| named(schemes, name)) {
                        return true;
                    }
                }
                Outcome::Error(_) => {}
            }
        }
        false
    }
}

/// A parameter of endpoint rules.
#[derive(Clone, Debug)]
pub struct EndpointParameter {
    /// The name.
    pub name: String,
    /// The type of its value.
    pub kind: ParameterKind,
    /// The setting of a client that gives its value, for example `AWS::Region`.
    pub built_in: Option<String>,
    /// Whether it must have a value.
    pub required: bool,
    /// Its default.
    pub default: Option<ParameterValue>,
    /// Documentation, as HTML.
    pub documentation: Option<String>,
    /// The place of its name.
    pub span: Span,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as in Smithy")]
pub enum ParameterKind {
    Boolean,
    String,
    StringArray,
}

/// A value of a parameter.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "named as the kinds of parameters")]
pub enum ParameterValue {
    Boolean(bool),
    String(String),
    StringArray(Vec<String>),
}

/// A rule: a result if all conditions hold.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The conditions, in order.
    pub conditions: Vec<Condition>,
    /// The result.
    pub outcome: Outcome,
}

/// A condition: a call that holds if it returns a value other than `false`.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The call.
    pub call: Expression,
    /// The name to which its value is assigned.
    pub assign: Option<String>,
}

/// A value in a rule.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named as in Smithy")]
pub enum Expression {
    Boolean(bool),
    Integer(i64),
    /// Text in which `{Name}` and `{Name#attribute}` stand for values.
    Template(String),
    Reference(String),
    /// `getAttr`: a name, and the path of an attribute.
    Attribute(String, String),
    /// `getAttr` of the result of a call.
    AttributeOf(Box<Expression>, String),
    Call(String, Vec<Expression>),
}

/// The result of a rule.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Further rules, of which one must apply.
    Rules(Vec<Rule>),
    /// An error, with its message.
    Error(Expression),
    /// An endpoint.
    Endpoint(Endpoint),
}

/// An endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The URL.
    pub url: Expression,
    /// Headers, each with templates.
    pub headers: Vec<(String, Vec<String>)>,
    /// Properties, for example `authSchemes`.
    pub properties: Vec<(String, Property)>,
}

/// A property of an endpoint.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named as in JSON")]
pub enum Property {
    Boolean(bool),
    Integer(i64),
    /// A template.
    String(String),
    Array(Vec<Property>),
    Object(Vec<(String, Property)>),
}

/// The source of the value of an endpoint parameter in an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EndpointSource {
    /// It is fixed (Smithy, `staticContextParams`).
    Static(ParameterValue),
    /// It is a member of the input (Smithy, `contextParam`).
    Member(String),
    /// It is the value at a path in the input (Smithy, `operationContextParams`).
    Path(Vec<PathStep>),
}

/// A function of endpoint rules, and how many arguments it takes (Smithy, "Rules engine standard library" and
/// "AWS rules engine functions"). `getAttr` is an [`Expression`] of its own.
pub const FUNCTIONS: &[(&str, usize)] = &[
    ("aws.isVirtualHostableS3Bucket", 2),
    ("aws.parseArn", 1),
    ("aws.partition", 1),
    ("booleanEquals", 2),
    ("coalesce", 2),
    ("isSet", 1),
    ("isValidHostLabel", 2),
    ("ite", 3),
    ("not", 1),
    ("parseURL", 1),
    ("split", 3),
    ("stringEquals", 2),
    ("substring", 4),
    ("uriEncode", 1),
];

impl EndpointRules {
    /// The rules of a service without any that is not AWS's: calls go to the endpoint of the configuration.
    pub fn of_configuration(span: Span) -> Self {
        let parameter = EndpointParameter {
            name: "Endpoint".to_owned(),
            kind: ParameterKind::String,
            built_in: Some("SDK::Endpoint".to_owned()),
            required: false,
            default: None,
            documentation: Some("The URL that is called.".to_owned()),
            span,
        };
        let endpoint = Expression::Reference("Endpoint".to_owned());
        let is_set = Expression::Call("isSet".to_owned(), vec![endpoint.clone()]);
        let given = Endpoint { url: endpoint, headers: vec![], properties: vec![] };
        let missing = "no endpoint: set `endpoint_url` in the configuration of the client";
        let rules = vec![
            Rule {
                conditions: vec![Condition { call: is_set, assign: None }],
                outcome: Outcome::Endpoint(given),
            },
            Rule { conditions: vec![], outcome: Outcome::Error(Expression::Template(missing.to_owned())) },
        ];
        Self { parameters: vec![parameter], rules, diagram: None }
    }

    /// The rules of a service of AWS whose model has only the first label of its endpoints: one endpoint per region,
    /// with FIPS and IPv6 where the partition supports them.
    pub fn standard(prefix: &str, span: Span) -> Self {
        let parameter = |name: &str, kind, built_in: &str, documentation: &str| EndpointParameter {
            name: name.to_owned(),
            kind,
            built_in: Some(built_in.to_owned()),
            required: kind == ParameterKind::Boolean,
            default: (kind == ParameterKind::Boolean).then_some(ParameterValue::Boolean(false)),
            documentation: Some(documentation.to_owned()),
            span,
        };
        let parameters = vec![
            parameter("Region", ParameterKind::String, "AWS::Region", "The region."),
            parameter(
                "UseDualStack",
                ParameterKind::Boolean,
                "AWS::UseDualStack",
                "Whether the endpoint also supports IPv6.",
            ),
            parameter(
                "UseFIPS",
                ParameterKind::Boolean,
                "AWS::UseFIPS",
                "Whether the endpoint follows FIPS 140.",
            ),
            parameter(
                "Endpoint",
                ParameterKind::String,
                "SDK::Endpoint",
                "The URL to use instead of the endpoint of the region.",
            ),
        ];
        let reference = |name: &str| Expression::Reference(name.to_owned());
        let is_set = |name: &str| Expression::Call("isSet".to_owned(), vec![reference(name)]);
        let is_true =
            |value| Expression::Call("booleanEquals".to_owned(), vec![value, Expression::Boolean(true)]);
        let given = |name: &str| is_true(reference(name));
        let supports =
            |name: &str| is_true(Expression::Attribute("PartitionResult".to_owned(), name.to_owned()));
        let when = |calls: Vec<Expression>, outcome| Rule {
            conditions: calls.into_iter().map(|call| Condition { call, assign: None }).collect(),
            outcome,
        };
        let error = |text: &str| Outcome::Error(Expression::Template(text.to_owned()));
        let endpoint = |url| Outcome::Endpoint(Endpoint { url, headers: Vec::new(), properties: Vec::new() });
        let regional = |fips: &str, suffix: &str| {
            let url = format!("https://{prefix}{fips}.{{Region}}.{{PartitionResult#{suffix}}}");
            endpoint(Expression::Template(url))
        };
        let custom = vec![
            when(
                vec![given("UseFIPS")],
                error("Invalid Configuration: FIPS and custom endpoint are not supported"),
            ),
            when(
                vec![given("UseDualStack")],
                error("Invalid Configuration: Dualstack and custom endpoint are not supported"),
            ),
            when(vec![], endpoint(reference("Endpoint"))),
        ];
        let option = |options: &[&str], supported: &[&str], fips: &str, suffix: &str, problem: &str| {
            let supported = supported.iter().map(|name| supports(name)).collect();
            when(
                options.iter().map(|name| given(name)).collect(),
                Outcome::Rules(vec![when(supported, regional(fips, suffix)), when(vec![], error(problem))]),
            )
        };
        let in_partition = vec![
            option(
                &["UseFIPS", "UseDualStack"],
                &["supportsFIPS", "supportsDualStack"],
                "-fips",
                "dualStackDnsSuffix",
                "FIPS and DualStack are enabled, but this partition does not support one or both",
            ),
            option(
                &["UseFIPS"],
                &["supportsFIPS"],
                "-fips",
                "dnsSuffix",
                "FIPS is enabled but this partition does not support FIPS",
            ),
            option(
                &["UseDualStack"],
                &["supportsDualStack"],
                "",
                "dualStackDnsSuffix",
                "DualStack is enabled but this partition does not support DualStack",
            ),
            when(vec![], regional("", "dnsSuffix")),
        ];
        let partition = Condition {
            call: Expression::Call("aws.partition".to_owned(), vec![reference("Region")]),
            assign: Some("PartitionResult".to_owned()),
        };
        let in_region = vec![Rule { conditions: vec![partition], outcome: Outcome::Rules(in_partition) }];
        let rules = vec![
            when(vec![is_set("Endpoint")], Outcome::Rules(custom)),
            when(vec![is_set("Region")], Outcome::Rules(in_region)),
            when(vec![], error("Invalid Configuration: Missing Region")),
        ];
        Self { parameters, rules, diagram: None }
    }
}

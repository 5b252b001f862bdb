//! Endpoint rules: the text that generated crates carry, and its decoded form.
//!
//! The text represents Smithy's `endpointRuleSet` trait, with one line per rule:
//!
//! ```text
//! Region: String @builtIn(AWS::Region)
//! UseFIPS: Boolean @builtIn(AWS::UseFIPS) @required @default(false)
//! keep PartitionResult
//!
//! isSet(Region) and not(booleanEquals(UseFIPS, true)) +168
//!     PartitionResult = aws.partition(Region) +72
//!         endpoint "https://example.{Region}.{PartitionResult#dnsSuffix}"
//!     error "Invalid Configuration: no partition"
//! ```
//!
//! First the parameters, then the names to which conditions assign their values, then the rules. Rules that are indented
//! below a line of conditions are tried, in order, if all of its conditions hold; `otherwise` is a line without
//! conditions. After the conditions may follow the number of bytes of all lines below, so that these are skipped without
//! being read. An argument is `true`, `false`, a number, a template in quotation marks (as in JSON), a name, an attribute
//! (`PartitionResult#dnsSuffix`, `Arn#resourceId[0]`), or a call. After the URL of an endpoint there may be a JSON object
//! with its `properties` and `headers`. Lines that start with `#` are comments.
//!
//! Instead of rules there may be a decision diagram, which represents Smithy's `endpointBdd` trait:
//!
//! ```text
//! diagram 0
//! if isSet(Endpoint)
//! if PartitionResult = aws.partition(Region)
//! endpoint Endpoint
//! error "Invalid Configuration"
//! node 0 =0 1
//! node 1 - =1
//! ```
//!
//! After `diagram` follows the reference of the first node. Then follow conditions, results and nodes. A node is the
//! number of a condition and two references, for true and for false: to a node, to a result (`=0`), or to nothing
//! (`-`).

use super::functions::Function;
use super::value::Values;
use aws_smithy_http::endpoint::error::ResolveEndpointError;
use aws_smithy_types::Document;
use aws_smithy_types::endpoint::Endpoint;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

/// The endpoint rules of a service: their text, and the decoded form once needed.
pub struct RuleSet {
    text: &'static str,
    decoded: OnceLock<Rules>,
    /// The last resolved endpoint: most calls of a process go to the same one.
    last: Mutex<Option<Arc<(Values, Endpoint)>>>,
}

/// Does not print the last endpoint, which belongs to one client, while the rules are shared.
impl fmt::Debug for RuleSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RuleSet").finish_non_exhaustive()
    }
}

impl RuleSet {
    /// Rules in the form that the module documentation describes.
    pub const fn new(text: &'static str) -> Self {
        Self { text, decoded: OnceLock::new(), last: Mutex::new(None) }
    }

    /// Rules that are known at run time only. They live as long as the program.
    ///
    /// # Errors
    ///
    /// Text that names the line which does not follow the grammar.
    #[cfg(feature = "dynamic")]
    pub fn leaked(text: &str) -> Result<&'static Self, String> {
        let decoded = OnceLock::from(Rules::decode(text)?);
        Ok(Box::leak(Box::new(Self { decoded, ..Self::new("") })))
    }

    /// The rules; finds their parameters and lines on the first call.
    ///
    /// # Panics
    ///
    /// If parameters or indentation do not follow the grammar, which the generator never emits. A malformed line is an
    /// error when it is evaluated.
    pub fn rules(&self) -> &Rules {
        self.decoded.get_or_init(|| {
            Rules::scan(Cow::Borrowed(self.text))
                .unwrap_or_else(|error| panic!("invariant: endpoint rules are well-formed: {error}"))
        })
    }

    /// The endpoint for these values.
    ///
    /// # Errors
    ///
    /// As [`Rules::resolve`].
    pub(super) fn resolve(&self, values: &Values) -> Result<Endpoint, ResolveEndpointError> {
        // A thread that does not get the lock resolves the endpoint itself instead of waiting.
        let last = self.last.try_lock().ok().and_then(|last| last.clone());
        if let Some(last) = last.filter(|last| last.0 == *values) {
            return Ok(last.1.clone());
        }
        let endpoint = self.rules().resolve(values)?;
        if let Ok(mut last) = self.last.try_lock() {
            *last = Some(Arc::new((values.clone(), endpoint.clone())));
        }
        Ok(endpoint)
    }
}

/// Rules, whose lines are found, and whose conditions are decoded, when they are first evaluated.
#[derive(Debug)]
pub struct Rules {
    pub(super) parameters: Vec<Parameter>,
    /// The byte at which the rules start, unless there is a diagram.
    pub(super) start: usize,
    pub(super) first: OnceLock<Option<Box<Line>>>,
    /// The diagram that replaces the rules, if there is one.
    pub(super) diagram: Option<Diagram>,
    /// The parameters, then the values that conditions assign.
    pub(super) names: Vec<String>,
    pub(super) text: Cow<'static, str>,
}

/// A line of the text, and what is known so far: its content, and the lines below and after it.
#[derive(Debug)]
pub(super) struct Line {
    /// Its place in the text.
    pub(super) text: Range<usize>,
    pub(super) depth: usize,
    /// The start of the next line.
    pub(super) end: usize,
    /// The number of bytes of all lines below it, if it says so.
    pub(super) length: Option<usize>,
    pub(super) content: OnceLock<Box<Content>>,
    pub(super) below: OnceLock<Option<Box<Line>>>,
    pub(super) after: OnceLock<Option<Box<Line>>>,
}

/// A decoded line.
#[derive(Debug)]
pub(super) enum Content {
    /// The lines below are evaluated if this condition and all after it are true.
    Conditions(Option<Condition>),
    Outcome(Outcome),
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// The name in the model.
    pub name: String,
    /// Its type.
    pub kind: ParameterKind,
    /// The setting of the client that determines its value.
    pub built_in: Option<String>,
    /// Whether it must have a value.
    pub required: bool,
    /// Its default.
    pub default: Option<DefaultValue>,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParameterKind {
    /// A truth value.
    Boolean,
    /// A text.
    String,
    /// Texts.
    StringArray,
}

/// The default of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultValue {
    /// Of a boolean.
    Boolean(bool),
    /// Of a string.
    String(String),
    /// Of an array of strings.
    StringArray(Vec<String>),
}

/// A decision diagram: each node tests a condition and leads to another node or to a result.
#[derive(Debug)]
pub(super) struct Diagram {
    pub(super) conditions: Vec<Line>,
    pub(super) results: Vec<Line>,
    /// The condition of each node, and the nodes for true and false, which have later conditions.
    pub(super) nodes: Vec<(usize, Target, Target)>,
    pub(super) root: Target,
}

/// Where a node leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Node(usize),
    Result(usize),
    Nowhere,
}

#[derive(Debug)]
pub(super) struct Condition {
    pub(super) value: Expression,
    pub(super) keep: Option<usize>,
    /// The place of the conditions after it in the text, unless it is the last of its line.
    pub(super) rest: Option<Range<usize>>,
    /// The next condition, which is decoded only after this one was true.
    pub(super) next: OnceLock<Box<Condition>>,
}

#[derive(Debug)]
pub(super) enum Expression {
    Boolean(bool),
    Integer(i64),
    Template(Template),
    Reference(Reference),
    Call(Function, Vec<Expression>),
    AttributeOf(Box<Expression>, Vec<Step>),
}

/// A name, or an attribute of its value.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) name: usize,
    pub(super) path: Vec<Step>,
}

#[derive(Debug)]
pub(super) enum Step {
    Attribute(String),
    /// Counted from the end, if it is negative.
    Index(isize),
}

/// Text with references in it.
#[derive(Debug)]
pub(super) struct Template(pub(super) Vec<Part>);

#[derive(Debug)]
pub(super) enum Part {
    Text(String),
    Reference(Reference),
}

#[derive(Debug)]
pub(super) enum Outcome {
    Error(Expression),
    Endpoint(Box<EndpointTemplate>),
}

#[derive(Debug)]
pub(super) struct EndpointTemplate {
    pub(super) url: Expression,
    pub(super) headers: Vec<(String, Vec<Expression>)>,
    pub(super) properties: Vec<(String, Property)>,
}

/// A property of an endpoint; texts in it are templates.
#[derive(Debug)]
pub(super) enum Property {
    Fixed(Document),
    Template(Template),
    Array(Vec<Property>),
    Object(Vec<(String, Property)>),
}

impl Rules {
    /// The parameters.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The index of the parameter that is bound to this built-in.
    pub(crate) fn built_in(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.built_in.as_deref() == Some(name))
    }
}

//! Checks of the expressions of waiters (Smithy, `waitable`).

use super::expression::{Comparison, Expected, Function, JmesPath, Literal, Matcher, PathMatcher};
use super::service::{Model, Operation, ShapeKind, Simple};
use super::shape_id::ShapeId;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Checks the expressions of all waiters.
pub(super) fn check(model: &Model, diagnostics: &mut Diagnostics) {
    for operation in model.operations.values() {
        for waiter in &operation.waiters {
            for acceptor in &waiter.acceptors {
                let (path, root) = match &acceptor.matcher {
                    Matcher::Output(path) => (path, output(operation)),
                    Matcher::InputOutput(path) => {
                        (path, Kind::Both(input(operation).into(), output(operation).into()))
                    }
                    Matcher::Success(_) | Matcher::Error(_) | Matcher::Status(_) => continue,
                };
                if let Err(problem) = fits(model, path, &root) {
                    let text = path.text.escape_debug();
                    diagnostics.report(
                        Diagnostic::error(format!("the waiter `{}` cannot wait for `{text}`", waiter.name))
                            .at(acceptor.span, problem)
                            .help("correct the path or the expected value, or remove the waiter"),
                    );
                }
            }
        }
    }
}

fn input(operation: &Operation) -> Kind<'_> {
    operation.input.as_ref().map_or(Kind::Null, |input| Kind::Shape(&input.target))
}

fn output(operation: &Operation) -> Kind<'_> {
    operation.output.as_ref().map_or(Kind::Null, |output| Kind::Shape(&output.target))
}

/// The type of a value, as far as the model determines it.
#[derive(Clone, Debug)]
enum Kind<'a> {
    /// Any type: a document, or a result that depends on values.
    Any,
    Null,
    Boolean,
    Number,
    Text,
    List(Box<Self>),
    /// An object with these values.
    Object(Vec<(&'a str, Self)>),
    /// An object with values of this kind.
    Map(Box<Self>),
    /// A shape that is a structure or a union.
    Shape(&'a ShapeId),
    /// An object with the members `input` and `output`.
    Both(Box<Self>, Box<Self>),
}

impl Kind<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Null => "nothing",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Map(_) | Self::Shape(_) | Self::Both(..) => "an object",
        }
    }
}

fn fits(model: &Model, path: &PathMatcher, root: &Kind<'_>) -> Result<(), String> {
    let kind = kind(model, &path.expression, root)?;
    let value = match (path.comparison, kind) {
        (_, Kind::Any) => return Ok(()),
        (Comparison::Equal, kind) => kind,
        (Comparison::All | Comparison::Any, Kind::List(element)) => *element,
        (Comparison::All | Comparison::Any, kind) => return Err(format!("{}, not a list", kind.name())),
    };
    match (&path.expected, &value) {
        (_, Kind::Any) | (Expected::Boolean(_), Kind::Boolean) | (Expected::Text(_), Kind::Text) => Ok(()),
        (Expected::Boolean(_), other) => Err(format!("{}, compared with a boolean", other.name())),
        (Expected::Text(_), other) => Err(format!("{}, compared with a string", other.name())),
    }
}

/// The type of an expression on a value of the type `root`.
fn kind<'a>(model: &'a Model, expression: &'a JmesPath, root: &Kind<'a>) -> Result<Kind<'a>, String> {
    let of = |expression: &'a JmesPath, root: &Kind<'a>| kind(model, expression, root);
    Ok(match expression {
        JmesPath::Current => root.clone(),
        JmesPath::Literal(Literal::Null) => Kind::Null,
        JmesPath::Literal(Literal::Boolean(_)) => Kind::Boolean,
        JmesPath::Not(inner) => {
            of(inner, root)?;
            Kind::Boolean
        }
        JmesPath::Compare(_, left, right) => {
            of(left, root)?;
            of(right, root)?;
            Kind::Boolean
        }
        JmesPath::Literal(Literal::Number(_)) => Kind::Number,
        JmesPath::Literal(Literal::Text(_)) => Kind::Text,
        JmesPath::Member(name) => member(model, name, root)?,
        JmesPath::Index(_) => element(root, "an element")?,
        JmesPath::Then(first, second) => of(second, &of(first, root)?)?,
        JmesPath::Each(list, each) => {
            let element = element(&of(list, root)?, "the elements")?;
            Kind::List(of(each, &element)?.into())
        }
        JmesPath::EachValue(object, each) => {
            let value = match of(object, root)? {
                Kind::Map(value) => *value,
                kind @ (Kind::Null | Kind::Boolean | Kind::Number | Kind::Text | Kind::List(_)) => {
                    return Err(format!("{} has no values", kind.name()));
                }
                Kind::Any | Kind::Object(_) | Kind::Shape(_) | Kind::Both(..) => Kind::Any,
            };
            Kind::List(of(each, &value)?.into())
        }
        JmesPath::Flatten(list) => {
            let list = of(list, root)?;
            if !matches!(list, Kind::List(_) | Kind::Any) {
                return Err(format!("{} cannot be flattened", list.name()));
            }
            let inner = element(&list, "the elements")?;
            if matches!(inner, Kind::List(_)) { inner } else { list }
        }
        JmesPath::If(condition, then) => {
            of(condition, root)?;
            of(then, root)?
        }
        JmesPath::Or(first, second) | JmesPath::And(first, second) => {
            let (first, second) = (of(first, root)?, of(second, root)?);
            if first.name() == second.name() { first } else { Kind::Any }
        }
        JmesPath::List(elements) => {
            let kinds: Vec<_> = elements.iter().map(|element| of(element, root)).collect::<Result<_, _>>()?;
            let mut kinds = kinds.into_iter();
            let first = kinds.next().unwrap_or(Kind::Any);
            let same = kinds.all(|kind| kind.name() == first.name());
            Kind::List(if same { first } else { Kind::Any }.into())
        }
        JmesPath::Object(members) => Kind::Object(
            members
                .iter()
                .map(|(name, value)| Ok((name.as_str(), of(value, root)?)))
                .collect::<Result<_, String>>()?,
        ),
        JmesPath::Call(function, arguments) => {
            let kinds: Vec<_> =
                arguments.iter().map(|argument| of(argument, root)).collect::<Result<_, _>>()?;
            call(*function, &kinds)?
        }
    })
}

fn call<'a>(function: Function, arguments: &[Kind<'a>]) -> Result<Kind<'a>, String> {
    let first = arguments.first().unwrap_or(&Kind::Null);
    let wrong = || Err(format!("`{}` of {}", function.name(), first.name()));
    let scalar = matches!(first, Kind::Null | Kind::Boolean | Kind::Number);
    let object =
        matches!(first, Kind::Any | Kind::Object(_) | Kind::Map(_) | Kind::Shape(_) | Kind::Both(..));
    match function {
        Function::Length if scalar => wrong(),
        Function::Length => Ok(Kind::Number),
        Function::Contains if scalar || object && !matches!(first, Kind::Any) => wrong(),
        Function::StartsWith | Function::EndsWith if !matches!(first, Kind::Any | Kind::Text) => wrong(),
        Function::Contains | Function::StartsWith | Function::EndsWith => Ok(Kind::Boolean),
        Function::Keys | Function::Values if !object => wrong(),
        Function::Keys => Ok(Kind::List(Kind::Text.into())),
        Function::Values => {
            let value = if let Kind::Map(value) = first { (**value).clone() } else { Kind::Any };
            Ok(Kind::List(value.into()))
        }
        Function::NotNull => {
            let same = arguments.iter().all(|argument| argument.name() == first.name());
            Ok(if same { first.clone() } else { Kind::Any })
        }
    }
}

fn element<'a>(kind: &Kind<'a>, what: &str) -> Result<Kind<'a>, String> {
    if let Kind::List(element) = kind {
        Ok((**element).clone())
    } else if let Kind::Any = kind {
        Ok(Kind::Any)
    } else {
        Err(format!("{what} of {}", kind.name()))
    }
}

fn member<'a>(model: &'a Model, name: &str, kind: &Kind<'a>) -> Result<Kind<'a>, String> {
    let unknown = || Err(format!("there is no member `{}`", name.escape_debug()));
    match kind {
        Kind::Any => Ok(Kind::Any),
        Kind::Map(value) => Ok((**value).clone()),
        Kind::Object(members) => match members.iter().find(|(member, _)| *member == name) {
            Some((_, kind)) => Ok(kind.clone()),
            None => unknown(),
        },
        Kind::Both(input, output) => match name {
            "input" => Ok((**input).clone()),
            "output" => Ok((**output).clone()),
            _ => unknown(),
        },
        Kind::Shape(id) => {
            let members = model.shape(id).kind.members();
            match members.into_iter().find(|member| member.name == name) {
                Some(member) => Ok(of_shape(model, &member.target.target)),
                None => unknown(),
            }
        }
        Kind::Null | Kind::Boolean | Kind::Number | Kind::Text | Kind::List(_) => {
            Err(format!("`{}` of {}", name.escape_debug(), kind.name()))
        }
    }
}

/// The type of the values of a shape.
fn of_shape<'a>(model: &'a Model, id: &'a ShapeId) -> Kind<'a> {
    match &model.shape(id).kind {
        ShapeKind::Enum { .. } => Kind::Text,
        ShapeKind::Simple(simple) => match simple {
            Simple::Blob | Simple::String => Kind::Text,
            Simple::Boolean => Kind::Boolean,
            Simple::Document => Kind::Any,
            Simple::BigDecimal
            | Simple::BigInteger
            | Simple::Byte
            | Simple::Double
            | Simple::Float
            | Simple::Integer
            | Simple::Long
            | Simple::Short
            | Simple::Timestamp => Kind::Number,
        },
        // Lists and maps that contain themselves were rejected, so this ends.
        ShapeKind::List { member } => Kind::List(of_shape(model, &member.target.target).into()),
        ShapeKind::Map { value, .. } => Kind::Map(of_shape(model, &value.target.target).into()),
        ShapeKind::Structure { .. } | ShapeKind::Union { .. } => Kind::Shape(id),
    }
}

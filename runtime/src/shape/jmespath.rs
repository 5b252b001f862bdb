//! Expressions of JMESPath, in the form that the generator writes: words with spaces between them, each operator before its
//! operands.
//!
//! `a[].b == 'c'` is `== each flatten .a .b 'c`.

use super::node::Node;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Current,
    Literal(Node),
    Member(String),
    Index(i64),
    Then(Box<Self>, Box<Self>),
    Each(Box<Self>, Box<Self>),
    EachValue(Box<Self>, Box<Self>),
    Flatten(Box<Self>),
    If(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Compare(Operator, Box<Self>, Box<Self>),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
    Call(String, Vec<Self>),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The value of an expression on a value; `None` if the evaluation fails, as a function does with a value of the wrong
/// type, or if the text is not an expression.
pub fn evaluate(expression: &str, value: &Node) -> Option<Node> {
    let mut words = expression.split(' ');
    let expression = decode(&mut words)?;
    words.next().is_none().then(|| expression.of(value)).flatten()
}

/// Reads the literal of a word: a text, a number, `true`, `false` or `null`.
pub(crate) fn literal(word: &str) -> Option<Node> {
    Some(match (word, word.split_at_checked(1)) {
        ("null", _) => Node::Null,
        ("true" | "false", _) => Node::Boolean(word == "true"),
        (_, Some(("'", text))) => Node::Text(unescaped(text)?),
        (_, Some(("=", number))) => Node::Number(number.parse().ok()?),
        _ => return None,
    })
}

/// A text as the generator writes it: with `%` and two digits for bytes that are neither letters nor digits.
pub(crate) fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn decode<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Expression> {
    let word = words.next()?;
    if let Some(node) = literal(word) {
        return Some(Expression::Literal(node));
    }
    if let Some(name) = word.strip_prefix('.') {
        return Some(Expression::Member(unescaped(name)?));
    }
    if let Some(index) = word.strip_prefix('#') {
        return Some(Expression::Index(index.parse().ok()?));
    }
    if let Some((name, count)) = word.split_once(':') {
        let count: usize = count.parse().ok()?;
        return Some(match name {
            "list" => Expression::List((0..count).map(|_| decode(words)).collect::<Option<_>>()?),
            "object" => Expression::Object(
                (0..count)
                    .map(|_| Some((unescaped(words.next()?.strip_prefix('.')?)?, decode(words)?)))
                    .collect::<Option<_>>()?,
            ),
            name => {
                Expression::Call(name.to_owned(), (0..count).map(|_| decode(words)).collect::<Option<_>>()?)
            }
        });
    }
    let mut operand = || decode(words).map(Box::new);
    Some(match word {
        "@" => Expression::Current,
        "then" => Expression::Then(operand()?, operand()?),
        "each" => Expression::Each(operand()?, operand()?),
        "each-value" => Expression::EachValue(operand()?, operand()?),
        "flatten" => Expression::Flatten(operand()?),
        "if" => Expression::If(operand()?, operand()?),
        "or" => Expression::Or(operand()?, operand()?),
        "and" => Expression::And(operand()?, operand()?),
        "not" => Expression::Not(operand()?),
        "==" => Expression::Compare(Operator::Equal, operand()?, operand()?),
        "!=" => Expression::Compare(Operator::NotEqual, operand()?, operand()?),
        "<" => Expression::Compare(Operator::Less, operand()?, operand()?),
        "<=" => Expression::Compare(Operator::LessOrEqual, operand()?, operand()?),
        ">" => Expression::Compare(Operator::Greater, operand()?, operand()?),
        ">=" => Expression::Compare(Operator::GreaterOrEqual, operand()?, operand()?),
        _ => return None,
    })
}

impl Expression {
    /// The value of the expression on a value (JMESPath specification).
    fn of(&self, value: &Node) -> Option<Node> {
        Some(match self {
            Self::Current => value.clone(),
            Self::Literal(node) => node.clone(),
            Self::Member(name) => match value {
                Node::Object(members) => members
                    .iter()
                    .find(|(member, _)| member == name)
                    .map_or(Node::Null, |(_, value)| value.clone()),
                _ => Node::Null,
            },
            Self::Index(index) => match value {
                Node::List(elements) => {
                    let length = i64::try_from(elements.len()).ok()?;
                    let at = if *index < 0 { length + index } else { *index };
                    usize::try_from(at).ok().and_then(|at| elements.get(at)).cloned().unwrap_or(Node::Null)
                }
                _ => Node::Null,
            },
            Self::Then(first, second) => second.of(&first.of(value)?)?,
            Self::Each(list, each) => match list.of(value)? {
                Node::List(elements) => each.of_all(elements.iter())?,
                _ => Node::Null,
            },
            Self::EachValue(object, each) => match object.of(value)? {
                Node::Object(members) => each.of_all(members.iter().map(|(_, value)| value))?,
                _ => Node::Null,
            },
            Self::Flatten(list) => match list.of(value)? {
                Node::List(elements) => Node::List(
                    elements
                        .into_iter()
                        .flat_map(|element| match element {
                            Node::List(inner) => inner,
                            element => vec![element],
                        })
                        .collect(),
                ),
                _ => Node::Null,
            },
            Self::If(condition, then) => {
                if truth(&condition.of(value)?) {
                    then.of(value)?
                } else {
                    Node::Null
                }
            }
            Self::Or(first, second) => {
                let first = first.of(value)?;
                if truth(&first) { first } else { second.of(value)? }
            }
            Self::And(first, second) => {
                let first = first.of(value)?;
                if truth(&first) { second.of(value)? } else { first }
            }
            Self::Not(inner) => Node::Boolean(!truth(&inner.of(value)?)),
            Self::Compare(operator, left, right) => compare(*operator, &left.of(value)?, &right.of(value)?),
            Self::List(_) | Self::Object(_) if *value == Node::Null => Node::Null,
            Self::List(elements) => {
                Node::List(elements.iter().map(|element| element.of(value)).collect::<Option<_>>()?)
            }
            Self::Object(members) => Node::Object(
                members
                    .iter()
                    .map(|(name, member)| Some((name.clone(), member.of(value)?)))
                    .collect::<Option<_>>()?,
            ),
            Self::Call(name, arguments) => {
                let arguments =
                    arguments.iter().map(|argument| argument.of(value)).collect::<Option<Vec<_>>>()?;
                call(name, &arguments)?
            }
        })
    }

    /// Its values on each of these values, without nulls.
    fn of_all<'a>(&self, values: impl Iterator<Item = &'a Node>) -> Option<Node> {
        let values = values.map(|value| self.of(value)).collect::<Option<Vec<_>>>()?;
        Some(Node::List(values.into_iter().filter(|value| *value != Node::Null).collect()))
    }
}

/// Whether a value is true in JMESPath: it is not null, false or empty.
fn truth(value: &Node) -> bool {
    match value {
        Node::Null => false,
        Node::Boolean(value) => *value,
        Node::Number(_) => true,
        Node::Text(text) => !text.is_empty(),
        Node::List(elements) => !elements.is_empty(),
        Node::Object(members) => !members.is_empty(),
    }
}

fn compare(operator: Operator, left: &Node, right: &Node) -> Node {
    let order = match (operator, left, right) {
        (Operator::Equal, ..) => return Node::Boolean(equal(left, right)),
        (Operator::NotEqual, ..) => return Node::Boolean(!equal(left, right)),
        (_, Node::Number(left), Node::Number(right)) => left.partial_cmp(right),
        _ => return Node::Null,
    };
    Node::Boolean(order.is_some_and(|order| match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Equal | Operator::NotEqual => false,
    }))
}

/// Whether two values are equal; the order of members does not matter.
fn equal(left: &Node, right: &Node) -> bool {
    match (left, right) {
        (Node::List(left), Node::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Node::Object(left), Node::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| {
                    right.iter().any(|(other, same)| name == other && equal(value, same))
                })
        }
        _ => left == right,
    }
}

fn call(name: &str, arguments: &[Node]) -> Option<Node> {
    Some(match (name, arguments) {
        ("length", [Node::Text(text)]) => Node::Number(text.chars().count() as f64),
        ("length", [Node::List(elements)]) => Node::Number(elements.len() as f64),
        ("length", [Node::Object(members)]) => Node::Number(members.len() as f64),
        ("contains", [Node::List(elements), value]) => {
            Node::Boolean(elements.iter().any(|element| equal(element, value)))
        }
        ("contains", [Node::Text(text), Node::Text(part)]) => Node::Boolean(text.contains(part.as_str())),
        ("contains", [Node::Text(_), _]) => Node::Boolean(false),
        ("starts_with", [Node::Text(text), Node::Text(part)]) => {
            Node::Boolean(text.starts_with(part.as_str()))
        }
        ("ends_with", [Node::Text(text), Node::Text(part)]) => Node::Boolean(text.ends_with(part.as_str())),
        ("keys", [Node::Object(members)]) => {
            Node::List(members.iter().map(|(name, _)| Node::Text(name.clone())).collect())
        }
        ("values", [Node::Object(members)]) => {
            Node::List(members.iter().map(|(_, value)| value.clone()).collect())
        }
        ("not_null", values) => {
            values.iter().find(|value| **value != Node::Null).cloned().unwrap_or(Node::Null)
        }
        _ => return None,
    })
}

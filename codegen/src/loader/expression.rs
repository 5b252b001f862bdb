//! Text → expression of JMESPath.

use crate::model::{Function, JmesPath, Literal, Operator};
use jmespath::Variable;
use jmespath::ast::{Ast, Comparator};

/// The maximum length of an expression, since the parser recurses for each bracket.
const MAX_LENGTH: usize = 1000;

/// The maximum number of times that a result may contain the input value: each `{a: @, b: @}` doubles the number.
const MAX_COPIES: usize = 1000;

/// Parses an expression.
///
/// # Errors
///
/// The error, or the part that is not supported: slices, references to expressions, functions that no waiter needs,
/// literals with parts, and expressions with too large results.
pub fn parse(text: &str) -> Result<JmesPath, String> {
    if text.len() > MAX_LENGTH {
        return Err(format!("longer than {MAX_LENGTH} bytes"));
    }
    let ast = jmespath::parse(text).map_err(|error| error.reason.to_string().trim().to_owned())?;
    let expression = expression(&ast)?;
    if copies(&expression) > MAX_COPIES {
        return Err(format!("gives the same value more than {MAX_COPIES} times"));
    }
    Ok(expression)
}

/// An upper bound of the number of times that the result contains the input value.
fn copies(expression: &JmesPath) -> usize {
    let sum = |parts: &[&JmesPath]| parts.iter().fold(0, |sum: usize, part| sum.saturating_add(copies(part)));
    match expression {
        JmesPath::Current | JmesPath::Literal(_) | JmesPath::Member(_) | JmesPath::Index(_) => 1,
        JmesPath::Flatten(inner) | JmesPath::Not(inner) => copies(inner),
        JmesPath::Then(first, second)
        | JmesPath::Each(first, second)
        | JmesPath::EachValue(first, second) => copies(first).saturating_mul(copies(second)),
        JmesPath::If(first, second)
        | JmesPath::Or(first, second)
        | JmesPath::And(first, second)
        | JmesPath::Compare(_, first, second) => sum(&[first, second]),
        JmesPath::List(parts) | JmesPath::Call(_, parts) => sum(&parts.iter().collect::<Vec<_>>()),
        JmesPath::Object(members) => sum(&members.iter().map(|(_, part)| part).collect::<Vec<_>>()),
    }
}

fn expression(ast: &Ast) -> Result<JmesPath, String> {
    let of = |ast: &Ast| expression(ast).map(Box::new);
    let all = |asts: &[Ast]| asts.iter().map(expression).collect::<Result<Vec<_>, _>>();
    Ok(match ast {
        Ast::Identity { .. } => JmesPath::Current,
        Ast::Literal { value, .. } => JmesPath::Literal(match &**value {
            Variable::Null => Literal::Null,
            Variable::Bool(value) => Literal::Boolean(*value),
            Variable::Number(number) => Literal::Number(number.as_f64().unwrap_or(f64::NAN)),
            Variable::String(text) => Literal::Text(text.clone()),
            Variable::Array(_) | Variable::Object(_) | Variable::Expref(_) => {
                return Err("a literal with parts is not supported".to_owned());
            }
        }),
        Ast::Field { name, .. } => JmesPath::Member(name.clone()),
        Ast::Index { idx, .. } => JmesPath::Index(*idx),
        Ast::Subexpr { lhs, rhs, .. } => JmesPath::Then(of(lhs)?, of(rhs)?),
        Ast::Projection { lhs, rhs, .. } => {
            if let Ast::ObjectValues { node, .. } = &**lhs {
                JmesPath::EachValue(of(node)?, of(rhs)?)
            } else {
                JmesPath::Each(of(lhs)?, of(rhs)?)
            }
        }
        Ast::Flatten { node, .. } => JmesPath::Flatten(of(node)?),
        Ast::Condition { predicate, then, .. } => JmesPath::If(of(predicate)?, of(then)?),
        Ast::Or { lhs, rhs, .. } => JmesPath::Or(of(lhs)?, of(rhs)?),
        Ast::And { lhs, rhs, .. } => JmesPath::And(of(lhs)?, of(rhs)?),
        Ast::Not { node, .. } => JmesPath::Not(of(node)?),
        Ast::Comparison { comparator, lhs, rhs, .. } => {
            let operator = match comparator {
                Comparator::Equal => Operator::Equal,
                Comparator::NotEqual => Operator::NotEqual,
                Comparator::LessThan => Operator::Less,
                Comparator::LessThanEqual => Operator::LessOrEqual,
                Comparator::GreaterThan => Operator::Greater,
                Comparator::GreaterThanEqual => Operator::GreaterOrEqual,
            };
            JmesPath::Compare(operator, of(lhs)?, of(rhs)?)
        }
        Ast::MultiList { elements, .. } => JmesPath::List(all(elements)?),
        Ast::MultiHash { elements, .. } => JmesPath::Object(
            elements
                .iter()
                .map(|pair| Ok((pair.key.clone(), expression(&pair.value)?)))
                .collect::<Result<_, String>>()?,
        ),
        Ast::Function { name, args, .. } => {
            let Some(function) = Function::named(name) else {
                return Err(format!("the function `{}` is not supported", name.escape_debug()));
            };
            if !function.takes(args.len()) {
                return Err(format!("`{name}` does not take {} arguments", args.len()));
            }
            JmesPath::Call(function, all(args)?)
        }
        Ast::Expref { .. } => return Err("references to expressions are not supported".to_owned()),
        Ast::Slice { .. } => return Err("slices are not supported".to_owned()),
        Ast::ObjectValues { .. } => return Err("values of an object are not supported here".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_waiter_needs_is_refused() {
        for (text, expected) in [
            ("a.", "Expected identifier"),
            ("a[1:2]", "slices are not supported"),
            ("sort_by(a, &b)", "the function `sort_by` is not supported"),
            ("length(a, b)", "`length` does not take 2 arguments"),
            ("`[1]`", "a literal with parts is not supported"),
            (&"!".repeat(1001), "longer than 1000 bytes"),
            (&["{a: @, b: @}"; 50].join("|"), "more than 1000 times"),
        ] {
            let problem = parse(text).expect_err(text);
            assert!(problem.contains(expected), "{text}: {problem}");
        }
    }
}

//! `--query`: selects the parts of an output that are printed.

use crate::failure::Failure;
use jmespath::ast::Ast;
use jmespath::{Expression, Variable};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of brackets, dots and similar characters of an expression.
const MAX_SIGNS: usize = 5_000;

/// The stack that the library uses per level, with a margin.
const STACK_PER_SIGN: usize = 32 << 10;

/// A JMESPath expression.
#[derive(Debug)]
pub struct Query(String);

impl Query {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// [`Failure`] that shows where the expression is not valid.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let text = &quoted(text);
        if signs(text) > MAX_SIGNS {
            return Err(Failure::usage(format!("--query: the expression has more than {MAX_SIGNS} signs")));
        }
        with_stack(text, || compiled(text).map(|_| ()))?;
        Ok(Self(text.to_owned()))
    }

    /// The result of the expression on a value.
    ///
    /// # Errors
    ///
    /// [`Failure`]: a function has invalid arguments.
    pub fn search(&self, value: &Value) -> Result<Value, Failure> {
        with_stack(&self.0, || {
            let expression = compiled(&self.0)?;
            let data = Variable::try_from(value.clone()).map_err(|error| failed(&error))?;
            let found = expression.search(data).map_err(|error| failed(&error))?;
            let mut found = serde_json::to_value(&*found).map_err(|error| failed(&error))?;
            let mut orders = Orders::default();
            orders.of_value(value);
            orders.of_ast(expression.as_ast());
            orders.restore(&mut found);
            Ok(found)
        })
    }
}

/// An expression whose literals are JSON: as in the AWS CLI, an invalid one is a text without its quotation marks.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    let mut characters = text.chars();
    // Within quotation marks, nothing is a literal.
    while let Some(character) = characters.next() {
        quoted.push(character);
        if !matches!(character, '`' | '"' | '\'') {
            continue;
        }
        let mut inside = String::new();
        let mut ended = false;
        while let Some(next) = characters.next() {
            if next == character {
                ended = true;
                break;
            }
            inside.push(next);
            if next == '\\' {
                inside.extend(characters.next());
            }
        }
        let literal = inside.replace("\\`", "`");
        if character == '`' && ended && serde_json::from_str::<Value>(&literal).is_err() {
            inside = format!("\"{}\"", inside.trim_start());
        }
        quoted.push_str(&inside);
        if ended {
            quoted.push(character);
        }
    }
    quoted
}

fn signs(text: &str) -> usize {
    text.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()).count()
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(format!("--query: {error}"))
}

fn compiled(text: &str) -> Result<Expression<'static>, Failure> {
    jmespath::compile(text).map_err(|error| failed(&error))
}

/// Runs a recursion as deep as an expression is nested, on a stack of sufficient size.
fn with_stack<T: Send>(text: &str, run: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    std::thread::scope(|scope| {
        let stack = (2 << 20) + signs(text) * STACK_PER_SIGN;
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, run);
        let thread = thread.map_err(|error| Failure::other(format!("cannot start a thread: {error}")))?;
        thread.join().unwrap_or_else(|_| Err(Failure::usage("--query: the expression cannot be evaluated")))
    })
}

/// The original orders of keys, by the sorted keys, since the library sorts them.
#[derive(Default)]
struct Orders(BTreeMap<BTreeSet<String>, Vec<String>>);

impl Orders {
    fn add<'a>(&mut self, keys: impl Iterator<Item = &'a String>) {
        let keys: Vec<String> = keys.cloned().collect();
        self.0.entry(keys.iter().cloned().collect()).or_insert(keys);
    }

    fn of_value(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|element| self.of_value(element)),
            Value::Object(object) => {
                self.add(object.keys());
                object.values().for_each(|value| self.of_value(value));
            }
            _ => {}
        }
    }

    fn of_ast(&mut self, ast: &Ast) {
        match ast {
            Ast::MultiHash { elements, .. } => {
                self.add(elements.iter().map(|pair| &pair.key));
                elements.iter().for_each(|pair| self.of_ast(&pair.value));
            }
            Ast::MultiList { elements, .. } => elements.iter().for_each(|ast| self.of_ast(ast)),
            Ast::Function { args, .. } => args.iter().for_each(|ast| self.of_ast(ast)),
            Ast::Comparison { lhs, rhs, .. }
            | Ast::Projection { lhs, rhs, .. }
            | Ast::And { lhs, rhs, .. }
            | Ast::Or { lhs, rhs, .. }
            | Ast::Subexpr { lhs, rhs, .. } => {
                self.of_ast(lhs);
                self.of_ast(rhs);
            }
            Ast::Condition { predicate, then, .. } => {
                self.of_ast(predicate);
                self.of_ast(then);
            }
            Ast::Expref { ast, .. } => self.of_ast(ast),
            Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => {
                self.of_ast(node);
            }
            Ast::Identity { .. }
            | Ast::Field { .. }
            | Ast::Index { .. }
            | Ast::Literal { .. }
            | Ast::Slice { .. } => {}
        }
    }

    fn restore(&self, value: &mut Value) {
        match value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.restore(element)),
            Value::Object(object) => {
                object.values_mut().for_each(|value| self.restore(value));
                let keys: BTreeSet<String> = object.keys().cloned().collect();
                if let Some(order) = self.0.get(&keys) {
                    let taken = |key: &String| Some((key.clone(), object.get(key)?.clone()));
                    let ordered: Map<String, Value> = order.iter().filter_map(taken).collect();
                    *object = ordered;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_stay_in_their_order() {
        let value = json!({"z": {"b": 1, "a": 2}, "list": [{"y": 1, "x": 2}, {"y": 3, "x": 4}]});
        let found = |text: &str| Query::new(text).expect(text).search(&value).expect(text).to_string();
        assert_eq!(found("z"), r#"{"b":1,"a":2}"#);
        assert_eq!(found("list[?y > `1`]"), r#"[{"y":3,"x":4}]"#);
        assert_eq!(found("list[].{two: y, one: x}"), r#"[{"two":1,"one":2},{"two":3,"one":4}]"#);
        assert_eq!(found("@"), value.to_string());
        assert_eq!(found("missing"), "null");
        assert_eq!(found("list[?y == `1`].x | [0]"), "2");
        assert_eq!(found("`y`"), "\"y\"");
        assert_eq!(found("[` it's`, '`y`', `\"z\"`, `\\``]"), r#"["it's","`y`","z","`"]"#);
        assert_eq!(Query::new("a[").expect_err("no expression").code, 252);
        for deep in [
            format!("{}a{}", "(".repeat(60_000), ")".repeat(60_000)),
            "!".repeat(60_000),
            ".a".repeat(60_000),
        ] {
            assert!(Query::new(&deep).expect_err("too many signs").text.contains("5000 signs"));
        }
        let deepest = format!("{}a{}", "(".repeat(2500), ")".repeat(2500));
        assert_eq!(found(&deepest), "null");
        assert_eq!(found(&format!("{}a", "!".repeat(5000))), "false");
        assert_eq!(found(&format!("a{}", ".a".repeat(5000))), "null");
        assert_eq!(
            Query::new("abs('a')").expect("an expression").search(&value).expect_err("no number").code,
            252
        );
    }
}

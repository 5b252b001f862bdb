//! `--query`: what is printed of an output.

use crate::failure::Failure;
use jmespath::ast::Ast;
use jmespath::{Expression, Variable};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A JMESPath expression.
#[derive(Debug)]
pub struct Query(Expression<'static>);

impl Query {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// [`Failure`] that shows where the expression is not valid.
    pub fn new(text: &str) -> Result<Self, Failure> {
        jmespath::compile(text).map(Self).map_err(|error| Failure::usage(format!("--query: {error}")))
    }

    /// What the expression finds in a value.
    ///
    /// # Errors
    ///
    /// [`Failure`]: a function does not take what it is given.
    pub fn search(&self, value: &Value) -> Result<Value, Failure> {
        let failed = |error: &dyn std::fmt::Display| Failure::usage(format!("--query: {error}"));
        let data = Variable::try_from(value.clone()).map_err(|error| failed(&error))?;
        let found = self.0.search(data).map_err(|error| failed(&error))?;
        let mut found = serde_json::to_value(&*found).map_err(|error| failed(&error))?;
        let mut orders = Orders::default();
        orders.of_value(value);
        orders.of_ast(self.0.as_ast());
        orders.restore(&mut found);
        Ok(found)
    }
}

/// The orders that keys have where they come from: the library sorts them. By the keys themselves.
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
        assert_eq!(Query::new("a[").expect_err("no expression").code, 252);
        assert_eq!(
            Query::new("abs('a')").expect("an expression").search(&value).expect_err("no number").code,
            252
        );
    }
}

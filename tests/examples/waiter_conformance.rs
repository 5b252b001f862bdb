//! Judges the evaluator of JMESPath: `cargo xtask conformance waiters` runs it.
//!
//! Reads the lines that `waiters.py` prints. Each expression goes through the generator's loader, becomes the text that a crate
//! would carry, and is evaluated by the runtime. Prints every difference and a summary.

use serde_json::Value;
use smithwright_codegen::loader::parse_jmespath;
use smithwright_codegen::lower::waiters::expression;
use smithwright_runtime::{Node, evaluate};
use std::collections::BTreeSet;
use std::io::BufRead;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let (mut expressions, mut refused) = (BTreeSet::new(), BTreeSet::new());
    let (mut same, mut errors, mut nulls, mut different) = (0, 0, 0, 0);
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let case: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let text = case["expression"].as_str().unwrap_or_default();
        expressions.insert(text.to_owned());
        let ours = match parse_jmespath(text) {
            Ok(parsed) => evaluate(&expression(&parsed), &node(&case["value"])),
            Err(problem) => {
                // Both implementations reject the expression.
                if case.get("error").is_none() && refused.insert(text.to_owned()) {
                    different += 1;
                    println!("{}: `{text}`\n    refused: {problem}", case["name"]);
                }
                None
            }
        };
        let theirs = case.get("expected").map(node);
        if ours == theirs {
            same += 1;
            errors += usize::from(theirs.is_none());
            nulls += usize::from(theirs == Some(Node::Null));
        } else if !refused.contains(text) {
            different += 1;
            println!(
                "{}: `{text}`\n    ours   {ours:?}\n    theirs {theirs:?} {}",
                case["name"], case["error"]
            );
        }
    }
    println!(
        "{} expressions, {} cases: {same} the same ({errors} errors, {nulls} without a value), {different} differ",
        expressions.len(),
        same + different
    );
    Ok(different == 0 && same > 0)
}

fn node(value: &Value) -> Node {
    match value {
        Value::Null => Node::Null,
        Value::Bool(value) => Node::Boolean(*value),
        Value::Number(number) => Node::Number(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => Node::Text(text.clone()),
        Value::Array(elements) => Node::List(elements.iter().map(node).collect()),
        Value::Object(members) => {
            Node::Object(members.iter().map(|(name, value)| (name.clone(), node(value))).collect())
        }
    }
}

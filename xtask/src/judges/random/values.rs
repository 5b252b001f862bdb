//! Random values of shapes, for examples.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The nesting from which on structures, unions, lists and maps have no values.
const DEEPEST: usize = 5;

/// Gives operations examples, with output or error.
pub(super) fn add_examples(random: &mut Rng, shapes: &mut Map<String, Value>, operations: &[String]) {
    for id in operations {
        let operation = &shapes[id];
        let mut of = |id: &Value| value(random, shapes, id.as_str()?, 0);
        let Some(input) = of(&operation["input"]["target"]) else { continue };
        let mut example =
            json!({ "title": "T `x` \"1\" [a](b) *c*", "documentation": "D ```", "input": input });
        let error = &operation["errors"][0]["target"];
        if let Some(content) = of(error) {
            example["error"] = json!({ "shapeId": error, "content": content });
        } else if let Some(output) = of(&operation["output"]["target"]) {
            example["output"] = output;
        }
        shapes[id]["traits"]["smithy.api#examples"] = json!([example]);
    }
}

/// A value of a shape; none if it would be too deep, or is a stream of events.
fn value(random: &mut Rng, shapes: &Map<String, Value>, id: &str, depth: usize) -> Option<Value> {
    let unknown = Value::Null;
    let shape = shapes.get(id).unwrap_or(&unknown);
    let mut one_of = |values: &[Value]| values[random.usize(..values.len())].clone();
    let kind = shape["type"].as_str().or(id.strip_prefix("smithy.api#")).unwrap_or_default();
    if shape["traits"]["smithy.api#streaming"].is_object() && kind == "union" || depth > DEEPEST {
        return None;
    }
    let target = |member: &Value| member["target"].as_str().unwrap_or_default().to_owned();
    Some(match kind {
        "Unit" => json!({}),
        "string" | "String" => one_of(&["", "a\"b\\", "é{}", "line\nbreak", "#\"", "\t"].map(Value::from)),
        "Byte" => one_of(&[i8::MIN, i8::MAX].map(Value::from)),
        "Short" => one_of(&[i16::MIN, i16::MAX].map(Value::from)),
        "Integer" => one_of(&[i32::MIN, i32::MAX].map(Value::from)),
        "Long" => one_of(&[i64::MIN, i64::MAX].map(Value::from)),
        "double" | "Double" | "Float" => one_of(&[json!(1.5), json!("NaN"), json!("-Infinity")]),
        "BigInteger" | "BigDecimal" => json!(1_234_567_890_123_u64),
        "boolean" | "Boolean" => one_of(&[true, false].map(Value::from)),
        "timestamp" | "Timestamp" => one_of(&[json!(0), json!(1_500_000_000.5)]),
        "blob" | "Blob" => one_of(&["", "YWJj"].map(Value::from)),
        "Document" => one_of(&[json!(null), json!([1, { "a": null }]), json!({ "type": "y" })]),
        "enum" | "intEnum" => {
            let members = shape["members"].as_object()?.values();
            one_of(
                &members.map(|member| member["traits"]["smithy.api#enumValue"].clone()).collect::<Vec<_>>(),
            )
        }
        "list" => {
            let target = target(&shape["member"]);
            (0..random.usize(..3)).filter_map(|_| value(random, shapes, &target, depth + 1)).collect()
        }
        "map" => {
            let target = target(&shape["value"]);
            let keys = ["", "a\"b"].into_iter().take(random.usize(..3));
            keys.filter_map(|key| Some((key, value(random, shapes, &target, depth + 1)?))).collect()
        }
        "structure" => {
            let mut values = Map::new();
            for (name, member) in shape["members"].as_object()? {
                let required = member["traits"]["smithy.api#required"].is_object();
                if required || random.bool() {
                    match value(random, shapes, &target(member), depth + 1) {
                        Some(value) => drop(values.insert(name.clone(), value)),
                        None if required => return None,
                        None => {}
                    }
                }
            }
            values.into()
        }
        "union" => {
            let members: Vec<_> = shape["members"].as_object()?.iter().collect();
            let (name, member) = random.choice(members)?;
            json!({ name: value(random, shapes, &target(member), depth + 1)? })
        }
        _ => return None,
    })
}

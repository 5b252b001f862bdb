//! Models with random faults: each results in a crate or a diagnostic, and never in a panic.

mod support;

use serde_json::{Value, json};
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::loader::load_endpoint_rules;
use smithwright_codegen::lower::endpoint_rules::text as rules_text;
use smithwright_runtime::endpoint::{Rules, Values};
use support::{WEATHER, request, source};

/// A small generator of numbers (an xorshift), so that every run breaks the same models.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn weird() -> Vec<Value> {
    let texts = [
        "",
        "a",
        "../x",
        "Self",
        "self",
        "_",
        "__",
        "1",
        "é",
        "a b",
        "type",
        "{",
        "}",
        "/",
        "//",
        "/{a}/{b+}",
        "\0",
        "Option",
        "String",
        "crate",
        "r#x",
        "\"",
        "*/",
        "map",
        "list",
        "structure",
        "timestamp",
        "uri",
        "header",
        "querystring",
        "headers",
        "statusCode",
        "?",
        "City",
        "Forecasts",
        "Units",
        "GetCity",
        "com.example.garden#Plant",
        "smithy.api#Unit",
        "#",
    ];
    let texts = texts.iter().map(|text| json!(text));
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!({}),
        json!([]),
        json!([1]),
        json!({"shape": "City"}),
        json!({"target": "com.example.garden#Mood"}),
    ];
    texts.chain(others).collect()
}

/// Changes one value somewhere below `value`.
fn mutate(value: &mut Value, random: &mut Random, weird: &[Value]) {
    let replacement = weird[random.below(weird.len())].clone();
    let here = random.below(4) == 0;
    match value {
        Value::Object(object) if !object.is_empty() => {
            let keys: Vec<String> = object.keys().cloned().collect();
            let key = &keys[random.below(keys.len())];
            match (here, random.below(3)) {
                (true, 0) => drop(object.remove(key)),
                (true, 1) => drop(object.insert(key.clone(), replacement)),
                (true, _) => {
                    let moved = object.remove(key).unwrap_or_default();
                    object.insert(replacement.as_str().unwrap_or("x").to_owned(), moved);
                }
                (false, _) => {
                    if let Some(inner) = object.get_mut(key) {
                        mutate(inner, random, weird);
                    }
                }
            }
        }
        Value::Array(array) if !array.is_empty() && !here => {
            let index = random.below(array.len());
            mutate(&mut array[index], random, weird);
        }
        other => *other = replacement,
    }
}

#[test]
fn a_broken_model_is_a_crate_or_a_diagnostic() {
    let models = [WEATHER, include_str!("fixtures/garden.smithy.json")];
    let models = models.map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    let (weird, mut random) = (weird(), Random(0x5eed));
    let (mut crates, mut refused) = (0, 0);
    for round in 0..1200 {
        let mut broken = models[round % models.len()].clone();
        for _ in 0..=random.below(3) {
            mutate(&mut broken, &mut random, &weird);
        }
        let mut diagnostics = Diagnostics::default();
        // The formatter parses emitted tokens, so a generated crate is at least Rust.
        match smithwright_codegen::generate(&source(&broken.to_string()), &request(), &mut diagnostics) {
            Ok(_) => crates += 1,
            Err(_) => refused += 1,
        }
    }
    // Both happen, or the test breaks too much or too little.
    assert!(crates > 50 && refused > 50, "{crates} crates, {refused} refused");
}

#[test]
fn broken_endpoint_rules_are_a_text_that_the_runtime_reads_or_a_diagnostic() {
    let (weird, mut random) = (weird(), Random(0xe2d));
    let (mut read, mut refused) = (0, 0);
    let texts = ["kitchen-sink-2026-01-01", "../../models/pinpoint-2016-12-01"].map(|name| {
        let path = format!("{}/../tests/models/{name}.endpoint-rule-set.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("rules")
    });
    for round in 0..1000 {
        let mut broken: Value = serde_json::from_str(&texts[round % texts.len()]).expect("JSON");
        for _ in 0..=random.below(3) {
            mutate(&mut broken, &mut random, &weird);
        }
        let mut diagnostics = Diagnostics::default();
        match load_endpoint_rules(&source(&broken.to_string()), SourceId(0), &mut diagnostics) {
            Ok(rules) => {
                let text = rules_text(&rules);
                let rules = Rules::decode(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
                let mut values = Values::default();
                values.fill(&rules);
                let _ = rules.resolve(&values);
                read += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 50 && refused > 50, "{read} read, {refused} refused");
}

#[test]
fn rules_that_are_nested_too_deeply_are_refused() {
    for (open, close) in [
        ("{\"type\": \"tree\", \"rules\": [", "]}"),
        ("{\"type\": \"error\", \"error\": {\"fn\": \"not\", \"argv\": [", "]}}"),
    ] {
        let deep = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
        let text = format!("{{\"parameters\": {{}}, \"rules\": [{deep}]}}");
        let mut diagnostics = Diagnostics::default();
        let result = load_endpoint_rules(&source(&text), SourceId(0), &mut diagnostics);
        assert!(result.is_err() && !diagnostics.list().is_empty());
    }
}

#[test]
fn a_truncated_model_is_refused() {
    let end = WEATHER.trim_end().len();
    for length in (0..end).step_by(7) {
        let mut diagnostics = Diagnostics::default();
        let result = smithwright_codegen::generate(&source(&WEATHER[..length]), &request(), &mut diagnostics);
        assert!(result.is_err() && !diagnostics.list().is_empty(), "{length}");
        smithwright_codegen::io::render::render(&diagnostics, &[source(&WEATHER[..length])], false);
    }
}

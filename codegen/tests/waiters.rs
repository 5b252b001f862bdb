//! Waiters, as a trait of JSON AST and in a file beside API JSON.

mod support;

use serde_json::{Value, json};
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::plan;
use support::smithy::garden;
use support::{request, source};

const API: &str = r#"{
    "metadata": {"apiVersion": "1", "endpointPrefix": "garden", "protocol": "json", "jsonVersion": "1.1",
        "serviceFullName": "Garden", "serviceId": "Garden", "signatureVersion": "v4", "signingName": "garden",
        "targetPrefix": "Garden"},
    "operations": {"GetBed": {"name": "GetBed", "http": {"method": "POST", "requestUri": "/"},
        "input": {"shape": "GetBedInput"}, "output": {"shape": "GetBedOutput"}, "errors": [{"shape": "NoBed"}]}},
    "shapes": {
        "GetBedInput": {"type": "structure", "members": {"name": {"shape": "String"}, "count": {"shape": "Integer"}}},
        "GetBedOutput": {"type": "structure",
            "members": {"state": {"shape": "String"}, "plants": {"shape": "Plants"}, "notes": {"shape": "Notes"}}},
        "Plants": {"type": "list", "member": {"shape": "Plant"}},
        "Plant": {"type": "structure",
            "members": {"name": {"shape": "String"}, "dry": {"shape": "Boolean"}, "parts": {"shape": "Plants"}}},
        "Notes": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Plant"}},
        "NoBed": {"type": "structure", "members": {}, "exception": true, "error": {"httpStatusCode": 404}},
        "String": {"type": "string"}, "Integer": {"type": "integer"}, "Boolean": {"type": "boolean"}}
}"#;

/// The waiters of a plan as lines, and the diagnostics.
fn planned(model: Source, file: Option<Source>) -> (Option<Vec<String>>, String) {
    let (mut request, mut diagnostics, mut sources) =
        (request(), Diagnostics::default(), vec![model.clone()]);
    if let Some(file) = file {
        request.beside.waiters = Some((file.clone(), SourceId(1)));
        sources.push(file);
    }
    let plan = plan(&model, &request, &mut diagnostics).ok();
    let lines = plan.map(|plan| {
        let waiters = plan.operations.into_iter().flat_map(|operation| operation.waiters);
        let lines = waiters.flat_map(|waiter| {
            let head = format!("{} {} {:?}", waiter.method, waiter.fluent_builder, waiter.delays);
            std::iter::once(head).chain(waiter.acceptors)
        });
        lines.collect()
    });
    (lines, render(&diagnostics, &sources, false))
}

/// With waiters as botocore has them.
fn beside(waiters: &Value) -> (Option<Vec<String>>, String) {
    let text = json!({ "version": 2, "waiters": waiters }).to_string();
    planned(source(API), Some(Source { name: "waiters.json".to_owned(), text }))
}

/// A waiter of botocore with one acceptor.
fn accepting(acceptor: Value) -> (Option<Vec<String>>, String) {
    beside(
        &json!({ "BedReady": { "operation": "GetBed", "delay": 5, "maxAttempts": 2, "acceptors": [acceptor] } }),
    )
}

/// With the trait of a JSON AST.
fn waitable(waiters: Value) -> (Option<Vec<String>>, String) {
    let (text, plants) = (json!({ "target": "smithy.api#String" }), json!({ "target": "a#Plants" }));
    let plant = json!({ "name": text, "dry": { "target": "smithy.api#Boolean" }, "parts": plants });
    let model = garden(
        json!({}),
        &[(
            "GetBed",
            json!({ "input": { "target": "a#GetBedInput" }, "output": { "target": "a#GetBedOutput" },
                "errors": [{ "target": "a#NoBed" }], "traits": { "smithy.waiters#waitable": waiters } }),
        )],
        json!({
            "a#GetBedInput": { "type": "structure",
                "members": { "name": text, "count": { "target": "smithy.api#Integer" } } },
            "a#GetBedOutput": { "type": "structure",
                "members": { "state": text, "plants": plants, "notes": { "target": "a#Notes" } } },
            "a#Plants": { "type": "list", "member": { "target": "a#Plant" } },
            "a#Plant": { "type": "structure", "members": plant },
            "a#Notes": { "type": "map", "key": text, "value": { "target": "a#Plant" } },
            "a#NoBed": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } },
        }),
    );
    planned(model, None)
}

fn output(path: &str, comparator: &str, expected: &str) -> Value {
    json!({ "output": { "path": path, "comparator": comparator, "expected": expected } })
}

#[test]
fn a_trait_and_a_file_beside_api_json_give_the_same_waiter() {
    let (of_file, problems) =
        beside(&json!({ "BEDReady": { "operation": "GetBed", "delay": 5, "maxAttempts": 2,
        "acceptors": [
            { "matcher": "path", "argument": "state", "expected": "a b", "state": "success" },
            { "matcher": "pathAny", "argument": "plants[].name", "expected": "ivy", "state": "failure" },
            { "matcher": "pathAll", "argument": "notes.*.name", "expected": "é", "state": "retry" },
            { "matcher": "path", "argument": "length(plants[?dry == `true` && name != 'ivy']) >= `1`",
                "expected": true, "state": "failure" },
            { "matcher": "error", "expected": "NoBed", "state": "retry" },
            { "matcher": "error", "expected": false, "state": "success" },
        ] } }));
    assert_eq!(problems, "");
    let (of_trait, problems) = waitable(json!({ "BEDReady": { "minDelay": 5, "acceptors": [
        { "state": "success", "matcher": output("state", "stringEquals", "a b") },
        { "state": "failure", "matcher": output("plants[].name", "anyStringEquals", "ivy") },
        { "state": "retry", "matcher": output("notes.*.name", "allStringEquals", "é") },
        { "state": "failure", "matcher": output("length(plants[?dry == `true` && name != 'ivy']) >= `1`",
            "booleanEquals", "true") },
        { "state": "retry", "matcher": { "errorType": "a#NoBed" } },
        { "state": "success", "matcher": { "success": true } },
    ] } }));
    assert_eq!(problems, "");
    assert_eq!(of_file, of_trait);
    let expected = [
        "wait_until_bed_ready BedReadyFluentBuilder (5, 120)",
        "success output equal 'a%20b .state",
        "failure output any 'ivy each flatten .plants .name",
        "retry output all '%C3%A9 each-value .notes .name",
        "failure output equal true >= length:1 each .plants if and == .dry true != .name 'ivy @ =1",
        "retry error NoBed",
        "success ok true",
    ];
    assert_eq!(of_file.expect("a plan"), expected);
}

#[test]
fn a_waiter_can_compare_input_and_output() {
    let both = |path: &str| {
        json!({ "Same": { "acceptors": [{ "state": "success",
            "matcher": { "inputOutput": { "path": path, "comparator": "booleanEquals", "expected": "true" } } }] } })
    };
    let (lines, problems) = waitable(both("length(output.plants) == input.count"));
    assert_eq!(problems, "");
    let expected = "success both equal true == length:1 then .output .plants then .input .count";
    assert_eq!(lines.expect("a plan")[1], expected);
    let (lines, problems) = waitable(both("in.count == `1`"));
    assert!(lines.is_none() && problems.contains("there is no member `in`"), "{problems}");
}

#[test]
fn a_status_code_stands_for_the_errors_that_have_it() {
    let status = |code: u16| accepting(json!({ "matcher": "status", "expected": code, "state": "retry" }));
    assert_eq!(status(200).0.expect("a plan")[1..], ["retry ok true"]);
    assert_eq!(status(404).0.expect("a plan")[1..], ["retry error NoBed"]);
    let (lines, problems) = status(403);
    assert_eq!(lines.expect("a plan").len(), 1);
    assert!(problems.starts_with("warning: no error of `GetBed` has the status code 403"), "{problems}");
}

#[test]
fn a_path_that_does_not_fit_the_output_is_an_error() {
    let text = |path: &str, comparator: &str| {
        waitable(
            json!({ "A": { "acceptors": [{ "state": "success", "matcher": output(path, comparator, "true") }] } }),
        )
    };
    for (path, comparator, expected) in [
        ("stat", "stringEquals", "there is no member `stat`"),
        ("plants.name", "stringEquals", "`name` of a list"),
        ("state.name", "stringEquals", "`name` of a string"),
        ("plants", "stringEquals", "a list, compared with a string"),
        ("plants[].dry", "anyStringEquals", "a boolean, compared with a string"),
        ("state", "booleanEquals", "a string, compared with a boolean"),
        ("state", "allStringEquals", "a string, not a list"),
        ("state[]", "allStringEquals", "a string cannot be flattened"),
        ("state[*].a", "allStringEquals", "the elements of a string"),
        ("plants.*", "anyStringEquals", "a list has no values"),
        ("length(plants[0].dry) == `1`", "booleanEquals", "`length` of a boolean"),
        ("contains(notes, 'a')", "booleanEquals", "`contains` of an object"),
        ("plants[?nam == 'a'] == `1`", "booleanEquals", "there is no member `nam`"),
    ] {
        let (lines, problems) = text(path, comparator);
        assert!(lines.is_none() && problems.contains(expected), "{path}: {problems}");
        assert!(problems.contains("the waiter `A` cannot wait for"), "{problems}");
    }
    for (path, comparator) in [
        ("plants[0].parts[-1].name", "stringEquals"),
        ("not_null(state, plants[0].name)", "stringEquals"),
        ("keys(notes)", "anyStringEquals"),
        ("values(notes)[].name", "anyStringEquals"),
        ("plants[].[name, state(@)][]", "anyStringEquals"),
        ("plants[].[name][]", "anyStringEquals"),
        ("plants[].{a: name}.a", "anyStringEquals"),
        ("contains(state, 'a') || !starts_with(state, 'b')", "booleanEquals"),
    ] {
        let (lines, problems) = text(path, comparator);
        let fine = lines.is_some() && problems.is_empty();
        assert_eq!(fine, !path.contains("state(@)"), "{path}: {problems}");
    }
}

#[test]
fn what_is_wrong_with_a_waiter_is_said() {
    let path = |argument: &str| json!({ "matcher": "path", "argument": argument, "expected": "a", "state": "success" });
    for (acceptor, expected) in [
        (path("a["), "cannot be waited for"),
        (path("sort_by(plants, &name)"), "the function `sort_by` is not supported"),
        (json!({ "matcher": "path", "expected": "a", "state": "success" }), "the key `argument` is missing"),
        (
            json!({ "matcher": "path", "argument": "state", "expected": 1, "state": "success" }),
            "unknown matcher `path`",
        ),
        (json!({ "matcher": "status", "expected": 1e9, "state": "success" }), "unknown matcher `status`"),
        (json!({ "matcher": "error", "expected": "A", "state": "done" }), "unknown state `done`"),
        (json!({ "matcher": "error", "state": "retry" }), "the key `expected` is missing"),
    ] {
        let (lines, problems) = accepting(acceptor);
        assert!(lines.is_none() && problems.contains(expected), "{problems}");
    }
    for (waiter, expected) in [
        (json!({ "minDelay": 9, "maxDelay": 3, "acceptors": [] }), "waits for longer than it may"),
        (json!({ "minDelay": 0, "acceptors": [] }), "`minDelay` is not a number of seconds"),
        (json!({}), "the key `acceptors` is missing"),
        (json!({ "acceptors": [{ "state": "retry", "matcher": {} }] }), "unknown matcher"),
        (
            json!({ "acceptors": [{ "state": "retry", "matcher": output("state", "equals", "a") }] }),
            "unknown comparator",
        ),
        (
            json!({ "acceptors": [{ "state": "retry", "matcher": output("state", "booleanEquals", "a") }] }),
            "`a` is not a boolean",
        ),
    ] {
        let (lines, problems) = waitable(json!({ "A": waiter }));
        assert!(lines.is_none() && problems.contains(expected), "{problems}");
    }
    let (lines, problems) =
        beside(&json!({ "A": { "operation": "GetTree", "delay": 1, "maxAttempts": 1, "acceptors": [] } }));
    assert!(
        lines.is_some() && problems.contains("there is no operation `GetTree` for this waiter"),
        "{problems}"
    );
}

#[test]
fn two_waiters_whose_names_meet_are_reported() {
    let waiter = json!({ "acceptors": [{ "state": "success", "matcher": { "success": true } }] });
    let (lines, problems) = waitable(json!({ "BedReady": waiter, "BEDReady": waiter }));
    assert!(lines.is_none() && problems.contains("bed_ready"), "{problems}");
}

//! Examples of models: their validation, and their documentation.

mod support;

use serde_json::{Value, json};
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::{Files, generate};
use support::smithy::garden;
use support::{WEATHER, request, source};

/// A service in IDL with examples.
const LIBRARY: &str = r#"$version: "2"

namespace example.library

use aws.protocols#restJson1

@restJson1
@title("Library")
@httpBearerAuth
service Library {
    version: "2026-01-01"
    operations: [Lend]
    errors: [Closed]
}

@http(method: "POST", uri: "/books/{isbn}")
@examples([
    {
        title: "Lend a book"
        documentation: "The *reader* takes it home."
        input: {
            isbn: "978-3-16-148410-0"
            until: "2026-05-01T00:00:00Z"
            reader: { name: "Ada", cards: [{ number: 1 }, { number: 2 }], notes: { seat: "A" } }
        }
        output: { fine: 0.5 }
    }
    {
        title: "A book that somebody else has"
        input: { isbn: "978-0-00-000000-2", reader: { name: "Bob" } }
        error: { shapeId: Taken, content: { message: "until May" } }
    }
    {
        title: "A number that is none"
        input: { isbn: "", reader: { name: "Bob" } }
        error: { shapeId: Closed, content: {} }
        allowConstraintErrors: true
    }
])
operation Lend {
    input := {
        @required
        @httpLabel
        isbn: Isbn
        until: Timestamp
        @required
        reader: Reader
    }
    output := {
        fine: Float
    }
    errors: [Taken]
}

@length(min: 10)
string Isbn

structure Reader {
    @required
    name: String
    cards: Cards
    notes: Notes
}

list Cards { member: Card }
structure Card { number: Integer }
map Notes { key: String, value: String }

@error("client")
structure Taken { message: String }

@error("server")
structure Closed {}
"#;

fn made(source: &Source) -> (Option<Files>, String) {
    let mut diagnostics = Diagnostics::default();
    let files = generate(source, &request(), &mut diagnostics);
    (files.ok(), render(&diagnostics, std::slice::from_ref(source), false))
}

/// The documentation of the first module of an operation.
fn page(files: &Files, module: &str) -> String {
    let lines = files[&format!("src/operation/{module}.rs")].lines().skip(2);
    lines.take_while(|line| line.starts_with("//!")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn examples_of_a_smithy_model_become_calls() {
    let source = Source { name: "library.smithy".to_owned(), text: LIBRARY.to_owned() };
    let (files, problems) = made(&source);
    assert_eq!(problems, "");
    insta::assert_snapshot!(page(&files.expect("a crate"), "lend"));
}

/// The model with one example, and the problems with it.
fn problems_of(example: &Value) -> (Option<Files>, String) {
    let shapes = json!({
        "a#In": { "type": "structure", "members": {
            "must": { "target": "a#Short", "traits": { "smithy.api#required": {} } },
            "count": { "target": "smithy.api#Byte" },
            "kind": { "target": "a#Kind" },
            "choice": { "target": "a#Choice" },
            "when": { "target": "smithy.api#Timestamp" },
            "of": { "target": "a#List" },
            "ratio": { "target": "smithy.api#Float" },
        } },
        "a#Short": { "type": "string", "traits": { "smithy.api#length": { "max": 3 } } },
        "a#Kind": { "type": "enum", "members": { "A": { "target": "smithy.api#Unit" } } },
        "a#Choice": { "type": "union", "members": {
            "x": { "target": "smithy.api#String" }, "y": { "target": "smithy.api#Unit" },
        } },
        "a#List": { "type": "list", "member": { "target": "smithy.api#String" } },
        "a#Gone": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } },
        "a#Other": { "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } },
    });
    let dig = json!({ "input": { "target": "a#In" }, "output": { "target": "a#In" }, "errors": [{ "target": "a#Gone" }],
        "traits": { "smithy.api#examples": [example] } });
    made(&garden(json!({}), &[("Dig", dig)], shapes))
}

#[test]
fn what_smithy_refuses_of_an_example_is_an_error() {
    let of_input = |input: Value| json!({ "title": "It", "input": input });
    for (example, expected) in [
        (of_input(json!({})), "the required member `must` is missing"),
        (json!({ "title": "It" }), "the required member `must` is missing"),
        (of_input(json!({ "must": 1 })), "must be of type `string`, but is a number"),
        (of_input(json!({ "must": "long" })), "must be 3 or less, but is 4"),
        (of_input(json!({ "must": "a", "count": 128 })), "must be of type `byte`, but is a number"),
        (of_input(json!({ "must": "a", "count": null })), "must be of type `byte`, but is null"),
        (of_input(json!({ "must": "a", "kind": "B" })), "no value of the enum `Kind`"),
        (of_input(json!({ "must": "a", "choice": {} })), "a union has one member"),
        (of_input(json!({ "must": "a", "choice": { "x": "", "y": {} } })), "a union has one member"),
        (of_input(json!({ "must": "a", "when": "May" })), "must be of type `timestamp`, but is a string"),
        (of_input(json!({ "must": "a", "of": [null] })), "must be of type `string`, but is null"),
        (of_input(json!({ "must": "a", "ratio": "half" })), "must be of type `float`, but is a string"),
        (of_input(json!([])), "must be of type `structure`, but is an array"),
        (
            json!({ "title": "It", "input": { "must": "a" }, "output": {} }),
            "the output of the example `It` does not fit the operation `Dig`",
        ),
        (
            json!({ "title": "It", "input": { "must": "a" }, "output": { "must": "a" },
                "error": { "shapeId": "a#Gone", "content": {} } }),
            "an example has either an output or an error",
        ),
        (
            json!({ "title": "It", "input": { "must": "a" }, "error": { "shapeId": "a#Other", "content": {} } }),
            "the operation has no error `a#Other`",
        ),
        (
            json!({ "title": "It", "input": { "must": "a" }, "error": { "shapeId": "a#Gone", "content": [] } }),
            "the error of the example `It` does not fit the operation `Dig`",
        ),
        (
            json!({ "title": "It", "input": { "must": "a" }, "allowConstraintErrors": true }),
            "an example that allows constraint errors has an error",
        ),
        (json!({ "input": {} }), "the key `title` is missing"),
        (of_input((0..100).fold(json!("a"), |inner, _| json!([inner]))), "more than 64 levels deep"),
    ] {
        let (files, problems) = problems_of(&example);
        assert!(files.is_none() && problems.contains(expected), "{example}: {problems}");
    }
}

#[test]
fn an_example_that_nobody_could_call_is_left_out() {
    let (files, problems) = problems_of(&json!({ "title": "It", "input": { "must": "a", "more": 1 } }));
    assert!(
        problems.starts_with("warning: ") && problems.contains("there is no member `more`"),
        "{problems}"
    );
    assert!(problems.contains("the documentation leaves it out"), "{problems}");
    assert!(!files.expect("a crate")["src/operation/dig.rs"].contains("# Examples"));
    let (files, problems) = problems_of(
        &json!({ "title": "It", "input": { "must": "a" }, "output": { "must": "a", "more": 1 } }),
    );
    assert!(problems.contains("the output of the example"), "{problems}");
    assert!(files.expect("a crate")["src/operation/dig.rs"].contains("# Examples"));
}

#[test]
fn a_wrong_example_beside_a_model_is_a_warning() {
    let examples = json!({ "version": "1.0", "examples": {
        "GetCity": [
            { "title": "A city", "id": "1", "description": "<p>By its <i>id</i>.</p>", "comments": { "input": {} },
                "input": { "CityId": "7", "Path": "a/b", "Units": "METRIC" }, "output": { "Nothing": 1 } },
            { "title": "No city", "id": "2", "input": { "CityId": "7" } },
        ],
        "Forgotten": [],
    } });
    let mut request = request();
    let beside = Source { name: "examples-1.json".to_owned(), text: examples.to_string() };
    request.beside.examples = Some((beside.clone(), SourceId(1)));
    let mut diagnostics = Diagnostics::default();
    let files = generate(&source(WEATHER), &request, &mut diagnostics).expect("a crate");
    insta::assert_snapshot!(render(&diagnostics, &[source(WEATHER), beside], false));
    insta::assert_snapshot!(page(&files, "get_city"));
}

#[test]
fn validation_also_looks_at_outputs_beside_a_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let examples = json!({ "version": "1.0", "examples": { "GetCity": [
        { "title": "A city", "id": "1", "input": { "CityId": "7", "Path": "a" }, "output": { "Name": 1 } },
    ] } });
    std::fs::write(folder.path().join("weather.examples.json"), examples.to_string()).expect("a file");
    let model = folder.path().join("weather.normal.json");
    std::fs::write(&model, WEATHER).expect("a file");
    let said = |command: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_smithwright"));
        let output = program.args(command).arg(&model).output().expect("the program runs");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let validated = said(&["validate"]);
    assert!(validated.contains("weather.normal.json: valid, warnings: 1\n"), "{validated}");
    assert!(validated.contains("the output of the example `A city` does not fit"), "{validated}");
    // Documentation does not show it, so it does not matter there.
    let out = folder.path().join("out").display().to_string();
    let generated = said(&["generate", "--out", &out, "--model"]);
    assert!(generated.contains("created") && !generated.contains("warning"), "{generated}");
}

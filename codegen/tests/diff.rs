//! What is said to have changed from one model to another.

use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::diff::{self, Advice, Change, Kind, Weight};
use smithwright_codegen::lower::Options;
use smithwright_codegen::model::Model;
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::{Renames, Request};
use std::collections::BTreeSet;
use std::path::Path;

const HOTEL: &str = r#"$version: "2"
namespace example.hotel
use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1
use smithy.waiters#waitable

/// Rooms and guests.
@service(sdkId: "Hotel")
@sigv4(name: "hotel")
@restJson1
service Hotel { version: "2026-01-01", operations: [GetRoom, ListRooms], errors: [Full] }

/// Gets a room.
@readonly
@http(method: "GET", uri: "/rooms/{number}")
@waitable(RoomFree: { acceptors: [
    { state: "success", matcher: { output: { path: "state", expected: "FREE", comparator: "stringEquals" } } }
] })
operation GetRoom {
    input := { @required @httpLabel number: Integer }
    output := { @required name: String, state: State, bed: Bed, beds: Beds, price: Integer = 0 }
    errors: [NoRoom]
}

@readonly
@http(method: "GET", uri: "/rooms")
@paginated(inputToken: "next", outputToken: "next", items: "rooms")
operation ListRooms {
    input := { @httpQuery("next") next: String, filter: Filter }
    output := { next: String, rooms: Rooms }
}

list Rooms { member: Room }
list Beds { member: Bed }
structure Room { @required number: Integer, state: State, bed: Bed }
structure Bed { @required width: Integer, kind: String }
@length(min: 1, max: 5)
string Pattern
structure Filter { pattern: Pattern }
enum State { FREE, TAKEN }
@error("client") structure NoRoom { message: String }
@error("client") @httpError(409) structure Full { message: String }
"#;

fn model(text: &str) -> Model {
    let request = Request::new(Options {
        package: None,
        version: "1.0.0".to_owned(),
        runtime_dependency: Dependency::path(Path::new("runtime")),
        origin: String::new(),
        renames: Renames::new(),
        family: None,
    });
    let source = Source { name: "hotel.smithy".to_owned(), text: text.to_owned() };
    let mut diagnostics = Diagnostics::default();
    let model = smithwright_codegen::model(&source, &request, &mut diagnostics);
    model.unwrap_or_else(|_| panic!("{text}\n{:?}", diagnostics.list()))
}

fn changes(new: &str) -> Vec<Change> {
    diff::changes(&model(HOTEL), &model(new))
}

fn lines(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let weight = change.kind.weight().name();
        format!("{weight}: {} {}: {}", change.kind.name(), change.subject, change.text)
    };
    changes.iter().map(line).collect()
}

/// What is replaced in the model, by what, and what is said of it.
const EDITS: &[(&str, &str, &[&str])] = &[
    ("", "", &[]),
    ("// no comment", "", &[]),
    (
        "/// Gets a room.",
        "/// Gets one room.",
        &["documentation: documentation-changed GetRoom: the documentation changed"],
    ),
    (
        "operations: [GetRoom, ListRooms]",
        "operations: [GetRoom]",
        &["breaking: operation-removed ListRooms: the operation was removed"],
    ),
    (
        "@http(method: \"GET\", uri: \"/rooms/{number}\")",
        "@http(method: \"GET\", uri: \"/room/{number}\")",
        &[
            "wire: http-changed GetRoom: the request line changed from `GET /rooms/{number}` to `GET /room/{number}`",
        ],
    ),
    ("errors: [NoRoom]", "errors: []", &["breaking: error-removed GetRoom: the error `NoRoom` was removed"]),
    (
        "operation ListRooms {",
        "operation ListRooms { errors: [NoRoom]",
        &["addition: error-added ListRooms: the error `NoRoom` was added"],
    ),
    (
        "@paginated(inputToken: \"next\", outputToken: \"next\", items: \"rooms\")",
        "",
        &["breaking: pagination-removed ListRooms: results no longer come in pages"],
    ),
    (
        "outputToken: \"next\", items: \"rooms\")",
        "outputToken: \"next\")",
        &["breaking: pagination-changed ListRooms: results come in other pages"],
    ),
    (
        "expected: \"FREE\"",
        "expected: \"TAKEN\"",
        &["wire: waiter-changed GetRoom: the waiter `RoomFree` waits for something else"],
    ),
    (
        "RoomFree:",
        "RoomOpen:",
        &[
            "breaking: waiter-removed GetRoom: the waiter `RoomFree` was removed",
            "addition: waiter-added GetRoom: the waiter `RoomOpen` was added",
        ],
    ),
    (
        "structure Filter {",
        "structure Filter { floor: Integer,",
        &["addition: member-added Filter$floor: the member was added"],
    ),
    (
        "structure Filter {",
        "structure Filter { @required floor: Integer,",
        &[
            "breaking: required-member-added Filter$floor: the member was added, and is required",
            "breaking: builder-changed Filter: its builder can fail now",
        ],
    ),
    (
        "structure Room {",
        "structure Room { @required floor: Integer,",
        &["addition: member-added Room$floor: the member was added"],
    ),
    (", kind: String }", " }", &["breaking: member-removed Bed$kind: the member was removed"]),
    (
        "kind: String }",
        "kind: Long }",
        &["breaking: member-target-changed Bed$kind: the type changed from `String` to `Long`"],
    ),
    (
        "kind: String }",
        "kind: String, inner: Bed }",
        &["addition: member-added Bed$inner: the member was added"],
    ),
    (
        "structure Filter {",
        "structure Filter { @required @default(\"\") note: String,",
        &["breaking: required-member-added Filter$note: the member was added, and is required"],
    ),
    (
        "next: String, rooms: Rooms",
        "next: String, rooms: Rooms, @required count: Integer",
        &[
            "addition: member-added ListRoomsOutput$count: the member was added",
            "breaking: builder-changed ListRoomsOutput: its builder can fail now",
        ],
    ),
    (
        "enum State { FREE, TAKEN }",
        "enum State { OPEN = \"FREE\"\n TAKEN }",
        &["breaking: enum-value-renamed State$FREE: the value has the name `OPEN` now, not `FREE`"],
    ),
    ("kind: String }", "kind: Kind }\nstring Kind", &[]),
    (
        "structure Bed { @required width",
        "structure Bed { width",
        &[
            "breaking: optionality-changed Bed$width: it is no longer required, and an `Option`",
            "breaking: builder-changed Bed: its builder can no longer fail",
        ],
    ),
    (
        "structure Filter { pattern",
        "structure Filter { @required pattern",
        &[
            "breaking: optionality-changed Filter$pattern: it is required now, and no `Option`",
            "breaking: builder-changed Filter: its builder can fail now",
        ],
    ),
    (
        "price: Integer = 0",
        "price: Integer = 1",
        &["wire: default-changed GetRoomOutput$price: the default changed"],
    ),
    (
        "name: String,",
        "@jsonName(\"n\") name: String,",
        &["wire: wire-name-changed GetRoomOutput$name: the name in JSON changed"],
    ),
    (
        "@httpQuery(\"next\")",
        "@httpHeader(\"next\")",
        &["wire: member-binding-changed ListRoomsInput$next: the place in requests and responses changed"],
    ),
    ("FREE, TAKEN", "FREE, TAKEN, DIRTY", &["addition: enum-value-added State$DIRTY: the value was added"]),
    ("FREE, TAKEN", "FREE", &["breaking: enum-value-removed State$TAKEN: the value was removed"]),
    (
        "enum State { FREE, TAKEN }",
        "string State",
        &["breaking: kind-changed State: the type changed from `enum` to `string`"],
    ),
    (
        "enum State { FREE, TAKEN }",
        "enum State { FREE, TAKEN = \"TAKEN\"\n ODD = \"a`\\u001b[31m\" }",
        &["addition: enum-value-added State$a`\\u{1b}[31m: the value was added"],
    ),
    ("max: 5", "max: 6", &["wire: constraint-changed Pattern: the bounds changed"]),
    (
        "@httpError(409)",
        "@httpError(410)",
        &["wire: error-trait-changed Full: code, status or retries of the error changed"],
    ),
    (
        "string Pattern",
        "@sensitive string Pattern",
        &["wire: sensitive-changed Pattern: whether values are sensitive changed"],
    ),
    (
        "list Rooms",
        "@sparse list Rooms",
        &["breaking: sparse-changed Rooms: whether there may be nulls changed"],
    ),
    (
        "@sigv4(name: \"hotel\")",
        "@sigv4(name: \"hotels\")",
        &[
            "wire: service-setting-changed the service: the name that requests are signed for changed from `hotel` to `hotels`",
        ],
    ),
    (
        "@restJson1\n",
        "@aws.protocols#awsJson1_1\n",
        &["wire: protocol-changed the service: the protocols changed from `rest-json` to `json-1.1`"],
    ),
    (
        "structure Filter {",
        "@deprecated structure Filter {",
        &["documentation: deprecated-changed Filter: it should no longer be used"],
    ),
];

#[test]
fn each_change_is_what_it_is() {
    let mut seen = BTreeSet::new();
    for (from, to, expected) in EDITS {
        let new = if from.starts_with("//") && to.is_empty() {
            format!("{from}\n{HOTEL}").replacen("// no comment\n$version", "$version", 1)
                + "\n// no comment\n"
        } else {
            assert!(from.is_empty() || HOTEL.contains(from), "{from}");
            HOTEL.replacen(from, to, 1)
        };
        let found = changes(&new);
        assert_eq!(lines(&found), *expected, "{from} -> {to}");
        seen.extend(found.iter().map(|change| change.kind));
        // The other way round there are as many changes.
        let back = diff::changes(&model(&new), &model(HOTEL));
        assert_eq!(back.len(), expected.len(), "{from} <- {to}: {:?}", lines(&back));
        seen.extend(back.iter().map(|change| change.kind));
    }
    let beside = [
        Kind::AuthChanged,
        Kind::BoxedChanged,
        Kind::EndpointRulesChanged,
        Kind::HostPrefixChanged,
        Kind::InputDocumentChanged,
        Kind::OperationSettingChanged,
        Kind::RequiredAdded,
        Kind::RequiredRemoved,
        Kind::ServiceAdded,
        Kind::ServiceRemoved,
        Kind::ShapeRenamed,
        Kind::StreamingChanged,
        Kind::TimestampFormatChanged,
    ];
    let unseen: Vec<_> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(unseen.iter().all(|kind| beside.contains(kind)), "{unseen:?}");
}

#[test]
fn each_kind_of_change_is_documented() {
    let page = include_str!("../../docs/model-changes.md");
    for kind in Kind::ALL {
        let row = format!("| `{}` | {} | {} |\n", kind.name(), kind.weight().name(), kind.meaning());
        assert!(page.contains(&row), "{row}");
    }
    assert_eq!(page.matches("\n| `").count(), Kind::ALL.len() + 4);
}

/// What the program says, and its exit code.
fn said(words: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_smithwright"))
        .arg("diff")
        .args(words)
        .output()
        .expect("the program runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn models_are_compared_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let old = file("old.smithy", HOTEL);
    let new = file("new.smithy", &HOTEL.replace("FREE, TAKEN", "FREE"));
    let other = file("other.smithy", &HOTEL.replace("sdkId: \"Hotel\"", "sdkId: \"Inn\""));
    let broken = file("broken.smithy", "namespace");
    assert_eq!(said(&[&old, &old]), (Some(0), "nothing changed\n".to_owned()));
    let (code, text) = said(&[&old, &new]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("Hotel: 1 breaking, 0 addition, 0 wire, 0 documentation (major)\n"), "{text}");
    assert!(text.contains(&format!("      - {old}:")), "{text}");
    assert_eq!(said(&[&old, &new, "--fail-on", "breaking"]).0, Some(1));
    assert_eq!(said(&[&new, &old, "--fail-on", "breaking"]).0, Some(0));
    assert_eq!(said(&[&new, &old, "--fail-on", "addition"]).0, Some(1));
    let json = said(&[&old, &new, "--format", "json"]).1;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json[0]["changes"][0]["kind"], "enum-value-removed");
    for (words, expected) in [
        ([&*old, &*other], "two services, not two versions of one: `Hotel` and `Inn`"),
        ([&old, &broken], "broken.smithy"),
        ([&old, "nothing"], "there is no model `nothing`"),
    ] {
        let (code, text) = said(&words);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_cause_is_one_change() {
    // Three members hold beds.
    let renamed = HOTEL
        .replace("Bed }", "Couch }")
        .replace("Bed,", "Couch,")
        .replace("structure Bed", "structure Couch");
    let found = changes(&renamed);
    assert_eq!(lines(&found), ["breaking: shape-renamed Bed: the structure has the name `Couch` now"]);
    assert_eq!(found[0].operations, ["GetRoom", "ListRooms"].map(str::to_owned).into());
    let other = HOTEL
        .replace("bed: Bed", "bed: String")
        .replace("list Beds { member: Bed }", "list Beds { member: String }");
    let other = other.replace("structure Bed { @required width: Integer, kind: String }\n", "");
    let found = changes(&other);
    assert_eq!(
        lines(&found),
        ["breaking: member-target-changed Beds$member: the type changed from `Bed` to `String`"]
    );
    assert_eq!(found[0].places, ["GetRoomOutput$bed", "Room$bed"]);
}

#[test]
fn changes_say_which_version_comes_next_and_where_they_are() {
    assert_eq!(diff::advice(&[]), Advice::None);
    let new = HOTEL
        .replace("FREE, TAKEN", "FREE")
        .replace("structure Filter {", "structure Filter { floor: Integer,");
    let found = changes(&new);
    assert_eq!(diff::advice(&found), Advice::Major);
    assert_eq!(found.iter().map(|change| change.kind.weight()).max(), Some(Weight::Breaking));
    let source = |text: &str| vec![Source { name: "hotel.smithy".to_owned(), text: text.to_owned() }];
    let sources = [source(HOTEL), source(&new)];
    assert_eq!(diff::stat("hotel", &found), "hotel: 1 breaking, 1 addition, 0 wire, 0 documentation (major)");
    let text = diff::text("hotel", &found, &sources);
    let line = |text: &str, what: &str| text.lines().position(|line| line.contains(what)).expect(what) + 1;
    for expected in [
        "\nbreaking\n  State$TAKEN: the value was removed\n      a variant is gone\n      in GetRoom, ListRooms\n",
        &format!("      - hotel.smithy:{}\n", line(HOTEL, "enum State")),
        &format!("      + hotel.smithy:{}\n", line(&new, "structure Filter")),
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let markdown = diff::markdown("hotel", &found);
    for expected in [
        "## hotel\n\nNext version: **major**.\n",
        "\n### breaking\n\n- `State$TAKEN`: the value was removed (in GetRoom, ListRooms)\n",
    ] {
        assert!(markdown.contains(expected), "{expected}\n{markdown}");
    }
    let json = diff::json([("hotel", found.as_slice(), &sources)].into_iter());
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let json = &json[0];
    assert_eq!((&json["format"], &json["advice"]), (&1.into(), &"major".into()));
    assert_eq!(json["changes"][0]["kind"], "member-added");
    assert_eq!(json["changes"][0]["operations"], serde_json::json!(["ListRooms"]));
}

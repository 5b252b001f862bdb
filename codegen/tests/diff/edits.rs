//! One change after the other.

use crate::{HOTEL, changes, lines, model, options};
use smithwright_codegen::diff::{self, Kind};
use std::collections::BTreeSet;

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
        &[
            "wire: protocol-changed the service: the protocols changed from `rest-json` to `json-1.1`",
            "breaking: presigning-removed GetRoom: requests can no longer be presigned",
        ],
    ),
    (
        "@httpLabel number: Integer }",
        "@httpLabel number: Integer, note: String }",
        &[
            "addition: member-added GetRoomInput$note: the member was added",
            "breaking: presigning-removed GetRoom: requests can no longer be presigned",
        ],
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
        let back = diff::changes(&model(&new), &model(HOTEL), &options());
        assert_eq!(back.len(), expected.len(), "{from} <- {to}: {:?}", lines(&back));
        seen.extend(back.iter().map(|change| change.kind));
    }
    let beside = [
        Kind::AuthChanged,
        Kind::BoxedChanged,
        Kind::EndpointParameterAdded,
        Kind::EndpointParameterRemoved,
        Kind::EndpointRulesChanged,
        Kind::HostPrefixChanged,
        Kind::InputDocumentChanged,
        Kind::MemberMoved,
        Kind::OperationSettingChanged,
        Kind::RequiredAdded,
        Kind::RequiredRemoved,
        Kind::ServiceAdded,
        Kind::ServiceRemoved,
        Kind::SettingAdded,
        Kind::SettingRemoved,
        Kind::ShapeRenamed,
        Kind::StreamingChanged,
        Kind::TimestampFormatChanged,
    ];
    let unseen: Vec<_> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(unseen.iter().all(|kind| beside.contains(kind)), "{unseen:?}");
}

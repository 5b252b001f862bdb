//! The reported changes from one model to another.

mod edits;
mod items;

use smithwright_codegen::Request;
use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::diff::{self, Advice, Change, Kind, Weight};
use smithwright_codegen::lower::Options;
use smithwright_codegen::model::Model;
use smithwright_codegen::plan::Dependency;
use std::path::Path;

const HOTEL: &str = include_str!("../../../tests/judges/semver/hotel.smithy");

fn options() -> Options {
    Options::new(Dependency::path(Path::new("runtime")))
}

fn model(text: &str) -> Model {
    let request = Request::new(options());
    let source = Source { name: "hotel.smithy".to_owned(), text: text.to_owned() };
    let mut diagnostics = Diagnostics::default();
    let model = smithwright_codegen::model(&source, &request, &mut diagnostics);
    model.unwrap_or_else(|_| panic!("{text}\n{:?}", diagnostics.list()))
}

fn changes(new: &str) -> Vec<Change> {
    diff::changes(&model(HOTEL), &model(new), &options())
}

fn lines(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let weight = change.kind.weight().name();
        format!("{weight}: {} {}: {}", change.kind.name(), change.subject, change.text)
    };
    changes.iter().map(line).collect()
}

#[test]
fn each_kind_of_change_is_documented() {
    let page = include_str!("../../../docs/model-changes.md");
    for kind in Kind::ALL {
        let row = format!("| `{}` | {} | {} |\n", kind.name(), kind.weight().name(), kind.meaning());
        assert!(page.contains(&row), "{row}");
    }
    let (table, _) = page.split_once("\n## Why").expect("reasons");
    assert_eq!(table.matches("\n| `").count(), Kind::ALL.len());
}

/// The output of the program, and its exit code.
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
    let empty = folder.path().join("empty").display().to_string();
    std::fs::create_dir(&empty).expect("a folder");
    assert_eq!(said(&[&old, &old]), (Some(0), "nothing changed\n".to_owned()));
    let (code, text) = said(&[&old, &new]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("Hotel: 1 breaking, 0 addition, 0 wire, 0 documentation (major)\n"), "{text}");
    assert!(text.contains(&format!("            - {old}:")), "{text}");
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
        ([&old, &empty], "empty` contains no models"),
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
    assert_eq!(found[0].operations, ["GetRoom", "ListRooms", "Watch"].map(str::to_owned).into());
    let other = HOTEL
        .replace("bed: Bed", "bed: String")
        .replace("list Beds { member: Bed }", "list Beds { member: String }");
    let other = other.replace("structure Bed { @required width: Integer, owner: Owner, kind: String }\n", "");
    let found = changes(&other);
    assert_eq!(
        lines(&found),
        ["breaking: member-target-changed Beds$member: the type changed from `Bed` to `String`"]
    );
    assert_eq!(found[0].places, ["Room$bed", "GetRoomOutput$bed"]);
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
    let text = diff::text("hotel", &found, &sources, false);
    let line = |text: &str, what: &str| text.lines().position(|line| line.contains(what)).expect(what) + 1;
    for expected in [
        "\nseveral operations\n  breaking  State$TAKEN: the value was removed\n            a variant of the enum was removed\n",
        "            aws_sdk_hotel::types::State::Taken\n            in GetRoom, ListRooms, Watch\n",
        "\nListRooms\n  addition  Filter$floor: the member was added\n",
        &format!("            - hotel.smithy:{}\n", line(HOTEL, "enum State")),
        &format!("            + hotel.smithy:{}\n", line(&new, "structure Filter")),
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(text.find("State$TAKEN") < text.find("Filter$floor"), "the gravest first\n{text}");
    let colored = diff::text("hotel", &found, &sources, true);
    assert!(colored.contains("\u{1b}[31mbreaking\u{1b}[0m  State$TAKEN"), "{colored}");
    let github = diff::github("hotel", &found, &sources);
    let expected = format!(
        "::warning file=hotel.smithy,line={},title=hotel%3A State$TAKEN (breaking)::the value was removed: a variant of the enum was removed%0A\
         aws_sdk_hotel::types::State::Taken\n",
        line(&new, "enum State")
    );
    assert!(github.starts_with(&expected), "{github}");
    let markdown = diff::markdown("hotel", &found);
    for expected in [
        "## hotel\n\nNext version: **major**.\n",
        "\n### breaking\n\n- `State$TAKEN` (`aws_sdk_hotel::types::State::Taken`): the value was removed (in GetRoom, ListRooms, Watch)\n",
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

#[test]
fn a_member_that_moves_is_one_change() {
    let new =
        HOTEL.replace(", kind: String }", " }").replace("structure Room {", "structure Room { kind: String,");
    assert_eq!(lines(&changes(&new)), ["breaking: member-moved Bed$kind: the member is one of `Room` now"]);
    let back = diff::changes(&model(&new), &model(HOTEL), &options());
    assert_eq!(lines(&back), ["breaking: member-moved Room$kind: the member is one of `Bed` now"]);
    // Another type, and an unrelated structure.
    for (structure, ty) in [("Room", "Long"), ("Filter", "String")] {
        let into = format!("structure {structure} {{");
        let new = HOTEL.replace(", kind: String }", " }").replace(&into, &format!("{into} kind: {ty},"));
        assert_eq!(changes(&new).len(), 2, "{structure}");
    }
}

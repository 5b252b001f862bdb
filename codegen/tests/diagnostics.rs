//! What a user sees when an input is wrong: one snapshot per message.

mod support;

use smithwright_codegen::cli::form::Form;
use smithwright_codegen::cli::workspace::{Action, Outcome, Task, run};
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::render::render;
use std::path::Path;
use support::{WEATHER, source};

/// Replaces one text of the model, which must be there, and returns the diagnostics.
fn broken(find: &str, replace: &str) -> String {
    assert!(WEATHER.contains(find), "{find}");
    rendered(&WEATHER.replacen(find, replace, 1))
}

fn rendered(text: &str) -> String {
    let (result, diagnostics) = support::plan(text);
    assert!(result.is_err(), "nothing is generated");
    render(&diagnostics, &[source(text)], false)
}

#[test]
fn invalid_json() {
    insta::assert_snapshot!(broken("\"type\": \"blob\"", "\"type\": blob"));
}

#[test]
fn truncated_file() {
    insta::assert_snapshot!(rendered(&WEATHER[..WEATHER.len() / 2]));
}

#[test]
fn not_an_object() {
    insta::assert_snapshot!(rendered("[]"));
}

#[test]
fn missing_keys() {
    insta::assert_snapshot!(rendered(r#"{"metadata": {"serviceId": "X"}, "shapes": {}}"#));
}

#[test]
fn wrong_type_for_a_key() {
    insta::assert_snapshot!(broken("\"method\": \"GET\"", "\"method\": 7"));
}

#[test]
fn key_that_is_there_twice() {
    insta::assert_snapshot!(broken("\"method\": \"GET\"", "\"method\": \"GET\", \"method\": \"PUT\""));
}

#[test]
fn dangling_reference() {
    insta::assert_snapshot!(broken("\"Units\": {\"shape\": \"Units\"", "\"Units\": {\"shape\": \"Unit\""));
}

#[test]
fn input_of_the_wrong_kind() {
    insta::assert_snapshot!(broken("{\"shape\": \"GetCityRequest\"}", "{\"shape\": \"Units\"}"));
}

#[test]
fn member_of_the_wrong_kind() {
    insta::assert_snapshot!(broken(
        "\"CityId\": {\"shape\": \"Name\"",
        "\"CityId\": {\"shape\": \"Forecasts\""
    ));
}

#[test]
fn error_that_is_not_one() {
    insta::assert_snapshot!(broken("[{\"shape\": \"NoSuchCity\"}]", "[{\"shape\": \"City\"}]"));
}

#[test]
fn label_without_member() {
    insta::assert_snapshot!(broken("/cities/{city-id}", "/cities/{city}"));
}

#[test]
fn label_member_that_is_not_required() {
    insta::assert_snapshot!(broken("[\"CityId\", \"Path\"]", "[\"Path\"]"));
}

#[test]
fn host_prefix_without_member() {
    let prefix = "\"endpoint\": {\"hostPrefix\": \"{City}.\"}, \"documentation\": \"<p>Gets";
    insta::assert_snapshot!(broken("\"documentation\": \"<p>Gets", prefix));
}

#[test]
fn invalid_host_prefix() {
    let prefix = "\"endpoint\": {\"hostPrefix\": \"a_b.{City\"}, \"documentation\": \"<p>Gets";
    insta::assert_snapshot!(broken("\"documentation\": \"<p>Gets", prefix));
}

#[test]
fn invalid_uri_template() {
    insta::assert_snapshot!(broken("/cities/{city-id}/", "/cities/x{city-id}/"));
}

#[test]
fn operation_that_is_there_twice() {
    let copy =
        r#""GetCity": {"name": "GetCity", "http": {"method": "GET", "requestUri": "/"}}, "GetCity": {"#;
    insta::assert_snapshot!(broken("\"GetCity\": {", copy));
}

/// One finding does not hide later ones.
#[test]
fn all_that_is_wrong_in_one_place() {
    let metadata =
        "\"signatureVersion\": 4, \"auth\": [1], \"jsonVersion\": \"2.0\", \"uid\": 5, \"protocol\"";
    let model = WEATHER.replacen("\"protocol\"", metadata, 1);
    let model =
        model.replacen("\"location\": \"uri\"", "\"contextParam\": 1, \"location\": 2, \"streaming\": 3", 1);
    let model =
        model.replacen("\"exception\": true", "\"exception\": true, \"error\": 1, \"retryable\": 2", 1);
    insta::assert_snapshot!(rendered(&model));
}

/// CloudFront's operations have a date in their names on the wire, which its protocol does not carry.
#[test]
fn operation_that_has_another_name_on_the_wire() {
    let model = WEATHER.replacen("\"name\": \"GetCity\"", "\"name\": \"GetCity2020_05_31\"", 1);
    assert_ne!(model, WEATHER);
    assert!(
        support::plan(&model).0.expect("a plan").operations.iter().any(|it| it.name.as_str() == "GetCity")
    );
    insta::assert_snapshot!(rendered(&model.replacen("\"rest-json\"", "\"query\"", 1)));
}

#[test]
fn colliding_names() {
    let model = WEATHER.replacen("\"At\": {", "\"at\": {\"shape\": \"Time\"}, \"At\": {", 1);
    let model = model.replacen("\"IMPERIAL\"", "\"metric\"", 1);
    insta::assert_snapshot!(rendered(&model));
}

#[test]
fn unknown_protocol() {
    insta::assert_snapshot!(broken("\"rest-json\"", "\"rest-yaml\""));
}

#[test]
fn protocol_that_the_service_does_not_speak() {
    let mut request = support::request();
    request.protocol = Some(("ec2".to_owned(), None));
    let mut diagnostics = Diagnostics::default();
    let model = source(WEATHER);
    assert!(smithwright_codegen::plan(&model, &request, &mut diagnostics).is_err(), "nothing is generated");
    insta::assert_snapshot!(render(&diagnostics, &[model], false));
}

#[test]
fn values_that_a_protocol_cannot_carry() {
    let text = std::fs::read_to_string("../tests/models/protocols-2026-01-01.normal.json").expect("a model");
    let model = source(&text.replace("\"query\"", "\"ec2\""));
    let mut request = support::request();
    request.protocol = Some(("ec2".to_owned(), None));
    let mut diagnostics = Diagnostics::default();
    assert!(smithwright_codegen::plan(&model, &request, &mut diagnostics).is_err(), "nothing is generated");
    insta::assert_snapshot!(render(&diagnostics, &[model], false));
}

#[test]
fn authentication_that_is_not_supported_yet() {
    insta::assert_snapshot!(broken("\"signatureVersion\": \"v4\"", "\"signatureVersion\": \"v3\""));
}

#[test]
fn an_event_stream_that_is_no_member_of_an_output_is_left_out() {
    let model = WEATHER.replacen(
        "\"type\": \"integer\"",
        "\"type\": \"structure\", \"eventstream\": true, \"members\": {}",
        1,
    );
    insta::assert_snapshot!(rendered(&model));
}

#[test]
fn unknown_type() {
    insta::assert_snapshot!(broken("\"type\": \"blob\"", "\"type\": \"bytes\""));
}

#[test]
fn name_that_is_not_an_identifier() {
    insta::assert_snapshot!(broken("\"Unreachable\"", "\"../Un reachable\""));
}

#[test]
fn structure_that_must_hold_itself() {
    insta::assert_snapshot!(broken("\"required\": [\"Name\"]", "\"required\": [\"Name\", \"Twin\"]"));
}

#[test]
fn list_that_contains_itself() {
    insta::assert_snapshot!(broken(
        "\"member\": {\"shape\": \"Forecast\"}",
        "\"member\": {\"shape\": \"Forecasts\"}"
    ));
}

/// The model with nested lists: each contains the next, and the last one contains texts.
fn nested_lists(count: usize) -> String {
    let list = |index: usize| {
        let inside = if index + 1 == count { "Name".to_owned() } else { format!("List{}", index + 1) };
        format!(r#""List{index}": {{"type": "list", "member": {{"shape": "{inside}"}}}}"#)
    };
    let lists: Vec<String> = (0..count).map(list).collect();
    let shapes = format!("\"shapes\": {{{},", lists.join(",\n"));
    let text = WEATHER.replacen("\"shapes\": {", &shapes, 1);
    text.replacen("\"Units\": {\"shape\": \"Units\"", "\"Units\": {\"shape\": \"List0\"", 1)
}

/// Rust types would have the same depth, which rustc and the generator cannot handle without a limit.
#[test]
fn lists_that_are_nested_too_deep() {
    insta::assert_snapshot!(rendered(&nested_lists(17)));
    let (result, diagnostics) = support::plan(&nested_lists(16));
    assert!(result.is_ok(), "{diagnostics:?}");
    assert!(rendered(&nested_lists(100_000)).contains("list `List99983` holds more than 16"));
}

/// Thousands of errors are not useful, and each takes a search through the model.
#[test]
fn more_errors_than_are_shown() {
    let members: Vec<String> =
        (0..2_000).map(|index| format!(r#""M{index}": {{"shape": "Missing{index}"}}"#)).collect();
    let text = WEATHER.replacen("\"CityId\": {", &format!("{}, \"CityId\": {{", members.join(", ")), 1);
    let shown = rendered(&text);
    assert_eq!(shown.matches("error: ").count(), 100);
    assert!(shown.ends_with("note: 1900 more errors and warnings are not shown"), "{shown:.2000}");
}

#[test]
fn unknown_key_is_a_warning_only() {
    let text = WEATHER.replacen("\"type\": \"blob\"", "\"type\": \"blob\", \"colour\": 1", 1);
    let (result, diagnostics) = support::plan(&text);
    assert!(result.is_ok());
    insta::assert_snapshot!(render(&diagnostics, &[source(&text)], false));
}

#[test]
fn several_errors_are_reported_at_once() {
    let model = WEATHER.replacen("\"At\": {\"shape\": \"Time\"}", "\"At\": {\"shape\": \"Times\"}", 1);
    let model = model.replacen("[{\"shape\": \"NoSuchCity\"}]", "[{\"shape\": \"City\"}]", 1);
    let model = model.replacen("/{Path+}", "/{Way+}", 1);
    insta::assert_snapshot!(rendered(&model));
}

#[test]
fn a_model_on_one_line_shows_the_place() {
    let value: serde_json::Value = serde_json::from_str(WEATHER).expect("JSON");
    insta::assert_snapshot!(rendered(
        &value.to_string().replacen("{\"shape\":\"Units\"}", "{\"shape\":\"Unit\"}", 1).replacen(
            "\"shape\":\"Time\"",
            "\"shape\":\"Tome\"",
            1
        )
    ));
}

/// Runs a manifest in a directory with the model beside it.
fn run_manifest(manifest: &str, services: &[&str], prepare: impl FnOnce(&Path)) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("weather.json"), WEATHER).expect("a file");
    std::fs::write(directory.path().join("smithwright.toml"), manifest).expect("a file");
    prepare(directory.path());
    let task = Task {
        manifest: directory.path().join("smithwright.toml"),
        services: services.iter().map(|&name| name.to_owned()).collect(),
        action: Action::Write,
        jobs: None,
        command: "smithwright".to_owned(),
        form: Form::Text,
    };
    let before = files(directory.path());
    let Outcome { report, problems, success } = run(&task);
    assert!(!success && report.is_empty(), "{report}");
    assert_eq!(files(directory.path()), before, "nothing is written");
    problems.replace(&directory.path().display().to_string(), "DIR")
}

fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path.display().to_string()) }
    }
    found.sort();
    found
}

const MANIFEST: &str =
    "[service.weather]\nmodel = \"weather.json\"\npackage = \"weather\"\nversion = \"1.0.0\"\n";

#[test]
fn manifest_with_an_unknown_key() {
    insta::assert_snapshot!(run_manifest(&format!("{MANIFEST}modle = \"x\"\n"), &[], |_| ()));
}

#[test]
fn manifest_that_is_not_toml() {
    insta::assert_snapshot!(run_manifest("[service.weather\n", &[], |_| ()));
}

#[test]
fn manifest_with_a_family_of_no_parts() {
    insta::assert_snapshot!(run_manifest(&format!("{MANIFEST}family = 0\n"), &[], |_| ()));
}

#[test]
fn manifest_without_the_service() {
    insta::assert_snapshot!(run_manifest(MANIFEST, &["wheather"], |_| ()));
}

#[test]
fn names_that_lead_out_of_the_directory() {
    let manifest =
        "[service.\"../x\"]\nmodel = \"weather.json\"\npackage = \"../weather\"\nversion = \"1.02.0\"\n";
    insta::assert_snapshot!(run_manifest(&format!("{manifest}out = \"../../x\"\n"), &[], |_| ()));
}

#[test]
fn errors_that_no_operation_can_have() {
    let row = |rest: &str| format!("[[service.weather.customize]]\n{rest}\nreason = \"r\"\n");
    let rows = [
        "error = \"City\"",
        "error = \"New\"\noperations = \"Gone*\"",
        "error = \"NoSuchCity\"",
        "error = \"a b\"",
    ];
    for (number, rest) in rows.iter().enumerate() {
        let said = run_manifest(&format!("{MANIFEST}{}", row(rest)), &[], |_| ());
        insta::assert_snapshot!(format!("errors_that_no_operation_can_have_{number}"), said);
    }
}

#[test]
fn rows_that_do_not_apply() {
    let rows = "rename = { \"Gone\" = \"Here\" }\n[[service.weather.customize]]\nshape = \"City\"\nzero-default = true\nreason = \"r\"\n";
    insta::assert_snapshot!(run_manifest(&format!("{MANIFEST}{rows}"), &[], |_| ()));
}

#[test]
fn rename_that_does_not_apply() {
    insta::assert_snapshot!(run_manifest(
        &format!("{MANIFEST}rename = {{ \"Gone\" = \"Here\" }}\n"),
        &[],
        |_| ()
    ));
}

#[test]
fn unreadable_file() {
    insta::assert_snapshot!(run_manifest(&MANIFEST.replace("weather.json", "gone.json"), &[], |_| ()));
}

#[test]
fn file_that_is_not_text() {
    insta::assert_snapshot!(run_manifest(MANIFEST, &[], |directory| {
        std::fs::write(directory.join("weather.json"), [0x1f, 0x8b, 0xff]).expect("a file");
    }));
}

#[test]
fn compressed_file_that_is_truncated() {
    insta::assert_snapshot!(run_manifest(
        &MANIFEST.replace("weather.json", "weather.json.gz"),
        &[],
        |directory| {
            std::fs::write(directory.join("weather.json.gz"), [0x1f, 0x8b, 0x08, 0]).expect("a file");
        }
    ));
}

#[test]
fn output_directory_that_is_not_ours() {
    insta::assert_snapshot!(run_manifest(MANIFEST, &[], |directory| {
        let out = directory.join("generated/weather");
        std::fs::create_dir_all(&out).expect("a directory");
        std::fs::write(out.join("notes.txt"), "mine").expect("a file");
    }));
}

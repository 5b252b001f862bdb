//! `smithwright init`, `ast` and `validate`, as their users run them.

use std::fs;
use std::path::Path;
use std::process::Command;

const MODEL: &str = "$version: \"2\"\nmetadata owner = \"us\"\nnamespace example.garden\nuse aws.protocols#restXml\n\
     @restXml @httpBasicAuth service Garden { operations: [Dig] }\n\
     @http(method: \"GET\", uri: \"/dig/{depth}\") operation Dig { input := { @required @httpLabel depth: Integer } }\n";

/// The output of a command, its messages, and whether it succeeds.
fn smithwright(folder: &Path, words: &[&str]) -> (String, String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_smithwright"))
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr), output.status.success())
}

/// A model in a folder with two files.
fn model(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("api/parts")).expect("a folder");
    let more = "$version: \"2\"\nnamespace example.garden\nstructure More {}\n";
    for (path, text) in [("api/main.smithy", text), ("api/parts/more.smithy", more)] {
        fs::write(folder.path().join(path), text).expect("a file");
    }
    folder
}

#[test]
fn a_new_crate_has_all_that_its_build_script_needs() {
    let folder = model(MODEL);
    let (report, problems, done) =
        smithwright(folder.path(), &["init", "my-garden", "--model", "api", "--smithwright-path", "there"]);
    assert!(done && problems.is_empty(), "{problems}");
    assert!(report.contains("my_garden::garden") && report.contains("cargo run --example dig"), "{report}");
    let read = |path: &str| fs::read_to_string(folder.path().join("my-garden").join(path)).expect(path);
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    assert_eq!(manifest["package"]["name"].as_str(), Some("my-garden"));
    let features = manifest["dependencies"]["smithwright-runtime"]["features"].as_array().expect("features");
    assert!(features.iter().any(|feature| feature.as_str() == Some("xml")), "{features:?}");
    let there = manifest["build-dependencies"]["smithwright-codegen"]["path"].as_str().expect("a path");
    assert!(Path::new(there).is_absolute() && there.ends_with("there/codegen"), "{there}");
    assert!(
        read("build.rs")
            .contains("Config::new().model(\"model\").service(\"example.garden#Garden\").compile()")
    );
    assert!(read("src/lib.rs").contains("include!(concat!(env!(\"OUT_DIR\"), \"/garden/mod.rs\"));"));
    let example = read("examples/dig.rs");
    assert!(example.contains(".depth(1)") && example.contains(".basic_auth_login("), "{example}");
    assert_eq!(read("model/parts/more.smithy"), read("../api/parts/more.smithy"));
    for path in ["build.rs", "src/lib.rs", "examples/dig.rs"] {
        syn::parse_file(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    // It calls the client that the build script generates.
    let out = folder.path().join("out");
    let config = smithwright_codegen::build::Config::new().model(folder.path().join("my-garden/model"));
    config.service("example.garden#Garden").out_dir(&out).compile().expect("a module");
    assert!(out.join("garden/mod.rs").exists());
}

#[test]
fn without_a_model_there_is_one_to_begin_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, problems, done) = smithwright(folder.path(), &["init", "greeter"]);
    assert!(done && problems.is_empty(), "{problems}");
    let (report, problems, done) = smithwright(folder.path(), &["validate", "greeter/model"]);
    assert_eq!((report.as_str(), problems.as_str(), done), ("example.hello#Hello: valid\n", "", true));
}

#[test]
fn folder_and_service_may_be_called_like_keywords() {
    let folder = model(&MODEL.replace("Garden {", "Match {").replace("Dig", "Move"));
    let (report, problems, done) = smithwright(folder.path(), &["init", "loop", "--model", "api"]);
    assert!(done && problems.is_empty(), "{problems}");
    assert!(report.contains("`r#loop::r#match`"), "{report}");
    let read = |path: &str| fs::read_to_string(folder.path().join("loop").join(path)).expect(path);
    assert!(read("src/lib.rs").contains("pub mod r#match {\n"), "{}", read("src/lib.rs"));
    assert!(read("src/lib.rs").contains("\"/match/mod.rs\""), "{}", read("src/lib.rs"));
    assert!(read("examples/move.rs").contains("use r#loop::r#match::{"), "{}", read("examples/move.rs"));
    let (_, problems, done) = smithwright(folder.path(), &["init", "self"]);
    assert!(!done && problems.contains("`self` is not a valid name for a crate"), "{problems}");
}

#[test]
fn what_cannot_be_made_is_said_and_nothing_is_written() {
    let folder = model(MODEL);
    for (words, expected) in [
        (&["init", "api"][..], "`api` already contains files"),
        (&["init", "1"], "not a valid name for a crate"),
        (&["init", "new", "--model", "nowhere"], "cannot read `nowhere`"),
        (&["init", "new", "--model", "api", "--service", "a#B"], "0 services that could be meant"),
    ] {
        let (_, problems, done) = smithwright(folder.path(), words);
        assert!(!done && problems.contains(expected), "{problems}");
        assert!(!folder.path().join("new").exists());
    }
}

#[test]
fn a_model_is_printed_as_json_ast() {
    let folder = model(MODEL);
    let (text, problems, done) = smithwright(folder.path(), &["ast", "api"]);
    assert!(done && problems.is_empty(), "{problems}");
    let ast: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(ast["metadata"], serde_json::json!({ "owner": "us" }));
    assert_eq!(ast["shapes"]["example.garden#More"]["type"], "structure");
    // It is the same model, and so is the IDL that is generated from it.
    fs::write(folder.path().join("again.json"), &text).expect("a file");
    assert_eq!(smithwright(folder.path(), &["ast", "again.json"]).0, text);
    let (written, problems, done) = smithwright(folder.path(), &["ast", "again.json", "--idl", "idl"]);
    assert!(done && written.contains("example.garden.smithy"), "{problems}");
    assert_eq!(smithwright(folder.path(), &["ast", "idl"]).0, text);
    let (_, problems, done) = smithwright(folder.path(), &["ast", "again.json", "--idl", "idl"]);
    assert!(!done && problems.contains("it exists already"), "{problems}");
}

#[test]
fn validation_names_services_and_what_is_wrong_with_them() {
    let folder = model(&MODEL.replace("depth: Integer", "depth: Depth"));
    let (report, problems, done) = smithwright(folder.path(), &["validate", "api"]);
    assert!(!done, "{report}");
    assert_eq!(report, "example.garden#Garden: errors: 1, warnings: 0\n");
    assert!(problems.contains("unknown shape `Depth`") && problems.contains("main.smithy:"), "{problems}");
    fs::write(folder.path().join("shared.smithy"), "$version: \"2\"\nnamespace a\nstructure B {}\n")
        .expect("a file");
    let (report, _, done) = smithwright(folder.path(), &["validate", "shared.smithy"]);
    assert_eq!((report.as_str(), done), ("the model is valid, and has no service\n", true));
}

#[test]
fn metadata_of_several_files_is_joined_or_must_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("a.smithy", "$version: \"2\"\nmetadata list = [1, [2]]\nmetadata one = {a: 1}\n");
    write("b.json", r#"{"smithy": "2.0", "metadata": {"list": [[3]], "one": { "a" : 1}}, "shapes": {}}"#);
    let (text, problems, _) = smithwright(folder.path(), &["ast", "a.smithy", "b.json"]);
    let ast: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{problems}"));
    let mut list = ast["metadata"]["list"].as_array().cloned().expect("a list");
    list.sort_by_key(ToString::to_string);
    assert_eq!(serde_json::Value::from(list), serde_json::json!([1, [2], [3]]));
    write("c.smithy", "$version: \"2\"\nmetadata one = {a: 2}\n");
    let (_, problems, done) = smithwright(folder.path(), &["ast", "a.smithy", "c.smithy"]);
    assert!(!done && problems.contains("the metadata `one` is set twice"), "{problems}");
}

#[test]
fn all_that_idl_says_is_printed_as_idl() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let models = [fixture("weather.smithy"), fixture("places.smithy")].map(|path| path.display().to_string());
    let (text, problems, _) = smithwright(folder.path(), &["ast", &models[0], &models[1]]);
    let (_, more, done) = smithwright(folder.path(), &["ast", &models[0], &models[1], "--idl", "idl"]);
    assert!(done, "{problems}{more}");
    let (again, problems, _) = smithwright(folder.path(), &["ast", "idl"]);
    let sorted = |text: &str| -> serde_json::Value {
        let mut value: serde_json::Value =
            serde_json::from_str(text).unwrap_or_else(|_| panic!("{problems}"));
        value.sort_all_objects();
        value
    };
    assert_eq!(sorted(&again), sorted(&text));
}

#[test]
fn no_namespace_leads_out_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = r#"{"smithy": "2.0", "shapes": {"../../up/x#Y": {"type": "string"}}}"#;
    fs::write(folder.path().join("a.json"), model).expect("a file");
    let (_, problems, done) = smithwright(folder.path(), &["ast", "a.json", "--idl", "deep/idl"]);
    assert!(!done && problems.contains("is not the id of a shape"), "{problems}");
    assert!(!folder.path().join("up").exists() && !folder.path().join("deep").exists());
}

#[test]
fn files_of_a_model_keep_their_places() {
    let folder = model(MODEL);
    fs::create_dir_all(folder.path().join("other/parts")).expect("a folder");
    let more = "$version: \"2\"\nnamespace example.other\nstructure Other {}\n";
    fs::write(folder.path().join("other/parts/more.smithy"), more).expect("a file");
    fs::write(folder.path().join("smithy-build.json"), r#"{"sources": ["api", "other"]}"#).expect("a file");
    let (_, problems, done) = smithwright(folder.path(), &["init", "new", "--model", "smithy-build.json"]);
    assert!(done, "{problems}");
    for file in ["api/main.smithy", "api/parts/more.smithy", "other/parts/more.smithy"] {
        let [here, there] = ["", "new/model/"].map(|at| folder.path().join(format!("{at}{file}")));
        assert_eq!(fs::read_to_string(there).ok(), fs::read_to_string(here).ok(), "{file}");
    }
}

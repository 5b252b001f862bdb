//! `smithy-build.json`: the files of a model, and its projections.

use std::fs;
use std::path::Path;
use std::process::Command;

const MODEL: &str = r#"$version: "2"
namespace example.garden
use aws.protocols#restJson1
use example.shared#Depth

@restJson1 service Garden { operations: [Dig, Hide] }
@restJson1 service Shed { operations: [Dig] }
@http(method: "GET", uri: "/dig/{depth}") operation Dig {
    input := { @required @httpLabel depth: Depth, @tags(["internal"]) hidden: Hidden }
}
@tags(["internal"]) @http(method: "GET", uri: "/hide") operation Hide {}
@tags(["internal"]) string Hidden
"#;

const SHARED: &str =
    "$version: \"2\"\nnamespace example.shared\n@documentation(\"How deep.\") integer Depth\n";

/// The output of a command with this `smithy-build.json`, its messages, and whether it succeeds.
fn smithwright(build: &str, words: &[&str]) -> (String, String, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("api/main.smithy", MODEL),
        ("shared/depth.smithy", SHARED),
        ("smithy-build.json", build),
        ("more/more.smithy", "$version: \"2\"\nnamespace example.more\nstring More\n"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright"));
    let output =
        command.args(words).current_dir(folder.path()).env("NO_COLOR", "1").output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr), output.status.success())
}

fn build(transforms: &str) -> String {
    format!(
        r#"{{"version": "1.0", "sources": ["api"], "imports": ["shared/depth.smithy"],
            "maven": {{"dependencies": ["software.amazon.smithy:smithy-aws-traits:1.50.0"]}},
            "projections": {{"client": {{"imports": ["more"], "transforms": [{transforms}]}},
                            "tags": {{"abstract": true, "transforms": [
                                {{"name": "excludeShapesByTag", "args": {{"tags": ["internal"]}}}}]}}}}}}"#
    )
}

/// The shapes of the projection `client`.
fn client(transforms: &str) -> serde_json::Value {
    let (text, problems, _) = smithwright(&build(transforms), &["ast", "smithy-build.json@client"]);
    let ast: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{problems}"));
    ast["shapes"].clone()
}

#[test]
fn sources_and_imports_are_the_model() {
    let (report, problems, done) = smithwright(&build(""), &["validate", "smithy-build.json"]);
    assert_eq!(
        (report.as_str(), problems.as_str(), done),
        ("example.garden#Garden: valid\nexample.garden#Shed: valid\n", "", true)
    );
    let without = r#"{"version": "1.0", "sources": ["api"]}"#;
    let (_, problems, done) = smithwright(without, &["validate", "smithy-build.json"]);
    assert!(!done && problems.contains("unknown shape `Depth`"), "{problems}");
}

#[test]
fn projections_change_the_model() {
    let all = client("");
    assert!(all.get("example.more#More").is_some() && all.get("example.garden#Hide").is_some());

    let one = client(r#"{"name": "includeServices", "args": {"services": ["example.garden#Garden"]}}"#);
    assert!(one.get("example.garden#Shed").is_none() && one.get("example.garden#Garden").is_some());

    for tags in [
        r#"{"name": "excludeShapesByTag", "args": {"tags": ["internal"]}}"#,
        r#"{"name": "apply", "args": {"projections": ["tags"]}}"#,
        r#"{"name": "apply", "args": {"projections": ["tags", "client"]}}"#,
    ] {
        let open = client(tags);
        assert!(open.get("example.garden#Hide").is_none() && open.get("example.garden#Hidden").is_none());
        let operations = open["example.garden#Garden"]["operations"].to_string();
        assert_eq!(operations, r#"[{"target":"example.garden#Dig"}]"#);
        let members = open["example.garden#DigInput"]["members"].as_object().expect("members");
        assert_eq!(members.keys().collect::<Vec<_>>(), ["depth"]);
    }

    let plain =
        client(r#"{"name": "excludeTraits", "args": {"traits": ["smithy.api#tags", "aws.protocols#"]}}"#);
    assert!(plain["example.garden#Hide"]["traits"].get("smithy.api#tags").is_none());
    assert!(plain["example.garden#Garden"]["traits"].get("aws.protocols#restJson1").is_none());
    assert!(plain["example.garden#DigInput"]["members"]["hidden"]["traits"].get("smithy.api#tags").is_none());

    let other = client(
        r#"{"name": "renameShapes", "args": {"renamed": {"example.shared#Depth": "example.shared#HowDeep"}}}"#,
    );
    assert_eq!(other["example.garden#DigInput"]["members"]["depth"]["target"], "example.shared#HowDeep");
    assert!(other.get("example.shared#Depth").is_none() && other.get("example.shared#HowDeep").is_some());

    let flat = client(
        r#"{"name": "flattenNamespaces", "args": {"namespace": "flat", "service": "example.garden#Garden"}},
           {"name": "removeUnusedShapes"}"#,
    );
    assert_eq!(flat["flat#DigInput"]["members"]["depth"]["target"], "flat#Depth");
    assert!(flat.get("flat#Garden").is_some() && flat.get("example.garden#Shed").is_some());
}

#[test]
fn a_crate_is_made_of_a_projection() {
    let transforms = r#"{"name": "includeServices", "args": {"services": ["example.garden#Shed"]}}"#;
    let words = ["generate", "--model", "smithy-build.json@client", "--out", "out"];
    let (report, problems, done) = smithwright(&build(transforms), &words);
    assert!(done && report.starts_with("shed: "), "{problems}");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let client = "smithy-build.json@client";
    for (text, model, expected) in [
        (
            build(r#"{"name": "excludeShapesBySelector"}"#),
            client,
            "smithy-build.json:3: the transform `excludeShapesBySelector`",
        ),
        (build(""), "smithy-build.json@server", "there is no projection `server`"),
        (
            build(r#"{"name": "includeServices", "args": {"services": ["example.garden#Barn"]}}"#),
            client,
            "smithy-build.json:3: there is no service `example.garden#Barn`",
        ),
        (build("").replace("api", "nowhere"), client, "cannot read `nowhere`"),
        ("{".to_owned(), client, "smithy-build.json:1: the file ends"),
    ] {
        let (_, problems, done) = smithwright(&text, &["ast", model]);
        assert!(!done && problems.contains(expected), "{problems}");
    }
    let fetched = build("").replace("smithy-aws-traits", "our-traits");
    let (_, problems, done) = smithwright(&fetched, &["ast", "smithy-build.json"]);
    let expected =
        "smithy-build.json:2: the package `software.amazon.smithy:our-traits:1.50.0` is not fetched";
    assert!(done && problems.contains(expected), "{problems}");
}

#[test]
fn projections_that_apply_each_other_end() {
    // Each applies the next one twice, which would be 2^60 times without a bound.
    let chain = |count: usize| {
        let one = |index: usize| {
            let next = index + 1;
            let transforms = if next < count {
                format!(r#"{{"name": "apply", "args": {{"projections": ["p{next}", "p{next}"]}}}}"#)
            } else {
                String::new()
            };
            format!(r#""p{index}": {{"transforms": [{transforms}]}}"#)
        };
        let all: Vec<_> = (0..count).map(one).collect();
        format!(r#"{{"version": "1.0", "sources": ["shared"], "projections": {{{}}}}}"#, all.join(", "))
    };
    let (_, problems, done) = smithwright(&chain(60), &["ast", "smithy-build.json@p0"]);
    assert!(done, "{problems}");
    let (_, problems, done) = smithwright(&chain(5000), &["ast", "smithy-build.json@p0"]);
    assert!(!done && problems.contains("more than 100 projections"), "{problems}");
}

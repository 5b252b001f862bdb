//! Modules that build scripts generate.

use smithwright_codegen::build::{Config, Error};
use std::fs;
use std::path::Path;

const MODEL: &str = "$version: \"2\"\nnamespace example.garden\nuse aws.protocols#restJson1\n\
     @restJson1 service Garden { operations: [Dig, Mow] }\n\
     @http(method: \"GET\", uri: \"/dig\") operation Dig { input := { @httpQuery(\"deep\") deep: Deep }, errors: [Stone] }\n\
     @http(method: \"GET\", uri: \"/mow\") operation Mow { output := { @httpPayload grass: Grass }, errors: [Stone] }\n\
     @error(\"client\") structure Stone {}\nenum Deep { VERY }\n@streaming blob Grass\n";

/// The result for a model, and the contents of the folder.
fn compile(text: &str, configure: impl FnOnce(Config) -> Config) -> (Result<(), Error>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("garden.smithy");
    fs::write(&model, text).expect("a model");
    let config = Config::new().model(model).out_dir(folder.path());
    (configure(config).compile(), folder)
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_module_names_nothing_of_the_crate_around_it() {
    let (result, folder) = compile(MODEL, |config| config);
    result.expect("a module");
    let root = read(folder.path(), "garden/mod.rs");
    assert!(root.contains("pub mod client;") && !root.contains("#![") && !root.contains("//!"), "{root}");
    let mut folders = vec![folder.path().join("garden")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a text");
            for word in ["crate::", "feature =", "no_run", "requires the feature"] {
                assert!(!text.contains(word), "`{word}` in {}:\n{text}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn operations_and_names_are_chosen_and_nothing_old_stays() {
    let (result, folder) = compile(MODEL, |config| config.module("beds").operations(["D*"]));
    result.expect("a module");
    let operations = read(folder.path(), "beds/operation.rs");
    assert!(operations.contains("pub mod dig;") && !operations.contains("pub mod mow;"), "{operations}");
    fs::write(folder.path().join("beds/old.rs"), "").expect("a file");
    let again = Config::new().model(folder.path().join("garden.smithy")).out_dir(folder.path());
    again.clone().module("beds").compile().expect("a module");
    assert!(!folder.path().join("beds/old.rs").exists());
    assert!(read(folder.path(), "beds/operation.rs").contains("pub mod mow;"));
    let error = again.module("../beds").compile().expect_err("no name");
    assert!(error.to_string().contains("not the name of a module"), "{error}");
}

#[test]
fn a_model_may_be_spread_over_several_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let shared = folder.path().join("shared.smithy");
    let rest = MODEL.replace("enum Deep { VERY }", "");
    fs::write(&shared, "$version: \"2\"\nnamespace example.garden\nenum Deep { VERY }\n").expect("a model");
    let (result, _folder) = compile(&rest, |config| config.model(&shared));
    result.expect("a module");
}

#[test]
fn what_is_wrong_is_shown_with_its_place() {
    for (text, expected) in [
        (MODEL.replace("errors: [Stone]", "errors: [Stones]"), "garden.smithy:5:"),
        (MODEL.replace("namespace", "namespaces"), "garden.smithy:2:"),
        (MODEL.replace("@restJson1 service", "service"), "protocol"),
    ] {
        let (result, _folder) = compile(&text, |config| config);
        let error = result.expect_err("an error");
        assert!(error.to_string().contains(expected), "{error}");
        // As a build script prints its error.
        assert!(format!("Error: {error:?}").starts_with("Error: the model was not generated\n\nerror: "));
    }
    let missing = Config::new().model("nowhere/garden.smithy").out_dir("nowhere").compile();
    assert!(missing.expect_err("no model").to_string().contains("cannot read `nowhere/garden.smithy`"));
    let none = Config::new().out_dir("nowhere").compile();
    assert!(none.expect_err("no model").to_string().contains("there is no model"));
}

#[test]
fn types_need_neither_client_nor_protocol() {
    let events = "@http(method: \"POST\", uri: \"/sow\") operation Sow { input := { @httpPayload seeds: Seeds } }\n\
         @streaming union Seeds { one: Seed }\nstructure Seed {}\n";
    let model =
        MODEL.replace("@restJson1 service", "service").replace("[Dig, Mow]", "[Dig, Mow, Sow]") + events;
    let (result, folder) = compile(&model, Config::types_only);
    result.expect("a module");
    let root = folder.path().join("garden");
    assert!(!root.join("config.rs").exists() && !root.join("meta.rs").exists());
    let input = read(&root, "operation/dig.rs");
    for expected in
        ["pub struct DigInput", "pub type DigOutputBuilder", "pub fn builder() -> builders::DigInputBuilder"]
    {
        assert!(input.contains(expected), "{expected}: {input}");
    }
    assert!(!input.contains("Fluent") && !input.contains("_request_id"), "{input}");
    assert!(read(&root, "operation/mow.rs").contains("pub grass: super::super::primitives::ByteStream"));
    // Events are left out, and the union that they are of stays.
    assert!(!read(&root, "operation/sow.rs").contains("seeds"));
    assert!(read(&root, "types/_seeds.rs").contains("pub enum Seeds"));
    assert!(read(&root, "types/error.rs").contains("Stone"));
}

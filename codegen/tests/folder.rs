//! Folders of models, and selected operations.

mod support;

use flate2::Compression;
use flate2::write::GzEncoder;
use smithwright_codegen::cli::batch::{self, Made};
use smithwright_codegen::cli::folder::{self, Layout};
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::render::render;
use smithwright_codegen::{Files, generate};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use support::{WEATHER, request, source};
use tempfile::TempDir;

/// A folder in the layout of botocore: a service in two versions, one of them compressed, and one that is broken.
fn models() -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    let version = |service: &str, version: &str| {
        let directory = folder.path().join(service).join(version);
        fs::create_dir_all(&directory).expect("a directory");
        directory
    };
    fs::write(version("weather", "2019-01-01").join("service-2.json"), WEATHER).expect("a file");
    let newest = version("weather", "2020-01-01");
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    file.write_all(WEATHER.as_bytes()).expect("compresses");
    fs::write(newest.join("service-2.json.gz"), file.finish().expect("compresses")).expect("a file");
    let extras = r#"{"version": 1.0, "merge": {"metadata": {"serviceFullName": "Weather Extra"}}}"#;
    fs::write(newest.join("service-2.sdk-extras.json"), extras).expect("a file");
    fs::write(version("broken", "2020-01-01").join("service-2.json"), "{").expect("a file");
    fs::write(folder.path().join("endpoints.json"), "{}").expect("a file");
    folder
}

fn make(models: &Path, out: &Path, names: &[&str]) -> Vec<Made> {
    let mut diagnostics = Diagnostics::default();
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let found = folder::list(models, Layout::Botocore, &mut diagnostics).expect("models");
    let found = folder::select(found, &names, &mut diagnostics).expect("the models");
    let jobs: Vec<_> = found.iter().map(|model| model.job(out, request())).collect();
    batch::run(out, &jobs, Some(2), &mut diagnostics).expect("a record")
}

/// For each service: whether it was generated, was up to date, or failed.
fn results(made: &[Made]) -> Vec<(&str, &str)> {
    let result = |made: &Made| match &made.result {
        Ok(Some(_)) => "made",
        Ok(None) => "as it was",
        Err(_) => "failed",
    };
    made.iter().map(|made| (made.name.as_str(), result(made))).collect()
}

#[test]
fn services_are_made_once_and_each_for_itself() {
    let (models, out) = (models(), tempfile::tempdir().expect("a directory"));
    let out = out.path();
    let all = ["weather", "weather@2019-01-01", "broken"];
    let made = make(models.path(), out, &all);
    let first = [("broken", "failed"), ("weather@2019-01-01", "made"), ("weather", "made")];
    assert_eq!(results(&made), first);
    assert!(made[0].problems.contains("the file ends in the middle of a JSON value"), "{}", made[0].problems);
    let read = |path: &str| fs::read_to_string(out.join(path)).expect("a text");
    assert!(read("weather/src/lib.rs").contains("Weather Extra"), "extras are merged");
    assert!(!read("weather-2019-01-01/src/lib.rs").contains("Weather Extra"));

    let again = [("broken", "failed"), ("weather@2019-01-01", "as it was"), ("weather", "as it was")];
    assert_eq!(results(&make(models.path(), out, &all)), again);

    // A file that was edited, and a model that changed.
    fs::write(out.join("weather/src/lib.rs"), read("weather/src/lib.rs") + "\n// edited\n").expect("a file");
    let older = models.path().join("weather/2019-01-01/service-2.json");
    fs::write(&older, WEATHER.replace("Weather", "Wetter")).expect("a file");
    assert_eq!(results(&make(models.path(), out, &all)), first);
    assert!(!read("weather/src/lib.rs").contains("// edited"));
    assert!(read("weather-2019-01-01/Cargo.toml").contains("Wetter"));
    assert_eq!(results(&make(models.path(), out, &all)), again);
}

#[test]
fn a_file_of_the_same_size_and_date_is_looked_at_if_it_was_changed() {
    let (models, out) = (models(), tempfile::tempdir().expect("a directory"));
    let results = |again: &str| {
        let made = make(models.path(), out.path(), &["weather"]);
        assert_eq!(results(&made), [("weather", again)]);
    };
    results("made");
    results("as it was");
    let path = out.path().join("weather/src/lib.rs");
    let before = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a date");
    let text = fs::read_to_string(&path).expect("a text");
    fs::write(&path, text.replacen("pub mod", "pub  od", 1)).expect("a file");
    // On Unix, the status change time shows the edit even if the modification time is set back.
    if cfg!(unix) {
        fs::File::options()
            .write(true)
            .open(&path)
            .and_then(|file| file.set_modified(before))
            .expect("a date");
    }
    results("made");
    assert_eq!(fs::read_to_string(&path).expect("a text"), text);
    // A new date alone is not a change, and an unreadable record counts as missing.
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(before)).expect("a date");
    results("as it was");
    results("as it was");
    fs::write(out.path().join(".smithwright-record"), "a b c\nd e weather\n").expect("a file");
    results("made");
}

#[test]
fn the_command_line_takes_folders() {
    let (models, out) = (models(), tempfile::tempdir().expect("a directory"));
    let smithwright = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright"));
        command.args(["generate", "--botocore"]).arg(models.path()).arg("--out").arg(out.path());
        let output = command.args(arguments).output().expect("runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.success(), text(output.stdout), text(output.stderr))
    };
    let (success, report, problems) = smithwright(&["weather"]);
    assert!(success, "{problems}");
    assert!(report.ends_with("1 crates: 1 generated, 0 as they were, 0 failed\n"), "{report}");
    let (success, report, _) = smithwright(&["--all"]);
    assert!(!success);
    assert!(report.ends_with("2 crates: 0 generated, 1 as they were, 1 failed\n"), "{report}");
    let (success, _, problems) = smithwright(&["wether"]);
    assert!(!success && problems.contains("there is no model of `wether`"), "{problems}");
    assert!(problems.contains("services with the same first letter: weather"), "{problems}");
    let (success, _, problems) = smithwright(&[]);
    assert!(!success && problems.contains("no service is named"), "{problems}");
}

const COGNITO_SYNC: &str = include_str!("../../models/cognito-sync-2014-06-30.normal.json");

/// The generated files for a selection of operations.
fn selected(patterns: &[&str]) -> Result<Files, String> {
    let mut request = request();
    request.operations = patterns.iter().map(|pattern| ((*pattern).to_owned(), None)).collect();
    let mut diagnostics = Diagnostics::default();
    generate(&source(COGNITO_SYNC), &request, &mut diagnostics)
        .map_err(|_| render(&diagnostics, &[source(COGNITO_SYNC)], false))
}

#[test]
fn only_what_picked_operations_reach_is_generated() {
    let files = |patterns: &[&str], directory: &str| -> Vec<String> {
        let files = selected(patterns).expect("a crate");
        files.into_keys().filter_map(|path| Some(path.strip_prefix(directory)?.to_owned())).collect()
    };
    assert_eq!(files(&["*"], "src/operation/").len(), 17);
    assert_eq!(files(&["*"], ""), files(&[], ""));
    assert_eq!(files(&["ListRecords"], "src/operation/"), ["list_records.rs"]);
    assert_eq!(files(&["ListRecords"], "src/types/"), ["_record.rs", "error.rs"]);
    let two = files(&["ListRecords", "Bulk*"], "src/operation/");
    assert_eq!(two, ["bulk_publish.rs", "list_records.rs"]);
    insta::assert_snapshot!(selected(&["List*", "ListRecord"]).expect_err("there is no such operation"));
}

/// A pattern must match in at least one of several services; each service gets those that match in it.
#[test]
fn operations_of_several_services_are_picked() {
    let (models, out) = (models(), tempfile::tempdir().expect("a directory"));
    let other = models.path().join("other/2020-01-01");
    fs::create_dir_all(&other).expect("a directory");
    fs::write(other.join("service-2.json"), WEATHER.replace("GetCity", "FindTown")).expect("a file");
    let generate = |operations: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright"));
        command.args(["generate", "--botocore"]).arg(models.path()).arg("--out").arg(out.path());
        let output = command.args(["weather", "other", "--operations", operations]).output().expect("runs");
        (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.success())
    };
    let (problems, success) = generate("GetCity,FindT*");
    assert!(success, "{problems}");
    let has = |path: &str| out.path().join(path).exists();
    assert!(has("weather/src/operation/get_city.rs") && !has("weather/src/operation/find_town.rs"));
    assert!(has("other/src/operation/find_town.rs") && !has("other/src/operation/get_city.rs"));
    let (problems, success) = generate("GetCity,FindT*,Nothing");
    assert!(
        !success && problems.contains("no operation of these services is called `Nothing`"),
        "{problems}"
    );
    // A service without a matching operation is not generated whole.
    let (problems, success) = generate("GetCity");
    assert!(!success && problems.contains("no operation of the service is called `GetCity`"), "{problems}");
}

#[test]
fn smithy_models_are_found_in_the_layout_of_their_repository_and_side_by_side() {
    let repository = tempfile::tempdir().expect("a directory");
    let flat = tempfile::tempdir().expect("a directory");
    for (service, version) in [("ec2", "2015-10-01"), ("ec2", "2016-11-15"), ("s3", "2006-03-01")] {
        let directory = repository.path().join("models").join(service).join("service").join(version);
        fs::create_dir_all(&directory).expect("a directory");
        fs::write(directory.join(format!("{service}-{version}.json")), "{}").expect("a file");
        fs::write(directory.join("other.json"), "{}").expect("a file");
    }
    for name in ["s3.json", "route-53.json", "ec2-2016-11-15.json.gz", "README.md", ".json"] {
        fs::write(flat.path().join(name), "{}").expect("a file");
    }
    let names = |folder: &Path| -> Vec<String> {
        let found = folder::list(folder, Layout::Smithy, &mut Diagnostics::default()).expect("models");
        found.iter().map(folder::Found::name).collect()
    };
    assert_eq!(names(repository.path()), ["ec2@2015-10-01", "ec2", "s3"]);
    assert_eq!(names(&repository.path().join("models")), ["ec2@2015-10-01", "ec2", "s3"]);
    assert_eq!(names(flat.path()), ["ec2", "route-53", "s3"]);
    let empty = tempfile::tempdir().expect("a directory");
    let mut diagnostics = Diagnostics::default();
    assert!(folder::list(empty.path(), Layout::Smithy, &mut diagnostics).is_err());
    assert!(render(&diagnostics, &[], false).contains("`SERVICE/service/VERSION/SERVICE-VERSION.json`"));
}

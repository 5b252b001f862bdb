//! Files on disk: writing, checking, and being killed in between.

mod support;

use smithwright_codegen::cli::form::Form;
use smithwright_codegen::cli::workspace::{Action, Outcome, Task, run};
use smithwright_codegen::header::{Provenance, provenance};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use support::WEATHER;
use tempfile::TempDir;

const MANIFEST: &str =
    "[service.weather]\nmodel = \"weather.json\"\npackage = \"weather\"\nversion = \"1.0.0\"\n";

/// The number of files of the small model's crate.
const FILES: usize = 18;

fn workspace() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("smithwright.toml"), MANIFEST).expect("a file");
    std::fs::write(directory.path().join("weather.json"), WEATHER).expect("a file");
    directory
}

fn perform(directory: &Path, action: Action, jobs: Option<usize>) -> Outcome {
    let manifest = directory.join("smithwright.toml");
    run(&Task { manifest, services: vec![], action, jobs, command: "generate".to_owned(), form: Form::Text })
}

fn write(directory: &Path) -> String {
    let outcome = perform(directory, Action::Write, None);
    assert!(outcome.success, "{}", outcome.problems);
    // The output without the time.
    outcome.report.rsplit_once("; ").expect("a time").0.to_owned()
}

fn check(directory: &Path) -> (bool, String) {
    let before = contents(directory);
    let outcome = perform(directory, Action::Check, None);
    assert_eq!(contents(directory), before, "a check writes nothing");
    (outcome.success, outcome.report)
}

/// All files below a directory.
fn contents(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(contents(&path))
        } else {
            drop(found.insert(path.clone(), std::fs::read_to_string(&path).expect("a text")))
        }
    }
    found
}

#[test]
fn what_is_written_is_up_to_date() {
    let directory = workspace();
    let (clean, report) = check(directory.path());
    assert!(!clean && report.contains("missing      generated/weather/Cargo.toml"), "{report}");
    let report = write(directory.path());
    let expected = format!("weather: {FILES} created, 0 updated, 0 deleted, 0 unchanged");
    assert!(report.starts_with(&expected), "{report}");
    assert_eq!(check(directory.path()), (true, "weather: up to date\n".to_owned()));
    // Equal files keep their timestamps.
    let lib = directory.path().join("generated/weather/src/lib.rs");
    let modified = || lib.metadata().and_then(|metadata| metadata.modified()).expect("a time");
    let before = modified();
    let expected = format!("weather: 0 created, 0 updated, 0 deleted, {FILES} unchanged");
    assert!(write(directory.path()).starts_with(&expected));
    assert_eq!(modified(), before);
}

#[test]
fn each_kind_of_drift_is_found_and_mended() {
    let directory = workspace();
    write(directory.path());
    let out = directory.path().join("generated/weather");
    let city = out.join("src/types/_city.rs");
    let text = std::fs::read_to_string(&city).expect("a text");
    std::fs::write(&city, text.replace("pub struct City {", "pub struct City { // mine")).expect("a file");
    std::fs::remove_file(out.join("src/error.rs")).expect("a file");
    std::fs::write(out.join("NOTES.md"), "not generated").expect("a file");
    // Units are no longer used.
    let model = WEATHER.replacen(r#""Units": {"shape": "Units", "#, r#""Units": {"shape": "Name", "#, 1);
    std::fs::write(directory.path().join("weather.json"), model).expect("a file");
    let (clean, report) = check(directory.path());
    assert!(!clean);
    insta::assert_snapshot!(report);
    let report = write(directory.path());
    assert!(report.starts_with("weather: 1 created, 3 updated, 1 deleted, 13 unchanged"), "{report}");
    assert!(check(directory.path()).0);
    assert_eq!(std::fs::read_to_string(out.join("NOTES.md")).expect("a text"), "not generated");
}

#[test]
fn a_file_in_the_way_is_not_overwritten() {
    let directory = workspace();
    write(directory.path());
    let error = directory.path().join("generated/weather/src/error.rs");
    std::fs::write(&error, "// mine\n").expect("a file");
    let outcome = perform(directory.path(), Action::Write, None);
    assert!(
        !outcome.success && outcome.problems.contains("src/error.rs` already exists and was not generated"),
        "{}",
        outcome.problems
    );
    assert_eq!(std::fs::read_to_string(&error).expect("a text"), "// mine\n");
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_is_an_error() {
    let directory = workspace();
    // A file in the place of a directory fails for every user, including root.
    std::fs::write(directory.path().join("generated"), "").expect("a file");
    let outcome = perform(directory.path(), Action::Write, None);
    assert!(!outcome.success && outcome.problems.contains("cannot "), "{}", outcome.problems);
}

#[test]
fn links_are_not_followed() {
    #[cfg(unix)]
    {
        let directory = workspace();
        write(directory.path());
        let elsewhere = tempfile::tempdir().expect("a directory");
        let target = elsewhere.path().join("error.rs");
        let error = directory.path().join("generated/weather/src/error.rs");
        std::fs::rename(&error, &target).expect("a file");
        let before = std::fs::read_to_string(&target).expect("a text");
        std::os::unix::fs::symlink(&target, &error).expect("a link");
        assert!(!perform(directory.path(), Action::Write, None).success);
        assert_eq!(std::fs::read_to_string(&target).expect("a text"), before);
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let directory = workspace();
    let mut manifest = String::new();
    for number in 0..12 {
        manifest.push_str(&MANIFEST.replace("[service.weather]", &format!("[service.weather{number}]")));
    }
    std::fs::write(directory.path().join("smithwright.toml"), manifest).expect("a file");
    let outcome = perform(directory.path(), Action::Write, Some(1));
    assert!(outcome.success, "{}", outcome.problems);
    for jobs in [2, 8] {
        let outcome = perform(directory.path(), Action::Check, Some(jobs));
        assert!(outcome.success, "{}", outcome.report);
    }
}

#[test]
fn when_one_service_fails_none_is_written() {
    let directory = workspace();
    let broken = MANIFEST.replace("weather", "broken");
    std::fs::write(directory.path().join("broken.json"), "{").expect("a file");
    std::fs::write(directory.path().join("smithwright.toml"), format!("{MANIFEST}{broken}")).expect("a file");
    let outcome = perform(directory.path(), Action::Write, None);
    assert!(!outcome.success && outcome.problems.contains("nothing was written"), "{}", outcome.problems);
    assert!(!directory.path().join("generated").exists());
}

/// The binary, as a user runs it.
fn smithwright(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright"));
    command.current_dir(directory).args(["generate", "--model", "weather.json", "--out", "out"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn killed_half_way_every_file_is_the_old_or_the_new() {
    let directory = workspace();
    let crate_name = |version: &str| ["--crate-version".to_owned(), version.to_owned()];
    let mut partly = 0;
    for round in 0..40_u64 {
        // Each round changes every file: the origin in the headers and the texts differ.
        let model = WEATHER
            .replace("Gets a city", &format!("Round {round}"))
            .replace("Forecasts.", &format!("R {round}"));
        std::fs::write(directory.path().join("weather.json"), model).expect("a file");
        let mut child = smithwright(directory.path())
            .args(crate_name(&format!("1.0.{round}")))
            .spawn()
            .expect("the binary");
        std::thread::sleep(Duration::from_millis(round * 2));
        let _ = child.kill();
        child.wait().expect("an end");
        let out = directory.path().join("out");
        if !out.exists() {
            continue;
        }
        let files = contents(&out);
        for (path, text) in &files {
            let temporary =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".smithwright-"));
            assert!(temporary || provenance(text) == Provenance::Generated, "{}:\n{text}", path.display());
        }
        partly += usize::from(files.len() < FILES);
    }
    // The next complete run repairs everything, including left-over temporary files.
    let status = smithwright(directory.path()).status().expect("the binary");
    assert!(status.success());
    let files = contents(&directory.path().join("out"));
    assert_eq!(files.len(), FILES, "after {partly} partial rounds: {:?}", files.keys());
}

#[test]
fn the_binary_generates_into_an_empty_directory_and_refuses_bad_names() {
    let directory = workspace();
    let run = |arguments: &[&str]| {
        let mut command = smithwright(directory.path());
        command.args(arguments).stderr(Stdio::piped()).stdout(Stdio::piped());
        let output = command.output().expect("the binary");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, _, problems) = run(&["--crate-name", "../x"]);
    assert!(code == Some(1) && problems.contains("`../x`"), "{problems}");
    assert!(!directory.path().join("out").exists());
    let (code, report, _) = run(&[]);
    assert!(code == Some(0) && report.starts_with(&format!("aws-sdk-weather: {FILES} created")), "{report}");
    let (code, report, problems) = run(&["--manifest", "smithwright.toml"]);
    assert!(code == Some(0) && report.starts_with("weather: 0 created, "), "{report}{problems}");
    let manifest = std::fs::read_to_string(directory.path().join("out/Cargo.toml")).expect("a text");
    assert!(manifest.contains("name = \"weather\"\nversion = \"1.0.0\""), "{manifest}");
}

#[test]
fn a_compressed_model_is_read() {
    use std::io::Write as _;
    let directory = workspace();
    let file = std::fs::File::create(directory.path().join("weather.json.gz")).expect("a file");
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    encoder.write_all(WEATHER.as_bytes()).expect("a text");
    encoder.finish().expect("a file");
    let manifest = MANIFEST.replace("weather.json", "weather.json.gz");
    std::fs::write(directory.path().join("smithwright.toml"), manifest).expect("a file");
    assert!(write(directory.path()).starts_with(&format!("weather: {FILES} created")));
}

/// Files are only written inside the named folder: a link in it could lead to other files.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let directory = workspace();
    write(directory.path());
    let elsewhere = directory.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).expect("a folder");
    std::fs::write(elsewhere.join("lib.rs"), "mine").expect("a file");
    let source = directory.path().join("generated/weather/src");
    std::fs::remove_dir_all(&source).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, &source).expect("a link");
    let outcome = perform(directory.path(), Action::Write, None);
    assert!(!outcome.success && outcome.problems.contains("src` is in the way"), "{}", outcome.problems);
    assert_eq!(std::fs::read_to_string(elsewhere.join("lib.rs")).expect("a text"), "mine");
    assert_eq!(std::fs::read_dir(&elsewhere).expect("a folder").count(), 1);
}

/// A file of the current repository must not be run as a program.
#[test]
fn files_of_the_current_directory_are_not_taken_for_modules_of_python() {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("pip.py"), "open('ran', 'w')\n").expect("a file");
    let fetch = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright"));
        command.args(["models", "fetch", "--botocore", "0.0.1"]).args(arguments);
        for name in ["XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"] {
            command.env_remove(name);
        }
        // The disk is full, and there is no terminal.
        let output = command.env("PIP_NO_INDEX", "1").current_dir(&directory).output().expect("the binary");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let problems = fetch(&["--cache", "cache"]);
    assert!(problems.contains("cannot fetch botocore==0.0.1"), "{problems}");
    assert!(!directory.path().join("ran").exists(), "{problems}");
    // Nor is a folder that all users share safe for models.
    let problems = fetch(&[]);
    assert!(problems.contains("`HOME` is not set") && problems.contains("--cache"), "{problems}");
}

/// Two megabytes of a compressed file can be gigabytes.
#[test]
fn what_is_too_large_once_it_is_decompressed_is_refused() {
    use std::io::Write as _;
    let directory = workspace();
    let file = std::fs::File::create(directory.path().join("weather.json.gz")).expect("a file");
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..257 {
        encoder.write_all(&zeros).expect("zeros");
    }
    encoder.finish().expect("a file");
    let manifest = MANIFEST.replace("weather.json", "weather.json.gz");
    std::fs::write(directory.path().join("smithwright.toml"), manifest).expect("a file");
    let outcome = perform(directory.path(), Action::Write, None);
    assert!(!outcome.success && outcome.problems.contains("holds more than 256 MB"), "{}", outcome.problems);
}

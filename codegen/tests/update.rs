//! Models that others publish, taken over by `smithwright update`.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::WEATHER;
use tempfile::TempDir;

const MANIFEST: &str = "# Ours.\n[service.weather]\nmodel = \"models/weather-2020-01-01.normal.json\"\npackage = \"weather\"\nversion = \"1.2.3\" # the first\n\n[service.other]\nmodel = \"models/other.smithy\"\npackage = \"other\"\nversion = \"1.0.0\"\n";

const OTHER: &str = "$version: \"2\"\nnamespace a\n@aws.api#service(sdkId: \"Other\")\n@aws.protocols#restJson1\nservice Other { version: \"1\" }\n";

/// A workspace, and the published models: botocore's layout, with the model of the workspace.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("models")).expect("a folder");
    std::fs::create_dir_all(at("published/weather/2020-01-01")).expect("a folder");
    std::fs::write(at("smithwright.toml"), MANIFEST).expect("a file");
    std::fs::write(at("models/other.smithy"), OTHER).expect("a file");
    std::fs::write(at("models/weather-2020-01-01.normal.json"), WEATHER).expect("a file");
    publish(folder.path(), WEATHER);
    folder
}

fn publish(folder: &Path, model: &str) {
    std::fs::write(folder.join("published/weather/2020-01-01/service-2.json"), model).expect("a file");
}

/// The exit code, the report, and the messages.
fn update(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_smithwright"))
        .args(["update", "--botocore", "published"])
        .args(words)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// All files of a folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), std::fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).expect(path)
}

/// The model with one more member and another text.
fn newer() -> String {
    let json: serde_json::Value = serde_json::from_str(WEATHER).expect("JSON");
    let mut json = json;
    json["documentation"] = "Words of others.".into();
    let members = json["shapes"]["GetCityRequest"]["members"].as_object_mut().expect("members");
    members.insert(
        "Altitude".to_owned(),
        serde_json::json!({
            "shape": "Name", "location": "querystring", "locationName": "altitude",
            "documentation": "More words of others.",
        }),
    );
    json.to_string()
}

#[test]
fn what_is_new_is_taken_over_once() {
    let folder = workspace();
    let folder = folder.path();
    let left = "other: left as it is: it is written by hand in Smithy's IDL\n";
    assert_eq!(update(folder, &[]), (Some(0), format!("{left}nothing is newer upstream\n"), String::new()));
    publish(folder, &newer());
    let before = contents(folder);
    let (code, said, problems) = update(folder, &["--check"]);
    assert_eq!((code, problems.as_str()), (Some(1), ""), "{said}");
    assert_eq!(contents(folder), before, "a check writes nothing");
    for expected in [
        left,
        "weather: 0 breaking, 1 addition, 0 wire, 1 documentation (minor)\n",
        "  addition  GetCityInput$Altitude: the member was added\n",
        "            weather::operation::get_city::GetCityInput::altitude\n",
        "weather: 1.2.3 -> 1.3.0; 18 created, 0 updated, 0 deleted, 0 unchanged",
        "  weather-2020-01-01.normal.json\n",
        "nothing was written, because of `--check`\n",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let (code, said, problems) = update(folder, &[]);
    assert_eq!((code, problems.as_str()), (Some(0), ""), "{said}");
    assert_eq!(read(folder, "smithwright.toml"), MANIFEST.replace("1.2.3", "1.3.0"));
    assert_eq!(read(folder, "models/weather-2020-01-01.normal.json"), newer());
    assert!(read(folder, "generated/weather/Cargo.toml").contains("version = \"1.3.0\""));
    assert!(read(folder, "generated/weather/src/operation/get_city.rs").contains("altitude"));
    assert_eq!(
        read(folder, "CHANGELOG.md"),
        "# Changelog\n\n## weather 1.3.0\n\n### addition\n\n\
         - `GetCityInput$Altitude` (`weather::operation::get_city::GetCityInput::altitude`): the member was added (in GetCity)\n\n\
         ### documentation\n\n1 subjects are documented otherwise.\n"
    );
    let after = contents(folder);
    assert_eq!(
        update(folder, &["weather"]),
        (Some(0), "nothing is newer upstream\n".to_owned(), String::new())
    );
    assert_eq!(contents(folder), after);
    // Items that are removed upstream are removed here.
    publish(folder, WEATHER);
    let (code, said, _) = update(folder, &["weather", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!((code, &json[0]["advice"]), (Some(0), &"major".into()));
    assert!(read(folder, "smithwright.toml").contains("version = \"2.0.0\" # the first"));
    assert!(read(folder, "CHANGELOG.md").starts_with("# Changelog\n\n## weather 2.0.0\n"));
}

#[test]
fn our_documentation_is_kept_if_asked_for() {
    let folder = workspace();
    let folder = folder.path();
    publish(folder, &newer());
    let (code, said, problems) = update(folder, &["--own-documentation"]);
    assert_eq!((code, problems.as_str()), (Some(0), ""), "{said}");
    let model = read(folder, "models/weather-2020-01-01.normal.json");
    assert!(model.contains("Altitude") && !model.contains("of others"), "{model}");
    assert!(
        said.contains("1 things lack documentation:\n    weather-2020-01-01.normal.json: shapes/GetCityRequest/members/Altitude\n"),
        "{said}"
    );
    // New documentation alone is not an update.
    publish(folder, &newer().replace("of others", "of others again"));
    assert_eq!(update(folder, &["weather", "--own-documentation"]).1, "nothing is newer upstream\n");
    assert_eq!(update(folder, &["weather", "--check"]).0, Some(1));
}

#[test]
fn what_cannot_be_taken_over_is_said_and_nothing_is_written() {
    let folder = workspace();
    let folder = folder.path();
    let check = |words: &[&str], expected: &str| {
        let before = contents(folder);
        let (code, said, problems) = update(folder, words);
        assert_eq!(code, Some(1), "{said}");
        assert!(problems.contains(expected), "{expected}\n{problems}");
        assert_eq!(contents(folder), before);
    };
    check(&["other"], "error: `other` cannot be updated: it is written by hand in Smithy's IDL\n");
    check(&["nothing"], "the manifest has no service `nothing`");
    publish(folder, &newer());
    std::fs::write(folder.join("CHANGELOG.md"), [0xff]).expect("a file");
    let (code, _, problems) = update(folder, &[]);
    assert_eq!(code, Some(1));
    assert!(problems.contains("cannot read `CHANGELOG.md`"), "{problems}");
    assert_eq!(read(folder, "models/weather-2020-01-01.normal.json"), WEATHER);
    std::fs::remove_file(folder.join("CHANGELOG.md")).expect("removed");
    publish(folder, "{");
    check(
        &[],
        "error: `weather` cannot be updated: the published `weather-2020-01-01.normal.json` is no JSON",
    );
    publish(
        folder,
        &newer().replace(
            "\"shape\":\"Name\",\"location\":\"querystring\",\"locationName\":\"altitude\"",
            "\"shape\":\"Gone\",\"location\":\"querystring\",\"locationName\":\"altitude\"",
        ),
    );
    check(&[], "refers to an unknown shape `Gone`");
    publish(folder, &newer().replace("\"serviceId\":\"Weather\"", "\"serviceId\":\"Rain\""));
    check(&[], "these are two services, not two versions of one");
    std::fs::remove_file(folder.join("published/weather/2020-01-01/service-2.json")).expect("removed");
    check(&[], "`published` contains no models");
    publish(folder, WEATHER);
    let model = folder.join("models/weather-2020-01-01.normal.json");
    std::fs::write(&model, "{").expect("a file");
    check(&[], "error: `weather` cannot be updated: it is no JSON");
    std::fs::remove_file(&model).expect("removed");
    check(&[], "error: `weather` cannot be updated: cannot read `models/weather-2020-01-01.normal.json`");
    std::fs::write(folder.join("smithwright.toml"), "[service").expect("a file");
    check(&[], "smithwright.toml");
}

/// Revisions of a repository, and models in its working tree.
#[test]
fn revisions_are_compared() {
    let folder = workspace();
    let folder = folder.path();
    let git = |words: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"])
            .args(words)
            .current_dir(folder)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "one"]);
    let model = "models/weather-2020-01-01.normal.json";
    std::fs::write(folder.join(model), newer()).expect("a file");
    let diff = |old: &str, new: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_smithwright"))
            .args(["diff", old, new])
            .current_dir(folder.join("models"))
            .output()
            .expect("the program runs");
        String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8")
    };
    let at_head = format!("HEAD:{model}");
    let said = diff(&at_head, "weather-2020-01-01.normal.json");
    assert!(said.starts_with("Weather: 0 breaking, 1 addition"), "{said}");
    assert!(said.contains(&format!("            - {at_head}:")), "{said}");
    assert!(diff("HEAD:models", ".").starts_with("weather: 0 breaking, 1 addition"));
    assert_eq!(diff(&at_head, &at_head), "nothing changed\n");
    assert!(diff("HEAD:nothing", &at_head).contains("path 'nothing' does not exist in 'HEAD'"));
    assert!(diff("--output=x:models", &at_head).contains("error"));
    assert!(!folder.join("models/x").exists());
}

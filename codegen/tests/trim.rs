//! `smithwright trim`, on programs that need no registry: what they depend on is generated here, on a runtime without code.

mod support;

use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::{cli::artifacts, generate};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{request, source};
use tempfile::TempDir;

const MODEL: &str = r#"{
    "metadata": {
        "apiVersion": "2020-01-01", "endpointPrefix": "garden", "protocol": "rest-json",
        "serviceFullName": "Garden", "serviceId": "Garden", "signatureVersion": "v4"
    },
    "operations": {
        "Plant": {"name": "Plant", "http": {"method": "POST", "requestUri": "/plant"}, "input": {"shape": "Tree"}},
        "Water": {"name": "Water", "http": {"method": "POST", "requestUri": "/water"}, "input": {"shape": "Amount"}},
        "Prune": {"name": "Prune", "http": {"method": "POST", "requestUri": "/prune"}, "input": {"shape": "Tree"}},
        "Weed": {"name": "Weed", "http": {"method": "POST", "requestUri": "/weed"}}
    },
    "shapes": {
        "Tree": {"type": "structure", "members": {"kind": {"shape": "Kind"}}},
        "Kind": {"type": "structure", "members": {"name": {"shape": "Text"}}},
        "Amount": {"type": "structure", "members": {"unit": {"shape": "Unit"}}},
        "Unit": {"type": "string", "enum": ["litre", "can"]},
        "Text": {"type": "string"}
    }
}"#;

/// A workspace of packages, each with its manifest's dependencies and its `main.rs`.
struct Workspace(TempDir);

impl Workspace {
    fn new(of_workspace: &str, members: &[(&str, &str, &str)]) -> Self {
        Self::with(None, of_workspace, members)
    }

    /// With a crate that is divided into so many parts.
    fn with(family: Option<usize>, of_workspace: &str, members: &[(&str, &str, &str)]) -> Self {
        let this = Self(tempfile::tempdir().expect("a directory"));
        this.write("runtime/src/lib.rs", "");
        this.write(
            "runtime/Cargo.toml",
            "[package]\nname = \"smithwright-runtime\"\nversion = \"0.1.0\"\n\n[features]\naws-lc = []\n\
             behavior-version-latest = []\ndefault-https-client = []\nrt-tokio = []\ntest-util = []\n",
        );
        let mut request = request();
        request.options.package = Some("garden".to_owned());
        request.options.family = family;
        request.options.runtime_dependency = "{ path = \"../runtime\" }".to_owned();
        let mut diagnostics = Diagnostics::default();
        let files = generate(&source(MODEL), &request, &mut diagnostics).expect("a crate");
        let out = this.path("garden");
        let changes = artifacts::compare(&out, "garden", &files, &mut diagnostics).expect("an empty folder");
        artifacts::apply(&out, &files, &changes, &mut diagnostics).expect("files");
        let names: Vec<_> = members.iter().map(|(name, ..)| *name).collect();
        this.write(
            "Cargo.toml",
            &format!("[workspace]\nmembers = {names:?}\nresolver = \"3\"\n\n{of_workspace}"),
        );
        for (name, dependencies, main) in members {
            this.write(
                &format!("{name}/Cargo.toml"),
                &format!(
                    "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}"
                ),
            );
            this.write(&format!("{name}/src/main.rs"), main);
        }
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// What `smithwright trim` prints, and whether it succeeds.
    fn trim(&self, flags: &[&str]) -> (String, bool) {
        let output = Command::new(env!("CARGO_BIN_EXE_smithwright"))
            .arg("trim")
            .args(flags)
            .env("CARGO_NET_OFFLINE", "true")
            .current_dir(&self.0)
            .output()
            .expect("a run");
        let text = [output.stdout, output.stderr].concat();
        let root = self.0.path().canonicalize().expect("a folder").display().to_string();
        (String::from_utf8_lossy(&text).replace(&root, ""), output.status.success())
    }

    /// What is left of a report of operations without the difference: they, and the notes.
    fn decided(&self) -> String {
        let (text, success) = self.trim(&["--dry-run"]);
        assert!(success, "{text}");
        text.split("\n\n").next().unwrap_or_default().to_owned()
    }
}

const GARDEN: &str = "[dependencies]\ngarden = { path = \"../garden\" }\n";

fn program(main: &str) -> Workspace {
    Workspace::new("", &[("app", GARDEN, main)])
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn what_is_called_stays_and_a_second_run_has_nothing_to_do() {
    let main = "fn main() { client().water().send(); } /* .plant() */ fn weed() { prune(2); x.weed(1); }";
    let program = program(main);
    insta::assert_snapshot!(program.trim(&["--dry-run"]).0);
    assert!(read(&program.path("app/Cargo.toml")).ends_with(GARDEN), "a dry run writes nothing");
    assert!(program.trim(&[]).1);
    assert!(program.trim(&[]).0.ends_with("nothing to change\n"));
}

#[test]
fn every_way_to_name_an_operation_counts() {
    let named = [
        "fn f() { c.weed().send() }",
        "use garden::operation::weed::WeedOutput;",
        "use garden::operation::{plant as p, weed};",
        "fn f() { garden::Client::weed(&c) }",
        "call!(weed);",
        "fn f() { assert!(c.weed().send().is_ok()) }",
        "fn f() { let m = r#weed::x; }",
        "macro_rules! m { () => { c.weed() } }",
        "mod a { fn f() { async move { [c.weed()] } } }",
    ];
    for text in named {
        let decided = program(text).decided();
        assert!(decided.contains("\n    weed"), "{text}: {decided}");
        assert!(!decided.contains("\n    water"), "{text}: {decided}");
    }
    for text in
        ["fn weed() {}", "// c.weed()", "const A: &str = \"c.weed()\";", "fn f() { c.weed(1); c.weed }"]
    {
        assert!(program(text).decided().contains("0 of 4"), "{text}");
    }
}

#[test]
fn types_that_no_call_needs_keep_an_operation_that_has_them() {
    let direct = program("use garden::types::{Unit};").decided();
    assert!(direct.contains("`water` stays for the type `Unit`"), "{direct}");
    let shared = program("fn f(_: garden::types::builders::KindBuilder) {}").decided();
    assert!(shared.contains("`plant` stays for the type `KindBuilder`"), "{shared}");
    let renamed = program("use garden::types as t; fn f(_: t::Kind) {}").decided();
    assert!(renamed.contains("`plant` stays for the type `Kind`"), "{renamed}");
    let called = program("use garden::types::*; fn f(_: Kind) { c.prune() }").decided();
    assert!(!called.contains("stays for"), "{called}");
}

#[test]
fn what_cannot_be_looked_into_keeps_all() {
    for (text, why) in [
        ("include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"));", "includes a file from elsewhere"),
        ("m! { [<wa $x>] }", "puts names together"),
        ("fn f( {", "is not Rust"),
        ("pub use garden::Client;", "lets others call"),
        ("pub use garden::*;", "lets others call"),
    ] {
        let program = program(text);
        let (report, success) = program.trim(&[]);
        assert!(success && report.contains(why), "{text}: {report}");
        assert!(read(&program.path("app/Cargo.toml")).ends_with(GARDEN), "{text}");
    }
    let included = program("include!(\"more.rs\");");
    included.write("app/src/more.rs", "fn f() { c.water() }");
    assert!(included.decided().contains("1 of 4 operations"));
}

#[test]
fn a_workspace_says_it_in_one_place() {
    let inherited =
        "[dependencies]\ngarden = { workspace = true, features = [\"rt-tokio\", \"test-util\"] }\n";
    let other = "[target.'cfg(unix)'.dependencies.garden]\npath = \"../garden\"\ndefault-features = false # ours\n\
                 features = [\"weed\", \"default-https-client\"]\n";
    let workspace = Workspace::new(
        "[workspace.dependencies]\n# The garden.\ngarden = { path = \"garden\" }\n",
        &[
            ("one", inherited, "fn main() { client.plant(); }"),
            ("two", other, "fn main() { client.water(); }"),
        ],
    );
    insta::assert_snapshot!(workspace.trim(&[]).0);
}

#[test]
fn operations_are_written_into_our_manifest() {
    let program = program("fn main() { client.water(); client.prune(); }");
    let manifest = "# Gardens.\n[service.garden]\nmodel = \"a.json\" # here\npackage = \"garden\"\nversion = \"0.1.0\"\n";
    program.write("smithwright.toml", manifest);
    assert!(program.trim(&["--manifest", "smithwright.toml"]).1);
    let expected = format!("{manifest}operations = [\"Prune\", \"Water\"]\n");
    assert_eq!(read(&program.path("smithwright.toml")), expected);
    assert!(read(&program.path("app/Cargo.toml")).ends_with(GARDEN));
    program.write("smithwright.toml", "[service]\n");
    let (text, success) = program.trim(&["--manifest", "smithwright.toml"]);
    assert!(!success && text.contains("no service has the package `garden`"), "{text}");
}

#[test]
fn a_family_of_crates_is_trimmed_as_one_crate_is() {
    let main = "fn f(_: garden::types::Kind) { client.water(); }";
    let (one, family) = (program(main), Workspace::with(Some(2), "", &[("app", GARDEN, main)]));
    assert!(family.path("garden/part-2").is_dir());
    assert_eq!(family.trim(&["--dry-run"]), one.trim(&["--dry-run"]));
    let manifest = "[service.garden]\nmodel = \"a.json\"\npackage = \"garden\"\nversion = \"0.1.0\"\n";
    family.write("smithwright.toml", manifest);
    let (text, success) = family.trim(&["--manifest", "smithwright.toml"]);
    assert!(success, "{text}");
    assert!(
        read(&family.path("smithwright.toml")).ends_with("operations = [\"Plant\", \"Water\"]\n"),
        "{text}"
    );
}

#[test]
fn problems_are_said() {
    let none = Workspace::new("", &[("app", "", "fn main() {}")]);
    assert!(none.trim(&[]).0.contains("nothing here depends on a crate that Smithwright generated"));
    none.write("app/Cargo.toml", "[package");
    let (text, success) = none.trim(&[]);
    assert!(!success && text.contains("cannot find out what the program depends on"), "{text}");
}

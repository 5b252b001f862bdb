//! `smithwright trim` on programs that need no registry: their dependencies are generated here, with a runtime without code.

mod support;

use std::fs;
use std::path::Path;
use support::workspace::Workspace;

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
        "fn f() { c.wait_until_bed_weeded().wait(second) }",
        "fn f() { garden::client::Waiters::wait_until_bed_weeded(&c) }",
        "use garden::waiters::bed_weeded::BedWeededFinalPoll;",
    ];
    for text in named {
        let decided = program(text).decided();
        assert!(decided.contains("\n    weed"), "{text}: {decided}");
        assert!(!decided.contains("\n    water"), "{text}: {decided}");
        let of_family = Workspace::with(Some(2), "", &[("app", GARDEN, text)]).decided();
        assert_eq!(of_family, decided, "{text}");
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

/// A feature of the program is enabled for all of its dependencies, so the operations that they call must stay.
#[test]
fn what_a_dependency_calls_stays() {
    let helper = "helper = { path = \"../elsewhere/helper\" }\n";
    let workspace = Workspace::new(
        "exclude = [\"elsewhere\"]\n",
        &[("app", &format!("{GARDEN}{helper}"), "fn main() { client.water(); }")],
    );
    workspace.write(
        "elsewhere/helper/Cargo.toml",
        "[package]\nname = \"helper\"\nversion = \"1.0.0\"\n\n[dependencies]\n\
         garden = { path = \"../../garden\", default-features = false }\n",
    );
    workspace.write("elsewhere/helper/src/lib.rs", "fn f() { client.weed(); }");
    workspace.write("elsewhere/helper/tests/t.rs", "fn f() { client.prune(); }");
    let (report, success) = workspace.trim(&[]);
    assert!(success, "{report}");
    assert!(report.contains("2 of 4 operations"), "{report}");
    assert!(report.contains("weed   helper: src/lib.rs"), "{report}");
    let written = read(&workspace.path("app/Cargo.toml"));
    assert!(written.contains(r#"features = ["https", "tokio", "water", "weed"]"#), "{written}");
}

/// Without a feature for an operation, all operations are there.
#[test]
fn a_program_that_calls_nothing_keeps_the_types() {
    let program = program("fn main() {}");
    let (report, success) = program.trim(&[]);
    assert!(success, "{report}");
    let written = read(&program.path("app/Cargo.toml"));
    assert!(written.contains(r#"features = ["https", "tokio", "types"]"#), "{written}");
}

#[test]
fn problems_are_said() {
    let none = Workspace::new("", &[("app", "", "fn main() {}")]);
    assert!(none.trim(&[]).0.contains("nothing here depends on a crate that Smithwright generated"));
    none.write("app/Cargo.toml", "[package");
    let (text, success) = none.trim(&[]);
    assert!(!success && text.contains("cannot find out what the program depends on"), "{text}");
}

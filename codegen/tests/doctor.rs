//! `smithwright doctor`, on programs for which each reason keeps Cargo from taking a patch. The registry is a folder.

mod support;

use support::workspace::Workspace;

/// A program that depends on the package as `dependency` says, with a registry that has it in two versions, and a patch
/// called `patch` by a crate of ours, whose package is `ours`.
fn program(dependency: &str, patch: &str, ours: &str) -> Workspace {
    let manifest = format!("[dependencies]\n{dependency}\n");
    let patch = format!("\n[patch.crates-io]\n{patch} = {{ path = \"garden\" }}\n");
    let workspace = Workspace::new(&patch, &[("app", &manifest, "fn main() {}")]);
    workspace.garden(ours, None);
    for version in ["1.0.0", "1.1.0"] {
        let folder = format!("registry/aws-sdk-garden-{version}");
        workspace.write(
            &format!("{folder}/Cargo.toml"),
            &format!(
                "[package]\nname = \"aws-sdk-garden\"\nversion = \"{version}\"\n\n[features]\n\
                 fountain = []\nhttp-1x = []\n"
            ),
        );
        workspace.write(&format!("{folder}/src/lib.rs"), "");
        workspace.write(
            &format!("{folder}/.cargo-checksum.json"),
            &format!("{{\"files\": {{}}, \"package\": \"{}\"}}", "0".repeat(64)),
        );
    }
    workspace.write(
        ".cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"folder\"\n\n[source.folder]\ndirectory = \"registry\"\n",
    );
    workspace
}

fn doctor(workspace: &Workspace) -> (String, bool) {
    workspace.run("doctor", &[])
}

#[test]
fn a_patch_that_is_taken_is_ours() {
    let program = program("aws-sdk-garden = \"1\"", "aws-sdk-garden", "aws-sdk-garden");
    let (report, success) = doctor(&program);
    assert!(success && report.contains("aws-sdk-garden 1.0.0: ours, /garden\n"), "{report}");
}

#[test]
fn another_version_is_asked_for() {
    let program = program("aws-sdk-garden = \"=1.1.0\"", "aws-sdk-garden", "aws-sdk-garden");
    let (report, success) = doctor(&program);
    assert!(!success);
    insta::assert_snapshot!(report);
}

#[test]
fn a_feature_is_missing() {
    let dependency = "aws-sdk-garden = { version = \"1\", features = [\"fountain\", \"http-1x\"] }";
    let (report, success) = doctor(&program(dependency, "aws-sdk-garden", "aws-sdk-garden"));
    assert!(!success);
    insta::assert_snapshot!(report);
}

#[test]
fn the_package_has_another_name() {
    let name = "aws-sdk-gardenservice";
    let (report, success) = doctor(&program("aws-sdk-garden = \"1\"", name, name));
    assert!(!success);
    insta::assert_snapshot!(report);
}

/// The manifest is right, but the lock file of an earlier run names the other crate.
#[test]
fn the_lock_file_holds_the_other_one() {
    let dependency = "aws-sdk-garden = { version = \"1\", features = [\"fountain\"] }";
    let program = program(dependency, "aws-sdk-garden", "aws-sdk-garden");
    assert!(!doctor(&program).1);
    program.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\naws-sdk-garden = \"1\"\n",
    );
    let (report, success) = doctor(&program);
    assert!(!success);
    insta::assert_snapshot!(report);
}

#[test]
fn a_program_without_them_is_told_so() {
    let (report, success) = doctor(&Workspace::new("", &[("app", "", "fn main() {}")]));
    assert!(success && report.contains("depends on no `aws-sdk-*`"), "{report}");
}

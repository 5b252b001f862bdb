//! Programs that need no registry: their dependencies are generated here, with a runtime without code.

use super::{request, source};
use smithwright_codegen::diagnostic::{Diagnostics, SourceId};
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::{cli::artifacts, generate};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
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

const WAITERS: &str = r#"{"version": 2, "waiters": {"BedWeeded": {
    "operation": "Weed", "delay": 1, "maxAttempts": 2,
    "acceptors": [{"matcher": "status", "expected": 200, "state": "success"}]
}}}"#;

/// A workspace of packages, each with its manifest's dependencies and its `main.rs`.
pub(crate) struct Workspace(TempDir);

impl Workspace {
    pub(crate) fn new(of_workspace: &str, members: &[(&str, &str, &str)]) -> Self {
        Self::with(None, of_workspace, members)
    }

    /// The same with a crate that is divided into this many parts.
    pub(crate) fn with(family: Option<usize>, of_workspace: &str, members: &[(&str, &str, &str)]) -> Self {
        let this = Self(tempfile::tempdir().expect("a directory"));
        this.garden("garden", family);
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

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Generates the crate of the model, as a package of this name, in the folder `garden`.
    pub(crate) fn garden(&self, package: &str, family: Option<usize>) {
        self.write("runtime/src/lib.rs", "");
        self.write(
            "runtime/Cargo.toml",
            "[package]\nname = \"smithwright-runtime\"\nversion = \"0.1.0\"\n\n[features]\naws-lc = []\n\
             behavior-version-latest = []\ndefault-https-client = []\nhttp-02x = []\nlegacy-https-client = []\n\
             legacy-test-util = []\nrt-tokio = []\nserde = []\ntest-util = []\n",
        );
        let mut request = request();
        request.options.package = Some(package.to_owned());
        request.beside.waiters = Some((source(WAITERS), SourceId(1)));
        request.options.family = family;
        request.options.runtime_dependency = Dependency::path(std::path::Path::new("../runtime"));
        let mut diagnostics = Diagnostics::default();
        let files = generate(&source(MODEL), &request, &mut diagnostics).expect("a crate");
        let out = self.path("garden");
        let changes = artifacts::compare(&out, "garden", &files, &mut diagnostics).expect("an empty folder");
        artifacts::apply(&out, &files, &changes, &mut diagnostics).expect("files");
    }

    /// What `smithwright trim` prints, and whether it succeeds.
    pub(crate) fn trim(&self, flags: &[&str]) -> (String, bool) {
        self.run("trim", flags)
    }

    /// What a command of `smithwright` prints, and whether it succeeds.
    pub(crate) fn run(&self, command: &str, flags: &[&str]) -> (String, bool) {
        let output = Command::new(env!("CARGO_BIN_EXE_smithwright"))
            .arg(command)
            .args(flags)
            .env("CARGO_NET_OFFLINE", "true")
            .current_dir(&self.0)
            .output()
            .expect("a run");
        let text = [output.stdout, output.stderr].concat();
        let root = self.0.path().canonicalize().expect("a folder").display().to_string();
        (String::from_utf8_lossy(&text).replace(&root, ""), output.status.success())
    }

    /// The report without the difference of files: the operations and the notes.
    pub(crate) fn decided(&self) -> String {
        let (text, success) = self.trim(&["--dry-run"]);
        assert!(success, "{text}");
        text.split("\n\n").next().unwrap_or_default().to_owned()
    }
}

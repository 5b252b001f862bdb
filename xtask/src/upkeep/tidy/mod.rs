//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that the compiler does not check.

mod circles;
mod floors;
mod links;
mod paths;

use proc_macro2::TokenStream;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Crates of the engine that may be named in some files only.
const CONFINED: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["io/render.rs"]),
    ("anstyle", &["diff/report.rs"]),
    ("cargo_metadata", &["cli/doctor.rs", "cli/trim/"]),
    ("clap", &["arguments.rs", "main.rs"]),
    ("heck", &["lower/case.rs"]),
    ("htmd", &["lower/docs.rs"]),
    ("indicatif", &["cli/workspace.rs"]),
    ("jmespath", &["loader/expression.rs"]),
    ("petgraph", &["model/graph.rs"]),
    ("prettyplease", &["format/"]),
    ("quote", &["emit/"]),
    ("rayon", &["cli/workspace.rs"]),
    ("serde", &["cli/update/", "loader/"]),
    ("serde_json", &["cli/check.rs", "cli/update/", "diff/report.rs", "loader/"]),
    ("similar", &["cli/trim/"]),
    ("strsim", &["model/assemble.rs"]),
    ("syn", &["cli/trim/generated.rs", "format/"]),
    ("tar", &["cli/archive.rs"]),
    (
        "tempfile",
        &[
            "cli/archive.rs",
            "cli/artifacts.rs",
            "cli/botocore.rs",
            "cli/check.rs",
            "cli/git.rs",
            "cli/update/",
        ],
    ),
    ("toml", &["emit/manifest.rs", "loader/manifest.rs", "plan/dependency.rs"]),
    ("toml_edit", &["cli/doctor.rs", "cli/init.rs", "cli/trim/manifest.rs", "cli/update/"]),
    ("zip", &["cli/archive.rs"]),
];

/// Modules of `std` that only modules for input and output may name.
const EDGES_ONLY: &[&str] = &["env", "fs", "io", "net", "process", "thread", "time"];

/// The maximum length of a file, in lines.
const MAX_LINES: usize = 500;

pub(crate) fn run() -> bool {
    let root = crate::plumbing::root();
    let (mut problems, mut sources, mut documents) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let tracked = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(&root)
        .output();
    let Ok(tracked) = tracked else {
        eprintln!("error: cannot run git");
        return false;
    };
    for path in String::from_utf8_lossy(&tracked.stdout).lines() {
        let Ok(text) = std::fs::read_to_string(root.join(path)) else { continue };
        if path.starts_with("generated/") && path != "generated/rustfmt.toml" {
            continue;
        }
        forbidden_text(path, &text, &mut problems);
        if path.ends_with(".md") {
            problems.extend(missing_files(&root, path, &text));
            documents.insert(path.to_owned(), text.clone());
        }
        if path.ends_with(".rs") {
            rust(path, &text, &mut problems);
            if text.lines().count() > MAX_LINES {
                problems.push(format!("{path}: more than {MAX_LINES} lines; split it by concept"));
            }
            sources.insert(path.to_owned(), text);
        }
    }
    circles(&sources, &mut problems);
    problems.extend(links::broken(&documents, |path| root.join(path).exists()));
    for problem in &problems {
        eprintln!("error: {problem}");
    }
    if problems.is_empty() {
        println!("tidy");
    }
    problems.is_empty()
}

/// Text that no file may contain.
fn forbidden_text(path: &str, text: &str, problems: &mut Vec<String>) {
    // The texts are composed here, so that this file does not contain them.
    let registries = ["crates", "pypi", "npmjs", "pythonhosted"].map(|name| match name {
        "crates" => format!("{name}.io"),
        "npmjs" => format!("{name}.com"),
        other => format!("{other}.org"),
    });
    let homes = ["/home", "/root", "/work"].map(|home| format!("{home}/"));
    for (number, line) in text.lines().enumerate() {
        for registry in &registries {
            if line.contains(registry.as_str()) && path != "Cargo.lock" {
                problems.push(format!("{path}:{}: names a registry", number + 1));
            }
        }
        if homes.iter().any(|home| line.contains(home.as_str())) {
            problems.push(format!("{path}:{}: names a place of one machine", number + 1));
        }
    }
}

fn rust(path: &str, text: &str, problems: &mut Vec<String>) {
    if !text.starts_with("//!") {
        problems.push(format!("{path}: does not start with `//!`: what it turns into what"));
    }
    let Ok(tokens) = text.parse::<TokenStream>() else {
        problems.push(format!("{path}: is not Rust"));
        return;
    };
    problems.extend(floors::broken(path, tokens.clone()));
    let Some(file) = path.strip_prefix("codegen/src/") else { return };
    for (names, _) in paths::of(tokens, true) {
        let [first, second, ..] = &names[..] else { continue };
        for (name, allowed) in CONFINED {
            if first == name && !allowed.iter().any(|prefix| file.starts_with(prefix)) {
                problems.push(format!("{path}: `{name}` belongs to {}", allowed.join(", ")));
            }
        }
        let edge = ["build/", "cli/", "io/", "main.rs"].iter().any(|edge| file.starts_with(edge));
        if first == "std" && EDGES_ONLY.contains(&second.as_str()) && !edge {
            problems.push(format!("{path}: `std::{second}` belongs to the edges: build/, cli/ and io/"));
        }
    }
    problems.dedup();
}

/// The folders to which paths in documents are relative.
const NAMED_FROM: &[&str] = &["", "cli/src", "codegen", "codegen/src", "runtime/src", "xtask/src", "tests"];

/// The missing Rust files and folders of this repository that a document names.
fn missing_files<'a>(root: &'a Path, document: &'a str, text: &'a str) -> impl Iterator<Item = String> {
    let named = text
        .lines()
        .enumerate()
        .flat_map(|(number, line)| line.split('`').skip(1).step_by(2).map(move |name| (number + 1, name)));
    let of_file = |character: char| character.is_ascii_alphanumeric() || "_-./".contains(character);
    named
        // A single folder name may be that of a generated crate.
        .filter(move |(_, name)| name.trim_end_matches('/').contains('/'))
        .filter(move |(_, name)| name.ends_with(".rs") || name.ends_with('/'))
        .filter(move |(_, name)| name.chars().all(of_file) && !name.starts_with(['/', '.']))
        .filter(|(_, name)| !["target/", "src/"].iter().any(|made| name.starts_with(made)))
        .filter(|(_, name)| !NAMED_FROM.iter().any(|folder| root.join(folder).join(name).exists()))
        .map(move |(number, name)| format!("{document}:{number}: there is no `{name}`"))
}

/// The crates in which no files may import each other in a circle.
const WITHOUT_CIRCLES: &[&str] = &["cli", "codegen", "runtime", "xtask"];

/// Files that import each other in a circle; `sources` are those of the workspace.
fn circles(sources: &BTreeMap<String, String>, problems: &mut Vec<String>) {
    for name in WITHOUT_CIRCLES {
        let folder = format!("{name}/src/");
        let files = sources.iter().filter_map(|(path, text)| Some((path.strip_prefix(&folder)?, text)));
        let modules =
            circles::Modules::new(files.filter_map(|(file, text)| Some((file, text.parse().ok()?))));
        for circle in modules.circles() {
            problems
                .push(format!("{name}: these modules import each other in a circle: {}", circle.join(", ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        rust(path, text, &mut problems);
        forbidden_text(path, text, &mut problems);
        problems
    }

    #[test]
    fn rules_are_broken_by_what_they_forbid() {
        for (file, line) in [
            ("model/a.rs", "use serde_json::Value;"),
            ("lower/a.rs", "fn f() { heck::x() }"),
            ("lower/a.rs", "fn f() { std::fs::read(\"a\") }"),
        ] {
            let problems = check(&format!("codegen/src/{file}"), &format!("//! A.\n{line}\n"));
            assert_eq!(problems.len(), 1, "{line}: {problems:?}");
        }
        assert_eq!(check("codegen/src/emit/a.rs", "//! A.\nuse quote::quote;\n").len(), 0);
        assert_eq!(check("xtask/src/a.rs", "fn f() {}\n").len(), 1);
    }

    #[test]
    fn documents_name_files_that_are_there() {
        let root = crate::plumbing::root();
        let text = "`xtask/src/main.rs` `upkeep/tidy/` `no/such.rs`\n`judges/none/` `a/b` `generated/<x>/` no/other.rs\n";
        let problems: Vec<_> = missing_files(&root, "a.md", text).collect();
        assert_eq!(problems, ["a.md:1: there is no `no/such.rs`", "a.md:2: there is no `judges/none/`"]);
    }

    #[test]
    fn machine_paths_and_registries_are_found() {
        let home = format!("//! A.\n// {}/x\n", "/home");
        assert_eq!(check("xtask/src/a.rs", &home).len(), 1);
        let registry = format!("//! A.\n// https://{}.io\n", "crates");
        assert_eq!(check("xtask/src/a.rs", &registry).len(), 1);
        assert_eq!(check("xtask/src/a.rs", "//! A.\n// [patch.crates-io]\n").len(), 0);
    }
}

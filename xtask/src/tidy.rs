//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md that the compiler does not know.

use proc_macro2::{TokenStream, TokenTree};
use std::process::Command;

/// Crates of the engine that may be named in some files only.
const CONFINED: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["cli/render.rs"]),
    ("cargo_metadata", &["cli/doctor.rs", "cli/trim/"]),
    ("clap", &["main.rs"]),
    ("heck", &["lower/case.rs"]),
    ("htmd", &["lower/docs.rs"]),
    ("indicatif", &["cli/workspace.rs"]),
    ("petgraph", &["model/graph.rs"]),
    ("prettyplease", &["format/"]),
    ("quote", &["emit/"]),
    ("rayon", &["cli/workspace.rs"]),
    ("serde", &["loader/"]),
    ("serde_json", &["loader/"]),
    ("similar", &["cli/trim/"]),
    ("strsim", &["model/assemble.rs"]),
    ("syn", &["cli/trim/generated.rs", "format/"]),
    ("tar", &["cli/archive.rs"]),
    ("tempfile", &["cli/archive.rs", "cli/artifacts.rs", "cli/botocore.rs"]),
    ("toml", &["emit/manifest.rs", "loader/manifest.rs", "plan/dependency.rs"]),
    ("toml_edit", &["cli/doctor.rs", "cli/trim/manifest.rs"]),
    ("zip", &["cli/archive.rs"]),
];

/// What the files of a stage must not name of this crate.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "diagnostic.rs",
        &["cli", "emit", "format", "knowledge", "loader", "lower", "model", "plan", "protocol", "transform"],
    ),
    (
        "emit/",
        &["cli", "diagnostic", "format", "knowledge", "loader", "lower", "model", "protocol", "transform"],
    ),
    (
        "format",
        &[
            "cli",
            "diagnostic",
            "emit",
            "knowledge",
            "loader",
            "lower",
            "model",
            "plan",
            "protocol",
            "transform",
        ],
    ),
    ("knowledge/", &["cli", "emit", "format", "loader", "lower", "plan", "protocol", "transform"]),
    ("loader/", &["cli", "emit", "format", "knowledge", "lower", "plan", "protocol"]),
    ("lower/", &["cli", "emit", "format", "loader", "transform"]),
    ("model/", &["cli", "emit", "format", "knowledge", "loader", "lower", "plan", "protocol", "transform"]),
    (
        "plan/",
        &[
            "cli",
            "diagnostic",
            "emit",
            "format",
            "knowledge",
            "loader",
            "lower",
            "model",
            "protocol",
            "transform",
        ],
    ),
    ("protocol/", &["cli", "emit", "format", "loader", "lower", "plan", "transform"]),
    ("transform/", &["cli", "emit", "format", "loader", "lower", "plan", "protocol"]),
];

/// Modules of `std` that only the edges may name.
const EDGES_ONLY: &[&str] = &["env", "fs", "io", "net", "process", "thread", "time"];

/// The longest file, in lines.
const MAX_LINES: usize = 500;

pub(crate) fn run() -> bool {
    let root = crate::root();
    let mut problems = Vec::new();
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
        if path.ends_with(".rs") {
            rust(path, &text, &mut problems);
            if text.lines().count() > MAX_LINES {
                problems.push(format!("{path}: more than {MAX_LINES} lines; split it by concept"));
            }
        }
    }
    for problem in &problems {
        eprintln!("error: {problem}");
    }
    if problems.is_empty() {
        println!("tidy");
    }
    problems.is_empty()
}

/// Text that no file may hold.
fn forbidden_text(path: &str, text: &str, problems: &mut Vec<String>) {
    // Put together here, so that this file does not hold them.
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
    let Some(file) = path.strip_prefix("codegen/src/") else { return };
    let Ok(tokens) = text.parse::<TokenStream>() else {
        problems.push(format!("{path}: is not Rust"));
        return;
    };
    let mut paths = Vec::new();
    collect(tokens, &mut paths);
    for (first, second) in &paths {
        for (name, allowed) in CONFINED {
            if first == name && !allowed.iter().any(|prefix| file.starts_with(prefix)) {
                problems.push(format!("{path}: `{name}` belongs to {}", allowed.join(", ")));
            }
        }
        for (prefix, forbidden) in LAYERS {
            if file.starts_with(prefix) && first == "crate" && forbidden.contains(&second.as_str()) {
                problems.push(format!("{path}: `{prefix}` must not know `{second}`"));
            }
        }
        let edge = file.starts_with("cli/") || file == "main.rs";
        if first == "std" && EDGES_ONLY.contains(&second.as_str()) && !edge {
            problems.push(format!("{path}: `std::{second}` belongs to the command line"));
        }
    }
    problems.dedup();
}

/// The first two names of every path, with groups in `use` taken apart.
fn collect(tokens: TokenStream, paths: &mut Vec<(String, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let colon = |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => collect(group.stream(), paths),
            TokenTree::Ident(first) if colon(index + 1) && colon(index + 2) => {
                let inside = index >= 2 && colon(index - 1) && colon(index - 2);
                match tokens.get(index + 3) {
                    _ if inside => {}
                    Some(TokenTree::Ident(second)) => paths.push((first.to_string(), second.to_string())),
                    Some(TokenTree::Group(group)) => {
                        let mut start = true;
                        for token in group.stream() {
                            match token {
                                TokenTree::Ident(second) if start => {
                                    paths.push((first.to_string(), second.to_string()));
                                    start = false;
                                }
                                TokenTree::Punct(punct) => start |= punct.as_char() == ',',
                                _ => {}
                            }
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
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
            ("emit/a.rs", "use crate::model::Shape;"),
            ("emit/a.rs", "use crate::{plan, diagnostic};"),
            ("plan/a.rs", "fn f(_: crate::model::Shape) {}"),
            ("model/a.rs", "use serde_json::Value;"),
            ("lower/a.rs", "fn f() { heck::x() }"),
            ("lower/a.rs", "fn f() { std::fs::read(\"a\") }"),
        ] {
            let problems = check(&format!("codegen/src/{file}"), &format!("//! A.\n{line}\n"));
            assert_eq!(problems.len(), 1, "{line}: {problems:?}");
        }
        assert_eq!(
            check("codegen/src/emit/a.rs", "//! A.\nuse crate::plan::Crate;\nuse quote::quote;\n").len(),
            0
        );
        assert_eq!(check("xtask/src/a.rs", "fn f() {}\n").len(), 1);
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

//! Floors: which folders of a crate may know which others.

use super::paths;
use proc_macro2::TokenStream;

/// A folder, or file, of a crate, and the others that its files may name.
type Floor = (&'static str, &'static [&'static str]);

/// The floors of each crate, from the lowest.
const FLOORS: &[(&str, &[Floor])] = &[
    (
        "codegen",
        &[
            ("diagnostic", &[]),
            ("plan", &[]),
            ("format", &[]),
            ("model", &["diagnostic"]),
            ("knowledge", &["diagnostic", "model"]),
            ("transform", &["diagnostic", "knowledge", "model"]),
            ("protocol", &["diagnostic", "knowledge", "model"]),
            ("loader", &["diagnostic", "model", "transform"]),
            ("lower", &["diagnostic", "knowledge", "model", "plan", "protocol"]),
            ("diff", &["diagnostic", "knowledge", "lower", "model", "plan", "protocol"]),
            ("emit", &["plan"]),
            ("io", &["diagnostic", "loader"]),
            ("build", &["diagnostic", "io", "lower", "plan"]),
            (
                "cli",
                &[
                    "diagnostic",
                    "diff",
                    "emit",
                    "format",
                    "io",
                    "knowledge",
                    "loader",
                    "lower",
                    "model",
                    "plan",
                    "protocol",
                    "transform",
                ],
            ),
        ],
    ),
    (
        "runtime",
        &[
            ("types", &[]),
            ("shape", &["types"]),
            ("wire", &["shape", "types"]),
            ("endpoint", &["types"]),
            ("error", &["shape", "types"]),
            ("event", &["error", "shape", "types", "wire"]),
            ("service", &["endpoint", "error", "shape", "types", "wire"]),
            ("config", &["endpoint", "service", "types"]),
            ("call", &["config", "endpoint", "error", "event", "service", "shape", "types", "wire"]),
            ("client", &["call", "config", "endpoint", "error", "service", "shape", "types", "wire"]),
            ("serde", &["error", "shape", "types"]),
            ("services", &["call", "error", "service", "shape", "types", "wire"]),
        ],
    ),
    (
        "cli",
        &[
            ("failure", &[]),
            ("names", &[]),
            ("values", &[]),
            ("yaml", &[]),
            ("shorthand", &[]),
            ("service", &[]),
            ("skeleton", &[]),
            ("output", &["failure", "yaml"]),
            ("query", &["failure"]),
            ("models", &["failure", "names"]),
            ("check", &["models", "names", "values"]),
            ("options", &["failure", "names", "shorthand", "values", "yaml"]),
            ("pages", &["failure", "query", "values"]),
            ("printer", &["failure", "output", "query"]),
            ("events", &["failure", "options", "values"]),
            ("syntax", &["names", "options"]),
            ("outfile", &["failure"]),
            ("identity", &["failure"]),
            ("call", &["events", "failure", "identity", "options", "outfile", "output", "service", "values"]),
            ("examples", &["names", "options", "output"]),
            ("help", &["examples", "failure", "names", "options", "output", "syntax"]),
            ("docs", &["examples", "failure", "help", "names", "options", "syntax"]),
            ("words", &["failure", "help", "models", "names", "options"]),
            ("complete", &["failure", "models", "names", "options"]),
            (
                "run",
                &[
                    "call", "check", "complete", "docs", "failure", "help", "models", "names", "options",
                    "output", "pages", "printer", "skeleton", "values", "words", "yaml",
                ],
            ),
        ],
    ),
    (
        "xtask",
        &[("plumbing", &[]), ("bench", &["plumbing"]), ("judges", &["plumbing"]), ("upkeep", &["plumbing"])],
    ),
];

/// The names in a file that its floor must not know.
pub(super) fn broken(path: &str, tokens: TokenStream) -> Vec<String> {
    let Some((name, file)) = path.split_once("/src/") else { return vec![] };
    let Some((_, floors)) = FLOORS.iter().find(|(of, _)| *of == name) else { return vec![] };
    let module = paths::module_of(file);
    let floor = module.first().map_or("", String::as_str);
    let Some((_, known)) = floors.iter().find(|(of, _)| *of == floor) else { return vec![] };
    // Items in the root of a crate are covered by circles.
    let is_floor = |other: &String| floors.iter().any(|(floor, _)| floor == other);
    paths::of(tokens, false)
        .into_iter()
        .filter_map(|(path, depth)| paths::absolute(&module, &path, depth)?.into_iter().next())
        .filter(|other| other != floor && is_floor(other) && !known.contains(&other.as_str()))
        .map(|other| format!("{path}: `{floor}` must not know `{other}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{FLOORS, broken};

    #[test]
    fn each_floor_knows_only_what_its_row_says() {
        for (name, floors) in FLOORS {
            for (floor, known) in *floors {
                for (other, _) in *floors {
                    let line = format!(
                        "fn f(_: crate::{other}::A) {{ use crate::{{{other}::B}}; super::super::{other}::f() }}"
                    );
                    let problems = broken(&format!("{name}/src/{floor}/a.rs"), line.parse().expect("Rust"));
                    let expected = if other == floor || known.contains(other) { 0 } else { 3 };
                    assert_eq!(problems.len(), expected, "{name}: {floor} names {other}: {problems:?}");
                }
            }
        }
    }

    #[test]
    fn floors_know_only_those_above_them_in_the_table() {
        for (name, floors) in FLOORS {
            for (index, (floor, known)) in floors.iter().enumerate() {
                let before: Vec<_> = floors[..index].iter().map(|(floor, _)| floor).collect();
                assert!(known.iter().all(|known| before.contains(&known)), "{name}: {floor}");
            }
        }
    }
}

//! `cargo xtask semver`: compares the output of `smithwright diff` with the crates generated from the models.
//!
//! Two judges: cargo-semver-checks, which reads the documentation of both, and the compiler, for a program that uses every public item
//! of the old crate and is compiled with the new one.

mod crates;
mod matrix;
mod pairs;
mod program;

use crate::plumbing::root;
use clap::Args;
use crates::{Version, judge};
use matrix::Matrix;
use serde::Deserialize;
use std::fs;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Also compare ten pairs of versions of botocore, with three services each.
    #[arg(long)]
    pairs: bool,
    /// Print the verdict of each judge on each pair.
    #[arg(long)]
    all: bool,
}

/// The table of changes to a model.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    edit: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    replace: Vec<(String, String)>,
    /// Read by the tests of `diff`.
    #[serde(rename = "said")]
    _said: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> bool {
    let mut matrix = Matrix::new(arguments.all);
    let judged =
        edits(&mut matrix).and_then(|()| if arguments.pairs { pairs::run(&mut matrix) } else { Ok(()) });
    match judged {
        Ok(()) => matrix.report(),
        Err(problem) => {
            eprintln!("error: {problem}");
            false
        }
    }
}

/// Applies each change of the table, in both directions.
fn edits(matrix: &mut Matrix) -> Result<(), String> {
    let folder = root().join("tests/judges/semver");
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let hotel = read("hotel.smithy")?;
    let table: Table =
        toml::from_str(&read("edits.toml")?).map_err(|error| format!("edits.toml: {error}"))?;
    let scratch = root().join("target/semver");
    fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    let model = scratch.join("hotel.smithy");
    let version = |text: &str, name: &str| {
        fs::write(&model, text).map_err(|error| format!("{}: {error}", model.display()))?;
        Version::new(&model, name)
    };
    let old = version(&hotel, "old")?;
    let own = old.errors_with(&old)?;
    if !own.is_empty() {
        return Err(format!("the program of a crate does not compile with it:\n{}", own.join("\n")));
    }
    for Edit { replace, .. } in &table.edit {
        let mut text = hotel.clone();
        for (from, to) in replace {
            if !text.contains(from) {
                return Err(format!("edits.toml: the model has no `{from}`"));
            }
            text = text.replacen(from, to, 1);
        }
        let new = version(&text, "new")?;
        let name = replace.iter().map(|(from, to)| format!("{from} -> {to}")).collect::<Vec<_>>().join("; ");
        let name: String = name.replace('\n', " ").chars().take(120).collect();
        matrix.add(format!("there: {name}"), judge(&old, &new)?);
        matrix.add(format!("back: {name}"), judge(&new, &old)?);
    }
    Ok(())
}

//! Smithy's tests of validation: models, each with the events of Smithy's tool.

use super::programs;
use crate::plumbing::files::below;
use clap::Args;
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::{Request, loader};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of the models.
    folder: PathBuf,
    /// Print each model with a different verdict.
    #[arg(long)]
    list: bool,
}

/// The validators of Smithy that reject a model.
fn refusals(path: &Path) -> Result<BTreeSet<String>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let errors = text.lines().filter(|line| line.starts_with("[ERROR]"));
    Ok(errors.map(|line| line.rsplit('|').next().unwrap_or_default().trim().to_owned()).collect())
}

pub(super) fn run(arguments: &Arguments) -> Result<bool, String> {
    let (mut both_refuse, mut both_accept) = (0, 0);
    let (mut missed, mut refused): (BTreeMap<String, usize>, Vec<String>) = (BTreeMap::new(), Vec::new());
    for path in below(&arguments.folder, "errors")? {
        let model = ["smithy", "json"].map(|extension| path.with_extension(extension));
        let Some(model) = model.iter().find(|path| path.exists()) else { continue };
        let theirs = refusals(&path)?;
        match (theirs.is_empty(), ours(model)?) {
            (true, None) => both_accept += 1,
            (false, Some(_)) => both_refuse += 1,
            (true, Some(problem)) => refused.push(format!("{}: {problem}", model.display())),
            (false, None) => {
                if arguments.list {
                    println!(
                        "{}: {}",
                        model.display(),
                        theirs.iter().cloned().collect::<Vec<_>>().join(", ")
                    );
                }
                // One of several validators suffices.
                *missed.entry(theirs.into_iter().next().unwrap_or_default()).or_default() += 1;
            }
        }
    }
    println!("models that both refuse: {both_refuse}, that both accept: {both_accept}");
    println!("models that we refuse alone: {}", refused.len());
    for line in &refused {
        println!("    {line}");
    }
    println!(
        "models that we accept alone: {}, by the validator that refuses them",
        missed.values().sum::<usize>()
    );
    for (validator, count) in &missed {
        println!("    {count:>3} {validator}");
    }
    Ok(both_refuse > 0 && both_accept > 0)
}

/// Why we reject a model, or a service of it.
fn ours(path: &Path) -> Result<Option<String>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let source = Source { name: path.display().to_string(), text };
    let sources = [(&source, SourceId(0))];
    let mut diagnostics = Diagnostics::default();
    if loader::json_ast(&sources, &mut diagnostics).is_err() {
        return Ok(Some(programs::problems(&diagnostics)));
    }
    for id in loader::services(&sources, &mut diagnostics).unwrap_or_default() {
        let mut request = Request::new(Options::new(Dependency::version("1")));
        request.service = Some(id);
        let mut diagnostics = Diagnostics::default();
        if smithwright_codegen::model(&source, &request, &mut diagnostics).is_err() {
            return Ok(Some(programs::problems(&diagnostics)));
        }
    }
    Ok(None)
}

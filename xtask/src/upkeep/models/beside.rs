//! Checks that a Smithy model beside API JSON adds everything that it has alone.

use super::facts::{ids, read};
use crate::plumbing::services;
use smithwright_codegen::model;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Compares each Smithy model in a folder alone with the same model beside botocore's model of the service; returns
/// whether nothing is lost. Newer API JSON may have more.
///
/// # Errors
///
/// Text for the user: what cannot be read, or that the folder has no model.
pub(super) fn check(folder: &Path) -> Result<bool, String> {
    let ids = ids()?;
    let (mut lost, mut compared) = (0, 0);
    for path in services::smithy_models(folder)? {
        let alone = read(&path, None)?;
        let Some(name) = ids.get(&alone.service.id) else {
            println!("{}: botocore has no such service", alone.service.id);
            continue;
        };
        compared += 1;
        let both = read(&services::model(name)?, Some(&path))?;
        let (alone, both) = (model::dump(&alone), model::dump(&both));
        let (alone, both) = (blocks(&alone), blocks(&both));
        let (mut same, mut more, mut missing) = (0, 0, Vec::new());
        for (block, lines) in &alone {
            let Some(other) = both.get(block) else {
                missing.push(*block);
                continue;
            };
            let gone: Vec<_> = lines.difference(other).collect();
            gone.iter().for_each(|line| println!("{name}: {block} loses `{}`", line.trim()));
            lost += gone.len();
            if lines == other {
                same += 1;
            } else if gone.is_empty() {
                more += 1;
            }
        }
        let new = both.keys().filter(|block| !alone.contains_key(*block)).count();
        println!("{name}: {same} shapes and operations the same, {more} with more, {new} new");
        missing.iter().for_each(|block| println!("  only in the Smithy model: {block}"));
    }
    println!("{compared} services compared, {lost} lines lost");
    Ok(lost == 0 && compared > 0)
}

/// The facts of a model about each operation and shape, by line.
fn blocks(dump: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut blocks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut block = "";
    for line in dump.lines() {
        if line.starts_with(' ') {
            blocks.entry(block).or_default().insert(line);
        } else {
            block = line;
            blocks.entry(block).or_default();
        }
    }
    // Facts of the service itself, such as endpoint parameters, depend on the age of the files beside it.
    blocks.retain(|block, _| !block.starts_with("service "));
    blocks
}

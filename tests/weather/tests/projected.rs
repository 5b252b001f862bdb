//! A model by way of its `smithy-build.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files of a module without their first lines, which name the model.
fn files(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let text = fs::read_to_string(&path).expect("a file");
            let name = path.strip_prefix(env!("OUT_DIR")).expect("below").display().to_string();
            let rest = text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
            found.insert(name.split_once(['/', '\\']).expect("a module").1.to_owned(), rest);
        }
    }
}

#[test]
fn a_projection_that_removes_nothing_changes_nothing() {
    let [direct, projected] = ["weather", "projected"].map(|module| {
        let mut found = BTreeMap::new();
        files(&Path::new(env!("OUT_DIR")).join(module), &mut found);
        found
    });
    assert!(direct.len() > 10 && direct.keys().eq(projected.keys()), "{:?}", projected.keys());
    for (name, text) in &direct {
        assert_eq!(text, &projected[name], "{name}");
    }
}

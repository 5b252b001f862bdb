//! What pages of the guide say of files that people write.

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader::manifest::{self, Manifest};
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../docs/manifest.md");

fn load(text: &str) -> Result<Manifest, String> {
    let source = Source { name: "smithwright.toml".to_owned(), text: text.to_owned() };
    let mut diagnostics = Diagnostics::default();
    manifest::load(&source, SourceId(0), &mut diagnostics).map_err(|_| render(&diagnostics, &[source], false))
}

/// The manifest of the page.
fn example() -> &'static str {
    let (_, rest) = PAGE.split_once("```toml\n").expect("an example");
    rest.split_once("```").expect("the end of the example").0
}

/// The keys that may stand where `key` stands instead.
fn keys(text: &str) -> Vec<String> {
    let problem = load(text).expect_err("an unknown key");
    let (_, keys) = problem.split_once("expected one of ").expect(&problem);
    let keys = keys.lines().next().unwrap_or_default();
    keys.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_example_is_a_manifest() {
    let manifest = load(example()).expect("a manifest");
    assert_eq!(manifest.services.len(), 2);
}

#[test]
fn every_key_is_explained_and_used() {
    let of_service = keys(&example().replace("family = 4", "unknown = 4"));
    let of_change = keys(&example().replacen("zero-default = true", "unknown = true", 1));
    assert!(of_service.len() > 8 && of_change.len() > 4, "{of_service:?} {of_change:?}");
    for key in of_service.iter().chain(&of_change) {
        assert!(PAGE.contains(&format!("\n| `{key}` |")), "`{key}` is not explained");
        let used = [format!("\n{key} = "), format!(".{key}]]")];
        assert!(used.iter().any(|used| example().contains(used)), "`{key}` is not in the example");
    }
}

/// The texts of all files below a folder.
fn texts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let texts = entries.flat_map(|path| {
        if path.is_dir() { texts(&path) } else { vec![fs::read_to_string(path).expect("text")] }
    });
    texts.collect()
}

#[test]
fn messages_that_are_explained_are_printed() {
    let page = include_str!("../../docs/troubleshooting.md");
    let messages = page.lines().filter_map(|line| line.strip_prefix("### `")?.split('`').next());
    let messages: Vec<_> = messages.collect();
    assert!(messages.len() > 10, "{messages:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let printed = [root.join("tests/snapshots"), root.join("src"), root.join("../runtime/src")];
    // What stands in place of `…` is in one line with the rest, or the text is one that is filled in.
    let lines: Vec<String> = printed.iter().flat_map(|folder| texts(folder)).collect();
    for message in messages {
        let says = |line: &str| {
            let mut rest = Some(line);
            for part in message.split('…').map(str::trim) {
                rest = rest.and_then(|rest| Some(rest.split_once(part)?.1));
            }
            rest.is_some()
        };
        assert!(lines.iter().any(|text| text.lines().any(says)), "`{message}` is printed by nothing");
    }
}

//! What pages of the guide say of files that people write.

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader::manifest::{self, Manifest};

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

//! Models in AWS API JSON, through all stages: a crate or a diagnostic.
#![no_main]

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::lower::Options;
use smithwright_codegen::{Beside, Renames, Request};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = Source { name: "model.json".to_owned(), text: text.to_owned() };
    let request = Request {
        source: SourceId(0),
        beside: Beside::default(),
        service: None,
        protocol: None,
        options: Options {
            package: Some("fuzz".to_owned()),
            version: "0.0.0".to_owned(),
            runtime_dependency: smithwright_codegen::plan::Dependency::version("1"),
            origin: "model.json".to_owned(),
            renames: Renames::new(),
            family: None,
        },
        operations: vec![],
        customizations: vec![],
    };
    let mut diagnostics = Diagnostics::default();
    let files = smithwright_codegen::generate(&source, &request, &mut diagnostics);
    assert!(files.is_ok() || !diagnostics.list().is_empty(), "nothing is refused without a word");
});

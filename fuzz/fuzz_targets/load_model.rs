//! Models in AWS API JSON, through all stages: a crate or a diagnostic.
#![no_main]

use smithwright_codegen::Request;
use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Dependency;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = Source { name: "model.json".to_owned(), text: text.to_owned() };
    let request = Request::new(Options::new(Dependency::version("1")));
    let mut diagnostics = Diagnostics::default();
    let files = smithwright_codegen::generate(&source, &request, &mut diagnostics);
    assert!(files.is_ok() || !diagnostics.list().is_empty(), "nothing is refused without a word");
});

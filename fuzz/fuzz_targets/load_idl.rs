//! Smithy models in IDL: a JSON AST that is read as the same model, and a crate; or a diagnostic.
#![no_main]

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Dependency;
use smithwright_codegen::{Request, generate, loader};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = Source { name: "model.smithy".to_owned(), text: text.to_owned() };
    let mut diagnostics = Diagnostics::default();
    match loader::json_ast(&[(&source, SourceId(0))], &mut diagnostics) {
        Ok(ast) => {
            let again = Source { name: "model.json".to_owned(), text: ast.clone() };
            let again = loader::json_ast(&[(&again, SourceId(0))], &mut diagnostics);
            assert_eq!(again.ok(), Some(ast), "the AST stands for itself");
        }
        Err(_) => assert!(!diagnostics.list().is_empty(), "nothing is refused without a word"),
    }
    let mut diagnostics = Diagnostics::default();
    let files = generate(&source, &Request::new(Options::new(Dependency::version("1"))), &mut diagnostics);
    assert!(files.is_ok() || !diagnostics.list().is_empty(), "nothing is refused without a word");
});

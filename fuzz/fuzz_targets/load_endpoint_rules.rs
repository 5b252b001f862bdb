//! Endpoint rules, through the loader, the text that crates carry, and the engine that reads it.
#![no_main]

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::loader::load_endpoint_rules;
use smithwright_codegen::lower::endpoint_rules::text;
use smithwright_runtime::endpoint::{Rules, Values};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(json) = std::str::from_utf8(data) else { return };
    let source = Source { name: "rules.json".to_owned(), text: json.to_owned() };
    let mut diagnostics = Diagnostics::default();
    let Ok(rules) = load_endpoint_rules(&source, SourceId(0), &mut diagnostics) else {
        assert!(!diagnostics.list().is_empty(), "nothing is refused without a word");
        return;
    };
    let rules = Rules::decode(&text(&rules)).expect("what the generator writes, the runtime reads");
    let mut values = Values::default();
    values.fill(&rules);
    let _ = rules.resolve(&values);
});

//! Endpoint rules: what the generator writes is what the runtime reads.

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::loader::load_endpoint_rules;
use smithwright_codegen::lower::endpoint_rules::text;
use smithwright_runtime::endpoint::Rules;

#[test]
fn rules_with_hard_texts_are_read_back() {
    let hard = "a\"b\\c\n\u{e9}\u{80} = and # {{x}} ";
    let quoted = serde_json::to_string(hard).expect("a string");
    let source = Source {
        name: "rules.json".to_owned(),
        text: format!(
            r#"{{"version": "1.0", "parameters": {{"A": {{"type": "String", "default": {quoted}}}}}, "rules": [
            {{"type": "tree", "conditions": [], "rules": [
            {{"type": "endpoint", "conditions": [{{"fn": "aws.parseArn", "argv": [{{"ref": "A"}}], "assign": "arn"}}],
              "endpoint": {{"url": {quoted}, "headers": {{{quoted}: [{quoted}]}}, "properties": {{"p": [{{{quoted}: {quoted}}}, true, 7]}}}}}},
            {{"type": "error", "conditions": [{{"fn": "isSet", "argv": [{{"ref": "A"}}]}}], "error": {quoted}}}]}}]}}"#
        ),
    };
    let mut diagnostics = Diagnostics::default();
    let rules = load_endpoint_rules(&source, SourceId(0), &mut diagnostics);
    let text = text(&rules.unwrap_or_else(|_| panic!("{:?}", diagnostics.list())));
    let rules = Rules::decode(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(rules.parameters().len(), 1);
    let mut values = smithwright_runtime::endpoint::Values::default();
    values.set(0, Some("x".to_owned().into()));
    let error = rules.resolve(&values).expect_err("not an ARN").to_string();
    assert_eq!(error, hard.replace("{{x}}", "{x}"));
    values.set(0, Some("arn:aws:s3:::b".to_owned().into()));
    let endpoint = rules.resolve(&values).expect("an endpoint");
    assert_eq!(endpoint.url(), hard.replace("{{x}}", "{x}"));
}

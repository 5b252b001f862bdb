//! Endpoint rules: the runtime reads what the generator writes, and errors in rules are reported.

mod support;

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader::load_endpoint_rules;
use smithwright_codegen::lower::endpoint_rules::text;
use smithwright_runtime::endpoint::Rules;

#[test]
fn rules_with_hard_texts_are_read_back() {
    let hard = " @default(x) @required a\"b\\c\n\u{e9}\u{80} = and # {{x}} ";
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

/// The diagnostics of invalid rules.
fn problems(parameters: &str, rules: &str) -> String {
    let text = format!("{{\"version\": \"1.0\",\n\"parameters\": {{{parameters}}},\n\"rules\": [{rules}]}}");
    let source = Source { name: "rules.json".to_owned(), text };
    let mut diagnostics = Diagnostics::default();
    assert!(load_endpoint_rules(&source, SourceId(0), &mut diagnostics).is_err(), "nothing is generated");
    render(&diagnostics, &[source], false)
}

const PARAMETERS: &str = "\"A\": {\"type\": \"string\"}";

fn error(conditions: &str, message: &str) -> String {
    format!("\n{{\"type\": \"error\", \"conditions\": [{conditions}],\n\"error\": {message}}}")
}

#[test]
fn names_that_have_no_value() {
    let kept = "{\"fn\": \"aws.partition\", \"argv\": [{\"ref\": \"A\"}], \"assign\": \"p\"}";
    // A value that a rule assigns is not visible in the next one.
    let rules = [error(kept, "\"{p#name}\""), error("", "\"{p#name}\""), error("", "{\"ref\": \"B\"}")];
    insta::assert_snapshot!(problems(PARAMETERS, &rules.join(",")));
}

#[test]
fn functions_and_arguments_that_do_not_exist() {
    let call = |call: &str| error(call, "\"x\"");
    let rules = [
        call("{\"fn\": \"isSett\", \"argv\": [{\"ref\": \"A\"}]}"),
        call("{\"fn\": \"isSet\", \"argv\": []}"),
        call("{\"fn\": \"getAttr\", \"argv\": [{\"ref\": \"A\"}, \"a b\"]}"),
        call("{\"fn\": \"substring\", \"argv\": [{\"ref\": \"A\"}, -1, 1.5, false]}"),
    ];
    insta::assert_snapshot!(problems(PARAMETERS, &rules.join(",")));
}

#[test]
fn texts_and_types_that_are_malformed() {
    let parameters =
        "\"A\": {\"type\": \"text\"}, \"B\": {\"type\": \"string\", \"builtIn\": \"a)b\", \"default\": 1}";
    let rules = [error("", "\"{A\""), "{\"type\": \"rule\", \"conditions\": []}".to_owned(), "7".to_owned()];
    insta::assert_snapshot!(problems(parameters, &rules.join(",\n")));
}

#[test]
fn settings_and_values_that_are_not_supported() {
    let rules = "{\"parameters\": {\n\"Fast\": {\"type\": \"boolean\", \"builtIn\": \"AWS::S3::Faster\"},\n\
                 \"Units\": {\"type\": \"boolean\"}},\n\"rules\": []}";
    let rules = Source { name: "rules.json".to_owned(), text: rules.to_owned() };
    let model = support::WEATHER.replacen(
        "\"Units\": {\"shape\": \"Units\", ",
        "\"Units\": {\"contextParam\": {\"name\": \"Units\"}, \"shape\": \"Units\", ",
        1,
    );
    let model = support::source(&model.replacen(
        "\"CityId\": {",
        "\"CityId\": {\"contextParam\": {\"name\": \"City\"}, ",
        1,
    ));
    let mut request = support::request();
    request.beside.endpoint_rules = Some((rules.clone(), SourceId(1)));
    let mut problems = String::new();
    for model in [model, support::source(support::WEATHER)] {
        let mut diagnostics = Diagnostics::default();
        assert!(
            smithwright_codegen::plan(&model, &request, &mut diagnostics).is_err(),
            "nothing is generated"
        );
        problems += &render(&diagnostics, &[model, rules.clone()], false);
        problems += "\n";
    }
    insta::assert_snapshot!(problems);
}

#[test]
fn paths_into_inputs_give_parameters() {
    let rules = "{\"parameters\": {\"Cities\": {\"type\": \"stringArray\"}, \"City\": {\"type\": \"string\"}}, \"rules\": [\
                 {\"type\": \"error\", \"conditions\": [], \"error\": \"nowhere\"}]}";
    let rules = Source { name: "rules.json".to_owned(), text: rules.to_owned() };
    let mut request = support::request();
    request.beside.endpoint_rules = Some((rules.clone(), SourceId(1)));
    let said = |param: &str, path: &str| {
        let context =
            format!("\"operationContextParams\": {{\"{param}\": {{\"path\": \"{path}\"}}}}, \"http\"");
        let model = support::source(&support::WEATHER.replacen("\"http\"", &context, 1));
        let mut diagnostics = Diagnostics::default();
        let plan = smithwright_codegen::plan(&model, &request, &mut diagnostics);
        let params = plan.map(|plan| {
            let all = plan.operations.iter().flat_map(|operation| &operation.endpoint_params);
            all.map(|(name, source)| format!("{name} {source:?}")).collect::<Vec<_>>().join("\n")
        });
        (params, render(&diagnostics, &[model, rules.clone()], false))
    };
    let member = said("City", "CityId");
    assert_eq!(member, (Ok("City Path([Member(\"CityId\")])".to_owned()), String::new()));
    for (param, path, problem) in [
        ("Cities", "CityId", "error: the value of the endpoint parameter `Cities` has another type"),
        ("City", "Nothing", "error: the value of the endpoint parameter `City` has another type"),
        ("Cities", "CityId[*]", "error: the value of the endpoint parameter"),
        ("City", "CityId[0]", "warning: the path `CityId[0]` is not supported"),
        ("Nobody", "CityId", "warning: the endpoint rules have no parameter `Nobody`"),
    ] {
        let (params, problems) = said(param, path);
        assert!(problems.contains(problem), "{problems}");
        assert_eq!(params.is_err(), problem.starts_with("error"), "{path}");
    }
}

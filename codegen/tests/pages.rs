//! Pagination, as a trait of JSON AST and in a file beside API JSON.

mod support;

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::{generate, plan};
use support::smithy::garden;
use support::{request, source};

const API: &str = r#"{
    "metadata": {"apiVersion": "1", "endpointPrefix": "garden", "protocol": "json", "jsonVersion": "1.1",
        "serviceFullName": "Garden", "serviceId": "Garden", "signatureVersion": "v4", "signingName": "garden",
        "targetPrefix": "Garden"},
    "operations": {"ListBeds": {"name": "ListBeds", "http": {"method": "POST", "requestUri": "/"},
        "input": {"shape": "ListBedsInput"}, "output": {"shape": "ListBedsOutput"}}},
    "shapes": {
        "ListBedsInput": {"type": "structure",
            "members": {"next": {"shape": "String"}, "max": {"shape": "Integer"}}},
        "ListBedsOutput": {"type": "structure",
            "members": {"page": {"shape": "Page"}, "count": {"shape": "Integer"}}},
        "Page": {"type": "structure", "members": {"next": {"shape": "String"}, "beds": {"shape": "Beds"}}},
        "Beds": {"type": "list", "member": {"shape": "String"}},
        "String": {"type": "string"}, "Integer": {"type": "integer"}}
}"#;

/// The plan of the model in API JSON with this file beside it, and the diagnostics.
fn beside(paginators: &str) -> (Option<String>, String) {
    let file = Source { name: "paginators.json".to_owned(), text: paginators.to_owned() };
    let mut request = request();
    request.beside.paginators = Some((file.clone(), SourceId(1)));
    let mut diagnostics = Diagnostics::default();
    let plan = plan(&source(API), &request, &mut diagnostics);
    let plan = plan.ok().map(|plan| smithwright_codegen::plan::dump(&plan));
    (plan, render(&diagnostics, &[source(API), file], false))
}

/// The same for a trait of a model in JSON AST.
fn with_trait(of_service: serde_json::Value, of_operation: serde_json::Value) -> (Option<String>, String) {
    let text = serde_json::json!({ "target": "smithy.api#String" });
    let number = serde_json::json!({ "target": "smithy.api#Integer" });
    let model = garden(
        of_service,
        &[(
            "ListBeds",
            serde_json::json!({ "input": { "target": "a#ListBedsInput" }, "output": { "target": "a#ListBedsOutput" },
                "traits": { "smithy.api#paginated": of_operation } }),
        )],
        serde_json::json!({
            "a#ListBedsInput": { "type": "structure", "members": { "next": text, "max": number } },
            "a#ListBedsOutput": { "type": "structure",
                "members": { "page": { "target": "a#Page" }, "count": number } },
            "a#Page": { "type": "structure", "members": { "next": text, "beds": { "target": "a#Beds" } } },
            "a#Beds": { "type": "list", "member": text },
        }),
    );
    let mut diagnostics = Diagnostics::default();
    let plan = plan(&model, &request(), &mut diagnostics);
    let plan = plan.ok().map(|plan| smithwright_codegen::plan::dump(&plan));
    (plan, render(&diagnostics, &[model], false))
}

/// The lines of a plan that are about pages.
fn pages(plan: &str) -> Vec<&str> {
    let lines = plan.lines().map(str::trim).skip_while(|line| !line.starts_with("paginator"));
    lines
        .take_while(|line| ["paginator", "size", "ListBeds", "if"].iter().any(|it| line.starts_with(it)))
        .collect()
}

#[test]
fn a_trait_and_a_file_beside_api_json_give_the_same_paginator() {
    let (of_file, problems) = beside(
        r#"{"pagination": {"ListBeds":
            {"input_token": "next", "output_token": "page.next", "limit_key": "max", "result_key": "page.beds"}}}"#,
    );
    assert_eq!(problems, "");
    // The service has the values that the operation lacks.
    let (of_trait, problems) = with_trait(
        serde_json::json!({ "smithy.api#paginated":
            { "inputToken": "next", "outputToken": "next", "pageSize": "max" } }),
        serde_json::json!({ "outputToken": "page.next", "items": "page.beds" }),
    );
    assert_eq!(problems, "");
    let (of_file, of_trait) = (of_file.expect("a plan"), of_trait.expect("a plan"));
    assert_eq!(pages(&of_file), pages(&of_trait));
    assert_eq!(
        pages(&of_file),
        [
            "paginator ListBedsPaginator String: page?.next? -> next",
            "size max: i32",
            "ListBedsPaginatorItems page?.beds?: Vec<String>"
        ]
    );
}

#[test]
fn an_operation_of_the_ast_beside_has_the_pagination_of_the_ast() {
    let api = source(API);
    let file = r#"{"pagination": {"ListBeds": {"input_token": "next", "output_token": "page.next"}}}"#;
    let file = Source { name: "paginators.json".to_owned(), text: file.to_owned() };
    let ast = garden(serde_json::json!({}), &[("ListBeds", serde_json::json!({}))], serde_json::json!({}));
    let mut request = request();
    request.beside.paginators = Some((file, SourceId(1)));
    request.beside.ast = Some((ast, SourceId(2)));
    let files = generate(&api, &request, &mut Diagnostics::default()).expect("a crate");
    assert!(!files["src/operation/list_beds.rs"].contains("paginator"));
}

#[test]
fn tokens_that_no_official_crate_has_are_a_warning() {
    for paginator in [
        r#"{"input_token": ["next", "max"], "output_token": ["page.next", "count"], "result_key": "page.beds"}"#,
        r#"{"input_token": "next", "output_token": "page.beds[-1]", "result_key": "page.beds"}"#,
        r#"{"input_token": "next", "output_token": "a || b", "result_key": "page.beds"}"#,
    ] {
        let (plan, problems) = beside(&format!(r#"{{"pagination": {{"ListBeds": {paginator}}}}}"#));
        assert!(problems.starts_with("warning: operation `ListBeds` gets no paginator"), "{problems}");
        assert!(pages(&plan.expect("a plan")).is_empty());
    }
}

#[test]
fn paths_that_lead_nowhere_are_errors() {
    let file = |input: &str, output: &str, size: &str, items: &str| {
        let paginator = serde_json::json!({ "pagination": { "ListBeds":
            { "input_token": input, "output_token": output, "limit_key": size, "result_key": items } } });
        beside(&paginator.to_string())
    };
    for (input, output, size, items, expected) in [
        ("nxt", "page.next", "max", "page.beds", "the input has no member `nxt`"),
        ("next", "page.nxt", "max", "page.beds", "`page.nxt` leads nowhere in the output"),
        ("next", "page.next", "mx", "page.beds", "the input has no member `mx`"),
        ("next", "page.next", "max", "page.beds.a", "`page.beds.a` leads nowhere in the output"),
        ("next", "count", "max", "page.beds", "tokens must be strings, integers, or maps of the same shape"),
        (
            "next",
            "page.beds",
            "max",
            "page.beds",
            "tokens must be strings, integers, or maps of the same shape",
        ),
    ] {
        let (plan, problems) = file(input, output, size, items);
        assert!(plan.is_none() && problems.contains(expected), "{problems}");
        assert!(problems.contains("the pagination of `ListBeds` does not fit the operation"), "{problems}");
    }
    // As in the official crates, a page size cannot be a text, and items cannot be a number.
    let (plan, problems) = file("next", "page.next", "next", "count");
    assert_eq!((pages(&plan.expect("a plan")).len(), problems.as_str()), (1, ""));
}

#[test]
fn what_is_wrong_with_the_trait_is_said() {
    for (of_operation, expected) in [
        (serde_json::json!({ "inputToken": "next" }), "a paginated operation has no tokens"),
        (serde_json::json!({ "inputToken": "next", "outputToken": "page[0]" }), "`page[0]` is not a path"),
        (serde_json::json!({ "inputToken": 1, "outputToken": "next" }), "`inputToken` must be a string"),
        (
            serde_json::json!({ "inputToken": "next", "outputToken": "page.".repeat(40) + "next" }),
            "is not a path",
        ),
    ] {
        let (plan, problems) = with_trait(serde_json::json!({}), of_operation);
        assert!(plan.is_none() && problems.contains(expected), "{problems}");
    }
}

#[test]
fn a_file_that_fits_another_model_is_noticed() {
    let (plan, problems) =
        beside(r#"{"pagination": {"ListTrees": {"input_token": "a", "output_token": "b"}}}"#);
    assert!(
        plan.is_some() && problems.contains("there is no operation `ListTrees` for this paginator"),
        "{problems}"
    );
    for (file, expected) in [
        ("{", "the file ends in the middle of a JSON value"),
        ("{}", "the key `pagination` is missing"),
        (r#"{"pagination": []}"#, "`pagination` must be an object"),
    ] {
        let (plan, problems) = beside(file);
        assert!(plan.is_none() && problems.contains(expected), "{problems}");
    }
}

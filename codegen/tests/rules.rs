//! Rules that a single line decides, each with the case on either side of it.

mod support;

use smithwright_codegen::plan::{Crate, ErrorVariant, OperationErrorKind};

/// The plan of a service with these operations and shapes.
fn plan(metadata: &str, operations: &str, shapes: &str) -> Crate {
    let model = format!(
        r#"{{"metadata": {{"apiVersion": "1", "endpointPrefix": "x", {metadata}}},
            "operations": {{{operations}}}, "shapes": {{{shapes}}}}}"#
    );
    let (plan, diagnostics) = support::plan(&model);
    plan.unwrap_or_else(|_| panic!("{:?}", diagnostics.list()))
}

/// An operation with these errors.
fn operation(name: &str, method: &str, errors: &[&str]) -> String {
    let errors: Vec<_> = errors.iter().map(|error| format!(r#"{{"shape": "{error}"}}"#)).collect();
    format!(
        r#""{name}": {{"http": {{"method": "{method}", "requestUri": "/"}}, "input": {{"shape": "In"}},
            "errors": [{}]}}"#,
        errors.join(", ")
    )
}

const INPUT: &str = r#""In": {"type": "structure", "members": {}}"#;
const REST: &str = r#""protocol": "rest-json", "serviceId": "X""#;

fn variants(plan: &Crate) -> &[ErrorVariant] {
    match &plan.operations[0].error.kind {
        OperationErrorKind::Own(variants) => variants,
        OperationErrorKind::Shared(_) => &plan.error_sets[0].variants,
    }
}

/// A retryable error is the server's from status 500, or by its trait.
#[test]
fn the_status_says_whose_fault_an_error_is() {
    for (error, kind) in [
        (r#""error": {"httpStatusCode": 499}, "retryable": {"throttling": false}"#, Some("ClientError")),
        (r#""error": {"httpStatusCode": 500}, "retryable": {"throttling": false}"#, Some("ServerError")),
        (r#""error": {"httpStatusCode": 499}, "fault": true, "retryable": {}"#, Some("ServerError")),
        (r#""error": {"httpStatusCode": 500}, "retryable": {"throttling": true}"#, Some("ThrottlingError")),
        (r#""error": {"httpStatusCode": 500}"#, None),
    ] {
        let shapes = format!(
            r#"{INPUT}, "Bad": {{"type": "structure", "members": {{}}, "exception": true, {error}}}"#
        );
        let plan = plan(REST, &operation("Get", "POST", &["Bad"]), &shapes);
        assert_eq!(variants(&plan)[0].retry.as_ref().map(|kind| kind.as_str()), kind, "{error}");
    }
}

/// If two errors have the same code, it selects the first; the name of an error is not a code if it is another error's
/// code.
#[test]
fn each_code_means_one_error() {
    let error = |name: &str, code: &str| {
        format!(
            r#""{name}": {{"type": "structure", "members": {{}}, "exception": true, "error": {{"code": "{code}", "httpStatusCode": 400}}}}"#
        )
    };
    let codes = |errors: &[(&str, &str)]| {
        let names: Vec<_> = errors.iter().map(|(name, _)| *name).collect();
        let shapes: Vec<_> = errors.iter().map(|(name, code)| error(name, code)).collect();
        let shapes = format!("{INPUT}, {}", shapes.join(", "));
        let plan = plan(REST, &operation("Get", "POST", &names), &shapes);
        variants(&plan).iter().map(|variant| variant.codes.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(codes(&[("A", "A"), ("B", "x.B")]), ["A", "x.B B"]);
    assert_eq!(codes(&[("A", "B"), ("B", "C")]), ["B A", "C"]);
    assert_eq!(codes(&[("A", "X"), ("B", "X")]), ["X A", "X B"]);
}

/// Sixteen operations with the same errors share one enum, fifteen do not; two without errors do.
#[test]
fn many_operations_share_an_error_set() {
    let error = r#""Bad": {"type": "structure", "members": {}, "exception": true}"#;
    for (count, errors, sets) in [(15, &["Bad"][..], 0), (16, &["Bad"], 1), (1, &[], 0), (2, &[], 1)] {
        let operations: Vec<_> =
            (0..count).map(|index| operation(&format!("Get{index}"), "POST", errors)).collect();
        let plan = plan(REST, &operations.join(", "), &format!("{INPUT}, {error}"));
        assert_eq!(plan.error_sets.len(), sets, "{count} operations");
    }
}

/// A response to HEAD has no body that could name the error.
#[test]
fn head_bucket_and_head_object_have_one_error() {
    let error =
        |name: &str| format!(r#""{name}": {{"type": "structure", "members": {{}}, "exception": true}}"#);
    let shapes = format!("{INPUT}, {}", error("NoSuchBucket"));
    for (service, name, method, expected) in [
        ("S3", "HeadBucket", "HEAD", "NotFound"),
        ("S3", "HeadObject", "HEAD", "NotFound"),
        ("S3", "GetObject", "GET", "NoSuchBucket"),
        ("S3", "HeadOther", "HEAD", "NoSuchBucket"),
        ("Other", "HeadBucket", "HEAD", "NoSuchBucket"),
    ] {
        let metadata = format!(r#""protocol": "rest-xml", "serviceId": "{service}""#);
        let plan = plan(&metadata, &operation(name, method, &["NoSuchBucket"]), &shapes);
        let names: Vec<_> = variants(&plan).iter().map(|variant| variant.name.as_str()).collect();
        assert_eq!(names, [expected], "{service} {name}");
    }
}

/// API JSON has `flattened` on members that are no lists, where it means nothing.
#[test]
fn only_lists_and_maps_are_flattened() {
    let shapes = r#"
        "In": {"type": "structure", "members": {
            "Text": {"shape": "Text", "flattened": true},
            "Texts": {"shape": "Texts", "flattened": true},
            "Own": {"shape": "Own"},
            "Plain": {"shape": "Texts"}}},
        "Text": {"type": "string"},
        "Texts": {"type": "list", "member": {"shape": "Text"}},
        "Own": {"type": "list", "flattened": true, "member": {"shape": "Text"}}"#;
    let plan = plan(r#""protocol": "rest-xml", "serviceId": "X""#, &operation("Put", "POST", &[]), shapes);
    let fields = &plan.operations[0].input.fields;
    let flattened: Vec<_> = fields.iter().map(|field| field.schema.contains("@xmlFlattened")).collect();
    assert_eq!(flattened, [false, true, true, false]);
}

/// A host name needs its labels: members that are required.
#[test]
fn labels_of_the_host_are_required_strings() {
    let model = |required: &str, shape: &str| {
        format!(
            r#"{{"metadata": {{"apiVersion": "1", "endpointPrefix": "x", {REST}}},
                "operations": {{"Get": {{"http": {{"method": "POST", "requestUri": "/"}}, "input": {{"shape": "In"}},
                    "endpoint": {{"hostPrefix": "{{Part}}-a."}}}}}},
                "shapes": {{"In": {{"type": "structure", {required} "members": {{"Part": {{"shape": "{shape}", "hostLabel": true}}}}}},
                    "Text": {{"type": "string"}}, "Number": {{"type": "integer"}}}}}}"#
        )
    };
    assert!(support::plan(&model(r#""required": ["Part"],"#, "Text")).0.is_ok());
    for model in [model("", "Text"), model(r#""required": ["Part"],"#, "Number")] {
        let (plan, diagnostics) = support::plan(&model);
        assert!(plan.is_err());
        assert!(diagnostics.list()[0].message.contains("has no member"), "{:?}", diagnostics.list());
    }
}

//! Mixins and applied traits of a JSON AST.

mod support;

use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::render::render;
use support::smithy::crate_of;
use support::{request, source};

const MIXED: &str = r##"{"smithy": "2.0", "shapes": {
    "a#Garden": {"type": "service", "version": "1", "mixins": [{"target": "a#Plot"}],
        "operations": [{"target": "a#Mow"}], "traits": {"aws.api#service": {"sdkId": "Garden"}}},
    "a#Plot": {"type": "service", "version": "0", "operations": [{"target": "a#Dig"}],
        "traits": {"smithy.api#mixin": {}, "aws.protocols#awsJson1_1": {}, "aws.auth#sigv4": {"name": "garden"},
            "aws.api#service": {"sdkId": "Plot"}}},
    "a#Dig": {"type": "operation", "mixins": [{"target": "a#Fails"}], "input": {"target": "a#DigInput"},
        "errors": [{"target": "a#Rock"}]},
    "a#Fails": {"type": "operation", "errors": [{"target": "a#Frozen"}], "traits": {"smithy.api#mixin": {}}},
    "a#Mow": {"type": "operation"},
    "a#Frozen": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#Rock": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#Named": {"type": "structure",
        "members": {"name": {"target": "smithy.api#String",
            "traits": {"smithy.api#required": {}, "smithy.api#documentation": "A name."}}},
        "traits": {"smithy.api#mixin": {"localTraits": ["smithy.api#documentation"]},
            "smithy.api#documentation": "What has a name.", "smithy.api#sensitive": {}}},
    "a#Sized": {"type": "structure", "mixins": [{"target": "a#Named"}], "traits": {"smithy.api#mixin": {}},
        "members": {"width": {"target": "smithy.api#Integer"}}},
    "a#Sized$name": {"type": "apply", "traits": {"smithy.api#documentation": "Its name."}},
    "a#Kept": {"type": "structure", "members": {"kinds": {"target": "a#Kinds"}}, "traits": {"smithy.api#mixin": {}}},
    "a#DigInput": {"type": "structure", "mixins": [{"target": "a#Sized"}, {"target": "a#Kept"}],
        "members": {"depth": {"target": "smithy.api#Integer"},
            "width": {"target": "smithy.api#Integer", "traits": {"smithy.api#jsonName": "w"}}}},
    "a#DigInput$depth": {"type": "apply", "traits": {"smithy.api#jsonName": "d"}},
    "a#Kinds": {"type": "list", "mixins": [{"target": "a#Strings"}]},
    "a#Strings": {"type": "list", "member": {"target": "a#Kind"},
        "traits": {"smithy.api#mixin": {}, "smithy.api#sparse": {}}},
    "a#Kind": {"type": "enum", "mixins": [{"target": "a#OldKind"}],
        "members": {"NEW": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "new"}}}},
    "a#OldKind": {"type": "enum",
        "members": {"OLD": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "old"}}},
        "traits": {"smithy.api#mixin": {}}}
}}"##;

const WRITTEN_OUT: &str = r##"{"smithy": "2.0", "shapes": {
    "a#Garden": {"type": "service", "version": "1", "operations": [{"target": "a#Dig"}, {"target": "a#Mow"}],
        "traits": {"aws.protocols#awsJson1_1": {}, "aws.auth#sigv4": {"name": "garden"},
            "aws.api#service": {"sdkId": "Garden"}}},
    "a#Dig": {"type": "operation", "input": {"target": "a#DigInput"},
        "errors": [{"target": "a#Frozen"}, {"target": "a#Rock"}]},
    "a#Mow": {"type": "operation"},
    "a#Frozen": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#Rock": {"type": "structure", "members": {}, "traits": {"smithy.api#error": "client"}},
    "a#DigInput": {"type": "structure", "traits": {"smithy.api#sensitive": {}}, "members": {
        "name": {"target": "smithy.api#String",
            "traits": {"smithy.api#required": {}, "smithy.api#documentation": "Its name."}},
        "width": {"target": "smithy.api#Integer", "traits": {"smithy.api#jsonName": "w"}},
        "kinds": {"target": "a#Kinds"},
        "depth": {"target": "smithy.api#Integer", "traits": {"smithy.api#jsonName": "d"}}}},
    "a#Kinds": {"type": "list", "member": {"target": "a#Kind"}, "traits": {"smithy.api#sparse": {}}},
    "a#Kind": {"type": "enum", "members": {
        "OLD": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "old"}},
        "NEW": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "new"}}}}
}}"##;

#[test]
fn mixins_give_what_is_written_out_elsewhere() {
    let (mixed, written_out) = (crate_of(source(MIXED)), crate_of(source(WRITTEN_OUT)));
    assert_eq!(mixed.1, "");
    assert_eq!(mixed, written_out);
    assert!(mixed.0["src/operation/dig.rs"].contains("Its name."));
}

#[test]
fn mixins_that_cannot_be_are_named() {
    for (from, to, problem) in [
        (
            "[{\"target\": \"a#Named\"}]",
            "[{\"target\": \"a#Nothing\"}]",
            "the mixin `a#Nothing` is not there",
        ),
        (
            "[{\"target\": \"a#Named\"}]",
            "[{\"target\": \"a#Kinds\"}]",
            "the mixin `a#Kinds` has no trait `mixin`",
        ),
        ("[{\"target\": \"a#Named\"}]", "[{\"target\": \"a#Sized\"}]", "`a#Sized` is a mixin of itself"),
        ("\"a#Sized$name\"", "\"a#Sized$names\"", "the key `target` is missing"),
        ("\"a#Sized$name\"", "\"a#Lost$name\"", "traits are applied to `a#Lost$name`, which is not there"),
    ] {
        assert!(MIXED.contains(from), "{from}");
        let problems = problems_of(&MIXED.replacen(from, to, 1));
        assert!(problems.contains(problem), "{problems}");
    }
}

fn problems_of(text: &str) -> String {
    let (source, mut diagnostics) = (source(text), Diagnostics::default());
    assert!(smithwright_codegen::model(&source, &request(), &mut diagnostics).is_err(), "{text} is accepted");
    render(&diagnostics, &[source], false)
}

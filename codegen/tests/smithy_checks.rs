//! Errors in shapes of Smithy models.

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader;

/// The errors in these shapes.
fn problems(shapes: &str) -> String {
    // Each shape ends its line.
    let shapes = shapes.replace(" ; ", "\n");
    let text = format!("$version: \"2\"\nnamespace a\n{shapes}\n");
    let source = Source { name: "a.smithy".to_owned(), text };
    let mut diagnostics = Diagnostics::default();
    let result = loader::json_ast(&[(&source, SourceId(0))], &mut diagnostics);
    assert_eq!(result.is_ok(), diagnostics.list().is_empty());
    render(&diagnostics, &[source], false)
}

#[test]
fn traits_stand_where_they_may() {
    for shapes in [
        "@length(min: 1) enum E { A }",
        "structure S { @length(min: 1) a: String, @range(min: 1) b: I, @pattern(\"a\") c: T } ; intEnum I { A = 1 } ; string T",
        "@streaming blob B ; @streaming union U { a: S } ; structure S {}",
        "union U { @jsonName(\"b\") a: String }",
        "@mixin structure M { @required a: String } ; structure S with [M] {} ; apply S$a @httpHeader(\"x\")",
    ] {
        assert_eq!(problems(shapes), "", "{shapes}");
    }
    for (shapes, on) in [
        ("@http(method: \"GET\", uri: \"/\") structure S {}", "a#S"),
        ("@error(\"client\") union U { a: String }", "a#U"),
        ("union U { @required a: String }", "a#U$a"),
        ("structure S { @range(min: 1) a: String }", "a#S$a"),
        ("structure S { @streaming a: Blob }", "a#S$a"),
        ("@sparse structure S {}", "a#S"),
        ("string T ; apply T @timestampFormat(\"date-time\")", "a#T"),
        ("list L { @httpLabel member: String }", "a#L$member"),
        ("union U { a: Integer = 1 }", "a#U$a"),
    ] {
        let problems = problems(shapes);
        assert!(problems.contains(&format!("cannot be applied to `{on}`")), "{shapes}: {problems}");
        assert!(problems.contains("--> a.smithy:"), "{problems}");
    }
}

#[test]
fn defaults_are_values_of_their_types() {
    for (kind, good, bad) in [
        ("Boolean", "true", "1"),
        ("Byte", "-128", "128"),
        ("Integer", "7", "7.5"),
        ("Float", "7.5", "\"7.5\""),
        ("String", "\"a\"", "true"),
        ("Blob", "\"YQ==\"", "[]"),
        ("Timestamp", "0", "[]"),
        ("Document", "{}", "[1]"),
        ("L", "[]", "[\"a\"]"),
        ("M", "{}", "{a: \"b\"}"),
        ("E", "\"b\"", "\"c\""),
        ("I", "1", "\"1\""),
        ("S", "null", "{}"),
    ] {
        let shapes = |default: &str| {
            format!(
                "list L {{ member: String }} ; map M {{ key: String, value: String }} ; enum E {{ A = \"b\" }} ; intEnum I {{ A = 1 }} ; \
                 structure S {{}} ; structure D {{ a: {kind} = {default} }}"
            )
        };
        assert_eq!(problems(&shapes(good)), "", "{kind}");
        let problems = problems(&shapes(bad));
        assert!(problems.contains("the default of `a#D$a` is not a value of its"), "{kind}: {problems}");
    }
}

#[test]
fn members_go_together() {
    for shapes in [
        "structure S { @httpHeader(\"a\") a: String, @httpPayload b: Blob }",
        "structure E { @eventHeader a: Integer, @eventPayload b: Blob }",
        "union U { none: Unit, a: String } ; intEnum I { A = 1 } ; enum E { A, B = \"c\" }",
        "structure S { @jsonName(\"b\") a: String, @jsonName(\"a\") b: String }",
        "@http(method: \"PUT\", uri: \"/a?b=c\") operation O { input := { @httpQuery(\"d\") d: String, @httpPayload e: B } } ; \
         @streaming blob B",
        "@length(min: 2, max: 3) string T ; structure S { a: T = \"éé\" } ; @length(max: 1) blob B ; structure V { a: B = \"YQ==\" }",
        "@mixin structure M { @httpPayload a: Blob } ; structure S with [M] {} ; structure T with [M] {}",
    ] {
        assert_eq!(problems(shapes), "", "{shapes}");
    }
    for (shapes, problem) in [
        (
            "structure S { @httpHeader(\"a\") @httpQuery(\"a\") a: String }",
            "`a#S$a` has both `httpHeader` and `httpQuery`",
        ),
        (
            "structure S { @httpPayload a: Blob, @httpPayload b: Blob }",
            "only one member of `a#S` may have the trait `httpPayload`",
        ),
        ("structure S { a: B, b: B } ; @streaming blob B", "only one member of `a#S` may be streamed"),
        (
            "structure S { a: B } ; structure T { s: S } ; @streaming blob B",
            "`a#T$s` targets a structure that holds a stream",
        ),
        ("structure E { @eventPayload a: Blob, b: String }", "`a#E$b` has no place in the event"),
        (
            "structure E { @eventHeader a: S } ; structure S {}",
            "`a#E$a` has the trait `eventHeader`, and targets a structure",
        ),
        (
            "structure S { @httpResponseCode a: String }",
            "`a#S$a` has the trait `httpResponseCode`, and targets a string",
        ),
        ("structure S { a: Unit }", "`a#S$a` targets `Unit`"),
        ("list L { member: Unit }", "`a#L$member` targets `Unit`"),
        ("union U {}", "the union `a#U` has no members"),
        (
            "structure S { @jsonName(\"b\") a: String, b: String }",
            "two members of `a#S` are called `b` in JSON",
        ),
        ("intEnum I { A }", "the value of an intEnum is an integer"),
        ("intEnum I { @enumValue(1.5) A }", "the value of an intEnum is an integer"),
        ("enum E { @enumValue(1) A }", "the value of an enum is a string"),
        ("@length(min: 3) string T ; structure S { a: T = \"éé\" }", "the default of `a#S$a` is of a length"),
        (
            "@length(min: 1) list L { member: String } ; structure S { a: L = [] }",
            "the default of `a#S$a` is of a length",
        ),
        (
            "@http(method: \"PUT\", uri: \"/a?b&c=d\") operation O { input := { @httpQuery(\"c\") c: String } }",
            "`a#OInput$c` stands in the query twice: the URI of `a#O` has it, too",
        ),
        (
            "@http(method: \"PUT\", uri: \"/\") operation O { input := { @httpPayload a: Blob, b: String } }",
            "`a#OInput$b` has no place in the message",
        ),
        (
            "@http(method: \"PUT\", uri: \"/\") operation O { output := { a: B } } ; @streaming blob B",
            "`a#OOutput$a` is streamed, and is not the body",
        ),
        (
            "@http(method: \"PUT\", uri: \"/\") operation O { input := { @httpResponseCode a: Integer } }",
            "`a#OInput$a` of an input has the trait `httpResponseCode`",
        ),
    ] {
        let problems = problems(shapes);
        assert!(problems.contains(problem), "{shapes}: {problems}");
        assert!(problems.contains("--> a.smithy:"), "{problems}");
    }
}

#[test]
fn lists_and_maps_of_an_ast_have_their_parts() {
    let text = r#"{"smithy": "2.0", "shapes": {
        "a#L": {"type": "list"}, "a#M": {"type": "map", "key": {"target": "smithy.api#String"}}
    }}"#;
    let source = Source { name: "a.json".to_owned(), text: text.to_owned() };
    let mut diagnostics = Diagnostics::default();
    assert!(loader::json_ast(&[(&source, SourceId(0))], &mut diagnostics).is_err());
    let problems = render(&diagnostics, &[source], false);
    for problem in ["the list `a#L` has no `member`", "the map `a#M` has no `value`"] {
        assert!(problems.contains(problem), "{problems}");
    }
}

//! What shapes of Smithy models must not say.

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader;

/// What is wrong with these shapes.
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
        assert!(problems.contains("the default of `a#D$a` is no value of its"), "{kind}: {problems}");
    }
}

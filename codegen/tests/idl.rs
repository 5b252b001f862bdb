//! Models in Smithy's IDL.

mod support;

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::{Files, Request, generate, loader};
use support::request;

const WEATHER: &str = include_str!("fixtures/weather.smithy");
const PLACES: &str = include_str!("fixtures/places.smithy");

/// Files of these names and texts.
fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

fn ast(sources: &[Source]) -> Result<String, String> {
    let mut diagnostics = Diagnostics::default();
    let numbered: Vec<_> = sources.iter().zip((0..).map(SourceId)).collect();
    loader::json_ast(&numbered, &mut diagnostics).map_err(|_| render(&diagnostics, sources, false))
}

/// The files of a crate, or the diagnostics.
fn files(sources: &[Source]) -> Result<Files, String> {
    let mut request: Request = request();
    request.beside.more = sources.iter().cloned().zip((0..).map(SourceId)).skip(1).collect();
    let mut diagnostics = Diagnostics::default();
    let files = generate(&sources[0], &request, &mut diagnostics);
    let problems = render(&diagnostics, sources, false);
    files
        .map_err(|_| problems.clone())
        .and_then(|files| if problems.is_empty() { Ok(files) } else { Err(problems) })
}

#[test]
fn files_become_a_json_ast() {
    insta::assert_snapshot!(
        ast(&sources(&[("weather.smithy", WEATHER), ("places.smithy", PLACES)])).expect("a model")
    );
}

#[test]
fn a_crate_is_the_same_from_idl_and_from_its_ast() {
    let both = sources(&[("weather.smithy", WEATHER), ("places.smithy", PLACES)]);
    let of_idl = files(&both).expect("a crate");
    let of_ast = files(&sources(&[("weather.json", &ast(&both).expect("a model"))])).expect("a crate");
    assert!(of_idl == of_ast, "the files differ");
    // One of the files may be an AST.
    let places = ast(&both[1..]).expect("a model");
    let mixed = files(&sources(&[("weather.smithy", WEATHER), ("places.json", &places)])).expect("a crate");
    assert!(of_idl == mixed, "the files differ");
    let forecast = &of_idl["src/operation/get_forecast.rs"];
    assert!(
        forecast.contains("pub place_id: Option<String>") && forecast.contains("pub chance: Option<f32>"),
        "{forecast}"
    );
}

#[test]
fn line_ends_and_commas_mean_nothing() {
    let expected = ast(&sources(&[("weather.smithy", WEATHER), ("places.smithy", PLACES)]));
    let (weather, places) = (WEATHER.replace('\n', "\r\n"), PLACES.replace("String\n", "String,,\n"));
    assert_eq!(
        ast(&sources(&[("weather.smithy", &format!("\u{feff}{weather}")), ("places.smithy", &places)])),
        expected
    );
}

#[test]
fn what_is_wrong_is_pointed_at_and_the_rest_is_read() {
    let broken = |from: &str, to: &str| {
        assert!(WEATHER.contains(from), "{from}");
        let weather = WEATHER.replacen(from, to, 1);
        files(&sources(&[("weather.smithy", &weather), ("places.smithy", PLACES)])).expect_err(to)
    };
    insta::assert_snapshot!(
        [
            broken("$version: \"2.0\"", "$version: \"3.0\""),
            broken("namespace example.weather", "namespace"),
            broken("use aws.api#service", "use aws.api"),
            // Two in one run.
            broken("enum Units {", "enum Units [\n}\nlist Broken { member String }\n// enum {"),
            broken("string PlaceId", "strin PlaceId"),
            broken("float Chance", "float 1"),
            broken("min: 0, max: 1.5e0", "min: 00, max: 1."),
            broken("\\u00e9", "\\u00g9"),
            broken("@title(\"Weather\")", "@title(\"Weather)"),
            broken("input: ListPlacesInput", "input: ListPlacesInput\n    input: ListPlacesInput"),
            broken("input: ListPlacesInput", "inputs: ListPlacesInput"),
            broken("apply Day {", "@private\napply Day {"),
            broken("apply Day {", "apply Dawn {"),
            broken("member: Day }", "member: Dy }"),
            broken("@deprecated(message: \"no more\")", "@deprecated(message: 1)"),
            broken("@tags([\"a\"])", "@deprecated(message: \"other\")"),
            broken("string PlaceId", "structure Day {}\nstring PlaceId"),
            broken("with [Named] {\n        $chance", "with [Nomad] {\n        $chance"),
            broken("LOW = 1", "LOW = 1 HIGH = 3"),
            broken("member: Day }", "member: Day"),
        ]
        .join("\n\n")
    );
}

#[test]
fn what_a_file_must_not_say_is_refused() {
    let refused = |text: &str| ast(&sources(&[("refused.smithy", text)])).expect_err(text);
    let second = |text: &str| refused(&format!("$version: \"2\"\nnamespace a\n{text}"));
    insta::assert_snapshot!(
        [
            refused("$version: \"2\"\n$version: \"2\"\nnamespace a"),
            second("use b#S\nuse c#S"),
            second("use b#S\nstring S"),
            second("structure S {\n    a: String\n    a: String\n}"),
            second("enum E {}\nlist L {}\nmap M { key: String }\nset S { member: String }"),
            second("enum E {\n    A = 1\n}\nintEnum I {\n    A = 2147483648\n    B = 1.5\n    C = \"1\"\n}"),
            second("structure S for T { $a }\nstructure T {}"),
            second("resource R {}\nstructure S for R { $a }"),
            second(
                "@mixin\noperation O { input: I }\n@mixin\nresource R { identifiers: {} }\nstructure I {}"
            ),
            second("apply S{ @sensitive }\nstring S"),
            refused(
                "namespace a\nenum E { A }\n@mixin\nstructure S {\n    a: String = \"\"\n    $b\n}\n\
                 operation O {\n    input := {}\n}\nresource R { properties: {} }\nlist L with [M] {}"
            ),
        ]
        .join("\n\n")
    );
}

#[test]
fn names_of_headers_and_methods_are_tokens() {
    let model = |method: &str, member: &str| {
        sources(&[(
            "a.smithy",
            &format!(
                "$version: \"2\"\nnamespace a\nuse aws.protocols#restJson1\n@restJson1\nservice S {{ operations: [O] }}\n\
                 @http(method: \"{method}\", uri: \"/\")\noperation O {{ input := {{ {member} }} }}\n\
                 map M {{ key: String, value: String }}\n"
            ),
        )])
    };
    for (method, member) in
        [("PROP-FIND", "@httpHeader(\"x-a_b\") a: String"), ("GET", "@httpPrefixHeaders(\"\") a: M")]
    {
        files(&model(method, member)).unwrap_or_else(|problems| panic!("{method} {member}: {problems}"));
    }
    for (method, member, text) in [
        ("GET IT", "a: String", "`GET IT` is not a method of HTTP"),
        ("", "a: String", "`` is not a method of HTTP"),
        ("GET", "@httpHeader(\"x y\") a: String", "`x y` is not the name of a header"),
        ("GET", "@httpHeader(\"x\\r\") a: String", "`x\\r` is not the name of a header"),
        ("GET", "@httpHeader(\"é\") a: String", "`é` is not the name of a header"),
        ("GET", "@httpHeader(\"\") a: String", "`` is not the name of a header"),
        ("GET", "@httpPrefixHeaders(\"x: \") a: M", "`x: ` is not the name of a header"),
    ] {
        let problems = files(&model(method, member)).expect_err(text);
        assert!(problems.contains(text) && problems.contains("--> a.smithy:"), "{problems}");
    }
}

#[test]
fn names_in_xml_are_names() {
    let model = |namespace: &str, member: &str| {
        sources(&[(
            "a.smithy",
            &format!(
                "$version: \"2\"\nnamespace a\nuse aws.protocols#restXml\n@restXml\n@xmlNamespace({namespace})\n\
                 service S {{ operations: [O] }}\n@http(method: \"PUT\", uri: \"/\")\n\
                 operation O {{ input := {{ {member} }} }}\nlist L {{ @xmlName(\"<\") member: String }}\n"
            ),
        )])
    };
    let uri = "uri: \"https://a.example/?b=c\"";
    for member in ["@xmlName(\"a:b-c.d_1\") a: String", "@xmlName(\"ä\") @xmlAttribute a: String"] {
        files(&model(uri, member)).unwrap_or_else(|problems| panic!("{member}: {problems}"));
    }
    for (namespace, member, text) in [
        (uri, "@xmlName(\"a b\") a: String", "`a b` is not a name of XML"),
        (uri, "@xmlName(\"a=\\\"\") @xmlAttribute a: String", "`a=\\\"` is not a name of XML"),
        (uri, "@xmlName(\"1a\") a: String", "`1a` is not a name of XML"),
        (uri, "@xmlName(\"a:b:c\") a: String", "`a:b:c` is not a name of XML"),
        (uri, "@xmlNamespace(uri: \"u\", prefix: \"p q\") a: String", "`p q` is not a prefix of XML"),
        (uri, "a: L", "`<` is not a name of XML"),
        ("uri: \"a\\\"b\"", "a: String", "`a\\\"b` is not a namespace of XML"),
    ] {
        let problems = files(&model(namespace, member)).expect_err(text);
        assert!(problems.contains(text) && problems.contains("--> a.smithy:"), "{text}: {problems}");
    }
}

#[test]
fn several_services_need_a_name() {
    let second = "$version: \"2\"\nnamespace a\nservice Second { version: \"1\" }";
    let both = sources(&[("weather.smithy", WEATHER), ("places.smithy", PLACES), ("second.smithy", second)]);
    insta::assert_snapshot!(files(&both).expect_err("which?"));
    let mut request = request();
    request.service = Some("example.weather#Weather".to_owned());
    request.beside.more = both.iter().cloned().zip((0..).map(SourceId)).skip(1).collect();
    generate(&both[0], &request, &mut Diagnostics::default()).expect("a crate");
}

#[test]
fn two_namespaces_may_have_one_name() {
    let one = |rename: &str| {
        format!(
            "$version: \"2\"\nnamespace one\nuse aws.api#service\nuse aws.protocols#restJson1\nuse aws.auth#sigv4\n@restJson1\n@sigv4(name: \"two\")\n\
             @service(sdkId: \"Two\")\nservice Two {{ version: \"1\", operations: [Get]{rename} }}\n\
             @http(method: \"POST\", uri: \"/\")\noperation Get {{ output := {{\n\
             a: Text, b: two#Text, c: Texts, d: two#Texts, e: State, f: two#State\n}} }}\n\
             string Text\nlist Texts {{ member: Text }}\nstructure State {{ a: String }}"
        )
    };
    let two = "$version: \"2\"\nnamespace two\n@length(min: 1)\nstring Text\nlist Texts { member: Text }\n\
               structure State { b: String }";
    let made = |rename: &str| files(&sources(&[("one.smithy", &one(rename)), ("two.smithy", two)]));
    insta::assert_snapshot!(made("").expect_err("two structures"));
    let files = made(", rename: { \"two#State\": \"OtherState\" }").expect("a crate");
    let output = &files["src/operation/get.rs"];
    for line in ["b: Option<String>", "d: Option<Vec<String>>", "f: Option<crate::types::OtherState>"] {
        assert!(output.contains(&format!("pub {line}")), "{line}: {output}");
    }
    assert!(files["src/types/_other_state.rs"].contains("\"b: String\""));
}

#[test]
fn no_text_takes_all_of_the_stack() {
    for (open, close) in [("[", "]"), ("{a:", "}")] {
        let text = format!(
            "$version: \"2\"\nnamespace a\n@b({}0{})\nstring S",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        let problem = ast(&sources(&[("deep.smithy", &text)])).expect_err("too deep");
        assert!(problem.contains("a value that is less deep"), "{}", &problem[..problem.len().min(200)]);
    }
}

#[test]
fn a_word_in_metadata_is_a_keyword_or_a_shape() {
    let of = |value: &str| {
        let text = format!("$version: \"2\"\nmetadata m = [{value}]\nnamespace a\nstring Here\n");
        ast(&sources(&[("a.smithy", &text)]))
    };
    for (value, id) in [
        ("Here", "a#Here"),
        ("String", "smithy.api#String"),
        ("required", "smithy.api#required"),
        ("b#There", "b#There"),
    ] {
        let text = of(value).expect("a model");
        assert!(text.contains(&format!("\"{id}\"")), "{text}");
    }
    let problem = of("truefalse").expect_err("no shape");
    assert!(
        problem.contains("`truefalse` is not a shape of the model") && problem.contains("--> a.smithy:2:"),
        "{problem}"
    );
}

#[test]
fn a_json_ast_of_the_first_version_is_upgraded_as_idl_is() {
    let idl = "$version: \"1.0\"\nnamespace a\n\
        integer Count\n@box\ninteger Boxed\nboolean Flag\nset Names { member: String }\n\
        structure S {\n @required\n count: Count,\n boxed: Boxed,\n flag: Flag,\n plain: PrimitiveLong,\n number: Long,\n @box\n own: Count,\n\
        applied: Count,\n names: Names\n}\n\
        apply S$applied @box\nunion U { count: Count }\n";
    let target = |id: &str| serde_json::json!({ "target": id });
    let with = |id: &str, name: &str| serde_json::json!({ "target": id, "traits": { name: {} } });
    let model = serde_json::json!({ "smithy": "1.0", "shapes": {
        "a#Count": { "type": "integer" },
        "a#Boxed": { "type": "integer", "traits": { "smithy.api#box": {} } },
        "a#Flag": { "type": "boolean" },
        "a#Names": { "type": "set", "member": target("smithy.api#String") },
        "a#S": { "type": "structure", "members": {
            "count": with("a#Count", "smithy.api#required"),
            "boxed": target("a#Boxed"),
            "flag": target("a#Flag"),
            "plain": target("smithy.api#PrimitiveLong"),
            "number": target("smithy.api#Long"),
            "own": with("a#Count", "smithy.api#box"),
            "applied": target("a#Count"),
            "names": target("a#Names"),
        } },
        "a#S$applied": { "type": "apply", "traits": { "smithy.api#box": {} } },
        "a#U": { "type": "union", "members": { "count": target("a#Count") } },
    } });
    let of_ast = ast(&sources(&[("a.json", &model.to_string())])).expect("a model");
    let of_idl = ast(&sources(&[("a.smithy", idl)])).expect("a model");
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    assert_eq!(value(&of_ast)["shapes"]["a#S"], value(&of_idl)["shapes"]["a#S"]);
    for (member, default) in
        [("count", Some(0.into())), ("flag", Some(false.into())), ("plain", Some(0.into()))]
    {
        let traits = &value(&of_ast)["shapes"]["a#S"]["members"][member]["traits"];
        assert_eq!(traits.get("smithy.api#default"), default.as_ref(), "{member}");
    }
    let broken = model.to_string().replacen("\"a#Flag\"}", "\"a#Flags\"}", 1);
    let mut diagnostics = Diagnostics::default();
    let source = Source { name: "a.json".to_owned(), text: broken };
    let service = r#""a#V":{"type":"service","version":"1","operations":["#.to_owned()
        + r#"{"target":"a#O"}],"traits":{"aws.protocols#awsJson1_0":{}}},"a#O":{"type":"operation","output":{"target":"a#S"}},"a#Boxed""#;
    let source = Source { text: source.text.replacen("\"a#Boxed\"", &service, 1), ..source };
    assert!(generate(&source, &request(), &mut diagnostics).is_err());
    let problem = render(&diagnostics, &[source], false);
    assert!(problem.contains("unknown shape `Flags`") && problem.contains("--> a.json:1:"), "{problem}");
}

//! Services that are not AWS's.

mod support;

use smithwright_codegen::cli::workspace::runtime_dependency;
use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::io::render::render;
use smithwright_codegen::lower::Options;
use smithwright_codegen::{Files, Request, generate};

/// The files of the crate of a service with these traits and one operation, and the diagnostics.
fn garden(traits: &str) -> (Option<Files>, String) {
    let text = format!(
        "$version: \"2\"\nnamespace example.garden\nuse aws.auth#sigv4\nuse aws.protocols#awsJson1_1\n\
         {traits}\n@awsJson1_1\nservice HerbGarden {{ version: \"2026\", operations: [Dig] }}\n\
         /// Digs, see [the spade] and `a[0]`:\n///\n/// - deep\noperation Dig {{}}\n"
    );
    let model = Source { name: "garden.smithy".to_owned(), text };
    let mut diagnostics = Diagnostics::default();
    let files = generate(&model, &Request::new(Options::new(runtime_dependency())), &mut diagnostics);
    (files.ok(), render(&diagnostics, &[model], false))
}

#[test]
fn they_are_authenticated_by_what_they_list() {
    for (traits, expected, settings) in [
        ("", "[Auth::NoAuth]", &[][..]),
        (
            "@httpApiKeyAuth(name: \"X-Key\", in: \"header\")",
            "[Auth::ApiKey(ApiKey::Header(\"X-Key\",\"\"))]",
            &["HasApiKey"],
        ),
        (
            "@httpApiKeyAuth(name: \"Authorization\", in: \"header\", scheme: \"Key\") @httpBearerAuth @httpBasicAuth",
            "[Auth::ApiKey(ApiKey::Header(\"Authorization\",\"Key\")),Auth::Basic,Auth::BearerToken]",
            &["HasApiKey", "HasBasicAuth", "HasBearerToken"],
        ),
        (
            "@httpApiKeyAuth(name: \"key\", in: \"query\")",
            "[Auth::ApiKey(ApiKey::Query(\"key\"))]",
            &["HasApiKey"],
        ),
        ("@httpDigestAuth @httpBasicAuth", "[Auth::Basic]", &["HasBasicAuth"]),
        ("@sigv4(name: \"garden\")", "[Auth::SignatureV4]", &["HasRegion", "HasCredentials"]),
    ] {
        let (files, problems) = garden(traits);
        assert_eq!(problems, "");
        let meta = files.expect("files")["src/meta.rs"].split_whitespace().collect::<String>();
        let meta = meta.replace("smithwright_runtime::", "").replace(",)", ")").replace(",]", "]");
        assert!(meta.contains(&format!("auth:&{expected},")), "{meta}");
        assert!(meta.contains("of_aws:false"), "{meta}");
        assert_eq!(meta.matches("impl").count(), settings.len() + 1, "{meta}");
        for setting in settings {
            assert!(meta.contains(&format!("settings::{setting}forService")), "{meta}");
        }
    }
}

#[test]
fn what_cannot_be_authenticated_is_said() {
    for (traits, expected) in [
        ("@httpApiKeyAuth(name: \"key\", in: \"body\")", "an API key is sent in a header or in the query"),
        (
            "@httpApiKeyAuth(name: \"key\", in: \"query\", scheme: \"Key\")",
            "an API key in the query has no scheme",
        ),
        ("@httpApiKeyAuth(in: \"query\")", "`name`"),
        ("@httpApiKeyAuth(name: \"x key\", in: \"header\")", "`x key` is not the name of a header"),
        ("@httpDigestAuth", "authentication other than"),
    ] {
        let (files, problems) = garden(traits);
        assert!(files.is_none() && problems.contains(expected), "{problems}");
    }
}

#[test]
fn their_crates_say_nothing_of_aws() {
    let (files, problems) = garden("");
    assert_eq!(problems, "");
    let files = files.expect("files");
    assert!(
        files["Cargo.toml"].contains("name = \"herb-garden\"\nversion = \"0.1.0\""),
        "{}",
        files["Cargo.toml"]
    );
    for (path, text) in &files {
        let text = text
            .replace("of_aws: false", "")
            .replace("aws-lc", "")
            .replace("protocol::aws_json", "")
            .to_lowercase();
        for word in ["aws", "amazon", "official", "behavior version"] {
            assert!(!text.contains(word), "`{word}` in {path}:\n{text}");
        }
    }
    let dig = &files["src/operation/dig.rs"];
    for line in ["//! Digs, see \\[the spade] and `a[0]`:\n", "//! - deep\n"] {
        assert!(dig.contains(line), "{dig}");
    }
}

/// The crate of a service with an operation of this name and structures; more shapes follow.
fn of_operation(name: &str, rest: &str, options: Options) -> (Option<Files>, String) {
    let text = format!(
        "$version: \"2\"\nnamespace example.garden\nuse aws.protocols#restJson1\n\
         @restJson1\nservice HerbGarden {{ operations: [{name}, Mod] }}\n\
         @http(method: \"POST\", uri: \"/mod\") operation Mod {{}}\n\
         @http(method: \"POST\", uri: \"/\") operation {name} {rest}\n"
    );
    let model = Source { name: "garden.smithy".to_owned(), text };
    let mut diagnostics = Diagnostics::default();
    let files = generate(&model, &Request::new(options), &mut diagnostics);
    (files.ok(), render(&diagnostics, &[model], false))
}

#[test]
fn errors_leave_room_for_the_variant_of_others() {
    let rest = "{ errors: [Unhandled] }\n@error(\"client\") structure Unhandled {}";
    let (files, problems) = of_operation("Dig", rest, Options::new(runtime_dependency()));
    assert!(
        files.is_none() && problems.contains("the error `Unhandled` would be called `Unhandled`"),
        "{problems}"
    );
    let types_only = Options { types_only: true, ..Options::new(runtime_dependency()) };
    let (files, problems) = of_operation("Dig", rest, types_only);
    assert!(files.is_some(), "{problems}");
}

#[test]
fn what_an_error_among_events_needs_is_always_there() {
    let rest = "{ output := { @httpPayload events: Events } }\n\
                @streaming union Events { stone: Stone, broken: Broken }\nstructure Stone { size: Size }\n\
                @error(\"client\") structure Broken { part: Part }\nstructure Part {}\nstructure Size {}";
    let (files, problems) = of_operation("Dig", rest, Options::new(runtime_dependency()));
    let types = &files.expect(&problems)["src/types.rs"];
    let gate = "#[cfg(any(feature = \"dig\", feature = \"types\", not(feature = \"_some\")))]\n";
    for (module, gated) in [("_size", true), ("_stone", true), ("_part", false)] {
        assert!(types.contains(&format!("mod {module};")), "{types}");
        assert_eq!(types.contains(&format!("{gate}mod {module};")), gated, "{types}");
    }
}

#[test]
fn names_of_the_prelude_do_not_hide_it() {
    let rest = "{ input := { name: smithy.api#String } errors: [Option] }\n\
                @error(\"client\") structure Option {}\n";
    let (files, problems) = of_operation("String", rest, Options::new(runtime_dependency()));
    let files = files.expect(&problems);
    let (errors, operation) = (&files["src/types/error.rs"], &files["src/operation/string.rs"]);
    assert!(errors.contains("::std::option::Option<String>"), "{errors}");
    assert!(operation.contains("Option<::std::string::String>"), "{operation}");
    // `operation/mod.rs` would be the module of all operations.
    assert!(files.contains_key("src/operation/mod/mod.rs"));
}

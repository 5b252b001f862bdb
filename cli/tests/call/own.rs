//! Services that are not AWS's.

use super::{answers, command, text};
use std::process::Output;

const MODEL: &str = "$version: \"2\"\nnamespace example.garden\nuse aws.protocols#restJson1\n\
     @restJson1 @httpApiKeyAuth(name: \"X-Key\", in: \"header\") @httpBasicAuth\n\
     service Garden { operations: [Dig, Look] }\n\
     @http(method: \"GET\", uri: \"/dig/{depth}\") operation Dig {\n\
         input := { @required @httpLabel depth: Integer } output := { found: String }\n\
     }\n\
     @auth([]) @http(method: \"GET\", uri: \"/look\") operation Look { output := { sky: String } }\n";

/// Calls an operation of the garden without a region and credentials.
fn garden(words: &str, url: Option<&str>, environment: &[(&str, &str)]) -> Output {
    let folder = super::Folder::new(&format!("own-{}", words.split(' ').next().unwrap_or_default()));
    let model = folder.file("garden.smithy", MODEL);
    let model = format!("{model}@example.garden#Garden");
    let words = ["--model", &model].into_iter().chain(words.split(' '));
    let mut command = command(&words.map(str::to_owned).collect::<Vec<_>>());
    command.args(url.map(|url| ["--endpoint-url", url]).into_iter().flatten());
    for name in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied()).output().expect("the program runs")
}

#[test]
fn keys_and_passwords_come_from_the_environment() {
    let server = answers(&[r#"{"found": "a stone"}"#]);
    let url = server.url();
    for (environment, header, value) in [
        (&[("SMITHWRIGHT_API_KEY", "a key")][..], "x-key", "a key"),
        (
            &[("SMITHWRIGHT_USER", "me"), ("SMITHWRIGHT_PASSWORD", "secret")],
            "authorization",
            "Basic bWU6c2VjcmV0",
        ),
    ] {
        let output = garden("dig --depth 3", Some(&url), environment);
        assert_eq!(text(&output.stdout), "{\n    \"found\": \"a stone\"\n}\n", "{}", text(&output.stderr));
        let request = server.requests().pop().expect("a request");
        assert_eq!((request.target.as_str(), request.header(header)), ("/dig/3", Some(value)));
        assert_eq!(request.header("user-agent"), Some(concat!("garden/", env!("CARGO_PKG_VERSION"))));
    }
    let nobody = garden("dig --depth 3", Some(&url), &[("SMITHWRIGHT_USER", "me")]);
    assert_eq!(nobody.status.code(), Some(253));
    let expected = "set SMITHWRIGHT_API_KEY, or SMITHWRIGHT_USER and SMITHWRIGHT_PASSWORD in the environment";
    assert!(text(&nobody.stderr).contains(expected), "{}", text(&nobody.stderr));
}

#[test]
fn nobody_need_be_known_where_the_model_asks_for_nothing() {
    let server = answers(&[r#"{"sky": "blue"}"#]);
    let output = garden("look", Some(&server.url()), &[]);
    assert_eq!(text(&output.stdout), "{\n    \"sky\": \"blue\"\n}\n", "{}", text(&output.stderr));
    let nowhere = garden("look", None, &[]);
    assert_eq!(nowhere.status.code(), Some(255));
    assert!(text(&nowhere.stderr).contains("no endpoint"), "{}", text(&nowhere.stderr));
}

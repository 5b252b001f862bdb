//! Presigned requests at a fixed time: their URLs equal those of botocore's signer for the same request.

use smithwright_kitchen_sink::Client;
use smithwright_kitchen_sink::config::{BehaviorVersion, Config, Credentials, Region};
use smithwright_kitchen_sink::presigning::{PresigningConfig, PresigningConfigError};
use smithwright_tests::{Response, Server};
use std::time::{Duration, SystemTime};

const START: Duration = Duration::from_secs(1_234_567_890);

fn client(token: Option<&str>, url: &str) -> Client {
    let config = Config::builder()
        .with_test_defaults()
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            token.map(str::to_owned),
            None,
            "test",
        ))
        .endpoint_url(url);
    Client::from_conf(config.build())
}

fn valid_for(seconds: u64) -> Result<PresigningConfig, PresigningConfigError> {
    let builder = PresigningConfig::builder().start_time(SystemTime::UNIX_EPOCH + START);
    builder.expires_in(Duration::from_secs(seconds)).build()
}

#[tokio::test]
async fn the_signature_is_in_the_query() {
    let client = client(Some("token+/="), "https://things.invalid:8443");
    let request = client.describe_tool().name("a b/é").presigned(valid_for(900).expect("a time")).await;
    let request = request.expect("a request");
    assert_eq!((request.method(), request.headers().count()), ("GET", 0));
    assert_eq!(
        request.uri(),
        "https://things.invalid:8443/tools/a%20b%2F%C3%A9?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIDEXAMPLE%2F20090213%2Fus-east-1%2Fsink%2Faws4_request&X-Amz-Date=20090213T233130Z\
         &X-Amz-Expires=900&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=91bb819d71eca0d4537ae215ad7031a4ad3ff4f2615e1ad7c3259f1fbf27ec98\
         &X-Amz-Security-Token=token%2B%2F%3D"
    );
    let secrets = ["token", "AKID", "91bb"];
    let debug = format!("{request:?}");
    assert!(debug.contains("things.invalid"), "{debug}");
    assert!(secrets.iter().all(|secret| !debug.contains(secret)), "{debug}");
}

#[tokio::test]
async fn nothing_is_sent() {
    let server = Server::start(vec![Response::json(200, "{}")]).expect("a free port on loopback");
    let client = client(None, &server.url());
    client.describe_tool().name("a").presigned(valid_for(60).expect("a time")).await.expect("a request");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_form_is_sent_as_a_query() {
    let config = smithwright_protocols_query::Config::builder()
        .with_test_defaults()
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .endpoint_url("https://things.invalid");
    let client = smithwright_protocols_query::Client::from_conf(config.build());
    let request =
        client.echo().text("a&b=").presigned(valid_for(60).expect("a time")).await.expect("a request");
    assert_eq!(request.method(), "GET");
    let uri = request.uri();
    assert!(uri.contains("Action=Echo") && uri.contains("a%26b%3D"), "{uri}");
}

#[tokio::test]
async fn what_a_call_changes_is_signed_too() {
    let client = client(None, "https://things.invalid");
    let config = Config::builder().region(Region::new("eu-west-1"));
    let customized = client.describe_tool().name("a").customize().config_override(config);
    let customized = customized.mutate_request(|request| {
        request.headers_mut().insert("x-kind", "a");
    });
    let request = customized.presigned(valid_for(60).expect("a time")).await.expect("a request");
    assert!(request.uri().contains("%2Feu-west-1%2F"), "{}", request.uri());
    assert!(request.uri().contains("X-Amz-SignedHeaders=host%3Bx-kind"), "{}", request.uri());
    let headers: Vec<_> = request.headers().collect();
    assert_eq!(headers, [("x-kind", "a")]);
    let request = request.into_http_1x_request("body");
    assert_eq!((request.headers().len(), *request.body()), (1, "body"));
}

#[tokio::test]
async fn what_is_missing_is_said_and_nothing_is_signed() {
    let client = client(None, "https://things.invalid");
    let error = client.describe_tool().presigned(valid_for(60).expect("a time")).await.expect_err("no name");
    assert!(format!("{error:?}").contains("name"), "{error:?}");
    let config =
        Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new("us-east-1"));
    let nobody = Client::from_conf(config.endpoint_url("https://things.invalid").build());
    let error = nobody.describe_tool().name("a").presigned(valid_for(60).expect("a time")).await;
    let error = format!("{:?}", error.expect_err("no credentials"));
    assert!(error.contains("NoIdentityResolver"), "{error}");
}

#[test]
fn a_signature_is_valid_for_a_week_at_most() {
    const WEEK: u64 = 7 * 24 * 60 * 60;
    assert_eq!(valid_for(WEEK).expect("a time").expires(), Duration::from_secs(WEEK));
    assert_eq!(valid_for(WEEK).expect("a time").start_time(), SystemTime::UNIX_EPOCH + START);
    assert!(valid_for(WEEK + 1).expect_err("too long").to_string().contains("one week"));
    assert!(PresigningConfig::builder().build().expect_err("no time").to_string().contains("required"));
}

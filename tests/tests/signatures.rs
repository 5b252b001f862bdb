//! Signatures of version 4 at a fixed time: they equal those of botocore's signer for the same request.

use aws_smithy_http_client::test_util::capture_request;
use smithwright_kitchen_sink::Client;
use smithwright_kitchen_sink::config::{Config, Credentials, Region};
use smithwright_kitchen_sink::operation::put_thing::builders::PutThingFluentBuilder;
use smithwright_kitchen_sink::types::Color;
use smithwright_tests::{Request, signature};

/// The request of a call at a fixed time, to a host with a port.
async fn sent(
    token: Option<&str>,
    call: impl FnOnce(PutThingFluentBuilder) -> PutThingFluentBuilder,
) -> Request {
    let (http_client, request) = capture_request(None);
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", token.map(str::to_owned), None, "test");
    let config = Config::builder()
        .with_test_defaults()
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .endpoint_url("https://things.invalid:8443")
        .http_client(http_client)
        .build();
    // There is no response.
    let _ = call(Client::from_conf(config).put_thing()).send().await;
    let request = request.expect_request();
    let uri: http::Uri = request.uri().parse().expect("a URI");
    let mut headers = vec![("host".to_owned(), "things.invalid:8443".to_owned())];
    headers.extend(request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
    let raw_body = request.body().bytes().unwrap_or_default().to_vec();
    Request {
        method: request.method().to_owned(),
        target: uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers,
        body: String::from_utf8_lossy(&raw_body).into_owned(),
        raw_body,
    }
}

const SCOPE: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20090213/us-east-1/sink/aws4_request";

/// A path with parts that are encoded twice or normalized, empty and wide header values, and a session token.
#[tokio::test]
async fn paths_headers_and_tokens() {
    let call = |call: PutThingFluentBuilder| {
        let call = call.thing_id("us-east-1:a b").path("//x/../é/%2F");
        call.meta_value("empty", "").tags("a  b")
    };
    let request = sent(Some("token+/="), call).await;
    assert_eq!(request.target, "/things/us-east-1%3Aa%20b///x/../%C3%A9/%252F?kind=a&flag");
    let expected = format!(
        "{SCOPE}, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-security-token;\
         x-amz-user-agent;x-meta-empty;x-tags, \
         Signature=a58b1fc71ceb437e56b17181f310afb8c421801f7a4384b8314db1ce68ca30c2"
    );
    assert_eq!(request.header("authorization"), Some(expected.as_str()));
    assert_eq!(signature::check(&request, "secret"), Ok(()));
}

/// A query that has to be sorted, by names and then by values, after it is encoded.
#[tokio::test]
async fn queries() {
    let call = |call: PutThingFluentBuilder| {
        let call = call.thing_id("a").path("z").colors(Color::Red).colors(Color::from("BLUE"));
        call.extra("z", "1").extra("k 1", "v&1").extra("A", "é")
    };
    let request = sent(None, call).await;
    assert!(request.target.starts_with("/things/a/z?kind=a&flag&colors%5B%5D=RED&colors%5B%5D=BLUE&"));
    let expected = format!(
        "{SCOPE}, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-user-agent, \
         Signature=0514b245b6ff4097aae521660ac4018c43b77933a411c836e882fb95fc130caf"
    );
    assert_eq!(request.header("authorization"), Some(expected.as_str()));
    assert_eq!(signature::check(&request, "secret"), Ok(()));
}

/// A change of any signed part is detected.
#[tokio::test]
async fn a_request_that_was_changed_is_noticed() {
    let request = sent(Some("token"), |call| call.thing_id("a").path("b").tags("t")).await;
    assert_eq!(signature::check(&request, "secret"), Ok(()));
    assert!(signature::check(&request, "other").is_err());
    let changed = |change: &dyn Fn(&mut Request)| {
        let mut request = request.clone();
        change(&mut request);
        signature::check(&request, "secret")
    };
    assert!(changed(&|request| request.method.push('X')).is_err());
    assert!(changed(&|request| request.target.push('x')).is_err());
    assert!(changed(&|request| request.raw_body.push(b' ')).is_err());
    for name in ["host", "x-amz-date", "x-amz-security-token", "x-tags", "authorization"] {
        let set = |request: &mut Request| {
            let header = request.headers.iter_mut().find(|(header, _)| header == name);
            header.expect("the header").1.push('1');
        };
        assert!(changed(&set).is_err(), "{name}");
        let remove = |request: &mut Request| request.headers.retain(|(header, _)| header != name);
        assert!(changed(&remove).is_err(), "{name}");
    }
}

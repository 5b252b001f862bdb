//! Requests of the kitchen sink: their endpoints, signatures, and stand-ins for members that a response leaves out.

use aws_smithy_types::endpoint::Endpoint;
use smithwright_kitchen_sink::Client;
use smithwright_kitchen_sink::config::auth::{DefaultAuthSchemeResolver, ResolveAuthScheme};
use smithwright_kitchen_sink::config::endpoint::{
    DefaultResolver, EndpointFuture, Params, ResolveEndpoint, SharedEndpointResolver,
};
use smithwright_kitchen_sink::config::{Builder, Config, Region, retry::RetryConfig};
use smithwright_kitchen_sink::error::DisplayErrorContext;
use smithwright_kitchen_sink::primitives::{Blob, DateTime};
use smithwright_kitchen_sink::types::Color;
use smithwright_tests::{Request, Response, Server, signature};

fn start(body: &str, change: impl FnOnce(Builder) -> Builder) -> (Server, Client) {
    let response = Response::json(200, body).with_header("x-json", "eyJhIjogMX0=");
    let server = Server::start(vec![response]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let config = change(config.retry_config(RetryConfig::disabled())).build();
    (server, Client::from_conf(config))
}

fn only(server: &Server) -> Request {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1);
    let request = requests.remove(0);
    if request.header("authorization").is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256")) {
        assert_eq!(signature::check(&request, signature::TEST_SECRET), Ok(()));
    }
    request
}

#[tokio::test]
async fn an_operation_without_authentication_is_not_signed() {
    let (server, client) = start("{}", |config| config);
    client.knock().send().await.expect("an answer");
    assert_eq!(only(&server).header("authorization"), None);
}

#[tokio::test]
async fn a_body_can_be_left_out_of_the_signature_and_the_endpoint_says_for_what_to_sign() {
    let (server, client) = start("{}", |config| config);
    client.upload().data(Blob::new("a body")).send().await.expect("an answer");
    let request = only(&server);
    assert_eq!(request.target, "/upload/upload");
    assert_eq!(request.body, "a body");
    assert_eq!(request.header("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
    let places: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| name == "x-place")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(places, ["upload", "b"]);
    let authorization = request.header("authorization").expect("a signature");
    assert!(authorization.contains("/mars-1/kitchen-upload/aws4_request"), "{authorization}");
}

#[tokio::test]
async fn json_in_a_header_is_encoded_and_in_a_body_it_is_text() {
    let (server, client) = start("{}", |config| config);
    let output = client.knock().json("{\"a\": 1}").body_json("{\"b\": 2}").send().await.expect("an answer");
    assert_eq!(output.json(), Some("{\"a\": 1}"));
    let request = only(&server);
    assert_eq!(request.header("x-json"), Some("eyJhIjogMX0="));
    assert_eq!(request.body, r#"{"bodyJson":"{\"b\": 2}"}"#);
}

#[tokio::test]
async fn a_member_can_choose_the_endpoint() {
    let (server, client) = start("{}", |config| config);
    client.knock().place("oven").send().await.expect("an answer");
    assert_eq!(only(&server).target, "/oven/knock");
    let error = client.knock().place("o/ven").send().await.expect_err("no place");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("`o/ven` is no place"), "{text}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_an_answer_leaves_out_has_a_stand_in_if_it_is_required() {
    let (_server, client) =
        start(r#"{"more": {"name": "given", "inner": null, "choice": {"text": "x"}}}"#, |config| config);
    let output = client.knock().send().await.expect("an answer");
    let loose = output.loose().expect("a stand-in");
    assert_eq!((loose.name(), loose.count(), loose.flag()), (Some(""), Some(0), Some(false)));
    assert_eq!(loose.color(), Some(&Color::from("no value was set")));
    assert_eq!(loose.list(), Vec::<String>::new());
    assert!(loose.map().is_some_and(|map| map.is_empty()));
    assert_eq!(loose.time(), Some(&DateTime::from_secs(0)));
    assert_eq!(loose.blob(), Some(&Blob::new("")));
    assert_eq!(loose.inner().and_then(|inner| inner.name()), Some(""));
    assert_eq!(loose.choice(), None);
    let more = output.more().expect("more");
    assert_eq!((more.name(), more.inner().and_then(|inner| inner.name())), (Some("given"), Some("")));
}

/// Sends requests to the endpoint of the rules, through a proxy.
#[derive(Debug)]
struct Proxy(String);

impl ResolveEndpoint for Proxy {
    fn resolve_endpoint<'a>(&'a self, params: &'a Params) -> EndpointFuture<'a> {
        let region = params.region().unwrap_or_default();
        EndpointFuture::ready(Ok(Endpoint::builder().url(format!("{}/proxy/{region}", self.0)).build()))
    }
}

#[tokio::test]
async fn a_resolver_of_the_users_decides() {
    let server = Server::start(vec![Response::json(200, "{}")]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().region(Region::new("eu-west-9"));
    let config = config
        .endpoint_resolver(Proxy(server.url()))
        .auth_scheme_resolver(DefaultAuthSchemeResolver::default());
    Client::from_conf(config.build()).knock().send().await.expect("an answer");
    assert_eq!(only(&server).target, "/proxy/eu-west-9/knock");
}

#[tokio::test]
async fn the_default_resolver_follows_the_rules() {
    let params = Params::builder().region("cn-north-1").build().expect("parameters");
    let endpoint = DefaultResolver::new().resolve_endpoint(&params).await.expect("an endpoint");
    assert_eq!(endpoint.url(), "https://kitchen.cn-north-1.amazonaws.com.cn");
    assert_eq!(params.names(), Some(&["a".to_owned(), "b".to_owned()][..]));
    assert_eq!((params.use_fips(), params.place(), params.loud()), (Some(false), None, None));
    let debug = format!("{params:?}");
    assert!(
        debug.starts_with("Params { region: Some(\"cn-north-1\"), use_fips: false, endpoint: None"),
        "{debug}"
    );
    assert!(Params::builder().region("a/b").build().is_err());
    let none = Params::builder().build().expect("parameters");
    let error = DefaultResolver::new().resolve_endpoint(&none).await.expect_err("no region");
    assert_eq!(error.to_string(), "no region");
    let _: SharedEndpointResolver = DefaultResolver::new().into_shared_resolver();
    let _ = DefaultAuthSchemeResolver::default().into_shared_resolver();
}

/// A future that contains a call, such as a task, grows by a pointer only.
#[tokio::test]
async fn futures_of_calls_are_small() {
    let (_server, client) = start("{}", |config| config);
    let plain = client.knock().send();
    let customized =
        client.knock().customize().mutate_request(|_| ()).config_override(Config::builder()).send();
    assert!(size_of_val(&plain) <= 2 * size_of::<usize>(), "{}", size_of_val(&plain));
    assert!(size_of_val(&customized) <= 2 * size_of::<usize>(), "{}", size_of_val(&customized));
    plain.await.expect("an answer");
}

/// RFC 9110, section 5.3: lines of one name are one value, with `, ` between them.
#[tokio::test]
async fn headers_of_an_answer_on_several_lines_are_combined() {
    let mut response = Response::json(201, r#"{"tree": {"name": "r", "left": {}}}"#);
    for (name, value) in [
        ("x-id", "id-1"),
        ("x-id", "id-2"),
        ("x-meta-One", "1"),
        ("x-meta-two", "3"),
        ("x-meta-One", "2"),
        ("x-tags", r#"plain, "with, comma""#),
        ("x-tags", "third"),
        ("x-times", "Tue, 14 Nov 2023 22:13:20 GMT, Tue, 14 Nov 2023 22:13:20 GMT"),
        ("x-times", "Tue, 14 Nov 2023 22:13:21 GMT"),
        ("x-color", "RED"),
        ("x-color", "BLUE"),
        ("set-cookie", "a=b; expires=Tue, 14 Nov 2023 22:13:20 GMT"),
        ("set-cookie", "c=d"),
    ] {
        response = response.with_header(name, value);
    }
    let server = Server::start(vec![response]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).build();
    let call = Client::from_conf(config).put_thing().thing_id("a").path("b").send();
    let output = call.await.expect("an output");
    assert_eq!(output.id(), "id-1, id-2");
    let meta = output.meta_value().expect("headers");
    assert_eq!([meta["one"].as_str(), &meta["two"]], ["1, 2", "3"]);
    assert_eq!(output.tags(), ["plain", "with, comma", "third"]);
    assert_eq!(output.times().len(), 3);
    assert_eq!(output.color().map(Color::as_str), Some("RED, BLUE"));
    // The body has been read as well.
    assert!(output.tree().is_some());
}

#[tokio::test]
async fn an_error_that_only_the_manifest_lists_has_a_variant() {
    let answer = r#"{"__type": "DoorIsStuck", "message": "push"}"#;
    let server = Server::start(vec![Response::json(423, answer)]).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let client = Client::from_conf(config.retry_config(RetryConfig::disabled()).build());
    let error = client.knock().send().await.expect_err("an error").into_service_error();
    assert!(error.is_door_is_stuck(), "{error:?}");
    assert_eq!(error.to_string(), "DoorIsStuck: push");
}

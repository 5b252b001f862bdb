//! Every construct of rest-json that is supported, through a crate generated for it.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use smithwright_kitchen_sink::config::{Config, retry::RetryConfig};
use smithwright_kitchen_sink::error::ProvideErrorMetadata;
use smithwright_kitchen_sink::operation::RequestId;
use smithwright_kitchen_sink::operation::put_thing::{PutThingError, PutThingOutput};
use smithwright_kitchen_sink::primitives::{Blob, DateTime, Document};
use smithwright_kitchen_sink::types::{Choice, Color, Tree};
use smithwright_kitchen_sink::{Client, Error};
use smithwright_tests::{Request, Response, Server, signature};
use std::collections::HashMap;

fn start(responses: Vec<Response>) -> (Server, Client) {
    let server = Server::start(responses).expect("a free port on loopback");
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let config = config.retry_config(RetryConfig::disabled()).build();
    let client = Client::from_conf(config);
    (server, client)
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

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

fn tree(name: &str) -> Tree {
    Tree::builder().name(name).build().expect("a name is set")
}

const WIRE: &str = "w \"*/ )\\\n";

#[tokio::test]
async fn bindings_of_a_request() {
    let (server, client) = start(vec![Response::json(201, "{}")]);
    let time = DateTime::from_secs(1_700_000_000);
    client
        .put_thing()
        .thing_id("a/b")
        .path("x y/é/z")
        .color(Color::DarkBlue)
        .colors(Color::Red)
        .colors(Color::from("new&"))
        .since(time)
        .extra("k 1", "v&1")
        .secret("s")
        .tags("plain")
        .tags("with, comma")
        .tags("with \"quote\"")
        .times(time)
        .times(time)
        .iso_times(time)
        .meta_value("One", "1")
        .send()
        .await
        .expect("an output");
    let request = only(&server);
    assert_eq!(request.method, "PUT");
    let (path, query) = request.target.split_once('?').expect("a query");
    assert_eq!(path, "/things/a%2Fb/x%20y/%C3%A9/z");
    let mut parameters: Vec<_> = query.split('&').collect();
    parameters.sort_unstable();
    let expected = [
        "c=dark-blue",
        "colors%5B%5D=RED",
        "colors%5B%5D=new%26",
        "flag",
        "k%201=v%261",
        "kind=a",
        "since=2023-11-14T22%3A13%3A20Z",
    ];
    assert_eq!(parameters, expected);
    for (name, value) in [
        ("x-secret", "s"),
        ("x-tags", r#"plain, "with, comma", "with \"quote\"""#),
        ("x-times", "Tue, 14 Nov 2023 22:13:20 GMT, Tue, 14 Nov 2023 22:13:20 GMT"),
        ("x-iso-times", "2023-11-14T22:13:20Z"),
        ("x-meta-one", "1"),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    assert_eq!(request.body, "{}");
}

#[tokio::test]
async fn members_of_a_body() {
    let (server, client) = start(vec![Response::json(201, "{}")]);
    let time = DateTime::from_secs(1_700_000_000);
    let mut root = tree("root");
    root.left = Some(Box::new(tree("left")));
    root.children = Some(vec![tree("child")]);
    root.named = Some(HashMap::from([("n".to_owned(), tree("named"))]));
    root.count = 2;
    let document = Document::from(HashMap::from([("a".to_owned(), Document::from(vec![Document::Null]))]));
    client
        .put_thing()
        .thing_id("a")
        .path("b")
        .wire("w")
        .blob(Blob::new([0, 255]))
        .time(time)
        .iso_time(time)
        .http_time(time)
        .float(1.5)
        .double(f64::NAN)
        .boolean(false)
        .long(i64::MIN)
        .sparse(Some("a".to_owned()))
        .sparse(None)
        .sparse_map("k", None)
        .nested(vec!["x".to_owned()])
        .nested(vec![])
        .color_map(Color::Red, vec![vec!["y".to_owned()]])
        .tree(root)
        .document(document)
        .body_secret("s")
        .send_value("v")
        .send()
        .await
        .expect("an output");
    let expected = format!(
        r#"{{
        {wire}: "w", "blob": "AP8=", "time": 1700000000, "isoTime": "2023-11-14T22:13:20Z",
        "httpTime": "Tue, 14 Nov 2023 22:13:20 GMT", "float": 1.5, "double": "NaN", "boolean": false,
        "long": -9223372036854775808, "sparse": ["a", null], "sparseMap": {{"k": null}}, "nested": [["x"], []],
        "colorMap": {{"RED": [["y"]]}}, "document": {{"a": [null]}}, "bodySecret": "s", "send": "v",
        "tree": {{
            "name": "root", "count": 2, "left": {{"name": "left"}}, "children": [{{"name": "child"}}],
            "named": {{"n": {{"name": "named"}}}}
        }}
    }}"#,
        wire = serde_json::to_string(WIRE).expect("a string")
    );
    assert_eq!(json(&only(&server).body), json(&expected));
}

fn response() -> Response {
    let body = format!(
        r#"{{
        {wire}: "w", "blob": "AP8=", "isoTime": "2023-11-14T22:13:20.5Z", "httpTime": "Tue, 14 Nov 2023 22:13:20 GMT",
        "float": "-Infinity", "double": 1e300, "long": 9223372036854775807, "sparse": ["a", null],
        "sparseMap": {{"k": null, "l": 1}}, "colorMap": {{"new": [["y"], []]}}, "count": 3, "bodySecret": "s",
        "tree": {{"name": "r", "left": {{}}, "children": [null, {{"name": "c", "count": 4}}]}},
        "document": {{"a": [1, "b", null, true]}}
    }}"#,
        wire = serde_json::to_string(WIRE).expect("a string")
    );
    Response::json(201, body)
        .with_header("x-id", "id-1")
        .with_header("x-meta-One", "1")
        .with_header("x-tags", r#"plain, "with, comma""#)
        .with_header("x-times", "Tue, 14 Nov 2023 22:13:20 GMT, Tue, 14 Nov 2023 22:13:20 GMT")
        .with_header("x-color", "RED")
}

async fn output() -> PutThingOutput {
    let (_server, client) = start(vec![response()]);
    client.put_thing().thing_id("a").path("b").send().await.expect("an output")
}

#[tokio::test]
async fn bindings_of_a_response() {
    let output = output().await;
    assert_eq!((output.id(), output.status()), ("id-1", Some(201)));
    assert_eq!(output.meta_value().and_then(|meta| meta.get("one")).map(String::as_str), Some("1"));
    assert_eq!(output.tags(), ["plain", "with, comma"]);
    assert_eq!(output.times(), [DateTime::from_secs(1_700_000_000); 2]);
    assert_eq!(output.color(), Some(&Color::Red));
    assert_eq!(output.request_id(), Some("request-1"));
}

#[tokio::test]
async fn members_of_a_response() {
    let output = output().await;
    assert_eq!(output.wire(), Some("w"));
    assert_eq!(output.blob().map(Blob::as_ref), Some(&[0, 255][..]));
    assert_eq!(output.iso_time(), Some(&DateTime::from_secs_and_nanos(1_700_000_000, 500_000_000)));
    assert_eq!(output.http_time(), Some(&DateTime::from_secs(1_700_000_000)));
    assert_eq!(
        (output.float(), output.double(), output.long()),
        (Some(f32::NEG_INFINITY), Some(1e300), Some(i64::MAX))
    );
    assert_eq!(output.sparse(), [Some("a".to_owned()), None]);
    let expected = HashMap::from([("k".to_owned(), None), ("l".to_owned(), Some(1))]);
    assert_eq!(output.sparse_map(), Some(&expected));
    let colors = output.color_map().expect("colors");
    assert_eq!(colors[&Color::from("new")], [vec!["y".to_owned()], vec![]]);
    let tree = output.tree().expect("a tree");
    // A required member that the service leaves out is filled in, as in the official crates.
    assert_eq!((tree.name(), tree.left().map(Tree::name)), ("r", Some("")));
    let [child] = tree.children() else { panic!("one child: {tree:?}") };
    assert_eq!((child.name(), child.count(), output.count()), ("c", 4, 3));
    let document = output.document().and_then(Document::as_object).expect("an object");
    assert_eq!(document["a"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn what_is_sensitive_is_not_printed() {
    let output = output().await;
    assert_eq!(output.body_secret(), Some("s"));
    let text = format!("{output:?}");
    assert!(text.contains("body_secret: \"*** Sensitive Data Redacted ***\""), "{text}");
    let builder = PutThingOutput::builder().id("i").body_secret("secret-1");
    assert!(!format!("{:?}", builder.clone().build()).contains("secret-1"));
    assert!(!format!("{builder:?}").contains("secret-1"));
    let (_server, client) = start(vec![]);
    assert!(!format!("{:?}", client.put_thing().secret("secret-1")).contains("secret-1"));
}

#[tokio::test]
async fn payloads_are_the_whole_body() {
    let (server, client) = start(vec![Response {
        headers: vec![("content-type".to_owned(), "image/png".to_owned())],
        ..Response::json(200, "\u{1}binary")
    }]);
    let output =
        client.put_blob().data(Blob::new("raw")).content_type("text/plain").send().await.expect("an output");
    let request = only(&server);
    assert_eq!((request.body.as_str(), request.header("content-type")), ("raw", Some("text/plain")));
    assert_eq!(output.data().map(Blob::as_ref), Some(&b"\x01binary"[..]));
    assert_eq!(output.content_type(), Some("image/png"));

    let (server, client) = start(vec![Response::json(200, r#"{"name": "t"}"#).with_header("x-id", "i")]);
    let output = client.put_document().tree(tree("sent")).id("j").send().await.expect("an output");
    let request = only(&server);
    assert_eq!((json(&request.body), request.header("x-id")), (json(r#"{"name": "sent"}"#), Some("j")));
    assert_eq!((output.tree().map(Tree::name), output.id()), (Some("t"), Some("i")));
}

#[tokio::test]
#[expect(deprecated, reason = "a deprecated operation still works")]
async fn shared_structures_keywords_and_prelude_names() {
    let (server, client) = start(vec![
        Response::json(200, r#"{"option": {"some": "s", "vec": ["v"]}}"#).with_header("x-value", "v"),
    ]);
    let output = client.get_thing().value("sent").send().await.expect("an output");
    assert_eq!((output.value(), output.option().map(|option| option.some())), (Some("v"), Some("s")));
    assert_eq!(server.requests()[0].target, "/things/");
    client.r#move().send().await.expect("an output");
    assert_eq!(server.requests()[1].target, "/move");
}

#[tokio::test]
async fn errors_with_bindings_retries_and_no_members() {
    let call = async |response: Response| {
        let (_server, client) = start(vec![response]);
        client.put_thing().thing_id("a").path("b").send().await.expect_err("an error").into_service_error()
    };
    let busy = Response::json(429, r#"{"__type": "Busy", "Message": "m"}"#).with_header("retry-after", "7");
    let error = call(busy).await;
    let PutThingError::Busy(busy) = &error else { panic!("{error:?}") };
    assert_eq!(
        (busy.retry_after(), busy.message(), busy.to_string().as_str()),
        (Some(7), Some("m"), "Busy: m")
    );
    assert_eq!(format!("{:?}", busy.retryable_error_kind()), "ThrottlingError");
    let error = call(Response::json(500, r#"{"__type": "Broken", "color": 1}"#)).await;
    assert!(matches!(error, PutThingError::Unhandled(_)), "{error:?}");
    let error = call(Response::json(500, r#"{"__type": "Broken"}"#)).await;
    let PutThingError::Broken(broken) = &error else { panic!("{error:?}") };
    let detail = broken.detail().map(|detail| detail.name());
    assert_eq!((broken.message(), detail, broken.color()), ("", Some(""), None));
    let error = call(Response::json(400, r#"{"__type": "Plain", "message": "said"}"#)).await;
    let PutThingError::Plain(plain) = &error else { panic!("{error:?}") };
    assert_eq!((plain.message(), plain.code()), (Some("said"), Some("Plain")));
    assert_eq!(Error::from(error).to_string(), "Plain: said");
}

#[tokio::test]
async fn a_throttled_call_is_retried_as_the_model_says() {
    let busy = Response::json(400, r#"{"__type": "Busy"}"#);
    let (server, _) = start(vec![busy, Response::json(200, "{}")]);
    let retry = RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1));
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).retry_config(retry);
    let config = config.sleep_impl(smithwright_tests_sleep::TokioSleep).build();
    Client::from_conf(config).put_thing().thing_id("a").path("b").send().await.expect("the second attempt");
    assert_eq!(server.requests().len(), 2);
}

mod smithwright_tests_sleep {
    use smithwright_kitchen_sink::config::{AsyncSleep, Sleep};

    /// Sleeps with Tokio, like the default; shows that the sleep implementation can be set.
    #[derive(Debug)]
    pub(crate) struct TokioSleep;

    impl AsyncSleep for TokioSleep {
        fn sleep(&self, duration: std::time::Duration) -> Sleep {
            Sleep::new(tokio::time::sleep(duration))
        }
    }
}

#[test]
fn hard_enum_values_go_both_ways() {
    for value in Color::values() {
        assert_eq!(Color::from(*value).as_str(), *value);
        assert!(Color::try_parse(value).is_ok());
    }
    assert_eq!(Color::from("2x"), Color::_2x);
    assert_eq!(Color::from("Unknown"), Color::UnknownValue);
    assert_eq!(Color::from(""), Color::Value);
}

#[tokio::test]
async fn unions_go_both_ways() {
    let answer = r#"{"choice": {"re-named": "r"}, "choices": [
        {"number": 7}, {"again": {"list": ["a"]}}, {"tree": {"name": "t"}}, {"future": {"a": 1}},
        {"text": null, "unknown": true, "__type": "x"}
    ]}"#;
    let (server, client) = start(vec![Response::json(200, answer)]);
    let call = client.choose().choice(Choice::Again(Box::new(Choice::Renamed("r".to_owned()))));
    let call = call.choices(Choice::Tree(tree("t"))).choices(Choice::Text(String::new()));
    let output = call.token("t").header_token("h").send().await.expect("an output");
    let expected = r#"{
        "choice": {"again": {"re-named": "r"}}, "choices": [{"tree": {"name": "t"}}, {"text": ""}], "token": "t"
    }"#;
    assert_eq!(json(&only(&server).body), json(expected));
    assert_eq!(output.choice(), Some(&Choice::Renamed("r".to_owned())));
    let [number, again, tree, future, unknown] = output.choices() else { panic!("five: {output:?}") };
    assert_eq!((number.as_number(), number.is_text()), (Ok(&7), false));
    assert_eq!(again.as_again().and_then(Choice::as_list), Ok(&vec!["a".to_owned()]));
    assert_eq!(tree.as_tree().map(Tree::name), Ok("t"));
    assert!(future.is_unknown() && future.as_text().is_err());
    assert_eq!(unknown, &Choice::UnknownValue(true));
    assert_eq!(format!("{number:?} {future:?}"), "Number(7) Unknown");
    assert!(!format!("{:?}", Choice::Hidden("secret-1".to_owned())).contains("secret-1"));
}

#[tokio::test]
async fn an_unknown_variant_is_not_sent() {
    let (server, client) = start(vec![Response::json(200, r#"{"choice": {"future": 1}}"#)]);
    let output = client.choose().choice(Choice::Number(1)).send().await.expect("an output");
    let error = client.choose().set_choice(output.choice.clone()).send().await.expect_err("an error");
    let text = smithwright_kitchen_sink::error::DisplayErrorContext(&error).to_string();
    assert!(text.contains("unknown variant of `Choice`"), "{text}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn idempotency_tokens_are_filled_in_once_a_call() {
    let busy = Response::json(500, "{}");
    let (server, _) = start(vec![busy, Response::json(200, "{}")]);
    let retry = RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1));
    let mut config = Config::builder().with_test_defaults_v2().endpoint_url(server.url()).retry_config(retry);
    config.set_idempotency_token_provider(None);
    let client = Client::from_conf(config.build());
    for _ in 0..2 {
        client.choose().choice(Choice::Number(1)).send().await.expect("an output");
    }
    let tokens: Vec<(String, String)> = server
        .requests()
        .iter()
        .map(|request| {
            let body = json(&request.body)["token"].as_str().expect("a token").to_owned();
            (body, request.header("x-token").expect("a token").to_owned())
        })
        .collect();
    let [first, retried, second] = &tokens[..] else { panic!("three requests: {tokens:?}") };
    assert_eq!(first, retried);
    assert!(first.0 != second.0 && first.0 != first.1);
    // xxxxxxxx-xxxx-4xxx-[89ab]xxx-xxxxxxxxxxxx
    let parts: Vec<&str> = first.0.split('-').collect();
    assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']), "{}", first.0);
}

#[tokio::test]
async fn idempotency_tokens_may_be_fixed() {
    let (server, _) = start(vec![]);
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    let call = Client::from_conf(config.build()).choose().choice(Choice::Number(1));
    let other = Config::builder().idempotency_token_provider("of one call");
    call.clone().send().await.expect("an output");
    call.clone().customize().config_override(other).send().await.expect("an output");
    call.token("of the input").send().await.expect("an output");
    let tokens: Vec<_> = server
        .requests()
        .iter()
        .map(|request| json(&request.body)["token"].as_str().expect("a token").to_owned())
        .collect();
    assert_eq!(tokens, ["00000000-0000-4000-8000-000000000000", "of one call", "of the input"]);
}

#[tokio::test]
async fn a_host_prefix_is_put_before_the_endpoint() {
    let (server, client) = start(vec![]);
    let url = server.url().replace("127.0.0.1", "localhost");
    let call = async |account: &str| {
        let config = Config::builder().endpoint_url(url.clone());
        client.call_host().account(account).customize().config_override(config).send().await
    };
    // Names below `localhost` resolve to this machine only with some resolvers; the recorded URI shows the target in
    // any case.
    let error = call("a.b").await.expect_err("no label of a host name");
    assert!(matches!(error, smithwright_kitchen_sink::error::SdkError::ConstructionFailure(_)), "{error:?}");
    let hosts = Hosts::default();
    let config = Config::builder().with_test_defaults_v2().http_client(hosts.clone()).endpoint_url(url);
    let client = Client::from_conf(config.retry_config(RetryConfig::disabled()).build());
    client.call_host().account("acct-1").send().await.expect_err("no answer");
    client.r#move().send().await.expect_err("no answer");
    let uris = hosts.0.lock().expect("no panic elsewhere").clone();
    assert!(uris[0].starts_with("http://data-acct-1.localhost:") && uris[0].ends_with("/host"), "{uris:?}");
    assert!(uris[1].starts_with("http://localhost:"), "{uris:?}");
}

/// An HTTP client that records the URIs of requests and sends no response.
#[derive(Clone, Debug, Default)]
struct Hosts(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

impl HttpConnector for Hosts {
    fn call(&self, request: smithwright_kitchen_sink::config::http::HttpRequest) -> HttpConnectorFuture {
        self.0.lock().expect("no panic elsewhere").push(request.uri().to_owned());
        let error = aws_smithy_runtime_api::client::result::ConnectorError::user("nowhere".into());
        HttpConnectorFuture::ready(Err(error))
    }
}

impl smithwright_kitchen_sink::config::HttpClient for Hosts {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &smithwright_kitchen_sink::config::RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// An interceptor that records the captured members of the input.
#[derive(Clone, Debug, Default)]
struct Captured(std::sync::Arc<std::sync::Mutex<Vec<(String, String)>>>);

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl smithwright_kitchen_sink::config::Intercept for Captured {
    fn name(&self) -> &'static str {
        "Captured"
    }

    fn read_after_serialization(
        &self,
        _: &smithwright_kitchen_sink::config::interceptors::BeforeTransmitInterceptorContextRef<'_>,
        _: &smithwright_kitchen_sink::config::RuntimeComponents,
        config: &mut smithwright_kitchen_sink::config::ConfigBag,
    ) -> Result<(), smithwright_kitchen_sink::error::BoxError> {
        let captured = config.load::<aws_smithy_types::telemetry::CapturedTelemetryAttributes>();
        let pairs = captured.into_iter().flat_map(|captured| captured.iter());
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.0.lock().expect("no panic elsewhere").extend(pairs);
        Ok(())
    }
}

#[tokio::test]
async fn members_of_an_input_can_be_captured_unless_they_are_sensitive() {
    let (server, _) = start(vec![Response::json(201, "{}")]);
    let captured = Captured::default();
    let config =
        Config::builder().with_test_defaults_v2().endpoint_url(server.url()).interceptor(captured.clone());
    let config = config.capture_input_attributes(["thingId", "secret", "color", "long"]);
    let client = Client::from_conf(config.emit_input_attributes(["Path", "missing"]).build());
    let call = client.put_thing().thing_id("a").path("b").secret("secret-1").color(Color::Red).long(1);
    call.send().await.expect("an output");
    let mut found = captured.0.lock().expect("no panic elsewhere").clone();
    found.sort();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(found, [pair("Path", "b"), pair("color", "RED"), pair("thingId", "a")]);
}

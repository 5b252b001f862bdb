//! Calls of a service that is not AWS's.

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use smithwright_weather::archive::config::ClientContextParams as _;
use smithwright_weather::weather::config::{AppName, Token};
use smithwright_weather::weather::error::DisplayErrorContext;
use smithwright_weather::weather::types::Precipitation;
use smithwright_weather::weather::{Client, Config, config};
use smithwright_weather::{archive, server};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// The key of these calls.
const KEY: &str = "the-key-that-nobody-may-see";

/// A client whose requests are recorded, and get this response.
fn client(
    settings: config::Builder,
    body: &'static str,
) -> (Client, Arc<Mutex<Vec<http::Request<SdkBody>>>>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let kept = sent.clone();
    let http_client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        let copy = http::Request::builder().method(request.method()).uri(request.uri());
        let copy = request.headers().iter().fold(copy, |copy, (name, value)| copy.header(name, value));
        let copy = copy.body(SdkBody::empty()).expect("a request");
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(copy);
        http::Response::builder().status(200).body(SdkBody::from(body)).expect("a response")
    });
    let config = settings.http_client(http_client).build();
    (Client::from_conf(config), sent)
}

fn settings() -> config::Builder {
    Config::builder().endpoint_url("http://weather.invalid").api_key(Token::new(KEY, None))
}

#[tokio::test]
async fn requests_say_what_they_must_and_nothing_of_aws() {
    let app = AppName::new("outlook").expect("a name");
    let (client, sent) = client(settings().app_name(app), r#"{"time": 5}"#);
    client.get_forecast().city_id("Basel Land").send().await.expect("an output");
    client.get_current_time().send().await.expect("an output");
    let sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
    let headers = |index: usize| {
        let mut all: Vec<_> = sent[index]
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
            .collect();
        all.sort();
        all
    };
    let agent = format!("user-agent: weather/{} app/outlook", env!("CARGO_PKG_VERSION"));
    assert_eq!(sent[0].uri(), "http://weather.invalid/cities/Basel%20Land/forecast");
    assert_eq!(headers(0), [agent.clone(), format!("x-weather-key: {KEY}")]);
    assert_eq!(sent[1].uri(), "http://weather.invalid/time");
    assert_eq!(headers(1), [agent]);
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let (no_endpoint, _) = client(Config::builder().api_key(Token::new(KEY, None)), "{}");
    let error = no_endpoint.get_current_time().send().await.expect_err("no endpoint");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("set `endpoint_url` in the configuration"), "{text}");

    let (no_key, sent) = client(Config::builder().endpoint_url("http://weather.invalid"), "{}");
    let error = no_key.list_cities().send().await.expect_err("no key");
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.contains("httpApiKeyAuth"), "{text}");
    assert!(sent.lock().unwrap_or_else(PoisonError::into_inner).is_empty());

    let (bad_key, _) = client(settings().api_key(Token::new("a\nkey-that-nobody-may-see", None)), "{}");
    let error = bad_key.list_cities().send().await.expect_err("a bad key");
    let text = format!("{} {error:?}", DisplayErrorContext(&error));
    assert!(text.contains("no header may have"), "{text}");
    assert!(!text.contains("nobody-may-see"), "{text}");
}

#[tokio::test]
async fn a_server_tells_the_weather() {
    let url = server::start().expect("a server");
    let configured = |key: &str| {
        Client::from_conf(Config::builder().endpoint_url(&url).api_key(Token::new(key, None)).build())
    };
    let client = configured(server::KEY);
    let forecast = client.get_forecast().city_id("Graz").send().await.expect("a forecast");
    assert_eq!(
        (forecast.chance_of_rain(), forecast.precipitation()),
        (0.75, Some(&Precipitation::Rain(2.5)))
    );
    let dry = client.get_forecast().city_id("Basel").send().await.expect("a forecast");
    assert_eq!((dry.chance_of_rain(), dry.precipitation()), (0.0, Some(&Precipitation::None)));
    let names = client.list_cities().into_paginator().page_size(1).items().send().try_collect().await;
    let names: Vec<_> = names.expect("all pages").into_iter().map(|city| city.name).collect();
    assert_eq!(names, ["Basel", "Graz"]);
    let error = client.get_city().city_id("Atlantis").send().await.expect_err("no such city");
    assert!(error.into_service_error().is_no_such_city());
    let refused =
        configured("another key").get_city().city_id("Basel").send().await.expect_err("a wrong key");
    assert_eq!(refused.into_service_error().meta().code(), Some("Forbidden"));
}

#[tokio::test]
async fn a_key_that_makes_the_uri_too_long_is_an_error() {
    let http_client =
        infallible_client_fn(|_: http::Request<SdkBody>| http::Response::new(SdkBody::from("{}")));
    let config = archive::Config::builder()
        .endpoint_url("http://archive.invalid")
        .api_key(Token::new(KEY.repeat(5000), None))
        .http_client(http_client)
        .build();
    let call = archive::Client::from_conf(config).get_day().day("monday").send().await;
    let error = call.expect_err("too long");
    let text = format!("{} {error:?}", DisplayErrorContext(&error));
    assert!(text.contains("too long with the API key"), "{text}");
    assert!(!text.contains(KEY), "{text}");
}

/// The log, at all levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn keys_tokens_and_passwords_arrive_and_are_not_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    tracing::subscriber::with_default(subscriber, || {
        let (client, _) = client(settings(), "{}");
        runtime.block_on(client.get_forecast().city_id("Basel").send()).expect("an output");
        let (failing, _) = self::client(settings(), "no JSON");
        let error = runtime.block_on(failing.get_forecast().city_id("Basel").send()).expect_err("an error");
        assert!(!format!("{error:?} {client:?} {:?}", settings()).contains(KEY), "{error:?}");

        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = sent.clone();
        let http_client = infallible_client_fn(move |request: http::Request<SdkBody>| {
            let header = request.headers().get("authorization");
            let header = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
            let line = format!("{} {} {header}", request.method(), request.uri());
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            http::Response::new(SdkBody::from("{}"))
        });
        let config = archive::Config::builder()
            .endpoint_url("http://archive.invalid/v1")
            .api_key(Token::new(format!("{KEY} & more"), None))
            .basic_auth_login(archive::config::Login::new("user", KEY, None))
            .bearer_token(Token::new(KEY, None))
            .http_client(http_client)
            .build();
        let client = archive::Client::from_conf(config);
        runtime.block_on(async {
            client.get_day().day("monday").send().await.expect("an output");
            client.record_day().day("monday").send().await.expect("an output");
            client.delete_day().day("monday").send().await.expect("an output");
        });
        let password = aws_smithy_types::base64::encode(format!("user:{KEY}"));
        let expected = [
            format!("GET http://archive.invalid/v1/days/monday?full&key={KEY}%20%26%20more "),
            format!("PUT http://archive.invalid/v1/days/monday Basic {password}"),
            format!("DELETE http://archive.invalid/v1/days/monday Bearer {KEY}"),
        ];
        assert_eq!(*sent.lock().unwrap_or_else(PoisonError::into_inner), expected);
        let log = String::from_utf8_lossy(&log.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
        for name in ["GetForecast", "GetDay", "RecordDay", "DeleteDay"] {
            assert!(log.contains(name), "nothing is logged of {name}");
        }
        for line in log.lines() {
            assert!(!line.contains(KEY) && !line.contains(&password), "{line}");
        }
    });
}

/// Endpoints depend on settings that only this service has; those of one call precede those of its client.
#[tokio::test]
async fn settings_of_the_service_choose_the_endpoint() {
    let hosts = Arc::new(Mutex::new(Vec::new()));
    let kept = hosts.clone();
    let http_client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        let host = request.uri().host().unwrap_or_default().to_owned();
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(host);
        http::Response::new(SdkBody::from("{}"))
    });
    let settings = || {
        let config = archive::Config::builder().api_key(Token::new(KEY, None));
        config.http_client(http_client.clone())
    };
    let client = |settings: archive::config::Builder| archive::Client::from_conf(settings.build());
    let day = |client: &archive::Client| client.get_day().day("monday");
    let ours = client(settings().tenant("ours"));
    day(&ours).send().await.expect("an output");
    let theirs = archive::Config::builder().tenant("theirs").mirrored(true);
    day(&ours).customize().config_override(theirs).send().await.expect("an output");
    day(&client(settings().tenant("old").tenant("new"))).send().await.expect("an output");
    day(&client(settings().tenant("ours").endpoint_url("https://elsewhere.invalid")))
        .send()
        .await
        .expect("an output");
    let expected =
        ["ours.archive.invalid", "theirs.mirror.invalid", "new.archive.invalid", "elsewhere.invalid"];
    assert_eq!(*hosts.lock().unwrap_or_else(PoisonError::into_inner), expected);
    let mut unset = settings().tenant("ours");
    unset.set_tenant(None);
    for settings in [settings(), settings().tenant("a/b"), unset] {
        let error = day(&client(settings)).send().await.expect_err("no endpoint");
        let text = DisplayErrorContext(&error).to_string();
        assert!(text.contains("the archive has no tenant"), "{text}");
    }
}

//! Discovered endpoints: the requests that use them, and when they are requested again.

use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use smithwright_kitchen_sink::Client;
use smithwright_kitchen_sink::config::retry::RetryConfig;
use smithwright_kitchen_sink::config::{AsyncSleep, Config, SharedAsyncSleep, Sleep};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// A service that returns one endpoint after the other, and records where it was called.
#[derive(Clone, Default)]
struct Service {
    endpoints: Arc<Mutex<VecDeque<(u16, String)>>>,
    called: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start(endpoints: &[(u16, &str)]) -> Self {
        let service = Self::default();
        let endpoints = endpoints.iter().map(|(status, body)| (*status, (*body).to_owned()));
        service.endpoints.lock().expect("no panic").extend(endpoints);
        service
    }

    fn config(&self) -> smithwright_kitchen_sink::config::Builder {
        let service = self.clone();
        let http = infallible_client_fn(move |request: http::Request<SdkBody>| {
            let uri = request.uri();
            service.called.lock().expect("no panic").push(uri.to_string());
            let given = match uri.path() {
                "/endpoints" => service.endpoints.lock().expect("no panic").pop_front(),
                _ => None,
            };
            let (status, body) = given.unwrap_or((200, "{}".to_owned()));
            let response = http::Response::builder().status(status).body(SdkBody::from(body));
            response.expect("a valid response")
        });
        let config = Config::builder().with_test_defaults_v2().http_client(http);
        config.endpoint_url("https://first.example").retry_config(RetryConfig::disabled())
    }

    fn called(&self) -> Vec<String> {
        std::mem::take(&mut *self.called.lock().expect("no panic"))
    }
}

/// A clock that advances by sleeping for a minute; after `naps` sleeps, the client is dropped.
#[derive(Clone, Debug)]
struct Clock {
    now: Arc<Mutex<SystemTime>>,
    naps: Arc<Mutex<usize>>,
    client: Arc<Mutex<Option<Client>>>,
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        *self.now.lock().expect("no panic")
    }
}

impl AsyncSleep for Clock {
    fn sleep(&self, duration: Duration) -> Sleep {
        // Calls have timeouts of their own.
        if duration != Duration::from_secs(60) {
            return Sleep::new(std::future::pending());
        }
        *self.now.lock().expect("no panic") += duration;
        let mut naps = self.naps.lock().expect("no panic");
        *naps -= 1;
        if *naps == 0 {
            self.client.lock().expect("no panic").take();
        }
        Sleep::new(std::future::ready(()))
    }
}

const FIRST: (u16, &str) = (200, r#"{"Endpoints": [{"Address": "a.example", "CachePeriodInMinutes": 5}]}"#);
const SECOND: (u16, &str) = (200, r#"{"Endpoints": [{"Address": "b.example", "CachePeriodInMinutes": 5}]}"#);

#[tokio::test]
async fn calls_go_where_the_service_says_until_it_says_something_else() {
    let service = Service::start(&[FIRST, SECOND, (500, "{}"), (200, r#"{"Endpoints": []}"#)]);
    let config = service.config().sleep_impl(SharedAsyncSleep::new(clock(0))).build();
    let client = Client::from_conf(config);
    let (client, reload) = client.with_endpoint_discovery_enabled().await.expect("an endpoint");
    client.wander().send().await.expect("an answer");
    assert_eq!(service.called(), ["https://first.example/endpoints", "https://a.example/wander"]);
    reload.reload_once().await;
    client.clone().wander().send().await.expect("an answer");
    assert_eq!(service.called(), ["https://first.example/endpoints", "https://b.example/wander"]);
    // A failed discovery keeps the endpoint.
    reload.reload_once().await;
    reload.reload_once().await;
    client.wander().send().await.expect("an answer");
    assert_eq!(service.called().last().map(String::as_str), Some("https://b.example/wander"));
}

#[tokio::test]
async fn an_endpoint_is_asked_for_again_before_it_expires_until_the_client_is_gone() {
    let service = Service::start(&[FIRST, FIRST, FIRST]);
    let clock = clock(9);
    let config = service.config().sleep_impl(SharedAsyncSleep::new(clock.clone()));
    let config = config.time_source(SharedTimeSource::new(clock.clone())).build();
    let (client, reload) =
        Client::from_conf(config).with_endpoint_discovery_enabled().await.expect("an endpoint");
    *clock.client.lock().expect("no panic") = Some(client);
    reload.reload_task().await;
    // At the start, after 4 minutes and after 8, when less than 2 of its 5 minutes are left.
    assert_eq!(service.called().len(), 3);
}

#[tokio::test]
async fn a_client_without_an_endpoint_is_an_error() {
    for (answer, problem) in
        [((200, r#"{"Endpoints": []}"#), "the service gives no endpoint"), ((403, "{}"), "service error")]
    {
        let service = Service::start(&[answer]);
        let config = service.config().sleep_impl(SharedAsyncSleep::new(clock(0))).build();
        let error =
            Client::from_conf(config).with_endpoint_discovery_enabled().await.expect_err("no endpoint");
        assert_eq!(error.to_string(), problem);
    }
}

fn clock(naps: usize) -> Clock {
    Clock {
        now: Arc::new(Mutex::new(SystemTime::UNIX_EPOCH)),
        naps: Arc::new(Mutex::new(naps)),
        client: Arc::default(),
    }
}

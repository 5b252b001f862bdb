//! The spans and events of a call: with the names and targets of the official crates, also for a family of crates.

use smithwright_kitchen_sink::config::retry::RetryConfig;
use smithwright_kitchen_sink::{Client, Config};
use smithwright_tests::{Response, Server};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::span::Attributes;
use tracing::{Event, Id, Metadata, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Spans and events, each a line.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, metadata: &Metadata<'_>, fields: impl Iterator<Item = &'static str>) {
        let fields: Vec<_> = fields.collect();
        let line = format!("{} {} {} {fields:?}", metadata.level(), metadata.target(), metadata.name());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

impl<S: Subscriber> Layer<S> for Seen {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.note(span.metadata(), span.fields().iter().map(|field| field.name()));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.note(event.metadata(), event.fields().map(|field| field.name()));
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        // As `RUST_LOG=smithwright_kitchen_sink=debug`.
        metadata.target().starts_with("smithwright_kitchen_sink")
    }
}

fn client(server: &Server) -> Client {
    let config = Config::builder().with_test_defaults_v2().endpoint_url(server.url());
    Client::from_conf(config.retry_config(RetryConfig::disabled()).build())
}

#[test]
fn calls_have_the_names_and_targets_of_their_operations() {
    let answers = (0..5).map(|_| Response::json(200, "{}")).collect();
    let server = Server::start(answers).expect("a port on loopback");
    let client = client(&server);
    let seen = Seen::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let call = || {
        runtime.block_on(client.knock().send()).expect("an answer");
        runtime.block_on(client.choose().send()).expect("an answer");
    };
    // Without a subscriber, no callsite is created.
    runtime.block_on(client.knock().send()).expect("an answer");
    tracing::subscriber::with_default(Registry::default().with(seen.clone()), || {
        call();
        call();
    });
    let span = r#"["rpc.service", "rpc.method", "sdk_invocation_id", "rpc.system"]"#;
    let of = |module: &str, name: &str| {
        let target = format!("DEBUG smithwright_kitchen_sink::operation::{module}");
        [format!("{target} Kitchen Sink.{name} {span}"), format!("{target} event [\"request_id\"]")]
    };
    let once = [of("knock", "Knock"), of("choose", "Choose")].concat();
    assert_eq!(*seen.0.lock().unwrap_or_else(PoisonError::into_inner), [once.clone(), once].concat());
}

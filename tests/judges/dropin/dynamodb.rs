//! A program for `aws-sdk-dynamodb`, written by its documented API: `cargo xtask dropin dynamodb` runs it against the
//! official crate and against ours, and compares what it sends and prints. It is about the surroundings of calls: what
//! a subscriber and a meter see, nested values, and clients in many runtimes.

use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{AsyncSleep, BehaviorVersion, Credentials, Region, SharedAsyncSleep, Sleep};
use aws_sdk_dynamodb::error::{BoxError, DisplayErrorContext};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::waiters::table_exists::WaitUntilTableExistsError;
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_observability::instruments::{
    AsyncInstrumentBuilder, AsyncMeasure, Histogram, InstrumentBuilder, MonotonicCounter, ProvideInstrument,
    UpDownCounter,
};
use aws_smithy_observability::meter::{Meter, ProvideMeter};
use aws_smithy_observability::{Attributes, Context, TelemetryProvider, global};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tracing::field::{Field, Visit};

fn main() -> Result<(), BoxError> {
    let observed = observe()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(calls(&observed))?;
    runtime.block_on(several_calls())?;
    runtime.block_on(accounts());
    values();
    runtimes()?;
    Ok(())
}

fn config(url: &str) -> aws_sdk_dynamodb::config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
}

/// Calls, and what subscribers and meters see of them.
async fn calls(observed: &Observed) -> Result<(), BoxError> {
    let client = Client::from_conf(config(&std::env::var("DROPIN_URL")?).build());
    let output = client.list_tables().limit(2).send().await?;
    println!("{output:?}");
    observed.print();
    let result = client.get_item().table_name("t").key("id", AttributeValue::S("1".to_owned())).send().await;
    println!("{}", DisplayErrorContext(result.expect_err("an error")));
    observed.print();
    let output = client.get_item().table_name("t").key("id", AttributeValue::N("1".to_owned())).customize();
    println!(
        "{:?}",
        output.mutate_request(|request| request.set_method("PUT").expect("a method")).send().await?
    );
    observed.print();
    Ok(())
}

/// Lets no time pass between the calls of a waiter.
#[derive(Debug)]
struct NoSleep;

impl AsyncSleep for NoSleep {
    fn sleep(&self, duration: Duration) -> Sleep {
        // Shorter sleeps are the timeouts of connections.
        let waits = duration < Duration::from_secs(10);
        Sleep::new(tokio::time::sleep(if waits { duration } else { Duration::ZERO }))
    }
}

/// Pages, and waiting.
async fn several_calls() -> Result<(), BoxError> {
    let client = Client::from_conf(
        config(&std::env::var("DROPIN_URL")?).sleep_impl(SharedAsyncSleep::new(NoSleep)).build(),
    );
    // The token is a map.
    let mut pages = client.scan().table_name("t").into_paginator().page_size(2).send();
    while let Some(page) = pages.next().await {
        println!("{:?}", page?.items());
    }
    let mut items = client.query().table_name("t").into_paginator().items().send();
    while let Some(item) = items.next().await {
        println!("{:?}", item.map_err(|error| error.into_service_error().is_resource_not_found_exception()));
    }
    // The same token twice.
    let names = client.list_tables().into_paginator().items().send().try_collect().await;
    println!("{:?}", names.map_err(|error| error.to_string()));
    let mut pages = client.list_tables().into_paginator().stop_on_duplicate_token(false).send();
    while let Some(page) = pages.next().await {
        println!("{:?}", page?.table_names());
    }
    let wait = || client.wait_until_table_exists().table_name("t");
    let there = wait().wait(Duration::from_secs(600)).await?;
    println!(
        "{:?}",
        there.into_result().map(|output| output.table().map(|table| table.table_status().cloned()))
    );
    let gone = client.wait_until_table_not_exists().table_name("t").wait(Duration::from_secs(600)).await?;
    println!(
        "{}",
        gone.as_result().is_err_and(|error| error
            .as_service_error()
            .is_some_and(|error| error.is_resource_not_found_exception()))
    );
    match wait().wait(Duration::from_secs(600)).await {
        Err(error @ WaitUntilTableExistsError::OperationFailed(_)) => {
            println!("{}", DisplayErrorContext(error));
        }
        other => println!("not expected: {other:?}"),
    }
    match wait().wait(Duration::from_secs(1)).await {
        Err(WaitUntilTableExistsError::ExceededMaxWait(exceeded)) => {
            println!("{:?} {}", exceeded.max_wait(), exceeded.poll_count())
        }
        other => println!("not expected: {other:?}"),
    }
    Ok(())
}

/// Everything that subscribers and meters are told, in lines.
#[derive(Clone, Debug, Default)]
struct Observed(Arc<Mutex<Vec<String>>>);

impl Observed {
    fn note(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn print(&self) {
        let lines = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        // Interceptors run in no particular order, so lines are sorted, and repeated lines are removed.
        let lines: BTreeSet<_> = lines.into_iter().collect();
        for line in lines {
            println!("    {line}");
        }
    }
}

/// The fields of a span or an event; values only of those that are the same in each run.
#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let fixed = field.name().starts_with("rpc.") || matches!(field.name(), "attempt" | "request_id");
        self.0.insert(field.name(), if fixed { format!("{value:?}") } else { String::new() });
    }
}

impl tracing::Subscriber for Observed {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        // The official crate says that it reads its table of partitions; ours is compiled in.
        let partitions = metadata.target().ends_with("::endpoint_lib");
        metadata.target().starts_with("aws_") && *metadata.level() <= tracing::Level::DEBUG && !partitions
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let metadata = span.metadata();
        self.note(format!(
            "span {} {} {} {:?}",
            metadata.level(),
            metadata.target(),
            metadata.name(),
            fields.0
        ));
        tracing::span::Id::from_u64(1)
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        self.note(format!("event {} {} {:?}", metadata.level(), metadata.target(), fields.0));
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

impl ProvideMeter for Observed {
    fn get_meter(&self, scope: &'static str, attributes: Option<&Attributes>) -> Meter {
        self.note(format!("meter {scope} {:?}", attributes.map(sorted)));
        Meter::new(Arc::new(self.clone()))
    }
}

fn sorted(attributes: &Attributes) -> BTreeMap<String, String> {
    attributes.attributes().iter().map(|(name, value)| (name.clone(), format!("{value:?}"))).collect()
}

/// An instrument, by its name.
#[derive(Debug)]
struct Instrument(String, Observed);

impl Histogram for Instrument {
    fn record(&self, _: f64, attributes: Option<&Attributes>, _: Option<&dyn Context>) {
        self.1.note(format!("{} {:?}", self.0, attributes.map(sorted)));
    }
}

impl MonotonicCounter for Instrument {
    fn add(&self, value: u64, attributes: Option<&Attributes>, _: Option<&dyn Context>) {
        self.1.note(format!("{} {value} {:?}", self.0, attributes.map(sorted)));
    }
}

impl UpDownCounter for Instrument {
    fn add(&self, value: i64, attributes: Option<&Attributes>, _: Option<&dyn Context>) {
        self.1.note(format!("{} {value} {:?}", self.0, attributes.map(sorted)));
    }
}

impl ProvideInstrument for Observed {
    fn create_gauge(
        &self,
        builder: AsyncInstrumentBuilder<'_, Arc<dyn AsyncMeasure<Value = f64>>, f64>,
    ) -> Arc<dyn AsyncMeasure<Value = f64>> {
        panic!("a gauge: {}", builder.get_name())
    }

    fn create_up_down_counter(
        &self,
        builder: InstrumentBuilder<'_, Arc<dyn UpDownCounter>>,
    ) -> Arc<dyn UpDownCounter> {
        Arc::new(Instrument(format!("counter {}", builder.get_name()), self.clone()))
    }

    fn create_async_up_down_counter(
        &self,
        builder: AsyncInstrumentBuilder<'_, Arc<dyn AsyncMeasure<Value = i64>>, i64>,
    ) -> Arc<dyn AsyncMeasure<Value = i64>> {
        panic!("an asynchronous counter: {}", builder.get_name())
    }

    fn create_monotonic_counter(
        &self,
        builder: InstrumentBuilder<'_, Arc<dyn MonotonicCounter>>,
    ) -> Arc<dyn MonotonicCounter> {
        Arc::new(Instrument(format!("counter {}", builder.get_name()), self.clone()))
    }

    fn create_async_monotonic_counter(
        &self,
        builder: AsyncInstrumentBuilder<'_, Arc<dyn AsyncMeasure<Value = u64>>, u64>,
    ) -> Arc<dyn AsyncMeasure<Value = u64>> {
        panic!("an asynchronous counter: {}", builder.get_name())
    }

    fn create_histogram(&self, builder: InstrumentBuilder<'_, Arc<dyn Histogram>>) -> Arc<dyn Histogram> {
        let units = builder.get_units().clone().unwrap_or_default();
        Arc::new(Instrument(format!("histogram {} ({units})", builder.get_name()), self.clone()))
    }
}

/// Flushes all measurements.
fn observe() -> Result<Observed, BoxError> {
    let observed = Observed::default();
    tracing::subscriber::set_global_default(observed.clone())?;
    let provider = TelemetryProvider::builder().meter_provider(Arc::new(observed.clone())).build();
    global::set_telemetry_provider(provider)?;
    Ok(observed)
}

/// Endpoints of accounts, as the credentials name them.
async fn accounts() {
    let client = aws_smithy_http_client::test_util::infallible_client_fn(|request: http::Request<_>| {
        let headers = request.headers();
        println!("{} {:?}", request.uri(), headers.get("user-agent"));
        http::Response::new(aws_smithy_types::body::SdkBody::from("{}"))
    });
    for account in ["111122223333", "a.b/c@d", ""] {
        for mode in ["", "disabled", "preferred", "required"] {
            let mut credentials = Credentials::builder();
            credentials.set_account_id((!account.is_empty()).then(|| account.into()));
            let credentials =
                credentials.access_key_id("AKIDEXAMPLE").secret_access_key("secret").provider_name("program");
            let mut config = Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("eu-central-1"))
                .credentials_provider(credentials.build())
                .http_client(client.clone());
            config.set_account_id_endpoint_mode(mode.parse().ok());
            match Client::from_conf(config.build()).list_tables().send().await {
                Ok(output) => println!("{output:?}"),
                Err(error) => println!("{}", DisplayErrorContext(error)),
            }
        }
    }
}

/// Nested values.
fn values() {
    let deep = (0..400).fold(AttributeValue::Null(true), |value, level| match level % 2 {
        0 => AttributeValue::L(vec![value]),
        _ => AttributeValue::M(HashMap::from([("m".to_owned(), value)])),
    });
    println!("{} {}", deep.clone() == deep, format!("{deep:?}").len());
}

/// Clients that bring no HTTP client, in runtimes of which only one is polled at a time.
fn runtimes() -> Result<(), BoxError> {
    let url = keeping_server()?;
    let call = |client: &Client| {
        let call = client.list_tables().send();
        async { tokio::time::timeout(Duration::from_secs(10), call).await.is_ok_and(|result| result.is_ok()) }
    };
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (first, second) = (runtime()?, runtime()?);
    let clients = [(); 2].map(|()| Client::from_conf(config(&url).build()));
    println!("{} {}", first.block_on(call(&clients[0])), second.block_on(call(&clients[1])));
    let mut answered = 0;
    for _ in 0..80 {
        let runtime = runtime()?;
        let client = Client::from_conf(config(&url).build());
        for _ in 0..5 {
            answered += u32::from(runtime.block_on(call(&client)));
        }
    }
    println!("{answered} of 400 calls");
    Ok(())
}

/// Starts a server that keeps connections open, as real ones do; returns its URL. It ends with the program.
fn keeping_server() -> Result<String, BoxError> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while serve(&stream).is_ok() {});
        }
    });
    Ok(url)
}

/// Responds to a request whose body has no line breaks.
fn serve(mut stream: &TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n{}") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        request.extend(byte);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
}

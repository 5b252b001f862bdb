//! A program for `aws-sdk-cloudwatchlogs`, written by its documented API: `cargo xtask dropin logs --smithy DIR` runs it against the
//! official crate and against ours, and compares what it sends and prints. It follows logs as they are written, and reads
//! them in pages.

use aws_sdk_cloudwatchlogs::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_cloudwatchlogs::config::retry::RetryConfig;
use aws_sdk_cloudwatchlogs::config::{
    BehaviorVersion, ConfigBag, Credentials, Intercept, Region, RuntimeComponents,
};
use aws_sdk_cloudwatchlogs::error::{BoxError, DisplayErrorContext};
use aws_sdk_cloudwatchlogs::types::StartLiveTailResponseStream;
use aws_sdk_cloudwatchlogs::{Client, Config};

/// Removes the prefix of the host, which loopback does not resolve, and prints it.
#[derive(Debug)]
struct WithoutPrefix;

impl Intercept for WithoutPrefix {
    fn name(&self) -> &'static str {
        "WithoutPrefix"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _runtime_components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        println!("{}", request.uri().split("127").next().unwrap_or_default());
        let uri = request.uri().replace("stream-", "");
        Ok(request.set_uri(uri)?)
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .interceptor(WithoutPrefix)
        .endpoint_url(std::env::var("DROPIN_URL")?);
    let client = Client::from_conf(config.build());
    follow(&client).await;
    several_calls(&client).await
}

/// Event streams: whole, with a modelled error, with another one, and an error response.
async fn follow(client: &Client) {
    for _ in 0..4 {
        let call = client.start_live_tail().log_group_identifiers("arn:aws:logs:us-east-1:1:log-group:g");
        let mut output = match call.log_event_filter_pattern("ERROR").send().await {
            Ok(output) => output,
            Err(error) => {
                println!("{}", DisplayErrorContext(error));
                continue;
            }
        };
        loop {
            match output.response_stream.recv().await {
                Ok(Some(StartLiveTailResponseStream::SessionStart(start))) => println!("{start:?}"),
                Ok(Some(StartLiveTailResponseStream::SessionUpdate(update))) => {
                    println!("{:?} {:?}", update.session_metadata(), update.session_results())
                }
                Ok(Some(event)) => println!("{}", event.is_unknown()),
                Ok(None) => break println!("the end"),
                Err(error) => {
                    let kind = error.as_service_error().map(|error| {
                        (error.is_session_timeout_exception(), error.is_session_streaming_exception())
                    });
                    break println!("{error} {kind:?}");
                }
            }
        }
    }
}

async fn several_calls(client: &Client) -> Result<(), BoxError> {
    let groups =
        client.describe_log_groups().into_paginator().page_size(2).items().send().try_collect().await?;
    println!("{groups:?}");
    // The last page has the token of the one before; only the service's Smithy model says that these are pages.
    let events = client.get_log_events().log_group_name("g").log_stream_name("s").start_from_head(true);
    let mut pages = events.into_paginator().send();
    while let Some(page) = pages.next().await {
        println!("{:?}", page?.events());
    }
    Ok(())
}

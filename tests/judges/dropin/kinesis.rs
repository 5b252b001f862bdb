//! A program for `aws-sdk-kinesis`, written by its documented API: `cargo xtask dropin kinesis` runs it against the official
//! crate and against ours, and compares what it sends and prints. It subscribes, turns pages and waits.

use aws_sdk_kinesis::client::Waiters;
use aws_sdk_kinesis::config::retry::RetryConfig;
use aws_sdk_kinesis::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_kinesis::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_kinesis::operation::RequestId;
use aws_sdk_kinesis::types::{ShardIteratorType, StartingPosition, SubscribeToShardEventStream};
use aws_sdk_kinesis::{Client, Config};
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .endpoint_url(std::env::var("DROPIN_URL")?);
    let client = Client::from_conf(config.build());
    subscribe(&client).await?;
    several_calls(&client).await
}

/// Event streams: whole, taken over by another subscriber, malformed, cut off, without an event, without the initial
/// message, and an error response.
async fn subscribe(client: &Client) -> Result<(), BoxError> {
    let at = StartingPosition::builder().r#type(ShardIteratorType::AtSequenceNumber).sequence_number("1");
    let at = at.build()?;
    for _ in 0..7 {
        let call =
            client.subscribe_to_shard().consumer_arn("arn:aws:kinesis:us-east-1:1:stream/s/consumer/c:1");
        let mut output = match call.shard_id("shard-1").starting_position(at.clone()).send().await {
            Ok(output) => output,
            Err(error) => {
                println!("{}", DisplayErrorContext(error));
                continue;
            }
        };
        println!("{:?}", output.request_id());
        loop {
            match output.event_stream.recv().await {
                Ok(Some(SubscribeToShardEventStream::SubscribeToShardEvent(event))) => {
                    println!("{:?} {:?}", event.continuation_sequence_number(), event.millis_behind_latest());
                    println!("{:?} {:?}", event.records(), event.child_shards());
                }
                Ok(Some(event)) => println!("{}", event.is_unknown()),
                Ok(None) => break println!("the end"),
                Err(error) => {
                    let kind = error.as_service_error().map(|error| {
                        (error.is_resource_in_use_exception(), error.message().map(str::to_owned))
                    });
                    break println!("{error} {kind:?}");
                }
            }
        }
    }
    Ok(())
}

async fn several_calls(client: &Client) -> Result<(), BoxError> {
    println!("{:?}", client.list_streams().send().await?.stream_names());
    println!("{:?}", client.list_streams().next_token("n").send().await?.has_more_streams());
    let mut pages = client
        .list_stream_consumers()
        .stream_arn("arn:aws:kinesis:us-east-1:1:stream/s")
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        println!("{:?}", page?.consumers());
    }
    let there = client.wait_until_stream_exists().stream_name("s").wait(Duration::from_secs(60)).await?;
    println!("{:?}", there.as_result().map(|output| output.stream_description()));
    let gone = client.wait_until_stream_not_exists().stream_name("s").wait(Duration::from_secs(60)).await?;
    println!(
        "{}",
        gone.as_result().is_err_and(|error| error
            .as_service_error()
            .is_some_and(|error| error.is_resource_not_found_exception()))
    );
    Ok(())
}

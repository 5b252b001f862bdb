//! A program for `aws-sdk-bedrockruntime`, written by its documented API: `cargo xtask dropin bedrock-runtime` runs it
//! against the official crate and against ours, and compares what it sends and prints. The environment has a token for
//! the service (`AWS_BEARER_TOKEN_BEDROCK`), and the profile has credentials: which of them is used depends on both and
//! on the program.

use aws_config::BehaviorVersion;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::{Builder, Token};
use aws_sdk_bedrockruntime::error::{BoxError, DisplayErrorContext};
use aws_sdk_bedrockruntime::types::{ContentBlock, ConversationRole, ConverseStreamOutput, Message};
use aws_smithy_runtime_api::client::auth::AuthSchemeId;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let http_client = aws_smithy_http_client::Builder::new().build_http();
    let shared = || aws_config::defaults(BehaviorVersion::latest()).http_client(http_client.clone());
    let url = std::env::var("DROPIN_URL")?;
    let sigv4 = || [AuthSchemeId::from("sigv4")];
    // The token of the environment.
    let config = shared().load().await;
    say(&config, |config| config.endpoint_url(&url)).await;
    // A token and a preference of the program, shared by all clients or for one.
    let config = shared().token_provider(Token::new("shared", None)).load().await;
    say(&config, |config| config.endpoint_url(&url)).await;
    let config = shared().auth_scheme_preference(sigv4()).load().await;
    say(&config, |config| config.endpoint_url(&url)).await;
    let config = shared().load().await;
    say(&config, |config| config.endpoint_url(&url).token_provider(Token::new("own", None))).await;
    say(&config, |config| config.endpoint_url(&url).auth_scheme_preference(sigv4())).await;
    // Without the environment.
    let config = aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_sdk_bedrockruntime::config::Region::new("us-west-2"))
        .http_client(http_client.clone())
        .build();
    say(&config, |config| config.endpoint_url(&url).bearer_token(Token::new("alone", None))).await;
    say(&config, |config| config.endpoint_url(&url)).await;
    hear(&shared().load().await, &url).await;
    Ok(())
}

/// A call with a client of this configuration.
async fn say(config: &aws_config::SdkConfig, change: impl FnOnce(Builder) -> Builder) {
    let client = Client::from_conf(change(Builder::from(config)).build());
    let message = Message::builder()
        .role(ConversationRole::User)
        .content(ContentBlock::Text("Is it \"raining\"?".to_owned()))
        .build()
        .expect("all that a message needs");
    match client.converse().model_id("a/model:1").messages(message).send().await {
        Ok(output) => println!("{output:?}"),
        Err(error) => println!("{}", DisplayErrorContext(error)),
    }
}

/// Calls whose responses are event streams: a whole one, one with an exception, one that ends within a frame, and an
/// immediate error.
async fn hear(config: &aws_config::SdkConfig, url: &str) {
    let client = Client::from_conf(Builder::from(config).endpoint_url(url).build());
    for _ in 0..4 {
        match client.converse_stream().model_id("a/model:1").send().await {
            Ok(mut output) => loop {
                match output.stream.recv().await {
                    Ok(Some(ConverseStreamOutput::MessageStop(stop))) => {
                        println!("stop {:?}", stop.stop_reason())
                    }
                    Ok(Some(event)) => println!("{event:?} {}", event.is_content_block_delta()),
                    Ok(None) => break println!("the end"),
                    Err(error) => {
                        let service = error.as_service_error();
                        println!(
                            "{error} {:?}",
                            service.map(|error| (error.is_throttling_exception(), error.to_string()))
                        );
                        break;
                    }
                }
            },
            Err(error) => println!("{}", DisplayErrorContext(error)),
        }
    }
}

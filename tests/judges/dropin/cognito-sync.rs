//! A program for `aws-sdk-cognitosync`, written by its documented API: `cargo xtask dropin` runs it against the
//! official crate and against ours, and compares what it sends and prints.

use aws_sdk_cognitosync::config::http::HttpResponse;
use aws_sdk_cognitosync::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_cognitosync::config::retry::RetryConfig;
use aws_sdk_cognitosync::config::timeout::TimeoutConfig;
use aws_sdk_cognitosync::config::{
    BehaviorVersion, ConfigBag, Credentials, Intercept, Region, RuntimeComponents,
};
use aws_sdk_cognitosync::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_cognitosync::operation::RequestId;
use aws_sdk_cognitosync::operation::list_records::{ListRecordsError, ListRecordsOutput};
use aws_sdk_cognitosync::primitives::{DateTime, DateTimeFormat};
use aws_sdk_cognitosync::types::error::{NotAuthorizedException, TooManyRequestsException};
use aws_sdk_cognitosync::types::{
    CognitoStreams, Operation, Platform, PushSync, Record, RecordPatch, StreamingStatus,
};
use aws_sdk_cognitosync::{Client, Config};
use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_mocks::{RuleMode, mock, mock_client};
use aws_smithy_types::body::SdkBody;
use std::time::Duration;

/// Adds a header to every request.
#[derive(Debug)]
struct Tag(&'static str);

impl Intercept for Tag {
    fn name(&self) -> &'static str {
        "Tag"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _runtime_components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        context.request_mut().headers_mut().insert("x-tag", self.0);
        Ok(())
    }
}

fn config(url: &str) -> aws_sdk_cognitosync::config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(url)
        .retry_config(
            RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1)),
        )
        .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_secs(20)).build())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let url = std::env::var("DROPIN_URL")?;
    let client = Client::from_conf(config(&url).interceptor(Tag("client")).build());
    calls(&client).await?;
    errors(&client).await?;
    one_call(&client).await?;
    canned().await?;
    profile().await?;
    mocks().await?;
    built()?;
    Ok(())
}

/// A name with every character that a URI escapes.
const POOL: &str = "us-east-1:a/b c%d+\u{e9}";

async fn calls(client: &Client) -> Result<(), aws_sdk_cognitosync::Error> {
    let list =
        client.list_records().identity_pool_id(POOL).identity_id("i").dataset_name("d").last_sync_count(0);
    let output = list.max_results(5).next_token("a+b/c=&").send().await?;
    println!("{output:?}");
    println!("{:?} {:?}", output.request_id(), output.sync_session_token());
    for record in output.records() {
        println!("{:?} {:?} {:?}", record.key(), record.value(), record.last_modified_date());
        println!("{:?}", record.last_modified_date().map(|date| date.fmt(DateTimeFormat::DateTime)));
    }
    let date = DateTime::from_millis(1_700_000_000_123);
    let patch = RecordPatch::builder().op(Operation::Replace).key("k \"\u{1F600}\"").value("v").sync_count(7);
    let patch = patch.device_last_modified_date(date).build()?;
    println!("{patch:?}");
    let update = client
        .update_records()
        .identity_pool_id(POOL)
        .identity_id("i")
        .dataset_name("d")
        .record_patches(patch);
    let update = update.client_context("context").device_id("device").sync_session_token("token");
    println!("{:?}", update.send().await?);
    let push =
        PushSync::builder().application_arns("arn:1").application_arns("arn:2").role_arn("arn:r").build();
    let streams = CognitoStreams::builder().streaming_status(StreamingStatus::Enabled).build();
    let set = client
        .set_identity_pool_configuration()
        .identity_pool_id(POOL)
        .push_sync(push)
        .cognito_streams(streams);
    println!("{:?}", set.send().await?);
    client.set_cognito_events().identity_pool_id(POOL).events("SyncTrigger", "arn:f").send().await?;
    let register =
        client.register_device().identity_pool_id(POOL).identity_id("i").platform(Platform::from("TOASTER"));
    println!("{:?}", register.token("t").send().await?);
    println!("{:?}", client.list_identity_pool_usage().max_results(1).send().await?);
    let describe = client.describe_dataset().identity_pool_id(POOL).identity_id("i").dataset_name("d");
    println!("{:?}", describe.send().await?);
    Ok(())
}

async fn errors(client: &Client) -> Result<(), BoxError> {
    let list = || client.list_records().identity_pool_id("p").identity_id("i").dataset_name("d");
    // An error response, matched by its type.
    let error = list().send().await.expect_err("an error");
    println!("{}", DisplayErrorContext(&error));
    println!("{:?} {:?}", error.code(), error.request_id());
    match error.as_service_error() {
        Some(ListRecordsError::NotAuthorizedException(NotAuthorizedException { message, .. })) => {
            println!("{message:?}");
        }
        other => println!("not expected: {other:?}"),
    }
    println!("{}", error.into_service_error().is_not_authorized_exception());
    // Throttled twice, which is the configured number of attempts.
    let error = list().send().await.expect_err("an error");
    println!("{:?}", error.raw_response().map(|response| response.status().as_u16()));
    let error = aws_sdk_cognitosync::Error::from(error);
    let throttled = |error: &_| {
        matches!(error, aws_sdk_cognitosync::Error::TooManyRequestsException(TooManyRequestsException { .. }))
    };
    println!("{} {error}", throttled(&error));
    // An error that the model does not know.
    let error = list().send().await.expect_err("an error").into_service_error();
    println!("{:?} {:?} {}", error.code(), error.message(), error.meta());
    // A request without a label is not sent, nor is a value without its required members.
    let error = client.list_records().send().await.expect_err("an error");
    println!("{} {}", matches!(error, SdkError::ConstructionFailure(_)), DisplayErrorContext(&error));
    println!("{:?}", RecordPatch::builder().key("k").build().map_err(|error| error.to_string()));
    // A response that is not JSON.
    let error = list().send().await.expect_err("an error");
    println!("{}", matches!(error, SdkError::ServiceError(_)));
    Ok(())
}

async fn one_call(client: &Client) -> Result<(), BoxError> {
    let output = client
        .delete_dataset()
        .identity_pool_id("p")
        .identity_id("i")
        .dataset_name("d")
        .customize()
        .interceptor(Tag("call"))
        .mutate_request(|request| {
            request.headers_mut().insert("x-mutated", "yes");
        })
        .map_request(|mut request| {
            request.headers_mut().insert("x-mapped", "yes");
            Ok::<_, std::convert::Infallible>(request)
        })
        .config_override(
            aws_sdk_cognitosync::config::Builder::new()
                .region(Region::new("eu-west-1"))
                .retry_config(RetryConfig::disabled())
                .app_name(aws_sdk_cognitosync::config::AppName::new("dropin")?),
        )
        .send()
        .await?;
    println!("{output:?}");
    Ok(())
}

async fn canned() -> Result<(), BoxError> {
    let request = http::Request::builder()
        .uri("https://cognito-sync.us-west-2.amazonaws.com/identitypools/p/identities/i/datasets/d/records")
        .body(SdkBody::empty())?;
    let response = http::Response::builder()
        .status(200)
        .header("x-amzn-requestid", "canned")
        .body(SdkBody::from(r#"{"Count": 0, "DatasetExists": true, "DatasetSyncCount": 12}"#))?;
    let replay = StaticReplayClient::new(vec![ReplayEvent::new(request, response)]);
    let config = Config::builder()
        .with_test_defaults_v2()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .http_client(replay.clone())
        .build();
    let client = Client::from_conf(config);
    let output =
        client.list_records().identity_pool_id("p").identity_id("i").dataset_name("d").send().await?;
    println!("{:?} {:?} {:?}", output.dataset_exists(), output.dataset_sync_count(), output.request_id());
    for request in replay.actual_requests() {
        println!("{} {}", request.method(), request.uri());
    }
    replay.assert_requests_match(&["authorization", "user-agent", "x-amz-user-agent"]);
    Ok(())
}

/// Region, credentials and endpoint from the profile file that the environment names.
async fn profile() -> Result<(), BoxError> {
    let shared = aws_config::defaults(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await;
    let client = Client::new(&shared);
    println!("{:?}", client.config().region());
    let output = client.get_cognito_events().identity_pool_id("p").send().await?;
    println!("{:?}", output.events().map(|events| events.len()));
    Ok(())
}

async fn mocks() -> Result<(), BoxError> {
    let known = mock!(Client::list_records)
        .match_requests(|input| input.dataset_name() == Some("known"))
        .then_output(|| {
            let record = Record::builder().key("k").build();
            ListRecordsOutput::builder().records(record).count(1).build()
        });
    let refused = mock!(Client::list_records)
        .match_requests(|input| input.dataset_name() != Some("known"))
        .then_error(|| {
            let error = NotAuthorizedException::builder().message("no").build().expect("a message");
            ListRecordsError::NotAuthorizedException(error)
        });
    let client = mock_client!(aws_sdk_cognitosync, RuleMode::MatchAny, [&known, &refused]);
    let list = |name: &str| client.list_records().identity_pool_id("p").identity_id("i").dataset_name(name);
    println!("{:?} {}", list("known").send().await?, known.num_calls());
    let error = list("x").send().await.expect_err("refused");
    println!("{:?} {}", error.into_service_error().message(), refused.num_calls());
    Ok(())
}

fn built() -> Result<(), BoxError> {
    let record = Record::builder().key("k").sync_count(3).build();
    println!("{record:?} {:?}", record == record.clone());
    for value in [Platform::Apns, Platform::from("NEW")] {
        println!("{value:?} {} {:?}", value.as_str(), value.to_string());
    }
    println!("{:?}", Platform::try_parse("nothing").map_err(|error| error.to_string()));
    println!("{:?}", Platform::values());
    let input = aws_sdk_cognitosync::operation::list_records::ListRecordsInput::builder()
        .dataset_name("x")
        .build()?;
    println!("{input:?}");
    let _: fn(SdkError<ListRecordsError, HttpResponse>) -> aws_sdk_cognitosync::Error = Into::into;
    println!("{}", aws_sdk_cognitosync::meta::PKG_VERSION);
    Ok(())
}

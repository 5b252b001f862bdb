//! A program for `aws-sdk-pinpoint`, written by its documented API: `cargo xtask dropin` runs it against the official
//! crate and against ours, and compares what it sends and prints.

use aws_sdk_pinpoint::config::http::HttpResponse;
use aws_sdk_pinpoint::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_pinpoint::config::retry::RetryConfig;
use aws_sdk_pinpoint::config::timeout::TimeoutConfig;
use aws_sdk_pinpoint::config::{
    BehaviorVersion, ConfigBag, Credentials, Intercept, Region, RuntimeComponents,
};
use aws_sdk_pinpoint::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_pinpoint::operation::RequestId;
use aws_sdk_pinpoint::operation::get_export_job::{GetExportJobError, GetExportJobOutput};
use aws_sdk_pinpoint::primitives::Blob;
use aws_sdk_pinpoint::types::error::{NotFoundException, TooManyRequestsException};
use aws_sdk_pinpoint::types::{
    ChannelType, EndpointDemographic, EndpointLocation, EndpointRequest, EndpointUser, ExportJobRequest,
    ExportJobResponse, JobStatus, Message, MessageConfiguration, QuietTime, Schedule, SegmentDimensions,
    SegmentType, WriteCampaignRequest, WriteSegmentRequest,
};
use aws_sdk_pinpoint::{Client, Config};
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

fn config(url: &str) -> aws_sdk_pinpoint::config::Builder {
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

async fn calls(client: &Client) -> Result<(), aws_sdk_pinpoint::Error> {
    let output = client.get_export_job().application_id("app/1 é").job_id("job").send().await?;
    println!("{output:?}");
    println!("{:?}", output.request_id());
    if let Some(job) = output.export_job_response() {
        println!("{:?} {:?} {:?}", job.id(), job.job_status(), job.definition().map(|d| d.role_arn()));
    }
    let campaign = WriteCampaignRequest::builder()
        .name("Spring \u{1F600} \"sale\"")
        .segment_id("segment")
        .segment_version(3)
        .is_paused(false)
        .tags("team", "a&b")
        .message_configuration(
            MessageConfiguration::builder()
                .apns_message(Message::builder().body("Hello").silent_push(true).time_to_live(60).build())
                .build(),
        )
        .schedule(
            Schedule::builder()
                .start_time("IMMEDIATE")
                .frequency("ONCE".into())
                .quiet_time(QuietTime::builder().start("22:00").end("07:00").build())
                .build(),
        )
        .build();
    println!("{campaign:?}");
    let output =
        client.create_campaign().application_id("app").write_campaign_request(campaign).send().await?;
    println!("{output:?}");
    let segment =
        WriteSegmentRequest::builder().name("all").dimensions(SegmentDimensions::builder().build()).build();
    let output = client.create_segment().application_id("app").write_segment_request(segment).send().await?;
    println!("{output:?}");
    let endpoint = EndpointRequest::builder()
        .address("user@example.com")
        .channel_type(ChannelType::Email)
        .attributes("interests", vec!["a".to_owned(), "b c".to_owned()])
        .metrics("visits", 1.5)
        .demographic(EndpointDemographic::builder().locale("en_US").make("Example").build())
        .location(EndpointLocation::builder().latitude(-1.25).longitude(1e10).build())
        .user(EndpointUser::builder().user_id("u").build())
        .build();
    println!("{endpoint:?}");
    let output = client
        .update_endpoint()
        .application_id("app")
        .endpoint_id("?=+/")
        .endpoint_request(endpoint)
        .send()
        .await?;
    println!("{output:?}");
    let output = client.get_campaigns().application_id("app").page_size("10").token("a+b/c=").send().await?;
    println!("{output:?}");
    let output = client
        .remove_attributes()
        .application_id("app")
        .attribute_type("endpoint-custom-attributes")
        .update_attributes_request(
            aws_sdk_pinpoint::types::UpdateAttributesRequest::builder().blacklist("x").blacklist("y").build(),
        )
        .send()
        .await?;
    println!("{output:?}");
    client
        .untag_resource()
        .resource_arn("arn:aws:mobiletargeting:x:1:y")
        .tag_keys("a")
        .tag_keys("b c")
        .send()
        .await?;
    Ok(())
}

async fn errors(client: &Client) -> Result<(), BoxError> {
    // An error response, matched by its type.
    let error =
        client.get_export_job().application_id("app").job_id("gone").send().await.expect_err("an error");
    println!("{}", DisplayErrorContext(&error));
    println!("{:?} {:?}", error.code(), error.request_id());
    match error.as_service_error() {
        Some(GetExportJobError::NotFoundException(NotFoundException { message, .. })) => {
            println!("{message:?}")
        }
        other => println!("not expected: {other:?}"),
    }
    println!("{}", error.into_service_error().is_not_found_exception());
    // Throttled twice, which is the configured number of attempts.
    let error = client.get_apps().send().await.expect_err("an error");
    println!("{:?}", error.raw_response().map(|response| response.status().as_u16()));
    let error = aws_sdk_pinpoint::Error::from(error);
    println!(
        "{}",
        matches!(error, aws_sdk_pinpoint::Error::TooManyRequestsException(TooManyRequestsException { .. }))
    );
    // An error that the model does not know.
    let error =
        client.get_app().application_id("app").send().await.expect_err("an error").into_service_error();
    println!("{:?} {:?} {}", error.code(), error.message(), error.meta());
    // A request without a label is not sent.
    let error = client.get_app().send().await.expect_err("an error");
    println!("{} {}", matches!(error, SdkError::ConstructionFailure(_)), DisplayErrorContext(&error));
    // A response that is not JSON.
    let error = client.get_app().application_id("app").send().await.expect_err("an error");
    println!("{}", matches!(error, SdkError::ServiceError(_)));
    Ok(())
}

async fn one_call(client: &Client) -> Result<(), BoxError> {
    let output = client
        .delete_campaign()
        .application_id("app")
        .campaign_id("c")
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
            aws_sdk_pinpoint::config::Builder::new()
                .region(Region::new("eu-west-1"))
                .retry_config(RetryConfig::disabled())
                .app_name(aws_sdk_pinpoint::config::AppName::new("dropin")?),
        )
        .send()
        .await?;
    println!("{output:?}");
    Ok(())
}

async fn canned() -> Result<(), BoxError> {
    let request = http::Request::builder()
        .uri("https://pinpoint.us-west-2.amazonaws.com/v1/apps/app/jobs/export/job")
        .body(SdkBody::empty())?;
    let response = http::Response::builder()
        .status(200)
        .header("x-amzn-requestid", "canned")
        .body(SdkBody::from(r#"{"Id": "job", "JobStatus": "SOMETHING_NEW", "TotalPieces": 7}"#))?;
    let replay = StaticReplayClient::new(vec![ReplayEvent::new(request, response)]);
    let config = Config::builder()
        .with_test_defaults_v2()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .http_client(replay.clone())
        .build();
    let output =
        Client::from_conf(config).get_export_job().application_id("app").job_id("job").send().await?;
    let job = output.export_job_response().ok_or("no job")?;
    println!("{:?} {:?} {:?}", job.job_status(), job.total_pieces(), output.request_id());
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
    let output = client.list_tags_for_resource().resource_arn("arn:aws:mobiletargeting:x").send().await?;
    println!("{:?}", output.tags_model().and_then(|tags| tags.tags()).map(|tags| tags.len()));
    Ok(())
}

async fn mocks() -> Result<(), BoxError> {
    let found = mock!(Client::get_export_job)
        .match_requests(|input| input.job_id() == Some("known"))
        .then_output(|| {
            GetExportJobOutput::builder()
                .export_job_response(
                    ExportJobResponse::builder().id("known").job_status(JobStatus::Completed).build(),
                )
                .build()
        });
    let gone =
        mock!(Client::get_export_job).match_requests(|input| input.job_id() != Some("known")).then_error(
            || GetExportJobError::NotFoundException(NotFoundException::builder().message("gone").build()),
        );
    let client = mock_client!(aws_sdk_pinpoint, RuleMode::MatchAny, [&found, &gone]);
    let output = client.get_export_job().application_id("app").job_id("known").send().await?;
    println!("{output:?} {}", found.num_calls());
    let error = client.get_export_job().application_id("app").job_id("x").send().await.expect_err("gone");
    println!("{:?} {}", error.into_service_error().message(), gone.num_calls());
    Ok(())
}

fn built() -> Result<(), BoxError> {
    let request =
        ExportJobRequest::builder().role_arn("r").s3_url_prefix("s3://b/p").set_segment_version(None).build();
    println!("{request:?} {:?}", request == request.clone());
    for value in [SegmentType::Import, SegmentType::from("NEW")] {
        println!("{value:?} {} {:?}", value.as_str(), value.to_string());
    }
    println!("{:?}", SegmentType::try_parse("nothing").map_err(|error| error.to_string()));
    println!("{:?}", ChannelType::values());
    println!("{:?}", Blob::new(vec![1, 2, 3]));
    let input =
        aws_sdk_pinpoint::operation::get_export_job::GetExportJobInput::builder().job_id("x").build()?;
    println!("{input:?}");
    let _: fn(SdkError<GetExportJobError, HttpResponse>) -> aws_sdk_pinpoint::Error = Into::into;
    println!("{}", aws_sdk_pinpoint::meta::PKG_VERSION);
    Ok(())
}

//! A program for `aws-sdk-greengrass`, written by its documented API: `cargo xtask dropin` runs it against the
//! official crate and against ours, and compares what it sends and prints.

use aws_sdk_greengrass::config::http::HttpResponse;
use aws_sdk_greengrass::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_greengrass::config::retry::RetryConfig;
use aws_sdk_greengrass::config::timeout::TimeoutConfig;
use aws_sdk_greengrass::config::{
    BehaviorVersion, ConfigBag, Credentials, Intercept, Region, RuntimeComponents,
};
use aws_sdk_greengrass::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_greengrass::operation::RequestId;
use aws_sdk_greengrass::operation::get_bulk_deployment_status::{
    GetBulkDeploymentStatusError, GetBulkDeploymentStatusOutput,
};
use aws_sdk_greengrass::types::error::BadRequestException;
use aws_sdk_greengrass::types::{
    BulkDeploymentMetrics, BulkDeploymentStatus, Core, DeploymentType, Device, Function,
    FunctionConfiguration, FunctionConfigurationEnvironment, FunctionDefinitionVersion, Logger,
    LoggerComponent, LoggerLevel, LoggerType, Subscription, SubscriptionDefinitionVersion,
};
use aws_sdk_greengrass::{Client, Config};
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

fn config(url: &str) -> aws_sdk_greengrass::config::Builder {
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

async fn calls(client: &Client) -> Result<(), aws_sdk_greengrass::Error> {
    let output = client.get_bulk_deployment_status().bulk_deployment_id("a/b c\u{e9}").send().await?;
    println!("{output:?}");
    println!("{:?} {:?}", output.request_id(), output.tags());
    if let Some(metrics) = output.bulk_deployment_metrics() {
        println!("{:?} {:?}", metrics.records_processed(), metrics.retry_attempts());
    }
    for detail in output.error_details() {
        println!("{:?}", detail.detailed_error_code());
    }
    let output = client.list_bulk_deployments().max_results("5").next_token("a+b/c=&").send().await?;
    println!("{output:?}");
    let environment = FunctionConfigurationEnvironment::builder().variables("A", "\"b\"").build();
    let configuration =
        FunctionConfiguration::builder().pinned(true).timeout(25).environment(environment).build();
    let function =
        Function::builder().id("f").function_arn("arn:f").function_configuration(configuration).build();
    let definition = FunctionDefinitionVersion::builder().functions(function).build();
    println!("{definition:?}");
    let output = client
        .create_function_definition()
        .amzn_client_token("token")
        .name("\u{1F600} /?&")
        .initial_version(definition)
        .tags("k", "v")
        .send()
        .await?;
    println!("{output:?}");
    let subscription = Subscription::builder().id("s").source("cloud").subject("#").target("arn:t").build();
    let version = SubscriptionDefinitionVersion::builder().subscriptions(subscription).build();
    let output = client.create_subscription_definition().initial_version(version).send().await?;
    println!("{output:?}");
    let output = client
        .get_function_definition_version()
        .function_definition_id("f")
        .function_definition_version_id("v")
        .send()
        .await?;
    println!("{output:?}");
    let deployment = client.create_deployment().group_id("g").group_version_id("v");
    let output = deployment.deployment_type(DeploymentType::ForceResetDeployment).send().await?;
    println!("{output:?}");
    let output = client.update_group_certificate_configuration().group_id("g").send().await?;
    println!("{output:?}");
    client.untag_resource().resource_arn("arn:aws:x:1:/a").tag_keys("a").tag_keys("b c").send().await?;
    Ok(())
}

async fn errors(client: &Client) -> Result<(), BoxError> {
    // An error response, matched by its type.
    let error =
        client.get_bulk_deployment_status().bulk_deployment_id("gone").send().await.expect_err("an error");
    println!("{}", DisplayErrorContext(&error));
    println!("{:?} {:?}", error.code(), error.request_id());
    match error.as_service_error() {
        Some(GetBulkDeploymentStatusError::BadRequestException(BadRequestException {
            message,
            error_details,
            ..
        })) => {
            println!("{message:?} {error_details:?}");
        }
        other => println!("not expected: {other:?}"),
    }
    println!("{}", error.into_service_error().is_bad_request_exception());
    // The server fails twice, which is the configured number of attempts.
    let error = client.get_group().group_id("g").send().await.expect_err("an error");
    println!("{:?}", error.raw_response().map(|response| response.status().as_u16()));
    let error = client.get_associated_role().group_id("g").send().await.expect_err("an error");
    let error = aws_sdk_greengrass::Error::from(error);
    println!("{}", matches!(error, aws_sdk_greengrass::Error::InternalServerErrorException(_)));
    // An error that the model does not know.
    let error = client.get_group().group_id("g").send().await.expect_err("an error").into_service_error();
    println!("{:?} {:?} {}", error.code(), error.message(), error.meta());
    // A request without a label is not sent.
    let error = client.get_group().send().await.expect_err("an error");
    println!("{} {}", matches!(error, SdkError::ConstructionFailure(_)), DisplayErrorContext(&error));
    // A response that is not JSON.
    let error = client.get_group().group_id("g").send().await.expect_err("an error");
    println!("{}", matches!(error, SdkError::ServiceError(_)));
    Ok(())
}

async fn one_call(client: &Client) -> Result<(), BoxError> {
    let output = client
        .delete_group()
        .group_id("g")
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
            aws_sdk_greengrass::config::Builder::new()
                .region(Region::new("eu-west-1"))
                .retry_config(RetryConfig::disabled())
                .app_name(aws_sdk_greengrass::config::AppName::new("dropin")?),
        )
        .send()
        .await?;
    println!("{output:?}");
    Ok(())
}

async fn canned() -> Result<(), BoxError> {
    let request = http::Request::builder()
        .uri("https://greengrass.us-west-2.amazonaws.com/greengrass/bulk/deployments/b/status")
        .body(SdkBody::empty())?;
    let response = http::Response::builder()
        .status(200)
        .header("x-amzn-requestid", "canned")
        .body(SdkBody::from(r#"{"BulkDeploymentStatus": "Elsewhere"}"#))?;
    let replay = StaticReplayClient::new(vec![ReplayEvent::new(request, response)]);
    let config = Config::builder()
        .with_test_defaults_v2()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .http_client(replay.clone())
        .build();
    let client = Client::from_conf(config);
    let output = client.get_bulk_deployment_status().bulk_deployment_id("b").send().await?;
    println!("{:?} {:?}", output.bulk_deployment_status(), output.request_id());
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
    let output = client.list_tags_for_resource().resource_arn("arn:aws:greengrass:x").send().await?;
    println!("{:?}", output.tags().map(|tags| tags.len()));
    Ok(())
}

async fn mocks() -> Result<(), BoxError> {
    let known = mock!(Client::get_bulk_deployment_status)
        .match_requests(|input| input.bulk_deployment_id() == Some("known"))
        .then_output(|| {
            let metrics = BulkDeploymentMetrics::builder().records_processed(3).build();
            let output = GetBulkDeploymentStatusOutput::builder().bulk_deployment_metrics(metrics);
            output.bulk_deployment_status(BulkDeploymentStatus::Running).build()
        });
    let gone = mock!(Client::get_bulk_deployment_status)
        .match_requests(|input| input.bulk_deployment_id() != Some("known"))
        .then_error(|| {
            let error = BadRequestException::builder().message("gone").build();
            GetBulkDeploymentStatusError::BadRequestException(error)
        });
    let client = mock_client!(aws_sdk_greengrass, RuleMode::MatchAny, [&known, &gone]);
    let output = client.get_bulk_deployment_status().bulk_deployment_id("known").send().await?;
    println!("{output:?} {}", known.num_calls());
    let error = client.get_bulk_deployment_status().bulk_deployment_id("x").send().await.expect_err("gone");
    println!("{:?} {}", error.into_service_error().message(), gone.num_calls());
    Ok(())
}

fn built() -> Result<(), BoxError> {
    let logger = Logger::builder().component(LoggerComponent::GreengrassSystem).level(LoggerLevel::Debug);
    let logger = logger.set_type(Some(LoggerType::FileSystem)).space(128).build();
    println!("{logger:?} {:?} {:?}", logger == logger.clone(), logger.r#type());
    println!("{:?}", Core::builder().id("c").sync_shadow(true).build());
    println!("{:?}", Device::builder().thing_arn("t").build());
    for value in [BulkDeploymentStatus::Completed, BulkDeploymentStatus::from("NEW")] {
        println!("{value:?} {} {:?}", value.as_str(), value.to_string());
    }
    println!("{:?}", LoggerLevel::try_parse("nothing").map_err(|error| error.to_string()));
    println!("{:?}", LoggerLevel::values());
    let input = aws_sdk_greengrass::operation::get_group::GetGroupInput::builder().group_id("x").build()?;
    println!("{input:?}");
    let _: fn(SdkError<GetBulkDeploymentStatusError, HttpResponse>) -> aws_sdk_greengrass::Error = Into::into;
    println!("{}", aws_sdk_greengrass::meta::PKG_VERSION);
    Ok(())
}

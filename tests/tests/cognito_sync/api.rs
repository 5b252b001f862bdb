//! The parts of the API that are not a plain call: builders, customisation, shared configuration, `Debug`.

use super::{POOL, client, config, server};
use aws_sdk_cognitosync::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cognitosync::error::DisplayErrorContext;
use aws_sdk_cognitosync::operation::bulk_publish::BulkPublishInput;
use aws_sdk_cognitosync::operation::list_records::ListRecordsOutput;
use aws_sdk_cognitosync::types::{Dataset, Operation, Platform, RecordPatch, error::LimitExceededException};
use aws_sdk_cognitosync::{Client, config::Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use smithwright_tests::Response;
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn inputs_can_be_built_apart_and_read_back() {
    let server = server(vec![Response::json(200, r#"{"IdentityPoolId": "p"}"#)]);
    let client = client(&server);
    let call = client.bulk_publish().identity_pool_id(POOL);
    assert_eq!(call.get_identity_pool_id().as_deref(), Some(POOL));
    assert_eq!(call.as_input().get_identity_pool_id().as_deref(), Some(POOL));
    let input = call.as_input().clone().build().expect("an input");
    assert_eq!(
        input,
        BulkPublishInput::builder().set_identity_pool_id(Some(POOL.to_owned())).build().expect("an input")
    );
    let output =
        BulkPublishInput::builder().identity_pool_id(POOL).send_with(&client).await.expect("an output");
    assert_eq!(output.identity_pool_id(), Some("p"));
}

#[derive(Debug)]
struct AddHeader;

#[dyn_dispatch_hint]
impl Intercept for AddHeader {
    fn name(&self) -> &'static str {
        "AddHeader"
    }

    fn modify_before_signing(
        &self,
        context: &mut aws_sdk_cognitosync::config::interceptors::BeforeTransmitInterceptorContextMut<'_>,
        _: &aws_sdk_cognitosync::config::RuntimeComponents,
        _: &mut aws_sdk_cognitosync::config::ConfigBag,
    ) -> Result<(), aws_sdk_cognitosync::error::BoxError> {
        context.request_mut().headers_mut().insert("x-intercepted", "yes");
        Ok(())
    }
}

#[tokio::test]
async fn one_call_can_be_customised() {
    let server = server(vec![]);
    let client = client(&server);
    client
        .bulk_publish()
        .identity_pool_id(POOL)
        .customize()
        .interceptor(AddHeader)
        .mutate_request(|request| {
            request.headers_mut().insert("x-mutated", "yes");
        })
        .map_request(|mut request| {
            request.headers_mut().insert("x-mapped", "yes");
            Ok::<_, std::convert::Infallible>(request)
        })
        .header("X-Set", "no")
        .header("x-set", "yes")
        .config_override(Config::builder().region(Region::new("eu-west-1")))
        .send()
        .await
        .expect("an output");
    client.bulk_publish().identity_pool_id(POOL).send().await.expect("an output");
    let requests = server.requests();
    assert_eq!(requests[0].headers.iter().filter(|(name, _)| name == "x-set").count(), 1);
    assert!(requests[0].header("authorization").is_some_and(|value| value.contains(";x-set")));
    for header in ["x-intercepted", "x-mutated", "x-mapped", "x-set"] {
        assert_eq!(requests[0].header(header), Some("yes"));
        assert_eq!(requests[1].header(header), None);
    }
    assert!(requests[0].header("authorization").is_some_and(|value| value.contains("/eu-west-1/")));
    assert!(requests[1].header("authorization").is_some_and(|value| value.contains("/us-east-1/")));
}

#[tokio::test]
async fn a_header_that_cannot_be_one_stops_the_call() {
    let server = server(vec![]);
    let client = client(&server);
    for (name, value) in [("x y", "v"), ("", "v"), ("x-y", "line\nbreak"), ("x-y", "\0")] {
        let call = client.bulk_publish().identity_pool_id(POOL).customize().header(name, value).send();
        let error = call.await.expect_err("no header");
        let text = DisplayErrorContext(error).to_string();
        assert!(text.contains("invalid header"), "{name:?}: {value:?}: {text}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_client_interceptor_sees_every_call() {
    let server = server(vec![]);
    let client = Client::from_conf(config(&server).interceptor(AddHeader).build());
    client.list_identity_pool_usage().send().await.expect("an output");
    client.list_identity_pool_usage().send().await.expect("an output");
    assert!(server.requests().iter().all(|request| request.header("x-intercepted") == Some("yes")));
}

#[tokio::test]
async fn configuration_of_the_application_is_used() {
    let server = server(vec![]);
    let shared =
        aws_config::SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("ap-south-1"))
            .endpoint_url(server.url())
            .app_name(aws_sdk_cognitosync::config::AppName::new("my-app").expect("a name"))
            .credentials_provider(aws_sdk_cognitosync::config::SharedCredentialsProvider::new(
                Credentials::new("AKIDSHARED", "secret", None, None, "test"),
            ))
            .build();
    let client = Client::new(&shared);
    client.list_identity_pool_usage().send().await.expect("an output");
    let request = &server.requests()[0];
    assert!(request.header("authorization").is_some_and(|value| value.contains("AKIDSHARED/")));
    assert!(request.header("authorization").is_some_and(|value| value.contains("/ap-south-1/cognito-sync/")));
    assert!(request.header("user-agent").is_some_and(|value| value.contains("app/my-app")));
    assert_eq!(client.config().region().map(Region::as_ref), Some("ap-south-1"));
    assert_eq!(client.config().signing_name(), "cognito-sync");
}

#[test]
fn a_service_without_tokens_takes_none_of_the_application() {
    let token = aws_credential_types::provider::token::SharedTokenProvider::new(
        aws_credential_types::Token::new("of the application", None),
    );
    let shared = aws_config::SdkConfig::builder().token_provider(token).build();
    let config = format!("{:?}", Config::from(&shared));
    assert!(config.contains("identity_resolvers: None"), "{config}");
}

/// An HTTP client that records the URIs of requests and sends no response.
#[derive(Clone, Debug, Default)]
struct Nowhere(Arc<Mutex<Vec<String>>>);

impl aws_smithy_runtime_api::client::http::HttpConnector for Nowhere {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.0.lock().expect("no panic elsewhere").push(request.uri().to_owned());
        let error = aws_smithy_runtime_api::client::result::ConnectorError::user("nowhere".into());
        HttpConnectorFuture::ready(Err(error))
    }
}

impl HttpClient for Nowhere {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &aws_sdk_cognitosync::config::RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[tokio::test]
async fn the_standard_endpoint_and_an_http_client_of_ones_own() {
    let nowhere = Nowhere::default();
    let config = Config::builder().with_test_defaults_v2().http_client(nowhere.clone()).build();
    let client = Client::from_conf(config);
    client.list_identity_pool_usage().send().await.expect_err("no answer");
    let urls = nowhere.0.lock().expect("no panic elsewhere").clone();
    assert_eq!(urls, ["https://cognito-sync.us-east-1.amazonaws.com/identitypools"]);
}

#[test]
fn structures_with_required_members_are_checked_when_built() {
    let error = RecordPatch::builder().op(Operation::Remove).key("k").build().expect_err("no count");
    assert!(error.to_string().contains("sync_count"), "{error}");
    let patch = RecordPatch::builder().op(Operation::Remove).key("k").sync_count(1).build().expect("a patch");
    assert_eq!(
        (patch.op(), patch.key(), patch.value(), patch.sync_count()),
        (&Operation::Remove, "k", None, 1)
    );
    assert_eq!(ListRecordsOutput::builder().build().count(), 0);
    let error = LimitExceededException::builder().message("m").build().expect("an error");
    assert_eq!(error.to_string(), "LimitExceededException: m");
}

#[test]
fn debug_prints_what_derive_would() {
    let dataset = Dataset::builder().dataset_name("d").num_records(1).build();
    insta::assert_snapshot!(format!("{dataset:?}"), @r#"Dataset { identity_id: None, dataset_name: Some("d"), creation_date: None, last_modified_date: None, last_modified_by: None, data_storage: None, num_records: Some(1) }"#);
    let output = ListRecordsOutput::builder().count(2).build();
    assert!(format!("{output:?}").ends_with("sync_session_token: None, _request_id: None }"));
    assert!(format!("{:?}", Dataset::builder()).starts_with("DatasetBuilder { identity_id: None"));
}

#[test]
fn enums_are_strings_both_ways() {
    assert_eq!(Platform::values(), ["ADM", "APNS", "APNS_SANDBOX", "GCM"]);
    for value in Platform::values() {
        let platform: Platform = value.parse().expect("never fails");
        assert_eq!((platform.as_str(), platform.to_string().as_str()), (*value, *value));
        assert!(Platform::try_parse(value).is_ok());
    }
    let unknown = Platform::from("é");
    assert_eq!((unknown.as_str(), unknown.as_ref()), ("é", "é"));
    assert_eq!(Platform::try_parse("é").expect_err("unknown").to_string(), "unknown enum variant: 'é'");
    assert!(Platform::Adm < Platform::Gcm && Platform::Gcm < unknown);
}

#[test]
fn a_client_without_behavior_version_says_how_to_mend_it() {
    let construct = || Client::from_conf(Config::builder().build());
    let panic = std::panic::catch_unwind(construct).expect_err("a panic");
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).expect("a text");
    assert!(text.contains("`behavior-version-latest`"), "{text}");
}

//! The request of each operation.

use super::{POOL, POOL_LABEL, client, server};
use aws_sdk_cognitosync::Client;
use aws_sdk_cognitosync::primitives::DateTime;
use aws_sdk_cognitosync::types::{
    CognitoStreams, Operation, Platform, PushSync, RecordPatch, StreamingStatus,
};
use smithwright_tests::{Request, Response, signature};
use std::future::Future;

/// Calls an operation, and returns the request that it sent.
async fn sent<T, E, F>(call: impl FnOnce(Client) -> F) -> Request
where
    F: Future<Output = Result<T, E>>,
    E: std::error::Error,
{
    let server = server(vec![Response::json(200, "{}")]);
    if let Err(error) = call(client(&server)).await {
        panic!("{}", aws_sdk_cognitosync::error::DisplayErrorContext(&error));
    }
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

/// The request must have this line, this JSON body (none if empty), and a signature.
fn check(request: &Request, method: &str, target: &str, body: &str) {
    assert_eq!(request.method, method);
    assert_eq!(request.target, target);
    if body.is_empty() {
        assert_eq!(request.body, "");
        assert_eq!(request.header("content-type"), None);
    } else {
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(json(&request.body), json(body));
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
    assert_eq!(signature::check(request, "secret"), Ok(()));
    let authorization = request.header("authorization").unwrap_or_default();
    assert!(authorization.contains("Credential=AKIDEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/us-east-1/cognito-sync/aws4_request, "), "{authorization}");
    let user_agent = request.header("x-amz-user-agent").expect("a user agent");
    assert!(user_agent.contains("api/cognitosync/"), "{user_agent}");
}

fn pool(rest: &str) -> String {
    format!("/identitypools/{POOL_LABEL}{rest}")
}

#[tokio::test]
async fn bulk_publish() {
    let request = sent(|client| client.bulk_publish().identity_pool_id(POOL).send()).await;
    check(&request, "POST", &pool("/bulkpublish"), "");
}

#[tokio::test]
async fn delete_dataset() {
    let request = sent(|client| {
        client.delete_dataset().identity_pool_id(POOL).identity_id("i:1").dataset_name("d.n-1_2~").send()
    })
    .await;
    check(&request, "DELETE", &pool("/identities/i%3A1/datasets/d.n-1_2~"), "");
}

#[tokio::test]
async fn describe_dataset() {
    let request = sent(|client| {
        client.describe_dataset().identity_pool_id(POOL).identity_id("i").dataset_name("d?#&=").send()
    })
    .await;
    check(&request, "GET", &pool("/identities/i/datasets/d%3F%23%26%3D"), "");
}

#[tokio::test]
async fn describe_identity_pool_usage() {
    let request = sent(|client| client.describe_identity_pool_usage().identity_pool_id(POOL).send()).await;
    check(&request, "GET", &pool(""), "");
}

#[tokio::test]
async fn describe_identity_usage() {
    let request =
        sent(|client| client.describe_identity_usage().identity_pool_id(POOL).identity_id("i").send()).await;
    check(&request, "GET", &pool("/identities/i"), "");
}

#[tokio::test]
async fn get_bulk_publish_details() {
    let request = sent(|client| client.get_bulk_publish_details().identity_pool_id(POOL).send()).await;
    check(&request, "POST", &pool("/getBulkPublishDetails"), "");
}

#[tokio::test]
async fn get_cognito_events() {
    let request = sent(|client| client.get_cognito_events().identity_pool_id(POOL).send()).await;
    check(&request, "GET", &pool("/events"), "");
}

#[tokio::test]
async fn get_identity_pool_configuration() {
    let request = sent(|client| client.get_identity_pool_configuration().identity_pool_id(POOL).send()).await;
    check(&request, "GET", &pool("/configuration"), "");
}

#[tokio::test]
async fn list_datasets() {
    let request = sent(|client| {
        let call = client.list_datasets().identity_pool_id(POOL).identity_id("i");
        call.next_token("a b&c=é/+").max_results(7).send()
    })
    .await;
    let target = pool("/identities/i/datasets?nextToken=a%20b%26c%3D%C3%A9%2F%2B&maxResults=7");
    check(&request, "GET", &target, "");
}

#[tokio::test]
async fn list_identity_pool_usage() {
    let request = sent(|client| client.list_identity_pool_usage().send()).await;
    check(&request, "GET", "/identitypools", "");
    let request = sent(|client| client.list_identity_pool_usage().max_results(-1).send()).await;
    check(&request, "GET", "/identitypools?maxResults=-1", "");
}

#[tokio::test]
async fn list_records() {
    let request = sent(|client| {
        let call = client.list_records().identity_pool_id(POOL).identity_id("i").dataset_name("d");
        call.last_sync_count(9_007_199_254_740_993).sync_session_token("t").send()
    })
    .await;
    let query = "lastSyncCount=9007199254740993&syncSessionToken=t";
    check(&request, "GET", &pool(&format!("/identities/i/datasets/d/records?{query}")), "");
}

#[tokio::test]
async fn register_device() {
    let request = sent(|client| {
        let call = client.register_device().identity_pool_id(POOL).identity_id("i");
        call.platform(Platform::ApnsSandbox).token("\"quoted\"\n\u{1}é😀").send()
    })
    .await;
    let body = r#"{"Platform": "APNS_SANDBOX", "Token": "\"quoted\"\n\u0001é😀"}"#;
    check(&request, "POST", &pool("/identity/i/device"), body);
}

#[tokio::test]
async fn set_cognito_events() {
    let request = sent(|client| {
        client
            .set_cognito_events()
            .identity_pool_id(POOL)
            .events("SyncTrigger", "arn:1")
            .events("e", "")
            .send()
    })
    .await;
    check(&request, "POST", &pool("/events"), r#"{"Events": {"SyncTrigger": "arn:1", "e": ""}}"#);
    let empty = Default::default();
    let request =
        sent(|client| client.set_cognito_events().identity_pool_id(POOL).set_events(Some(empty)).send())
            .await;
    check(&request, "POST", &pool("/events"), r#"{"Events": {}}"#);
}

#[tokio::test]
async fn set_identity_pool_configuration() {
    let request = sent(|client| {
        let push = PushSync::builder().application_arns("a").application_arns("b").role_arn("r").build();
        let streams =
            CognitoStreams::builder().stream_name("s").streaming_status(StreamingStatus::Enabled).build();
        let call = client.set_identity_pool_configuration().identity_pool_id(POOL);
        call.push_sync(push).cognito_streams(streams).send()
    })
    .await;
    let body = r#"{
        "PushSync": {"ApplicationArns": ["a", "b"], "RoleArn": "r"},
        "CognitoStreams": {"StreamName": "s", "StreamingStatus": "ENABLED"}
    }"#;
    check(&request, "POST", &pool("/configuration"), body);
    // Body members that are all unset are an empty object.
    let request = sent(|client| client.set_identity_pool_configuration().identity_pool_id(POOL).send()).await;
    check(&request, "POST", &pool("/configuration"), "{}");
}

#[tokio::test]
async fn subscribe_and_unsubscribe() {
    let target = pool("/identities/i/datasets/d/subscriptions/x");
    let request = sent(|client| {
        let call = client.subscribe_to_dataset().identity_pool_id(POOL).identity_id("i");
        call.dataset_name("d").device_id("x").send()
    })
    .await;
    check(&request, "POST", &target, "");
    let request = sent(|client| {
        let call = client.unsubscribe_from_dataset().identity_pool_id(POOL).identity_id("i");
        call.dataset_name("d").device_id("x").send()
    })
    .await;
    check(&request, "DELETE", &target, "");
}

#[tokio::test]
async fn update_records() {
    let patch = RecordPatch::builder()
        .op(Operation::Replace)
        .key("k")
        .value("v")
        .sync_count(0)
        .device_last_modified_date(DateTime::from_secs_and_nanos(1_700_000_000, 250_000_000))
        .build()
        .expect("all required members are set");
    let request = sent(|client| {
        let call = client.update_records().identity_pool_id(POOL).identity_id("i").dataset_name("d");
        call.record_patches(patch).sync_session_token("t").client_context("ctx").send()
    })
    .await;
    let body = r#"{
        "RecordPatches": [
            {"Op": "replace", "Key": "k", "Value": "v", "SyncCount": 0, "DeviceLastModifiedDate": 1700000000.25}
        ],
        "SyncSessionToken": "t"
    }"#;
    check(&request, "POST", &pool("/identities/i/datasets/d"), body);
    assert_eq!(request.header("x-amz-client-context"), Some("ctx"));
}

#[tokio::test]
async fn an_unset_or_empty_label_is_an_error_that_names_the_member() {
    let server = server(vec![]);
    let client = client(&server);
    for call in [client.bulk_publish(), client.bulk_publish().identity_pool_id("")] {
        let error = call.send().await.expect_err("no label");
        assert!(matches!(error, aws_sdk_cognitosync::error::SdkError::ConstructionFailure(_)));
        let text = aws_sdk_cognitosync::error::DisplayErrorContext(&error).to_string();
        assert!(text.contains("identity_pool_id"), "{text}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_an_error() {
    let server = server(vec![]);
    let call = client(&server).update_records().identity_pool_id(POOL).identity_id("i").dataset_name("d");
    let error = call.client_context("a\r\nb: c").send().await.expect_err("a line break");
    assert!(matches!(error, aws_sdk_cognitosync::error::SdkError::ConstructionFailure(_)), "{error:?}");
    assert_eq!(server.requests().len(), 0);
}

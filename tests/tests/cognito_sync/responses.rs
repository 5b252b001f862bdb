//! The output of each operation for a response.

use super::{POOL, client, server};
use aws_sdk_cognitosync::operation::RequestId;
use aws_sdk_cognitosync::primitives::DateTime;
use aws_sdk_cognitosync::types::{BulkPublishStatus, StreamingStatus};
use aws_sdk_cognitosync::{Client, error::SdkError};
use smithwright_tests::Response;
use std::fmt::Debug;
use std::future::Future;

async fn received<T, E: Debug, R: Debug, F>(body: &str, call: impl FnOnce(Client) -> F) -> T
where
    F: Future<Output = Result<T, SdkError<E, R>>>,
{
    let server = server(vec![Response::json(200, body)]);
    call(client(&server)).await.expect("an output")
}

#[tokio::test]
async fn strings_timestamps_and_enums() {
    let body = r#"{
        "IdentityPoolId": "p\u00e9\n\"", "BulkPublishStartTime": 1700000000, "BulkPublishCompleteTime": 1.7000000005E9,
        "BulkPublishStatus": "IN_PROGRESS", "FailureMessage": null, "Unknown": {"a": [1, {"b": null}]}
    }"#;
    let output =
        received(body, |client| client.get_bulk_publish_details().identity_pool_id(POOL).send()).await;
    assert_eq!(output.identity_pool_id(), Some("pé\n\""));
    assert_eq!(output.bulk_publish_start_time(), Some(&DateTime::from_secs(1_700_000_000)));
    let complete = DateTime::from_secs_and_nanos(1_700_000_000, 500_000_000);
    assert_eq!(output.bulk_publish_complete_time(), Some(&complete));
    assert_eq!(output.bulk_publish_status(), Some(&BulkPublishStatus::InProgress));
    assert_eq!(output.failure_message(), None);
    assert_eq!(output.request_id(), Some("request-1"));
}

#[tokio::test]
async fn an_enum_value_of_the_future_is_kept() {
    let body = r#"{"BulkPublishStatus": "PAUSED"}"#;
    let output =
        received(body, |client| client.get_bulk_publish_details().identity_pool_id(POOL).send()).await;
    let status = output.bulk_publish_status().expect("a status");
    assert_eq!(status.as_str(), "PAUSED");
    assert_eq!(status, &BulkPublishStatus::from("PAUSED"));
    assert!(BulkPublishStatus::try_parse("PAUSED").is_err());
}

#[tokio::test]
async fn an_empty_body_is_an_empty_output() {
    for body in ["", "{}"] {
        let output = received(body, |client| client.bulk_publish().identity_pool_id(POOL).send()).await;
        assert_eq!(output.identity_pool_id(), None);
    }
    let call = |client: Client| client.set_cognito_events().identity_pool_id(POOL).send();
    assert_eq!(received("", call).await.request_id(), Some("request-1"));
}

#[tokio::test]
async fn structures_lists_and_numbers() {
    let body = r#"{
        "Datasets": [
            {"IdentityId": "i", "DatasetName": "d", "CreationDate": 0, "DataStorage": 9007199254740993, "NumRecords": -1},
            null,
            {}
        ],
        "Count": 2147483647, "NextToken": "n"
    }"#;
    let call = |client: Client| client.list_datasets().identity_pool_id(POOL).identity_id("i").send();
    let output = received(body, call).await;
    // A null in a list that is not sparse is dropped.
    let [first, second] = output.datasets() else { panic!("two datasets: {output:?}") };
    assert_eq!((first.identity_id(), first.dataset_name()), (Some("i"), Some("d")));
    assert_eq!(first.creation_date(), Some(&DateTime::from_secs(0)));
    assert_eq!((first.data_storage(), first.num_records()), (Some(9_007_199_254_740_993), Some(-1)));
    assert_eq!(second, &aws_sdk_cognitosync::types::Dataset::builder().build());
    assert_eq!((output.count(), output.next_token()), (i32::MAX, Some("n")));
}

#[tokio::test]
async fn booleans_defaults_and_lists_of_strings() {
    let call = |client: Client| {
        client.list_records().identity_pool_id(POOL).identity_id("i").dataset_name("d").send()
    };
    let body = r#"{
        "Records": [{"Key": "k", "Value": "", "SyncCount": 3, "LastModifiedDate": 1, "DeviceLastModifiedDate": 2}],
        "Count": 1, "DatasetSyncCount": 4, "MergedDatasetNames": ["a", "b"], "DatasetExists": true,
        "DatasetDeletedAfterRequestedSyncCount": false, "SyncSessionToken": "t", "LastModifiedBy": "x"
    }"#;
    let output = received(body, call).await;
    let [record] = output.records() else { panic!("one record: {output:?}") };
    assert_eq!((record.key(), record.value(), record.sync_count()), (Some("k"), Some(""), Some(3)));
    assert_eq!(output.merged_dataset_names(), ["a", "b"]);
    assert!(output.dataset_exists() && !output.dataset_deleted_after_requested_sync_count());
    assert_eq!(output.sync_session_token(), Some("t"));
    let output = received("{}", call).await;
    assert_eq!((output.count(), output.dataset_exists(), output.dataset_sync_count()), (0, false, None));
    assert!(output.records.is_none() && output.records().is_empty());
}

#[tokio::test]
async fn maps_and_nested_structures() {
    let call = |client: Client| client.get_cognito_events().identity_pool_id(POOL).send();
    let output = received(r#"{"Events": {"SyncTrigger": "arn", "gone": null}}"#, call).await;
    let events = output.events().expect("events");
    assert_eq!((events.len(), events["SyncTrigger"].as_str()), (1, "arn"));
    let body = r#"{"PushSync": {"ApplicationArns": []}, "CognitoStreams": {"StreamingStatus": "DISABLED"}}"#;
    let call = |client: Client| client.get_identity_pool_configuration().identity_pool_id(POOL).send();
    let output = received(body, call).await;
    assert_eq!(output.push_sync().and_then(|push| push.application_arns.as_ref()), Some(&vec![]));
    let streams = output.cognito_streams().expect("streams");
    assert_eq!(streams.streaming_status(), Some(&StreamingStatus::Disabled));
}

#[tokio::test]
async fn the_other_outputs() {
    let output = received(r#"{"Dataset": {"DatasetName": "d"}}"#, |client| {
        client.delete_dataset().identity_pool_id(POOL).identity_id("i").dataset_name("d").send()
    })
    .await;
    assert_eq!(output.dataset().and_then(|dataset| dataset.dataset_name()), Some("d"));
    let output = received(r#"{"Dataset": {"NumRecords": 1}}"#, |client| {
        client.describe_dataset().identity_pool_id(POOL).identity_id("i").dataset_name("d").send()
    })
    .await;
    assert_eq!(output.dataset().and_then(|dataset| dataset.num_records()), Some(1));
    let output = received(r#"{"IdentityPoolUsage": {"SyncSessionsCount": 5}}"#, |client| {
        client.describe_identity_pool_usage().identity_pool_id(POOL).send()
    })
    .await;
    assert_eq!(output.identity_pool_usage().and_then(|usage| usage.sync_sessions_count()), Some(5));
    let output = received(r#"{"IdentityUsage": {"DatasetCount": 6}}"#, |client| {
        client.describe_identity_usage().identity_pool_id(POOL).identity_id("i").send()
    })
    .await;
    assert_eq!(output.identity_usage().map(|usage| usage.dataset_count()), Some(6));
    let output =
        received(r#"{"IdentityPoolUsages": [{"DataStorage": 7}], "MaxResults": 8, "Count": 1}"#, |client| {
            client.list_identity_pool_usage().send()
        })
        .await;
    assert_eq!(output.identity_pool_usages()[0].data_storage(), Some(7));
    assert_eq!((output.max_results(), output.count()), (8, 1));
    let output = received(r#"{"DeviceId": "x"}"#, |client| {
        client.register_device().identity_pool_id(POOL).identity_id("i").token("t").send()
    })
    .await;
    assert_eq!(output.device_id(), Some("x"));
    let output = received(r#"{"IdentityPoolId": "p", "PushSync": {"RoleArn": "r"}}"#, |client| {
        client.set_identity_pool_configuration().identity_pool_id(POOL).send()
    })
    .await;
    assert_eq!(output.push_sync().and_then(|push| push.role_arn()), Some("r"));
    let output = received(r#"{"Records": [{"Key": "k"}]}"#, |client| {
        client.update_records().identity_pool_id(POOL).identity_id("i").dataset_name("d").send()
    })
    .await;
    assert_eq!(output.records()[0].key(), Some("k"));
    let subscribed = received("{}", |client| {
        let call = client.subscribe_to_dataset().identity_pool_id(POOL).identity_id("i");
        call.dataset_name("d").device_id("x").send()
    })
    .await;
    let unsubscribed = received("{}", |client| {
        let call = client.unsubscribe_from_dataset().identity_pool_id(POOL).identity_id("i");
        call.dataset_name("d").device_id("x").send()
    })
    .await;
    assert_eq!(subscribed.request_id(), unsubscribed.request_id());
}

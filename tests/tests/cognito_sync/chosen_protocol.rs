//! A client whose protocol is chosen at run time: a published one, which ignores HTTP traits, instead of restJson1.

use super::{config, server};
use aws_sdk_cognitosync::config::{Builder, Config};
use aws_sdk_cognitosync::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_cognitosync::types::{Operation, RecordPatch};
use aws_sdk_cognitosync::{Client, primitives::DateTime};
use aws_smithy_cbor::protocol::RpcV2CborProtocol;
use aws_smithy_json::protocol::aws_json_rpc::AwsJsonRpcProtocol;
use ciborium::cbor;
use smithwright_tests::{Request, Response, signature};

/// Updates a record, and returns the request and the number of records in the response.
async fn updated(protocol: impl Fn(Builder) -> Builder, answer: Response) -> (Request, usize) {
    let server = server(vec![answer]);
    let client = Client::from_conf(protocol(config(&server)).build());
    let patch = RecordPatch::builder()
        .op(Operation::Replace)
        .key("k")
        .sync_count(3)
        .device_last_modified_date(DateTime::from_secs(1_700_000_000));
    let update = client
        .update_records()
        .identity_pool_id("pool/1")
        .identity_id("i")
        .dataset_name("d")
        .sync_session_token("t")
        .record_patches(patch.build().expect("all that is required"))
        .send()
        .await;
    let records = update.unwrap_or_else(|error| panic!("{}", DisplayErrorContext(error))).records().len();
    let request = server.requests().pop().expect("a request");
    assert_eq!(signature::check(&request, "secret"), Ok(()));
    (request, records)
}

const RECORDS: &str = r#"{"Records": [{"Key": "k", "Value": "v", "SyncCount": 4}]}"#;

#[tokio::test]
async fn without_a_choice_the_protocol_is_that_of_the_model() {
    let (request, records) = updated(|config| config, Response::json(200, RECORDS)).await;
    assert_eq!(request.target, "/identitypools/pool%2F1/identities/i/datasets/d");
    assert_eq!(records, 1);
    assert!(Config::builder().build().protocol().is_none());
}

#[tokio::test]
async fn aws_json_has_all_members_in_the_body_and_names_the_operation() {
    let (request, records) =
        updated(|config| config.protocol(AwsJsonRpcProtocol::aws_json_1_1()), Response::json(200, RECORDS))
            .await;
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/"));
    assert_eq!(request.header("content-type"), Some("application/x-amz-json-1.1"));
    assert_eq!(request.header("x-amz-target"), Some("CognitoSync.UpdateRecords"));
    let body: serde_json::Value = serde_json::from_str(&request.body).expect("JSON");
    let expected = serde_json::json!({
        "IdentityPoolId": "pool/1", "IdentityId": "i", "DatasetName": "d", "SyncSessionToken": "t",
        "RecordPatches": [{"Op": "replace", "Key": "k", "SyncCount": 3, "DeviceLastModifiedDate": 1_700_000_000}],
    });
    assert_eq!(body, expected);
    assert_eq!(records, 1);
}

#[tokio::test]
async fn cbor_has_a_path_of_its_own() {
    let record = cbor!({"Records" => [{"Key" => "k", "SyncCount" => 4}]}).expect("a value");
    let mut answer = Response::json(200, "").with_header("smithy-protocol", "rpc-v2-cbor");
    ciborium::into_writer(&record, &mut answer.body).expect("bytes");
    let (request, records) = updated(|config| config.protocol(RpcV2CborProtocol::new()), answer).await;
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/service/CognitoSync/operation/UpdateRecords");
    let body: ciborium::Value = ciborium::from_reader(request.raw_body.as_slice()).expect("CBOR");
    let map = body.into_map().expect("a map");
    assert!(
        map.iter()
            .any(|(key, value)| key.as_text() == Some("IdentityPoolId") && value.as_text() == Some("pool/1"))
    );
    assert_eq!(records, 1);
}

#[tokio::test]
async fn errors_are_read_in_the_chosen_protocol() {
    let body = r#"{"__type": "ResourceNotFoundException", "message": "no"}"#;
    let server = server(vec![Response::json(400, body)]);
    let config = config(&server).protocol(AwsJsonRpcProtocol::aws_json_1_0()).build();
    assert_eq!(config.protocol().map(|protocol| protocol.protocol_id().shape_name()), Some("awsJson1_0"));
    let call = Client::from_conf(config).describe_identity_pool_usage().identity_pool_id("p").send();
    let error = call.await.expect_err("an error").into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
    assert_eq!(error.message(), Some("no"));
}

#[tokio::test]
async fn one_call_may_have_another_protocol() {
    let server = server(vec![Response::json(200, "{}")]);
    let client = Client::from_conf(config(&server).build());
    let call = client.describe_identity_pool_usage().identity_pool_id("p").customize();
    let changed = Config::builder().protocol(AwsJsonRpcProtocol::aws_json_1_0());
    call.config_override(changed).send().await.expect("an answer");
    client.describe_identity_pool_usage().identity_pool_id("p").send().await.expect("an answer");
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/", "/identitypools/p"]);
}

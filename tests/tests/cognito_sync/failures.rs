//! Failures: retries, unreadable responses, no response.

use super::{POOL, client, config, server};
use aws_sdk_cognitosync::Client;
use aws_sdk_cognitosync::config::retry::RetryConfig;
use aws_sdk_cognitosync::config::timeout::TimeoutConfig;
use aws_sdk_cognitosync::error::{DisplayErrorContext, SdkError};
use smithwright_tests::Response;
use std::time::Duration;

fn retrying() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1))
}

#[tokio::test]
async fn a_server_error_is_retried() {
    let error = Response::json(500, r#"{"__type": "InternalErrorException", "message": "m"}"#);
    let throttled = Response::json(429, r#"{"__type": "TooManyRequestsException", "message": "m"}"#);
    let done = Response::json(200, r#"{"IdentityPoolId": "p"}"#);
    let server = server(vec![error, throttled, done]);
    let client = Client::from_conf(config(&server).retry_config(retrying()).build());
    let output = client.bulk_publish().identity_pool_id(POOL).send().await.expect("the third attempt");
    assert_eq!(output.identity_pool_id(), Some("p"));
    let attempts: Vec<_> =
        server.requests().iter().map(|r| r.header("amz-sdk-request").map(str::to_owned)).collect();
    assert_eq!(attempts.len(), 3);
    assert!(attempts[2].as_ref().is_some_and(|attempt| attempt.contains("attempt=3; max=3")), "{attempts:?}");
    // All attempts are one invocation.
    let ids: Vec<_> =
        server.requests().iter().map(|r| r.header("amz-sdk-invocation-id").map(str::to_owned)).collect();
    assert!(ids[0].is_some() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn a_client_error_is_not_retried() {
    let server = server(vec![Response::json(400, r#"{"__type": "InvalidParameterException"}"#)]);
    let client = Client::from_conf(config(&server).retry_config(retrying()).build());
    client.bulk_publish().identity_pool_id(POOL).send().await.expect_err("an error");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_unreadable_body_is_an_error() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let objects = format!(r#"{{"Unknown": {}1{}}}"#, r#"{"a":"#.repeat(100_000), "]".repeat(100_000));
    let bodies = [
        "not json".to_owned(),
        "[]".to_owned(),
        "{".to_owned(),
        r#"{"Datasets": ["#.to_owned(),
        r#"{"Datasets": [{"DatasetName": 1}]}"#.to_owned(),
        r#"{"Datasets": {}}"#.to_owned(),
        r#"{"Count": "x"}"#.to_owned(),
        r#"{"Count": 2147483648}"#.to_owned(),
        r#"{"NextToken": "unterminated"#.to_owned(),
        r#"{"Datasets": [{"CreationDate": "yesterday"}]}"#.to_owned(),
        format!(r#"{{"Datasets": {}}}"#, deep("[", "]")),
        objects,
    ];
    for status in [200, 400] {
        for body in &bodies {
            let server = server(vec![Response::json(status, body.clone())]);
            let call = client(&server).list_datasets().identity_pool_id(POOL).identity_id("i");
            let error = call.send().await.expect_err(&body[..body.len().min(40)]);
            let SdkError::ServiceError(context) = &error else { panic!("{error:?}") };
            assert_eq!(context.raw().status().as_u16(), status);
            assert!(matches!(
                context.err(),
                aws_sdk_cognitosync::operation::list_datasets::ListDatasetsError::Unhandled(_)
            ));
        }
    }
}

#[tokio::test]
async fn a_truncated_body_is_an_error() {
    let response = Response { missing: 100, ..Response::json(200, r#"{"Count": 1"#) };
    let server = server(vec![response]);
    let call = client(&server).list_datasets().identity_pool_id(POOL).identity_id("i");
    let error = call.send().await.expect_err("a truncated body");
    assert!(matches!(error, SdkError::ResponseError(_)), "{error:?}");
}

#[tokio::test]
async fn no_server_is_a_dispatch_failure() {
    let config = {
        let server = server(vec![]);
        config(&server).build()
    };
    let error = Client::from_conf(config).list_identity_pool_usage().send().await.expect_err("no server");
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{}", DisplayErrorContext(&error));
}

#[tokio::test]
async fn a_call_may_time_out() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    let address = listener.local_addr().expect("an address");
    let server = server(vec![]);
    let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_millis(100)).build();
    let config = config(&server).endpoint_url(format!("http://{address}")).timeout_config(timeouts).build();
    let error = Client::from_conf(config).list_identity_pool_usage().send().await.expect_err("a time-out");
    assert!(matches!(error, SdkError::TimeoutError(_)), "{}", DisplayErrorContext(&error));
}

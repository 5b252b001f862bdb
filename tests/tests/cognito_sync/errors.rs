//! The error of each operation for an error response.

use super::{POOL, client, server};
use aws_sdk_cognitosync::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_cognitosync::operation::RequestId;
use aws_sdk_cognitosync::operation::update_records::UpdateRecordsError;
use aws_sdk_cognitosync::{Client, Error};
use smithwright_tests::Response;
use std::error::Error as _;

/// Calls the operation `$call` once for each of its errors, and checks the error.
macro_rules! check {
    ($call:expr, $($code:literal $status:literal $is:ident),* $(,)?) => {$(
        let body = format!(r#"{{"__type": "com.amazonaws.cognitosync#{}", "message": "because é"}}"#, $code);
        let answering = server(vec![Response::json($status, body)]);
        let call: fn(Client) -> _ = $call;
        let error = call(client(&answering)).await.expect_err($code);
        assert_eq!(error.raw_response().map(|response| response.status().as_u16()), Some($status));
        let error = error.into_service_error();
        assert!(error.$is(), "{error:?}");
        check_details($code, &error);
        check_details($code, &Error::from(error));
    )*};
}

fn check_details(code: &str, error: &(impl std::error::Error + ProvideErrorMetadata + RequestId)) {
    assert_eq!(error.code(), Some(code));
    assert_eq!(error.message(), Some("because é"));
    assert_eq!(error.request_id(), Some("request-1"));
    assert_eq!(error.to_string(), format!("{code}: because é"));
}

#[tokio::test]
async fn every_error_of_every_operation_arrives_as_its_variant() {
    check!(
        |client| client.bulk_publish().identity_pool_id("x").send(),
        "AlreadyStreamedException" 400 is_already_streamed_exception,
        "DuplicateRequestException" 400 is_duplicate_request_exception,
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
    );
    check!(
        |client| client.delete_dataset().identity_pool_id("x").identity_id("x").dataset_name("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceConflictException" 409 is_resource_conflict_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.describe_dataset().identity_pool_id("x").identity_id("x").dataset_name("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.describe_identity_pool_usage().identity_pool_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.describe_identity_usage().identity_pool_id("x").identity_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.get_bulk_publish_details().identity_pool_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
    );
    check!(
        |client| client.get_cognito_events().identity_pool_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.get_identity_pool_configuration().identity_pool_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.list_datasets().identity_pool_id("x").identity_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.list_identity_pool_usage().send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.list_records().identity_pool_id("x").identity_id("x").dataset_name("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.register_device().identity_pool_id("x").identity_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidConfigurationException" 400 is_invalid_configuration_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.set_cognito_events().identity_pool_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.set_identity_pool_configuration().identity_pool_id("x").send(),
        "ConcurrentModificationException" 400 is_concurrent_modification_exception,
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.subscribe_to_dataset().identity_pool_id("x").identity_id("x").dataset_name("x").device_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidConfigurationException" 400 is_invalid_configuration_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.unsubscribe_from_dataset().identity_pool_id("x").identity_id("x").dataset_name("x").device_id("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidConfigurationException" 400 is_invalid_configuration_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
    check!(
        |client| client.update_records().identity_pool_id("x").identity_id("x").dataset_name("x").send(),
        "InternalErrorException" 500 is_internal_error_exception,
        "InvalidLambdaFunctionOutputException" 400 is_invalid_lambda_function_output_exception,
        "InvalidParameterException" 400 is_invalid_parameter_exception,
        "LambdaThrottledException" 429 is_lambda_throttled_exception,
        "LimitExceededException" 400 is_limit_exceeded_exception,
        "NotAuthorizedException" 403 is_not_authorized_exception,
        "ResourceConflictException" 409 is_resource_conflict_exception,
        "ResourceNotFoundException" 404 is_resource_not_found_exception,
        "TooManyRequestsException" 429 is_too_many_requests_exception,
    );
}

async fn failed(response: Response) -> SdkError<UpdateRecordsError> {
    let server = server(vec![response]);
    let call = client(&server).update_records().identity_pool_id(POOL).identity_id("i").dataset_name("d");
    call.send().await.expect_err("an error")
}

#[tokio::test]
async fn the_code_may_come_in_a_header_and_the_message_under_another_name() {
    let response = Response::json(409, r#"{"Message": "m"}"#)
        .with_header("x-amzn-errortype", "ResourceConflictException:http://internal/");
    let error = failed(response).await.into_service_error();
    // Programs import variants too.
    use aws_sdk_cognitosync::operation::update_records::UpdateRecordsError::ResourceConflictException;
    let ResourceConflictException(conflict) = &error else { panic!("{error:?}") };
    assert_eq!(conflict.message(), "m");
    assert_eq!(conflict.meta().message(), Some("m"));
}

#[tokio::test]
async fn an_error_that_is_not_modelled_is_unhandled() {
    // An error of the service that this operation does not list, an unknown one, and one without a code.
    for (body, code) in [
        (r#"{"__type": "AlreadyStreamedException", "message": "m"}"#, Some("AlreadyStreamedException")),
        (r#"{"code": "Strange", "message": "m"}"#, Some("Strange")),
        ("", None),
    ] {
        let error = failed(Response::json(418, body)).await.into_service_error();
        assert!(matches!(error, UpdateRecordsError::Unhandled(_)), "{error:?}");
        assert_eq!(error.code(), code);
        assert_eq!(error.meta().request_id(), Some("request-1"));
        assert_eq!(
            error.to_string(),
            format!("unhandled error ({})", code.unwrap_or("status 418 I'm a teapot"))
        );
        assert!(error.source().is_some());
        assert!(matches!(Error::from(error), Error::Unhandled(_)));
    }
}

#[tokio::test]
async fn a_service_error_keeps_its_chain() {
    let body = r#"{"__type": "ResourceConflictException", "message": "m"}"#;
    let error = failed(Response::json(409, body)).await;
    assert!(error.as_service_error().is_some_and(UpdateRecordsError::is_resource_conflict_exception));
    let text = DisplayErrorContext(&error).to_string();
    assert!(text.starts_with("service error: ResourceConflictException: m"), "{text}");
}

#[tokio::test]
async fn an_error_whose_members_cannot_be_read_keeps_what_is_known_of_it() {
    let body = r#"{"__type": "ResourceNotFoundException", "message": {"not": "a text"}}"#;
    let server = server(vec![Response::json(404, body)]);
    let call = client(&server).describe_identity_pool_usage().identity_pool_id("x").send();
    let error = call.await.expect_err("an error").into_service_error();
    assert!(!error.is_resource_not_found_exception(), "{error:?}");
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    assert_eq!(error.request_id(), Some("request-1"));
    assert_eq!(error.to_string(), "unhandled error (ResourceNotFoundException)");
    assert!(DisplayErrorContext(&error).to_string().contains("string"), "{}", DisplayErrorContext(&error));
}

//! What Amazon S3 answers that is not what its model says.

use crate::client::ServiceInfo;
use crate::observe;
use crate::protocol;
use crate::types::{DateTime, DateTimeFormat, ErrorMetadata, HttpResponse, SdkError};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::http::{Headers, Response};
use aws_smithy_types::config_bag::ConfigBag;
use tracing::Level;

/// The service id.
pub(crate) const ID: &str = "S3";

/// What the environment and the profile call the setting that turns sessions of directory buckets off.
pub(crate) const DISABLE_EXPRESS_SESSION_AUTH: (&str, &str) =
    ("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "s3_disable_express_session_auth");

/// The header of the extended id of a request.
const HEADER: &str = "x-amz-id-2";

/// Where the metadata of an error holds it.
pub(crate) const EXTENDED_REQUEST_ID: &str = "s3_extended_request_id";

/// The second id that S3 gives a request, which AWS's support asks for beside the first one.
pub trait RequestIdExt {
    /// The header `x-amz-id-2` of the response, if there was a response that has it.
    fn extended_request_id(&self) -> Option<&str>;
}

impl RequestIdExt for Headers {
    fn extended_request_id(&self) -> Option<&str> {
        self.get(HEADER)
    }
}

impl<B> RequestIdExt for Response<B> {
    fn extended_request_id(&self) -> Option<&str> {
        self.headers().extended_request_id()
    }
}

impl RequestIdExt for ErrorMetadata {
    fn extended_request_id(&self) -> Option<&str> {
        self.extra(EXTENDED_REQUEST_ID)
    }
}

impl<E> RequestIdExt for SdkError<E, HttpResponse> {
    fn extended_request_id(&self) -> Option<&str> {
        self.raw_response()?.extended_request_id()
    }
}

impl<O: RequestIdExt, E: RequestIdExt> RequestIdExt for Result<O, E> {
    fn extended_request_id(&self) -> Option<&str> {
        match self {
            Ok(output) => output.extended_request_id(),
            Err(error) => error.extended_request_id(),
        }
    }
}

/// Adds what S3 does otherwise to its operations.
pub(crate) fn add(
    components: RuntimeComponentsBuilder,
    s3: Option<&'static ServiceInfo>,
) -> RuntimeComponentsBuilder {
    match s3 {
        Some(service) => components
            .with_interceptor(SharedInterceptor::permanent(ExpiresInterceptor(service)))
            .with_retry_classifier(BrokenAnswerClassifier(service)),
        None => components,
    }
}

/// The header `Expires` of an object is whatever was stored with it. Its text is given to `expires_string`, and it is
/// left out if it is no date.
#[derive(Debug)]
struct ExpiresInterceptor(&'static ServiceInfo);

#[dyn_dispatch_hint]
impl Intercept for ExpiresInterceptor {
    fn name(&self) -> &'static str {
        "ExpiresInterceptor"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.response_mut().headers_mut();
        let Some(expires) = headers.get("expires").map(str::to_owned) else { return Ok(()) };
        if DateTime::from_str(&expires, DateTimeFormat::HttpDate).is_err() {
            let text = format_args!("the header `expires` of the response is no date");
            observe::say(self.0, Level::DEBUG, "s3_expires_interceptor", text);
            headers.remove("expires");
        }
        headers.try_insert("expiresstring", expires)?;
        Ok(())
    }
}

/// An answer with status 200 that cannot be read is one that broke off: S3 sends the status and white space before it
/// knows how a copy or an upload ends. It is asked again, as by botocore; the official crate gives up.
#[derive(Debug)]
struct BrokenAnswerClassifier(&'static ServiceInfo);

impl ClassifyRetry for BrokenAnswerClassifier {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let response = context.response().filter(|response| response.status().is_success());
        let failed = matches!(context.output_or_error(), Some(Err(_)));
        match response.filter(|response| failed && !protocol::is_error(response, self.0)) {
            Some(_) => RetryAction::transient_error(),
            None => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "BrokenAnswerClassifier"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::{Structure, set_request_ids};
    use crate::types::{HttpRequest, RequestId, SdkBody};
    use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output as ErasedOutput};
    use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;

    #[derive(Clone, PartialEq)]
    struct Output {
        key: Option<String>,
        _extended_request_id: Option<String>,
        _request_id: Option<String>,
    }

    crate::structure! {
        Output { 0 key = "Key: String", } 1 _extended_request_id 2 _request_id
    }

    fn response() -> HttpResponse {
        let mut response = HttpResponse::new(200.try_into().expect("a status"), SdkBody::empty());
        response.headers_mut().insert("x-amz-request-id", "first");
        response.headers_mut().insert(HEADER, "second");
        response
    }

    #[test]
    fn an_output_has_both_ids() {
        let mut output: Output = Structure::empty();
        set_request_ids(&mut output, &response()).expect("room for both");
        assert_eq!((output.request_id(), output.extended_request_id()), (Some("first"), Some("second")));
        let debug =
            "Output { key: None, _extended_request_id: Some(\"second\"), _request_id: Some(\"first\") }";
        assert_eq!(format!("{output:?}"), debug);
    }

    #[test]
    fn only_errors_of_s3_have_the_extended_id() {
        for (is_s3, id) in [(true, Some("second")), (false, None)] {
            let metadata = crate::error::with_request_ids(ErrorMetadata::builder(), &response(), is_s3);
            let metadata = metadata.build();
            assert_eq!((metadata.request_id(), metadata.extended_request_id()), (Some("first"), id));
        }
    }

    static SERVICE: ServiceInfo = ServiceInfo {
        id: ID,
        name: ID,
        package: "aws-sdk-s3",
        version: "1.0.0",
        signing_name: "s3",
        unsigned_operations: &[],
        protocol: crate::protocol::rest_json_1,
        shape_name: "AmazonS3",
        api_version: "2006-03-01",
        xml_namespace: "",
        query_compatible: false,
        signs_plain_path: true,
        auth: &[],
    };

    /// Whether a call is made again that is answered so, and ends so.
    fn is_asked_again(status: u16, body: &'static str, succeeds: bool) -> bool {
        let mut context = InterceptorContext::new(Input::erase(()));
        context.enter_serialization_phase();
        let _ = context.take_input();
        context.set_request(HttpRequest::empty());
        context.enter_before_transmit_phase();
        context.enter_transmit_phase();
        let _ = context.take_request();
        context.set_response(HttpResponse::new(status.try_into().expect("a status"), SdkBody::from(body)));
        context.enter_before_deserialization_phase();
        context.enter_deserialization_phase();
        let error = || OrchestratorError::operation(Error::erase(std::fmt::Error));
        context.set_output_or_error(if succeeds { Ok(ErasedOutput::erase(())) } else { Err(error()) });
        BrokenAnswerClassifier(&SERVICE).classify_retry(&context) == RetryAction::transient_error()
    }

    #[test]
    fn an_answer_that_broke_off_is_asked_for_again() {
        for body in ["", " ", "<?xml version=\"1.0\"?>\n", "<CopyObjectResult><ETag>"] {
            assert!(is_asked_again(200, body, false), "{body}");
        }
        assert!(!is_asked_again(200, "<CopyObjectResult/>", true));
        // What has a code of its own is for others to judge.
        assert!(!is_asked_again(400, "", false));
        #[cfg(feature = "xml")]
        assert!(!is_asked_again(200, "<Error><Code>AccessDenied</Code></Error>", false));
    }
}

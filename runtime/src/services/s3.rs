//! Amazon S3: errors in responses with status 200, a second request id, and other customizations.

use crate::call::say;
use crate::error::PlainError;
use crate::service::{Customization, Id, Setting};
use crate::types::{DateTime, DateTimeFormat, ErrorMetadata, HttpResponse, ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::{Headers, Response};
use aws_smithy_types::config_bag::ConfigBag;
use tracing::Level;

/// The header of the extended id of a request.
const HEADER: &str = "x-amz-id-2";

/// Its key in the metadata of an error.
const EXTENDED_REQUEST_ID: &str = "s3_extended_request_id";

/// What Amazon S3 does differently.
pub const S3: Customization = Customization {
    ids: &[Id { header: HEADER, field: "_extended_request_id", metadata: EXTENDED_REQUEST_ID }],
    // Turns off sessions of directory buckets.
    settings: &[Setting {
        parameter: "DisableS3ExpressSessionAuth",
        environment: "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
        profile: "s3_disable_express_session_auth",
    }],
    // Also in a response with a status of success.
    transient_errors: &["InternalError"],
    sessions: Some(super::s3_express::SESSIONS),
    // It sends the response when it has finished copying.
    may_stall: LONG,
    is_error,
    components: |components, package, operation| {
        let components =
            components.with_interceptor(SharedInterceptor::permanent(ExpiresInterceptor(package)));
        if LONG.contains(&operation) {
            components.with_retry_classifier(BrokenResponseClassifier)
        } else {
            components
        }
    },
    ..Customization::NONE
};

/// What Amazon S3 Control does differently.
pub const S3_CONTROL: Customization = Customization { is_error, ..Customization::NONE };

/// S3 starts the response to some long requests before it knows their outcome, which is in the body.
fn is_error(response: &HttpResponse) -> bool {
    #[cfg(feature = "xml")]
    return response.body().bytes().is_some_and(|body| crate::wire::root_is(body, "Error"));
    #[cfg(not(feature = "xml"))]
    {
        let _ = response;
        false
    }
}

/// The second id of a request to S3, which AWS Support asks for together with the first one.
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

impl<K, M> RequestIdExt for PlainError<K, M> {
    fn extended_request_id(&self) -> Option<&str> {
        self.meta().extended_request_id()
    }
}

/// Implements [`RequestIdExt`](crate::services::RequestIdExt) for error types of S3, or for an `output`.
#[macro_export]
macro_rules! extended_request_id {
    (output $name:ident) => {
        impl $crate::services::RequestIdExt for $name {
            #[inline]
            fn extended_request_id(&self) -> ::std::option::Option<&str> {
                self._extended_request_id.as_deref()
            }
        }
    };
    ($name:ident $(<$operation:ident>)?) => {
        impl$(<$operation: 'static>)? $crate::services::RequestIdExt for $name$(<$operation>)? {
            #[inline]
            fn extended_request_id(&self) -> ::std::option::Option<&str> {
                $crate::types::ProvideErrorMetadata::meta(self).extended_request_id()
            }
        }
    };
}

/// The header `Expires` of an object is whatever was stored with it. Its text is given to `expires_string`, and it is
/// left out if it is no date.
#[derive(Debug)]
struct ExpiresInterceptor(&'static str);

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
            say(self.0, Level::DEBUG, "s3_expires_interceptor", text);
            headers.remove("expires");
        }
        headers.try_insert("expiresstring", expires)?;
        Ok(())
    }
}

/// The operations whose response starts with the status and white space before S3 knows the outcome.
const LONG: &[&str] = &["CompleteMultipartUpload", "CopyObject", "UploadPartCopy"];

/// A response with status 200 that cannot be read was interrupted: the request is retried, as in botocore; the official crate
/// gives up.
#[derive(Debug)]
struct BrokenResponseClassifier;

impl ClassifyRetry for BrokenResponseClassifier {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let response = context.response().filter(|response| response.status().is_success());
        let failed = matches!(context.output_or_error(), Some(Err(_)));
        match response.filter(|response| failed && !is_error(response)) {
            Some(_) => RetryAction::transient_error(),
            None => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "BrokenResponseClassifier"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{HttpRequest, SdkBody};
    use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output as ErasedOutput};
    use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;

    /// Tests whether a request with such a response is retried, and how it ends.
    fn is_retried(status: u16, body: &'static str, succeeds: bool) -> bool {
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
        BrokenResponseClassifier.classify_retry(&context) == RetryAction::transient_error()
    }

    #[test]
    fn an_incomplete_response_is_retried() {
        for body in ["", " ", "<?xml version=\"1.0\"?>\n", "<CopyObjectResult><ETag>"] {
            assert!(is_retried(200, body, false), "{body}");
        }
        assert!(!is_retried(200, "<CopyObjectResult/>", true));
        // A response with an error code is left to other classifiers.
        assert!(!is_retried(400, "", false));
        #[cfg(feature = "xml")]
        assert!(!is_retried(200, "<Error><Code>AccessDenied</Code></Error>", false));
    }
}

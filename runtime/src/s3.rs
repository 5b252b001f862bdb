//! What Amazon S3 answers that is not what its model says.

use crate::types::{DateTime, DateTimeFormat};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::config_bag::ConfigBag;

/// Adds it to the operations of S3.
pub(crate) fn add(components: RuntimeComponentsBuilder, is_s3: bool) -> RuntimeComponentsBuilder {
    match is_s3 {
        true => components.with_interceptor(SharedInterceptor::permanent(ExpiresInterceptor)),
        false => components,
    }
}

/// The header `Expires` of an object is whatever was stored with it. Its text is given to `expires_string`, and it is
/// left out if it is no date.
#[derive(Debug)]
struct ExpiresInterceptor;

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
            tracing::debug!("the header `expires` of the response is no date");
            headers.remove("expires");
        }
        headers.try_insert("expiresstring", expires)?;
        Ok(())
    }
}

//! Smithy's `requestCompression` trait: bodies of some size are sent gzipped.

use super::descriptor::Descriptor;
use crate::config::{DisableRequestCompression, RequestMinCompressionSizeBytes};
use aws_smithy_compression::body::compress::CompressedBody;
use aws_smithy_compression::{CompressionAlgorithm, CompressionOptions};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;

/// Adds compression to an operation that has it.
pub(super) fn add(components: RuntimeComponentsBuilder, operation: Descriptor) -> RuntimeComponentsBuilder {
    if operation.info.compressed {
        components.with_interceptor(SharedInterceptor::permanent(CompressionInterceptor))
    } else {
        components
    }
}

#[derive(Debug)]
struct CompressionInterceptor;

#[dyn_dispatch_hint]
impl Intercept for CompressionInterceptor {
    fn name(&self) -> &'static str {
        "CompressionInterceptor"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let disabled = config.load::<DisableRequestCompression>().is_some_and(|setting| setting.0);
        let mut options = CompressionOptions::default().with_enabled(!disabled);
        if let Some(RequestMinCompressionSizeBytes(size)) = config.load::<RequestMinCompressionSizeBytes>() {
            options = options.with_min_compression_size_bytes(*size)?;
        }
        let request = context.request_mut();
        let known = request.body().content_length();
        let small = known.is_some_and(|size| size < u64::from(options.min_compression_size_bytes()));
        if !options.is_enabled() || small {
            return Ok(());
        }
        let algorithm = CompressionAlgorithm::Gzip.into_impl_http_body_1_x(&options);
        request.headers_mut().append(algorithm.header_name(), algorithm.header_value());
        let body = std::mem::replace(request.body_mut(), SdkBody::taken());
        if body.is_streaming() {
            request.headers_mut().remove("content-length");
            *request.body_mut() =
                body.map(move |body| SdkBody::from_body_1_x(CompressedBody::new(body, algorithm.clone())));
        } else {
            let body = CompressedBody::new(body, algorithm).into_compressed_sdk_body()?;
            if let Some(length) = body.content_length() {
                request.headers_mut().insert("content-length", length.to_string());
            }
            *request.body_mut() = body;
        }
        config.interceptor_state().store_append(SmithySdkFeature::GzipRequestCompression);
        Ok(())
    }
}

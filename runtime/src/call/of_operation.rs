//! The plugin of an operation.

#[cfg(feature = "checksums")]
use super::checksum;
#[cfg(feature = "compression")]
use super::compression;
use super::descriptor::Descriptor;
use super::endpoint::EndpointParamsInterceptor;
use super::interceptors::{CaptureInterceptor, HeadersInterceptor, LongPollingInterceptor};
use crate::service::auth::Params;
use aws_runtime::auth::{PayloadSigningOverride, SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::TRANSIENT_ERRORS;
use aws_sigv4::http_request::SignableBody;
use aws_smithy_runtime::client::stalled_stream_protection::StalledStreamProtectionInterceptor;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::orchestrator::{Metadata, SensitiveOutput};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::ser_de::{SharedRequestSerializer, SharedResponseDeserializer};
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use std::borrow::Cow;

impl Descriptor {
    pub(crate) fn config(&self) -> FrozenLayer {
        let mut layer = Layer::new(self.info.name);
        layer.store_put(SharedRequestSerializer::new(*self));
        layer.store_put(SharedResponseDeserializer::new(*self));
        layer.store_put(AuthSchemeOptionResolverParams::new(Params::of(self.info.name)));
        layer.store_put(Metadata::new(self.info.name, self.service.id));
        let mut signing_options = SigningOptions::default();
        let plain_path = self.service.signs_plain_path;
        signing_options.double_uri_encode = !plain_path;
        // A server needs this header to read a body in `aws-chunked` encoding.
        let chunked = self.info.checksum.is_some_and(|checksum| !checksum.algorithm_member.is_empty());
        signing_options.content_sha256_header = plain_path || self.info.unsigned_payload || chunked;
        signing_options.normalize_uri_path = !plain_path;
        if self.info.sends_events {
            // Each event has its own signature, which is chained to this one.
            signing_options.payload_override = Some(SignableBody::Bytes(&[]));
        }
        if self.info.unsigned_payload {
            layer.store_put(PayloadSigningOverride::unsigned_payload());
        }
        if self.info.sensitive_output || self.info.sensitive_errors {
            layer.store_put(SensitiveOutput);
        }
        layer.store_put(SigV4OperationSigningConfig { signing_options, ..Default::default() });
        layer.freeze()
    }

    pub(crate) fn components(&self) -> RuntimeComponentsBuilder {
        let customization = &self.service.customization;
        let mut components = RuntimeComponentsBuilder::new(self.info.name)
            .with_interceptor(SharedInterceptor::permanent(CaptureInterceptor(*self)))
            .with_interceptor(SharedInterceptor::permanent(EndpointParamsInterceptor(*self)));
        // An event stream may be silent for any time.
        let events = self.info.sends_events || self.info.receives_events;
        if !events && !customization.may_stall.contains(&self.info.name) {
            components.push_interceptor(SharedInterceptor::permanent(
                StalledStreamProtectionInterceptor::default(),
            ));
        }
        if customization.long_polling.contains(&self.info.name) {
            components.push_interceptor(SharedInterceptor::permanent(LongPollingInterceptor));
        }
        if !customization.headers.is_empty() {
            components
                .push_interceptor(SharedInterceptor::permanent(HeadersInterceptor(customization.headers)));
        }
        let components = (customization.components)(components, self.service.package, self.info.name);
        #[cfg(feature = "checksums")]
        let components = checksum::add(components, *self);
        #[cfg(feature = "compression")]
        let components = compression::add(components, *self);
        let transient = match customization.transient_errors {
            [] => Cow::Borrowed(TRANSIENT_ERRORS),
            more => Cow::Owned([TRANSIENT_ERRORS, more].concat()),
        };
        self.types.add_retry_classifiers(components, transient)
    }
}

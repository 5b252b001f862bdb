//! Interceptors of all requests: features for the user agent, configured members of inputs, headers of the service.

use super::descriptor::Descriptor;
use crate::service::ServiceInfo;
use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_schema::ShapeType;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::{RetryConfig, RetryMode, RetrySpec};
use aws_smithy_types::telemetry::{CapturedTelemetryAttributes, RequestedTelemetryAttributes};
use aws_types::app_name::AppName;
use aws_types::endpoint_config::EndpointUrl;

/// Records the members of the input that the configuration names: strings that are not sensitive.
#[derive(Debug)]
pub(super) struct CaptureInterceptor(pub(super) Descriptor);

#[dyn_dispatch_hint]
impl Intercept for CaptureInterceptor {
    fn name(&self) -> &'static str {
        "CaptureInterceptor"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(requested) = config.load::<RequestedTelemetryAttributes>().filter(|names| !names.is_empty())
        else {
            return Ok(());
        };
        let Some(input) = self.0.types.input(context.input()) else { return Ok(()) };
        let mut captured = CapturedTelemetryAttributes::default();
        for (index, schema) in input.shape().schema().members().iter().enumerate() {
            let name = schema.member_name().unwrap_or_default();
            let eligible = schema.shape_type() == ShapeType::String && schema.sensitive().is_none();
            if eligible
                && requested.should_capture(name)
                && let Some(value) = input.field(index).and_then(|field| field.label(schema).ok().flatten())
            {
                captured.insert(name, value);
            }
        }
        config.interceptor_state().store_put(captured);
        Ok(())
    }
}

/// Adds the headers that the service requires, which are in no model.
#[derive(Debug)]
pub(super) struct HeadersInterceptor(pub(super) &'static [(&'static str, &'static str)]);

#[dyn_dispatch_hint]
impl Intercept for HeadersInterceptor {
    fn name(&self) -> &'static str {
        "HeadersInterceptor"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        for (name, value) in self.0 {
            context.request_mut().headers_mut().insert(*name, *value);
        }
        Ok(())
    }
}

/// Makes retries of a polling request always wait, as the newest retry rules require.
#[derive(Debug)]
pub(super) struct LongPollingInterceptor;

#[dyn_dispatch_hint]
impl Intercept for LongPollingInterceptor {
    fn name(&self) -> &'static str {
        "LongPollingInterceptor"
    }

    fn modify_before_retry_loop(
        &self,
        _: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(retry_config) = config.load::<RetryConfig>().cloned() else { return Ok(()) };
        if let Some(spec) =
            retry_config.retry_spec().filter(|spec| spec.is_at_least(RetrySpec::V2_1)).cloned()
        {
            let polling = retry_config.with_retry_spec(spec.with_long_polling(true));
            config.interceptor_state().store_put(polling);
        }
        Ok(())
    }
}

/// Records the retry mode.
#[derive(Debug)]
pub(super) struct RetryModeInterceptor;

#[dyn_dispatch_hint]
impl Intercept for RetryModeInterceptor {
    fn name(&self) -> &'static str {
        "RetryModeInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let feature = match config.load::<RetryConfig>().map(RetryConfig::mode) {
            Some(RetryMode::Standard) => SmithySdkFeature::RetryModeStandard,
            Some(RetryMode::Adaptive) => SmithySdkFeature::RetryModeAdaptive,
            _ => return Ok(()),
        };
        config.interceptor_state().store_append(feature);
        Ok(())
    }
}

/// Records that the configuration sets the endpoint.
#[derive(Debug)]
pub(super) struct EndpointOverrideInterceptor;

#[dyn_dispatch_hint]
impl Intercept for EndpointOverrideInterceptor {
    fn name(&self) -> &'static str {
        "EndpointOverrideInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if config.load::<EndpointUrl>().is_some() {
            config.interceptor_state().store_append(AwsSdkFeature::EndpointOverride);
        }
        Ok(())
    }
}

/// Records that metrics go to OpenTelemetry.
#[derive(Debug)]
pub(super) struct ObservabilityInterceptor;

#[dyn_dispatch_hint]
impl Intercept for ObservabilityInterceptor {
    fn name(&self) -> &'static str {
        "ObservabilityInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let provider = aws_smithy_observability::global::get_telemetry_provider();
        let otel = provider.is_ok_and(|provider| {
            provider.meter_provider().provider_name() == "AwsSmithyObservabilityOtelProvider"
        });
        if otel {
            config.interceptor_state().store_append(SmithySdkFeature::ObservabilityOtelMetrics);
        }
        Ok(())
    }
}

/// Adds a user agent to requests for services that are not AWS's: the package, and the name of the application.
#[derive(Debug)]
pub(super) struct PlainUserAgentInterceptor(pub(super) &'static ServiceInfo);

#[dyn_dispatch_hint]
impl Intercept for PlainUserAgentInterceptor {
    fn name(&self) -> &'static str {
        "PlainUserAgentInterceptor"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let ServiceInfo { package, version, .. } = self.0;
        let headers = context.request_mut().headers_mut();
        // A header set by a member of the input or by an interceptor of the user stays.
        if headers.get("user-agent").is_none() {
            let app = config.load::<AppName>().map(|name| format!(" app/{name}")).unwrap_or_default();
            headers.try_insert("user-agent", format!("{package}/{version}{app}"))?;
        }
        Ok(())
    }
}

//! Interceptors of every call: which features it uses, for the user agent, and members that were asked for.

use super::descriptor::Descriptor;
use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_schema::ShapeType;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::{RetryConfig, RetryMode};
use aws_smithy_types::telemetry::{CapturedTelemetryAttributes, RequestedTelemetryAttributes};
use aws_types::endpoint_config::EndpointUrl;

/// Notes the members of the input that the configuration names: strings that are not sensitive.
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
        let Some(input) = self.0.input(context.input()) else { return Ok(()) };
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

/// Notes the retry mode.
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

/// Notes that the endpoint is set by configuration.
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

/// Notes that metrics go to OpenTelemetry.
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

//! What a call is part of, for the user agent.

use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::client::runtime_plugin::{SharedRuntimePlugin, StaticRuntimePlugin};
use aws_smithy_types::config_bag::ConfigBag;

/// Notes that a call is part of something.
#[derive(Debug)]
struct FeatureInterceptor(SmithySdkFeature);

#[dyn_dispatch_hint]
impl Intercept for FeatureInterceptor {
    fn name(&self) -> &'static str {
        "FeatureInterceptor"
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_append(self.0.clone());
        Ok(())
    }
}

/// The plugin of calls that a paginator makes.
pub(crate) fn of_paginator() -> SharedRuntimePlugin {
    plugin(SmithySdkFeature::Paginator)
}

/// The plugin of calls that a waiter makes.
pub(crate) fn of_waiter() -> SharedRuntimePlugin {
    plugin(SmithySdkFeature::Waiter)
}

fn plugin(feature: SmithySdkFeature) -> SharedRuntimePlugin {
    let interceptor = SharedInterceptor::permanent(FeatureInterceptor(feature));
    let components = RuntimeComponentsBuilder::new("smithwright::feature").with_interceptor(interceptor);
    SharedRuntimePlugin::new(StaticRuntimePlugin::new().with_runtime_components(components))
}

//! The configuration of one call.

use super::aws::{IdentityCache, Region};
use super::settings::Settings;
use aws_smithy_runtime::client::config_override::Resolver;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use aws_types::region::SigningRegion;
use std::borrow::Cow;

/// The configuration of one call, on top of its client's.
#[derive(Debug)]
pub(crate) struct ConfigOverride {
    config: FrozenLayer,
    components: RuntimeComponentsBuilder,
}

impl ConfigOverride {
    pub(crate) fn new(overrides: Settings, client: &Settings) -> Self {
        let Settings { mut layer, mut components, .. } = overrides;
        let initial = Layer::from(client.layer.clone()).freeze();
        let mut resolver = Resolver::overrid(initial, &client.components, &mut layer, &mut components);
        let region = resolver.config_mut().load::<Region>().cloned();
        if let Some(region) = region {
            resolver.config_mut().store_put(SigningRegion::from(region));
        }
        // Other credentials for one call get a cache of their own, or the client's would grow with every call.
        if components.has_identity_resolvers() && components.identity_cache().is_none() {
            components.set_identity_cache(Some(IdentityCache::lazy().max_partitions(1).build()));
        }
        Self { config: Layer::from(layer).with_name("config_override").freeze(), components }
    }
}

impl RuntimePlugin for ConfigOverride {
    fn config(&self) -> Option<FrozenLayer> {
        Some(self.config.clone())
    }

    fn runtime_components(&self, _: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Borrowed(&self.components)
    }
}

//! Settings of services of AWS, and those of other services that are signed or called in regions as these are.

use super::aws::{FrameworkMetadata, ProvideCredentials, Region, SharedCredentialsProvider};
use super::builder::Builder;
use super::of_client::Config;
use crate::service::Service;
use aws_runtime::invocation_id::{InvocationIdGenerator, SharedInvocationIdGenerator};
use aws_runtime::service_clock_skew::DisableClockSkewCorrection;
use aws_types::endpoint_config::{UseDualStack, UseFips};
use aws_types::sdk_config::SdkConfig;

/// A service of AWS.
pub trait OfAws {}

/// A service that is called in a region.
pub trait HasRegion {}

/// A service whose requests are signed.
pub trait HasCredentials {}

impl<S: OfAws> HasRegion for S {}

impl<S: OfAws> HasCredentials for S {}

impl<S: Service + HasRegion> Config<S> {
    /// Returns the region.
    pub fn region(&self) -> Option<&Region> {
        self.settings.region()
    }
}

impl<S: HasRegion> Builder<S> {
    /// Sets the region.
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.set_region(region.into());
        self
    }

    /// Sets the region.
    pub fn set_region(&mut self, region: Option<Region>) -> &mut Self {
        self.settings.layer.store_or_unset(region);
        self
    }
}

impl<S: Service + HasCredentials> Config<S> {
    /// Returns the name of the service in signatures.
    pub fn signing_name(&self) -> &'static str {
        S::INFO.signing_name
    }

    /// Always `None`: how to get credentials is known only to the call that needs them.
    #[deprecated(note = "always `None`: how to get credentials is known only to the call that needs them")]
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        None
    }
}

impl<S: HasCredentials> Builder<S> {
    /// Sets the credentials provider.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.set_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        self
    }

    /// Sets the credentials provider. `None` keeps the earlier value.
    pub fn set_credentials_provider(&mut self, provider: Option<SharedCredentialsProvider>) -> &mut Self {
        if let Some(provider) = provider {
            self.settings.set_credentials_provider(provider);
        }
        self
    }
}

impl<S: Service + OfAws> Config<S> {
    /// Creates the configuration of this service from the one that all clients of an application share.
    pub fn new(config: &SdkConfig) -> Self {
        config.into()
    }

    /// Returns the frameworks that the user agent contains, in the order in which they were added.
    pub fn framework_metadata(&self) -> Vec<&FrameworkMetadata> {
        let mut metadata: Vec<_> = self.settings.layer.load::<FrameworkMetadata>().collect();
        metadata.reverse();
        metadata
    }

    /// Returns whether the correction of clock skew is disabled.
    pub fn disable_clock_skew_correction(&self) -> Option<bool> {
        self.settings.layer.load::<DisableClockSkewCorrection>().map(|it| it.is_disabled())
    }

    /// Returns the generator of invocation ids.
    pub fn invocation_id_generator(&self) -> Option<SharedInvocationIdGenerator> {
        self.settings.layer.load::<SharedInvocationIdGenerator>().cloned()
    }
}

impl<S: OfAws> Builder<S> {
    /// Sets whether to use dual-stack endpoints, which support IPv6.
    pub fn use_dual_stack(mut self, use_dual_stack: impl Into<bool>) -> Self {
        self.set_use_dual_stack(Some(use_dual_stack.into()));
        self
    }

    /// Sets whether to use dual-stack endpoints, which support IPv6.
    pub fn set_use_dual_stack(&mut self, use_dual_stack: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(use_dual_stack.map(UseDualStack));
        self
    }

    /// Sets whether to use endpoints that conform to FIPS 140.
    pub fn use_fips(mut self, use_fips: impl Into<bool>) -> Self {
        self.set_use_fips(Some(use_fips.into()));
        self
    }

    /// Sets whether to use endpoints that conform to FIPS 140.
    pub fn set_use_fips(&mut self, use_fips: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(use_fips.map(UseFips));
        self
    }

    /// Adds a framework to the user agent.
    pub fn framework_metadata(mut self, metadata: FrameworkMetadata) -> Self {
        self.push_framework_metadata(metadata);
        self
    }

    /// Adds a framework to the user agent.
    pub fn push_framework_metadata(&mut self, metadata: FrameworkMetadata) -> &mut Self {
        self.settings.layer.store_append(metadata);
        self
    }

    /// Disables or enables the correction of clock skew.
    pub fn disable_clock_skew_correction(mut self, disable: impl Into<Option<bool>>) -> Self {
        self.set_disable_clock_skew_correction(disable.into());
        self
    }

    /// Disables or enables the correction of clock skew.
    pub fn set_disable_clock_skew_correction(&mut self, disable: Option<bool>) -> &mut Self {
        let disable: Option<DisableClockSkewCorrection> = disable.map(Into::into);
        self.settings.layer.store_or_unset(disable);
        self
    }

    /// Sets the generator of invocation ids.
    pub fn invocation_id_generator(mut self, generator: impl InvocationIdGenerator + 'static) -> Self {
        self.set_invocation_id_generator(Some(SharedInvocationIdGenerator::new(generator)));
        self
    }

    /// Sets the generator of invocation ids.
    pub fn set_invocation_id_generator(
        &mut self,
        generator: Option<SharedInvocationIdGenerator>,
    ) -> &mut Self {
        self.settings.layer.store_or_unset(generator);
        self
    }
}

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
    /// The region that is called.
    pub fn region(&self) -> Option<&Region> {
        self.settings.region()
    }
}

impl<S: HasRegion> Builder<S> {
    /// Sets the region that is called.
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.set_region(region.into());
        self
    }

    /// Sets the region that is called.
    pub fn set_region(&mut self, region: Option<Region>) -> &mut Self {
        self.settings.layer.store_or_unset(region);
        self
    }
}

impl<S: Service + HasCredentials> Config<S> {
    /// The name that requests are signed for.
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
    /// Sets where credentials come from.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.set_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        self
    }

    /// Sets where credentials come from. An unset value leaves what was set.
    pub fn set_credentials_provider(&mut self, provider: Option<SharedCredentialsProvider>) -> &mut Self {
        if let Some(provider) = provider {
            self.settings.set_credentials_provider(provider);
        }
        self
    }
}

impl<S: Service + OfAws> Config<S> {
    /// The configuration that `config`, shared by all clients of an application, means for this service.
    pub fn new(config: &SdkConfig) -> Self {
        config.into()
    }

    /// The frameworks that the user agent names, in the order in which they were set.
    pub fn framework_metadata(&self) -> Vec<&FrameworkMetadata> {
        let mut metadata: Vec<_> = self.settings.layer.load::<FrameworkMetadata>().collect();
        metadata.reverse();
        metadata
    }

    /// Whether the clock of this machine is taken as it is.
    pub fn disable_clock_skew_correction(&self) -> Option<bool> {
        self.settings.layer.load::<DisableClockSkewCorrection>().map(|it| it.is_disabled())
    }

    /// What makes the ids of invocations.
    pub fn invocation_id_generator(&self) -> Option<SharedInvocationIdGenerator> {
        self.settings.layer.load::<SharedInvocationIdGenerator>().cloned()
    }
}

impl<S: OfAws> Builder<S> {
    /// Sets whether endpoints that also answer on IPv6 are called.
    pub fn use_dual_stack(mut self, use_dual_stack: impl Into<bool>) -> Self {
        self.set_use_dual_stack(Some(use_dual_stack.into()));
        self
    }

    /// Sets whether endpoints that also answer on IPv6 are called.
    pub fn set_use_dual_stack(&mut self, use_dual_stack: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(use_dual_stack.map(UseDualStack));
        self
    }

    /// Sets whether endpoints that conform to FIPS 140 are called.
    pub fn use_fips(mut self, use_fips: impl Into<bool>) -> Self {
        self.set_use_fips(Some(use_fips.into()));
        self
    }

    /// Sets whether endpoints that conform to FIPS 140 are called.
    pub fn set_use_fips(&mut self, use_fips: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(use_fips.map(UseFips));
        self
    }

    /// Adds a framework that the user agent names.
    pub fn framework_metadata(mut self, metadata: FrameworkMetadata) -> Self {
        self.push_framework_metadata(metadata);
        self
    }

    /// Adds a framework that the user agent names.
    pub fn push_framework_metadata(&mut self, metadata: FrameworkMetadata) -> &mut Self {
        self.settings.layer.store_append(metadata);
        self
    }

    /// Sets whether the clock of this machine is taken as it is.
    pub fn disable_clock_skew_correction(mut self, disable: impl Into<Option<bool>>) -> Self {
        self.set_disable_clock_skew_correction(disable.into());
        self
    }

    /// Sets whether the clock of this machine is taken as it is.
    pub fn set_disable_clock_skew_correction(&mut self, disable: Option<bool>) -> &mut Self {
        let disable: Option<DisableClockSkewCorrection> = disable.map(Into::into);
        self.settings.layer.store_or_unset(disable);
        self
    }

    /// Sets what makes the ids of invocations.
    pub fn invocation_id_generator(mut self, generator: impl InvocationIdGenerator + 'static) -> Self {
        self.set_invocation_id_generator(Some(SharedInvocationIdGenerator::new(generator)));
        self
    }

    /// Sets what makes the ids of invocations.
    pub fn set_invocation_id_generator(
        &mut self,
        generator: Option<SharedInvocationIdGenerator>,
    ) -> &mut Self {
        self.settings.layer.store_or_unset(generator);
        self
    }
}

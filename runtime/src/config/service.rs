//! Settings that only some services have.
//!
//! A generated crate implements a marker trait of this module for its service, and its configuration has the methods.

use super::builder::Builder;
use super::of_client::Config;
use super::tokens::IdempotencyTokenProvider;
use crate::service::S3_EXPRESS;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_types::endpoint_config::AccountIdEndpointMode;
use aws_types::region::SigningRegionSet;

/// Whether requests are sent without compression.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DisableRequestCompression(pub(crate) bool);

/// The minimum size of a request that is compressed, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestMinCompressionSizeBytes(pub(crate) u32);

impl Storable for DisableRequestCompression {
    type Storer = StoreReplace<Self>;
}

impl Storable for RequestMinCompressionSizeBytes {
    type Storer = StoreReplace<Self>;
}

/// A service whose requests may be compressed.
pub trait HasRequestCompression {}

impl<S: HasRequestCompression> Config<S> {
    /// Whether requests are sent without compression.
    pub fn disable_request_compression(&self) -> Option<bool> {
        self.settings.layer.load::<DisableRequestCompression>().map(|value| value.0)
    }

    /// Returns the minimum size of a request that is compressed, in bytes.
    pub fn request_min_compression_size_bytes(&self) -> Option<u32> {
        self.settings.layer.load::<RequestMinCompressionSizeBytes>().map(|value| value.0)
    }
}

impl<S: HasRequestCompression> Builder<S> {
    /// Disables or enables the compression of requests.
    pub fn disable_request_compression(mut self, value: impl Into<Option<bool>>) -> Self {
        self.set_disable_request_compression(value.into());
        self
    }

    /// Disables or enables the compression of requests.
    pub fn set_disable_request_compression(&mut self, value: Option<bool>) -> &mut Self {
        self.settings.layer.store_or_unset(value.map(DisableRequestCompression));
        self
    }

    /// Sets the minimum size of a request that is compressed, in bytes; 10,240 by default.
    pub fn request_min_compression_size_bytes(mut self, value: impl Into<Option<u32>>) -> Self {
        self.set_request_min_compression_size_bytes(value.into());
        self
    }

    /// Sets the minimum size of a request that is compressed, in bytes; 10,240 by default.
    pub fn set_request_min_compression_size_bytes(&mut self, value: Option<u32>) -> &mut Self {
        self.settings.layer.store_or_unset(value.map(RequestMinCompressionSizeBytes));
        self
    }
}

/// A service with operations that take an idempotency token.
pub trait HasIdempotencyTokens {}

impl<S: HasIdempotencyTokens> Builder<S> {
    /// Sets the provider of idempotency tokens for inputs without one. By default each token is a random UUID.
    pub fn idempotency_token_provider(mut self, provider: impl Into<IdempotencyTokenProvider>) -> Self {
        self.set_idempotency_token_provider(Some(provider.into()));
        self
    }

    /// Sets the provider of idempotency tokens for inputs without one. By default each token is a random UUID.
    pub fn set_idempotency_token_provider(
        &mut self,
        provider: Option<IdempotencyTokenProvider>,
    ) -> &mut Self {
        self.settings.layer.store_or_unset(provider);
        self
    }
}

/// A service with operations that have checksums.
pub trait HasChecksums {}

impl<S: HasChecksums> Config<S> {
    /// Returns when checksums of requests are computed.
    pub fn request_checksum_calculation(&self) -> Option<&RequestChecksumCalculation> {
        self.settings.layer.load::<RequestChecksumCalculation>()
    }

    /// Returns when checksums of responses are validated.
    pub fn response_checksum_validation(&self) -> Option<&ResponseChecksumValidation> {
        self.settings.layer.load::<ResponseChecksumValidation>()
    }
}

impl<S: HasChecksums> Builder<S> {
    /// Sets when checksums of requests are computed.
    pub fn request_checksum_calculation(mut self, value: RequestChecksumCalculation) -> Self {
        self.set_request_checksum_calculation(Some(value));
        self
    }

    /// Sets when checksums of requests are computed.
    pub fn set_request_checksum_calculation(
        &mut self,
        value: Option<RequestChecksumCalculation>,
    ) -> &mut Self {
        self.settings.layer.store_or_unset(value);
        self
    }

    /// Sets when checksums of responses are validated.
    pub fn response_checksum_validation(mut self, value: ResponseChecksumValidation) -> Self {
        self.set_response_checksum_validation(Some(value));
        self
    }

    /// Sets when checksums of responses are validated.
    pub fn set_response_checksum_validation(
        &mut self,
        value: Option<ResponseChecksumValidation>,
    ) -> &mut Self {
        self.settings.layer.store_or_unset(value);
        self
    }
}

/// A service whose endpoints depend on the account of the credentials.
pub trait HasAccountIdEndpointMode {}

impl<S: HasAccountIdEndpointMode> Builder<S> {
    /// Sets whether endpoints contain the account id of the credentials; preferred by default.
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.set_account_id_endpoint_mode(Some(mode));
        self
    }

    /// Sets whether endpoints contain the account id of the credentials; preferred by default.
    pub fn set_account_id_endpoint_mode(&mut self, mode: Option<AccountIdEndpointMode>) -> &mut Self {
        self.settings.layer.store_or_unset(mode);
        self
    }
}

/// A service with sessions of their own for some requests.
pub trait HasExpressCredentials {}

impl<S: HasExpressCredentials> Builder<S> {
    /// Sets the provider of credentials for directory buckets. By default the client creates sessions.
    pub fn express_credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.set_express_credentials_provider(Some(SharedCredentialsProvider::new(provider)));
        self
    }

    /// Sets the provider of credentials for directory buckets. `None` keeps the earlier value.
    pub fn set_express_credentials_provider(
        &mut self,
        provider: Option<SharedCredentialsProvider>,
    ) -> &mut Self {
        if let Some(provider) = provider {
            self.settings.components.set_identity_resolver(S3_EXPRESS, provider);
        }
        self
    }
}

/// A service with requests that are signed for several regions.
pub trait HasSigningRegionSet {}

impl<S: HasSigningRegionSet> Config<S> {
    /// Returns the regions for which signatures of version 4A are valid, if they are set.
    pub fn sigv4a_signing_region_set(&self) -> Option<&SigningRegionSet> {
        self.settings.layer.load::<SigningRegionSet>()
    }
}

impl<S: HasSigningRegionSet> Builder<S> {
    /// Sets the regions for which signatures of version 4A are valid; those of the endpoint by default.
    pub fn sigv4a_signing_region_set(mut self, value: impl Into<SigningRegionSet>) -> Self {
        self.set_sigv4a_signing_region_set(Some(value.into()));
        self
    }

    /// Sets the regions for which signatures of version 4A are valid; those of the endpoint by default.
    pub fn set_sigv4a_signing_region_set(&mut self, value: Option<SigningRegionSet>) -> &mut Self {
        self.settings.layer.store_or_unset(value);
        self
    }
}

/// Rows of `Marker = "client context parameter": setter set_setter`, with what the setting does.
macro_rules! client_context {
    ($($marker:ident $stored:ident = $name:literal: $method:ident $set:ident, $doc:literal;)*) => {
        $(
            #[doc = concat!("A service whose endpoints depend on `", $name, "`.")]
            pub trait $marker {}

            #[derive(Clone, Copy, Debug)]
            struct $stored(bool);

            impl Storable for $stored {
                type Storer = StoreReplace<Self>;
            }

            impl<S: $marker> Builder<S> {
                #[doc = $doc]
                pub fn $method(mut self, value: impl Into<bool>) -> Self {
                    self.$set(Some(value.into()));
                    self
                }

                #[doc = $doc]
                pub fn $set(&mut self, value: Option<bool>) -> &mut Self {
                    self.settings.layer.store_or_unset(value.map($stored));
                    self
                }
            }
        )*

        impl<S> Builder<S> {
            /// Sets a client context parameter by its name in the rules.
            pub(super) fn set_client_context(&mut self, name: &str, value: Option<bool>) {
                match name {
                    $($name => self.settings.layer.store_or_unset(value.map($stored)),)*
                    _ => &mut self.settings.layer,
                };
            }
        }

        /// The value of a client context parameter (Smithy, `clientContextParams`), by its name in the rules.
        pub(crate) fn client_context(name: &str, config: &ConfigBag) -> Option<bool> {
            match name {
                $($name => config.load::<$stored>().map(|value| value.0),)*
                _ => None,
            }
        }
    };
}

client_context! {
    HasAccelerate Accelerate = "Accelerate": accelerate set_accelerate,
        "Sets whether endpoints of Transfer Acceleration are called.";
    HasDisableMultiRegionAccessPoints DisableMultiRegionAccessPoints = "DisableMultiRegionAccessPoints":
        disable_multi_region_access_points set_disable_multi_region_access_points,
        "Sets whether access points of several regions are refused.";
    HasDisableS3ExpressSessionAuth DisableS3ExpressSessionAuth = "DisableS3ExpressSessionAuth":
        disable_s3_express_session_auth set_disable_s3_express_session_auth,
        "Sets whether directory buckets are called without a session, with ordinary signatures.";
    HasForcePathStyle ForcePathStyle = "ForcePathStyle": force_path_style set_force_path_style,
        "Sets whether the bucket stands in the path instead of the host name.";
    HasUseArnRegion UseArnRegion = "UseArnRegion": use_arn_region set_use_arn_region,
        "Sets whether the region of an ARN is called instead of the client's.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::config_bag::Layer;

    #[test]
    fn what_services_read_from_outside_are_settings_that_there_are() {
        let settings = crate::services::S3.settings;
        assert!(!settings.is_empty());
        for setting in settings {
            for value in [Some(true), Some(false), None] {
                let mut builder = Builder::<()>::default();
                builder.set_client_context(setting.parameter, value);
                let config = ConfigBag::of_layers(vec![Layer::from(builder.settings.layer)]);
                assert_eq!(client_context(setting.parameter, &config), value, "{}", setting.parameter);
            }
        }
    }
}

//! What the configuration that all clients of an application share means for a service.

use super::builder::Builder;
use super::identity::HasBearerToken;
use super::of_aws::OfAws;
use super::of_client::Config;
use super::service::{HasAccountIdEndpointMode, HasChecksums, HasRequestCompression, HasSigningRegionSet};
use super::settings::Settings;
use crate::service::{Auth, Service, ServiceInfo, Setting};
use aws_credential_types::Token;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_smithy_runtime_api::client::auth::http::HTTP_BEARER_AUTH_SCHEME_ID;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::retry::{RetryConfig, RetrySpec};
use aws_types::sdk_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

impl<S: Service + OfAws> From<&SdkConfig> for Builder<S> {
    #[inline]
    fn from(config: &SdkConfig) -> Self {
        shared_settings(&S::INFO, config).into()
    }
}

/// The marker of a configuration that belongs to no particular service.
#[derive(Debug)]
enum AnyService {}

impl OfAws for AnyService {}
impl HasAccountIdEndpointMode for AnyService {}
impl HasBearerToken for AnyService {}
impl HasChecksums for AnyService {}
impl HasRequestCompression for AnyService {}
impl HasSigningRegionSet for AnyService {}

/// What the configuration of an application means for a service. Not generic, so that it is compiled once, here.
pub(crate) fn shared_settings(service: &ServiceInfo, config: &SdkConfig) -> Settings {
    let mut builder = Builder::<AnyService>::default();
    // The region and the endpoint.
    builder.set_region(config.region().cloned());
    builder.set_endpoint_url(endpoint_url(service.id, config));
    builder.set_use_fips(config.use_fips());
    builder.set_use_dual_stack(config.use_dual_stack());
    builder.set_account_id_endpoint_mode(config.account_id_endpoint_mode().cloned());
    // The identity of the caller.
    builder.set_credentials_provider(config.credentials_provider());
    builder.set_auth_scheme_preference(config.auth_scheme_preference().cloned());
    builder.set_sigv4a_signing_region_set(config.sigv4a_signing_region_set().cloned());
    if let Some(cache) = config.identity_cache() {
        builder.set_identity_cache(cache);
    }
    // Compression, and checksums.
    builder.set_protocol(config.protocol());
    builder.set_app_name(config.app_name().cloned());
    for metadata in config.framework_metadata() {
        builder.push_framework_metadata(metadata.clone());
    }
    builder.set_request_checksum_calculation(config.request_checksum_calculation());
    builder.set_response_checksum_validation(config.response_checksum_validation());
    builder.set_disable_request_compression(config.disable_request_compression());
    builder.set_request_min_compression_size_bytes(config.request_min_compression_size_bytes());
    // Retries, and timeouts.
    builder.set_retry_config(retry_config(service, config));
    builder.set_timeout_config(config.timeout_config().cloned());
    // Stalled streams end by default, which an unset value here does not change.
    if let Some(protection) = config.stalled_stream_protection() {
        builder.set_stalled_stream_protection(Some(protection));
    }
    builder.set_disable_clock_skew_correction(config.disable_clock_skew_correction());
    // The components: HTTP client, clock, sleep.
    builder.set_http_client(config.http_client());
    builder.set_sleep_impl(config.sleep_impl());
    builder.set_time_source(config.time_source());
    builder.set_behavior_version(config.behavior_version());
    if service.all_auth().any(|auth| auth == Auth::BearerToken) {
        builder.set_token_provider(config.token_provider());
        if let Some(token) = own_token(service.signing_name, config) {
            set_own_token(&mut builder, token, config);
        }
    }
    for Setting { parameter, environment, profile } in service.customization.settings {
        let value = own_setting(service.id, (environment, profile), config);
        builder.set_client_context(parameter, value.and_then(|value| value.parse().ok()));
    }
    builder.settings
}

/// The retry configuration. Some services have their own where the newest rules for retries apply.
fn retry_config(service: &ServiceInfo, config: &SdkConfig) -> Option<RetryConfig> {
    let retry_config = config.retry_config()?.clone();
    let newest = retry_config.retry_spec().is_some_and(|spec| spec.is_at_least(RetrySpec::V2_1));
    let Some(own) = service.customization.retries.filter(|_| newest) else { return Some(retry_config) };
    let spec = RetrySpec::v2_1().with_non_throttling_initial_backoff(own.initial_backoff);
    let retry_config = retry_config.with_retry_spec(spec);
    Some(if config.get_origin("retry_config").is_client_config() {
        retry_config
    } else {
        retry_config.with_max_attempts(own.max_attempts)
    })
}

/// The token that the environment has for this service only, such as `AWS_BEARER_TOKEN_BEDROCK`. Profiles have none.
fn own_token(signing_name: &str, config: &SdkConfig) -> Option<String> {
    let token = own_setting(&signing_name.replace('-', "_"), ("AWS_BEARER_TOKEN", ""), config)?;
    (!token.is_empty()).then_some(token)
}

/// Sets the token, and prefers it to a signature unless the configuration in code says otherwise.
fn set_own_token(builder: &mut Builder<AnyService>, token: String, config: &SdkConfig) {
    if !config.get_origin("auth_scheme_preference").is_client_config() {
        builder.set_auth_scheme_preference(Some([HTTP_BEARER_AUTH_SCHEME_ID].into()));
    }
    if config.get_origin("token_provider").is_client_config() {
        return;
    }
    let mut features = Layer::new("token of the environment");
    features.store_append(AwsCredentialFeature::BearerServiceEnvVars);
    let identity = Identity::builder().data(Token::new(token, None)).property(features.freeze());
    // All that the builder needs is set.
    if let Ok(identity) = identity.build() {
        builder.settings.components.set_identity_resolver(HTTP_BEARER_AUTH_SCHEME_ID, identity);
    }
}

/// What the environment or else the profile says for one service.
fn own_setting(service_id: &str, (env, profile): (&str, &str), config: &SdkConfig) -> Option<String> {
    let key = ServiceConfigKey::builder()
        .service_id(service_id)
        .env(env)
        .profile(profile)
        .build()
        .expect("invariant: all parts of the key are set");
    config.service_config()?.load_config(key)
}

/// The endpoint for a service: set in code, or by environment or profile for this service, or for all.
fn endpoint_url(service_id: &str, config: &SdkConfig) -> Option<String> {
    let shared = config.endpoint_url().map(str::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return shared;
    }
    own_setting(service_id, ("AWS_ENDPOINT_URL", "endpoint_url"), config).or(shared)
}

impl<S: Service + OfAws> From<&SdkConfig> for Config<S> {
    fn from(config: &SdkConfig) -> Self {
        Builder::from(config).build()
    }
}

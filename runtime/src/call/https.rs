//! The HTTPS client of clients whose configuration brings none.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// The HTTPS client of a client whose configuration brings none; its clones share connections. No others do: connections
/// belong to the runtime that polls them, which may not be the one of another client.
pub(super) fn https_client(behavior_version: BehaviorVersion) -> SharedHttpClient {
    #[cfg(feature = "aws-lc")]
    const MODE: CryptoMode = CryptoMode::AwsLc;
    #[cfg(not(feature = "aws-lc"))]
    const MODE: CryptoMode = CryptoMode::Ring;
    #[expect(deprecated, reason = "it is the version from which proxies of the environment are used")]
    let proxies = behavior_version.is_at_least(BehaviorVersion::v2025_08_07());
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = ConnectorBuilder::default().tls_provider(Provider::Rustls(MODE));
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.set_proxy_config(Some(if proxies {
            ProxyConfig::from_env()
        } else {
            ProxyConfig::disabled()
        }));
        connector.build()
    })
}

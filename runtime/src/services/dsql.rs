//! Amazon Aurora DSQL: passwords for clusters.

pub use super::database::AuthToken;
use super::database::{EXPIRES_IN, Request, config};
use crate::types::BoxError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_types::region::Region;
use aws_types::sdk_config::SdkConfig;

impl AuthTokenGenerator {
    /// A password for a role of the cluster. Credentials and region are those of `config` unless the generator has its own.
    ///
    /// # Errors
    ///
    /// If there are no credentials, no region or no time source, credentials cannot be had, or the host name is none.
    pub async fn db_connect_auth_token(&self, config: &SdkConfig) -> Result<AuthToken, BoxError> {
        self.token(config, "DbConnect").await
    }

    /// The same, for the administrator.
    ///
    /// # Errors
    ///
    /// As [`db_connect_auth_token`](Self::db_connect_auth_token).
    pub async fn db_connect_admin_auth_token(&self, config: &SdkConfig) -> Result<AuthToken, BoxError> {
        self.token(config, "DbConnectAdmin").await
    }

    async fn token(&self, config: &SdkConfig, action: &str) -> Result<AuthToken, BoxError> {
        let own = &self.config;
        let request = Request {
            service: "dsql",
            host: own.hostname.clone(),
            query: vec![("Action", action)],
            credentials: own.credentials.as_ref(),
            region: own.region.as_ref().or(config.region()).ok_or("a region is required")?,
            expires_in: own.expires_in.unwrap_or(EXPIRES_IN),
        };
        request.token(config).await
    }
}

config! {
    hostname: String, |config| -> &str = &config.hostname, (impl Into<String>) = "A hostname is required",
        "The host name of the cluster.";
}

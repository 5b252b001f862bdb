//! Amazon Aurora DSQL: passwords for clusters.

pub use super::database::AuthToken;
use super::database::{EXPIRES_IN, Request};
use crate::types::BoxError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_types::region::Region;
use aws_types::sdk_config::SdkConfig;

/// Makes passwords for one cluster.
#[derive(Debug)]
pub struct AuthTokenGenerator {
    config: Config,
}

impl AuthTokenGenerator {
    /// A generator with this configuration.
    pub fn new(config: Config) -> Self {
        Self { config }
    }

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

/// The configuration of an [`AuthTokenGenerator`].
#[derive(Clone, Debug)]
pub struct Config {
    credentials: Option<SharedCredentialsProvider>,
    hostname: String,
    region: Option<Region>,
    expires_in: Option<u64>,
}

impl Config {
    /// A builder of [`Config`].
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Where credentials come from, if not from the configuration of the application.
    pub fn credentials(&self) -> Option<SharedCredentialsProvider> {
        self.credentials.clone()
    }

    /// The host name of the cluster.
    pub fn hostname(&self) -> &str {
        &self.hostname
    }

    /// The region of the cluster, if not that of the configuration of the application.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    /// For how many seconds passwords hold; 900 if it is not set.
    pub fn expires_in(&self) -> Option<u64> {
        self.expires_in
    }
}

/// Builds a [`Config`].
#[derive(Debug, Default)]
pub struct ConfigBuilder {
    credentials: Option<SharedCredentialsProvider>,
    hostname: Option<String>,
    region: Option<Region>,
    expires_in: Option<u64>,
}

impl ConfigBuilder {
    /// Sets where credentials come from.
    pub fn credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(credentials));
        self
    }

    /// Sets the host name of the cluster.
    pub fn hostname(mut self, hostname: impl Into<String>) -> Self {
        self.hostname = Some(hostname.into());
        self
    }

    /// Sets the region of the cluster.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Sets for how many seconds passwords hold.
    pub fn expires_in(mut self, expires_in: u64) -> Self {
        self.expires_in = Some(expires_in);
        self
    }

    /// The configuration.
    ///
    /// # Errors
    ///
    /// If the host name is not set.
    pub fn build(self) -> Result<Config, BoxError> {
        Ok(Config {
            credentials: self.credentials,
            hostname: self.hostname.ok_or("A hostname is required")?,
            region: self.region,
            expires_in: self.expires_in,
        })
    }
}

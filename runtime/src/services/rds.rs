//! Amazon RDS: passwords for databases that know users of IAM.

pub use super::database::AuthToken;
use super::database::{EXPIRES_IN, Request};
use crate::types::BoxError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_types::region::Region;
use aws_types::sdk_config::SdkConfig;

/// Makes passwords for one user of one database.
#[derive(Debug)]
pub struct AuthTokenGenerator {
    config: Config,
}

impl AuthTokenGenerator {
    /// A generator with this configuration.
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// A password. Credentials and region are those of `config` unless the generator has its own; the region is `us-east-1` if
    /// neither has one.
    ///
    /// # Errors
    ///
    /// If there are no credentials or no time source, credentials cannot be had, or the host name is none.
    pub async fn auth_token(&self, config: &SdkConfig) -> Result<AuthToken, BoxError> {
        let own = &self.config;
        let region = own.region.as_ref().or(config.region()).cloned();
        let request = Request {
            service: "rds-db",
            host: format!("{}:{}", own.hostname, own.port),
            query: vec![("Action", "connect"), ("DBUser", &own.username)],
            credentials: own.credentials.as_ref(),
            region: &region.unwrap_or_else(|| Region::from_static("us-east-1")),
            expires_in: own.expires_in.unwrap_or(EXPIRES_IN).min(EXPIRES_IN),
        };
        request.token(config).await
    }
}

/// The configuration of an [`AuthTokenGenerator`].
#[derive(Clone, Debug)]
pub struct Config {
    credentials: Option<SharedCredentialsProvider>,
    hostname: String,
    port: u64,
    region: Option<Region>,
    username: String,
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

    /// The host name of the database.
    pub fn hostname(&self) -> &str {
        &self.hostname
    }

    /// The port of the database.
    pub fn port(&self) -> u64 {
        self.port
    }

    /// The region of the database, if not that of the configuration of the application.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    /// The user of the database.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// For how many seconds passwords hold; 900 if it is not set, and at most.
    pub fn expires_in(&self) -> Option<u64> {
        self.expires_in
    }
}

/// Builds a [`Config`].
#[derive(Debug, Default)]
pub struct ConfigBuilder {
    credentials: Option<SharedCredentialsProvider>,
    hostname: Option<String>,
    port: Option<u64>,
    region: Option<Region>,
    username: Option<String>,
    expires_in: Option<u64>,
}

impl ConfigBuilder {
    /// Sets where credentials come from.
    pub fn credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(credentials));
        self
    }

    /// Sets the host name of the database.
    pub fn hostname(mut self, hostname: impl Into<String>) -> Self {
        self.hostname = Some(hostname.into());
        self
    }

    /// Sets the port of the database.
    pub fn port(mut self, port: u64) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets the region of the database.
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Sets the user of the database.
    pub fn username(mut self, username: impl Into<String>) -> Self {
        self.username = Some(username.into());
        self
    }

    /// Sets for how many seconds passwords hold, at most 900.
    pub fn expires_in(mut self, expires_in: u64) -> Self {
        self.expires_in = Some(expires_in);
        self
    }

    /// The configuration.
    ///
    /// # Errors
    ///
    /// If host name, port or user are not set.
    pub fn build(self) -> Result<Config, BoxError> {
        Ok(Config {
            credentials: self.credentials,
            hostname: self.hostname.ok_or("A hostname is required")?,
            port: self.port.ok_or("a port is required")?,
            region: self.region,
            username: self.username.ok_or("a username is required")?,
            expires_in: self.expires_in,
        })
    }
}

//! Amazon RDS: passwords for databases that know users of IAM.

pub use super::database::AuthToken;
use super::database::{EXPIRES_IN, Request, config};
use crate::types::BoxError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_types::region::Region;
use aws_types::sdk_config::SdkConfig;

impl AuthTokenGenerator {
    /// A password, for 900 seconds at most. Credentials and region are those of `config` unless the generator has its own; the region is `us-east-1` if
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

config! {
    hostname: String, |config| -> &str = &config.hostname, (impl Into<String>) = "A hostname is required",
        "The host name of the database.";
    port: u64, |config| -> u64 = config.port, (u64) = "a port is required", "The port of the database.";
    username: String, |config| -> &str = &config.username, (impl Into<String>) = "a username is required",
        "The user of the database.";
}

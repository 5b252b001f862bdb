//! Passwords for databases: presigned requests that are not sent.

use crate::types::BoxError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_http::query::fmt_string;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_types::region::Region;
use aws_types::sdk_config::SdkConfig;
use std::fmt;
use std::time::Duration;

/// The default validity of a token in seconds.
pub(super) const EXPIRES_IN: u64 = 900;

/// A password for a database, which is valid for some minutes. `Display` writes it, `Debug` does not.
#[derive(Clone, Eq, PartialEq)]
pub struct AuthToken(String);

impl AuthToken {
    /// The password.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AuthToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthToken(*** Sensitive Data Redacted ***)")
    }
}

/// `AuthTokenGenerator` and its configuration: what the generators of all databases have, and rows of what must be set too. A row is
/// `field: type, getter -> type = how to get it, setter(type) = what is missing, documentation`.
macro_rules! config {
    ($($field:ident: $type:ty, |$config:ident| -> $got:ty = $get:expr, ($set:ty) = $missing:literal, $doc:literal;)*) => {
        /// Makes passwords for one database.
        #[derive(Debug)]
        pub struct AuthTokenGenerator {
            config: Config,
        }

        impl AuthTokenGenerator {
            /// A generator with this configuration.
            pub fn new(config: Config) -> Self {
                Self { config }
            }
        }

        /// The configuration of an [`AuthTokenGenerator`].
        #[derive(Clone, Debug)]
        pub struct Config {
            credentials: Option<SharedCredentialsProvider>,
            region: Option<Region>,
            expires_in: Option<u64>,
            $($field: $type,)*
        }

        impl Config {
            /// A builder of [`Config`].
            pub fn builder() -> ConfigBuilder {
                ConfigBuilder::default()
            }

            /// The credentials provider, if it is not that of the application's configuration.
            pub fn credentials(&self) -> Option<SharedCredentialsProvider> {
                self.credentials.clone()
            }

            /// The region of the database, if not that of the configuration of the application.
            pub fn region(&self) -> Option<&Region> {
                self.region.as_ref()
            }

            /// The validity of passwords in seconds; 900 by default.
            pub fn expires_in(&self) -> Option<u64> {
                self.expires_in
            }

            $(
                #[doc = $doc]
                pub fn $field(&self) -> $got {
                    let $config = self;
                    $get
                }
            )*
        }

        /// Builds a [`Config`].
        #[derive(Debug, Default)]
        pub struct ConfigBuilder {
            credentials: Option<SharedCredentialsProvider>,
            region: Option<Region>,
            expires_in: Option<u64>,
            $($field: Option<$type>,)*
        }

        impl ConfigBuilder {
            /// Sets the credentials provider.
            pub fn credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
                self.credentials = Some(SharedCredentialsProvider::new(credentials));
                self
            }

            /// Sets the region of the database.
            pub fn region(mut self, region: Region) -> Self {
                self.region = Some(region);
                self
            }

            /// Sets the validity of passwords in seconds.
            pub fn expires_in(mut self, expires_in: u64) -> Self {
                self.expires_in = Some(expires_in);
                self
            }

            $(
                #[doc = $doc]
                pub fn $field(mut self, $field: $set) -> Self {
                    self.$field = Some($field.into());
                    self
                }
            )*

            /// The configuration.
            ///
            /// # Errors
            ///
            /// If something is not set that every database has.
            pub fn build(self) -> Result<Config, BoxError> {
                Ok(Config {
                    credentials: self.credentials,
                    region: self.region,
                    expires_in: self.expires_in,
                    $($field: self.$field.ok_or($missing)?,)*
                })
            }
        }
    };
}

pub(super) use config;

/// What a token is for.
pub(super) struct Request<'a> {
    /// The name that it is signed for.
    pub(super) service: &'static str,
    /// The host and the port of the database, if it is not the usual one.
    pub(super) host: String,
    /// The parameters of the query.
    pub(super) query: Vec<(&'static str, &'a str)>,
    /// The credentials, if they are not those of the configuration.
    pub(super) credentials: Option<&'a SharedCredentialsProvider>,
    pub(super) region: &'a Region,
    /// The validity of the token in seconds.
    pub(super) expires_in: u64,
}

impl Request<'_> {
    /// The token.
    ///
    /// # Errors
    ///
    /// If there are no credentials or no time source, credentials cannot be had, or the host is none.
    pub(super) async fn token(&self, config: &SdkConfig) -> Result<AuthToken, BoxError> {
        let provider = self.credentials.cloned().or_else(|| config.credentials_provider());
        let provider = provider.ok_or("a token for a database needs credentials")?;
        let time = config.time_source().ok_or("a token for a database needs a time source")?;
        let identity = Identity::from(provider.provide_credentials().await?);
        let mut settings = SigningSettings::default();
        settings.expires_in = Some(Duration::from_secs(self.expires_in));
        settings.signature_location = SignatureLocation::QueryParams;
        let signing = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region.as_ref())
            .name(self.service)
            .time(time.now())
            .settings(settings)
            .build()?
            .into();
        let pairs = self.query.iter().map(|(name, value)| format!("{name}={}", fmt_string(value)));
        let mut token = format!("{}/?{}", self.host, pairs.collect::<Vec<_>>().join("&"));
        let url = format!("https://{token}");
        let request = SignableRequest::new("GET", &url, std::iter::empty(), SignableBody::Bytes(&[]))?;
        let (instructions, _) = sign(request, &signing)?.into_parts();
        for (name, value) in instructions.params() {
            token.push_str(&format!("&{name}={}", fmt_string(value)));
        }
        Ok(AuthToken(token))
    }
}

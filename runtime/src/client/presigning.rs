//! Presigned requests and their validity.

use crate::types::{BoxError, HttpRequest, SdkBody};
use std::fmt;
use std::time::{Duration, SystemTime};

/// The longest time that a signature may be valid (AWS, "Signature Version 4", query parameter `X-Amz-Expires`).
const ONE_WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The time range in which a presigned request is valid.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PresigningConfig {
    start_time: SystemTime,
    expires_in: Duration,
}

impl PresigningConfig {
    /// Creates a configuration that is valid from now on. A request signed with credentials that expire earlier is valid until
    /// they expire.
    ///
    /// # Errors
    ///
    /// [`PresigningConfigError`] if the duration is longer than a week.
    pub fn expires_in(expires_in: Duration) -> Result<Self, PresigningConfigError> {
        Self::builder().expires_in(expires_in).build()
    }

    /// Creates a builder with nothing set.
    pub fn builder() -> PresigningConfigBuilder {
        PresigningConfigBuilder::default()
    }

    /// Returns how long the request is valid.
    pub fn expires(&self) -> Duration {
        self.expires_in
    }

    /// Returns the time from which the request is valid.
    pub fn start_time(&self) -> SystemTime {
        self.start_time
    }
}

/// Builds a [`PresigningConfig`].
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PresigningConfigBuilder {
    start_time: Option<SystemTime>,
    expires_in: Option<Duration>,
}

impl PresigningConfigBuilder {
    /// Sets the time from which the request is valid; now by default.
    pub fn start_time(mut self, start_time: SystemTime) -> Self {
        self.set_start_time(Some(start_time));
        self
    }

    /// Sets the time from which the request is valid; `None` is now.
    pub fn set_start_time(&mut self, start_time: Option<SystemTime>) {
        self.start_time = start_time;
    }

    /// Sets how long the request is valid. Required.
    pub fn expires_in(mut self, expires_in: Duration) -> Self {
        self.set_expires_in(Some(expires_in));
        self
    }

    /// Sets how long the request is valid. Required.
    pub fn set_expires_in(&mut self, expires_in: Option<Duration>) {
        self.expires_in = expires_in;
    }

    /// Returns the configuration.
    ///
    /// # Errors
    ///
    /// [`PresigningConfigError`] if the duration is not set, or is longer than a week.
    pub fn build(self) -> Result<PresigningConfig, PresigningConfigError> {
        let expires_in = self.expires_in.ok_or(PresigningConfigError(Problem::Missing))?;
        if expires_in > ONE_WEEK {
            return Err(PresigningConfigError(Problem::TooLong));
        }
        let start_time = self.start_time.unwrap_or_else(SystemTime::now);
        Ok(PresigningConfig { start_time, expires_in })
    }
}

/// The error of a duration that a presigned request cannot have.
#[derive(Debug)]
pub struct PresigningConfigError(Problem);

#[derive(Debug)]
enum Problem {
    Missing,
    TooLong,
}

impl fmt::Display for PresigningConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Problem::Missing => "`expires_in` is required",
            Problem::TooLong => "`expires_in` must be no longer than one week",
        })
    }
}

impl std::error::Error for PresigningConfigError {}

/// A presigned request, which another program can send: method, URI and headers. It has no body; the operation determines
/// which bodies are valid.
#[non_exhaustive]
pub struct PresignedRequest {
    request: HttpRequest,
}

impl PresignedRequest {
    /// # Errors
    ///
    /// If the URI or a header is not valid in the crate `http`.
    pub(crate) fn new(request: HttpRequest) -> Result<Self, BoxError> {
        let this = Self { request: request.map(|_| SdkBody::empty()) };
        this.clone().request.try_into_http1x()?;
        #[cfg(feature = "http-02x")]
        this.clone().request.try_into_http02x()?;
        Ok(this)
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &str {
        self.request.method()
    }

    /// Returns the URI, with the signature in its query.
    pub fn uri(&self) -> &str {
        self.request.uri()
    }

    /// Returns the headers that must be sent with the request, besides `Host`, which HTTP clients add themselves.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.request.headers().iter()
    }

    /// Returns a request of the crate `http` with this body.
    pub fn make_http_1x_request<B>(&self, body: B) -> http::Request<B> {
        self.clone().into_http_1x_request(body)
    }

    /// Returns a request of the crate `http` with this body.
    pub fn into_http_1x_request<B>(self, body: B) -> http::Request<B> {
        let request =
            self.request.try_into_http1x().expect("invariant: `new` has converted the same request");
        request.map(|_| body)
    }

    /// Returns a request of the crate `http` 0.2 with this body.
    #[cfg(feature = "http-02x")]
    #[deprecated = "version 1 of the crate `http` has the same: `make_http_1x_request`"]
    pub fn make_http_02x_request<B>(&self, body: B) -> http_02x::Request<B> {
        self.clone().of_version_02(body)
    }

    /// Returns a request of the crate `http` 0.2 with this body.
    #[cfg(feature = "http-02x")]
    #[deprecated = "version 1 of the crate `http` has the same: `into_http_1x_request`"]
    pub fn into_http_02x_request<B>(self, body: B) -> http_02x::Request<B> {
        self.of_version_02(body)
    }

    #[cfg(feature = "http-02x")]
    fn of_version_02<B>(self, body: B) -> http_02x::Request<B> {
        let request =
            self.request.try_into_http02x().expect("invariant: `new` has converted the same request");
        request.map(|_| body)
    }
}

impl Clone for PresignedRequest {
    fn clone(&self) -> Self {
        Self { request: self.request.try_clone().expect("invariant: a body that is empty can be cloned") }
    }
}

/// Without the query: whoever has it may send the request.
impl fmt::Debug for PresignedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.uri().split_once('?').map_or(self.uri(), |(path, _)| path);
        let names: Vec<_> = self.headers().map(|(name, _)| name).collect();
        formatter
            .debug_struct("PresignedRequest")
            .field("method", &self.method())
            .field("uri", &format_args!("\"{uri}?…\""))
            .field("headers", &names)
            .finish()
    }
}

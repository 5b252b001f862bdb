//! Customisation of a single call: interceptors, changes to its request, configuration of its own.

use super::presigning::{PresignedRequest, PresigningConfig};
use crate::call::SendFuture;
use crate::config::Settings;
use crate::types::{HttpRequest, HttpResponse, SdkError};
use aws_runtime::auth::PayloadSigningOverrideRuntimePlugin;
use aws_smithy_runtime::client::interceptors::{MapRequestInterceptor, MutateRequestInterceptor};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor};
use aws_smithy_runtime_api::client::runtime_plugin::SharedRuntimePlugin;
use aws_smithy_runtime_api::http::HttpError;
use std::marker::PhantomData;

/// A builder that can send its operation with configuration of its own.
#[doc(hidden)]
pub trait CustomizableSend<T, E>: Send + Sync {
    /// The configuration builder of the service.
    type ConfigBuilder: Into<Settings> + Default + From<Settings>;

    /// Sends the operation with `overrides` on top of the client's configuration.
    fn send(self, overrides: Settings) -> SendFuture<T, E>;
}

/// A builder that can sign the request of its operation with configuration of its own.
#[doc(hidden)]
pub trait CustomizablePresigned<E>: Send + Sync {
    /// Signs the request with `overrides` on top of the client's configuration.
    fn presign(self, overrides: Settings, config: PresigningConfig) -> SendFuture<PresignedRequest, E>;
}

/// The output of an operation whose payload need not be signed.
#[doc(hidden)]
pub trait MayLeavePayloadUnsigned {}

/// A request that is customized before it is sent.
#[derive(Debug)]
pub struct CustomizableOperation<T, E, B> {
    builder: B,
    config_override: Option<Settings>,
    interceptors: Vec<SharedInterceptor>,
    plugins: Vec<SharedRuntimePlugin>,
    types: PhantomData<(T, E)>,
}

impl<T, E, B: CustomizableSend<T, E>> CustomizableOperation<T, E, B> {
    /// A call of the operation that `builder` describes, not changed yet.
    #[doc(hidden)]
    pub fn new(builder: B) -> Self {
        Self {
            builder,
            config_override: None,
            interceptors: Vec::new(),
            plugins: Vec::new(),
            types: PhantomData,
        }
    }

    /// Adds an interceptor for this request. Its order among interceptors added in other ways is not
    /// specified.
    pub fn interceptor(mut self, interceptor: impl Intercept + 'static) -> Self {
        self.interceptors.push(SharedInterceptor::new(interceptor));
        self
    }

    /// Replaces the HTTP request before it is signed and sent; an error fails the operation.
    pub fn map_request<F, MapE>(self, f: F) -> Self
    where
        F: Fn(HttpRequest) -> Result<HttpRequest, MapE> + Send + Sync + 'static,
        MapE: std::error::Error + Send + Sync + 'static,
    {
        self.interceptor(MapRequestInterceptor::new(f))
    }

    /// Changes the HTTP request in place before it is signed and sent.
    pub fn mutate_request<F>(self, f: F) -> Self
    where
        F: Fn(&mut HttpRequest) + Send + Sync + 'static,
    {
        self.interceptor(MutateRequestInterceptor::new(f))
    }

    /// Sets a header of the request before it is signed; an existing header of this name is replaced. The operation fails if
    /// `name` is not a valid header name, or if `value` contains a line break or another control character. Official crates do
    /// not have this method.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.map_request(move |mut request| {
            request.headers_mut().try_insert(name.clone(), value.clone())?;
            Ok::<_, HttpError>(request)
        })
    }

    /// Overrides the configuration of the client for this request. Settings that are not set are those of the client.
    pub fn config_override(mut self, config_override: impl Into<B::ConfigBuilder>) -> Self {
        self.config_override = Some(config_override.into().into());
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// [`SdkError`]: the request could not be built or sent, the response could not be read, or the service
    /// returned an error.
    pub fn send(self) -> SendFuture<T, E>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let (builder, overrides) = self.into_parts();
        builder.send(overrides)
    }

    /// Signs the request, so that another program can send it.
    ///
    /// # Errors
    ///
    /// [`SdkError`]: the request could not be built or signed.
    pub async fn presigned(
        self,
        config: PresigningConfig,
    ) -> Result<PresignedRequest, SdkError<E, HttpResponse>>
    where
        E: std::error::Error + Send + Sync + 'static,
        B: CustomizablePresigned<E>,
    {
        let (builder, overrides) = self.into_parts();
        builder.presign(overrides, config).await
    }

    fn into_parts(self) -> (B, Settings) {
        let mut overrides = self.config_override.unwrap_or_else(|| B::ConfigBuilder::default().into());
        for interceptor in self.interceptors {
            overrides.push_interceptor(interceptor);
        }
        overrides.plugins.extend(self.plugins);
        (self.builder, overrides)
    }
}

impl<T: MayLeavePayloadUnsigned, E, B: CustomizableSend<T, E>> CustomizableOperation<T, E, B> {
    /// Excludes the payload from the signature of this request. This is faster, but changes of the payload are not detected.
    pub fn disable_payload_signing(mut self) -> Self {
        self.plugins.push(SharedRuntimePlugin::new(PayloadSigningOverrideRuntimePlugin::unsigned()));
        self
    }
}

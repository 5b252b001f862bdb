//! Bodies with secrets, and API keys, kept out of logs and errors.
//!
//! The orchestrator logs each transmitted request at trace level, with a body that is in memory. The body of an input with
//! sensitive members is removed for that moment: after the last interceptor that may change it, until the HTTP client is
//! called. The HTTP client, including those of tests, gets the original body.
//!
//! API keys in headers or in the query are removed in the same way; other headers with credentials are not logged anyway.
//!
//! The error of a request contains the response, and prints it. If its body may contain sensitive members, the body stays a
//! stream, which prints nothing.

use super::descriptor::Descriptor;
use crate::service::{ApiKey, Auth, Info, ServiceInfo};
use crate::types::{BoxError, HttpRequest, SdkBody};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextMut, FinalizerInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, SharedInterceptor, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::client::runtime_plugin::{Order, RuntimePlugin};
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;
use http_body::{Body, Frame};
use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

/// The hidden parts of one request.
#[derive(Clone)]
pub(super) struct Veil {
    info: &'static Info,
    service: &'static ServiceInfo,
    /// The HTTP client of requests whose own plugins have none.
    client: Option<SharedHttpClient>,
    /// The parts of the request that are removed for a time.
    aside: Arc<Mutex<Aside>>,
}

/// Parts of a request.
#[derive(Default)]
struct Aside {
    body: Option<SdkBody>,
    header: Option<(String, String)>,
    uri: Option<String>,
}

impl fmt::Debug for Veil {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Veil")
    }
}

impl Veil {
    /// Creates the veil of a request, if the operation has something to hide.
    pub(super) fn over(operation: &Descriptor, client: Option<&SharedHttpClient>) -> Option<Self> {
        let Descriptor { info, service, .. } = *operation;
        let hides = info.sensitive_input || info.sensitive_output || info.sensitive_errors;
        let hides = hides || api_key(service).is_some();
        hides.then(|| Self { info, service, client: client.cloned(), aside: Arc::default() })
    }

    fn put(&self, aside: Aside) -> Aside {
        std::mem::replace(&mut self.aside.lock().unwrap_or_else(PoisonError::into_inner), aside)
    }

    /// Whether parts of requests are removed for a time.
    fn puts_aside(&self) -> bool {
        self.info.sensitive_input || api_key(self.service).is_some()
    }
}

impl RuntimePlugin for Veil {
    fn order(&self) -> Order {
        // At this point, the interceptors of users are registered, and there is a client to wrap.
        Order::NestedComponents
    }

    fn runtime_components(&self, current: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        let components = RuntimeComponentsBuilder::new("Veil");
        // The current components belong to this call alone. Without any client, nothing would restore the body.
        let inner = current.http_client().or_else(|| self.client.clone());
        let veil = Self { client: inner.clone(), ..self.clone() };
        let client = inner.map(|inner| SharedHttpClient::new(Client { inner, veil: veil.clone() }));
        Cow::Owned(
            components
                .with_http_client(client.filter(|_| self.puts_aside()))
                .with_interceptor(SharedInterceptor::permanent(veil)),
        )
    }
}

#[dyn_dispatch_hint]
impl Intercept for Veil {
    fn name(&self) -> &'static str {
        "Veil"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        // Without a client, nothing would restore the parts.
        let mut aside = Aside::default();
        if self.client.is_some() {
            match api_key(self.service) {
                Some(ApiKey::Header(name, _)) => {
                    let name = name.to_ascii_lowercase();
                    aside.header = request.headers_mut().remove(&name).map(|key| (name, key));
                }
                Some(ApiKey::Query(_)) => {
                    aside.uri = Some(request.uri().to_owned());
                    request.set_uri(request.uri().split('?').next().unwrap_or_default().to_owned())?;
                }
                None => {}
            }
            // A streaming body is not logged.
            if self.info.sensitive_input && request.body().bytes().is_some() {
                aside.body = Some(std::mem::replace(request.body_mut(), SdkBody::taken()));
            }
        }
        self.put(aside);
        Ok(())
    }

    fn modify_before_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(response) = context.response_mut() {
            // Errors without sensitive members stay readable: programs look into them.
            let secret = if response.status().is_success() {
                self.info.sensitive_output
            } else {
                self.info.sensitive_errors
            };
            if let Some(bytes) = response.body().bytes().filter(|_| secret) {
                let hidden = Hidden(Some(Bytes::copy_from_slice(bytes)));
                *response.body_mut() = SdkBody::from_body_1_x(hidden);
            }
        }
        Ok(())
    }
}

/// Where a service expects API keys, if it does. AWS's crates log no other credentials.
fn api_key(service: &ServiceInfo) -> Option<ApiKey> {
    service.all_auth().find_map(|auth| if let Auth::ApiKey(place) = auth { Some(place) } else { None })
}

/// A body whose `Debug` prints nothing.
struct Hidden(Option<Bytes>);

impl Body for Hidden {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// The HTTP client of a request, which restores the removed parts.
#[derive(Debug)]
struct Client {
    inner: SharedHttpClient,
    veil: Veil,
}

impl HttpClient for Client {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, veil: self.veil.clone() })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, config)
    }

    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_final_config(components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    veil: Veil,
}

impl HttpConnector for Connector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let Aside { body, header, uri } = self.veil.put(Aside::default());
        if let Some(body) = body {
            *request.body_mut() = body;
        }
        // Both were part of the request before, so they are valid.
        let restored = header.map(|(name, key)| request.headers_mut().try_insert(name, key)).transpose();
        match restored.and_then(|_| uri.map(|uri| request.set_uri(uri)).transpose()) {
            Ok(_) => self.inner.call(request),
            Err(error) => HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        }
    }
}

//! Endpoint discovery: requests go to an endpoint that the service returns, until it expires.
//!
//! As in the official crates, a client has one discovered endpoint for all inputs.

use super::observe;
use crate::config::Config;
use crate::endpoint::is_valid_host_label;
use crate::service::{Service, ServiceInfo};
use crate::types::BoxError;
use aws_smithy_async::future::BoxFuture;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, default_async_sleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::endpoint::{
    EndpointFuture, EndpointResolverParams, ResolveEndpoint, SharedEndpointResolver,
};
use aws_smithy_types::endpoint::Endpoint;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};
use tracing::Level;

/// How often [`ReloadEndpoint::reload_task`] checks whether an endpoint is about to expire.
const INTERVAL: Duration = Duration::from_secs(60);

/// An endpoint that expires within this time is requested again.
const MARGIN: Duration = Duration::from_secs(120);

/// The last endpoint, and the time at which it expires.
#[derive(Debug)]
struct Discovered(Arc<Mutex<(Endpoint, SystemTime)>>);

impl Discovered {
    fn endpoint(&self) -> Endpoint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn expires(&self) -> SystemTime {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn set(&self, endpoint: (Endpoint, SystemTime)) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = endpoint;
    }
}

impl ResolveEndpoint for Discovered {
    fn resolve_endpoint<'a>(&'a self, _: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(self.endpoint()))
    }
}

type Load = dyn Fn() -> BoxFuture<'static, (Endpoint, SystemTime), BoxError> + Send + Sync;

/// Requests the endpoint of a service again, for a client returned by `with_endpoint_discovery_enabled`.
///
/// It does so only on demand: run [`reload_task`](Self::reload_task) while the client is in use, or call
/// [`reload_once`](Self::reload_once). If the service does not respond, the client keeps its endpoint.
#[must_use = "endpoints expire: run `reload_task` beside the calls of the client"]
pub struct ReloadEndpoint {
    service: &'static ServiceInfo,
    load: Box<Load>,
    /// The endpoint of the client; it is dropped with the client.
    discovered: Weak<Mutex<(Endpoint, SystemTime)>>,
    sleep: SharedAsyncSleep,
    time: SharedTimeSource,
}

impl fmt::Debug for ReloadEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ReloadEndpoint").finish_non_exhaustive()
    }
}

impl ReloadEndpoint {
    /// Requests the endpoint now.
    pub async fn reload_once(&self) {
        let Some(discovered) = self.discovered.upgrade().map(Discovered) else { return };
        match (self.load)().await {
            Ok(endpoint) => discovered.set(endpoint),
            Err(error) => {
                let text = format_args!("the endpoint stays as it is: the service gave no other: {error}");
                observe::say(self.service.package, Level::WARN, "endpoint_discovery", text);
            }
        }
    }

    /// Requests the endpoint whenever it is about to expire. Ends when the client and all its clones are dropped.
    pub async fn reload_task(self) {
        while let Some(discovered) = self.discovered.upgrade().map(Discovered) {
            let left = discovered.expires().duration_since(self.time.now()).unwrap_or_default();
            drop(discovered);
            if left < MARGIN {
                self.reload_once().await;
            }
            self.sleep.sleep(INTERVAL).await;
        }
    }
}

/// The configuration of a client with the endpoint that `load` returns: its host, and its lifetime in minutes.
///
/// # Errors
///
/// Those of `load`; also if there is no sleep implementation.
pub async fn discover<S, L, F>(config: &Config<S>, load: L) -> Result<(Config<S>, ReloadEndpoint), BoxError>
where
    S: Service,
    L: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<(String, i64), BoxError>> + Send + 'static,
{
    let sleep = config.sleep_impl().or_else(default_async_sleep);
    let sleep = sleep.ok_or("endpoint discovery needs a sleep implementation to wait with")?;
    let time = config.time_source().unwrap_or_default();
    let now = time.clone();
    let load = move || -> BoxFuture<'static, (Endpoint, SystemTime), BoxError> {
        let (load, now) = (load(), now.clone());
        Box::pin(async move {
            let (host, minutes) = load.await?;
            // It becomes part of a URI.
            let (name, port) = host.split_once(':').unwrap_or((&host, "443"));
            if !is_valid_host_label(name, true) || port.parse::<u16>().is_err() {
                return Err(format!("the service gives an endpoint that is no host: {host:?}").into());
            }
            let valid = Duration::from_secs(u64::try_from(minutes).unwrap_or_default().saturating_mul(60));
            let now = now.now();
            let expires = now.checked_add(valid).unwrap_or(now);
            Ok((Endpoint::builder().url(format!("https://{host}")).build(), expires))
        })
    };
    let discovered = Arc::new(Mutex::new(load().await?));
    let reload = ReloadEndpoint {
        service: const { &S::INFO },
        load: Box::new(load),
        discovered: Arc::downgrade(&discovered),
        sleep,
        time,
    };
    let mut builder = config.to_builder();
    builder.set_endpoint_resolver(Some(SharedEndpointResolver::new(Discovered(discovered))));
    Ok((builder.build(), reload))
}

/// The method of a client whose operation `$method` returns the endpoints of other operations.
#[macro_export]
macro_rules! endpoint_discovery {
    ($client:ident, $method:ident) => {
        impl $client {
            /// Returns a client that uses the endpoint which the service returns, and the task that requests it again.
            ///
            /// This service accepts only such requests: other clients can request the endpoint and nothing else. Run
            /// [`reload_task`](crate::endpoint_discovery::ReloadEndpoint::reload_task) while the client is in use.
            ///
            /// # Errors
            ///
            /// If the service returns no endpoint, or if there is no sleep implementation: the configuration has none, and the
            /// feature `tokio` is off.
            pub async fn with_endpoint_discovery_enabled(
                self,
            ) -> ::std::result::Result<(Self, $crate::ReloadEndpoint), $crate::types::BoxError> {
                let client = self.clone();
                let load = move || {
                    let call = client.$method().send();
                    async move {
                        let output = call.await?;
                        let endpoint = output.endpoints().first().ok_or("the service gives no endpoint")?;
                        // A member that is required is not an `Option`.
                        let host: ::std::option::Option<&str> = endpoint.address().into();
                        let host = host.ok_or("the service gives an endpoint without an address")?;
                        let minutes: ::std::option::Option<i64> = endpoint.cache_period_in_minutes().into();
                        Ok((host.to_owned(), minutes.unwrap_or_default()))
                    }
                };
                let (config, reload) = $crate::expanded::discover(self.config(), load).await?;
                Ok((Self::from_conf(config), reload))
            }
        }
    };
}

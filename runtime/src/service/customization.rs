//! Customizations of services: data, which the floors above read.

use super::within::Sessions;
use crate::shape::Structure;
use crate::types::{HttpResponse, SerdeError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use std::time::Duration;

/// What one service does differently. The constants are in [`services`](crate::services).
#[derive(Clone, Copy, Debug)]
pub struct Customization {
    /// The ids of responses besides the request id.
    pub ids: &'static [Id],
    /// The settings that the environment and the profile have for this service only.
    pub settings: &'static [Setting],
    /// Headers of all requests, in the place of others with their names.
    pub headers: &'static [(&'static str, &'static str)],
    /// Codes of errors that are retried, besides those of all services.
    pub transient_errors: &'static [&'static str],
    /// The retry configuration under the newest rules for retries (`RetrySpec` 2.1).
    pub retries: Option<Retries>,
    /// Operations whose server waits for something to happen, and which are called in a loop: a retry always waits
    /// first, even if there are no retry tokens left.
    pub long_polling: &'static [&'static str],
    /// Operations whose bodies may stall for as long as they like.
    pub may_stall: &'static [&'static str],
    /// Changes an input before it is serialized.
    pub prepare: fn(&mut dyn Structure) -> Result<(), SerdeError>,
    /// Whether a response with a status of success is an error.
    pub is_error: fn(&HttpResponse) -> bool,
    /// The sessions that calls may need.
    pub(crate) sessions: Option<Sessions>,
    /// Adds interceptors and similar components; also takes the names of the package and of the operation.
    pub components: fn(RuntimeComponentsBuilder, &'static str, &'static str) -> RuntimeComponentsBuilder,
}

/// How calls of a service are retried.
#[derive(Clone, Copy, Debug)]
pub struct Retries {
    /// How long the first wait is, unless the service throttles.
    pub initial_backoff: Duration,
    /// The default number of attempts.
    pub max_attempts: u32,
}

/// An id of a response.
#[derive(Clone, Copy, Debug)]
pub struct Id {
    /// Its header.
    pub header: &'static str,
    /// Its field in outputs.
    pub field: &'static str,
    /// Its key in the metadata of errors.
    pub metadata: &'static str,
}

/// A setting that is true or false, and that endpoints depend on.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The client context parameter that it sets (Smithy, `clientContextParams`).
    pub parameter: &'static str,
    /// Its name in the environment.
    pub environment: &'static str,
    /// Its name in a profile.
    pub profile: &'static str,
}

impl Customization {
    /// The service has no customization.
    pub const NONE: Self = Self {
        ids: &[],
        settings: &[],
        headers: &[],
        transient_errors: &[],
        retries: None,
        long_polling: &[],
        may_stall: &[],
        prepare: |_| Ok(()),
        is_error: |_| false,
        sessions: None,
        components: |components, _, _| components,
    };
}

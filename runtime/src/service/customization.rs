//! What a service may do differently from what its model says: data, which the floors above read.

use super::within::Sessions;
use crate::shape::Structure;
use crate::types::{HttpResponse, SerdeError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use std::time::Duration;

/// What one service does differently. The constants are in [`services`](crate::services).
#[derive(Clone, Copy, Debug)]
pub struct Customization {
    /// The ids that responses have beside that of the request.
    pub ids: &'static [Id],
    /// The settings that the environment and the profile have for this service only.
    pub settings: &'static [Setting],
    /// Headers of all requests, in the place of others with their names.
    pub headers: &'static [(&'static str, &'static str)],
    /// Codes of errors that are retried, beside those of all services.
    pub transient_errors: &'static [&'static str],
    /// How calls are retried where the newest rules for retries hold (`RetrySpec` 2.1).
    pub retries: Option<Retries>,
    /// Operations that wait on the server for something to happen, and are made again and again: no attempt of theirs follows
    /// at once, also without tokens for retries.
    pub long_polling: &'static [&'static str],
    /// Operations whose bodies may stall for as long as they like.
    pub may_stall: &'static [&'static str],
    /// Changes an input before it is serialized.
    pub prepare: fn(&mut dyn Structure) -> Result<(), SerdeError>,
    /// Whether a response whose status says success is an error all the same.
    pub is_error: fn(&HttpResponse) -> bool,
    /// The sessions that calls may need.
    pub(crate) sessions: Option<Sessions>,
    /// Adds interceptors and the like; takes the name of the package and that of the operation, too.
    pub components: fn(RuntimeComponentsBuilder, &'static str, &'static str) -> RuntimeComponentsBuilder,
}

/// How calls of a service are retried.
#[derive(Clone, Copy, Debug)]
pub struct Retries {
    /// How long the first wait is, unless the service throttles.
    pub initial_backoff: Duration,
    /// How many attempts there are, unless code says otherwise.
    pub max_attempts: u32,
}

/// An id of a response.
#[derive(Clone, Copy, Debug)]
pub struct Id {
    /// The header that it comes in.
    pub header: &'static str,
    /// The field of outputs that holds it.
    pub field: &'static str,
    /// Where the metadata of errors holds it.
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
    /// The service does what its model says.
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

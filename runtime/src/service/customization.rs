//! What a service may do differently from what its model says: data, which the floors above read.

use crate::types::HttpResponse;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;

/// What one service does differently. The constants are in [`services`](crate::services).
#[derive(Clone, Copy, Debug)]
pub struct Customization {
    /// The ids that responses have beside that of the request.
    pub ids: &'static [Id],
    /// The settings that the environment and the profile have for this service only.
    pub settings: &'static [Setting],
    /// Whether a response whose status says success is an error all the same.
    pub is_error: fn(&HttpResponse) -> bool,
    /// Adds interceptors and the like to an operation; takes the name of the package, too.
    pub components: fn(RuntimeComponentsBuilder, &'static str) -> RuntimeComponentsBuilder,
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
    pub const NONE: Self =
        Self { ids: &[], settings: &[], is_error: |_| false, components: |components, _| components };
}

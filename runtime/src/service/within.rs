//! Operations that are called within the call of another one.

use super::facts::Info;
use crate::shape::Structure;
use crate::types::{BoxError, Schema};
use aws_smithy_async::future::BoxFuture;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::config_bag::{ConfigBag, Layer, Storable, StoreReplace};
use std::fmt;
use std::sync::Arc;

/// An operation that no generated code describes.
#[derive(Debug)]
pub(crate) struct Within {
    /// The facts that a model would have.
    pub(crate) info: &'static Info,
    pub(crate) empty_output: fn() -> Box<dyn Structure>,
    pub(crate) output_schema: fn() -> &'static Schema<'static>,
}

/// Calls operations of a service with the settings of another request: credentials, HTTP client, region.
pub(crate) trait CallWithin: fmt::Debug + Send + Sync {
    /// The output, or an error.
    fn call<'a>(
        &'a self,
        operation: &'static Within,
        input: Box<dyn Structure>,
        components: &'a RuntimeComponents,
        config: &'a ConfigBag,
    ) -> BoxFuture<'a, Box<dyn Structure>, BoxError>;
}

/// Sessions of a service: credentials that one of its operations returns for one resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sessions {
    /// The endpoint parameter that names the resource.
    pub(crate) resource: &'static str,
    /// Adds sessions to all requests of a client.
    pub(crate) add: fn(Arc<dyn CallWithin>, &mut Layer, &mut RuntimeComponentsBuilder),
}

/// The resource of a call of a service that has sessions.
#[derive(Clone, Debug)]
pub(crate) struct Resource(pub(crate) String);

impl Storable for Resource {
    type Storer = StoreReplace<Self>;
}

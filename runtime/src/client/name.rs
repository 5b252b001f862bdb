//! Operations by themselves.

use crate::call::Descriptor;
use crate::service::Operation;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_types::config_bag::FrozenLayer;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// An operation by itself, without an input; the type that official crates name after it.
pub struct Name<I>(PhantomData<fn() -> I>);

impl<I> Name<I> {
    /// The operation.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<I> Clone for Name<I> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<I> Default for Name<I> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I: Operation> fmt::Debug for Name<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(I::INFO.name)
    }
}

impl<I: Operation> RuntimePlugin for Name<I> {
    fn config(&self) -> Option<FrozenLayer> {
        Some(Descriptor::of::<I>().config())
    }

    fn runtime_components(&self, _: &RuntimeComponentsBuilder) -> Cow<'_, RuntimeComponentsBuilder> {
        Cow::Owned(Descriptor::of::<I>().components())
    }
}

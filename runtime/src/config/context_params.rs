//! Client context parameters (Smithy, `clientContextParams`) of services whose settings the runtime does not know.

use super::builder::Builder;
use crate::endpoint::Value;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreAppend};

/// A parameter, by its name in the rules.
#[derive(Clone, Debug)]
struct ContextParam(&'static str, Option<Value<'static>>);

impl Storable for ContextParam {
    type Storer = StoreAppend<Self>;
}

impl<S> Builder<S> {
    /// Sets or unsets a client context parameter by its name in the rules.
    #[doc(hidden)]
    pub fn set_client_context_param(
        &mut self,
        name: &'static str,
        value: Option<Value<'static>>,
    ) -> &mut Self {
        self.settings.layer.store_append(ContextParam(name, value));
        self
    }
}

/// Whether any of them is set.
pub(crate) fn has_context_params(config: &ConfigBag) -> bool {
    config.load::<ContextParam>().next().is_some()
}

/// The value of a parameter: the one that was set last, where a setting of the request precedes those of the client.
pub(crate) fn context_param(name: &str, config: &ConfigBag) -> Option<Value<'static>> {
    let mut newest_first = config.load::<ContextParam>();
    newest_first.find(|param| param.0 == name).and_then(|param| param.1.clone())
}

/// Defines the settings of a service that its endpoints depend on, as a trait of the builder of its configuration.
///
/// A row is `"Parameter" setter set_setter: Type = "documentation"`.
#[macro_export]
macro_rules! client_context_params {
    ($service:ty { $($name:literal $setter:ident $set:ident: $kind:ident = $docs:literal,)* }) => {
        /// The settings that endpoints of this service depend on: methods of the builder of a configuration.
        pub trait ClientContextParams: Sized {
            $(
                #[doc = $docs]
                fn $setter(mut self, value: impl Into<$crate::endpoint_type! { $kind }>) -> Self {
                    self.$set(::std::option::Option::Some(value.into()));
                    self
                }
                #[doc = $docs]
                fn $set(
                    &mut self,
                    value: ::std::option::Option<$crate::endpoint_type! { $kind }>,
                ) -> &mut Self;
            )*
        }

        impl ClientContextParams for $crate::config::Builder<$service> {
            $(
                #[inline]
                fn $set(
                    &mut self,
                    value: ::std::option::Option<$crate::endpoint_type! { $kind }>,
                ) -> &mut Self {
                    self.set_client_context_param($name, value.map(::std::convert::Into::into))
                }
            )*
        }
    };
}

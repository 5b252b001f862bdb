//! The values of endpoint parameters, and the macro that defines the module `config::endpoint` of a crate.

use super::functions::is_valid_host_label;
use super::rules::{DefaultValue, RuleSet, Rules};
use super::value::{Value, Values};
use std::fmt;

impl Values {
    /// Fills in defaults.
    pub fn fill(&mut self, rules: &Rules) {
        for (index, parameter) in rules.parameters().iter().enumerate() {
            if self.get(index).is_none() {
                let default = parameter.default.clone().map(|default| match default {
                    DefaultValue::Boolean(value) => Value::Boolean(value),
                    DefaultValue::String(value) => Value::text(value),
                    DefaultValue::StringArray(values) => Value::StringArray(values.into()),
                });
                self.set(index, default);
            }
        }
    }

    /// Fills in defaults, and checks values that do not depend on an operation.
    ///
    /// # Errors
    ///
    /// [`InvalidParams`] if a required parameter has no value, or the region is not a valid label of a host name.
    pub fn complete(mut self, rules: &RuleSet, fields: &[&'static str]) -> Result<Self, InvalidParams> {
        self.fill(rules.rules());
        self.check_region(rules.rules())?;
        for (index, parameter) in rules.rules().parameters().iter().enumerate() {
            let field = fields.get(index).copied().unwrap_or_default();
            if parameter.required && self.get(index).is_none() {
                return Err(InvalidParams { field, problem: Problem::Missing });
            }
        }
        Ok(self)
    }

    /// Checks values that become part of host names without a check by the rules: a region such as `x@host/` would send
    /// signed requests to another host.
    ///
    /// # Errors
    ///
    /// [`InvalidParams`] if the region is no label of a host name.
    pub(crate) fn check_region(&self, rules: &Rules) -> Result<(), InvalidParams> {
        match rules.built_in("AWS::Region").and_then(|index| self.string(index)) {
            Some(region) if !is_valid_host_label(region, true) => {
                Err(InvalidParams { field: "region", problem: Problem::NoHostLabel })
            }
            _ => Ok(()),
        }
    }

    /// Prints the values as `derive(Debug)` would print a structure of these fields.
    ///
    /// # Errors
    ///
    /// What the formatter reports.
    pub fn debug(&self, name: &str, fields: &[&str], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct(name);
        for (index, field) in fields.iter().enumerate() {
            match self.get(index) {
                Some(Value::String(value)) => output.field(field, &Some(value)),
                Some(Value::StringArray(values)) => output.field(field, &Some(values)),
                Some(Value::Boolean(value)) => output.field(field, value),
                _ => output.field(field, &None::<()>),
            };
        }
        output.finish()
    }
}

/// The error of endpoint parameters: a required one without a value, or an invalid value.
#[derive(Debug)]
pub struct InvalidParams {
    field: &'static str,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    Missing,
    NoHostLabel,
}

impl fmt::Display for InvalidParams {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            Problem::Missing => write!(formatter, "a required field was missing: `{}`", self.field),
            Problem::NoHostLabel => {
                write!(formatter, "invalid value for field: `{}` - must be a valid host label", self.field)
            }
        }
    }
}

impl std::error::Error for InvalidParams {}

/// Defines `Params`, `ParamsBuilder`, `ResolveEndpoint` and `DefaultResolver` of a service.
///
/// A row is `index getter setter: Type = "documentation"`, in the order of the rules, which stand in a file beside
/// the one that the macro is called in.
#[macro_export]
macro_rules! endpoint {
    ($service:ty = $rules:literal { $($index:literal $field:ident $setter:ident: $kind:ident = $docs:literal,)* }) => {
        static RULES: $crate::endpoint::RuleSet = $crate::endpoint::RuleSet::new(include_str!($rules));
        const FIELDS: &[&str] = &[$(stringify!($field)),*];

        /// The parameters of endpoints.
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct Params($crate::endpoint::Values);

        impl Params {
            /// Returns a builder for [`Params`].
            #[inline]
            pub fn builder() -> ParamsBuilder {
                ParamsBuilder::default()
            }
            $($crate::endpoint_getter! { $index $field: $kind = $docs })*
        }

        impl ::std::fmt::Debug for Params {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.debug("Params", FIELDS, formatter)
            }
        }

        /// Builds [`Params`].
        #[derive(Clone, Default, PartialEq)]
        pub struct ParamsBuilder($crate::endpoint::Values);

        impl ParamsBuilder {
            /// Returns the parameters.
            ///
            /// # Errors
            ///
            /// [`InvalidParams`] if a required parameter is not set, or the region cannot be part of a host name.
            pub fn build(self) -> ::std::result::Result<Params, InvalidParams> {
                ::std::result::Result::Ok(Params(self.0.complete(&RULES, FIELDS)?))
            }
            $(
                #[doc = $docs]
                #[inline]
                pub fn $field(self, value: impl Into<$crate::endpoint_type! { $kind }>) -> Self {
                    self.$setter(::std::option::Option::Some(value.into()))
                }
                #[doc = $docs]
                #[inline]
                pub fn $setter(
                    mut self,
                    param: ::std::option::Option<$crate::endpoint_type! { $kind }>,
                ) -> Self {
                    self.0.set($index, param.map(::std::convert::Into::into));
                    self
                }
            )*
        }

        impl ::std::fmt::Debug for ParamsBuilder {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.debug("ParamsBuilder", FIELDS, formatter)
            }
        }

        /// Resolves the endpoint of a request.
        pub trait ResolveEndpoint: Send + Sync + ::std::fmt::Debug {
            /// Resolves the endpoint for these parameters.
            fn resolve_endpoint<'a>(&'a self, params: &'a Params) -> EndpointFuture<'a>;

            /// Returns the resolver in the form that a client takes.
            fn into_shared_resolver(self) -> SharedEndpointResolver
            where
                Self: Sized + 'static,
            {
                SharedEndpointResolver::new($crate::endpoint::Untyped::new(
                    self,
                    resolve_untyped::<Self>,
                    (&RULES, |params| Some(&mut params.get_mut::<Params>()?.0)),
                ))
            }
        }

        fn resolve_untyped<'a, R: ResolveEndpoint>(
            resolver: &'a R,
            params: &'a $crate::endpoint::EndpointResolverParams,
        ) -> EndpointFuture<'a> {
            match params.get::<Params>() {
                ::std::option::Option::Some(params) => resolver.resolve_endpoint(params),
                ::std::option::Option::None => $crate::endpoint::other_params(),
            }
        }

        /// Resolves endpoints by the rules of the service.
        #[derive(Debug, Default)]
        pub struct DefaultResolver(());

        impl DefaultResolver {
            /// Creates the resolver.
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        }

        impl ResolveEndpoint for DefaultResolver {
            #[inline]
            fn resolve_endpoint<'a>(&'a self, params: &'a Params) -> EndpointFuture<'a> {
                $crate::endpoint::resolve(&RULES, &params.0)
            }
        }

        impl $crate::endpoint::ServiceEndpoint for $service {
            #[inline]
            fn rules() -> &'static $crate::endpoint::RuleSet {
                &RULES
            }
            #[inline]
            fn params(values: $crate::endpoint::Values) -> $crate::endpoint::EndpointResolverParams {
                $crate::endpoint::EndpointResolverParams::new(Params(values))
            }
            #[inline]
            fn default_resolver() -> SharedEndpointResolver {
                DefaultResolver::new().into_shared_resolver()
            }
        }

        impl<R: ResolveEndpoint + 'static> $crate::endpoint::ResolvesWith<R> for $service {
            #[inline]
            fn shared(resolver: R) -> SharedEndpointResolver {
                resolver.into_shared_resolver()
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! endpoint_type {
    (String) => { ::std::string::String };
    (Boolean) => { bool };
    (StringArray) => { ::std::vec::Vec<::std::string::String> };
}

#[doc(hidden)]
#[macro_export]
macro_rules! endpoint_getter {
    ($index:literal $field:ident: String = $docs:literal) => {
        #[doc = $docs]
        #[inline]
        pub fn $field(&self) -> ::std::option::Option<&str> {
            self.0.string($index)
        }
    };
    ($index:literal $field:ident: Boolean = $docs:literal) => {
        #[doc = $docs]
        #[inline]
        pub fn $field(&self) -> ::std::option::Option<bool> {
            self.0.boolean($index)
        }
    };
    ($index:literal $field:ident: StringArray = $docs:literal) => {
        #[doc = $docs]
        #[inline]
        pub fn $field(&self) -> ::std::option::Option<&[::std::string::String]> {
            self.0.string_array($index)
        }
    };
}

//! The macros that give a crate its builder types and its client.
//!
//! Setters are inherent methods, so the types they stand on must belong to the crate that has the setters; that
//! is the only reason why these few items are a macro and not types of this crate.

/// Defines `Client`.
#[macro_export]
macro_rules! client {
    ($client:ident for $service:ty, $title:literal) => {
        $crate::client! { $client for $service, $title, "As [`new`](Self::new)." }

        impl $client {
            /// Creates a client from the configuration that all clients of an application share.
            ///
            /// # Panics
            ///
            /// If `config` has no behavior version, or enables retries or timeouts without a sleep
            /// implementation; the message says how to fix it.
            #[inline]
            #[track_caller]
            pub fn new(config: &$crate::types::SdkConfig) -> Self {
                Self::from_conf(config.into())
            }
        }
    };
    ($client:ident for $service:ty, $title:literal, $panics:literal) => {
        #[doc = concat!("A client for ", $title, ".")]
        ///
        /// Each operation is a method that returns a builder, whose `send()` sends the request. Clones share
        /// connections and configuration.
        #[derive(Clone, Debug)]
        pub struct $client {
            handle: ::std::sync::Arc<$crate::Handle<$service>>,
        }

        impl $client {
            /// Creates a client from a configuration of its own.
            ///
            /// # Panics
            ///
            #[doc = $panics]
            #[inline]
            #[track_caller]
            pub fn from_conf(config: $crate::config::Config<$service>) -> Self {
                Self { handle: ::std::sync::Arc::new($crate::Handle::new(config)) }
            }

            /// Returns the configuration of this client.
            #[inline]
            pub fn config(&self) -> &$crate::config::Config<$service> {
                self.handle.config()
            }
        }

        impl $crate::HasHandle<$service> for $client {
            #[inline]
            fn handle(&self) -> &::std::sync::Arc<$crate::Handle<$service>> {
                &self.handle
            }
        }
    };
}

/// Defines the fluent builder of the calls of a waiter, for crates that have some: `Builder<Input, Waiting<Input, W>>`.
#[macro_export]
macro_rules! waiting {
    ($service:ty) => {
        /// Holds the input of an operation, and the client that repeats the request until the waiter `W` succeeds.
        #[derive(Clone, Debug)]
        pub struct Waiting<I, W> {
            builder: Builder<I>,
            handle: ::std::sync::Arc<$crate::Handle<$service>>,
            waiter: ::std::marker::PhantomData<fn() -> W>,
        }

        impl<I, W> $crate::Holder<I> for Waiting<I, W> {
            #[inline]
            fn input(&self) -> &I {
                &self.builder.holder.0
            }
            #[inline]
            fn input_mut(&mut self) -> &mut I {
                &mut self.builder.holder.0
            }
        }

        impl<I: $crate::Operation<Service = $service>, W> $crate::FluentBuilder
            for Builder<I, Waiting<I, W>>
        {
            type Service = $service;

            #[inline]
            fn new(handle: &::std::sync::Arc<$crate::Handle<$service>>) -> Self {
                let holder = Waiting {
                    builder: ::std::default::Default::default(),
                    handle: ::std::clone::Clone::clone(handle),
                    waiter: ::std::marker::PhantomData,
                };
                Builder { holder, input: ::std::marker::PhantomData }
            }
        }

        impl<I, W> Builder<I, Waiting<I, W>>
        where
            I: $crate::Operation<Service = $service> + ::std::clone::Clone,
            W: $crate::Waiter<I>,
        {
            /// Returns the builder of the input, to read what is set so far.
            #[inline]
            pub fn as_input(&self) -> &Builder<I> {
                &self.holder.builder
            }

            /// Repeats the request until the waiter succeeds, for at most about `max_wait`.
            ///
            /// # Errors
            ///
            /// [`WaiterError`]($crate::types::WaiterError): the waiter failed, timed out, or a request failed.
            pub async fn wait(
                self,
                max_wait: ::std::time::Duration,
            ) -> ::std::result::Result<
                $crate::types::FinalPoll<
                    I::Output,
                    $crate::types::SdkError<I::Error, $crate::types::HttpResponse>,
                >,
                $crate::types::WaiterError<I::Output, I::Error>,
            > {
                let Waiting { builder, handle, .. } = self.holder;
                $crate::expanded::wait::<I, W>(handle, builder.holder.0, max_wait).await
            }
        }
    };
}

/// Defines the generic types behind every builder of a crate. `$client` is what inputs are sent with; any client of the
/// service, if it is in another crate.
///
/// `crate::client::Builder<Input>` is the input builder of an operation, `Builder<Input, Fluent<Input>>` its
/// fluent builder; both share one set of setters. `TypeBuilder<T>` builds structures without required members.
#[macro_export]
macro_rules! builders {
    ($service:ty) => {
        $crate::builders! { $service, impl $crate::HasHandle<$service> }
    };
    ($service:ty, $client:ty) => {
        /// Holds the input of an operation while it is built.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Direct<I>(I);

        impl<I> $crate::Holder<I> for Direct<I> {
            #[inline]
            fn input(&self) -> &I {
                &self.0
            }
            #[inline]
            fn input_mut(&mut self) -> &mut I {
                &mut self.0
            }
        }

        /// Holds the input of an operation, and the client that sends it.
        #[derive(Clone, Debug)]
        pub struct Fluent<I> {
            builder: Builder<I>,
            handle: ::std::sync::Arc<$crate::Handle<$service>>,
            overrides: ::std::option::Option<$crate::expanded::Settings>,
        }

        impl<I> $crate::Holder<I> for Fluent<I> {
            #[inline]
            fn input(&self) -> &I {
                &self.builder.holder.0
            }
            #[inline]
            fn input_mut(&mut self) -> &mut I {
                &mut self.builder.holder.0
            }
        }

        /// Builds the input of an operation, or sends it: see the aliases in the `builders` module of each
        /// operation.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Builder<I, H = Direct<I>> {
            pub(crate) holder: H,
            input: ::std::marker::PhantomData<I>,
        }

        impl<I: $crate::Operation<Service = $service>> Default for Builder<I> {
            #[inline]
            fn default() -> Self {
                Self { holder: Direct(I::empty()), input: ::std::marker::PhantomData }
            }
        }

        impl<I: $crate::Operation<Service = $service>> Builder<I> {
            /// Returns the input.
            ///
            /// # Errors
            ///
            /// [`BuildError`]($crate::types::BuildError) if a stream of events is not set; it names the member. Other members that
            /// an operation requires are checked when it is sent.
            #[inline]
            pub fn build(self) -> ::std::result::Result<I, $crate::types::BuildError> {
                let mut input = self.holder.0;
                input.complete()?;
                ::std::result::Result::Ok(input)
            }

            /// Sends the input with `client`.
            #[inline]
            pub fn send_with(self, client: &$client) -> $crate::SendFuture<I::Output, I::Error> {
                $crate::send($crate::HasHandle::handle(client), self.build(), ::std::option::Option::None)
            }
        }

        impl<I: $crate::Operation<Service = $service>> $crate::FluentBuilder for Builder<I, Fluent<I>> {
            type Service = $service;

            #[inline]
            fn new(handle: &::std::sync::Arc<$crate::Handle<$service>>) -> Self {
                let holder = Fluent {
                    builder: ::std::default::Default::default(),
                    handle: ::std::clone::Clone::clone(handle),
                    overrides: ::std::option::Option::None,
                };
                Builder { holder, input: ::std::marker::PhantomData }
            }
        }

        impl<I: $crate::Operation<Service = $service>> Builder<I, Fluent<I>> {
            /// Returns the builder of the input, to read what is set so far.
            #[inline]
            pub fn as_input(&self) -> &Builder<I> {
                &self.holder.builder
            }

            /// Sends the request.
            ///
            /// The future returns an [`SdkError`]($crate::types::SdkError) if the request could not be built or
            /// sent, if the response could not be read, or if the service returned an error. Transient errors
            /// are retried according to the retry configuration of the client.
            #[inline]
            pub fn send(self) -> $crate::SendFuture<I::Output, I::Error> {
                let Fluent { builder, handle, overrides } = self.holder;
                $crate::send(&handle, builder.build(), overrides)
            }

            /// Requests all pages of the results, one after the other.
            #[inline]
            pub fn into_paginator(self) -> $crate::Paginator<I>
            where
                I: $crate::Paginated,
            {
                let Fluent { builder, handle, .. } = self.holder;
                $crate::Paginator::new(handle, builder.holder.0)
            }

            /// Signs the request, so that another program can send it.
            ///
            /// # Errors
            ///
            /// [`SdkError`]($crate::types::SdkError): the request could not be built or signed.
            #[inline]
            pub fn presigned(
                self,
                config: $crate::presigning::PresigningConfig,
            ) -> $crate::SendFuture<$crate::presigning::PresignedRequest, I::Error>
            where
                I: $crate::Presignable,
            {
                let Fluent { builder, handle, overrides } = self.holder;
                $crate::expanded::presign(&handle, builder.build(), overrides, config)
            }

            /// Customizes this request before it is sent.
            #[inline]
            pub fn customize(self) -> $crate::CustomizableOperation<I::Output, I::Error, Self> {
                $crate::CustomizableOperation::new(self)
            }
        }

        impl<I: $crate::Operation<Service = $service>> $crate::expanded::CustomizableSend<I::Output, I::Error>
            for Builder<I, Fluent<I>>
        {
            type ConfigBuilder = $crate::config::Builder<$service>;

            #[inline]
            fn send(
                mut self,
                overrides: $crate::expanded::Settings,
            ) -> $crate::SendFuture<I::Output, I::Error> {
                self.holder.overrides = ::std::option::Option::Some(overrides);
                Self::send(self)
            }
        }

        impl<I: $crate::Presignable<Service = $service>> $crate::expanded::CustomizablePresigned<I::Error>
            for Builder<I, Fluent<I>>
        {
            #[inline]
            fn presign(
                mut self,
                overrides: $crate::expanded::Settings,
                config: $crate::presigning::PresigningConfig,
            ) -> $crate::SendFuture<$crate::presigning::PresignedRequest, I::Error> {
                self.holder.overrides = ::std::option::Option::Some(overrides);
                self.presigned(config)
            }
        }

        $crate::type_builders! {}
    };
}

/// Defines the generic type behind the builders of structures.
#[macro_export]
macro_rules! type_builders {
    () => {
        /// Builds a structure that has no required members.
        #[derive(Clone, PartialEq)]
        pub struct TypeBuilder<T> {
            pub(crate) value: T,
        }

        impl<T: $crate::Structure> ::std::default::Default for TypeBuilder<T> {
            #[inline]
            fn default() -> Self {
                Self { value: T::empty() }
            }
        }

        impl<T: $crate::Structure> ::std::fmt::Debug for TypeBuilder<T> {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let name = format!("{}Builder", self.value.shape().name());
                $crate::expanded::debug(&self.value, &name, formatter)
            }
        }

        impl<T: $crate::Structure> TypeBuilder<T> {
            /// Returns the structure.
            #[inline]
            pub fn build(self) -> T {
                self.value
            }
        }
    };
}

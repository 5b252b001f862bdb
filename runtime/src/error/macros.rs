//! The macros that implement the common traits of errors and error enums.

/// Implements everything of a modelled error structure that its members do not decide.
///
/// The closure returns the text that `Display` prints after the name, if there is one.
#[macro_export]
macro_rules! error_structure {
    ($name:ident, |$error:ident| $message:expr) => {
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let $error = self;
                $crate::expanded::display($error, $message, formatter)
            }
        }
        impl ::std::error::Error for $name {}
        impl $crate::types::ProvideErrorMetadata for $name {
            #[inline]
            fn meta(&self) -> &$crate::types::ErrorMetadata {
                &self.meta
            }
        }
        impl $crate::types::RequestId for $name {
            #[inline]
            fn request_id(&self) -> ::std::option::Option<&str> {
                self.meta.request_id()
            }
        }
    };
}

/// Implements the trait by which an error enum reads the message in place of an event.
///
/// A row is `Variant "member"`, the member of the union; the enum also has a variant `Unhandled`.
#[cfg(feature = "event-stream")]
#[macro_export]
macro_rules! event_error {
    ($name:ident { $($variant:ident $member:literal,)* }) => {
        impl $crate::EventError for $name {
            fn sent(&self) -> ::std::option::Option<(&'static str, &dyn $crate::Structure)> {
                match self {
                    $(Self::$variant(error) => ::std::option::Option::Some(($member, error)),)*
                    Self::Unhandled(_) => ::std::option::Option::None,
                }
            }
        }
    };
}

/// Implements the error enum of an operation, or of several, which has the input of the operation as its parameter.
///
/// A row is `Variant is_variant "Code" | "Other"`; the enum also has a variant `Unhandled`. After `=>` stands the error
/// enum of the service, which has a variant of the same name for each row. A row may end in
/// `retry Kind`, a variant of [`ErrorKind`](crate::types::ErrorKind).
#[macro_export]
macro_rules! operation_error {
    ($name:ident $(<$operation:ident>)? => $service:ty {
        $($variant:ident $is:ident $($code:literal)|+ $(retry $kind:ident)?,)*
    }) => {
        impl$(<$operation: 'static>)? $name$(<$operation>)? {
            /// Creates an `Unhandled` error that is caused by `error`.
            #[inline]
            pub fn unhandled(
                error: impl ::std::convert::Into<
                    ::std::boxed::Box<dyn ::std::error::Error + ::std::marker::Send + ::std::marker::Sync>,
                >,
            ) -> Self {
                Self::Unhandled($crate::Unhandled::new(error.into(), ::std::option::Option::None))
            }
            /// Creates an `Unhandled` error from the metadata of a response.
            #[inline]
            pub fn generic(error: $crate::types::ErrorMetadata) -> Self {
                Self::Unhandled($crate::Unhandled::generic(error))
            }
            /// Returns the metadata of the error: code, message, request id.
            #[inline]
            pub fn meta(&self) -> &$crate::types::ErrorMetadata {
                self.inner().meta()
            }
            $(
                #[doc = concat!("Returns whether this is `", stringify!($variant), "`.")]
                #[inline]
                pub fn $is(&self) -> bool {
                    matches!(self, Self::$variant(_))
                }
            )*
        }
        $crate::error_enum! { [$($operation: 'static)?] $name$(<$operation>)? { $($variant)* } }
        impl$(<$operation: 'static>)? $crate::types::ProvideErrorKind for $name$(<$operation>)? {
            #[inline]
            fn code(&self) -> ::std::option::Option<&str> {
                self.meta().code()
            }
            #[inline]
            fn retryable_error_kind(&self) -> ::std::option::Option<$crate::types::ErrorKind> {
                match self {
                    $($(Self::$variant(_) => ::std::option::Option::Some($crate::types::ErrorKind::$kind),)?)*
                    _ => ::std::option::Option::None,
                }
            }
        }
        impl$(<$operation: 'static>)? $crate::types::CreateUnhandledError for $name$(<$operation>)? {
            #[inline]
            fn create_unhandled_error(
                source: $crate::types::BoxError,
                meta: ::std::option::Option<$crate::types::ErrorMetadata>,
            ) -> Self {
                Self::Unhandled($crate::Unhandled::new(source, meta))
            }
        }
        impl$(<$operation: 'static>)? $crate::OperationError for $name$(<$operation>)? {
            #[inline]
            fn read(
                code: ::std::option::Option<&str>,
                response: $crate::expanded::ErrorResponse<'_>,
            ) -> Self {
                match code {
                    $(::std::option::Option::Some($($code)|+) => response.read(Self::$variant),)*
                    _ => response.unhandled(),
                }
            }
        }
        impl$(<$operation: 'static>)? ::std::convert::From<$name$(<$operation>)?> for $service {
            #[inline]
            fn from(error: $name$(<$operation>)?) -> Self {
                match error {
                    $($name::$variant(error) => Self::$variant(error),)*
                    $name::Unhandled(error) => Self::Unhandled(error.of_service()),
                }
            }
        }
    };
}

/// Implements the error enum of a service; its variants are the modelled errors and `Unhandled`.
#[macro_export]
macro_rules! service_error {
    ($name:ident { $($variant:ident)* }) => {
        impl $name {
            #[inline]
            fn meta(&self) -> &$crate::types::ErrorMetadata {
                self.inner().meta()
            }
        }
        $crate::error_enum! { [] $name { $($variant)* } }
        impl ::std::convert::From<$crate::types::BuildError> for $name {
            #[inline]
            fn from(error: $crate::types::BuildError) -> Self {
                Self::Unhandled($crate::Unhandled::new(error.into(), ::std::option::Option::None))
            }
        }
        impl<E, R> ::std::convert::From<$crate::types::SdkError<E, R>> for $name
        where
            E: ::std::convert::Into<$name> + $crate::OperationError,
            R: ::std::fmt::Debug + Send + Sync + 'static,
        {
            fn from(error: $crate::types::SdkError<E, R>) -> Self {
                match error {
                    $crate::types::SdkError::ServiceError(context) => context.into_err().into(),
                    other => {
                        let meta = $crate::types::ProvideErrorMetadata::meta(&other).clone();
                        Self::Unhandled($crate::Unhandled::new(other.into(), ::std::option::Option::Some(meta)))
                    }
                }
            }
        }
    };
}

/// Lets errors of waiters become errors of a service that has some.
#[macro_export]
macro_rules! waiter_errors {
    ($name:ident) => {
        impl<O, E> ::std::convert::From<$crate::types::WaiterError<O, E>> for $name
        where
            O: ::std::fmt::Debug + ::std::marker::Send + ::std::marker::Sync + 'static,
            E: ::std::error::Error + ::std::marker::Send + ::std::marker::Sync + 'static,
        {
            fn from(error: $crate::types::WaiterError<O, E>) -> Self {
                Self::Unhandled($crate::Unhandled::new(error.into(), ::std::option::Option::None))
            }
        }
    };
}

/// What the error enums of operations and of a service have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! error_enum {
    ([$($generics:tt)*] $name:ty { $($variant:ident)* }) => {
        impl<$($generics)*> $name {
            #[inline]
            fn inner(&self) -> &dyn $crate::expanded::Variant {
                match self {
                    $(Self::$variant(error) => error,)*
                    Self::Unhandled(error) => error,
                }
            }
        }
        impl<$($generics)*> ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::expanded::debug_error(self.inner(), formatter)
            }
        }
        impl<$($generics)*> ::std::error::Error for $name {
            #[inline]
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                ::std::option::Option::Some(self.inner().cause())
            }
        }
        impl<$($generics)*> ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self.inner(), formatter)
            }
        }
        impl<$($generics)*> $crate::types::ProvideErrorMetadata for $name {
            #[inline]
            fn meta(&self) -> &$crate::types::ErrorMetadata {
                self.meta()
            }
        }
        impl<$($generics)*> $crate::types::RequestId for $name {
            #[inline]
            fn request_id(&self) -> ::std::option::Option<&str> {
                self.meta().request_id()
            }
        }
    };
}

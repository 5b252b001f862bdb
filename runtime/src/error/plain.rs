//! Errors that have a message and nothing else, as most errors of AWS: one generic type for all of them.
//!
//! A generated crate names each as an alias with a kind of its own, so that they stay distinct types. Each costs the
//! compiler a fraction of a structure.

use super::variant::required;
use crate::shape::{Field, Shape, Structure, Value, Visit, debug, display};
use crate::types::{BuildError, ErrorMetadata, ProvideErrorMetadata, RequestId};
use std::fmt;
use std::marker::PhantomData;

/// What keeps one plain error apart from the others.
#[doc(hidden)]
pub trait ErrorKind: fmt::Debug + Send + Sync + 'static {
    /// The name and the schema of the error.
    fn shape() -> &'static Shape;
}

/// A message: required (`String`) or optional (`Option<String>`).
#[doc(hidden)]
pub trait Message: Value {
    /// The message, if there is one.
    fn text(&self) -> Option<&str>;
}

impl Message for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Message for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}

/// An error with only a message. `K` is its kind; `M` determines whether the message is always there.
#[non_exhaustive]
pub struct PlainError<K, M = String> {
    /// The error message.
    pub message: M,
    meta: ErrorMetadata,
    kind: PhantomData<fn() -> K>,
}

impl<K> PlainError<K> {
    /// Returns the error message.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl<K> PlainError<K, Option<String>> {
    /// Returns the error message.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl<K, M: Message> PlainError<K, M> {
    /// Returns a builder for the error.
    pub fn builder() -> PlainErrorBuilder<K, M> {
        PlainErrorBuilder::default()
    }
}

impl<K, M: Clone> Clone for PlainError<K, M> {
    fn clone(&self) -> Self {
        Self { message: self.message.clone(), meta: self.meta.clone(), kind: PhantomData }
    }
}

impl<K, M: PartialEq> PartialEq for PlainError<K, M> {
    fn eq(&self, other: &Self) -> bool {
        self.message == other.message && self.meta == other.meta
    }
}

impl<K: ErrorKind, M: Message> fmt::Debug for PlainError<K, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(self, K::shape().name(), formatter)
    }
}

impl<K: ErrorKind, M: Message> fmt::Display for PlainError<K, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(self, self.message.text(), formatter)
    }
}

impl<K: ErrorKind, M: Message> std::error::Error for PlainError<K, M> {}

impl<K, M> ProvideErrorMetadata for PlainError<K, M> {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

impl<K, M> RequestId for PlainError<K, M> {
    fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }
}

impl<K: ErrorKind, M: Message> Structure for PlainError<K, M> {
    fn shape(&self) -> &'static Shape {
        K::shape()
    }

    fn fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        visit.visit(&[&self.message, &self.meta]);
    }

    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        match index {
            0 => Some(&mut self.message),
            1 => Some(&mut self.meta),
            _ => None,
        }
    }

    fn empty() -> Self {
        Self { message: M::empty(), meta: ErrorMetadata::default(), kind: PhantomData }
    }
}

/// Builds a [`PlainError`].
pub struct PlainErrorBuilder<K, M = String> {
    message: Option<String>,
    meta: Option<ErrorMetadata>,
    error: PhantomData<fn() -> (K, M)>,
}

impl<K, M> Clone for PlainErrorBuilder<K, M> {
    fn clone(&self) -> Self {
        Self { message: self.message.clone(), meta: self.meta.clone(), error: PhantomData }
    }
}

impl<K, M> Default for PlainErrorBuilder<K, M> {
    fn default() -> Self {
        Self { message: None, meta: None, error: PhantomData }
    }
}

impl<K, M> PartialEq for PlainErrorBuilder<K, M> {
    fn eq(&self, other: &Self) -> bool {
        self.message == other.message && self.meta == other.meta
    }
}

impl<K: ErrorKind, M> fmt::Debug for PlainErrorBuilder<K, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct(&format!("{}Builder", K::shape().name()));
        output.field("message", &self.message).field("meta", &self.meta).finish()
    }
}

impl<K, M> PlainErrorBuilder<K, M> {
    /// Sets the error message.
    pub fn message(self, input: impl Into<String>) -> Self {
        self.set_message(Some(input.into()))
    }

    /// Sets the error message, or unsets it with `None`.
    pub fn set_message(mut self, input: Option<String>) -> Self {
        self.message = input;
        self
    }

    /// Returns the error message that is set.
    pub fn get_message(&self) -> &Option<String> {
        &self.message
    }

    /// Sets the metadata of the response.
    pub fn meta(mut self, meta: ErrorMetadata) -> Self {
        self.set_meta(Some(meta));
        self
    }

    /// Sets the metadata of the response.
    pub fn set_meta(&mut self, meta: Option<ErrorMetadata>) -> &mut Self {
        self.meta = meta;
        self
    }

    fn with<T>(self, message: T) -> PlainError<K, T> {
        PlainError { message, meta: self.meta.unwrap_or_default(), kind: PhantomData }
    }
}

impl<K> PlainErrorBuilder<K> {
    /// Returns the error.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if `message` is not set.
    pub fn build(mut self) -> Result<PlainError<K>, BuildError> {
        let details = "message was not specified but it is required when building an error";
        let message = required(self.message.take(), "message", details)?;
        Ok(self.with(message))
    }
}

impl<K> PlainErrorBuilder<K, Option<String>> {
    /// Returns the error.
    pub fn build(mut self) -> PlainError<K, Option<String>> {
        let message = self.message.take();
        self.with(message)
    }
}

/// Defines the kinds of plain errors. A row is `Name = "schema line of the message"`.
#[macro_export]
macro_rules! plain_errors {
    (mod $module:ident { $($name:ident = $line:literal,)* }) => {
        #[doc(hidden)]
        pub mod $module {
            $(
                #[derive(Debug)]
                pub enum $name {}

                impl $crate::expanded::ErrorKind for $name {
                    #[inline]
                    fn shape() -> &'static $crate::Shape {
                        static SHAPE: $crate::Shape = $crate::Shape::structure(
                            concat!(stringify!($name), "\nmessage ", $line, "\nmeta\n"),
                        );
                        &SHAPE
                    }
                }
            )*
        }
    };
}

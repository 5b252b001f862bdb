//! The operation of a generated input.

use super::facts::Info;
use super::info::Service;
use crate::error::OperationError;
use crate::shape::Structure;
use crate::types::BuildError;

/// An operation; implemented by its input.
#[doc(hidden)]
pub trait Operation: Structure + Sized {
    /// Its facts in the model.
    const INFO: Info;
    /// The service that the operation belongs to.
    type Service: Service;
    /// What a successful call returns.
    type Output: Structure;
    /// The error that the service may return.
    type Error: OperationError;

    /// Moves bodies that a builder was given into their members.
    ///
    /// # Errors
    ///
    /// [`BuildError`] that names an event stream that is not set.
    #[inline]
    fn complete(&mut self) -> Result<(), BuildError> {
        Ok(())
    }
}

/// An operation whose request can be signed for someone else to send: the signature leaves out its body, it has no
/// body, or the members of the body may be in the query.
#[doc(hidden)]
pub trait Presignable: Operation {}

//! AWS STS, which contacts the identity provider of the caller.

use crate::service::Customization;

/// What AWS STS does differently.
pub const STS: Customization = Customization {
    // Also for operations that do not model it.
    transient_errors: &["IDPCommunicationError"],
    ..Customization::NONE
};

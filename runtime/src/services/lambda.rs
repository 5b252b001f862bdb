//! AWS Lambda, whose functions take their time.

use crate::service::Customization;

/// What AWS Lambda does differently.
pub const LAMBDA: Customization = Customization {
    may_stall: &["Invoke", "InvokeAsync", "InvokeWithResponseStream"],
    ..Customization::NONE
};

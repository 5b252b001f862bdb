//! AWS Step Functions, whose callers poll for work.

use crate::service::Customization;

/// What AWS Step Functions does differently.
pub const SFN: Customization = Customization { long_polling: &["GetActivityTask"], ..Customization::NONE };

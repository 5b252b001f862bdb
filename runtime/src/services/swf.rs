//! Amazon SWF, whose callers poll for work.

use crate::service::Customization;

/// What Amazon SWF does differently.
pub const SWF: Customization =
    Customization { long_polling: &["PollForActivityTask", "PollForDecisionTask"], ..Customization::NONE };

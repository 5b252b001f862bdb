//! Amazon SQS, whose callers poll for work.

use crate::service::Customization;

/// What Amazon SQS does differently.
pub const SQS: Customization = Customization { long_polling: &["ReceiveMessage"], ..Customization::NONE };

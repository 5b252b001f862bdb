//! Amazon Polly, whose speech a browser can ask for.

use crate::service::Customization;

/// What Amazon Polly does differently.
pub const POLLY: Customization =
    Customization { presigned_in_query: &["SynthesizeSpeech"], ..Customization::NONE };

//! Amazon API Gateway, which answers in a format of its own unless it is asked for JSON.

use crate::service::Customization;

/// What Amazon API Gateway does differently.
pub const API_GATEWAY: Customization =
    Customization { headers: &[("accept", "application/json")], ..Customization::NONE };

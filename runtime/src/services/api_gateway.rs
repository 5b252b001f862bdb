//! Amazon API Gateway, which responds in a format of its own unless the request accepts JSON.

use crate::service::Customization;

/// What Amazon API Gateway does differently.
pub const API_GATEWAY: Customization =
    Customization { headers: &[("accept", "application/json")], ..Customization::NONE };

//! Amazon DynamoDB, whose retries start with a short delay.

use crate::service::{Customization, Retries};
use std::time::Duration;

/// What Amazon DynamoDB does differently.
pub const DYNAMODB: Customization = Customization {
    retries: Some(Retries { initial_backoff: Duration::from_millis(25), max_attempts: 4 }),
    ..Customization::NONE
};

//! Where idempotency tokens come from.

use super::settings::Settings;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// Where idempotency tokens come from: a text stands for one that is always the same.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyTokenProvider(&'static str);

impl From<&'static str> for IdempotencyTokenProvider {
    fn from(token: &'static str) -> Self {
        Self(token)
    }
}

impl Storable for IdempotencyTokenProvider {
    type Storer = StoreReplace<Self>;
}

impl Settings {
    /// The idempotency token that is always the same, if one is set.
    pub(crate) fn idempotency_token(&self) -> Option<&'static str> {
        self.layer.load::<IdempotencyTokenProvider>().map(|provider| provider.0)
    }
}

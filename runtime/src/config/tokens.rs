//! The provider of idempotency tokens.

use super::settings::Settings;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// A provider of idempotency tokens; a text is a provider that always returns it.
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

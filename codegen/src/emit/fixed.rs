//! The files that are about the service: configuration, errors, facts.

use super::file::{Content, File, rust};
use super::{endpoint, error, root};
use crate::plan::Crate;

/// The constant facts about the service, and its errors.
pub(super) fn files(plan: &Crate) -> impl Iterator<Item = File> {
    let sets = (!plan.error_sets.is_empty()).then(|| rust("src/error_sets.rs", error::sets(plan)));
    let files = [
        rust("src/config.rs", root::config(plan)),
        rust("src/config/auth.rs", root::auth()),
        rust("src/config/endpoint.rs", endpoint::emit(plan)),
        File {
            path: "src/config/endpoint.rules".to_owned(),
            content: Content::Text(plan.service.endpoint_rules.clone()),
        },
        rust("src/error.rs", root::error()),
        rust("src/error_meta.rs", error::service(plan)),
        rust("src/meta.rs", root::meta(plan)),
        rust("src/primitives.rs", root::primitives(plan)),
        rust("src/types/error.rs", error::index(plan)),
    ];
    files.into_iter().chain(sets)
}

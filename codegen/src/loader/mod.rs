//! Source text → model fragment, one module a format.
//!
//! Knows formats and Smithy's terms; knows nothing of Rust. The only place that uses serde.

mod api_json;
mod beside;
mod endpoint_diagram;
mod endpoint_rules;
mod expression;
mod extras;
mod fields;
mod json;
pub mod manifest;
mod operations;
mod paginators;
mod positions;
mod smithy_ast;
mod smithy_mixins;
mod smithy_operations;
mod smithy_service;
mod smithy_traits;
mod smithy_waiters;
mod waiters;

pub use beside::merge_ast;
pub use endpoint_rules::load as load_endpoint_rules;
pub use expression::parse as parse_jmespath;
pub use extras::merge as merge_extras;
pub use paginators::add_paginators;
pub use waiters::add_waiters;

use crate::diagnostic::{Diagnostics, Reported, Source, SourceId};
use crate::model::{EndpointRules, Fragment};

/// Reads a model in any of the formats; also gives the endpoint rules, if the model has them in itself.
///
/// # Errors
///
/// [`Reported`] if the text is not JSON or a key has a value of the wrong type. All of them are reported.
pub fn load_model(
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Result<(Fragment, Option<EndpointRules>), Reported> {
    let root = json::parse(source, id, diagnostics)?;
    if smithy_ast::is_ast(root) {
        smithy_ast::load(root, diagnostics)
    } else {
        Ok((api_json::load(root, diagnostics)?, None))
    }
}

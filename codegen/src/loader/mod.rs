//! Source text → model fragment, one module per format.
//!
//! Knows formats and Smithy's terms; knows nothing of Rust. The only place that uses serde.

mod api_json;
mod assemble;
mod beside;
mod build_file;
mod endpoint_diagram;
mod endpoint_rules;
mod examples;
mod expression;
mod extras;
mod fields;
mod first_version;
mod idl;
mod json;
#[cfg(feature = "cli")]
pub mod manifest;
mod narrow;
mod operations;
mod paginators;
mod places;
mod positions;
mod smithy_ast;
mod smithy_checks;
mod smithy_members;
mod smithy_mixins;
mod smithy_operations;
mod smithy_service;
mod smithy_traits;
mod smithy_waiters;
mod waiters;

pub use beside::merge_ast;
pub use build_file::{BuildFile, load as load_build_file};
pub use endpoint_rules::load as load_endpoint_rules;
pub use examples::add_examples;
pub use expression::parse as parse_jmespath;
pub use extras::merge as merge_extras;
pub use idl::files as idl_files;
pub use narrow::{Keep, narrowed_beside, narrowed_model};
pub use paginators::add_paginators;
pub use waiters::add_waiters;

use crate::diagnostic::{Diagnostics, Reported, Source, SourceId};
use crate::model::{EndpointRules, Fragment};

/// The files of a Smithy model as one JSON AST. Traits that are applied to a shape or a member are merged into it,
/// unless the member is one of a mixin.
///
/// # Errors
///
/// [`Reported`] if a file is not valid, or two of them define a shape differently. All of it is reported.
pub fn json_ast(sources: &[(&Source, SourceId)], diagnostics: &mut Diagnostics) -> Result<String, Reported> {
    let written = assemble::assemble(sources, diagnostics)?;
    assemble::flat(json::of_written(&written, diagnostics)?, diagnostics)
}

/// The ids of the services of a Smithy model, in their order.
///
/// # Errors
///
/// As [`json_ast`].
pub fn services(
    sources: &[(&Source, SourceId)],
    diagnostics: &mut Diagnostics,
) -> Result<Vec<String>, Reported> {
    let written = assemble::assemble(sources, diagnostics)?;
    smithy_ast::services(json::of_written(&written, diagnostics)?, diagnostics)
}

/// Whether a text is a Smithy model, in IDL or as JSON AST; an invalid text counts as one.
pub fn is_smithy(source: &Source, id: SourceId) -> bool {
    idl::is_idl(source) || json::parse(source, id, &mut Diagnostics::default()).is_ok_and(smithy_ast::is_ast)
}

/// Reads a model in any of the formats, of the service with this id if it has several; also returns the endpoint rules,
/// if the model contains them. A Smithy model may have several files.
///
/// # Errors
///
/// [`Reported`] if a text is not in its format or a key has a value of the wrong type. All of them are reported.
pub fn load_model(
    sources: &[(&Source, SourceId)],
    service: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Result<(Fragment, Option<EndpointRules>), Reported> {
    match sources {
        [(source, id)] if !idl::is_idl(source) => {
            let root = json::parse(source, *id, diagnostics)?;
            if !smithy_ast::is_ast(root) {
                return Ok((api_json::load(root, diagnostics)?, None));
            }
            if smithy_ast::is_first_version(root) {
                return load_assembled(sources, service, diagnostics);
            }
            smithy_ast::load(root, service, diagnostics)
        }
        _ => load_assembled(sources, service, diagnostics),
    }
}

fn load_assembled(
    sources: &[(&Source, SourceId)],
    service: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Result<(Fragment, Option<EndpointRules>), Reported> {
    let written = assemble::assemble(sources, diagnostics)?;
    smithy_ast::load(json::of_written(&written, diagnostics)?, service, diagnostics)
}

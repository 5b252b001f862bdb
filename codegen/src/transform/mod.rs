//! `Model` → `Model`: an ordered list of passes.
//!
//! Knows Smithy; knows nothing of Rust names.

mod aws;
mod closure;
mod customize;
mod error_message;
mod examples;
mod operation_io;
mod selection;
mod unsupported;
mod zero_default;

pub use aws::has_optional_required;
pub use customize::{Change, Customization};
pub use examples::check_outputs;
pub use selection::{Pattern, matches};

use crate::diagnostic::{Diagnostics, Reported};
use crate::model::Model;

/// Runs all passes.
///
/// # Errors
///
/// [`Reported`] if a selected operation does not exist, a customization does not apply to the model, or no operation can be generated.
pub fn transform(
    mut model: Model,
    operations: &[Pattern],
    customizations: &[Customization],
    diagnostics: &mut Diagnostics,
) -> Result<Model, Reported> {
    zero_default::run(&mut model);
    if model.service.of_aws {
        aws::run(&mut model);
    }
    // First, so that nothing is reported about operations that are not selected.
    selection::run(&mut model, operations, diagnostics)?;
    unsupported::run(&mut model, diagnostics)?;
    // While shapes have the names that the rows use.
    customize::run(&mut model, customizations, diagnostics)?;
    error_message::run(&mut model);
    // While an operation may have no input.
    examples::run(&mut model, diagnostics)?;
    // Gives every operation structures of its own, under names that only this pass makes.
    operation_io::run(&mut model);
    // Last: it removes shapes that nothing reaches any more.
    closure::run(&mut model);
    Ok(model)
}

//! The output of `smithwright diff` for two versions of botocore.

use serde::Deserialize;
use smithwright_codegen::cli::diff::{self, Task};
use smithwright_codegen::cli::form::Form;
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::render;

/// The changes of a service, as far as judges read them.
#[derive(Deserialize)]
pub(crate) struct Said {
    /// The service.
    pub(crate) service: String,
    /// The next version.
    pub(crate) advice: String,
    /// The changes.
    pub(crate) changes: Vec<Weighed>,
}

/// A change.
#[derive(Deserialize)]
pub(crate) struct Weighed {
    /// Its weight.
    pub(crate) weight: String,
}

/// The services that changed, of these or of all.
///
/// # Errors
///
/// Text for the user: a version that cannot be fetched, or a model that cannot be read.
pub(crate) fn between(old: &str, new: &str, services: Vec<String>) -> Result<Vec<Said>, String> {
    let (old, new) = (old.to_owned(), new.to_owned());
    let task = Task { old, new, services, form: Form::Json, stat: false, fail_on: None };
    let mut diagnostics = Diagnostics::default();
    let outcome = diff::run(&task, &mut diagnostics);
    let outcome = outcome.map_err(|_| render::render(&diagnostics, &[], false))?;
    if !outcome.problems.is_empty() {
        return Err(outcome.problems);
    }
    serde_json::from_str(&outcome.report).map_err(|error| error.to_string())
}

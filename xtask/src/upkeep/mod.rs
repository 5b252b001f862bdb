//! Checks and updates of the repository: generated crates, models, the rules of ARCHITECTURE.md.

pub(crate) mod codegen;
pub(crate) mod models;
pub(crate) mod tidy;

//! What keeps the repository as it is meant to be: generated crates, models, the rules of ARCHITECTURE.md.

pub(crate) mod codegen;
pub(crate) mod models;
pub(crate) mod tidy;

//! What command lines share: reading models, generating several services at once, files, diagnostics as text.

pub mod artifacts;
pub mod input;
pub mod render;
pub mod workspace;

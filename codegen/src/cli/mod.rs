//! What command lines share: reading models, generating several services at once, files, diagnostics as text.

mod archive;
pub mod artifacts;
pub mod batch;
pub mod botocore;
pub mod call;
pub mod diff;
pub mod doctor;
pub mod folder;
pub mod input;
pub mod render;
pub mod trim;
pub mod workspace;

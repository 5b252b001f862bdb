//! What command lines share: reading models, generating several services at once, files, diagnostics as text.

mod archive;
pub mod artifacts;
pub mod assembled;
pub mod batch;
pub mod botocore;
pub mod call;
mod check;
pub mod diff;
pub mod doctor;
pub mod folder;
pub mod form;
mod git;
pub mod history;
pub mod init;
mod sides;
pub mod trim;
pub mod update;
pub mod workspace;

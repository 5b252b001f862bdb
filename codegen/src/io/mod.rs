//! Input and output: models from disk, diagnostics as text.

pub mod input;
pub mod render;

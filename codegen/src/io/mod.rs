//! What comes in and what is said: models read from disk, diagnostics as text.

pub mod input;
pub mod render;

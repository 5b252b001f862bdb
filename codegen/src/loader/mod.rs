//! Source text → model fragment, one module a format.
//!
//! Knows formats and Smithy's terms; knows nothing of Rust. The only place that uses serde.

mod api_json;
mod fields;
mod json;
pub mod manifest;

pub use api_json::load as load_api_json;

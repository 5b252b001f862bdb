//! Source text → model fragment, one module a format.
//!
//! Knows formats and Smithy's terms; knows nothing of Rust. The only place that uses serde.

mod api_json;
mod endpoint_rules;
mod extras;
mod fields;
mod json;
pub mod manifest;
mod operations;
mod positions;

pub use api_json::load as load_api_json;
pub use endpoint_rules::load as load_endpoint_rules;
pub use extras::merge as merge_extras;

//! Code that the tests of the engine share.

#[allow(dead_code, unused_imports, reason = "only tests of JSON AST use it")]
pub(crate) mod smithy;

#[allow(dead_code, unused_imports, reason = "only tests of programs make workspaces")]
pub(crate) mod workspace;

use smithwright_codegen::Request;
use smithwright_codegen::cli::workspace::runtime_dependency;
use smithwright_codegen::diagnostic::{Diagnostics, Reported, Source};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Crate;

/// A small model with one of everything.
#[allow(dead_code, reason = "not every test binary reads it")]
pub(crate) const WEATHER: &str = include_str!("../fixtures/weather.json");

/// A model as the user named it.
pub(crate) fn source(text: &str) -> Source {
    Source { name: "weather.json".to_owned(), text: text.to_owned() }
}

/// The options of a crate for it.
pub(crate) fn request() -> Request {
    Request::new(Options {
        package: Some("weather".to_owned()),
        version: Some("1.0.0".to_owned()),
        origin: "weather.json".to_owned(),
        ..Options::new(runtime_dependency())
    })
}

/// Its plan, and the diagnostics.
#[allow(dead_code, reason = "not every test binary asks for it")]
pub(crate) fn plan(text: &str) -> (Result<Crate, Reported>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let plan = smithwright_codegen::plan(&source(text), &request(), &mut diagnostics);
    (plan, diagnostics)
}

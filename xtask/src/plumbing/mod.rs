//! Code that judges, benchmarks and the upkeep share: fetched packages, scratch workspaces, Python.

pub(crate) mod botocore;
pub(crate) mod cargo;
pub(crate) mod changes;
pub(crate) mod driver;
pub(crate) mod files;
pub(crate) mod generation;
pub(crate) mod json;
pub(crate) mod official;
pub(crate) mod python;
mod root;
pub(crate) mod services;

pub(crate) use root::root;

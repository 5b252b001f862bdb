//! Judges: compare generated crates with other implementations and their tests.

pub(crate) mod changelog;
pub(crate) mod cli;
pub(crate) mod compat;
pub(crate) mod conformance;
pub(crate) mod corpus;
pub(crate) mod dropin;
pub(crate) mod e2e;
pub(crate) mod fuzz;
pub(crate) mod oracle;
pub(crate) mod random;
pub(crate) mod semver;

//! A crate that is divided into several.

use super::dependency::Dependency;
use super::ident::Ident;
use std::collections::BTreeSet;

/// A divided crate: its parts and the base that they share are behind the crate that users name.
#[derive(Clone, Debug)]
pub struct Family {
    /// The parts. All other items belong to the base.
    pub parts: Vec<Part>,
    /// The dependency of base and parts on the runtime.
    pub runtime_dependency: Dependency,
}

/// The contents of a part of a [`Family`].
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The operations, by module.
    pub operations: BTreeSet<Ident>,
    /// The types that only these operations reach.
    pub types: BTreeSet<Ident>,
}

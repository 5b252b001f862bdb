//! A crate that is divided into several.

use super::dependency::Dependency;
use super::ident::Ident;
use std::collections::BTreeSet;

/// A divided crate: its parts and the base that they share are behind the crate that users name.
#[derive(Clone, Debug)]
pub struct Family {
    /// The parts. What none of them has belongs to the base.
    pub parts: Vec<Part>,
    /// How the manifests of base and parts name the runtime.
    pub runtime_dependency: Dependency,
}

/// What belongs to a part of a [`Family`].
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The operations, by module.
    pub operations: BTreeSet<Ident>,
    /// The types that only these operations reach.
    pub types: BTreeSet<Ident>,
}

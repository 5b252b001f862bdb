//! The next version.

use super::change::{Change, Weight};

/// Which part of a version changes (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Advice {
    /// Nothing changed.
    None,
    /// The last part.
    Patch,
    /// The second part.
    Minor,
    /// The first part.
    Major,
}

impl Advice {
    /// The word for it in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The version that the most severe change requires.
pub fn advice(changes: &[Change]) -> Advice {
    let weight = changes.iter().map(|change| change.kind.weight()).max();
    match weight {
        None => Advice::None,
        Some(Weight::Documentation | Weight::Wire) => Advice::Patch,
        Some(Weight::Addition) => Advice::Minor,
        Some(Weight::Breaking) => Advice::Major,
    }
}

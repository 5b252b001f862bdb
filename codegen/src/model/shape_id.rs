//! Shape ids.

use std::fmt;

/// The absolute id of a shape: `namespace#Name`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ShapeId {
    namespace: String,
    name: String,
}

impl ShapeId {
    /// The shape `name` in `namespace`.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }

    /// The part after `#`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shape `name` beside this one.
    pub fn sibling(&self, name: impl Into<String>) -> Self {
        Self::new(self.namespace.clone(), name)
    }
}

impl fmt::Display for ShapeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.namespace, self.name)
    }
}

//! Shape ids.

use std::fmt;

/// The namespace of Smithy's prelude.
const PRELUDE: &str = "smithy.api";

/// The namespace of shapes that transforms create.
const SYNTHETIC: &str = "synthetic";

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

    /// A shape that a transform makes for one operation.
    pub fn synthetic(name: impl Into<String>) -> Self {
        Self::new(SYNTHETIC, name)
    }

    /// Whether a transform made the shape for one operation.
    pub fn is_synthetic(&self) -> bool {
        self.namespace == SYNTHETIC
    }

    /// The shape of values without data (Smithy, "Unit type").
    pub fn unit() -> Self {
        Self::of_prelude("Unit")
    }

    /// The shape `name` of the prelude.
    pub fn of_prelude(name: impl Into<String>) -> Self {
        Self::new(PRELUDE, name)
    }

    /// Whether the shape is one of the prelude.
    pub fn in_prelude(&self) -> bool {
        self.namespace == PRELUDE
    }

    /// Another name in the same namespace.
    pub(crate) fn renamed(&self, name: String) -> Self {
        Self { name, ..self.clone() }
    }

    /// The part after `#`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for ShapeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.namespace, self.name)
    }
}

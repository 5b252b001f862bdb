//! What users rename.

use crate::diagnostic::Span;
use std::collections::BTreeMap;

/// Names that replace those that the generator would choose: what is renamed (`Shape`, `Shape$member`,
/// `Enum$value`), to what, and where the row of the manifest stands.
pub type Renames = BTreeMap<String, (String, Span)>;

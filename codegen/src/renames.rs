//! Renames of users.

use crate::diagnostic::Span;
use std::collections::BTreeMap;

/// Names that replace those that the generator would choose: the old name (`Shape`, `Shape$member`,
/// `Enum$value`), the new name, and the place in the manifest.
pub type Renames = BTreeMap<String, (String, Span)>;

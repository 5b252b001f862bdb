//! Which shape a name in a file means (Smithy, "Smithy IDL", "Shape ID resolution").

use super::syntax::File;
use std::collections::{BTreeMap, BTreeSet};

/// The names that a file can use.
pub(super) struct Scope<'a> {
    namespace: &'a str,
    /// The ids of the names in its `use` statements.
    uses: BTreeMap<&'a str, &'a str>,
    /// The ids of all shapes of the model.
    defined: &'a BTreeSet<String>,
}

/// The shapes that members may target in any namespace.
const PRELUDE: &[&str] = &[
    "BigDecimal",
    "BigInteger",
    "Blob",
    "Boolean",
    "Byte",
    "Document",
    "Double",
    "Float",
    "Integer",
    "Long",
    "PrimitiveBoolean",
    "PrimitiveByte",
    "PrimitiveDouble",
    "PrimitiveFloat",
    "PrimitiveInteger",
    "PrimitiveLong",
    "PrimitiveShort",
    "Short",
    "String",
    "Timestamp",
    "Unit",
];

impl<'a> Scope<'a> {
    pub(super) fn new(file: &'a File, defined: &'a BTreeSet<String>) -> Self {
        let uses = file.uses.iter().filter_map(|id| Some((id.text.split_once('#')?.1, id.text.as_str())));
        Self { namespace: &file.namespace, uses: uses.collect(), defined }
    }

    /// The id of a shape that the file defines.
    pub(super) fn own(&self, name: &str) -> String {
        format!("{}#{name}", self.namespace)
    }

    /// The id that `name` means as a target, with `$member` if the name has it.
    pub(super) fn shape(&self, name: &str) -> String {
        self.resolved(name).unwrap_or_else(|name| {
            let root = name.split('$').next().unwrap_or(name);
            if PRELUDE.contains(&root) { format!("smithy.api#{name}") } else { self.own(name) }
        })
    }

    /// Whether the prelude has a shape of this name that members may target.
    pub(super) fn is_target(&self, name: &str) -> bool {
        PRELUDE.contains(&name.split('$').next().unwrap_or(name))
    }

    /// The id that `name` means as a trait.
    pub(super) fn of_trait(&self, name: &str) -> String {
        self.resolved(name).unwrap_or_else(|name| format!("smithy.api#{name}"))
    }

    /// The id, unless it is in the prelude or does not exist.
    fn resolved<'n>(&self, name: &'n str) -> Result<String, &'n str> {
        if name.contains('#') {
            return Ok(name.to_owned());
        }
        let (root, member) = name.split_once('$').map_or((name, None), |(root, member)| (root, Some(member)));
        let id = match self.uses.get(root) {
            Some(id) => (*id).to_owned(),
            None => Some(self.own(root)).filter(|id| self.defined.contains(id)).ok_or(name)?,
        };
        Ok(member.map_or(id.clone(), |member| format!("{id}${member}")))
    }
}

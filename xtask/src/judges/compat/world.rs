//! The documentation of a crate and its dependencies, as rustdoc writes it: public paths, and their items.

use rustdoc_types::{Crate, Id, Impl, Item, ItemEnum, ItemKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An item: the number of its documentation, and its id there.
pub(super) type Key = (usize, Id);

/// The item at a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// An item whose documentation is available.
    Item(Key),
    /// An item of another crate, by the path of its definition.
    Foreign(String),
}

/// Several crates, the first of which is compared.
pub(super) struct World {
    pub(super) docs: Vec<Crate>,
    names: Vec<String>,
    by_path: Vec<BTreeMap<Vec<String>, Vec<Id>>>,
    /// Every public path of the first crate. Functions and macros have `()` or `!` after their name.
    pub(super) public: BTreeMap<String, Target>,
    /// The shortest public path of an item.
    pub(super) path_of: BTreeMap<Key, String>,
    /// All impls.
    pub(super) impls: Vec<Key>,
    /// The impls of each trait whose documentation is available.
    pub(super) impls_of: BTreeMap<Key, Vec<Key>>,
}

impl World {
    /// Reads documentation in JSON; the first file is that of the crate itself.
    pub(super) fn load(files: &[&Path]) -> Result<Self, String> {
        let mut docs = Vec::new();
        for file in files {
            let text =
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let version: serde_json::Value =
                serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
            let version = version["format_version"].as_u64().unwrap_or_default();
            if version != u64::from(rustdoc_types::FORMAT_VERSION) {
                return Err(format!(
                    "this toolchain documents in format {version}, but `compat` reads format {}: \
                     use the toolchain that README names, or move the dependency on rustdoc-types",
                    rustdoc_types::FORMAT_VERSION
                ));
            }
            docs.push(
                serde_json::from_str::<Crate>(&text)
                    .map_err(|error| format!("{}: {error}", file.display()))?,
            );
        }
        let name =
            |doc: &Crate| doc.index.get(&doc.root).and_then(|root| root.name.clone()).unwrap_or_default();
        let names = docs.iter().map(name).collect();
        let by_path = docs
            .iter()
            .map(|doc| {
                let mut by_path: BTreeMap<Vec<String>, Vec<Id>> = BTreeMap::new();
                for (id, summary) in doc.paths.iter().filter(|(_, summary)| summary.crate_id == 0) {
                    by_path.entry(summary.path.clone()).or_default().push(*id);
                }
                by_path
            })
            .collect();
        let mut impls: Vec<_> = docs
            .iter()
            .enumerate()
            .flat_map(|(number, doc)| {
                let is_impl = |item: &&Item| matches!(item.inner, ItemEnum::Impl(_));
                doc.index.values().filter(is_impl).map(move |item| (number, item.id))
            })
            .collect();
        impls.sort();
        let (public, path_of, impls_of) = Default::default();
        let mut world = Self { docs, names, by_path, public, path_of, impls, impls_of };
        for key in &world.impls {
            let path = world.implementation(*key).and_then(|implementation| implementation.trait_.as_ref());
            if let Some(Target::Item(owner)) = path.and_then(|path| world.resolve(key.0, path.id)) {
                world.impls_of.entry(owner).or_default().push(*key);
            }
        }
        let root = world.docs[0].root;
        world.walk((0, root), "", &mut BTreeSet::new());
        for (path, target) in &world.public {
            if let Target::Item(key) = target {
                let path = path.trim_end_matches("()").trim_end_matches('!').to_owned();
                let shortest = world.path_of.entry(*key).or_insert_with(|| path.clone());
                if path.len() < shortest.len() {
                    *shortest = path;
                }
            }
        }
        Ok(world)
    }

    pub(super) fn item(&self, (doc, id): Key) -> Option<&Item> {
        self.docs[doc].index.get(&id)
    }

    pub(super) fn implementation(&self, key: Key) -> Option<&Impl> {
        match &self.item(key)?.inner {
            ItemEnum::Impl(implementation) => Some(implementation),
            _ => None,
        }
    }

    /// The item of an id in a documentation, through re-exports.
    pub(super) fn resolve(&self, doc: usize, id: Id) -> Option<Target> {
        if let Some(item) = self.docs[doc].index.get(&id) {
            return match &item.inner {
                ItemEnum::Use(reexport) => self.resolve(doc, reexport.id?),
                _ => Some(Target::Item((doc, id))),
            };
        }
        let summary = self.docs[doc].paths.get(&id)?;
        let other = summary.path.first().and_then(|name| self.names.iter().position(|known| known == name));
        let found = other.and_then(|other| {
            let same_kind = |id: &&Id| {
                let kind = self.docs[other].paths.get(id).map(|summary| summary.kind);
                kind == Some(summary.kind)
            };
            let id = self.by_path[other].get(&summary.path)?.iter().find(same_kind)?;
            self.docs[other].index.contains_key(id).then_some((other, *id))
        });
        Some(match found {
            Some(key) => Target::Item(key),
            None => Target::Foreign(summary.path.join("::")),
        })
    }

    /// The path of an item's definition.
    pub(super) fn definition(&self, (doc, id): Key) -> String {
        match self.docs[doc].paths.get(&id) {
            Some(summary) => summary.path.join("::"),
            None => format!("{}::{:?}", self.names[doc], id),
        }
    }

    fn walk(&mut self, (doc, id): Key, prefix: &str, above: &mut BTreeSet<Key>) {
        if !above.insert((doc, id)) {
            return;
        }
        let items = match self.item((doc, id)).map(|item| &item.inner) {
            Some(ItemEnum::Module(module)) => module.items.clone(),
            _ => vec![],
        };
        let join = |name: &str| match prefix {
            "" => name.to_owned(),
            _ => format!("{prefix}::{name}"),
        };
        // An item with a name has priority over a glob.
        let (globs, named): (Vec<_>, Vec<_>) = items.into_iter().partition(|id| {
            let item = self.item((doc, *id)).map(|item| &item.inner);
            matches!(item, Some(ItemEnum::Use(reexport)) if reexport.is_glob)
        });
        for id in named.into_iter().chain(globs) {
            let Some(item) = self.item((doc, id)) else { continue };
            let name = item.name.clone().unwrap_or_default();
            match &item.inner {
                ItemEnum::Use(reexport) => {
                    let (name, glob) = (reexport.name.clone(), reexport.is_glob);
                    let target = reexport.id.and_then(|id| self.resolve(doc, id));
                    match target {
                        Some(Target::Item(key)) if glob => self.walk(key, prefix, above),
                        Some(target) if !glob => self.add(&join(&name), target, above),
                        _ => {}
                    }
                }
                _ => self.add(&join(&name), Target::Item((doc, id)), above),
            }
        }
        above.remove(&(doc, id));
    }

    fn add(&mut self, path: &str, target: Target, above: &mut BTreeSet<Key>) {
        let mut path = path.to_owned();
        if let Target::Item(key) = &target {
            match self.item(*key).map(|item| &item.inner) {
                Some(ItemEnum::Function(_)) => path.push_str("()"),
                Some(ItemEnum::Macro(_) | ItemEnum::ProcMacro(_)) => path.push('!'),
                Some(ItemEnum::Module(_)) => {
                    if self.public.contains_key(&path) {
                        return;
                    }
                    self.public.insert(path.clone(), target.clone());
                    self.walk(*key, &path, above);
                    return;
                }
                _ => {}
            }
        }
        self.public.entry(path).or_insert(target);
    }
}

/// Smithy's and Rust's word for a kind of item.
pub(super) fn kind(item: &Item) -> &'static str {
    match item.inner.item_kind() {
        ItemKind::Module => "module",
        ItemKind::Struct => "struct",
        ItemKind::Enum => "enum",
        ItemKind::Trait => "trait",
        ItemKind::Function => "function",
        ItemKind::TypeAlias => "type alias",
        ItemKind::Constant => "constant",
        ItemKind::Static => "static",
        ItemKind::Macro => "macro",
        _ => "item",
    }
}

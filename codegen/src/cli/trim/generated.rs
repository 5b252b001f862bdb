//! A generated crate on disk → the operations and features that its features enable.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Ident, Item, ItemUse, Lit, Meta, MetaNameValue, Token, Type, UseTree};

/// The features of a generated crate, and what they enable.
#[derive(Debug)]
pub(super) struct Generated {
    /// The package.
    pub(super) package: String,
    /// The name of its library.
    pub(super) library: String,
    /// The features, and those that they enable.
    pub(super) features: BTreeMap<String, Vec<String>>,
    /// The modules of operations, and their features.
    pub(super) operations: BTreeMap<String, String>,
    /// The modules of operations, and their files.
    files: BTreeMap<String, PathBuf>,
    /// The modules of waiters, by the features of the operations that they call.
    waiters: BTreeMap<String, BTreeSet<String>>,
    /// The names of types and builders that features enable.
    pub(super) types: BTreeMap<String, BTreeSet<String>>,
}

/// The features that enable all operations.
const ALL: &str = "all-operations";

impl Generated {
    /// Reads a crate whose `src` folder is given.
    ///
    /// # Errors
    ///
    /// The file that cannot be read, or does not have the layout of a generated crate.
    pub(super) fn read(
        package: &str,
        library: &str,
        features: BTreeMap<String, Vec<String>>,
        sources: PathBuf,
    ) -> Result<Self, String> {
        let library_prefix = format!("{library}_");
        let mut crate_ = Self {
            package: package.to_owned(),
            library: library.to_owned(),
            features,
            operations: BTreeMap::new(),
            files: BTreeMap::new(),
            waiters: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        if !crate_.features.contains_key(ALL) {
            return Err("it was generated without features for operations; generate it again".to_owned());
        }
        for item in items(&sources.join("operation.rs"))? {
            let (name, feature, folder) = match &item {
                Item::Mod(module) => (Some(&module.ident), feature_of(&module.attrs), sources.clone()),
                // A part of a family has this layout.
                Item::Use(item) => {
                    let library = first(&item.tree).map(ToString::to_string).unwrap_or_default();
                    let part = library.strip_prefix(library_prefix.as_str()).unwrap_or_default();
                    let folder = sources.join("..").join(part.replace('_', "-")).join("src");
                    (last(&item.tree), feature_of(&item.attrs), folder)
                }
                _ => continue,
            };
            if let (Some(name), Some(feature)) = (name, feature) {
                let name = name.to_string().trim_start_matches("r#").to_owned();
                crate_.files.insert(name.clone(), folder.join("operation").join(format!("{name}.rs")));
                crate_.operations.insert(name, feature);
            }
        }
        let waiters = sources.join("waiters.rs");
        if waiters.exists() {
            for item in items(&waiters)? {
                let (name, feature) = match &item {
                    Item::Mod(module) => (Some(&module.ident), feature_of(&module.attrs)),
                    Item::Use(item) => (last(&item.tree), feature_of(&item.attrs)),
                    _ => continue,
                };
                if let (Some(name), Some(feature)) = (name, feature) {
                    crate_.waiters.entry(feature).or_default().insert(name.to_string());
                }
            }
        }
        let types = sources.join("types.rs");
        if types.exists() {
            for item in items(&types)? {
                match item {
                    Item::Use(item) => crate_.type_(&item),
                    Item::Mod(module) => {
                        for item in module.content.into_iter().flat_map(|(_, items)| items) {
                            if let Item::Use(item) = item {
                                crate_.type_(&item);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(crate_)
    }

    fn type_(&mut self, item: &ItemUse) {
        let Some(feature) = feature_of(&item.attrs) else { return };
        if let Some(name) = last(&item.tree) {
            self.types.entry(name.to_string()).or_default().insert(feature);
        }
    }

    /// The names that reach an operation, which is given by its module: those of methods of clients, and of modules.
    pub(super) fn names_of(&self, module: &str) -> BTreeSet<String> {
        let waiters = self.operations.get(module).and_then(|feature| self.waiters.get(feature));
        let of_waiters =
            waiters.into_iter().flatten().flat_map(|name| [name.clone(), format!("wait_until_{name}")]);
        of_waiters.chain([module.to_owned()]).collect()
    }

    /// The name of an operation in the model, by its module.
    ///
    /// # Errors
    ///
    /// Why its file cannot be read.
    pub(super) fn operation(&self, module: &str) -> Result<String, String> {
        let path = self.files.get(module).ok_or_else(|| format!("there is no operation `{module}`"))?;
        let is_name = |type_: &Type| {
            matches!(type_, Type::Path(path)
                if path.path.segments.last().is_some_and(|segment| segment.ident == "Name"))
        };
        items(path)?
            .into_iter()
            .find_map(|item| match item {
                Item::Type(alias) if is_name(&alias.ty) => Some(alias.ident.to_string()),
                _ => None,
            })
            .ok_or_else(|| format!("{}: no operation", path.display()))
    }

    /// All features that some features enable, including themselves.
    pub(super) fn turned_on<'a>(&'a self, features: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut on = BTreeSet::new();
        let mut left: Vec<&str> = features.into_iter().collect();
        while let Some(feature) = left.pop() {
            if on.insert(feature) {
                left.extend(self.features.get(feature).into_iter().flatten().map(String::as_str));
            }
        }
        on
    }

    /// Whether a feature enables all operations.
    pub(super) fn has_all(&self, feature: &str) -> bool {
        self.turned_on([feature]).contains(ALL)
    }

    /// The features of a list that are not operations.
    pub(super) fn others(&self, features: &[String]) -> BTreeSet<String> {
        let operations: BTreeSet<&String> = self.operations.values().collect();
        let mut others = BTreeSet::new();
        for feature in features {
            if feature == ALL || operations.contains(feature) || feature.starts_with('_') {
                continue;
            }
            let turned_on = self.turned_on([feature.as_str()]);
            match turned_on.contains(ALL) {
                true => others.extend(self.others(self.features.get(feature).map_or(&[], Vec::as_slice))),
                // A group of operations.
                false if operations.iter().any(|operation| turned_on.contains(operation.as_str())) => {}
                false => {
                    others.insert(feature.clone());
                }
            }
        }
        others
    }
}

/// The first name of a path.
fn first(tree: &UseTree) -> Option<&Ident> {
    match tree {
        UseTree::Path(path) => Some(&path.ident),
        UseTree::Name(name) => Some(&name.ident),
        UseTree::Rename(_) | UseTree::Glob(_) | UseTree::Group(_) => None,
    }
}

/// The name that a path of one item ends in.
fn last(tree: &UseTree) -> Option<&Ident> {
    match tree {
        UseTree::Path(path) => last(&path.tree),
        UseTree::Name(name) => Some(&name.ident),
        UseTree::Rename(_) | UseTree::Glob(_) | UseTree::Group(_) => None,
    }
}

fn items(path: &Path) -> Result<Vec<Item>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file = syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(file.items)
}

/// The first feature that an attribute `#[cfg(feature = "…")]` or `#[cfg(any(feature = "…", …))]` names.
fn feature_of(attributes: &[Attribute]) -> Option<String> {
    let condition = attributes.iter().find(|attribute| attribute.path().is_ident("cfg"))?;
    let named: MetaNameValue = match condition.parse_args().ok()? {
        Meta::NameValue(named) => named,
        Meta::List(list) => {
            let several = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
            match several.into_iter().next()? {
                Meta::NameValue(named) if list.path.is_ident("any") => named,
                Meta::NameValue(_) | Meta::List(_) | Meta::Path(_) => return None,
            }
        }
        Meta::Path(_) => return None,
    };
    match named.value {
        Expr::Lit(ExprLit { lit: Lit::Str(feature), .. }) if named.path.is_ident("feature") => {
            Some(feature.value())
        }
        _ => None,
    }
}

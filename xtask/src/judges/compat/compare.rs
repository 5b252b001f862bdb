//! The differences between the public API of two crates.

use super::types::{Bindings, Form, Former, demands, matches, present, unify};
use super::world::{Key, Target, World, kind};
use rustdoc_types::{
    Attribute, GenericParamDefKind, Generics, Item, ItemEnum, StructKind, Variant, VariantKind,
};
use std::collections::BTreeMap;

/// A difference.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) kind: Kind,
    /// The path of the item, and the part that differs.
    pub(super) path: String,
    pub(super) detail: String,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Kind {
    Missing,
    Different,
    Extra,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Different => "different",
            Self::Extra => "extra",
        }
    }
}

/// The result of a comparison.
#[derive(Default)]
pub(super) struct Comparison {
    /// The number of items of the official crate.
    pub(super) total: usize,
    pub(super) findings: Vec<Finding>,
}

/// Traits that the compiler implements and programs cannot name, or that do not matter to them.
const UNNAMED: &[&str] = &["Freeze", "StructuralPartialEq", "UnsafeUnpin"];

/// The maximum depth of bounds on impls.
const MAX_DEPTH: usize = 4;

/// The description of the impl of a trait.
const IMPL: &str = "impl";

struct Comparer<'a> {
    official: &'a World,
    ours: &'a World,
    /// Our structs and enums, by the path of their definition.
    definitions: BTreeMap<String, Key>,
    their_impls: Impls,
    our_impls: Impls,
    result: Comparison,
}

/// Impls by the head of the type that they are for, and that type; those for all types are under [`ALL`].
type Impls = BTreeMap<String, Vec<(Key, Form)>>;

/// The head of the type of impls for all types.
const ALL: &str = "$";

/// The impls of a world, but for negative ones.
fn impls(former: &Former) -> Impls {
    let mut impls = Impls::new();
    for key in &former.world.impls {
        let Some(implementation) = former.world.implementation(*key) else { continue };
        if implementation.is_negative {
            continue;
        }
        let of = former.ty(key.0, &implementation.for_, &Bindings::new());
        let head = if of.head.starts_with(ALL) { ALL } else { &of.head };
        impls.entry(head.to_owned()).or_default().push((*key, of));
    }
    impls
}

/// The impls that may be for a type.
fn impls_for<'a>(impls: &'a Impls, of: &Form) -> impl Iterator<Item = &'a (Key, Form)> {
    [of.head.as_str(), ALL].into_iter().filter_map(|head| impls.get(head)).flatten()
}

/// Compares the public API of the official crate with ours.
pub(super) fn compare(official: &World, ours: &World) -> Comparison {
    let mut definitions = BTreeMap::new();
    for (number, doc) in ours.docs.iter().enumerate() {
        for item in doc.index.values() {
            if matches!(item.inner, ItemEnum::Struct(_) | ItemEnum::Enum(_)) {
                definitions.insert(ours.definition((number, item.id)), (number, item.id));
            }
        }
    }
    let our_impls = impls(&Former { world: ours, naming: &|_, _| None });
    let (their_impls, result) = Default::default();
    let mut comparer = Comparer { official, ours, definitions, their_impls, our_impls, result };
    let naming = |key: Key, arguments: &[Form]| comparer.counterpart(key, arguments);
    comparer.their_impls = impls(&Former { world: official, naming: &naming });
    for (path, target) in &official.public {
        comparer.item(path, target);
    }
    for path in ours.public.keys().filter(|path| !official.public.contains_key(*path)) {
        comparer.report(Kind::Extra, path, "an item of ours");
    }
    comparer.result
}

/// The generic parameters of an item, as both sides name them here.
fn placeholders(generics: &Generics) -> Vec<Form> {
    let is_type = |kind: &GenericParamDefKind| matches!(kind, GenericParamDefKind::Type { .. });
    let count = generics.params.iter().filter(|param| is_type(&param.kind)).count();
    (0..count).map(|index| Form::new(format!("G{index}"), vec![])).collect()
}

fn generics(item: &Item) -> Vec<Form> {
    match &item.inner {
        ItemEnum::Struct(item) => placeholders(&item.generics),
        ItemEnum::Enum(item) => placeholders(&item.generics),
        ItemEnum::TypeAlias(item) => placeholders(&item.generics),
        ItemEnum::Trait(item) => placeholders(&item.generics),
        _ => vec![],
    }
}

fn bindings(item: &Item, own: Option<&Form>) -> Bindings {
    let generics = match &item.inner {
        ItemEnum::Struct(item) => Some(&item.generics),
        ItemEnum::Enum(item) => Some(&item.generics),
        ItemEnum::TypeAlias(item) => Some(&item.generics),
        ItemEnum::Trait(item) => Some(&item.generics),
        _ => None,
    };
    let types = generics.into_iter().flat_map(|generics| &generics.params);
    let types = types.filter(|param| matches!(param.kind, GenericParamDefKind::Type { .. }));
    let arguments = types.enumerate().map(|(index, param)| {
        let bound = own.and_then(|own| own.parts.get(index)).cloned();
        (param.name.clone(), bound.unwrap_or_else(|| Form::new(format!("G{index}"), vec![])))
    });
    arguments.chain(own.map(|own| ("Self".to_owned(), own.clone()))).collect()
}

impl<'a> Comparer<'a> {
    fn report(&mut self, kind: Kind, path: &str, detail: impl Into<String>) {
        self.result.findings.push(Finding { kind, path: path.to_owned(), detail: detail.into() });
    }

    /// The item of ours at the path of an item of the official crate.
    fn counterpart(&self, key: Key, arguments: &[Form]) -> Option<Form> {
        if key.0 != 0 {
            return None;
        }
        let form = |name: String| Form::new(name, arguments.to_vec());
        let Some(path) = self.official.path_of.get(&key) else {
            // Users cannot name it in either crate, so only its own name is compared.
            return self.official.item(key).and_then(|item| item.name.clone()).map(form);
        };
        Some(match self.ours.public.get(path) {
            Some(Target::Foreign(name)) => form(name.clone()),
            Some(Target::Item(ours)) => self.our_form(*ours, arguments),
            None => form(format!("(no {path})")),
        })
    }

    /// An item of ours with these arguments, aliases expanded.
    fn our_form(&self, key: Key, arguments: &[Form]) -> Form {
        match self.ours.item(key) {
            Some(item) => match &item.inner {
                ItemEnum::TypeAlias(alias) => {
                    let own = Form::new("", arguments.to_vec());
                    let former = Former { world: self.ours, naming: &|_, _| None };
                    former.ty(key.0, &alias.type_, &bindings(item, Some(&own)))
                }
                _ => Form::new(self.ours.definition(key), arguments.to_vec()),
            },
            None => Form::new(self.ours.definition(key), arguments.to_vec()),
        }
    }

    fn item(&mut self, path: &str, target: &Target) {
        self.result.total += 1;
        let Some(found) = self.ours.public.get(path) else {
            return self.report(Kind::Missing, path, "no such item");
        };
        let key = match (target, found) {
            (Target::Foreign(theirs), Target::Foreign(ours)) if theirs == ours => return,
            (Target::Item(key), _) => *key,
            (Target::Foreign(theirs), ours) => {
                let ours = match ours {
                    Target::Foreign(name) => name.clone(),
                    Target::Item(key) => self.our_form(*key, &[]).head,
                };
                if ours != *theirs {
                    self.report(Kind::Different, path, format!("official re-exports {theirs}, ours {ours}"));
                }
                return;
            }
        };
        let Some(item) = self.official.item(key) else { return };
        let arguments = generics(item);
        let of = self.counterpart(key, &arguments).unwrap_or_else(|| Form::new(path, vec![]));
        match &item.inner {
            ItemEnum::Module(_) => {
                let ours = matches!(found, Target::Item(key) if self.ours.item(*key).is_some_and(|i| kind(i) == "module"));
                if !ours {
                    self.report(Kind::Different, path, "not a module");
                }
            }
            ItemEnum::Struct(_) | ItemEnum::Enum(_) => {
                let ours = self.definitions.get(&of.head).copied();
                let ours = ours.and_then(|key| Some((key, self.ours.item(key)?)));
                match ours {
                    Some((ours_key, ours)) if kind(ours) == kind(item) => {
                        self.adt(path, (key, item), (ours_key, ours), &of);
                    }
                    _ => self.report(
                        Kind::Different,
                        path,
                        format!("official is a {}, ours {}", kind(item), of.head),
                    ),
                }
            }
            ItemEnum::TypeAlias(alias) => {
                let theirs = self.theirs(key.0, &alias.type_, &bindings(item, None));
                if theirs != of {
                    self.report(Kind::Different, path, format!("official {theirs}, ours {of}"));
                }
            }
            ItemEnum::Trait(_) => match found {
                Target::Item(ours) if self.ours.item(*ours).is_some_and(|item| kind(item) == "trait") => {
                    self.associated(path, key, *ours);
                }
                _ => self.report(Kind::Different, path, "not a trait of ours"),
            },
            ItemEnum::Function(_) | ItemEnum::Static(_) | ItemEnum::Constant { .. } => {
                let theirs = self.described(true, key, &Bindings::new());
                let ours = match found {
                    Target::Item(key) => self.described(false, *key, &Bindings::new()),
                    Target::Foreign(name) => name.clone(),
                };
                if theirs != ours {
                    self.report(Kind::Different, path, format!("official {theirs}, ours {ours}"));
                }
            }
            _ => {}
        }
    }

    fn theirs(&self, doc: usize, ty: &rustdoc_types::Type, bindings: &Bindings) -> Form {
        let naming = |key: Key, arguments: &[Form]| self.counterpart(key, arguments);
        Former { world: self.official, naming: &naming }.ty(doc, ty, bindings)
    }

    /// A function, constant, field or variant as text.
    fn described(&self, official: bool, key: Key, bindings: &Bindings) -> String {
        let naming =
            |key: Key, arguments: &[Form]| if official { self.counterpart(key, arguments) } else { None };
        let world = if official { self.official } else { self.ours };
        let former = Former { world, naming: &naming };
        let Some(item) = world.item(key) else { return "not documented".to_owned() };
        let ty = |ty: &rustdoc_types::Type| former.ty(key.0, ty, bindings).to_string();
        let described = match &item.inner {
            ItemEnum::Function(function) => former.signature(key.0, function, bindings),
            ItemEnum::Static(item) => format!("static {}", ty(&item.type_)),
            ItemEnum::Constant { type_, .. } => format!("const {}", ty(type_)),
            ItemEnum::StructField(field) => ty(field),
            ItemEnum::AssocConst { type_, .. } => format!("const {}", ty(type_)),
            ItemEnum::AssocType { type_, .. } => {
                format!("type {}", type_.as_ref().map_or_else(String::new, ty))
            }
            ItemEnum::Variant(Variant { kind, .. }) => {
                let fields = match kind {
                    VariantKind::Plain => vec![],
                    VariantKind::Tuple(fields) => present(fields),
                    VariantKind::Struct { fields, .. } => fields.clone(),
                };
                let fields = fields.iter().map(|id| self.described(official, (key.0, *id), bindings));
                format!("variant({})", fields.collect::<Vec<_>>().join(", "))
            }
            _ => kind(item).to_owned(),
        };
        let deprecated = if item.deprecation.is_some() { "#[deprecated] " } else { "" };
        let non_exhaustive =
            if item.attrs.contains(&Attribute::NonExhaustive) { "#[non_exhaustive] " } else { "" };
        format!("{deprecated}{non_exhaustive}{described}")
    }

    /// The members of a trait.
    fn associated(&mut self, path: &str, theirs: Key, ours: Key) {
        let own = Bindings::from([("Self".to_owned(), Form::new("Self", vec![]))]);
        let members = |world: &World, official, key: Key| -> BTreeMap<String, String> {
            let items = match world.item(key).map(|item| &item.inner) {
                Some(ItemEnum::Trait(item)) => item.items.clone(),
                _ => vec![],
            };
            let described = items.into_iter().filter_map(|id| {
                let name = world.item((key.0, id))?.name.clone()?;
                Some((name, self.described(official, (key.0, id), &own)))
            });
            described.collect()
        };
        let (theirs, ours) = (members(self.official, true, theirs), members(self.ours, false, ours));
        self.maps(path, &theirs, &ours);
    }

    fn maps(&mut self, path: &str, theirs: &BTreeMap<String, String>, ours: &BTreeMap<String, String>) {
        self.result.total += theirs.len();
        for (name, official) in theirs {
            let path = format!("{path}::{name}");
            match ours.get(name) {
                Some(found) if found == official => {}
                Some(found) => self.report(
                    Kind::Different,
                    &path,
                    format!("official {official}\n        ours     {found}"),
                ),
                None => self.report(Kind::Missing, &path, official.clone()),
            }
        }
        for (name, found) in ours.iter().filter(|(name, _)| !theirs.contains_key(*name)) {
            self.report(Kind::Extra, &format!("{path}::{name}"), found.clone());
        }
    }

    /// A struct or enum: its attributes, fields, variants, methods and trait impls.
    fn adt(&mut self, path: &str, theirs: (Key, &'a Item), ours: (Key, &'a Item), of: &Form) {
        let (their_own, our_own) = (bindings(theirs.1, Some(of)), bindings(ours.1, Some(of)));
        let (theirs, their_impls) = self.members(true, theirs, &their_own, of);
        let (mut ours, _) = self.members(false, ours, &our_own, of);
        // One impl of ours for all parameters of a trait may stand for several of theirs.
        let generic = their_impls.iter().filter(|(_, wanted)| self.provides(of, wanted));
        for (name, _) in generic {
            ours.entry(name.clone()).or_insert_with(|| IMPL.to_owned());
        }
        self.maps(path, &theirs, &ours);
    }

    /// Whether we have this trait, with these arguments, for this type.
    fn provides(&self, of: &Form, wanted: &Form) -> bool {
        let former = Former { world: self.ours, naming: &|_, _| None };
        impls_for(&self.our_impls, of).any(|(number, pattern)| {
            let Some(implementation) = self.ours.implementation(*number) else { return false };
            let Some(path) = &implementation.trait_ else { return false };
            if implementation.blanket_impl.is_some() {
                return false;
            }
            let Some(mut bindings) = matches(pattern, of) else { return false };
            unify(&former.path(number.0, path, &Bindings::new()), wanted, &mut bindings)
                && self.holds(number.0, &implementation.generics, &bindings, 0)
        })
    }

    /// Whether the bounds of an impl of ours hold. Bounds on items of other crates are assumed to hold.
    fn holds(&self, doc: usize, generics: &Generics, bindings: &Bindings, depth: usize) -> bool {
        let former = Former { world: self.ours, naming: &|_, _| None };
        depth > MAX_DEPTH
            || demands(generics).iter().all(|(ty, bounds)| {
                let of = former.ty(doc, ty, bindings);
                let bounds = former.bounds(doc, bounds, bindings);
                let known = self.definitions.contains_key(&of.head);
                !known
                    || bounds
                        .iter()
                        .all(|bound| bound.head == "'static" || self.implements(&of, bound, depth))
            })
    }

    fn implements(&self, of: &Form, bound: &Form, depth: usize) -> bool {
        impls_for(&self.our_impls, of).any(|(number, pattern)| {
            let Some(implementation) = self.ours.implementation(*number) else { return false };
            let Some(path) = &implementation.trait_ else { return false };
            if path.path.rsplit("::").next() != bound.head.rsplit("::").next() {
                return false;
            }
            let Some(bindings) = matches(pattern, of) else { return false };
            self.holds(number.0, &implementation.generics, &bindings, depth + 1)
        })
    }

    /// The members by name, described; and the impls of traits among them.
    fn members(
        &self,
        official: bool,
        (key, item): (Key, &Item),
        own: &Bindings,
        of: &Form,
    ) -> (BTreeMap<String, String>, BTreeMap<String, Form>) {
        let world = if official { self.official } else { self.ours };
        let (mut members, mut impls) = (BTreeMap::new(), BTreeMap::new());
        let exhaustive =
            if item.attrs.contains(&Attribute::NonExhaustive) { "non-exhaustive" } else { "exhaustive" };
        let fields = match &item.inner {
            ItemEnum::Struct(item) => match &item.kind {
                StructKind::Unit => vec![],
                StructKind::Tuple(fields) => present(fields),
                StructKind::Plain { fields, .. } => fields.clone(),
            },
            ItemEnum::Enum(item) => item.variants.clone(),
            _ => vec![],
        };
        // `non_exhaustive` does not matter if no field is public.
        if !fields.is_empty() {
            members.insert("(attributes)".to_owned(), exhaustive.to_owned());
        }
        for id in fields {
            let name = world.item((key.0, id)).and_then(|item| item.name.clone()).unwrap_or_default();
            members.insert(format!(".{name}"), self.described(official, (key.0, id), own));
        }
        let naming =
            |key: Key, arguments: &[Form]| if official { self.counterpart(key, arguments) } else { None };
        let former = Former { world, naming: &naming };
        for (number, pattern) in impls_for(if official { &self.their_impls } else { &self.our_impls }, of) {
            let Some(implementation) = world.implementation(*number) else { continue };
            if implementation.blanket_impl.is_some() {
                continue;
            }
            let Some(bindings) = matches(pattern, of) else { continue };
            if !official && !self.holds(number.0, &implementation.generics, &bindings, 0) {
                continue;
            }
            match &implementation.trait_ {
                None => {
                    for id in &implementation.items {
                        let Some(name) = world.item((number.0, *id)).and_then(|item| item.name.clone())
                        else {
                            continue;
                        };
                        members.insert(name, self.described(official, (number.0, *id), &bindings));
                    }
                }
                Some(path) => {
                    // A trait without a public path is private to the crate.
                    let private = match world.resolve(number.0, path.id) {
                        Some(Target::Item(key)) => !world.path_of.contains_key(&key),
                        _ => false,
                    };
                    let form = former.path(number.0, path, &bindings);
                    let text = form.to_string();
                    if !private && !UNNAMED.contains(&text.as_str()) {
                        let name = format!("impl {text}");
                        members.insert(name.clone(), IMPL.to_owned());
                        impls.insert(name, form);
                    }
                }
            }
        }
        (members, impls)
    }
}

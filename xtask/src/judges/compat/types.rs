//! Types in one form, so that two crates can be compared: aliases expanded, associated types looked up, lifetimes
//! left out.

use super::world::{Key, Target, World};
use rustdoc_types::{
    AssocItemConstraintKind, Function, GenericArg, GenericArgs, GenericBound, GenericParamDefKind, Generics,
    Id, ItemEnum, Path, Term, Type, WherePredicate,
};
use std::collections::BTreeMap;
use std::fmt;

/// A type, a bound or a generic parameter: its name, and its parts.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Form {
    pub(super) head: String,
    pub(super) parts: Vec<Form>,
}

impl Form {
    pub(super) fn new(head: impl Into<String>, parts: Vec<Form>) -> Self {
        Self { head: head.into(), parts }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.head.rsplit("::").next().unwrap_or_default();
        let list = |formatter: &mut fmt::Formatter<'_>, separator: &str| {
            self.parts.iter().enumerate().try_for_each(|(index, part)| match index {
                0 => write!(formatter, "{part}"),
                _ => write!(formatter, "{separator}{part}"),
            })
        };
        match self.head.as_str() {
            "&" | "&mut" => {
                write!(formatter, "{}", if self.head == "&" { "&" } else { "&mut " })?;
                list(formatter, "")
            }
            "impl" | "dyn" => {
                write!(formatter, "{} ", self.head)?;
                list(formatter, " + ")
            }
            "()" => {
                formatter.write_str("(")?;
                list(formatter, ", ")?;
                formatter.write_str(")")
            }
            "[]" => {
                formatter.write_str("[")?;
                list(formatter, ", ")?;
                formatter.write_str("]")
            }
            _ if self.parts.is_empty() => formatter.write_str(short),
            _ => {
                write!(formatter, "{short}<")?;
                list(formatter, ", ")?;
                formatter.write_str(">")
            }
        }
    }
}

/// The values of generic parameters.
pub(super) type Bindings = BTreeMap<String, Form>;

/// The name of an item of the crate in a comparison.
pub(super) type Naming<'a> = dyn Fn(Key, &[Form]) -> Option<Form> + 'a;

/// Brings types of a world into one form.
pub(super) struct Former<'a> {
    pub(super) world: &'a World,
    pub(super) naming: &'a Naming<'a>,
}

impl Former<'_> {
    pub(super) fn ty(&self, doc: usize, ty: &Type, bindings: &Bindings) -> Form {
        let form = |ty: &Type| self.ty(doc, ty, bindings);
        match ty {
            Type::ResolvedPath(path) => self.path(doc, path, bindings),
            Type::DynTrait(dynamic) => {
                let traits = dynamic.traits.iter().map(|bound| self.path(doc, &bound.trait_, bindings));
                Form::new("dyn", sorted(traits.collect()))
            }
            Type::Generic(name) => {
                bindings.get(name).cloned().unwrap_or_else(|| Form::new(format!("${name}"), vec![]))
            }
            Type::Primitive(name) => Form::new(name, vec![]),
            Type::FunctionPointer(pointer) => {
                let mut parts: Vec<_> = pointer.sig.inputs.iter().map(|(_, ty)| form(ty)).collect();
                parts.extend(pointer.sig.output.as_ref().map(form));
                Form::new("fn", parts)
            }
            Type::Tuple(types) => Form::new("()", types.iter().map(form).collect()),
            Type::Slice(ty) => Form::new("[]", vec![form(ty)]),
            Type::Array { type_, len } => Form::new("[]", vec![form(type_), Form::new(len, vec![])]),
            Type::ImplTrait(bounds) => Form::new("impl", self.bounds(doc, bounds, bindings)),
            Type::RawPointer { is_mutable, type_ } => {
                Form::new(if *is_mutable { "*mut" } else { "*const" }, vec![form(type_)])
            }
            Type::BorrowedRef { is_mutable, type_, .. } => {
                Form::new(if *is_mutable { "&mut" } else { "&" }, vec![form(type_)])
            }
            Type::QualifiedPath { name, self_type, trait_, .. } => {
                let of = form(self_type);
                let owner = trait_.as_ref().and_then(|path| self.world.resolve(doc, path.id));
                let found = match owner {
                    Some(Target::Item(owner)) => self.associated(owner, &of, name),
                    _ => None,
                };
                found.unwrap_or_else(|| Form::new(format!("::{name}"), vec![of]))
            }
            Type::Pat { .. } | Type::Infer => Form::new("_", vec![]),
        }
    }

    pub(super) fn path(&self, doc: usize, path: &Path, bindings: &Bindings) -> Form {
        let mut arguments = self.arguments(doc, path.args.as_deref(), bindings);
        let key = match self.world.resolve(doc, path.id) {
            Some(Target::Item(key)) => key,
            Some(Target::Foreign(name)) => return Form::new(name, arguments),
            None => return Form::new(path.path.clone(), arguments),
        };
        let item = self.world.item(key).map(|item| &item.inner);
        let generics = match item {
            Some(ItemEnum::TypeAlias(alias)) => Some(&alias.generics),
            Some(ItemEnum::Struct(item)) => Some(&item.generics),
            Some(ItemEnum::Enum(item)) => Some(&item.generics),
            _ => None,
        };
        let mut inner = Bindings::new();
        for (index, name, default) in generics.map_or_else(Vec::new, parameters) {
            if arguments.len() <= index
                && let Some(default) = default
            {
                arguments.push(self.ty(key.0, default, &inner));
            }
            inner.extend(arguments.get(index).map(|argument| (name.to_owned(), argument.clone())));
        }
        if let Some(form) = (self.naming)(key, &arguments) {
            return form;
        }
        match item {
            Some(ItemEnum::TypeAlias(alias)) => self.ty(key.0, &alias.type_, &inner),
            _ => Form::new(self.world.definition(key), arguments),
        }
    }

    fn arguments(&self, doc: usize, arguments: Option<&GenericArgs>, bindings: &Bindings) -> Vec<Form> {
        match arguments {
            None | Some(GenericArgs::ReturnTypeNotation) => vec![],
            Some(GenericArgs::AngleBracketed { args, constraints }) => {
                let types = args.iter().filter_map(|argument| match argument {
                    GenericArg::Type(ty) => Some(self.ty(doc, ty, bindings)),
                    GenericArg::Const(constant) => Some(Form::new(constant.expr.clone(), vec![])),
                    GenericArg::Lifetime(_) | GenericArg::Infer => None,
                });
                let constraints = constraints.iter().map(|constraint| {
                    let parts = match &constraint.binding {
                        AssocItemConstraintKind::Equality(Term::Type(ty)) => vec![self.ty(doc, ty, bindings)],
                        AssocItemConstraintKind::Equality(Term::Constant(_)) => vec![],
                        AssocItemConstraintKind::Constraint(bounds) => self.bounds(doc, bounds, bindings),
                    };
                    Form::new(format!("{} =", constraint.name), parts)
                });
                types.chain(constraints).collect()
            }
            Some(GenericArgs::Parenthesized { inputs, output }) => {
                let inputs = inputs.iter().map(|ty| self.ty(doc, ty, bindings));
                inputs.chain(output.as_ref().map(|ty| self.ty(doc, ty, bindings))).collect()
            }
        }
    }

    pub(super) fn bounds(&self, doc: usize, bounds: &[GenericBound], bindings: &Bindings) -> Vec<Form> {
        let bounds = bounds.iter().filter_map(|bound| match bound {
            GenericBound::TraitBound { trait_, .. } => Some(self.path(doc, trait_, bindings)),
            GenericBound::Outlives(lifetime) if lifetime == "'static" => Some(Form::new(lifetime, vec![])),
            GenericBound::Outlives(_) | GenericBound::Use(_) => None,
        });
        sorted(bounds.collect())
    }

    /// The associated type `name` of the impl of a trait for a type.
    fn associated(&self, owner: Key, of: &Form, name: &str) -> Option<Form> {
        self.world.impls_of.get(&owner)?.iter().find_map(|key| {
            let implementation = self.world.implementation(*key)?;
            if implementation.blanket_impl.is_some() {
                return None;
            }
            let bindings = matches(&self.ty(key.0, &implementation.for_, &Bindings::new()), of)?;
            implementation.items.iter().find_map(|id| {
                let item = self.world.item((key.0, *id))?;
                match &item.inner {
                    ItemEnum::AssocType { type_: Some(ty), .. } if item.name.as_deref() == Some(name) => {
                        Some(self.ty(key.0, ty, &bindings))
                    }
                    _ => None,
                }
            })
        })
    }

    /// A function without the names of its parameters.
    pub(super) fn signature(&self, doc: usize, function: &Function, bindings: &Bindings) -> String {
        let mut bindings = bindings.clone();
        let mut generics = Vec::new();
        let declared = function.generics.params.iter().filter_map(|param| match &param.kind {
            GenericParamDefKind::Type { bounds, is_synthetic: false, .. } => Some((&param.name, bounds)),
            _ => None,
        });
        for (index, (name, _)) in declared.clone().enumerate() {
            bindings.insert(name.clone(), Form::new(format!("T{index}"), vec![]));
        }
        for (name, bounds) in declared {
            let mut all = self.bounds(doc, bounds, &bindings);
            for predicate in &function.generics.where_predicates {
                if let WherePredicate::BoundPredicate { type_: Type::Generic(bound), bounds, .. } = predicate
                    && bound == name
                {
                    all.extend(self.bounds(doc, bounds, &bindings));
                }
            }
            let all: Vec<_> = sorted(all).iter().map(Form::to_string).collect();
            generics.push(format!("{}: {}", bindings[name], all.join(" + ")));
        }
        for predicate in &function.generics.where_predicates {
            if let WherePredicate::BoundPredicate { type_, bounds, .. } = predicate {
                let of = self.ty(doc, type_, &bindings);
                if !matches!(type_, Type::Generic(name) if name != "Self") {
                    let bounds: Vec<_> =
                        self.bounds(doc, bounds, &bindings).iter().map(Form::to_string).collect();
                    generics.push(format!("{of}: {}", bounds.join(" + ")));
                }
            }
        }
        generics.sort();
        let inputs = function.sig.inputs.iter().map(|(_, ty)| self.ty(doc, ty, &bindings).to_string());
        let inputs: Vec<_> = inputs.collect();
        let output = function.sig.output.as_ref().map(|ty| format!(" -> {}", self.ty(doc, ty, &bindings)));
        let generics =
            if generics.is_empty() { String::new() } else { format!(" where {}", generics.join(", ")) };
        let header = &function.header;
        let word = |set: bool, word: &'static str| if set { word } else { "" };
        format!(
            "{}{}fn({}){}{generics}",
            word(header.is_async, "async "),
            word(header.is_unsafe, "unsafe "),
            inputs.join(", "),
            output.unwrap_or_default(),
        )
    }
}

/// The requirements of an item on its parameters: the type, and its bounds.
pub(super) fn demands(generics: &Generics) -> Vec<(Type, &[GenericBound])> {
    let params = generics.params.iter().filter_map(|param| match &param.kind {
        GenericParamDefKind::Type { bounds, .. } => {
            Some((Type::Generic(param.name.clone()), bounds.as_slice()))
        }
        _ => None,
    });
    let predicates = generics.where_predicates.iter().filter_map(|predicate| match predicate {
        WherePredicate::BoundPredicate { type_, bounds, .. } => Some((type_.clone(), bounds.as_slice())),
        _ => None,
    });
    params.chain(predicates).collect()
}

/// The type parameters of an item: position, name and default.
fn parameters(generics: &Generics) -> Vec<(usize, &str, Option<&Type>)> {
    let types = generics.params.iter().filter_map(|param| match &param.kind {
        GenericParamDefKind::Type { default, .. } => Some((param.name.as_str(), default.as_ref())),
        _ => None,
    });
    types.enumerate().map(|(index, (name, default))| (index, name, default)).collect()
}

fn sorted(mut forms: Vec<Form>) -> Vec<Form> {
    forms.sort();
    forms.dedup();
    forms
}

/// The values of an impl's parameters if it is for this type.
pub(super) fn matches(pattern: &Form, of: &Form) -> Option<Bindings> {
    let mut bindings = Bindings::new();
    unify(pattern, of, &mut bindings).then(|| {
        bindings.insert("Self".to_owned(), of.clone());
        bindings
    })
}

pub(super) fn unify(pattern: &Form, of: &Form, bindings: &mut Bindings) -> bool {
    if let Some(name) = pattern.head.strip_prefix('$') {
        let bound = bindings.entry(name.to_owned()).or_insert_with(|| of.clone());
        return bound == of;
    }
    pattern.head == of.head
        && pattern.parts.len() == of.parts.len()
        && pattern.parts.iter().zip(&of.parts).all(|(pattern, of)| unify(pattern, of, bindings))
}

/// The ids of fields or variants, for [`Key`]s.
pub(super) fn present(ids: &[Option<Id>]) -> Vec<Id> {
    ids.iter().flatten().copied().collect()
}

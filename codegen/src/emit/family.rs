//! A divided crate: a base, parts that depend on it, and the crate in front of them, which users name.
//!
//! `base/` has the constants of the service, the errors, and the types that several parts need; `part-N/` has operations and
//! the types that only they need. An item of the base has the same path in a part, so that the files of a part are the same as in a
//! crate that is not divided.

use super::file::{Content, File, rust};
use super::gate::{gate, type_gate};
use super::{client, error, fixed, manifest, operation, root, types, waiter};
use crate::plan::{Crate, ErrorSet, Family, Ident, Part, SOME, TYPES, Waiter};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// A crate behind the one that users name, as a plan of its own: the types that are `here`.
fn member(plan: &Crate, family: &Family, name: &str, here: impl Fn(&Ident) -> bool) -> Crate {
    Crate {
        package: format!("{}-{name}", plan.package),
        version: plan.version.clone(),
        library: plan.library.clone(),
        runtime_dependency: family.runtime_dependency.clone(),
        service: plan.service.clone(),
        docs: String::new(),
        deprecated: None,
        features: vec![],
        operations: vec![],
        structures: plan.structures.iter().filter(|item| here(&item.name)).cloned().collect(),
        unions: plan.unions.iter().filter(|item| here(&item.name)).cloned().collect(),
        enums: plan.enums.iter().filter(|item| here(&item.name)).cloned().collect(),
        errors: vec![],
        error_sets: plan.error_sets.clone(),
        big_numbers: plan.big_numbers,
        family: None,
        module: false,
        types_only: false,
        origin: plan.origin.clone(),
    }
}

/// The items that are in no part.
fn base(plan: &Crate, family: &Family) -> Crate {
    let here = |name: &Ident| !family.parts.iter().any(|part| part.types.contains(name));
    Crate { errors: plan.errors.clone(), ..member(plan, family, "base", here) }
}

fn part(plan: &Crate, family: &Family, index: usize, part: &Part) -> Crate {
    let operations = plan.operations.iter().filter(|operation| part.operations.contains(&operation.module));
    Crate {
        operations: operations.cloned().collect(),
        ..member(plan, family, &part_name(index), |name| part.types.contains(name))
    }
}

fn part_name(index: usize) -> String {
    format!("part-{}", index + 1)
}

/// The features of the items of a part; `sets` are its error sets.
fn features<'a>(member: &'a Crate, sets: &'a [ErrorSet]) -> BTreeSet<&'a str> {
    let operations = member.operations.iter().filter_map(|operation| operation.feature.as_ref());
    let structures = member.structures.iter().filter_map(|item| item.feature.as_ref());
    let unions = member.unions.iter().filter_map(|item| item.feature.as_ref());
    let enums = member.enums.iter().filter_map(|item| item.feature.as_ref());
    let sets = sets.iter().filter_map(|set| set.feature.as_ref());
    let named = operations.chain(structures).chain(unions).chain(enums).chain(sets).map(String::as_str);
    named.chain([SOME, TYPES]).collect()
}

/// All files of a family.
pub(super) fn emit<'a>(plan: &'a Crate, family: &Family) -> Box<dyn Iterator<Item = File> + 'a> {
    let base = base(plan, family);
    let parts = family.parts.iter().enumerate();
    let parts: Vec<_> = parts.map(|(index, members)| part(plan, family, index, members)).collect();
    let of_base = features(&base, &base.error_sets);
    let of_parts = parts.iter().map(|part| (part.package.as_str(), features(part, &[])));
    let members: Vec<_> = std::iter::once((base.package.as_str(), of_base.clone())).chain(of_parts).collect();
    let manifest = manifest::front(plan, &members);
    let text = |path: &str, text| File { path: path.to_owned(), content: Content::Text(text) };
    let front = vec![
        text("Cargo.toml", manifest),
        rust("src/lib.rs", root::front(plan, &library(&base))),
        rust("src/client.rs", client::emit(plan)),
        rust("src/operation.rs", front_operations(plan, &parts)),
        rust("src/types.rs", front_types(&base, &parts)),
    ];
    let waiters = front_waiters(plan, &parts);
    let fixed = [
        text("Cargo.toml", manifest::member(&base, &of_base, None)),
        rust("src/lib.rs", root::base(&base)),
        rust("src/client.rs", client::of_member(&base)),
        rust("src/types.rs", types::index(&base, &types::errors())),
    ];
    let below = |directory: &str, file: File| File { path: format!("{directory}/{}", file.path), ..file };
    let files_of_base: Vec<_> = fixed
        .into_iter()
        .chain(fixed::files(plan))
        .chain(types::files(&base))
        .chain(error::files(&base))
        .map(|file| below("base", file))
        .collect();
    let base = (library(&base), base.package);
    // The tokens of one part at a time.
    let files_of_parts = parts.into_iter().enumerate().flat_map(move |(index, part)| {
        let (library, package) = &base;
        let fixed = [
            text("Cargo.toml", manifest::member(&part, &features(&part, &[]), Some(package))),
            rust("src/lib.rs", root::part(&part, library)),
            rust("src/client.rs", client::of_member(&part)),
            rust("src/types.rs", types::index(&part, &quote!(pub use #library::types::*;))),
            rust("src/operation.rs", operation::index(&part)),
        ];
        let files = fixed
            .into_iter()
            .chain(waiter::file(&part))
            .chain(operation::files(&part))
            .chain(types::files(&part));
        files.map(|file| below(&part_name(index), file)).collect::<Vec<_>>()
    });
    Box::new(front.into_iter().chain(waiters).chain(files_of_base).chain(files_of_parts))
}

/// How a member is named in paths.
fn library(member: &Crate) -> proc_macro2::Ident {
    format_ident!("{}", member.package.replace('-', "_"))
}

/// `operation.rs` of the crate in front.
fn front_operations(plan: &Crate, parts: &[Crate]) -> TokenStream {
    let operations = parts.iter().flat_map(|part| {
        let library = library(part);
        part.operations.iter().map(move |operation| {
            let (module, gate) = (&operation.module, gate(operation.feature.as_ref()));
            quote!(#gate pub use #library::operation::#module;)
        })
    });
    let request_ids = operation::request_ids(plan);
    quote!(#request_ids #(#operations)*)
}

/// `waiters.rs` of the crate in front, if there are some.
fn front_waiters(plan: &Crate, parts: &[Crate]) -> Option<File> {
    let waiters = parts.iter().flat_map(|part| {
        let library = library(part);
        part.operations.iter().flat_map(move |operation| {
            let (gate, library) = (gate(operation.feature.as_ref()), library.clone());
            let waiters = operation.waiters.iter();
            waiters.map(move |Waiter { module, .. }| quote!(#gate pub use #library::waiters::#module;))
        })
    });
    waiter::line(plan).map(|_| rust("src/waiters.rs", quote!(#(#waiters)*)))
}

/// `types.rs` of the crate in front.
fn front_types(base: &Crate, parts: &[Crate]) -> TokenStream {
    let members = || std::iter::once(base).chain(parts).map(|member| (member, library(member)));
    let names = members().flat_map(|(member, library)| {
        types::items(member).into_iter().map(move |(_, name, feature)| {
            let gate = type_gate(feature);
            quote!(#gate pub use #library::types::#name;)
        })
    });
    let builders = members().flat_map(|(member, library)| {
        member.structures.iter().map(move |structure| {
            let (builder, gate) = (&structure.builder, type_gate(structure.feature.as_ref()));
            quote!(#gate pub use #library::types::builders::#builder;)
        })
    });
    let base = library(base);
    quote! {
        pub use #base::types::error;
        #(#names)*

        /// The builders of the structures.
        pub mod builders {
            #(#builders)*
        }
    }
}

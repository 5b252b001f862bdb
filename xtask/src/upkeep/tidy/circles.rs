//! Files that import each other in a circle.

use super::paths;
use proc_macro2::TokenStream;
use std::collections::{BTreeMap, BTreeSet};

/// The files of a crate by their modules, and the modules that each one names.
#[derive(Debug, Default)]
pub(super) struct Modules(BTreeMap<Vec<String>, BTreeSet<Vec<String>>>);

impl Modules {
    /// The modules of a crate, from sources with their paths below `src/`.
    pub(super) fn new<'a>(sources: impl Iterator<Item = (&'a str, TokenStream)>) -> Self {
        let mut tokens: BTreeMap<_, _> =
            sources.map(|(file, tokens)| (paths::module_of(file), tokens)).collect();
        // A program without a library is the root itself.
        if let Some(main) = tokens.remove(&["main".to_owned()][..]) {
            tokens.entry(vec![]).or_insert(main);
        }
        let files: BTreeSet<Vec<String>> = tokens.keys().cloned().collect();
        let named = |(module, tokens): (&Vec<String>, &mut TokenStream)| {
            let paths = paths::of(std::mem::take(tokens), false).into_iter();
            let targets = paths.filter_map(|(path, depth)| target(&files, module, &path, depth));
            (module.clone(), targets.filter(|target| target != module).collect())
        };
        Self(tokens.iter_mut().map(named).collect())
    }

    /// The circles: modules that reach each other, each group in order.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let reached: BTreeMap<_, _> = self.0.keys().map(|module| (module, self.reached(module))).collect();
        let mut circles = BTreeSet::new();
        for (module, targets) in &reached {
            let circle: Vec<String> = targets
                .iter()
                .filter(|target| reached.get(*target).is_some_and(|back| back.contains(*module)))
                .map(|target| if target.is_empty() { "crate".to_owned() } else { target.join("::") })
                .collect();
            if !circle.is_empty() {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    fn reached<'a>(&'a self, module: &'a Vec<String>) -> BTreeSet<&'a Vec<String>> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![module]);
        while let Some(module) = open.pop() {
            open.extend(self.0.get(module).into_iter().flatten().filter(|target| reached.insert(*target)));
        }
        reached
    }
}

/// The file of a path, if it is in this crate.
fn target(
    files: &BTreeSet<Vec<String>>,
    module: &[String],
    path: &[String],
    depth: usize,
) -> Option<Vec<String>> {
    let child = files.contains(&[module, &path[..1]].concat());
    let full = if child { [module, path].concat() } else { paths::absolute(module, path, depth)? };
    let lengths = (0..=full.len()).rev();
    lengths.map(|length| full[..length].to_vec()).find(|module| files.contains(module))
}

#[cfg(test)]
mod tests {
    use super::Modules;

    fn circles(sources: &[(&str, &str)]) -> Vec<String> {
        let sources = sources.iter().map(|(file, text)| (*file, text.parse().expect("Rust")));
        Modules::new(sources).circles().into_iter().map(|circle| circle.join(" ")).collect()
    }

    #[test]
    fn files_that_reach_each_other_are_a_circle() {
        let rest = [("a/mod.rs", "mod x; mod y; pub use x::X;"), ("a/y.rs", "pub struct Y;")];
        let check =
            |x, b| circles(&[rest[0], rest[1], ("a/x.rs", x), ("b.rs", b), ("lib.rs", "mod a; mod b;")]);
        let none: [&str; 0] = [];
        assert_eq!(check("use super::y::Y;", "use crate::a::X;"), none);
        assert_eq!(check("use crate::b::B;", "use crate::a::X;"), ["a a::x b"]);
        assert_eq!(check("use super::Z;", ""), ["a a::x"]);
        assert_eq!(check("mod inner { use super::X; }", ""), none);
        assert_eq!(check("mod inner { use super::super::Z; }", ""), ["a a::x"]);
        assert_eq!(check("#[cfg(test)] mod tests { use crate::b::B; }", "use crate::a::X;"), none);
    }
}

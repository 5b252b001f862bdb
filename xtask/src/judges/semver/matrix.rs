//! How often `diff` and the judges agree.

use smithwright_codegen::diff::{Kind, Weight};

/// The verdicts on a pair of versions.
#[derive(Debug)]
pub(super) struct Verdicts {
    /// The highest weight of a change; `None` if nothing changed.
    pub(super) heaviest: Option<Weight>,
    /// The changes that `diff` calls breaking.
    pub(super) breaking: Vec<Kind>,
    /// The lints of cargo-semver-checks.
    pub(super) semver_checks: Vec<String>,
    /// The verdict of the compiler on a program for the old crate.
    pub(super) compiler: Vec<String>,
}

/// Changes that break calls, not programs.
const ON_THE_WIRE: &[Kind] = &[Kind::RequiredMemberAdded];

impl Verdicts {
    fn is_breaking(&self) -> bool {
        self.heaviest == Some(Weight::Breaking)
    }

    /// Whether a judge finds a breaking change.
    fn is_broken(&self) -> bool {
        !self.semver_checks.is_empty() || !self.compiler.is_empty()
    }

    /// Whether a breaking change is one on the wire.
    fn is_on_the_wire(&self) -> bool {
        self.breaking.iter().any(|kind| ON_THE_WIRE.contains(kind))
    }

    /// The contradiction, if there is one.
    fn wrong(&self) -> Option<&'static str> {
        match (self.is_breaking(), self.is_broken()) {
            (false, true) => Some("breaking, and `diff` does not say so"),
            (true, false) if !self.is_on_the_wire() => Some("`diff` calls it breaking, and nobody agrees"),
            (true, _) | (false, false) => None,
        }
    }
}

/// All pairs.
pub(super) struct Matrix {
    pairs: Vec<(String, Verdicts)>,
    all: bool,
}

impl Matrix {
    pub(super) fn new(all: bool) -> Self {
        Self { pairs: Vec::new(), all }
    }

    pub(super) fn add(&mut self, name: String, verdicts: Verdicts) {
        if self.all || verdicts.wrong().is_some() {
            println!("{name}");
            if let Some(wrong) = verdicts.wrong() {
                println!("    {wrong}");
            }
            let kinds: Vec<_> = verdicts.breaking.iter().map(|kind| kind.name()).collect();
            for (judge, said) in [
                ("diff", &kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>()),
                ("cargo-semver-checks", &verdicts.semver_checks),
                ("the compiler", &verdicts.compiler),
            ] {
                let shown: Vec<_> = said.iter().take(6).map(String::as_str).collect();
                println!("    {judge}: {} ({})", said.len(), shown.join(", "));
            }
        }
        self.pairs.push((name, verdicts));
    }

    /// Prints the matrix; returns whether all agree.
    pub(super) fn report(&self) -> bool {
        print!("{}", self.table());
        self.pairs.iter().all(|(_, verdicts)| verdicts.wrong().is_none())
    }

    fn table(&self) -> String {
        let count = |weight: &dyn Fn(&Verdicts) -> bool, judged: &dyn Fn(&Verdicts) -> bool| {
            self.pairs.iter().filter(|(_, verdicts)| weight(verdicts) && judged(verdicts)).count()
        };
        let mut text = format!(
            "\n{} pairs\n\n{:<34}{:>10}{:>16}{:>10}{:>10}\n",
            self.pairs.len(),
            "`diff` says",
            "pairs",
            "semver-checks",
            "compiler",
            "neither"
        );
        type Row<'a> = (&'a str, Box<dyn Fn(&Verdicts) -> bool>);
        let rows: [Row<'_>; 5] = [
            ("breaking", Box::new(|verdicts| verdicts.is_breaking() && !verdicts.is_on_the_wire())),
            (
                "breaking, on the wire too",
                Box::new(|verdicts| verdicts.is_breaking() && verdicts.is_on_the_wire()),
            ),
            ("addition", Box::new(|verdicts| verdicts.heaviest == Some(Weight::Addition))),
            ("wire", Box::new(|verdicts| verdicts.heaviest == Some(Weight::Wire))),
            (
                "documentation, or nothing",
                Box::new(|verdicts| matches!(verdicts.heaviest, None | Some(Weight::Documentation))),
            ),
        ];
        for (name, row) in rows {
            text.push_str(&format!(
                "{name:<34}{:>10}{:>16}{:>10}{:>10}\n",
                count(&*row, &|_| true),
                count(&*row, &|verdicts| !verdicts.semver_checks.is_empty()),
                count(&*row, &|verdicts| !verdicts.compiler.is_empty()),
                count(&*row, &|verdicts| !verdicts.is_broken()),
            ));
        }
        let wrong = |what: bool| {
            self.pairs.iter().filter(|(_, v)| v.wrong().is_some() && v.is_breaking() == what).count()
        };
        text.push_str(&format!(
            "wrong: {} not called breaking that are, {} called breaking that nobody else calls so\n",
            wrong(false),
            wrong(true)
        ));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_judges_do_not_agree_with_is_wrong() {
        let verdicts = |kinds: &[Kind], lints: &[&str], errors: &[&str]| Verdicts {
            heaviest: kinds.iter().map(|kind| kind.weight()).max(),
            breaking: kinds.iter().copied().filter(|kind| kind.weight() == Weight::Breaking).collect(),
            semver_checks: lints.iter().map(|lint| (*lint).to_owned()).collect(),
            compiler: errors.iter().map(|item| (*item).to_owned()).collect(),
        };
        let mut matrix = Matrix::new(false);
        for (kinds, lints, errors, wrong) in [
            (&[Kind::MemberRemoved][..], &["method_missing"][..], &[][..], None),
            (&[Kind::MemberRemoved], &[], &["error: a"], None),
            (&[Kind::MemberRemoved], &[], &[], Some("`diff` calls it breaking, and nobody agrees")),
            (&[Kind::RequiredMemberAdded], &[], &[], None),
            (&[Kind::MemberAdded], &["method_missing"], &[], Some("breaking, and `diff` does not say so")),
            (&[Kind::MemberAdded], &[], &["error: a"], Some("breaking, and `diff` does not say so")),
            (&[Kind::MemberAdded], &[], &[], None),
            (&[], &[], &[], None),
        ] {
            let verdicts = verdicts(kinds, lints, errors);
            assert_eq!(verdicts.wrong(), wrong, "{verdicts:?}");
            matrix.add(String::new(), verdicts);
        }
        assert!(!matrix.report());
        let table = matrix.table();
        assert!(
            table.contains(
                "wrong: 2 not called breaking that are, 1 called breaking that nobody else calls so\n"
            ),
            "{table}"
        );
    }
}

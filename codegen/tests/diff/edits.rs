//! One change after the other, as the table of `cargo xtask semver` has them.

use crate::{HOTEL, changes, lines, model, options};
use serde::Deserialize;
use smithwright_codegen::diff::{self, Kind};
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    edit: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    replace: Vec<(String, String)>,
    said: Vec<String>,
}

#[test]
fn each_change_is_what_it_is() {
    let table: Table =
        toml::from_str(include_str!("../../../tests/judges/semver/edits.toml")).expect("a table");
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for Edit { replace, said } in &table.edit {
        let mut new = HOTEL.to_owned();
        for (from, to) in replace {
            assert!(new.contains(from), "{from}");
            new = new.replacen(from, to, 1);
        }
        let found = changes(&new);
        if lines(&found) != *said {
            wrong.push(format!("{replace:?}\nsaid = {:#?}", lines(&found)));
        }
        seen.extend(found.iter().map(|change| change.kind));
        // The reverse has as many changes.
        let back = diff::changes(&model(&new), &model(HOTEL), &options());
        // An error that is no longer shared breaks nothing.
        let there = found.iter().filter(|change| change.kind != Kind::ErrorShared);
        assert_eq!(back.len(), there.count(), "{replace:?}: {:?}", lines(&back));
        seen.extend(back.iter().map(|change| change.kind));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // One of the two models is missing.
    let beside = [Kind::ServiceAdded, Kind::ServiceRemoved];
    let unseen: Vec<_> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(unseen.iter().all(|kind| beside.contains(kind)), "{unseen:?}");
}

#[test]
fn what_says_nothing_is_no_change() {
    assert_eq!(lines(&changes(HOTEL)), Vec::<String>::new());
    assert_eq!(lines(&changes(&format!("{HOTEL}\n// A comment.\n"))), Vec::<String>::new());
}

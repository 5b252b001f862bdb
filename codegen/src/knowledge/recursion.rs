//! Which members need indirection because their structure contains itself.

use crate::model::{Member, Model, ShapeId, ShapeKind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A member, by the id of its structure or union and its name.
type MemberId = (ShapeId, String);

/// The members behind an indirection, so that no structure or union contains itself by value. Lists and maps are
/// indirections already.
///
/// Of each cycle one member, as in the official crates: the one whose id comes first, without regard to case. What
/// is broken by then is no cycle any more; those of the first shapes, and of them the shortest ones, come first.
pub fn boxed(model: &Model) -> BTreeSet<MemberId> {
    let mut boxed = BTreeSet::new();
    for id in model.shapes.keys() {
        while let Some(cycle) = cycle(model, id, &boxed) {
            let order = |(shape, member): &MemberId| format!("{shape}${member}").to_lowercase();
            boxed.extend(cycle.into_iter().min_by_key(order));
        }
    }
    boxed
}

/// The members of the shortest way from a shape to itself, by value.
fn cycle(model: &Model, start: &ShapeId, boxed: &BTreeSet<MemberId>) -> Option<Vec<MemberId>> {
    let mut waiting = VecDeque::from([start]);
    // How each shape was reached: from which, by which member.
    let mut reached: BTreeMap<&ShapeId, (&ShapeId, &Member)> = BTreeMap::new();
    while let Some(id) = waiting.pop_front() {
        let (ShapeKind::Structure { members } | ShapeKind::Union { members }) = &model.shape(id).kind else {
            continue;
        };
        for member in members {
            let target = &member.target.target;
            let is_boxed = || boxed.contains(&(id.clone(), member.name.clone()));
            if reached.contains_key(target) || !boxed.is_empty() && is_boxed() {
                continue;
            }
            reached.insert(target, (id, member));
            waiting.push_back(target);
        }
    }
    let mut cycle = vec![];
    let mut at = start;
    while let Some((from, member)) = reached.get(at) {
        cycle.push(((*from).clone(), member.name.clone()));
        at = from;
        if at == start {
            return Some(cycle);
        }
    }
    None
}

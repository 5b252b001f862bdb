//! Which members need indirection because their structure contains itself.

use crate::model::{Member, Model, ShapeId, ShapeKind};
use std::collections::BTreeSet;

/// Whether a structure would contain itself by value through this member. Lists and maps are indirections.
pub fn needs_box(model: &Model, container: &ShapeId, member: &Member) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![&member.target.target];
    while let Some(id) = waiting.pop() {
        if id == container {
            return true;
        }
        if !seen.insert(id) {
            continue;
        }
        if let ShapeKind::Structure { members } | ShapeKind::Union { members } = &model.shape(id).kind {
            waiting.extend(members.iter().map(|member| &member.target.target));
        }
    }
    false
}

//! The properties of each protocol.

use super::schema::WireTrait;
use crate::model::{Member, Model, Shape};

/// The traits that a protocol reads from a model, besides names, types and the traits that all protocols read.
pub(super) struct Binding {
    /// The traits of a member of a structure.
    pub(super) member: fn(&Model, &Member) -> Vec<WireTrait>,
    /// The traits of the element of a list, or the key or value of a map.
    pub(super) element: fn(&Member) -> Vec<WireTrait>,
    /// The traits of a structure that is a document.
    pub(super) document: fn(&Shape) -> Vec<WireTrait>,
}

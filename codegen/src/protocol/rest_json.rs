//! `aws.protocols#restJson1`: HTTP bindings, and a JSON document for the rest.

use super::binding::Binding;
use super::http;
use super::schema::WireTrait;
use crate::model::{Member, Model};

pub(super) const BINDING: Binding = Binding { member, element: |_| vec![], document: |_| vec![] };

fn member(_: &Model, member: &Member) -> Vec<WireTrait> {
    let mut traits = http::member(member);
    traits.extend(member.traits.json_name.as_ref().map(|name| WireTrait::new("jsonName", name)));
    traits
}

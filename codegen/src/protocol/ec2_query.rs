//! `aws.protocols#ec2Query`: a form as request, XML as response. Names in the form are those of `ec2QueryName`, or the
//! name in XML with a capital at its start; the runtime's serializer does the second.

use super::binding::Binding;
use super::schema::WireTrait;
use super::xml;
use crate::model::{Member, Model};

pub(super) const BINDING: Binding = Binding { member, element: xml::element, document: |_| vec![] };

fn member(model: &Model, member: &Member) -> Vec<WireTrait> {
    let mut traits = xml::member(model, member);
    let name = member.traits.ec2_query_name.as_ref();
    traits.extend(name.map(|name| WireTrait::new("ec2QueryName", name)));
    traits
}

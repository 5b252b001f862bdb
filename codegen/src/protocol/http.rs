//! HTTP bindings of members, which the REST protocols share.

use super::schema::WireTrait;
use crate::model::{HttpBinding, Member};

/// The binding of a member.
pub(super) fn member(member: &Member) -> Vec<WireTrait> {
    let binding = match &member.traits.http {
        Some(HttpBinding::Label) => WireTrait::flag("httpLabel"),
        Some(HttpBinding::Query(name)) => WireTrait::new("httpQuery", name),
        Some(HttpBinding::QueryParams) => WireTrait::flag("httpQueryParams"),
        Some(HttpBinding::Header(name)) => WireTrait::new("httpHeader", name),
        Some(HttpBinding::PrefixHeaders(prefix)) => WireTrait::new("httpPrefixHeaders", prefix),
        Some(HttpBinding::Payload) => WireTrait::flag("httpPayload"),
        Some(HttpBinding::ResponseCode) => WireTrait::flag("httpResponseCode"),
        None => return vec![],
    };
    let mut traits = vec![binding];
    // The media type only affects headers.
    if let (Some(media_type), Some(HttpBinding::Header(_))) = (&member.traits.media_type, &member.traits.http)
    {
        traits.push(WireTrait::new("mediaType", media_type));
    }
    traits
}

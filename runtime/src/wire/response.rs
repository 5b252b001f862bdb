//! Checks before a response is read: repeated headers, and pages that are not from the service.

use super::reading::MARK;
use crate::types::{HttpResponse, Schema, SdkBody};
use aws_smithy_schema::ShapeType;
use std::collections::BTreeMap;

/// Whether a response is a page for browsers, such as those of proxies and captive portals, instead of what the schema
/// describes. Without this check, outputs without members would treat it as a success.
pub(crate) fn is_page(response: &HttpResponse, output: &Schema<'_>) -> bool {
    let any_content = |member: &&Schema<'_>| {
        member.http_payload().is_some() && matches!(member.shape_type(), ShapeType::Blob | ShapeType::String)
    };
    if output.members().iter().any(|member| any_content(&&**member)) {
        return false;
    }
    let body = response.body().bytes().unwrap_or_default();
    let body = body.strip_prefix(MARK).unwrap_or(body).trim_ascii_start();
    let starts_with =
        |text: &str| body.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text.as_bytes()));
    starts_with("<!doctype html") || starts_with("<html")
}

/// The response with one line per header: the values, joined with `, ` (RFC 9110, section 5.3); `None` if it has no
/// repeated header. The published readers accept several lines only for lists.
pub(crate) fn combined(response: &HttpResponse) -> Option<HttpResponse> {
    let mut names: Vec<_> = response.headers().iter_bytes().map(|(name, _)| name).collect();
    names.sort_unstable();
    if names.windows(2).all(|names| names[0] != names[1]) {
        return None;
    }
    let mut lines: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
    for (name, value) in response.headers().iter_bytes() {
        lines.entry(name).or_default().push(value);
    }
    // A body that is streamed is not read here.
    let body = response.body().bytes().map_or_else(SdkBody::empty, |body| SdkBody::from(body.to_vec()));
    let mut builder = http::Response::builder().status(response.status().as_u16());
    for (name, values) in lines {
        builder = builder.header(name, values.join(&b", "[..]));
    }
    HttpResponse::try_from(builder.body(body).ok()?).ok()
}

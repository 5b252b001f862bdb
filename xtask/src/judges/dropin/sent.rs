//! The requests of a program, as text that can be compared between two runs, and the differences.

use crate::plumbing::json::ordered;
use aws_smithy_types::event_stream::Message;
use smithwright_tests::{Request, Server, signature};

/// The first difference of both sides, if there is one.
pub(super) fn difference(theirs: &[String], ours: &[String]) -> Option<String> {
    let (theirs, ours) = (theirs.join("\n"), ours.join("\n"));
    let difference = similar::TextDiff::from_lines(&theirs, &ours);
    (theirs != ours).then(|| difference.unified_diff().header("official", "ours").to_string())
}

/// Headers that differ from one run to the next.
const VOLATILE: &[&str] = &["amz-sdk-invocation-id", "authorization", "x-amz-date"];

/// The features in a user agent (`m/A,B`) in alphabetical order, because they are reported in any order.
fn with_ordered_features(user_agent: &str) -> String {
    let part = |part: &str| match part.strip_prefix("m/") {
        Some(features) => {
            let mut features: Vec<_> = features.split(',').collect();
            features.sort_unstable();
            format!("m/{}", features.join(","))
        }
        None => part.to_owned(),
    };
    user_agent.split(' ').map(part).collect::<Vec<_>>().join(" ")
}

/// The secret key of all programs.
pub(super) const SECRET: &str = "secret";

/// A request as text, without what differs from one run to the next, such as its signature, which is verified.
pub(super) fn described(request: &Request, server: &Server) -> Result<String, String> {
    let events = request.header("content-type") == Some("application/vnd.amazon.eventstream");
    let events = events.then(|| signature::check_events(request, SECRET)).transpose()?;
    if events.is_none() && request.header("authorization").is_some_and(|value| value.starts_with("AWS4-")) {
        signature::check(request, SECRET)?;
    }
    let chunks = request.header("x-amz-content-sha256").is_some_and(|hash| hash.ends_with("PAYLOAD-TRAILER"));
    let signed_chunks = chunks && request.body.contains(CHUNK_SIGNATURES[0]);
    if signed_chunks {
        signature::check_chunks(request, SECRET)?;
    }
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| !VOLATILE.contains(&name.as_str()))
        .map(|(name, value)| {
            let value = value.replace(server.url().trim_start_matches("http://"), "HOST");
            (name.clone(), if name.ends_with("user-agent") { with_ordered_features(&value) } else { value })
        })
        .collect();
    // The list of signed headers and a token are compared, the signature is not.
    let scope = request.header("authorization").map(|value| {
        if value.starts_with("Bearer ") {
            return value.to_owned();
        }
        let scope =
            value.split("Credential=").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
        let without_date: Vec<_> =
            scope.split('/').enumerate().filter(|(index, _)| *index != 1).map(|(_, part)| part).collect();
        let signed = value.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next());
        format!("{} {}", without_date.join("/"), signed.unwrap_or_default())
    });
    headers.sort();
    let body = match (serde_json::from_str(&request.body), &events) {
        (_, Some(events)) => events.iter().map(event).collect::<Vec<_>>().join("; "),
        (Ok(body), None) => ordered(body).to_string(),
        (Err(_), None) if signed_chunks => CHUNK_SIGNATURES.iter().fold(request.body.clone(), without),
        (Err(_), None) => request.body.clone(),
    };
    let target = without(request.target.clone(), &"X-Amz-Signature=");
    Ok(format!("{} {target} {headers:?} signed {scope:?} {body}", request.method))
}

/// The text before the signature of a chunk, and of a trailer.
const CHUNK_SIGNATURES: [&str; 2] = [";chunk-signature=", "x-amz-trailer-signature:"];

/// A text without the signatures that follow a prefix, which differ from one run to the next.
fn without(text: String, before: &&str) -> String {
    let mut parts = text.split(before);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|character: char| character.is_ascii_hexdigit());
        format!("{text}{before}{rest}")
    })
}

/// An event as text, with its headers in one order.
fn event(message: &Message) -> String {
    let mut headers: Vec<_> = message
        .headers()
        .iter()
        .map(|header| format!("{}: {:?}", header.name().as_str(), header.value()))
        .collect();
    headers.sort();
    format!("{headers:?} {}", message.payload().escape_ascii())
}

//! The metadata of a response without an error code.

use crate::types::HttpResponse;
use aws_smithy_types::error::metadata::Builder;

/// The key of the description of a response in the metadata of an error without a code.
pub(super) const RESPONSE: &str = "response";

/// How many characters of a body are shown.
pub(super) const SHOWN: usize = 200;

/// The metadata of a response without an error code, with a description of the response: the status and, unless the
/// body may contain secrets, its beginning if it is text.
pub(crate) fn with_response(metadata: Builder, response: &HttpResponse, secret: bool) -> Builder {
    let status = response.status().as_u16();
    let name = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let mut text = format!("status {status}");
    if let Some(name) = name {
        text.push(' ');
        text.push_str(name);
    }
    let body = response.body().bytes().filter(|_| !secret).and_then(beginning);
    if let Some(body) = body {
        text.push_str(", body: ");
        text.push_str(&body);
    }
    metadata.custom(RESPONSE, text)
}

/// The beginning of a text in one line, without characters that control a terminal; `None` if it is empty or not a text.
fn beginning(body: &[u8]) -> Option<String> {
    let start = &body[..body.len().min(8 * SHOWN)];
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // The last character may be incomplete.
        Err(error) if error.error_len().is_none() && start.len() < body.len() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let mut line = String::new();
    let (mut count, mut cut) = (0, start.len() < body.len());
    for word in text.split_ascii_whitespace() {
        let space = (!line.is_empty()).then_some(' ');
        for character in space.into_iter().chain(word.chars()) {
            if count == SHOWN {
                cut = true;
                break;
            }
            count += 1;
            match character {
                ' ' | '"' | '\'' | '\\' => line.push(character),
                // Also escapes characters that make text look like another one, such as direction marks.
                other => line.extend(other.escape_debug()),
            }
        }
    }
    if cut && !line.is_empty() {
        line.push('…');
    }
    (!line.is_empty()).then_some(line)
}

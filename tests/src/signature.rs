//! Signatures of requests, computed apart from the code that makes them (AWS, "Create a signed AWS API request").

use crate::Request;
use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The secret key that `with_test_defaults` signs with.
pub const TEST_SECRET: &str = "notrealrnrELgWzOk3IfjzDKtFBhDby";

/// Checks the version 4 signature of a request, and that it includes host, date, token and body.
///
/// # Errors
///
/// The part that is missing or differs, with the text that should have been signed.
pub fn check(request: &Request, secret: &str) -> Result<(), String> {
    Signed::of(request, secret, &hash(&request.raw_body)).map(|_| ())
}

/// As [`check`], and checks the signature of each chunk of a body in `aws-chunked` encoding, and of its trailer: each is made
/// with the one before (AWS, "Signature calculations for the Authorization header: transferring payload in multiple chunks").
///
/// # Errors
///
/// As [`check`]; also if the body is wrong.
pub fn check_chunks(request: &Request, secret: &str) -> Result<(), String> {
    let Signed { key, scope, time, mut signature } = Signed::of(request, secret, "")?;
    let mut signed = |kind: &str, parts: &str, found: &str| {
        let to_sign = format!("AWS4-HMAC-SHA256-{kind}\n{time}\n{scope}\n{signature}\n{parts}");
        signature = hex(&code(&key, to_sign.as_bytes())?);
        if signature == found { Ok(()) } else { Err(format!("{found} is not the signature of\n{to_sign}")) }
    };
    let mut rest = request.body.as_str();
    loop {
        let (line, after) = rest.split_once("\r\n").ok_or("no size of a chunk")?;
        let (size, found) = line.split_once(";chunk-signature=").ok_or("a chunk without a signature")?;
        let size = usize::from_str_radix(size, 16).map_err(|error| error.to_string())?;
        let chunk = after.get(..size).ok_or("a chunk that ends too early")?;
        signed("PAYLOAD", &format!("{}\n{}", hash(b""), hash(chunk.as_bytes())), found)?;
        rest = after[size..].strip_prefix("\r\n").unwrap_or(&after[size..]);
        if size == 0 {
            break;
        }
    }
    let (trailer, found) =
        rest.split_once("x-amz-trailer-signature:").ok_or("no signature of the trailer")?;
    signed("TRAILER", &hash(trailer.replace("\r\n", "\n").as_bytes()), found.trim_end())
}

/// As [`check`] of a request without a body, and checks the signatures of the messages of the body, each made with the one
/// before, and that the last message is empty (Amazon Transcribe, "Event stream encoding"). Returns the messages that were
/// signed.
///
/// # Errors
///
/// As [`check`]; also if the body is wrong.
pub fn check_events(request: &Request, secret: &str) -> Result<Vec<Message>, String> {
    let Signed { key, scope, mut signature, .. } = Signed::of(request, secret, &hash(b""))?;
    let (mut rest, mut messages) = (&request.raw_body[..], Vec::new());
    loop {
        let envelope = read_message_from(&mut rest).map_err(|error| error.to_string())?;
        let [date, found] = [":date", ":chunk-signature"].map(|name| {
            envelope.headers().iter().find(|header| header.name().as_str() == name).map(Header::value)
        });
        let (Some(HeaderValue::Timestamp(date)), Some(HeaderValue::ByteArray(found))) = (date, found) else {
            return Err(format!("a message that is not signed: {envelope:?}"));
        };
        if envelope.headers().len() != 2 {
            return Err(format!("headers that are not signed: {envelope:?}"));
        }
        // The name with its length, the number of the type, and milliseconds.
        let mut encoded = b"\x05:date\x08".to_vec();
        encoded.extend(date.to_millis().map_err(|error| error.to_string())?.to_be_bytes());
        let time = date.fmt(Format::DateTime).map_err(|error| error.to_string())?;
        let time: String = time.split('.').next().unwrap_or_default().replace(['-', ':'], "");
        let time = format!("{}Z", time.trim_end_matches('Z'));
        let payload = envelope.payload();
        let to_sign = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{time}\n{scope}\n{signature}\n{}\n{}",
            hash(&encoded),
            hash(payload)
        );
        signature = hex(&code(&key, to_sign.as_bytes())?);
        if signature != hex(found) {
            return Err(format!("{} is not the signature of\n{to_sign}", hex(found)));
        }
        match (payload.is_empty(), rest.is_empty()) {
            (true, true) => return Ok(messages),
            (false, false) => {
                messages.push(read_message_from(&mut &payload[..]).map_err(|error| error.to_string())?)
            }
            (true, false) => return Err("messages after the empty one".to_owned()),
            (false, true) => return Err("no empty message at the end".to_owned()),
        }
    }
}

/// A valid signature, and its inputs.
struct Signed {
    key: Vec<u8>,
    scope: String,
    time: String,
    signature: String,
}

impl Signed {
    /// `body` represents the body in the signed text, unless a header does.
    fn of(request: &Request, secret: &str, body: &str) -> Result<Self, String> {
        let authorization = request.header("authorization").ok_or("the request is not signed")?;
        let fields = authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or("another kind of signature")?;
        let field = |name: &str| {
            let mut fields = fields.split(", ").filter_map(|field| field.split_once('='));
            fields.find(|(field, _)| *field == name).map(|(_, value)| value).ok_or(format!("no {name}"))
        };
        let (signed, signature) = (field("SignedHeaders")?, field("Signature")?);
        let (_, scope) = field("Credential")?.split_once('/').ok_or("a credential without its scope")?;
        let [date, region, service, "aws4_request"] = scope.split('/').collect::<Vec<_>>()[..] else {
            return Err(format!("the scope `{scope}`"));
        };
        for name in ["host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"] {
            let there = request.header(name).is_some();
            if there != signed.split(';').any(|signed| signed == name) {
                return Err(format!("`{name}` is there or signed, and not both"));
            }
        }
        let time = request.header("x-amz-date").ok_or("no time")?;
        if !time.starts_with(date) {
            return Err(format!("signed at {time} for {date}"));
        }
        let canonical = canonical(request, signed, !service.starts_with("s3"), body)?;
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hash(canonical.as_bytes()));
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in [date, region, service, "aws4_request"] {
            key = code(&key, part.as_bytes())?;
        }
        if hex(&code(&key, to_sign.as_bytes())?) != signature {
            return Err(format!("{signature} is not the signature of\n{canonical}"));
        }
        let [scope, time, signature] = [scope, time, signature].map(str::to_owned);
        Ok(Self { key, scope, time, signature })
    }
}

/// A request in the form that is signed. With `encode_twice`, the path is encoded again, as for all services except S3.
fn canonical(request: &Request, signed: &str, encode_twice: bool, body: &str) -> Result<String, String> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let path = if encode_twice { encoded(&normalized(path), b"/") } else { path.to_owned() };
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            [name, value].map(|part| encoded_bytes(&decoded(part), b""))
        })
        .collect();
    pairs.sort();
    let query: Vec<_> = pairs.iter().map(|[name, value]| format!("{name}={value}")).collect();
    let mut headers = String::new();
    for name in signed.split(';') {
        let values =
            request.headers.iter().filter(|(header, _)| header == name).map(|(_, value)| {
                value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
            });
        let values: Vec<_> = values.collect();
        if values.is_empty() {
            return Err(format!("`{name}` is signed and not there"));
        }
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    let named = request.header("x-amz-content-sha256");
    if named.is_some_and(|named| named.len() == 64 && named != hash(&request.raw_body)) {
        return Err("the hash of another body".to_owned());
    }
    let body = named.unwrap_or(body);
    Ok(format!("{}\n{path}\n{}\n{headers}\n{signed}\n{body}", request.method, query.join("&")))
}

/// A path without `.`, `..` and empty segments (RFC 3986, section 5.2.4).
fn normalized(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let end = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

fn encoded(text: &str, safe: &[u8]) -> String {
    encoded_bytes(text.as_bytes(), safe)
}

fn encoded_bytes(bytes: &[u8], safe: &[u8]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte) || safe.contains(byte);
    bytes
        .iter()
        .map(|byte| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = std::str::from_utf8(after.get(..2).unwrap_or_default()).ok();
        let escaped =
            escaped.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    bytes
}

fn code(key: &[u8], text: &[u8]) -> Result<Vec<u8>, String> {
    let mut code = Hmac::<Sha256>::new_from_slice(key).map_err(|error| error.to_string())?;
    code.update(text);
    Ok(code.finalize().into_bytes().to_vec())
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

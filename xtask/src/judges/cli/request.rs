//! Requests in a form in which equal ones are equal texts.

use serde_json::Value;
use smithwright_tests::Request;

/// The parts of a request.
pub(super) struct Parts {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: String,
    pub(super) body: String,
}

/// Headers about the client, the time and the connection, and checksums of the body, which is compared itself.
const IGNORED: &[&str] = &[
    "accept",
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-region-set",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-trailer",
    "x-amz-user-agent",
];

impl Parts {
    pub(super) fn of(request: &Request) -> Self {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let mut query: Vec<String> = query
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| if part.contains('=') { part.to_owned() } else { format!("{part}=") })
            .collect();
        query.sort();
        let ignored = |name: &str| IGNORED.contains(&name) || name.starts_with("x-amz-checksum-");
        let mut headers: Vec<_> = request.headers.iter().filter(|(name, _)| !ignored(name)).collect();
        // A missing body has no content type. Smithy's restXml has one, botocore sends none.
        let says_nothing = |value: &str| request.body.is_empty() || value == "application/xml";
        headers.retain(|(name, value)| name != "content-type" || !says_nothing(value));
        headers.sort();
        // Forms are UTF-8, with or without the character set in the header; commas in lists may be followed by a space.
        let value = |value: &str| value.strip_suffix("; charset=utf-8").unwrap_or(value).replace(", ", ",");
        let headers: Vec<_> =
            headers.into_iter().map(|(name, text)| format!("{name}: {}", value(text))).collect();
        Self {
            method: request.method.clone(),
            target: format!("{}?{}", decoded(path), query.join("&")),
            headers: headers.join("\n"),
            body: body(request),
        }
    }
}

/// A path without the escapes of characters that need none.
fn decoded(path: &str) -> String {
    path.replace("%7E", "~").replace("%7e", "~")
}

fn body(request: &Request) -> String {
    let kind = request.header("content-type").unwrap_or_default();
    if let Ok(value) = serde_json::from_str::<Value>(&request.body) {
        return sorted(&value).to_string();
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        // Version 2 of the signature is part of the form.
        let signature = ["AWSAccessKeyId=", "Signature", "Timestamp="];
        let pairs =
            request.body.split('&').filter(|pair| !signature.iter().any(|name| pair.starts_with(name)));
        let mut pairs: Vec<String> =
            pairs.map(|pair| number(&pair.replace('+', "%20").replace("%7E", "~")).to_owned()).collect();
        pairs.sort();
        return pairs.join("&");
    }
    if kind == "application/cbor" {
        return match ciborium::from_reader::<ciborium::Value, _>(request.raw_body.as_slice()) {
            Ok(value) => format!("{:?}", sorted_cbor(value)),
            Err(error) => format!("no CBOR: {error}"),
        };
    }
    match roxmltree::Document::parse(&request.body) {
        Ok(document) => element(document.root_element()),
        Err(_) => request.body.clone(),
    }
}

/// A pair of a form; 1.0 and 1 are the same number.
fn number(pair: &str) -> &str {
    let digits = |text: &str| text.rsplit('=').next().is_some_and(|value| value.parse::<i64>().is_ok());
    pair.strip_suffix(".0").filter(|pair| digits(pair)).unwrap_or(pair)
}

/// Whether two texts are the same JSON in the same form, but for the order of members: botocore has what is in headers first.
pub(super) fn same_json(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok().map(|value| sorted(&value));
    one.len() == other.len() && read(one).is_some_and(|value| Some(value) == read(other))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(sorted).collect(),
        Value::Object(object) => {
            let mut entries: Vec<_> =
                object.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(entries.into_iter().collect())
        }
        // 1.0 and 1 are the same number.
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.as_i64().is_none() && float.fract() == 0.0 && float.abs() < 1e15 => {
                Value::from(float as i64)
            }
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

fn sorted_cbor(value: ciborium::Value) -> ciborium::Value {
    match value {
        ciborium::Value::Map(mut entries) => {
            entries.sort_by_key(|(key, _)| format!("{key:?}"));
            let entries = entries.into_iter().map(|(key, value)| (key, sorted_cbor(value)));
            ciborium::Value::Map(entries.collect())
        }
        ciborium::Value::Array(elements) => {
            ciborium::Value::Array(elements.into_iter().map(sorted_cbor).collect())
        }
        // A timestamp is an integer or a float (RFC 8949, section 3.4.2).
        ciborium::Value::Tag(1, time) => match *time {
            ciborium::Value::Integer(seconds) => {
                ciborium::Value::Tag(1, Box::new(ciborium::Value::Float(i128::from(seconds) as f64)))
            }
            other => ciborium::Value::Tag(1, Box::new(other)),
        },
        other => other,
    }
}

fn element(node: roxmltree::Node<'_, '_>) -> String {
    let mut attributes: Vec<_> =
        node.attributes().map(|attribute| format!(" {}={:?}", attribute.name(), attribute.value())).collect();
    attributes.sort();
    let mut children: Vec<_> = node.children().filter(roxmltree::Node::is_element).map(element).collect();
    // Members of a structure have no order; elements of a list have, but they have the same name.
    children.sort_by_key(|child| child.split(['>', ' ']).next().unwrap_or_default().to_owned());
    let text = if children.is_empty() { node.text().unwrap_or_default() } else { "" };
    let namespace = node.tag_name().namespace().unwrap_or_default();
    format!(
        "<{}{}>{{{namespace}}}{text}{}</>",
        node.tag_name().name(),
        attributes.concat(),
        children.concat()
    )
}

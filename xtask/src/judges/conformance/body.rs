//! Bodies in a form in which equal ones are equal texts, by media type.

use aws_smithy_types::base64;
use serde_json::Value;

/// The format of a body.
#[derive(Clone, Copy, Debug)]
pub(super) enum MediaType {
    Cbor,
    /// A form; whether it may contain maps, whose entries come in any order.
    Form(bool),
    Json,
    Text,
    Xml,
}

impl MediaType {
    /// The format of a protocol's bodies; a payload may have another format, which the expected one shows.
    pub(super) fn of(protocol: &str, expected: &str, content_type: &str, maps: bool) -> Self {
        match protocol {
            "smithy-rpc-v2-cbor" => Self::Cbor,
            "query" | "ec2" => Self::Form(maps),
            "rest-xml" if expected.trim_start().starts_with('<') => Self::Xml,
            "json" | "rest-json"
                if content_type.contains("json") || expected.starts_with(['{', '[', '"']) =>
            {
                Self::Json
            }
            _ => Self::Text,
        }
    }

    pub(super) fn ours(self, body: &[u8]) -> String {
        match self {
            Self::Cbor => cbor(body),
            _ => self.text(&String::from_utf8_lossy(body)),
        }
    }

    pub(super) fn theirs(self, body: &str) -> String {
        match self {
            Self::Cbor => cbor(&base64::decode(body).unwrap_or_default()),
            _ => self.text(body),
        }
    }

    fn text(self, body: &str) -> String {
        match self {
            Self::Cbor | Self::Text => body.to_owned(),
            Self::Form(maps) => form(body, maps),
            Self::Json => serde_json::from_str(body).map_or_else(|_| body.to_owned(), |value| json(&value)),
            Self::Xml => match roxmltree::Document::parse(body.trim()) {
                Ok(document) => element(document.root_element()),
                Err(error) => format!("{error}: {body}"),
            },
        }
    }
}

/// JSON with its keys in order, and numbers by value.
fn json(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(key, value)| format!("{key:?}: {}", json(value))).collect();
            members.sort();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(values) => {
            format!("[{}]", values.iter().map(json).collect::<Vec<_>>().join(", "))
        }
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer.to_string(),
            None => number.as_f64().unwrap_or_default().to_string(),
        },
        other => other.to_string(),
    }
}

fn cbor(body: &[u8]) -> String {
    fn text(value: &ciborium::Value) -> String {
        match value {
            ciborium::Value::Map(entries) => {
                let mut entries: Vec<_> =
                    entries.iter().map(|(key, value)| format!("{}: {}", text(key), text(value))).collect();
                entries.sort();
                format!("{{{}}}", entries.join(", "))
            }
            ciborium::Value::Array(values) => {
                format!("[{}]", values.iter().map(text).collect::<Vec<_>>().join(", "))
            }
            ciborium::Value::Tag(tag, value) => format!("{tag}({})", text(value)),
            ciborium::Value::Float(value) if value.fract() == 0.0 => format!("{}", *value as i128),
            ciborium::Value::Integer(value) => format!("{}", i128::from(*value)),
            other => format!("{other:?}"),
        }
    }
    if body.is_empty() {
        return String::new();
    }
    match ciborium::from_reader::<ciborium::Value, _>(body) {
        Ok(value) => text(&value),
        Err(error) => format!("{error}: {body:02x?}"),
    }
}

/// A form as a tree of the parts of its names, in which the entries of a map may stand in any order.
fn form(body: &str, maps: bool) -> String {
    let mut pairs: Vec<(Vec<String>, String)> = body
        .trim()
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name).split('.').map(str::to_owned).collect(), unescape(value))
        })
        .collect();
    pairs.sort();
    tree(&pairs, 0, maps)
}

fn tree(pairs: &[(Vec<String>, String)], depth: usize, maps: bool) -> String {
    let mut children: Vec<(String, String)> = Vec::new();
    let mut rest = pairs;
    while let Some((path, value)) = rest.first() {
        let Some(part) = path.get(depth) else {
            children.push((String::new(), format!("{value:?}")));
            rest = &rest[1..];
            continue;
        };
        let same = rest.iter().take_while(|(path, _)| path.get(depth) == Some(part)).count();
        children.push((part.clone(), tree(&rest[..same], depth + 1, maps)));
        rest = &rest[same..];
    }
    let numbered = children.iter().all(|(part, _)| part.parse::<usize>().is_ok());
    // An entry of a map has a key and a value.
    let entry = |part: &str| {
        let of_part = pairs.iter().filter(|(path, _)| path.get(depth).is_some_and(|found| found == part));
        let mut names: Vec<_> = of_part.filter_map(|(path, _)| path.get(depth + 1)).collect();
        names.dedup();
        names.len() == 2
    };
    if maps && numbered && children.iter().all(|(part, _)| entry(part)) {
        children.sort_by(|a, b| a.1.cmp(&b.1));
        children.iter_mut().for_each(|(part, _)| *part = "#".to_owned());
    }
    let children = children
        .into_iter()
        .map(|(part, text)| if part.is_empty() { text } else { format!("{part}: {text}") });
    format!("{{{}}}", children.collect::<Vec<_>>().join(", "))
}

/// An XML element; its children stand in the order of their names, and entries of maps in any order.
fn element(node: roxmltree::Node<'_, '_>) -> String {
    let mut attributes: Vec<_> =
        node.attributes().map(|attribute| format!(" {}={:?}", attribute.name(), attribute.value())).collect();
    let parent: Vec<_> = node.parent().into_iter().flat_map(|parent| parent.namespaces()).collect();
    for namespace in node.namespaces().filter(|namespace| !parent.contains(namespace)) {
        attributes.push(format!(" xmlns:{}={:?}", namespace.name().unwrap_or_default(), namespace.uri()));
    }
    attributes.sort();
    let elements: Vec<_> = node.children().filter(roxmltree::Node::is_element).collect();
    let name = node.tag_name().name();
    if elements.is_empty() {
        return format!("<{name}{}>{}", attributes.join(""), node.text().unwrap_or_default());
    }
    let is_entry = |node: &roxmltree::Node<'_, '_>| {
        let names: Vec<_> = node.children().filter(|child| child.is_element()).collect();
        names.len() == 2
    };
    let mut children: Vec<(String, String)> =
        elements.iter().map(|child| (child.tag_name().name().to_owned(), element(*child))).collect();
    if elements.iter().all(is_entry) {
        children.sort()
    } else {
        children.sort_by(|a, b| a.0.cmp(&b.0))
    }
    let children: Vec<_> = children.into_iter().map(|(_, text)| text).collect();
    format!("<{name}{}>[{}]", attributes.join(""), children.join(", "))
}

/// Text without its percent escapes; `+` is itself, as Smithy writes forms.
pub(super) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let escaped = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

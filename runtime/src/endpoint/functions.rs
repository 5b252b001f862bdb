//! The functions of endpoint rules (Smithy, "Rules engine standard library" and "AWS rules engine functions").
//!
//! A function without a result returns `None`, so its condition fails.

use super::partition::partition_of;
use super::value::Value;
use aws_smithy_schema::http_protocol::percent_encode;
use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// The functions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Function {
    BooleanEquals,
    Coalesce,
    IsSet,
    IsValidHostLabel,
    IsVirtualHostableS3Bucket,
    Ite,
    Not,
    ParseArn,
    ParseUrl,
    Partition,
    Split,
    StringEquals,
    Substring,
    UriEncode,
}

impl Function {
    /// The function that rules call `name`, and how many arguments it takes.
    pub(super) fn named(name: &str) -> Option<(Self, usize)> {
        Some(match name {
            "aws.isVirtualHostableS3Bucket" => (Self::IsVirtualHostableS3Bucket, 2),
            "aws.parseArn" => (Self::ParseArn, 1),
            "aws.partition" => (Self::Partition, 1),
            "booleanEquals" => (Self::BooleanEquals, 2),
            "coalesce" => (Self::Coalesce, 2),
            "isSet" => (Self::IsSet, 1),
            "isValidHostLabel" => (Self::IsValidHostLabel, 2),
            "ite" => (Self::Ite, 3),
            "not" => (Self::Not, 1),
            "parseURL" => (Self::ParseUrl, 1),
            "split" => (Self::Split, 3),
            "stringEquals" => (Self::StringEquals, 2),
            "substring" => (Self::Substring, 4),
            "uriEncode" => (Self::UriEncode, 1),
            _ => return None,
        })
    }

    /// Calls the function. `argument` returns the value of an argument, if it has one.
    pub(super) fn call<'a>(self, argument: impl Fn(usize) -> Option<Value<'a>>) -> Option<Value<'a>> {
        let text = |index| match argument(index) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let boolean = |index| argument(index).and_then(|value| value.as_bool());
        let integer = |index| match argument(index) {
            Some(Value::Integer(integer)) => usize::try_from(integer).ok(),
            _ => None,
        };
        match self {
            Self::BooleanEquals => Some(Value::Boolean(boolean(0)? == boolean(1)?)),
            Self::Coalesce => argument(0).or_else(|| argument(1)),
            Self::IsSet => Some(Value::Boolean(argument(0).is_some())),
            Self::IsValidHostLabel => Some(Value::Boolean(is_valid_host_label(&text(0)?, boolean(1)?))),
            Self::IsVirtualHostableS3Bucket => {
                Some(Value::Boolean(is_virtual_hostable_s3_bucket(&text(0)?, boolean(1)?)))
            }
            Self::Ite => argument(if boolean(0)? { 1 } else { 2 }),
            Self::Not => Some(Value::Boolean(!boolean(0).unwrap_or_default())),
            Self::ParseArn => parse_arn(&text(0)?),
            Self::ParseUrl => parse_url(&text(0)?),
            Self::Partition => Some(Value::Partition(partition_of(&text(0)?))),
            Self::Split => split(&text(0)?, &text(1)?, integer(2)?),
            Self::StringEquals => Some(Value::Boolean(text(0)? == text(1)?)),
            Self::Substring => substring(text(0)?, integer(1)?, integer(2)?, boolean(3)?),
            Self::UriEncode => Some(Value::text(percent_encode(&text(0)?))),
        }
    }
}

/// Whether a text is a label of a host name (RFC 1123), or several with dots between them if `allow_dots`.
pub(crate) fn is_valid_host_label(text: &str, allow_dots: bool) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.starts_with(|c: char| c.is_ascii_alphanumeric())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if allow_dots { text.split('.').all(is_label) } else { is_label(text) }
}

/// Whether a bucket can be part of a host name: labels of at least three characters in lower case, and no address.
fn is_virtual_hostable_s3_bucket(text: &str, allow_dots: bool) -> bool {
    let is_label = |label: &str| {
        let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        (3..=63).contains(&label.len())
            && edge(label.as_bytes().first())
            && edge(label.as_bytes().last())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if allow_dots {
        text.split('.').all(is_label) && text.parse::<Ipv4Addr>().is_err()
    } else {
        is_label(text)
    }
}

/// The parts of a text between delimiters: at most as many as the limit says, or all of them if it is 0.
fn split<'a>(text: &str, delimiter: &str, limit: usize) -> Option<Value<'a>> {
    if delimiter.is_empty() {
        return None;
    }
    let parts: Vec<String> = match limit {
        0 => text.split(delimiter).map(str::to_owned).collect(),
        limit => text.splitn(limit, delimiter).map(str::to_owned).collect(),
    };
    Some(Value::StringArray(parts.into()))
}

/// A part of a text, by positions from its start or its end; `None` if it is not ASCII or too short.
fn substring<'a>(text: Cow<'a, str>, start: usize, stop: usize, from_end: bool) -> Option<Value<'a>> {
    let length = text.len();
    if start >= stop || length < stop || !text.is_ascii() {
        return None;
    }
    let range = if from_end { length - stop..length - start } else { start..stop };
    Some(match text {
        Cow::Borrowed(text) => Value::text(&text[range]),
        Cow::Owned(text) => Value::text(text[range].to_owned()),
    })
}

/// The parts of an ARN: `arn:partition:service:region:account-id:resource`, the last split at `:` and `/`.
fn parse_arn<'a>(text: &str) -> Option<Value<'a>> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let (scheme, partition, service, region, account) = (next()?, next()?, next()?, next()?, next()?);
    let resource = next()?;
    if scheme != "arn" || partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    let owned = |text: &str| Value::text(text.to_owned());
    let resource = resource.split([':', '/']).map(str::to_owned).collect();
    Some(Value::Record(Arc::new([
        ("partition", owned(partition)),
        ("service", owned(service)),
        ("region", owned(region)),
        ("accountId", owned(account)),
        ("resourceId", Value::StringArray(resource)),
    ])))
}

/// The parts of a URL; `None` if it has a query or a scheme other than HTTP.
fn parse_url<'a>(text: &str) -> Option<Value<'a>> {
    let (scheme, rest) = text.split_once("://")?;
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let invalid = |c: char| c.is_whitespace() || matches!(c, '?' | '#' | '@' | '\\');
    if !matches!(scheme, "http" | "https") || authority.is_empty() || rest.contains(invalid) {
        return None;
    }
    let host = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?.0,
        None => authority.split_once(':').map_or(authority, |(host, port)| match port.parse::<u16>() {
            Ok(_) => host,
            Err(_) => "",
        }),
    };
    if host.is_empty() {
        return None;
    }
    let is_ip = host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok();
    let mut normalized = path.to_owned();
    if !normalized.ends_with('/') {
        normalized.push('/');
    }
    Some(Value::Record(Arc::new([
        ("scheme", Value::text(scheme.to_owned())),
        ("authority", Value::text(authority.to_owned())),
        ("path", Value::text(path.to_owned())),
        ("normalizedPath", Value::text(normalized)),
        ("isIp", Value::Boolean(is_ip)),
    ])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute<'a>(value: &'a Option<Value<'a>>, name: &str) -> Option<&'a Value<'a>> {
        match value {
            Some(Value::Record(attributes)) => {
                attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    #[test]
    fn host_labels() {
        for (text, alone, with_dots) in [
            ("a", true, true),
            ("a-b", true, true),
            ("a.b", false, true),
            ("-a", false, false),
            ("a..b", false, false),
            ("", false, false),
            ("é", false, false),
            (&"a".repeat(63), true, true),
            (&"a".repeat(64), false, false),
        ] {
            assert_eq!(
                (is_valid_host_label(text, false), is_valid_host_label(text, true)),
                (alone, with_dots)
            );
        }
    }

    #[test]
    fn buckets_in_host_names() {
        for (text, alone, with_dots) in [
            ("bucket", true, true),
            ("buc.ket", false, true),
            ("b.ket", false, false),
            ("Bucket", false, false),
            ("bucket-", false, false),
            ("192.168.100.200", false, false),
        ] {
            let result =
                (is_virtual_hostable_s3_bucket(text, false), is_virtual_hostable_s3_bucket(text, true));
            assert_eq!(result, (alone, with_dots), "{text}");
        }
    }

    #[test]
    fn parts_of_texts() {
        let part = |start, stop, from_end| substring("abcdef".into(), start, stop, from_end);
        assert_eq!(part(0, 2, false), Some(Value::text("ab")));
        assert_eq!(part(0, 2, true), Some(Value::text("ef")));
        assert_eq!(part(1, 6, true), Some(Value::text("abcde")));
        assert_eq!(part(0, 7, false), None);
        assert_eq!(part(2, 2, false), None);
        assert_eq!(substring("é".into(), 0, 1, false), None);
    }

    #[test]
    fn arns() {
        let arn = parse_arn("arn:aws:s3:us-west-2:123:bucket/key:v");
        let parts = ["bucket", "key", "v"].map(str::to_owned).to_vec();
        assert_eq!(attribute(&arn, "resourceId"), Some(&Value::StringArray(parts.into())));
        assert_eq!(attribute(&arn, "accountId"), Some(&Value::text("123")));
        assert!(parse_arn("arn:aws:s3:::b").is_some());
        for invalid in ["", "arn:aws:s3", "arn::s3:::b", "arn:aws::::b", "arn:aws:s3:::", "x:aws:s3:::b"] {
            assert_eq!(parse_arn(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn urls() {
        let url = parse_url("https://[::1]:8080/a/b");
        assert_eq!(attribute(&url, "isIp"), Some(&Value::Boolean(true)));
        assert_eq!(attribute(&url, "authority"), Some(&Value::text("[::1]:8080")));
        assert_eq!(attribute(&url, "normalizedPath"), Some(&Value::text("/a/b/")));
        assert_eq!(attribute(&parse_url("http://127.0.0.1"), "normalizedPath"), Some(&Value::text("/")));
        for invalid in ["", "example.com", "ftp://x", "http://", "http://x?y", "http://x:y", "http://x y"] {
            assert_eq!(parse_url(invalid), None, "{invalid}");
        }
    }
}

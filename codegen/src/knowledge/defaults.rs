//! The values of members that are not set.

use crate::model::{DefaultValue, Member, Model, ShapeKind, Simple};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// The default value of a member.
#[derive(Clone, Debug, PartialEq)]
pub enum Held<'a> {
    /// The zero value of its type.
    Zero,
    /// `true`.
    True,
    /// An integer within the range of its type.
    Integer(i64),
    /// A finite number with a fraction.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// A value of an enum, which has it.
    EnumValue(&'a str),
    /// Bytes in base64, a timestamp, a number of any size as a text, or a document, as Smithy writes it: `true`, `false`, `[]`,
    /// `{}`, a number, or a text behind a quotation mark.
    Node(String),
}

/// The default of a member (Smithy, "`default` trait"); `None` if it has none, or one that its type cannot have.
pub fn of_member<'a>(model: &Model, member: &'a Member) -> Option<Held<'a>> {
    let default = member.traits.default.as_ref()?;
    let target = &model.shape(&member.target.target).kind;
    let has = |value: &str| match target {
        ShapeKind::Enum { values } => values.iter().any(|known| known.value == value),
        ShapeKind::Simple(_)
        | ShapeKind::List { .. }
        | ShapeKind::Map { .. }
        | ShapeKind::Structure { .. }
        | ShapeKind::Union { .. } => false,
    };
    let simple = if let ShapeKind::Simple(simple) = target { Some(*simple) } else { None };
    let is_node = match (simple, default) {
        (Some(Simple::Document), DefaultValue::Number(text)) => is_number(text, f64::MAX),
        (Some(Simple::Document), _) => true,
        (Some(Simple::Timestamp), DefaultValue::Number(text)) => is_number(text, LAST_SECOND),
        (Some(Simple::Timestamp), DefaultValue::Text(text)) => is_date_time(text),
        (Some(Simple::Blob), DefaultValue::Text(text)) => is_base64(text),
        _ => false,
    };
    if is_node {
        return node(default).map(Held::Node);
    }
    Some(match default {
        DefaultValue::False | DefaultValue::EmptyList | DefaultValue::EmptyMap => return None,
        DefaultValue::Zero => match target {
            ShapeKind::Simple(_) | ShapeKind::List { .. } | ShapeKind::Map { .. } => Held::Zero,
            ShapeKind::Enum { .. } if has("") => Held::EnumValue(""),
            ShapeKind::Enum { .. } | ShapeKind::Structure { .. } | ShapeKind::Union { .. } => return None,
        },
        DefaultValue::True => (simple? == Simple::Boolean).then_some(Held::True)?,
        DefaultValue::Number(text) => number(text, simple?)?,
        DefaultValue::Text(text) if has(text) => Held::EnumValue(text),
        DefaultValue::Text(text) => (simple? == Simple::String).then_some(Held::Text(text))?,
        DefaultValue::Other(_) => return None,
    })
}

/// A default as it is written in a schema line; `None` for the zero value of a type, and for values that no member can have.
fn node(default: &DefaultValue) -> Option<String> {
    Some(match default {
        DefaultValue::True => "true".to_owned(),
        DefaultValue::False => "false".to_owned(),
        DefaultValue::EmptyList => "[]".to_owned(),
        DefaultValue::EmptyMap => "{}".to_owned(),
        DefaultValue::Number(text) => text.clone(),
        DefaultValue::Text(text) => format!("\"{text}"),
        DefaultValue::Zero | DefaultValue::Other(_) => return None,
    })
}

/// The last second of the year 9999.
pub(super) const LAST_SECOND: f64 = 253_402_300_799.0;

pub(super) fn is_number(text: &str, most: f64) -> bool {
    text.parse().is_ok_and(|number: f64| number.abs() <= most)
}

/// Whether a text is a date and time in UTC (RFC 3339, 5.6).
pub(super) fn is_date_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let fraction = shape.strip_prefix("0000-00-00T00:00:00").and_then(|rest| rest.strip_suffix('Z'));
    let part = |at: usize, length: usize| -> u32 {
        text.get(at..at + length).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    };
    let (year, month) = (part(0, 4), part(5, 2));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month)
        && (1..=days).contains(&part(8, 2))
        && part(11, 2) < 24
        && part(14, 2) < 60
        && part(17, 2) < 60
        && fraction.is_some_and(|fraction| fraction.is_empty() || ".000000000".starts_with(fraction))
        && fraction != Some(".")
}

/// Whether a number is one of arbitrary size that the runtime reads: a whole one, if its type is `bigInteger`.
pub(super) fn is_big_number(text: &str, simple: Simple) -> bool {
    if simple == Simple::BigInteger {
        return text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
    }
    let exponent = text.split_once(['e', 'E']).map(|(_, exponent)| exponent);
    exponent.is_none_or(|exponent| exponent.parse::<i32>().is_ok())
}

/// Whether a text is base64 (RFC 4648, 4) to its last bit, as the runtime reads it.
fn is_base64(text: &str) -> bool {
    BASE64_STANDARD.decode(text).is_ok()
}

fn number(text: &str, simple: Simple) -> Option<Held<'_>> {
    let integer = || text.parse::<i64>().ok();
    let within = |min: i64, max: i64| integer().filter(|number| (min..=max).contains(number));
    Some(match simple {
        Simple::Byte => Held::Integer(within(i8::MIN.into(), i8::MAX.into())?),
        Simple::Short => Held::Integer(within(i16::MIN.into(), i16::MAX.into())?),
        Simple::Integer => Held::Integer(within(i32::MIN.into(), i32::MAX.into())?),
        Simple::Long => Held::Integer(integer()?),
        Simple::Float => {
            Held::Float(text.parse().ok().filter(|number: &f64| number.abs() <= f32::MAX.into())?)
        }
        Simple::Double => Held::Float(text.parse().ok().filter(|number: &f64| number.is_finite())?),
        Simple::BigDecimal | Simple::BigInteger => {
            Held::Node(is_big_number(text, simple).then(|| format!("\"{text}"))?)
        }
        Simple::Blob | Simple::Boolean | Simple::Document | Simple::String | Simple::Timestamp => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{is_base64, is_date_time, is_number};

    #[test]
    fn only_times_that_there_are_are_defaults() {
        for text in ["1985-04-12T23:20:50.52Z", "2024-02-29T00:00:00Z", "0001-01-01T00:00:00.000000001Z"] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "",
            "1985-04-12",
            "1985-04-12T23:20:50",
            "1985-04-12T23:20:50+01:00",
            "1985-04-12T23:20:50.Z0",
            "1985-04-12T23:20:50.Z",
            "1985-04-12T23:20:50.1234567890Z",
            "1985-13-12T23:20:50Z",
            "1985-00-12T23:20:50Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "1985-04-31T23:20:50Z",
            "1985-04-12T24:20:50Z",
            "1985-04-12T23:60:50Z",
            "1985-04-12T23:20:60Z",
            "１985-04-12T23:20:50Z",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
        assert!(is_number("-1.5e3", super::LAST_SECOND) && !is_number("1e400", f64::MAX));
    }

    #[test]
    fn only_base64_is_a_default_of_bytes() {
        for text in ["", "YQ==", "YWI=", "YWJj", "+/+/"] {
            assert!(is_base64(text), "{text}");
        }
        for text in ["Y", "YQ=", "YR==", "Y===", "YQ==YQ==", "Y Q=", "YQ_="] {
            assert!(!is_base64(text), "{text}");
        }
    }
}

//! What a member holds when it is not set.

use crate::model::{DefaultValue, Member, Model, ShapeKind, Simple};

/// A value that a member can hold without being set.
#[derive(Clone, Debug, PartialEq)]
pub enum Held<'a> {
    /// The zero value of its type.
    Zero,
    /// `true`.
    True,
    /// An integer of a type that holds it.
    Integer(i64),
    /// A finite number with a fraction.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// A value of an enum, which has it.
    EnumValue(&'a str),
}

/// The default of a member (Smithy, "`default` trait"); `None` if it has none, or one that its type cannot hold here.
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
    Some(match default {
        DefaultValue::Zero => match target {
            ShapeKind::Simple(Simple::Document | Simple::Timestamp) => return None,
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
        // Their type is that of a text.
        Simple::BigDecimal | Simple::BigInteger => Held::Text(text),
        Simple::Blob | Simple::Boolean | Simple::Document | Simple::String | Simple::Timestamp => {
            return None;
        }
    })
}

//! How values are written, for help and documentation.

use crate::names;
use crate::options::{self, MemberOption};
use smithwright_codegen::model::{Member, Model, Operation, Shape, ShapeId, ShapeKind, Simple};

/// An option and its value, in brackets if it is optional.
pub fn synopsis(option: &MemberOption<'_>) -> String {
    let name = &option.name;
    let text = if option.is_flag() {
        format!("--{name} | --{}", option.opposite)
    } else {
        format!("--{name} <value>")
    };
    if option.member.traits.required { text } else { format!("[{text}]") }
}

/// The constraints on values of a shape.
pub fn constraints(shape: &Shape) -> Vec<String> {
    let (min, max) = shape.traits.bounds;
    let what = match &shape.kind {
        ShapeKind::List { .. } => "elements",
        ShapeKind::Map { .. } => "entries",
        ShapeKind::Simple(Simple::String) => "length",
        ShapeKind::Simple(Simple::Blob) => "bytes",
        _ => "value",
    };
    let mut constraints = Vec::new();
    match (min, max) {
        (Some(min), Some(max)) => constraints.push(format!("{what}: {min} to {max}")),
        (Some(min), None) => constraints.push(format!("{what}: at least {min}")),
        (None, Some(max)) => constraints.push(format!("{what}: at most {max}")),
        (None, None) => {}
    }
    if let Some(pattern) = &shape.traits.pattern {
        constraints.push(format!("pattern: {pattern}"));
    }
    if let ShapeKind::Enum { values } = &shape.kind {
        let values: Vec<_> = values.iter().map(|value| value.value.as_str()).collect();
        constraints.push(format!("possible values: {}", values.join(", ")));
    }
    constraints
}

/// The words of a call with the required options. `command` is the command of the service.
pub fn example(
    command: &str,
    model: &Model,
    operation: &Operation,
    members: &[MemberOption<'_>],
) -> Vec<String> {
    let mut words = vec![format!("{command} {}", names::operation(&operation.name))];
    for option in members.iter().filter(|option| option.member.traits.required) {
        let value = match &option.shape.kind {
            ShapeKind::Simple(Simple::Boolean) => String::new(),
            ShapeKind::Simple(
                Simple::BigDecimal
                | Simple::BigInteger
                | Simple::Byte
                | Simple::Short
                | Simple::Integer
                | Simple::Long
                | Simple::Float
                | Simple::Double,
            ) => " 1".to_owned(),
            ShapeKind::Simple(_) if option.is_body() => " FILE".to_owned(),
            ShapeKind::Enum { values } => {
                format!(" {}", values.first().map_or("value", |value| value.value.as_str()))
            }
            ShapeKind::Simple(_) => " value".to_owned(),
            ShapeKind::List { .. } | ShapeKind::Map { .. } => format!(" file://{}.json", option.name),
            ShapeKind::Structure { .. } | ShapeKind::Union { .. } => {
                format!(" file://{}.json", option.name)
            }
        };
        words.push(format!("--{}{value}", option.name));
    }
    words.extend(options::output_body(model, operation).map(|_| "OUTFILE".to_owned()));
    words
}

/// A shape in shorthand syntax, if it is not nested too deep for that.
pub fn shorthand(model: &Model, shape: &Shape, above: &mut Vec<ShapeId>) -> Option<String> {
    if above.contains(&shape.id) || above.len() > 4 {
        return None;
    }
    above.push(shape.id.clone());
    let value = |id: &ShapeId, above: &mut Vec<ShapeId>| {
        let target = model.shape(id);
        let text = shorthand(model, target, above)?;
        Some(match &target.kind {
            ShapeKind::Structure { .. } | ShapeKind::Union { .. } | ShapeKind::Map { .. } => {
                format!("{{{text}}}")
            }
            ShapeKind::List { .. } => format!("[{text}]"),
            ShapeKind::Simple(_) | ShapeKind::Enum { .. } => text,
        })
    };
    let text = match &shape.kind {
        ShapeKind::Simple(Simple::Document) => None,
        ShapeKind::Simple(simple) => Some(simple.name().to_owned()),
        ShapeKind::Enum { .. } => Some("string".to_owned()),
        ShapeKind::List { member } => {
            value(&member.target.target, above).map(|text| format!("{text},{text}"))
        }
        ShapeKind::Map { value: of, .. } => {
            value(&of.target.target, above).map(|text| format!("KeyName1={text},KeyName2={text}"))
        }
        ShapeKind::Structure { members } | ShapeKind::Union { members } => {
            let member =
                |member: &Member| Some(format!("{}={}", member.name, value(&member.target.target, above)?));
            members.iter().map(member).collect::<Option<Vec<_>>>().map(|members| members.join(","))
        }
    };
    above.pop();
    text
}

/// A shape in JSON, with types instead of values.
pub fn json(model: &Model, shape: &Shape, level: usize, above: &mut Vec<ShapeId>) -> String {
    let (indent, end) = ("  ".repeat(level + 1), "  ".repeat(level));
    if above.contains(&shape.id) {
        return "{ ... recursive ... }".to_owned();
    }
    above.push(shape.id.clone());
    let value = |id: &ShapeId, above: &mut Vec<ShapeId>| json(model, model.shape(id), level + 1, above);
    let text = match &shape.kind {
        ShapeKind::Simple(Simple::Boolean) => "true|false".to_owned(),
        ShapeKind::Simple(
            simple @ (Simple::Byte
            | Simple::Short
            | Simple::Integer
            | Simple::Long
            | Simple::Float
            | Simple::Double),
        ) => simple.name().to_owned(),
        ShapeKind::Simple(Simple::Document) => "{...}".to_owned(),
        ShapeKind::Simple(simple) => format!("\"{}\"", simple.name()),
        ShapeKind::Enum { values } => {
            let values: Vec<_> = values.iter().take(8).map(|value| format!("\"{}\"", value.value)).collect();
            values.join("|")
        }
        ShapeKind::List { member } => {
            let element = value(&member.target.target, above);
            if element.contains('\n') {
                format!("[\n{indent}{element},\n{indent}...\n{end}]")
            } else {
                format!("[{element}, ...]")
            }
        }
        ShapeKind::Map { value: of, .. } => {
            let of = value(&of.target.target, above);
            if of.contains('\n') {
                format!("{{\n{indent}\"string\": {of},\n{indent}...\n{end}}}")
            } else {
                format!("{{\"string\": {of}, ...}}")
            }
        }
        ShapeKind::Structure { members } | ShapeKind::Union { members } => {
            let members: Vec<_> = members
                .iter()
                .map(|member| format!("{indent}\"{}\": {}", member.name, value(&member.target.target, above)))
                .collect();
            format!("{{\n{}\n{end}}}", members.join(",\n"))
        }
    };
    above.pop();
    text
}

//! IDL text → its statements (Smithy, "Smithy IDL", "Grammar"). After an error, it goes on at the next statement.

use super::syntax::{Body, File, Io, Member, MemberKind, Shape, Trait, Value, ValueKind};
use super::text::{Name, Parsed, Text};
use super::values::{key, object, of_trait, value};
use crate::diagnostic::{Diagnostic, Diagnostics};

const SIMPLE: &[&str] = &[
    "bigDecimal",
    "bigInteger",
    "blob",
    "boolean",
    "byte",
    "document",
    "double",
    "float",
    "integer",
    "long",
    "short",
    "string",
    "timestamp",
];
const AGGREGATE: &[&str] = &["list", "map", "set", "structure", "union"];

/// Reads a file; errors in it are reported.
pub(super) fn file(text: &mut Text<'_>, diagnostics: &mut Diagnostics) -> File {
    let mut file = File::default();
    if text.rest().starts_with('\u{feff}') {
        text.at += '\u{feff}'.len_utf8();
    }
    let mut documentation = text.space();
    // The text before the namespace is needed to continue, so an error in it is the last.
    let head = head(text, &mut file, &mut documentation);
    if let Err(problem) = head {
        diagnostics.report(*problem);
        return file;
    }
    while !text.rest().is_empty() {
        let read = statement(text, &mut file, documentation.take());
        if let Err(problem) = read {
            diagnostics.report(*problem);
            text.recover();
        }
        documentation = text.space();
    }
    file
}

fn head(text: &mut Text<'_>, file: &mut File, documentation: &mut Option<Name>) -> Parsed<()> {
    while text.eat("$") {
        let key = key(text)?;
        text.spaces();
        text.require(":")?;
        text.spaces();
        file.control.push((key, value(text, 0)?));
        text.line_end()?;
        text.space();
    }
    while text.word() == "metadata" {
        text.eat_word("metadata");
        text.required_spaces()?;
        let key = key(text)?;
        text.spaces();
        text.require("=")?;
        text.spaces();
        file.metadata.push((key, value(text, 0)?));
        text.line_end()?;
        text.space();
    }
    if text.rest().is_empty() {
        return Ok(());
    }
    if !text.eat_word("namespace") {
        return Err(text.expected("a namespace"));
    }
    text.required_spaces()?;
    file.namespace = text.namespace()?.text;
    text.line_end()?;
    *documentation = text.space();
    while text.word() == "use" {
        text.eat_word("use");
        text.required_spaces()?;
        let id = text.root_id()?;
        if !id.text.contains('#') {
            return Err(text.expected("`#`"));
        }
        file.uses.push(id);
        text.line_end()?;
        *documentation = text.space();
    }
    Ok(())
}

fn statement(text: &mut Text<'_>, file: &mut File, documentation: Option<Name>) -> Parsed<()> {
    let traits = traits(text, documentation.clone())?;
    if text.word() == "apply" {
        if traits.len() > usize::from(documentation.is_some()) {
            let start = text.at;
            text.eat_word("apply");
            let error = Diagnostic::error("traits precede `apply`");
            return Err(Box::new(error.at(text.span_from(start), "has no traits of its own")));
        }
        text.eat_word("apply");
        text.required_spaces()?;
        let target = text.shape_id()?;
        let end = text.at;
        text.space();
        if text.at == end {
            return Err(text.expected("a space"));
        }
        let applied = if text.eat("{") {
            text.space();
            let applied = self::traits(text, None)?;
            text.require("}")?;
            applied
        } else {
            vec![one_trait(text)?]
        };
        file.applied.push((target, applied));
        return text.line_end();
    }
    let kind = text.identifier()?;
    let (word, name) = (kind.text.as_str(), |text: &mut Text<'_>| {
        text.required_spaces()?;
        text.identifier()
    });
    let known = SIMPLE.contains(&word) || AGGREGATE.contains(&word);
    if !known && !matches!(word, "enum" | "intEnum" | "operation" | "resource" | "service") {
        let error = Diagnostic::error(format!("`{word}` is not a type of shape"));
        return Err(Box::new(error.at(kind.span, "no statement starts like this")));
    }
    let name = name(text)?;
    let shape = rest_of_shape(text, kind, name, traits)?;
    file.shapes.push(shape);
    text.line_end()
}

/// The rest of a shape after its name.
fn rest_of_shape(text: &mut Text<'_>, kind: Name, name: Name, traits: Vec<Trait>) -> Parsed<Shape> {
    let aggregate = AGGREGATE.contains(&kind.text.as_str());
    let resource = if aggregate { for_resource(text)? } else { None };
    let mixins = mixins(text)?;
    let body = match kind.text.as_str() {
        kind if SIMPLE.contains(&kind) => Body::None,
        "enum" | "intEnum" => {
            text.space();
            Body::Members(members(text, true)?)
        }
        "operation" => {
            text.space();
            operation(text)?
        }
        "resource" | "service" => {
            text.space();
            Body::Properties(object(text, 0)?)
        }
        _ => {
            text.space();
            Body::Members(members(text, false)?)
        }
    };
    Ok(Shape { kind, name, traits, resource, mixins, body })
}

/// Traits, with the white space between them and after the last.
fn traits(text: &mut Text<'_>, documentation: Option<Name>) -> Parsed<Vec<Trait>> {
    let mut traits: Vec<_> = documentation.map(documented).into_iter().collect();
    while text.peek() == Some('@') {
        traits.push(one_trait(text)?);
        text.space();
    }
    Ok(traits)
}

fn documented(documentation: Name) -> Trait {
    let Name { text, span } = documentation;
    let value = Value { span, kind: ValueKind::String(text) };
    Trait { id: Name { text: "smithy.api#documentation".to_owned(), span }, value: Some(value) }
}

fn one_trait(text: &mut Text<'_>) -> Parsed<Trait> {
    text.require("@")?;
    let id = text.root_id()?;
    if !text.eat("(") {
        return Ok(Trait { id, value: None });
    }
    text.space();
    if text.eat(")") {
        return Ok(Trait { id, value: None });
    }
    let value = of_trait(text)?;
    text.space();
    text.require(")")?;
    Ok(Trait { id, value: Some(value) })
}

fn for_resource(text: &mut Text<'_>) -> Parsed<Option<Name>> {
    let start = text.at;
    text.spaces();
    if !text.eat_word("for") {
        text.at = start;
        return Ok(None);
    }
    text.required_spaces()?;
    text.root_id().map(Some)
}

fn mixins(text: &mut Text<'_>) -> Parsed<Vec<Name>> {
    let start = text.at;
    text.spaces();
    if !text.eat_word("with") {
        text.at = start;
        return Ok(vec![]);
    }
    text.space();
    let ids = ids(text)?;
    if ids.is_empty() {
        return Err(text.expected("a mixin"));
    }
    Ok(ids)
}

/// Ids in brackets.
fn ids(text: &mut Text<'_>) -> Parsed<Vec<Name>> {
    text.require("[")?;
    text.space();
    let mut ids = Vec::new();
    while !text.eat("]") {
        ids.push(text.root_id()?);
        text.space();
    }
    Ok(ids)
}

fn members(text: &mut Text<'_>, of_enum: bool) -> Parsed<Vec<Member>> {
    text.require("{")?;
    let mut documentation = text.space();
    let mut members = Vec::new();
    while !text.eat("}") {
        let traits = traits(text, documentation.take())?;
        let elided = !of_enum && text.eat("$");
        let name = text.identifier()?;
        let kind = if of_enum {
            MemberKind::Value
        } else if elided {
            MemberKind::Elided
        } else {
            text.spaces();
            text.require(":")?;
            text.spaces();
            MemberKind::Target(text.root_id()?)
        };
        let start = text.at;
        text.spaces();
        let value = if text.eat("=") {
            text.spaces();
            let value = value(text, 0)?;
            // After a value, the line or the list of members ends.
            let end = text.at;
            text.spaces();
            if text.peek() != Some('}') {
                text.line_end()?;
                text.at = end;
            }
            Some(value)
        } else {
            text.at = start;
            None
        };
        members.push(Member { name, traits, kind, value });
        documentation = text.space();
    }
    Ok(members)
}

fn operation(text: &mut Text<'_>) -> Parsed<Body> {
    text.require("{")?;
    text.space();
    let (mut input, mut output, mut errors) = (None, None, None);
    while !text.eat("}") {
        let property = text.identifier()?;
        let twice = match property.text.as_str() {
            "input" => input.replace(io(text, &property)?).is_some(),
            "output" => output.replace(io(text, &property)?).is_some(),
            "errors" => {
                text.space();
                text.require(":")?;
                text.space();
                errors.replace(ids(text)?).is_some()
            }
            other => {
                let error = Diagnostic::error(format!("an operation has no property `{other}`"));
                return Err(Box::new(error.at(property.span, "must be `input`, `output` or `errors`")));
            }
        };
        if twice {
            let error = Diagnostic::error(format!("`{}` appears twice in an operation", property.text));
            return Err(Box::new(error.at(property.span, "the second")));
        }
        text.space();
    }
    Ok(Body::Operation { input, output, errors })
}

fn io(text: &mut Text<'_>, property: &Name) -> Parsed<Io> {
    text.space();
    text.require(":")?;
    if !text.eat("=") {
        text.space();
        return text.root_id().map(Io::Id);
    }
    let documentation = text.space();
    let traits = traits(text, documentation)?;
    let kind = Name { text: "structure".to_owned(), span: property.span };
    let shape = rest_of_shape(text, kind, property.clone(), traits)?;
    Ok(Io::Inline(Box::new(shape)))
}

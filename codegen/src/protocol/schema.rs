//! The form of a member on the wire, and its line of text in a generated crate.
//!
//! The grammar is that of `runtime/src/shape/schema.rs`, which reads the line.

use std::fmt;

/// A member of a structure on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberSchema {
    /// The name in the model.
    pub name: String,
    /// Its type.
    pub target: WireType,
    /// Its traits.
    pub traits: Vec<WireTrait>,
}

/// A type on the wire.
#[derive(Clone, Debug, PartialEq)]
pub enum WireType {
    /// A type without parts, or one whose Rust type knows its parts: Smithy's name for it, in upper camel case.
    Simple(&'static str),
    /// A list: the type and traits of its elements.
    List(Box<WireType>, Vec<WireTrait>),
    /// A map: the traits of its keys, the type and traits of its values.
    Map(Vec<WireTrait>, Box<WireType>, Vec<WireTrait>),
}

/// A trait that codecs read.
#[derive(Clone, Debug, PartialEq)]
pub struct WireTrait {
    /// Smithy's name for it.
    pub name: &'static str,
    /// Its value, if it has one.
    pub argument: Option<String>,
}

impl WireTrait {
    /// A trait without value.
    pub fn flag(name: &'static str) -> Self {
        Self { name, argument: None }
    }

    /// A trait with a value.
    pub fn new(name: &'static str, argument: impl Into<String>) -> Self {
        Self { name, argument: Some(argument.into()) }
    }
}

impl fmt::Display for MemberSchema {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.name, self.target)?;
        self.traits.iter().try_for_each(|wire_trait| write!(formatter, " {wire_trait}"))
    }
}

impl fmt::Display for WireType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let traits = match self {
            Self::Simple(name) => return formatter.write_str(name),
            Self::List(element, traits) => {
                write!(formatter, "List[{element}")?;
                traits
            }
            Self::Map(key, value, traits) => {
                formatter.write_str("Map[")?;
                if !key.is_empty() {
                    formatter.write_str("String")?;
                    key.iter().try_for_each(|wire_trait| write!(formatter, " {wire_trait}"))?;
                    formatter.write_str(", ")?;
                }
                write!(formatter, "{value}")?;
                traits
            }
        };
        traits.iter().try_for_each(|wire_trait| write!(formatter, " {wire_trait}"))?;
        formatter.write_str("]")
    }
}

impl fmt::Display for WireTrait {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "@{}", self.name)?;
        match &self.argument {
            Some(argument) => {
                let escaped = argument.replace('\\', "\\\\").replace(')', "\\)").replace('\n', "\\n");
                write!(formatter, "({escaped})")
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smithwright_runtime::expanded::decode;

    /// The runtime reads exactly what is written here.
    #[test]
    fn every_line_decodes_to_what_it_says() {
        let simple = [
            "BigDecimal",
            "BigInteger",
            "Blob",
            "Boolean",
            "Byte",
            "Document",
            "Double",
            "Enum",
            "Float",
            "Integer",
            "Long",
            "Short",
            "String",
            "Structure",
            "Timestamp",
            "Union",
        ];
        let hard = "a)b\\c \"]\u{e9}\n@x";
        for name in simple {
            let inner = WireTrait::new("timestampFormat", "http-date");
            let list = WireType::List(Box::new(WireType::Simple(name)), vec![inner]);
            let key = vec![WireTrait::new("xmlName", hard)];
            let map = WireType::Map(key, Box::new(list), vec![]);
            let traits = vec![
                WireTrait::new("jsonName", hard),
                WireTrait::new("xmlName", hard),
                WireTrait::new("xmlNamespace", "https://a b"),
                WireTrait::flag("xmlAttribute"),
                WireTrait::flag("xmlFlattened"),
                WireTrait::flag("streaming"),
                WireTrait::new("httpQuery", hard),
                WireTrait::flag("sensitive"),
                WireTrait::flag("idempotencyToken"),
                WireTrait::flag("required"),
            ];
            let held = MemberSchema {
                name: "H".to_owned(),
                target: WireType::Simple(name),
                traits: vec![WireTrait::flag("sensitive"), WireTrait::new("default", hard)],
            }
            .to_string();
            let line = MemberSchema { name: "M".to_owned(), target: map, traits }.to_string();
            let decoded = decode(false, format!("Test\nm {line}\nh {held}\n").leak()).expect(&line);
            let member = decoded.schema.members()[0];
            assert_eq!(member.json_name().map(|name| name.value()), Some(hard));
            assert_eq!(member.http_query().map(|name| name.value()), Some(hard));
            assert_eq!(member.xml_name().map(|name| name.value()), Some(hard));
            assert_eq!(
                member.xml_namespace().map(|xml| (xml.uri(), xml.prefix())),
                Some(("https://a", Some("b")))
            );
            assert!(member.xml_attribute() && member.xml_flattened() && member.streaming());
            assert_eq!(member.key().and_then(|key| key.xml_name()).map(|name| name.value()), Some(hard));
            assert!(member.sensitive().is_some());
            assert_eq!((decoded.defaults, decoded.initial), (vec![None, Some(hard)], vec![(1, hard)]));
            assert_eq!((decoded.tokens, decoded.asked), (vec![0], vec![(0, false)]));
            let element = member.member().and_then(|list| list.member()).expect("an element");
            let expected = if name == "Enum" { "String" } else { name };
            assert_eq!(format!("{:?}", element.shape_type()), expected);
            assert!(element.timestamp_format().is_some());
        }
    }
}

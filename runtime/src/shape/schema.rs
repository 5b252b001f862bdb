//! Schemas: one line of text per member, decoded on first use.
//!
//! A generated structure carries its wire facts as one text, as close to Smithy IDL as stays compact:
//!
//! ```text
//! UpdateRecordsInput
//! dataset_name DatasetName: String @httpLabel
//! record_patches RecordPatches: List[Structure]
//! tags Tags: Map[String] @jsonName(tags)
//! times Times: List[Timestamp @timestampFormat(http-date)] @httpHeader(x-times)
//! ```
//!
//! The first line is the Rust name of the structure; `Rust field, Member: Type @trait(argument) …` follows for each member,
//! and then a line with only a name for each field that is not modelled. For the compiler, one text is a third of the work
//! of a table of texts, each of which it evaluates.
//!
//! `Type` is a Smithy simple type, `Enum`, `Structure`, `Unit`, `Union`, `List[Element]`, `Map[Value]` or `Map[Key,
//! Value]`, where the element, key or value is a `Type` with traits of its own. A structure that is a document may have
//! traits after its name. In an argument `\` escapes itself and `)`, and `\n` is a new line. `@default` stands last:
//! the member always has a value, which is the zero value of its type or the argument if a response leaves it out, and
//! of numbers and booleans this value is not sent. So do `@idempotencyToken`, on a member that is filled in if it is
//! unset, and `@required`, on an optional member that a response should have, or that a request must have in its query,
//! and on one with a default that is sent all the same. Members of a nested structure are not repeated: its Rust type
//! knows them. The decoded [`Schema`] is what AWS's codecs walk; it is built once for each structure that is really
//! used, and lives as long as the program.

use crate::types::Schema;
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_schema::{ShapeId, ShapeType};
use std::sync::OnceLock;

/// The schema of one structure: its text, and the decoded form once needed.
#[derive(Debug)]
pub struct Shape {
    is_union: bool,
    text: &'static str,
    decoded: OnceLock<Decoded>,
}

/// The decoded lines of a structure, in the form that is walked.
#[derive(Debug)]
pub struct Decoded {
    /// The Rust name of the structure.
    name: &'static str,
    /// The schema that codecs read.
    pub schema: Schema<'static>,
    /// By member index: the names in Rust.
    members: Vec<Member>,
    /// The fields that are not modelled.
    extras: Vec<&'static str>,
    /// By member index: the default that is not sent, as text; empty for zero.
    pub defaults: Vec<Option<&'static str>>,
    /// The members that have a value other than zero before something is read into them, and the value as text.
    pub initial: Vec<(usize, &'static str)>,
    /// The members that are `@idempotencyToken`, so that an unset one is filled in.
    pub tokens: Vec<usize>,
    /// The members that are `@required`; one that a response leaves out gets a stand-in.
    pub required: Vec<usize>,
    /// The members that are `@required` in the query of a request, so that nothing is sent without them; and whether an
    /// empty one is as good as none.
    pub asked: Vec<(usize, bool)>,
}

/// One member of a structure in Rust.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The field, or the variant of a union, without `r#`.
    pub field: &'static str,
    /// Whether it is a variant without data.
    pub(super) is_unit: bool,
}

impl Shape {
    /// A structure with this text, in the grammar at the top of `shape/schema.rs`.
    pub const fn structure(text: &'static str) -> Self {
        Self { is_union: false, text, decoded: OnceLock::new() }
    }

    /// A union with this text, whose members are its variants.
    pub const fn union(text: &'static str) -> Self {
        Self { is_union: true, text, decoded: OnceLock::new() }
    }

    /// A structure or union that is known only at run time, whose unset members have no values.
    ///
    /// # Errors
    ///
    /// Text that names the line that does not follow the grammar.
    #[cfg(feature = "dynamic")]
    pub(super) fn at_run_time(is_union: bool, text: &'static str) -> Result<Self, String> {
        let decoded = decode(is_union, text)?;
        let defaults = vec![None; decoded.defaults.len()];
        let decoded = Decoded { defaults, initial: vec![], required: vec![], ..decoded };
        Ok(Self { is_union, text, decoded: OnceLock::from(decoded) })
    }

    /// The Rust name of the structure, as `Debug` prints it.
    pub fn name(&'static self) -> &'static str {
        self.decoded().name
    }

    /// The members, in the order of their indexes.
    pub fn members(&'static self) -> &'static [Member] {
        &self.decoded().members
    }

    /// The fields that are not modelled, by their indexes after those of the members.
    pub fn extras(&'static self) -> impl Iterator<Item = (usize, &'static str)> {
        (self.members().len()..).zip(self.decoded().extras.iter().copied())
    }

    /// The decoded schema; decodes on the first call.
    ///
    /// # Panics
    ///
    /// If a line does not follow the grammar, which the generator never emits (its own tests decode every
    /// line that it can write).
    pub fn schema(&'static self) -> &'static Schema<'static> {
        &self.decoded().schema
    }

    pub(crate) fn decoded(&'static self) -> &'static Decoded {
        self.decoded.get_or_init(|| {
            decode(self.is_union, self.text)
                .unwrap_or_else(|error| panic!("invariant: schema lines are well-formed: {error}"))
        })
    }
}

/// The traits at the end of a line, which codecs do not know.
const OURS: &[&str] = &[" @default", " @idempotencyToken", " @required"];

/// Decodes the text of a structure, or of a union.
///
/// The parts that a [`Schema`] borrows are leaked: callers decode a shape once and keep it.
///
/// # Errors
///
/// Text that names the line that does not follow the grammar.
pub fn decode(is_union: bool, text: &'static str) -> Result<Decoded, String> {
    let (title, lines) = text.split_once('\n').unwrap_or((text, ""));
    let (name, traits) = title.split_at(title.find(' ').unwrap_or(title.len()));
    let fields = lines.bytes().filter(|byte| *byte == b'\n').count();
    let mut schemas: Vec<Schema<'static>> = Vec::with_capacity(fields);
    let (mut members, mut extras) = (Vec::with_capacity(fields), Vec::new());
    let (mut defaults, mut initial) = (Vec::with_capacity(fields), Vec::new());
    let (mut tokens, mut required, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let mut body_members = false;
    for line in lines.lines() {
        let invalid = || format!("`{line}` of `{name}`");
        let Some((field, line)) = split_at(line, |byte| byte == b' ') else {
            extras.push(line);
            continue;
        };
        let index = schemas.len();
        let (member, rest) = split_at(&line[1..], |byte| byte == b':').ok_or_else(invalid)?;
        let rest = rest.strip_prefix(": ").ok_or_else(invalid)?;
        let kind = split_at(rest, |byte| byte == b' ').map_or(rest, |(kind, _)| kind);
        let (is_text, is_unit) = (kind == "String", kind == "Unit");
        members.push(Member { field: field.strip_prefix("r#").unwrap_or(field), is_unit });
        let mut cursor = Cursor { rest };
        let target = cursor.shape_type().ok_or_else(invalid)?;
        let id = ShapeId::from_parts_with_member("", "", name, member);
        let mut schema = Schema::new_member(id, target.shape_type, member, index);
        schema = target.with_targets(schema);
        schema = cursor.traits(schema).ok_or_else(invalid)?;
        let default = cursor.eat(" @default");
        let value = if default { cursor.argument().ok_or_else(invalid)? } else { None };
        initial.extend(value.map(|value| (index, value)));
        if cursor.eat(" @idempotencyToken") {
            tokens.push(index);
        }
        let sent = cursor.eat(" @required");
        defaults.push((default && !sent).then(|| value.unwrap_or_default()));
        match schema.http_query() {
            _ if !sent || default => {}
            Some(_) => asked.push((index, is_text)),
            None => required.push(index),
        }
        if !cursor.rest.is_empty() {
            return Err(invalid());
        }
        body_members |= !is_http_bound(&schema);
        schemas.push(schema);
    }
    let schemas = schemas.leak().iter().collect::<Vec<_>>().leak();
    let id = ShapeId::from_parts("", "", name);
    let mut cursor = Cursor { rest: traits };
    let kind = if is_union { ShapeType::Union } else { ShapeType::Structure };
    let schema = cursor.traits(Schema::new_struct(id, kind, schemas));
    let schema = schema
        .filter(|_| cursor.rest.is_empty())
        .ok_or_else(|| format!("the traits `{traits}` of `{name}`"))?;
    let schema = if body_members { schema } else { schema.with_no_body_members() };
    Ok(Decoded { name, schema, members, extras, defaults, initial, tokens, required, asked })
}

/// The text before and from the first of some ASCII bytes. The searches of the standard library prepare themselves, here
/// for a few bytes.
fn split_at(text: &str, is_end: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    text.bytes().position(is_end).map(|end| text.split_at(end))
}

/// Whether a member is sent outside the body of a request.
fn is_http_bound(schema: &Schema<'_>) -> bool {
    schema.http_label().is_some()
        || schema.http_query().is_some()
        || schema.http_query_params().is_some()
        || schema.http_header().is_some()
        || schema.http_prefix_headers().is_some()
        || schema.http_response_code().is_some()
        || schema.http_payload().is_some()
}

/// A type expression: the shape type and, for a list or map, the schema of its elements.
struct TypeExpression {
    shape_type: ShapeType,
    key: Option<&'static Schema<'static>>,
    element: Option<&'static Schema<'static>>,
}

impl TypeExpression {
    fn with_targets(&self, schema: Schema<'static>) -> Schema<'static> {
        match (self.shape_type, self.element) {
            (ShapeType::List, Some(element)) => schema.with_list_member(element),
            (ShapeType::Map, Some(value)) => {
                schema.with_map_members(self.key.unwrap_or(&aws_smithy_schema::prelude::STRING), value)
            }
            _ => schema,
        }
    }
}

struct Cursor {
    rest: &'static str,
}

impl Cursor {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> &'static str {
        let is_end = |byte: u8| !byte.is_ascii_alphanumeric();
        let end = self.rest.bytes().position(is_end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn shape_type(&mut self) -> Option<TypeExpression> {
        let shape_type = match self.word() {
            "BigDecimal" => ShapeType::BigDecimal,
            "BigInteger" => ShapeType::BigInteger,
            "Blob" => ShapeType::Blob,
            "Boolean" => ShapeType::Boolean,
            "Byte" => ShapeType::Byte,
            "Document" => ShapeType::Document,
            "Double" => ShapeType::Double,
            "Enum" | "String" => ShapeType::String,
            "Float" => ShapeType::Float,
            "Integer" => ShapeType::Integer,
            "List" => ShapeType::List,
            "Long" => ShapeType::Long,
            "Map" => ShapeType::Map,
            "Short" => ShapeType::Short,
            "Structure" | "Unit" => ShapeType::Structure,
            "Timestamp" => ShapeType::Timestamp,
            "Union" => ShapeType::Union,
            _ => return None,
        };
        let (mut key, mut element) = (None, None);
        if matches!(shape_type, ShapeType::List | ShapeType::Map) {
            if !self.eat("[") {
                return None;
            }
            element = Some(self.element()?);
            if shape_type == ShapeType::Map && self.eat(", ") {
                key = element;
                element = Some(self.element()?);
            }
            if !self.eat("]") {
                return None;
            }
        }
        Some(TypeExpression { shape_type, key, element })
    }

    /// `Type @trait …`. The schema carries no member name: codecs would write it as a key.
    fn element(&mut self) -> Option<&'static Schema<'static>> {
        let kind = self.shape_type()?;
        let id = ShapeId::from_parts("", "", "");
        let schema = self.traits(kind.with_targets(Schema::new(id, kind.shape_type)))?;
        Some(&*Box::leak(Box::new(schema)))
    }

    fn traits(&mut self, mut schema: Schema<'static>) -> Option<Schema<'static>> {
        while !OURS.iter().any(|ours| self.rest.starts_with(ours)) && self.eat(" @") {
            let name = self.word();
            let argument = self.argument()?;
            schema = match (name, argument) {
                // `Schema` cannot represent it, and no protocol reads both.
                ("ec2QueryName" | "jsonName", Some(name)) => schema.with_json_name(name),
                ("eventHeader", None) => schema.with_event_header(),
                ("eventPayload", None) => schema.with_event_payload(),
                ("httpHeader", Some(header)) => schema.with_http_header(header),
                ("httpLabel", None) => schema.with_http_label(),
                ("httpPayload", None) => schema.with_http_payload(),
                ("httpPrefixHeaders", Some(prefix)) => schema.with_http_prefix_headers(prefix),
                ("httpQuery", Some(key)) => schema.with_http_query(key),
                ("httpQueryParams", None) => schema.with_http_query_params(),
                ("httpResponseCode", None) => schema.with_http_response_code(),
                ("mediaType", Some(media_type)) => schema.with_media_type(media_type),
                ("s3UnwrappedXmlOutput", None) => schema.with_xml_unwrapped_output(),
                ("sensitive", None) => schema.with_sensitive(),
                ("streaming", None) => schema.with_streaming(),
                ("timestampFormat", Some(format)) => schema.with_timestamp_format(match format {
                    "date-time" => TimestampFormat::DateTime,
                    "epoch-seconds" => TimestampFormat::EpochSeconds,
                    "http-date" => TimestampFormat::HttpDate,
                    _ => return None,
                }),
                ("xmlAttribute", None) => schema.with_xml_attribute(),
                ("xmlFlattened", None) => schema.with_xml_flattened(),
                ("xmlName", Some(name)) => schema.with_xml_name(name),
                ("xmlNamespace", Some(namespace)) => match namespace.split_once(' ') {
                    Some((uri, prefix)) => schema.with_xml_namespace(uri, Some(prefix)),
                    None => schema.with_xml_namespace(namespace, None),
                },
                _ => return None,
            };
        }
        Some(schema)
    }

    /// `(argument)`, if one follows. `None` if it is not closed.
    fn argument(&mut self) -> Option<Option<&'static str>> {
        if !self.eat("(") {
            return Some(None);
        }
        let (raw, rest) = split_at(self.rest, |byte| matches!(byte, b')' | b'\\'))?;
        if let Some(rest) = rest.strip_prefix(')') {
            self.rest = rest;
            return Some(Some(raw));
        }
        let mut unescaped = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                ')' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(Some(String::leak(unescaped)));
                }
                '\\' => unescaped.push(match characters.next()?.1 {
                    'n' => '\n',
                    escaped => escaped,
                }),
                other => unescaped.push(other),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(line: &'static str) -> Schema<'static> {
        decode(false, format!("Test\na {line}\n").leak()).expect("a well-formed line").schema
    }

    #[test]
    fn a_line_becomes_a_member_schema() {
        let schema = member("NextToken: String @httpQuery(nextToken) @sensitive");
        let member = schema.members()[0];
        assert_eq!(member.member_name(), Some("NextToken"));
        assert_eq!(member.shape_type(), ShapeType::String);
        assert_eq!(member.http_query().map(|trait_| trait_.value()), Some("nextToken"));
        assert!(member.sensitive().is_some());
    }

    #[test]
    fn elements_have_traits_of_their_own_and_no_member_name() {
        let schema = member("T: List[Map[Timestamp @timestampFormat(http-date)]] @jsonName(t)");
        let list = schema.members()[0];
        let map = list.member().expect("a list has an element");
        let value = map.member().expect("a map has a value");
        assert_eq!(map.shape_type(), ShapeType::Map);
        assert_eq!(map.member_name(), None);
        assert_eq!(value.timestamp_format().map(|f| f.format()), Some(TimestampFormat::HttpDate));
        assert_eq!(list.json_name().map(|trait_| trait_.value()), Some("t"));
    }

    #[test]
    fn arguments_may_hold_any_character() {
        let schema = member(r"A: String @jsonName(a\)b\\ ]\nd) @httpLabel");
        assert_eq!(schema.members()[0].json_name().map(|t| t.value()), Some("a)b\\ ]\nd"));
    }

    #[test]
    fn a_shape_whose_members_are_all_bound_has_no_body() {
        for line in [
            "A: String @httpLabel",
            "A: String @httpQuery(a)",
            "A: Map[String] @httpQueryParams",
            "A: String @httpHeader(a)",
            "A: Map[String] @httpPrefixHeaders(a-)",
            "A: Map[String] @httpPrefixHeaders()",
            "A: Integer @httpResponseCode",
            "A: Structure @httpPayload",
        ] {
            assert!(!member(line).has_body_members(), "{line}");
        }
        assert!(member("A: String").has_body_members());
    }

    #[test]
    fn default_stands_last_and_is_kept_beside_the_schema() {
        let text = "Test\n\
            a A: Integer @jsonName(a) @default\n\
            b B: Integer\n\
            r#c C: Integer @default(-5)\n\
            d D: String @default(a\\)b) @required\n\
            meta\n";
        let decoded = decode(false, text).expect("well-formed lines");
        let fields: Vec<_> = decoded.members.iter().map(|member| member.field).collect();
        assert_eq!((decoded.name, fields, decoded.extras), ("Test", vec!["a", "b", "c", "d"], vec!["meta"]));
        assert_eq!(decoded.defaults, [Some(""), None, Some("-5"), None]);
        assert_eq!(decoded.initial, [(2, "-5"), (3, "a)b")]);
        assert!(decoded.required.is_empty());
    }

    #[test]
    fn malformed_lines_are_named() {
        for line in
            ["A String", "A: Strin", "A: List", "A: List[String", "A: String @x", "A: String @jsonName(a"]
        {
            let text = format!("Test\na {line}\n").leak();
            let error = decode(false, text).expect_err(line);
            assert!(error.contains(line), "{error}");
        }
    }
}

//! What is written of values and structures.

use super::XmlDeserializer;
use super::write::XmlSerializer;
use crate::expanded::read_members;
use crate::shape::{Members, Structure};
use crate::types::{Blob, DateTime, SerdeError, ShapeSerializer};
use aws_smithy_schema::codec::{Codec, FinishSerializer};
use aws_smithy_schema::prelude::{BIG_DECIMAL, BIG_INTEGER, DOUBLE, FLOAT, LONG, STRING, TIMESTAMP};
use aws_smithy_xml::codec::XmlCodec;
use std::collections::HashMap;

#[derive(Clone, Default, PartialEq)]
struct Bed {
    kind: Option<String>,
    name: Option<String>,
    width: Option<i32>,
}

crate::structure! {
    Bed {
        0 name = "name: String",
        1 kind = "kind: String @xmlName(xsi:type) @xmlAttribute",
        2 width = "width: Integer @xmlName(w)",
    }
}

#[derive(Clone, Default, PartialEq)]
struct Garden {
    bed: Option<Bed>,
    beds: Option<Vec<Bed>>,
    rows: Option<Vec<Bed>>,
    plants: Option<HashMap<String, String>>,
    corners: Option<HashMap<String, Bed>>,
    labels: Option<HashMap<String, String>>,
    grid: Option<Vec<Vec<String>>>,
}

crate::structure! {
    Garden: " @xmlNamespace(urn:garden g)" {
        0 bed = "bed: Structure @xmlName(Bed) @xmlNamespace(urn:bed)",
        1 beds = "beds: List[Structure @xmlName(item)]",
        2 rows = "rows: List[Structure] @xmlName(row) @xmlFlattened",
        3 plants = "plants: Map[String @xmlName(K) @xmlNamespace(urn:key), String @xmlName(V) @xmlNamespace(urn:value)]",
        4 corners = "corners: Map[String, Structure]",
        5 labels = "labels: Map[String, String] @xmlName(label) @xmlFlattened",
        6 grid = "grid: List[List[String @xmlName(cell) @xmlNamespace(urn:cell)]]",
    }
}
fn written(serializer: impl FinishSerializer) -> String {
    String::from_utf8(serializer.finish()).expect("a text")
}

fn ours(write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>) -> String {
    let mut serializer = XmlSerializer::new(None, None);
    write(&mut serializer).expect("a value");
    written(serializer)
}

fn agree(write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>) {
    let mut published = Codec::create_serializer(&XmlCodec::default());
    write(&mut published).expect("a value");
    assert_eq!(ours(write), written(published));
}

fn bed(name: &str, kind: Option<&str>) -> Bed {
    Bed { name: Some(name.to_owned()), kind: kind.map(str::to_owned), width: Some(2) }
}

fn garden(kind: Option<&str>) -> Garden {
    let pairs = |key: &str, value: &str| Some([(key.to_owned(), value.to_owned())].into());
    Garden {
        bed: Some(bed("a", Some("\"r\""))),
        beds: Some(vec![bed("b", kind), bed("", kind)]),
        rows: Some(vec![bed("c", kind), Bed::default()]),
        plants: pairs("<k>", "v"),
        corners: Some([("north".to_owned(), bed("d", kind))].into()),
        labels: pairs("", ""),
        grid: Some(vec![vec!["e".to_owned(), "f".to_owned()], vec![]]),
    }
}

#[test]
fn single_values_are_written_as_by_the_published_serializer() {
    for text in ["", "plain", "<&>'\"", "a\r\nb\tc", "é\u{85}\u{2028}\u{2029}", "]]>", "eight by\nte"] {
        agree(&|it| it.write_string(&STRING, text));
        agree(&|it| it.write_blob(&STRING, Blob::new(text)));
    }
    for number in [i64::MIN, -1, 0, 7, i64::MAX] {
        agree(&|it| it.write_long(&LONG, number));
        agree(&|it| it.write_integer(&LONG, number as i32));
        agree(&|it| it.write_short(&LONG, number as i16));
        agree(&|it| it.write_byte(&LONG, number as i8));
        agree(&|it| it.write_timestamp(&TIMESTAMP, &DateTime::from_millis(number >> 20)));
    }
    for number in [0.0, -0.0, 1.5, 1e300, 1e-9, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        agree(&|it| it.write_double(&DOUBLE, number));
        agree(&|it| it.write_float(&FLOAT, number as f32));
    }
    for number in ["0", "-18446744073709551617"] {
        agree(&|it| it.write_big_integer(&BIG_INTEGER, &number.parse().expect("a number")));
        agree(&|it| it.write_big_decimal(&BIG_DECIMAL, &number.parse().expect("a number")));
    }
}

#[test]
fn structures_are_written_as_by_the_published_serializer() {
    for garden in [garden(None), Garden::default()] {
        agree(&|it| it.write_struct(garden.shape().schema(), &Members(&garden)));
    }
}

/// The published serializer finds none of those of a structure in a list or map, and writes tabs as they are.
#[test]
fn attributes_come_first_everywhere() {
    let garden = garden(Some("new\n\test"));
    let expected = [
        r#"<Garden xmlns:g="urn:garden">"#,
        r#"<Bed xmlns="urn:bed" xsi:type="&quot;r&quot;"><name>a</name><w>2</w></Bed>"#,
        r#"<beds><item xsi:type="new&#xA;&#x9;est"><name>b</name><w>2</w></item>"#,
        r#"<item xsi:type="new&#xA;&#x9;est"><name></name><w>2</w></item></beds>"#,
        r#"<row xsi:type="new&#xA;&#x9;est"><name>c</name><w>2</w></row><row></row>"#,
        r#"<plants><entry><K xmlns="urn:key">&lt;k&gt;</K><V xmlns="urn:value">v</V></entry></plants>"#,
        r#"<corners><entry><key>north</key><value xsi:type="new&#xA;&#x9;est"><name>d</name><w>2</w></value></entry></corners>"#,
        r#"<label><key></key><value></value></label>"#,
        r#"<grid><member><cell xmlns="urn:cell">e</cell><cell xmlns="urn:cell">f</cell></member><member></member></grid>"#,
        "</Garden>",
    ];
    let written = ours(&|it| it.write_struct(garden.shape().schema(), &Members(&garden)));
    assert_eq!(written, expected.concat());
    let mut read = Garden::empty();
    read_members(&mut read, &mut XmlDeserializer::new(written.as_bytes())).expect("a garden");
    assert!(read == garden, "{read:?}");
}

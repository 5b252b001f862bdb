//! What is read of documents, item by item.

use super::read::CborDeserializer;
use super::well_formed::{bytes, well_formed};
use crate::types::{SerdeError, ShapeDeserializer};
use aws_smithy_schema::prelude::*;
use std::fmt::Debug;

/// What is read of a document of one item, which must be read to its end.
fn read<T: Debug>(
    hex: &str,
    read: impl FnOnce(&mut CborDeserializer<'_>) -> Result<T, SerdeError>,
) -> String {
    let bytes = bytes(hex);
    well_formed(&bytes).expect("a well-formed document");
    let mut reader = CborDeserializer::new(&bytes);
    match read(&mut reader) {
        Ok(value) => {
            assert!(reader.rest().is_empty(), "{hex}: {value:?} leaves {:x?}", reader.rest());
            format!("{value:?}")
        }
        Err(_) => "refused".to_owned(),
    }
}

/// A number in any encoding is read as any type whose range contains it.
#[test]
fn numbers_are_widened_and_narrowed_without_loss() {
    for (hex, byte, short, integer, long, float, double) in [
        ("00", "0", "0", "0", "0", "0.0", "0.0"),
        ("187f", "127", "127", "127", "127", "127.0", "127.0"),
        ("1880", "refused", "128", "128", "128", "128.0", "128.0"),
        ("190100", "refused", "256", "256", "256", "256.0", "256.0"),
        ("1a00000001", "1", "1", "1", "1", "1.0", "1.0"),
        ("1b0000000000000001", "1", "1", "1", "1", "1.0", "1.0"),
        ("1a80000000", "refused", "refused", "refused", "2147483648", "2147483600.0", "2147483648.0"),
        (
            "1bffffffffffffffff",
            "refused",
            "refused",
            "refused",
            "refused",
            "1.8446744e19",
            "1.8446744073709552e19",
        ),
        ("20", "-1", "-1", "-1", "-1", "-1.0", "-1.0"),
        ("387f", "-128", "-128", "-128", "-128", "-128.0", "-128.0"),
        ("3880", "refused", "-129", "-129", "-129", "-129.0", "-129.0"),
        (
            "3bffffffffffffffff",
            "refused",
            "refused",
            "refused",
            "refused",
            "-1.8446744e19",
            "-1.8446744073709552e19",
        ),
        // Half, single and double floats.
        ("f93c00", "1", "1", "1", "1", "1.0", "1.0"),
        ("f95c00", "refused", "256", "256", "256", "256.0", "256.0"),
        ("f93e00", "refused", "refused", "refused", "refused", "1.5", "1.5"),
        ("f90001", "refused", "refused", "refused", "refused", "5.9604645e-8", "5.960464477539063e-8"),
        ("fa47c35000", "refused", "refused", "100000", "100000", "100000.0", "100000.0"),
        ("fa3fc00000", "refused", "refused", "refused", "refused", "1.5", "1.5"),
        ("fb4070000000000000", "refused", "256", "256", "256", "256.0", "256.0"),
        ("fbc010000000000000", "-4", "-4", "-4", "-4", "-4.0", "-4.0"),
        ("fb3ff199999999999a", "refused", "refused", "refused", "refused", "1.1", "1.1"),
        ("fb7e37e43c8800759c", "refused", "refused", "refused", "refused", "refused", "1e300"),
        ("f97c00", "refused", "refused", "refused", "refused", "inf", "inf"),
        ("f9fc00", "refused", "refused", "refused", "refused", "-inf", "-inf"),
        ("f97e00", "refused", "refused", "refused", "refused", "NaN", "NaN"),
        // Integers of any size, and decimal fractions.
        ("c24101", "1", "1", "1", "1", "1.0", "1.0"),
        (
            "c249010000000000000000",
            "refused",
            "refused",
            "refused",
            "refused",
            "1.8446744e19",
            "1.8446744073709552e19",
        ),
        (
            "c349010000000000000000",
            "refused",
            "refused",
            "refused",
            "refused",
            "-1.8446744e19",
            "-1.8446744073709552e19",
        ),
        ("c48221196ab3", "refused", "refused", "refused", "refused", "273.15", "273.15"),
        ("c4821b7ffffffffffffffe01", "refused", "refused", "refused", "refused", "refused", "refused"),
        ("c4823b7ffffffffffffffe01", "refused", "refused", "refused", "refused", "0.0", "0.0"),
        ("c4823a7fffffff01", "refused", "refused", "refused", "refused", "0.0", "0.0"),
        // A tag without a meaning here.
        ("d9d9f705", "5", "5", "5", "5", "5.0", "5.0"),
        ("c6d82af95c00", "refused", "256", "256", "256", "256.0", "256.0"),
        ("6131", "refused", "refused", "refused", "refused", "refused", "refused"),
        ("f5", "refused", "refused", "refused", "refused", "refused", "refused"),
        ("f6", "refused", "refused", "refused", "refused", "refused", "refused"),
    ] {
        assert_eq!(read(hex, |it| it.read_byte(&BYTE)), byte, "byte {hex}");
        assert_eq!(read(hex, |it| it.read_short(&SHORT)), short, "short {hex}");
        assert_eq!(read(hex, |it| it.read_integer(&INTEGER)), integer, "integer {hex}");
        assert_eq!(read(hex, |it| it.read_long(&LONG)), long, "long {hex}");
        assert_eq!(read(hex, |it| it.read_float(&FLOAT)), float, "float {hex}");
        assert_eq!(read(hex, |it| it.read_double(&DOUBLE)), double, "double {hex}");
    }
    for (hex, integer, decimal) in [
        ("190100", "256", "256"),
        ("f95c00", "256", "256"),
        ("f93e00", "refused", "1.5"),
        ("3bffffffffffffffff", "-18446744073709551616", "-18446744073709551616"),
        ("c249010000000000000000", "18446744073709551616", "18446744073709551616"),
        ("d82ac24101", "1", "1"),
        ("c48221196ab3", "refused", "273.15"),
    ] {
        let text = read(hex, |it| Ok(it.read_big_integer(&BIG_INTEGER)?.as_ref().to_owned()));
        assert_eq!(text.trim_matches('"'), integer, "{hex}");
        let text = read(hex, |it| Ok(it.read_big_decimal(&BIG_DECIMAL)?.as_ref().to_owned()));
        assert_eq!(text.trim_matches('"'), decimal, "{hex}");
    }
}

#[test]
fn strings_blobs_and_booleans() {
    for (hex, text) in [
        ("6161", "\"a\""),
        ("7f657374726561646d696e67ff", "\"streaming\""),
        ("7fff", "\"\""),
        ("d9d9f7c06161", "\"a\""),
        ("62c328", "refused"),
        ("4161", "refused"),
        ("01", "refused"),
    ] {
        assert_eq!(read(hex, |it| it.read_string(&STRING)), text, "{hex}");
    }
    for (hex, blob) in [
        ("420102", "[1, 2]"),
        ("5f42010243030405ff", "[1, 2, 3, 4, 5]"),
        ("d74101", "[1]"),
        ("6161", "refused"),
    ] {
        assert_eq!(read(hex, |it| Ok(it.read_blob(&BLOB)?.into_inner())), blob, "{hex}");
    }
    for (hex, boolean) in [("f5", "true"), ("c6f4", "false"), ("01", "refused"), ("f6", "refused")] {
        assert_eq!(read(hex, |it| it.read_boolean(&BOOLEAN)), boolean, "{hex}");
    }
}

#[test]
fn times_have_a_tag_and_milliseconds() {
    for (hex, nanoseconds) in [
        ("c11a514b67b0", "1363896240000000000"),
        ("c11b00000000514b67b0", "1363896240000000000"),
        ("c1fb41d452d9ec200000", "1363896240500000000"),
        ("c1fb41d452d9ec07ae14", "1363896240120000000"),
        ("c1f93e00", "1500000000"),
        ("c1f9be00", "-1500000000"),
        ("d9d9f7c100", "0"),
        ("c1d9d9f700", "0"),
        ("c1f97e00", "refused"),
        ("c1fb7e37e43c8800759c", "refused"),
        ("c16161", "refused"),
        ("00", "refused"),
        ("c074323031332d30332d32315432303a30343a30305a", "refused"),
    ] {
        assert_eq!(read(hex, |it| Ok(it.read_timestamp(&TIMESTAMP)?.as_nanos())), nanoseconds, "{hex}");
    }
}

#[test]
fn containers_of_both_kinds_and_what_is_null() {
    let list = |hex| {
        read(hex, |it| {
            let mut list = Vec::new();
            it.read_list(&DOCUMENT, &mut |it| {
                list.push(if it.is_null() {
                    it.read_null().map(|()| None)?
                } else {
                    Some(it.read_integer(&INTEGER)?)
                });
                Ok(())
            })?;
            Ok(list)
        })
    };
    for (hex, expected) in [
        ("80", "[]"),
        ("9fff", "[]"),
        ("83010203", "[Some(1), Some(2), Some(3)]"),
        ("9f01f95c00ff", "[Some(1), Some(256)]"),
        ("84f601f7c6f7", "[None, Some(1), None, None]"),
        ("d9d9f7c68101", "[Some(1)]"),
        ("a0", "refused"),
    ] {
        assert_eq!(list(hex), expected, "{hex}");
    }
    let map = |hex| {
        read(hex, |it| {
            let mut entries = Vec::new();
            it.read_map(&DOCUMENT, &mut |key, it| {
                // Items that are not read are skipped.
                entries.push((key.clone(), if key == "a" { it.read_integer(&INTEGER)? } else { 0 }));
                Ok(())
            })?;
            Ok(entries)
        })
    };
    for (hex, expected) in [
        ("a0", "[]"),
        ("bfff", "[]"),
        ("a2616101616282f601", r#"[("a", 1), ("b", 0)]"#),
        ("bf616101616281a0ff", r#"[("a", 1), ("b", 0)]"#),
        ("c6a1c66161c601", r#"[("a", 1)]"#),
        ("a10101", "refused"),
        ("80", "refused"),
    ] {
        assert_eq!(map(hex), expected, "{hex}");
    }
    assert_eq!(read("01", |it| it.read_null()), "refused");
    assert_eq!(read("a0", |it| it.read_document(&DOCUMENT)), "refused");
}

//! Whether bytes are well-formed CBOR, which is checked before they are read.

const ENDS: &str = "the document ends too early";

/// The open containers around an item, and the number of items that they still need.
enum Open {
    /// An array or map, or a tag, which has one item.
    Items(u32),
    /// An array or map that ends with a break; of a map, whether a value is next.
    UntilBreak { map: bool, value: bool },
    /// A string of this major type in chunks.
    Chunks(u8),
}

/// Whether bytes are one item of CBOR and nothing else (RFC 8949, appendix C). Items may be nested to any depth: each
/// open level takes eight bytes of memory, and at least one byte of input. Values that are read have a depth limit;
/// values that are skipped have none.
pub(super) fn well_formed(bytes: &[u8]) -> Result<(), &'static str> {
    let mut rest = bytes;
    let mut open: Vec<Open> = Vec::new();
    loop {
        let [first, after @ ..] = rest else { return Err(ENDS) };
        rest = after;
        let (major, info) = (first >> 5, first & 0x1f);
        let argument = match info {
            0..24 => Some(u64::from(info)),
            24..28 => {
                let (number, after) = rest.split_at_checked(1 << (info - 24)).ok_or(ENDS)?;
                rest = after;
                Some(number.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
            }
            31 => None,
            _ => return Err("a reserved length"),
        };
        if let Some(Open::Chunks(kind)) = open.last()
            && *first != 0xff
            && (major != *kind || argument.is_none())
        {
            return Err("a chunk that is no string of its kind");
        }
        // What the item opens; `None` if it is whole.
        let opened = match (major, argument) {
            (0 | 1, Some(_)) => None,
            (2 | 3, Some(length)) => {
                let length = usize::try_from(length).map_err(|_| ENDS)?;
                rest = rest.get(length..).ok_or(ENDS)?;
                None
            }
            (2 | 3, None) => Some(Open::Chunks(major)),
            (4 | 5, Some(count)) => {
                let items = count.checked_mul(u64::from(major) - 3).ok_or(ENDS)?;
                // An item takes at least one byte.
                if items > rest.len() as u64 {
                    return Err(ENDS);
                }
                let items = u32::try_from(items).map_err(|_| "too many items")?;
                (items > 0).then_some(Open::Items(items))
            }
            (4 | 5, None) => Some(Open::UntilBreak { map: major == 5, value: false }),
            (6, Some(_)) => Some(Open::Items(1)),
            (7, Some(_)) => None,
            (7, None) => match open.pop() {
                Some(Open::UntilBreak { value: false, .. } | Open::Chunks(_)) => None,
                _ => return Err("a break where nothing is to end"),
            },
            _ => return Err("a number without its value"),
        };
        if let Some(opened) = opened {
            // With its last item, an item ends as well.
            if let Some(Open::Items(1)) = open.last() {
                open.pop();
            }
            open.push(opened);
            continue;
        }
        // An item is complete, and possibly the containers that it ends.
        loop {
            match open.last_mut() {
                None if rest.is_empty() => return Ok(()),
                None => return Err("something follows the document"),
                Some(Open::Items(left)) => {
                    *left -= 1;
                    if *left > 0 {
                        break;
                    }
                    open.pop();
                }
                Some(Open::UntilBreak { map, value }) => {
                    *value = *map && !*value;
                    break;
                }
                Some(Open::Chunks(_)) => break,
            }
        }
    }
}

#[cfg(test)]
pub(super) fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
    digits.chunks(2).map(|pair| byte(pair).expect("hexadecimal digits")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8949, appendix A, and appendix F for malformed items.
    #[test]
    fn what_is_well_formed_is_told_from_what_is_not() {
        for document in [
            "00",
            "1818",
            "1bffffffffffffffff",
            "20",
            "f97e00",
            "fb3ff199999999999a",
            "f4",
            "f7",
            "f0",
            "f8ff",
            "c074323031332d30332d32315432303a30343a30305a",
            "4401020304",
            "60",
            "6161",
            "80",
            "83010203",
            "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
            "a0",
            "a201020304",
            "5f42010243030405ff",
            "7f657374726561646d696e67ff",
            "9fff",
            "9f018202039f0405ffff",
            "bf61610161629f0203ffff",
            "a16161a0",
            "c11a514b67b0",
            "d81800",
        ] {
            assert_eq!(well_formed(&bytes(document)), Ok(()), "{document}");
        }
        for document in [
            "",
            "18",
            "19",
            "1a",
            "1b",
            "1901",
            "1a0102",
            "38",
            "58",
            "78",
            "98",
            "9a01ff00",
            "b8",
            "d8",
            "f8",
            "f900",
            "41",
            "61",
            "5affffffff00",
            "5bffffffffffffffff010203",
            "7b7fffffffffffffff010203",
            "81",
            "818181",
            "8200",
            "a1",
            "a20102",
            "a100",
            "a2000000",
            "5f4100",
            "5f",
            "7f6100",
            "9f",
            "9f0102",
            "bf",
            "bf01020102",
            "819f",
            "9f8000",
            "c0",
            "1c",
            "1d",
            "3c",
            "5c",
            "9d",
            "dd",
            "fc",
            "fe",
            "1f",
            "3f",
            "df",
            "5f00ff",
            "5f21ff",
            "5f6100ff",
            "5f5f4100ffff",
            "7f4100ff",
            "ff",
            "81ff",
            "8200ff",
            "a1ff",
            "a100ff",
            "9f81ff",
            "bf00ff",
            "bf000000ff",
            "0000",
            "a1674d6574726963739f",
            "9b0000000080000000",
            "9a000f4240",
            "8501",
        ] {
            assert!(well_formed(&bytes(document)).is_err(), "{document}");
        }
        assert!(well_formed(&[0x81].repeat(100_000)).is_err());
        assert_eq!(well_formed(&[[0x81].repeat(100_000), vec![0]].concat()), Ok(()));
        assert_eq!(size_of::<Open>(), 8);
    }
}

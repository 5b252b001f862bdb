//! Reads timestamps as servers write them.
//!
//! A model names one of Smithy's three formats. Responses now and then have another one, or RFC 3339 without its
//! offset, with a space in the middle or with more than nine digits of a second. botocore reads all of these, and so
//! does this module: the text itself shows which format it has. Timestamps are written in the format of the model.

use crate::types::{DateTime, DateTimeFormat, Schema};
use aws_smithy_schema::traits::TimestampFormat;

/// The format of a schema, or else that of its place, by its name in [`DateTime`].
pub(crate) fn format(schema: &Schema<'_>, of_place: TimestampFormat) -> DateTimeFormat {
    match schema.timestamp_format().map_or(of_place, |format| format.format()) {
        TimestampFormat::EpochSeconds => DateTimeFormat::EpochSeconds,
        TimestampFormat::HttpDate => DateTimeFormat::HttpDate,
        // It is written like one without an offset.
        _ => DateTimeFormat::DateTimeWithOffset,
    }
}

/// The maximum length of a timestamp in any format; longer texts are not parsed.
const MAX_LENGTH: usize = 80;

/// Parses an instant, in the expected format first; `None` if the text is not a timestamp.
pub(crate) fn parse(text: &str, expected: DateTimeFormat) -> Option<DateTime> {
    let text = text.trim();
    if text.len() > MAX_LENGTH {
        return None;
    }
    // The published reader converts exponents through a double.
    seconds(text)
        .or_else(|| DateTime::from_str(text, expected).ok())
        .or_else(|| date_time(text))
        .or_else(|| DateTime::from_str(text, DateTimeFormat::HttpDate).ok())
}

/// Seconds since 1970 as a decimal number, with an exponent or not. Exact to the nanosecond.
fn seconds(text: &str) -> Option<DateTime> {
    let (number, exponent) = match text.bytes().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, number) = match number.as_bytes() {
        [b'-', number @ ..] => (-1, number),
        [b'+', number @ ..] | number => (1, number),
    };
    let point = number.iter().position(|byte| *byte == b'.').unwrap_or(number.len());
    let (whole, fraction) = (&number[..point], number.get(point + 1..).unwrap_or_default());
    let are_digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    // The number of digits before the decimal point of the number of nanoseconds.
    let places = i32::try_from(whole.len()).ok()?.checked_add(exponent)?.checked_add(9)?;
    let places = usize::try_from(places.clamp(0, 128)).ok()?;
    let whole = &whole[..whole.len().min(places)];
    let fraction = &fraction[..fraction.len().min(places - whole.len())];
    let zeros = places - whole.len() - fraction.len();
    let nanos = if places < 20 {
        // All present times: this many digits fit into a word.
        let word =
            |word, text: &[u8]| text.iter().fold(word, |word, digit| 10 * word + u64::from(digit - b'0'));
        i128::from(word(word(0, whole), fraction) * 10_u64.pow(u32::try_from(zeros).ok()?))
    } else {
        let mut digits = whole.iter().chain(fraction).copied().chain(std::iter::repeat_n(b'0', zeros));
        digits
            .try_fold(0, |nanos: i128, digit| nanos.checked_mul(10)?.checked_add(i128::from(digit - b'0')))?
    };
    DateTime::from_nanos(sign * nanos).ok()
}

/// RFC 3339 and its known variants. Without an offset it is in UTC.
fn date_time(text: &str) -> Option<DateTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let time = match rest.strip_prefix(['T', 't', ' ']) {
        Some(time) => time,
        None if rest.is_empty() => "00:00:00",
        None => return None,
    };
    let end = time.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(time.len());
    let (time, zone) = time.split_at(end);
    let offset = match zone.trim() {
        "" | "Z" | "z" | "UTC" | "GMT" => "Z".to_owned(),
        zone => match (zone.len(), zone.split_at_checked(3)) {
            (3, _) => format!("{zone}:00"),
            (5, Some((hours, minutes))) => format!("{hours}:{minutes}"),
            _ => zone.to_owned(),
        },
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let seconds = if time.len() == 5 { ":00" } else { "" };
    let fraction = match fraction.get(..fraction.len().min(9)) {
        None | Some("") => String::new(),
        Some(fraction) => format!(".{fraction}"),
    };
    let text = format!("{date}T{time}{seconds}{fraction}{offset}");
    DateTime::from_str(&text, DateTimeFormat::DateTimeWithOffset).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i128 = 1_577_880_000_000_000_000;

    #[test]
    fn what_servers_write_is_read_whatever_is_expected() {
        let noon = [
            ("2020-01-01T12:00:00Z", 0),
            ("2020-01-01T12:00:00", 0),
            ("2020-01-01 12:00:00", 0),
            ("2020-01-01 12:00:00Z", 0),
            ("2020-01-01 12:00:00 UTC", 0),
            ("2020-01-01t12:00:00z", 0),
            ("2020-01-01T12:00", 0),
            ("2020-01-01T14:00:00+02:00", 0),
            ("2020-01-01T14:00:00+0200", 0),
            ("2020-01-01T10:00:00-02", 0),
            (" 2020-01-01T12:00:00Z\n", 0),
            ("2020-01-01T12:00:00.123456789123Z", 123_456_789),
            ("2020-01-01T12:00:00.5", 500_000_000),
            ("Wed, 01 Jan 2020 12:00:00 GMT", 0),
            ("1577880000", 0),
            ("1577880000.0", 0),
            ("1577880000.1234567891", 123_456_789),
            ("1.57788E9", 0),
            ("1.577880000123456789E9", 123_456_789),
            ("1577880000123.456789e-3", 123_456_789),
            ("1.5778800005E+9", 500_000_000),
            ("15778800001e-1", 100_000_000),
        ];
        for (text, nanos) in noon {
            for expected in
                [DateTimeFormat::EpochSeconds, DateTimeFormat::HttpDate, DateTimeFormat::DateTimeWithOffset]
            {
                let read = parse(text, expected).map(|instant| instant.as_nanos());
                assert_eq!(read, Some(NOON + nanos), "{text} as {expected:?}");
            }
        }
        let midnight = parse("2020-01-01", DateTimeFormat::DateTimeWithOffset).map(|it| it.as_nanos());
        assert_eq!(midnight, Some(NOON - 43_200_000_000_000));
        let before = parse("-1.5", DateTimeFormat::EpochSeconds).map(|it| it.as_nanos());
        assert_eq!(before, Some(-1_500_000_000));
    }

    #[test]
    fn what_is_no_timestamp_is_none() {
        let long = "1".repeat(100);
        for text in [
            "",
            " ",
            "-",
            "+",
            ".",
            "1.",
            "e9",
            "1e",
            "1e999999999",
            "1e400",
            "nan",
            "inf",
            "Infinity",
            "1_0",
            "2020",
            "2020-13-01",
            "2020-01-32T00:00:00Z",
            "2020-01-01X12:00:00",
            "2020-01-01T12:00:00+2",
            "2020-01-01T12:00:00 CET",
            "2020-01-01T25:00:00",
            "yesterday",
            "ä2020-01-01",
            "2020-01-01T1２:00:00",
            &long,
        ] {
            let read = parse(text, DateTimeFormat::DateTimeWithOffset);
            // `1.` is a number without digits after its point, which does no harm.
            assert!(read.is_none() || ["1.", "2020"].contains(&text), "{text}: {read:?}");
        }
    }
}

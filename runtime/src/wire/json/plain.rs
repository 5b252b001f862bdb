//! The run of a text that needs no escape.

/// The number of bytes before a quotation mark, a backslash or a control character.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        if let Some(found) = special(u64::from_le_bytes(*word)) {
            return 8 * index + found;
        }
    }
    let found = match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            // The bytes that both have are the same.
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            special(filled(first)).or_else(|| Some(rest.len() - 4 + special(filled(last))?))
        }
        _ => rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)),
    };
    found.map_or(bytes.len(), |found| 8 * words.len() + found)
}

/// A word of four bytes and four others that need no escape.
#[inline]
fn filled(bytes: u32) -> u64 {
    u64::from(bytes) | u64::from(u32::from_le_bytes(*b"    ")) << 32
}

/// The index of the first byte that needs an escape.
#[inline]
fn special(word: u64) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    /// The high bit of each byte that is zero; also of some bytes after one that is.
    fn zeros(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGH
    }
    let quotes = zeros(word ^ (ONES * u64::from(b'"')));
    let escapes = zeros(word ^ (ONES * u64::from(b'\\')));
    let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    let found = quotes | escapes | controls;
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

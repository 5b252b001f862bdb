//! A document that is being written.

/// Bytes at the end of which more is written. Most of it is short, so that calls to copy it, and to look for room for each
/// part, would take longer than the copies.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// What is written, and zeros.
    bytes: Vec<u8>,
    length: usize,
}

impl Buffer {
    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        if self.length == self.bytes.len() {
            self.grow(1);
        }
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    #[inline]
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.enclosed([], bytes, []);
    }

    /// Writes something with something else before and after it.
    #[inline]
    pub(super) fn enclosed<const A: usize, const B: usize>(
        &mut self,
        before: [u8; A],
        bytes: &[u8],
        after: [u8; B],
    ) {
        let length = A + bytes.len() + B;
        if self.bytes.len() - self.length < length {
            self.grow(length);
        }
        let end = self.length + length;
        let (start, room) = self.bytes[self.length..end].split_at_mut(A);
        let (place, rest) = room.split_at_mut(bytes.len());
        start.copy_from_slice(&before);
        copy(bytes, place);
        rest.copy_from_slice(&after);
        self.length = end;
    }

    #[cold]
    fn grow(&mut self, length: usize) {
        self.bytes.resize((self.length + length).max(2 * self.bytes.len()).max(64), 0);
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }
}

/// Copies to a place of the same length: a short text as two words, which may overlap.
#[inline]
fn copy(from: &[u8], to: &mut [u8]) {
    fn ends<const N: usize>(from: &[u8], to: &mut [u8]) -> Option<()> {
        let (first, last) = (from.first_chunk::<N>()?, from.last_chunk::<N>()?);
        *to.first_chunk_mut::<N>()? = *first;
        *to.last_chunk_mut::<N>()? = *last;
        Some(())
    }
    let copied = match from.len() {
        1 => ends::<1>(from, to),
        2..4 => ends::<2>(from, to),
        4..8 => ends::<4>(from, to),
        8..=16 => ends::<8>(from, to),
        17..=32 => ends::<16>(from, to),
        _ => None,
    };
    if copied.is_none() {
        to.copy_from_slice(from);
    }
}

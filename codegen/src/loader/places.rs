//! A JSON text that is composed of other texts, and the origins of its parts.

use crate::diagnostic::Span;

/// A JSON text, and the places in it.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    /// By offset in the text, rising.
    places: Vec<Place>,
}

/// The origin of the text from an offset on.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: usize,
    span: Span,
    /// Whether the text there is that of the source, byte by byte.
    copied: bool,
}

impl Written {
    /// Adds text without an origin.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds text whose origin is `span`.
    pub(super) fn push_at(&mut self, span: Span, json: &str) {
        self.places.push(Place { at: self.text.len(), span, copied: false });
        self.text.push_str(json);
    }

    /// Adds the text at `span` unchanged.
    pub(super) fn copy(&mut self, span: Span, text: &str) {
        self.places.push(Place { at: self.text.len(), span, copied: true });
        self.text.push_str(text);
    }

    /// Adds a string whose origin is `span`.
    pub(super) fn push_string(&mut self, span: Span, text: &str) {
        self.push_at(span, &quoted(text));
    }

    /// Adds another such text.
    pub(super) fn append(&mut self, other: &Self) {
        let offset = self.text.len();
        let moved = other.places.iter().map(|place| Place { at: place.at + offset, ..*place });
        self.places.extend(moved);
        self.text.push_str(&other.text);
    }

    /// The origin of the bytes from `start` to `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let after = self.places.partition_point(|place| place.at <= start);
        let Some(place) = after.checked_sub(1).and_then(|index| self.places.get(index)) else {
            return Span::default();
        };
        if !place.copied {
            return place.span;
        }
        let from = place.span.start as usize + (start - place.at);
        Span::new(place.span.source, from..from + (end - start))
    }
}

/// A string in JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

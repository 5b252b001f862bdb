//! Diagnostics: what is wrong with an input, where, and what to do about it.
//!
//! Plain data; turning it into text is left to the edge. A stage reports all it can and then stops: the proof
//! that something was reported is [`Reported`], which only this module makes.

use std::fmt;
use std::ops::Range;

/// A text that is read: its name for people, and its contents.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user gave it.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Which of the sources of one run a [`Span`] lies in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SourceId(pub u16);

/// A range of bytes in a source.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { source, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Severity {
    /// Nothing is generated for the service.
    Error,
    /// The service is generated.
    Warning,
}

/// A problem in an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Its severity.
    pub severity: Severity,
    /// The problem: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where: the first is the offending text, the others explain it. Empty if there is no such text.
    pub labels: Vec<(Span, String)>,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// What to do.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// An error without place.
    pub fn error(message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        Self { severity, message: message.into(), labels: vec![], notes: vec![], helps: vec![] }
    }

    /// A warning without place.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// Points at `span`; `text` says what is there.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Adds a fact.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds what to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }
}

/// Proof that an error was reported.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reported(());

impl fmt::Display for Reported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("errors were reported")
    }
}

/// The diagnostics of one run, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        self.list.push(diagnostic);
        Reported(())
    }

    /// All diagnostics so far.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// `value`, if no error was reported so far.
    ///
    /// # Errors
    ///
    /// [`Reported`] if there was one.
    pub fn checked<T>(&self, value: T) -> Result<T, Reported> {
        if self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            Err(Reported(()))
        } else {
            Ok(value)
        }
    }
}

//! URI templates: Smithy's `http` trait, `uri`.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use std::fmt;

/// A parsed URI template.
#[derive(Clone, Debug)]
pub struct UriTemplate {
    /// The parts of the path between slashes.
    pub path: Vec<Segment>,
    /// Constant query parameters, with their values if they have one.
    pub query: Vec<(String, Option<String>)>,
    /// The place of the template.
    pub span: Span,
}

/// A part of the path, with its place.
#[derive(Clone, Debug)]
pub struct Segment {
    /// The kind.
    pub kind: SegmentKind,
    /// The literal text, or the name of the label's member.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// Kinds of [`Segment`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SegmentKind {
    /// Fixed text.
    Literal,
    /// `{label}`.
    Label,
    /// `{label+}`: may contain slashes.
    GreedyLabel,
}

impl UriTemplate {
    /// Parses `text`, which is between the quotes at `span`.
    ///
    /// Reports an invalid template and leaves the offending parts out.
    pub fn parse(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Self {
        let mut template = Self { path: vec![], query: vec![], span };
        // Without escapes the text is the source; otherwise the whole literal is the best known place.
        let exact = span.range().len() == text.len() + 2;
        let place = |start: usize, end: usize| {
            if exact {
                Span { start: span.start + 1 + start as u32, end: span.start + 1 + end as u32, ..span }
            } else {
                span
            }
        };
        let mut invalid = |span: Span, reason: String| {
            diagnostics.report(
                Diagnostic::error(format!("invalid URI template `{text}`")).at(span, reason).help(
                    "a template is `/` and segments, each fixed text, `{label}` or `{label+}`, then \
                     optionally `?` and constant query parameters",
                ),
            );
        };
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        let Some(relative) = path.strip_prefix('/') else {
            invalid(place(0, path.len().max(1).min(text.len())), "does not start with `/`".into());
            return template;
        };
        let mut start = 1;
        for part in relative.split('/') {
            let span = place(start, start + part.len());
            start += part.len() + 1;
            let (kind, name) = match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(label) => match label.strip_suffix('+') {
                    Some(label) => (SegmentKind::GreedyLabel, label),
                    None => (SegmentKind::Label, label),
                },
                None => (SegmentKind::Literal, part),
            };
            let valid = match kind {
                SegmentKind::Literal => name.bytes().all(is_uri_byte),
                SegmentKind::Label | SegmentKind::GreedyLabel => {
                    !name.is_empty() && !name.contains(['{', '}', '+'])
                }
            };
            if valid {
                template.path.push(Segment { kind, text: name.to_owned(), span })
            } else {
                invalid(span, "neither fixed text nor a whole label".into())
            }
        }
        for parameter in query.iter().flat_map(|query| query.split('&')) {
            let span = place(start, start + parameter.len());
            start += parameter.len() + 1;
            let (key, value) = match parameter.split_once('=') {
                Some((key, value)) => (key, Some(value.to_owned())),
                None => (parameter, None),
            };
            if !key.is_empty() && parameter.bytes().all(is_uri_byte) {
                template.query.push((key.to_owned(), value))
            } else {
                invalid(span, "not a constant query parameter".into())
            }
        }
        template
    }

    /// The segments that are labels.
    pub fn labels(&self) -> impl Iterator<Item = &Segment> {
        self.path.iter().filter(|segment| segment.kind != SegmentKind::Literal)
    }
}

/// The prefix of a host name: Smithy's `endpoint` trait, `hostPrefix`.
#[derive(Clone, Debug)]
pub struct HostPrefix {
    /// Fixed text and labels, one after the other.
    pub parts: Vec<Segment>,
    /// The place of the prefix.
    pub span: Span,
}

impl HostPrefix {
    /// Parses `text`, which is at `span`.
    ///
    /// Reports an invalid prefix and leaves the offending parts out.
    pub fn parse(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (kind, name, after) = match rest.strip_prefix('{') {
                Some(label) => match label.split_once('}') {
                    Some((name, after)) => (SegmentKind::Label, name, after),
                    None => (SegmentKind::Label, "", ""),
                },
                None => {
                    let end = rest.find('{').unwrap_or(rest.len());
                    (SegmentKind::Literal, &rest[..end], &rest[end..])
                }
            };
            let host_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
            let valid = match kind {
                SegmentKind::Literal => name.bytes().all(host_byte),
                SegmentKind::Label | SegmentKind::GreedyLabel => !name.is_empty(),
            };
            if !valid {
                diagnostics.report(
                    Diagnostic::error(format!("invalid host prefix `{text}`"))
                        .at(span, "neither part of a host name nor a whole label")
                        .help("a prefix is letters, digits, `-`, `.` and `{label}`"),
                );
            } else {
                parts.push(Segment { kind, text: name.to_owned(), span });
            }
            rest = after;
        }
        Self { parts, span }
    }
}

impl fmt::Display for HostPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part.kind {
            SegmentKind::Literal => formatter.write_str(&part.text),
            SegmentKind::Label | SegmentKind::GreedyLabel => write!(formatter, "{{{}}}", part.text),
        })
    }
}

/// Characters that need no escape in the fixed parts of a template (RFC 3986, `pchar` and `%`).
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%".contains(&byte)
}

impl fmt::Display for UriTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.path {
            match segment.kind {
                SegmentKind::Literal => write!(formatter, "/{}", segment.text)?,
                SegmentKind::Label => write!(formatter, "/{{{}}}", segment.text)?,
                SegmentKind::GreedyLabel => write!(formatter, "/{{{}+}}", segment.text)?,
            }
        }
        for (index, (key, value)) in self.query.iter().enumerate() {
            write!(formatter, "{}{key}", if index == 0 { '?' } else { '&' })?;
            if let Some(value) = value {
                write!(formatter, "={value}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceId;

    fn check(text: &str, expected: Result<&str, &str>) {
        let mut diagnostics = Diagnostics::default();
        let span = Span::new(SourceId(0), 0..text.len() + 2);
        let template = UriTemplate::parse(text, span, &mut diagnostics);
        match (expected, diagnostics.list()) {
            (Ok(expected), []) => assert_eq!(format!("{:?}", parts(&template)), expected),
            (Err(offending), [only]) => assert_eq!(
                &text[only.labels[0].0.start as usize - 1..only.labels[0].0.end as usize - 1],
                offending
            ),
            (_, found) => panic!("{text}: {found:?}"),
        }
        if expected.is_ok() {
            assert_eq!(template.to_string(), text);
        }
    }

    fn parts(template: &UriTemplate) -> Vec<String> {
        let path = template.path.iter().map(|s| format!("{:?}:{}", s.kind, s.text));
        let query = template.query.iter().map(|(k, v)| format!("?{k}:{}", v.as_deref().unwrap_or("-")));
        path.chain(query).collect()
    }

    #[test]
    fn templates_are_segments_and_query_constants() {
        check("/", Ok(r#"["Literal:"]"#));
        check("/a/{B}", Ok(r#"["Literal:a", "Label:B"]"#));
        check("/{Key+}", Ok(r#"["GreedyLabel:Key"]"#));
        check("/a/", Ok(r#"["Literal:a", "Literal:"]"#));
        check("/a%20b/{B}", Ok(r#"["Literal:a%20b", "Label:B"]"#));
        check("/a:b@c;d,e'f(g)h*i+j=k$l&m!n~o", Ok(r#"["Literal:a:b@c;d,e'f(g)h*i+j=k$l&m!n~o"]"#));
        check("/{B}?x=1&y", Ok(r#"["Label:B", "?x:1", "?y:-"]"#));
    }

    #[test]
    fn an_invalid_part_is_pointed_at() {
        check("/a/{B", Err("{B"));
        check("/a/x{B}", Err("x{B}"));
        check("/{}/b", Err("{}"));
        check("/a b", Err("a b"));
        check("/a?b c", Err("b c"));
        check("a", Err("a"));
    }
}

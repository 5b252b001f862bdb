//! URI templates as typed segments, and their expansion.

use crate::shape::Structure;
use crate::types::{BuildError, SerdeError};
use aws_smithy_schema::http_protocol::percent_encode;

/// Where an operation's requests go: Smithy's `http` trait.
#[derive(Clone, Copy, Debug)]
pub struct Http {
    /// The HTTP method.
    pub method: &'static str,
    /// The prefix of the host name of the endpoint; its labels are not greedy.
    pub host_prefix: &'static [Segment],
    /// The path and the constant part of the query.
    pub uri: UriTemplate,
}

impl Http {
    /// Requests with this method to a path, without a constant query or a host prefix.
    pub const fn new(method: &'static str, path: &'static [Segment]) -> Self {
        Self { method, host_prefix: &[], uri: UriTemplate { path, query: &[] } }
    }

    /// The same with constants in the query.
    pub const fn with_query(self, query: &'static [(&'static str, Option<&'static str>)]) -> Self {
        let path = self.uri.path;
        Self { uri: UriTemplate { path, query }, ..self }
    }

    /// The same with a prefix of the host name of the endpoint.
    pub const fn with_host_prefix(self, host_prefix: &'static [Segment]) -> Self {
        Self { host_prefix, ..self }
    }
}

/// A parsed URI template: segments of the path, then constants of the query.
#[derive(Clone, Copy, Debug)]
pub struct UriTemplate {
    /// The parts between slashes; an empty literal at the end is a trailing slash.
    pub path: &'static [Segment],
    /// Query parameters that every request carries, with their values if they have one.
    pub query: &'static [(&'static str, Option<&'static str>)],
}

/// One segment of the path of a [`UriTemplate`].
#[derive(Clone, Copy, Debug)]
pub enum Segment {
    /// Fixed text, already in the form of a URI.
    Literal(&'static str),
    /// The value of the member with this name; a `/` in it is encoded.
    Label(&'static str),
    /// The value of the member with this name; its `/` stay.
    GreedyLabel(&'static str),
}

impl UriTemplate {
    /// The path and query of a request for `input`, percent-encoded as Smithy's `httpLabel` trait specifies:
    /// everything but unreserved characters is escaped.
    ///
    /// # Errors
    ///
    /// [`BuildError`] that names the Rust field of a label, or of a required parameter of the query, that is unset or
    /// empty, as in the official crates, which do send an empty enum or list.
    pub fn expand(&self, input: &dyn Structure) -> Result<String, BuildError> {
        // A label that is part of the endpoint instead of the path is also required.
        for member in input.shape().schema().members().iter().filter(|member| member.http_label().is_some()) {
            label(input, member.member_name().unwrap_or_default())?;
        }
        let mut uri = String::new();
        for segment in self.path {
            uri.push('/');
            match segment {
                Segment::Literal(text) => uri.push_str(text),
                Segment::Label(member) => uri.push_str(&percent_encode(&label(input, member)?)),
                Segment::GreedyLabel(member) => {
                    let value = label(input, member)?;
                    let parts: Vec<String> = value.split('/').map(percent_encode).collect();
                    uri.push_str(&parts.join("/"));
                }
            }
        }
        let shape = input.shape();
        for &(index, text) in &shape.decoded().asked {
            // Invariant: these are indexes of members.
            let (names, schema) = (shape.members()[index], shape.schema().members()[index]);
            let unset = match input.field(index).map(|field| field.label(schema)) {
                None | Some(Ok(None)) => true,
                Some(Ok(Some(value))) => text && value.is_empty(),
                // The member is set; its errors are reported when it is written.
                Some(Err(_)) => false,
            };
            if unset {
                return Err(missing(names.field));
            }
        }
        for (index, (key, value)) in self.query.iter().enumerate() {
            uri.push(if index == 0 { '?' } else { '&' });
            uri.push_str(key);
            if let Some(value) = value {
                uri.push('=');
                uri.push_str(value);
            }
        }
        Ok(uri)
    }
}

/// The error of a missing part of a URI. The text is that of the official crates, because programs compare it.
fn missing(field: &'static str) -> BuildError {
    BuildError::missing_field(field, "cannot be empty or unset")
}

/// The Rust field of a member, and its value.
///
/// # Errors
///
/// That there is no such member, which is not reachable with generated tables: the generator checks that every label has
/// its member.
fn member_of(
    input: &dyn Structure,
    member: &'static str,
) -> Result<(&'static str, Result<Option<String>, SerdeError>), BuildError> {
    let shape = input.shape();
    let schema = shape.schema();
    let index = schema.members().iter().position(|schema| schema.member_name() == Some(member));
    let found = index.and_then(|index| {
        let (names, schema) = (shape.members().get(index)?, schema.members()[index]);
        Some((names.field, input.field(index)?.label(schema)))
    });
    found.ok_or_else(|| BuildError::missing_field(member, "no such member"))
}

/// The text of the label for `member`.
fn label(input: &dyn Structure, member: &'static str) -> Result<String, BuildError> {
    let (field, value) = member_of(input, member)?;
    match value {
        Ok(Some(value)) if !value.is_empty() => Ok(value),
        Ok(_) => Err(missing(field)),
        Err(error) => Err(BuildError::invalid_field(field, error.to_string())),
    }
}

/// The Rust field of a label of the host name, and its text, which is empty if it is unset.
pub(crate) fn host_label(
    input: &dyn Structure,
    member: &'static str,
) -> Result<(&'static str, String), BuildError> {
    let (field, value) = member_of(input, member)?;
    let value = value.map_err(|error| BuildError::invalid_field(field, error.to_string()))?;
    Ok((field, value.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::DateTime;

    #[derive(Clone, PartialEq)]
    struct Query {
        id: Option<String>,
        part: Option<i32>,
        kind: Option<String>,
        names: Option<Vec<String>>,
        other: Option<String>,
    }

    crate::structure! {
        Query {
            0 id = "Id: String @httpQuery(id) @required",
            1 part = "Part: Integer @httpQuery(part) @required",
            2 kind = "Kind: Enum @httpQuery(kind) @required",
            3 names = "Names: List[String] @httpQuery(name) @required",
            4 other = "Other: String @httpQuery(other)",
        }
    }

    /// The rules of the official crates: their tests of `AbortMultipartUpload` and `UploadPart` of S3.
    #[test]
    fn a_required_parameter_of_the_query_that_is_unset_or_an_empty_text_is_named_by_its_field() {
        let whole = || Query {
            id: Some("id".to_owned()),
            part: Some(0),
            kind: Some(String::new()),
            names: Some(vec![]),
            other: None,
        };
        let template = UriTemplate { path: &[Segment::Literal("a")], query: &[] };
        assert_eq!(template.expand(&whole()).ok().as_deref(), Some("/a"));
        let inputs = [
            (Query { id: None, ..whole() }, "id"),
            (Query { id: Some(String::new()), ..whole() }, "id"),
            (Query { part: None, ..whole() }, "part"),
            (Query { kind: None, ..whole() }, "kind"),
            (Query { names: None, ..whole() }, "names"),
        ];
        for (input, field) in inputs {
            let error = template.expand(&input).expect_err(field);
            assert_eq!(format!("{error:?}"), format!("{:?}", missing(field)));
        }
    }

    #[derive(Clone, PartialEq)]
    struct Input {
        key: Option<String>,
        number: Option<i64>,
        at: Option<DateTime>,
    }

    crate::structure! {
        Input {
            0 key = "Key: String @httpLabel",
            1 number = "Number: Long @httpLabel",
            2 at = "At: Timestamp @httpLabel @timestampFormat(epoch-seconds)",
        }
    }

    fn check(path: &'static [Segment], key: &str, expected: Result<&str, &str>) {
        let input = Input {
            key: Some(key.to_owned()),
            number: Some(-7),
            at: Some(DateTime::from_secs(1_700_000_000)),
        };
        let template = UriTemplate { path, query: &[("a", Some("b")), ("c", None)] };
        match (template.expand(&input), expected) {
            (Ok(uri), Ok(expected)) => assert_eq!(uri, format!("{expected}?a=b&c")),
            (Err(error), Err(field)) => assert!(error.to_string().contains(field), "{error}"),
            (result, _) => panic!("{key}: {result:?}"),
        }
    }

    #[test]
    fn labels_are_encoded_and_greedy_ones_keep_their_slashes() {
        check(&[Segment::Literal("")], "k", Ok("/"));
        check(&[Segment::Literal("x"), Segment::Label("Key"), Segment::Literal("")], "a/b", Ok("/x/a%2Fb/"));
        check(&[Segment::GreedyLabel("Key")], "a//b c", Ok("/a//b%20c"));
        check(&[Segment::Label("Key")], "-._~", Ok("/-._~"));
        check(&[Segment::Label("Key")], "%:+é'()!*", Ok("/%25%3A%2B%C3%A9%27%28%29%21%2A"));
        check(&[Segment::Label("Number"), Segment::Label("At")], "k", Ok("/-7/1700000000"));
    }

    #[test]
    fn an_unset_or_empty_label_is_named_by_its_field() {
        check(&[Segment::Label("Key")], "", Err("key"));
        check(&[Segment::Label("Missing")], "k", Err("Missing"));
        // Also a label that is only in the endpoint.
        check(&[Segment::Label("Number")], "", Err("key"));
        let unset = Input { key: Some("k".to_owned()), number: None, at: None };
        let template = UriTemplate { path: &[Segment::Label("Number")], query: &[] };
        assert!(template.expand(&unset).expect_err("unset").to_string().contains("number"));
    }
}

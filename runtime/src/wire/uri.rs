//! URI templates (Smithy, `http` trait), and their expansion.

use crate::shape::Structure;
use crate::types::{BuildError, SerdeError};
use aws_smithy_schema::http_protocol::percent_encode;

/// The path and query of a request for `input`. Labels are percent-encoded as Smithy's `httpLabel` trait specifies:
/// everything but unreserved characters is escaped; `/` stays in greedy ones. What is fixed is in the form of a URI.
///
/// # Errors
///
/// [`BuildError`] that names the Rust field of a label, or of a required parameter of the query, that is unset or
/// empty, as in the official crates, which do send an empty enum or list.
pub(crate) fn expand(template: &'static str, input: &dyn Structure) -> Result<String, BuildError> {
    // A label that is part of the endpoint instead of the path is also required.
    for member in input.shape().schema().members().iter().filter(|member| member.http_label().is_some()) {
        label(input, member.member_name().unwrap_or_default())?;
    }
    let (path, query) =
        template.split_once('?').map_or((template, None), |(path, query)| (path, Some(query)));
    let mut uri = String::new();
    for segment in path.split('/').skip(1) {
        uri.push('/');
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match name.map(|name| name.strip_suffix('+').ok_or(name)) {
            None => uri.push_str(segment),
            Some(Err(member)) => uri.push_str(&percent_encode(&label(input, member)?)),
            Some(Ok(greedy)) => {
                let value = label(input, greedy)?;
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
    if let Some(query) = query {
        uri.push('?');
        uri.push_str(query);
    }
    Ok(uri)
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
        assert_eq!(expand("/a", &whole()).ok().as_deref(), Some("/a"));
        let inputs = [
            (Query { id: None, ..whole() }, "id"),
            (Query { id: Some(String::new()), ..whole() }, "id"),
            (Query { part: None, ..whole() }, "part"),
            (Query { kind: None, ..whole() }, "kind"),
            (Query { names: None, ..whole() }, "names"),
        ];
        for (input, field) in inputs {
            let error = expand("/a", &input).expect_err(field);
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

    fn check(template: &'static str, key: &str, expected: Result<&str, &str>) {
        let input = Input {
            key: Some(key.to_owned()),
            number: Some(-7),
            at: Some(DateTime::from_secs(1_700_000_000)),
        };
        match (expand(template, &input), expected) {
            (Ok(uri), Ok(expected)) => assert_eq!(uri, expected),
            (Err(error), Err(field)) => assert!(error.to_string().contains(field), "{error}"),
            (result, _) => panic!("{key}: {result:?}"),
        }
    }

    #[test]
    fn labels_are_encoded_and_greedy_ones_keep_their_slashes() {
        check("/?a=b&c", "k", Ok("/?a=b&c"));
        check("/x/{Key}/?c", "a/b", Ok("/x/a%2Fb/?c"));
        check("/{Key+}", "a//b c", Ok("/a//b%20c"));
        check("/{Key}", "-._~", Ok("/-._~"));
        check("/{Key}", "%:+é'()!*", Ok("/%25%3A%2B%C3%A9%27%28%29%21%2A"));
        check("/{Number}/{At}", "k", Ok("/-7/1700000000"));
    }

    #[test]
    fn an_unset_or_empty_label_is_named_by_its_field() {
        check("/{Key}", "", Err("key"));
        check("/{Missing}", "k", Err("Missing"));
        // Also a label that is only in the endpoint.
        check("/{Number}", "", Err("key"));
        let unset = Input { key: Some("k".to_owned()), number: None, at: None };
        assert!(expand("/{Number}", &unset).expect_err("unset").to_string().contains("number"));
    }
}

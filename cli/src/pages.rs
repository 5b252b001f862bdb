//! Operations that return their results in pages: all pages as one output.

use crate::failure::Failure;
use crate::values::base64;
use serde_json::{Map, Value, json};
use smithwright_codegen::model::Pagination;
use std::future::Future;

/// What is wanted of the pages.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The token of an output before.
    pub starting_token: Option<String>,
    /// How many items to ask for in one call.
    pub page_size: Option<Value>,
    /// How many items there are at most.
    pub max_items: Option<usize>,
}

/// How many calls are made at most.
const MAX_CALLS: usize = 1_000_000;

/// The member of a token that says how many items of its page were there before.
const BEFORE: &str = "boto_truncate_amount";

/// A page of an operation's results.
#[derive(Debug)]
pub struct Page {
    /// What pages have parts of: the values at the paths of [`Pagination::parts`].
    pub parts: Vec<Value>,
    /// Of the first page: what is the same on all.
    pub common: Option<Map<String, Value>>,
}

impl Page {
    /// The page as an output of its own.
    pub fn output(self, pagination: &Pagination) -> Value {
        let mut output = Value::Object(Map::new());
        for (path, part) in pagination.parts.iter().zip(self.parts) {
            set(&mut output, path, part);
        }
        finished(output, self.common.unwrap_or_default(), None)
    }
}

/// Calls again and again, and gives each page to `visit`; in the end the token of what comes after, if there is more than was
/// wanted. Tokens are those of the AWS CLI.
///
/// # Errors
///
/// [`Failure`] of a call or of a visit; a starting token that is none; a service that sends the same token again.
pub async fn each<F: Future<Output = Result<Value, Failure>>>(
    pagination: &Pagination,
    wanted: &Wanted,
    mut input: Value,
    mut call: impl FnMut(Value) -> F,
    mut visit: impl FnMut(Page) -> Result<(), Failure>,
) -> Result<Option<String>, Failure> {
    let [items, others @ ..] = pagination.parts.as_slice() else { return Ok(None) };
    let (mut token, mut before) = match &wanted.starting_token {
        Some(text) => start(text, &pagination.input_token)?,
        None => (None, 0),
    };
    if let (Some(size), Some(member)) = (&wanted.page_size, &pagination.page_size) {
        set(&mut input, std::slice::from_ref(member), size.clone());
    }
    let mut seen = 0;
    for number in 0..MAX_CALLS {
        if let Some(token) = &token {
            set(&mut input, std::slice::from_ref(&pagination.input_token), token.clone());
        }
        let mut page = call(input.clone()).await?;
        if number == 0 && wanted.starting_token.is_some() {
            skip(&mut page, items, others, before);
        }
        let count = at(&page, items).and_then(Value::as_array).map_or(0, Vec::len);
        let keep = wanted.max_items.map_or(count, |max| max.saturating_sub(seen));
        if keep < count
            && let Some(Value::Array(elements)) = at_mut(&mut page, items)
        {
            elements.truncate(keep);
        }
        let value = |path: &Vec<String>| at(&page, path).cloned().unwrap_or(Value::Null);
        let mut common = Value::Object(Map::new());
        for path in pagination.common.iter().filter(|_| number == 0) {
            set(&mut common, path, value(path));
        }
        let common = common.as_object_mut().map(std::mem::take).filter(|_| number == 0);
        visit(Page { parts: pagination.parts.iter().map(value).collect(), common })?;
        if keep < count {
            let more = json!({&*pagination.input_token: token, BEFORE: keep + before});
            return Ok(Some(encoded(&more)));
        }
        seen += count;
        before = 0;
        let truncated = pagination.truncated.as_ref().and_then(|member| page.get(member)?.as_bool());
        let is_token = |token: &&Value| !matches!(token, Value::Null) && token.as_str() != Some("");
        let next = at(&page, &pagination.output_token).filter(is_token).filter(|_| truncated != Some(false));
        let Some(next) = next.cloned() else { return Ok(None) };
        if wanted.max_items == Some(seen) {
            return Ok(Some(encoded(&json!({&*pagination.input_token: next}))));
        }
        if token.as_ref() == Some(&next) {
            return Err(Failure::other(format!(
                "the service returned the same token for the next page twice: {next}"
            )));
        }
        token = Some(next);
    }
    Err(Failure::other(format!("there are more than {MAX_CALLS} pages")))
}

/// All pages as one output: what they have parts of joined, what is the same on all, and `NextToken` if there is more than was
/// wanted.
///
/// # Errors
///
/// As [`each`].
pub async fn all<F: Future<Output = Result<Value, Failure>>>(
    pagination: &Pagination,
    wanted: &Wanted,
    input: Value,
    call: impl FnMut(Value) -> F,
) -> Result<Value, Failure> {
    let mut all = Value::Object(Map::new());
    let mut common = Map::new();
    let more = each(pagination, wanted, input, call, |page| {
        for (path, part) in pagination.parts.iter().zip(&page.parts) {
            if !part.is_null() {
                join(&mut all, path, part);
            }
        }
        common.extend(page.common.into_iter().flatten());
        Ok(())
    });
    let more = more.await?;
    Ok(finished(all, common, more))
}

/// An output: what pages have parts of, what is the same on all, and the token of what comes after.
fn finished(all: Value, common: Map<String, Value>, more: Option<String>) -> Value {
    let Value::Object(mut all) = all else { return all };
    for (key, value) in common {
        merge(&mut all, key, value);
    }
    all.extend(more.map(|token| ("NextToken".to_owned(), token.into())));
    Value::Object(all)
}

/// A token with Python's separators, so that the text is that of the AWS CLI.
fn encoded(token: &Value) -> String {
    let entries = token.as_object().into_iter().flatten();
    let entries = entries.map(|(key, value)| format!("{}: {value}", Value::from(&**key)));
    base64(format!("{{{}}}", entries.collect::<Vec<_>>().join(", ")).as_bytes())
}

/// Puts what is common beside what was joined, which may have the same parent.
fn merge(all: &mut Map<String, Value>, key: String, value: Value) {
    match (all.get_mut(&key), value) {
        (Some(Value::Object(inside)), Value::Object(object)) => {
            object.into_iter().for_each(|(key, value)| merge(inside, key, value));
        }
        (_, value) => {
            all.insert(key, value);
        }
    }
}

/// The token of the service, and how many items of its page were there before, of a `NextToken` of ours, or of the AWS CLI's. Any
/// other text is a token of the service.
fn start(text: &str, member: &str) -> Result<(Option<Value>, usize), Failure> {
    let decoded =
        crate::values::blob(text).and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
    let Some(decoded) = decoded else { return Ok((Some(text.into()), 0)) };
    if let Some(other) = decoded.keys().find(|key| *key != member && *key != BEFORE) {
        let other = other.escape_debug();
        return Err(Failure::usage(format!(
            "--starting-token: this is the token of another operation: it has `{other}`"
        )));
    }
    let before = decoded.get(BEFORE).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    Ok((decoded.get(member).filter(|token| !token.is_null()).cloned(), before.unwrap_or(0)))
}

/// Leaves out the items of a page that were there before. What else the page has parts of was there too.
fn skip(page: &mut Value, items: &[String], others: &[Vec<String>], before: usize) {
    if let Some(Value::Array(elements)) = at_mut(page, items) {
        elements.drain(..before.min(elements.len()));
    }
    for path in others {
        match at_mut(page, path) {
            Some(Value::Array(elements)) => elements.clear(),
            Some(Value::String(text)) => text.clear(),
            _ => {}
        }
    }
}

fn at<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, member| value.get(member))
}

fn at_mut<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, member| value.get_mut(member))
}

fn set(value: &mut Value, path: &[String], new: Value) {
    let place = path.iter().try_fold(value, |value, member| {
        let object = value.as_object_mut()?;
        Some(object.entry(member).or_insert_with(|| Value::Object(Map::new())))
    });
    if let Some(place) = place {
        *place = new;
    }
}

/// Adds a part of a page to what came before: lists are joined, texts too, numbers added.
fn join(all: &mut Value, path: &[String], part: &Value) {
    match (at_mut(all, path), part) {
        (Some(Value::Array(elements)), Value::Array(more)) => elements.extend(more.iter().cloned()),
        (Some(Value::String(text)), Value::String(more)) => text.push_str(more),
        (Some(number), Value::Number(more)) => {
            *number = match (number.as_i64(), more.as_i64()) {
                (Some(number), Some(more)) => number.saturating_add(more).into(),
                _ => (number.as_f64().unwrap_or(0.0) + more.as_f64().unwrap_or(0.0)).into(),
            };
        }
        // Maps are not joined, as in the AWS CLI: the first one stays.
        (Some(_), _) => {}
        (None, part) => set(all, path, part.clone()),
    }
}

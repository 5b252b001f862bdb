//! Operations that return their results in pages: all pages as one output.

use crate::failure::Failure;
use crate::query::Query;
use crate::values::base64;
use serde_json::{Map, Value};
use smithwright_codegen::model::Pagination;
use std::future::Future;

/// The options for pagination.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The token of an earlier output.
    pub starting_token: Option<String>,
    /// The number of items per call.
    pub page_size: Option<Value>,
    /// The maximum number of items.
    pub max_items: Option<usize>,
}

/// The maximum number of calls.
const MAX_CALLS: usize = 1_000_000;

/// The member of a token with the number of items of its page that were printed before.
const BEFORE: &str = "boto_truncate_amount";

/// A page of an operation's results.
#[derive(Debug)]
pub struct Page {
    /// The results that are spread over pages: the values at the paths of [`Pagination::parts`].
    pub parts: Vec<Value>,
    /// The values of the first page that are the same on all pages.
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

/// Calls for each page, beginning with the input of [`first`], and passes it to `visit`. Returns the token of the next
/// page, if there is more than the options request. Tokens have the form of the AWS CLI's.
///
/// # Errors
///
/// [`Failure`] of a call or of a visit; an invalid starting token; a service that sends the same token again.
pub async fn each<F: Future<Output = Result<Value, Failure>>>(
    pagination: &Pagination,
    wanted: &Wanted,
    mut input: Value,
    mut call: impl FnMut(Value) -> F,
    mut visit: impl FnMut(Page) -> Result<(), Failure>,
) -> Result<Option<String>, Failure> {
    let [items, others @ ..] = pagination.parts.as_slice() else { return Ok(None) };
    let (mut tokens, mut before) = start(wanted, pagination)?;
    let more = pagination.more.as_deref().map(Query::new).transpose()?;
    let mut seen = 0;
    for number in 0..MAX_CALLS {
        if number > 0
            && let Some(input) = input.as_object_mut()
        {
            // A token that was sent before is not sent again.
            tokens.keys().for_each(|member| {
                input.shift_remove(member);
            });
            input.extend(set_tokens(&tokens));
        }
        let mut page = call(input.clone()).await?;
        let next = next(pagination, more.as_ref(), &page)?;
        if number == 0 && wanted.starting_token.is_some() {
            skip(&mut page, items, others, before);
        }
        let (count, is_list) = match at(&page, items) {
            Some(Value::Array(elements)) => (elements.len(), true),
            Some(Value::Object(entries)) => (entries.len(), false),
            _ => (0, false),
        };
        let keep = wanted.max_items.map_or(count, |max| max.saturating_sub(seen));
        // Entries of a map have no order, so they cannot be counted.
        let cut = is_list && keep < count;
        if cut && let Some(Value::Array(elements)) = at_mut(&mut page, items) {
            elements.truncate(keep);
        }
        let value = |path: &Vec<String>| at(&page, path).cloned().unwrap_or(Value::Null);
        let mut common = Value::Object(Map::new());
        for path in pagination.common.iter().filter(|_| number == 0) {
            set(&mut common, path, value(path));
        }
        let common = common.as_object_mut().map(std::mem::take).filter(|_| number == 0);
        visit(Page { parts: pagination.parts.iter().map(value).collect(), common })?;
        if cut {
            tokens.insert(BEFORE.to_owned(), (keep + before).into());
            return Ok(Some(encoded(&tokens)));
        }
        seen += count;
        before = 0;
        if next.values().all(Value::is_null) {
            return Ok(None);
        }
        if wanted.max_items.is_some_and(|max| seen >= max) {
            return Ok(Some(encoded(&next)));
        }
        if tokens == next {
            let next = Value::Object(next);
            return Err(Failure::other(format!(
                "the service returned the same token for the next page twice: {next}"
            )));
        }
        tokens = next;
    }
    Err(Failure::other(format!("there are more than {MAX_CALLS} pages")))
}

/// The input of the first call: with the size of pages, and where to start.
///
/// # Errors
///
/// [`Failure`]: an invalid starting token.
pub fn first(pagination: &Pagination, wanted: &Wanted, mut input: Value) -> Result<Value, Failure> {
    let (tokens, _) = start(wanted, pagination)?;
    if let Some(input) = input.as_object_mut() {
        input.extend(set_tokens(&tokens));
        input.extend(pagination.page_size.clone().zip(wanted.page_size.clone()));
    }
    Ok(input)
}

fn set_tokens(tokens: &Map<String, Value>) -> impl Iterator<Item = (String, Value)> {
    tokens.clone().into_iter().filter(|(_, token)| !token.is_null())
}

/// No tokens.
fn none(pagination: &Pagination) -> Map<String, Value> {
    pagination.tokens.iter().map(|token| (token.input.clone(), Value::Null)).collect()
}

/// The tokens for the page after this one, by the members of the input: all `null` if there is none.
fn next(pagination: &Pagination, more: Option<&Query>, page: &Value) -> Result<Map<String, Value>, Failure> {
    let is_set = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    let truncated = pagination.truncated.as_ref().and_then(|member| page.get(member)?.as_bool());
    let more = more.map_or(Ok(true), |more| more.search(page).map(|found| is_set(&found)))?;
    if truncated == Some(false) || !more {
        return Ok(none(pagination));
    }
    let mut tokens = Map::new();
    for token in &pagination.tokens {
        let found = match page.get(&token.output) {
            Some(found) => found.clone(),
            None => Query::new(&token.output)?.search(page)?,
        };
        tokens.insert(token.input.clone(), if is_set(&found) { found } else { Value::Null });
    }
    Ok(tokens)
}

/// All pages as one output: the joined results, the values that are the same on all pages, and `NextToken` if there is
/// more than the options request.
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

/// An output: the joined parts, the values that are the same on all pages, and the token of the next page.
fn finished(all: Value, common: Map<String, Value>, more: Option<String>) -> Value {
    let Value::Object(mut all) = all else { return all };
    for (key, value) in common {
        merge(&mut all, key, value);
    }
    all.extend(more.map(|token| ("NextToken".to_owned(), token.into())));
    Value::Object(all)
}

/// Tokens with Python's separators, so that the text is that of the AWS CLI.
fn encoded(tokens: &Map<String, Value>) -> String {
    let entries = tokens.iter().map(|(key, value)| format!("{}: {value}", Value::from(&**key)));
    base64(format!("{{{}}}", entries.collect::<Vec<_>>().join(", ")).as_bytes())
}

/// Adds the common values to the joined ones, which may have the same parent.
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

/// The service's tokens to start with, and the number of items of their page that were printed before, from our
/// `NextToken` or that of the AWS CLI. Any other text is a token of the service.
fn start(wanted: &Wanted, pagination: &Pagination) -> Result<(Map<String, Value>, usize), Failure> {
    let Some(text) = &wanted.starting_token else { return Ok((none(pagination), 0)) };
    let decoded =
        crate::values::blob(text).and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
    let mut tokens = none(pagination);
    let Some(mut decoded) = decoded else {
        // A single text cannot hold several tokens.
        let first = tokens.values_mut().next();
        first.into_iter().for_each(|token| *token = text.as_str().into());
        return Ok((tokens, 0));
    };
    let before = decoded.shift_remove(BEFORE).and_then(|before| usize::try_from(before.as_u64()?).ok());
    for (member, token) in decoded {
        let Some(known) = tokens.get_mut(&member) else {
            let member = member.escape_debug();
            return Err(Failure::usage(format!(
                "--starting-token: this is the token of another operation: it has `{member}`"
            )));
        };
        *known = token;
    }
    Ok((tokens, before.unwrap_or(0)))
}

/// Removes the items of a page that were printed before. The other results of the page were printed then too.
fn skip(page: &mut Value, items: &[String], others: &[Vec<String>], before: usize) {
    match at_mut(page, items) {
        Some(Value::Array(elements)) => {
            elements.drain(..before.min(elements.len()));
        }
        Some(Value::String(text)) => *text = text.chars().skip(before).collect(),
        _ => set(page, items, Value::Null),
    }
    for path in others {
        match at_mut(page, path) {
            Some(Value::Array(elements)) => elements.clear(),
            Some(Value::String(text)) => text.clear(),
            Some(number @ Value::Number(_)) => *number = 0.into(),
            _ => set(page, path, Value::Null),
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

/// Adds a part of a page to the previous ones: lists and texts are joined, numbers are added.
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

//! The words of a command, and their meaning.

use crate::failure::Failure;
use crate::models::{self, Loaded};
use crate::names::{self, kebab, nearest};
use crate::{help, options};
use smithwright_codegen::model::{Operation, Waiter};

/// The words of a command.
#[derive(Debug, Default)]
pub struct Words {
    /// The file of a model, if the first word names one.
    pub model: Option<String>,
    /// The service, unless a model is named, and the operation; or `wait` and the waiter.
    pub names: Vec<String>,
    /// All other words.
    pub rest: Vec<String>,
}

impl Words {
    /// Tells names and options apart.
    pub fn of(words: &[String]) -> Self {
        let takes_value = |word: &str| {
            word.strip_prefix("--")
                .is_some_and(|name| options::VALUES.iter().any(|(known, ..)| *known == name))
        };
        let mut of = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let operation = if of.model.is_some() { 0 } else { 1 };
            let waits = of.names.get(operation).is_some_and(|name| name == "wait");
            let wanted = operation + if waits { 2 } else { 1 };
            if of.names.is_empty() && word == "--model" {
                of.model = words.next().cloned();
            } else if let Some(file) = word.strip_prefix("--model=").filter(|_| of.names.is_empty()) {
                of.model = Some(file.to_owned());
            } else if of.names.len() < wanted && !word.starts_with('-') {
                of.names.push(word.clone());
            } else {
                of.rest.push(word.clone());
                if of.names.len() < wanted && takes_value(word) {
                    of.rest.extend(words.next().cloned());
                }
            }
        }
        of
    }

    /// Whether this is one of the other words.
    pub fn has(&self, word: &str) -> bool {
        self.rest.iter().any(|other| other == word)
    }
}

/// The operation with this name.
///
/// # Errors
///
/// [`Failure`] that names a similar one.
pub fn find<'a>(loaded: &'a Loaded, service: &str, name: &str) -> Result<&'a Operation, Failure> {
    let mut operations = loaded.model.operations.values();
    if let Some(operation) = operations.find(|operation| models::is_named(&operation.name, name)) {
        return Ok(operation);
    }
    let names: Vec<String> = loaded.model.operations.keys().map(|name| names::operation(name)).collect();
    let name_shown = name.escape_debug();
    Err(Failure::usage(match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("there is no operation `{name_shown}`; did you mean `{near}`?"),
        None => {
            format!("there is no operation `{name_shown}`; `{} help` lists them", help::command(service))
        }
    }))
}

/// The waiter with this name, and its operation.
///
/// # Errors
///
/// [`Failure`] that lists the waiters.
pub fn find_waiter<'a>(
    loaded: &'a Loaded,
    service: &str,
    name: Option<&str>,
) -> Result<(&'a Operation, &'a Waiter), Failure> {
    let operations = loaded.model.operations.values();
    let all =
        operations.flat_map(|operation| operation.waiters.iter().map(move |waiter| (operation, waiter)));
    let all: Vec<_> = all.collect();
    if let Some(found) = all.iter().find(|(_, waiter)| name.is_some_and(|name| kebab(&waiter.name) == name)) {
        return Ok(*found);
    }
    let names: Vec<String> = all.iter().map(|(_, waiter)| kebab(&waiter.name)).collect();
    let known = if names.is_empty() {
        format!("nothing can be waited for in `{}`", help::command(service))
    } else {
        format!("there are {}", names.join(", "))
    };
    Err(Failure::usage(match name {
        Some(name) => format!("there is no waiter `{}`; {known}", name.escape_debug()),
        None => format!("wait for what? {known}"),
    }))
}

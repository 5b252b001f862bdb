//! Prints outputs as the options require.

use crate::failure::Failure;
use crate::output::{Format, is_terminal, print, rendered};
use crate::query::Query;
use clap::ArgMatches;
use serde_json::Value;

/// The printer of the outputs of an operation.
#[derive(Debug)]
pub struct Printer<'a> {
    /// The format, if an option names one.
    pub format: Option<Format>,
    query: Option<Query>,
    color: bool,
    title: &'a str,
}

impl<'a> Printer<'a> {
    /// Reads the options. `title` is the title of tables.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an option has an invalid value.
    pub fn of(matches: &ArgMatches, title: &'a str) -> Result<Self, Failure> {
        let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
        let color = match text("color").unwrap_or("auto") {
            "on" => true,
            "off" => false,
            "auto" => is_terminal(),
            _ => return Err(Failure::usage("--color: on, off or auto")),
        };
        Ok(Self {
            format: text("output").map(Format::named).transpose()?,
            query: text("query").map(Query::new).transpose()?,
            color,
            title,
        })
    }

    /// Prints an output.
    ///
    /// # Errors
    ///
    /// [`Failure`]: the query fails on it, or it cannot be written.
    pub fn print(&self, value: Value, format: Format) -> Result<(), Failure> {
        print(&rendered(&self.found(value)?, format, self.title, self.color))
    }

    /// Prints one of many outputs: JSON on one line, YAML as a document.
    ///
    /// # Errors
    ///
    /// As [`print`](Self::print).
    pub fn print_line(&self, value: Value, format: Format) -> Result<(), Failure> {
        let value = self.found(value)?;
        print(&match format {
            Format::Json => format!("{value}\n"),
            Format::Yaml => format!("---\n{}", rendered(&value, format, self.title, self.color)),
            Format::Text | Format::Table | Format::Off => rendered(&value, format, self.title, self.color),
        })
    }

    fn found(&self, value: Value) -> Result<Value, Failure> {
        match &self.query {
            Some(query) => query.search(&value),
            None => Ok(value),
        }
    }
}

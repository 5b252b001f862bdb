//! Outputs as text.

mod scalars;
mod table;
mod text;

pub use scalars::escaped;

use crate::failure::Failure;
use crate::yaml;
use serde_json::Value;
use std::io::{IsTerminal, Write};

/// An output format.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// JSON, indented by four spaces.
    Json,
    /// YAML.
    Yaml,
    /// Lines of words that are separated by tabs.
    Text,
    /// Tables.
    Table,
    /// Nothing.
    Off,
}

impl Format {
    /// The format with this name.
    ///
    /// # Errors
    ///
    /// [`Failure`] that lists the names.
    pub fn named(name: &str) -> Result<Self, Failure> {
        Ok(match name {
            "json" => Self::Json,
            "yaml" => Self::Yaml,
            "text" => Self::Text,
            "table" => Self::Table,
            "off" => Self::Off,
            _ => {
                let name = name.escape_debug();
                let text =
                    format!("--output: there is no format `{name}`; there are json, yaml, text, table, off");
                return Err(Failure::usage(text));
            }
        })
    }
}

/// An output as text; empty if there is nothing to print. `title` is the title of a table, `color` adds colors to it.
pub fn rendered(value: &Value, format: Format, title: &str, color: bool) -> String {
    match format {
        Format::Off => String::new(),
        Format::Json if is_empty(value) => String::new(),
        Format::Json => json(value) + "\n",
        Format::Yaml if is_empty(value) => String::new(),
        Format::Yaml => yaml::print(value),
        Format::Text => text::text(value),
        Format::Table => table::table(value, title, color, width()),
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// JSON, indented by four spaces.
pub fn json(value: &Value) -> String {
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, formatter);
    // Writing to memory cannot fail, and JSON is UTF-8.
    match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => value.to_string(),
    }
}

/// The columns of the terminal; 80 if standard output is none.
pub fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
}

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Writes to standard output.
///
/// # Errors
///
/// [`Failure`]: it cannot be written, for example because a disk is full; [`Failure::unread`], if its reader has closed it.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(Failure::unread()),
        Err(error) => Err(Failure::other(format!("cannot write the output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Writes a line to standard error. A failure to do so cannot be reported.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
